"""The look as a Django app, so that its templates, macros and static files are found."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Layout, macros, pictures and static files."""

    name = "alliantie.web"
    label = "web"
    verbose_name = "Vormgeving"
