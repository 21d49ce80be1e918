"""The cases app."""

from django.apps import AppConfig


class Cases(AppConfig):
    name = "alliantie.cases"
    label = "cases"

    def ready(self) -> None:
        """Let the library find the versions that organisations made."""
        # Models can be imported from here on only.
        from alliantie.cases.queries.own_practices import find
        from alliantie.practices import look_elsewhere

        look_elsewhere(find)
