"""The money app."""

from django.apps import AppConfig


class Money(AppConfig):
    name = "alliantie.money"
    label = "money"
