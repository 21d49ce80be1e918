"""The cases app."""

from django.apps import AppConfig


class Cases(AppConfig):
    name = "alliantie.cases"
    label = "cases"
