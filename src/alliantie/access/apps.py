"""The app of identity, grants and the reading log."""

from django.apps import AppConfig


class Access(AppConfig):
    name = "alliantie.access"
    label = "access"
