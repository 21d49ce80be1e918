"""The tables of a new database, made in a fifth of the time: docs/decisions/0045-a-new-database.md."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def each_model_alone() -> Iterator[None]:
    """While this lasts Django makes anew only the model a migration changes, not those that refer to it as well.

    For an empty database, whose migrations find no rows to follow from one model to another.

    Raises:
        AttributeError: this version of Django finds these models in another way.
    """
    from django.db.migrations.state import ProjectState

    def alone(_state: ProjectState, app_label: str, model_name: str, _delay: bool = False) -> set[tuple[str, str]]:
        return {(app_label, model_name)}

    name = "_find_reload_model"
    usual = getattr(ProjectState, name)
    setattr(ProjectState, name, alone)
    try:
        yield
    finally:
        setattr(ProjectState, name, usual)
