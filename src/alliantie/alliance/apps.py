"""The alliance app."""

from django.apps import AppConfig


class Alliance(AppConfig):
    name = "alliantie.alliance"
    label = "alliance"
