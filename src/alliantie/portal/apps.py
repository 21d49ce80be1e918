"""The portal app."""

from django.apps import AppConfig


class Portal(AppConfig):
    name = "alliantie.portal"
    label = "portal"
