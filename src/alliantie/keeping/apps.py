"""The keeping app."""

from django.apps import AppConfig


class Keeping(AppConfig):
    name = "alliantie.keeping"
    label = "keeping"
