"""The people app."""

from django.apps import AppConfig


class People(AppConfig):
    name = "alliantie.people"
    label = "people"
