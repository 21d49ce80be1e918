"""The pages of who leads a team or manages the practices of an organisation."""

from django.apps import AppConfig


class Insight(AppConfig):
    name = "alliantie.insight"
    label = "insight"
