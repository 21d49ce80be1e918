"""The worklist app."""

from django.apps import AppConfig


class Worklist(AppConfig):
    name = "alliantie.worklist"
    label = "worklist"
