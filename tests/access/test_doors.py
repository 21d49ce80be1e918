"""`visible_to` is the only door in code to rows about clients; the database stands below it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

import alliantie
from alliantie.access.visible import Visible

SOURCE = Path(alliantie.__file__).parent
READS = {"all", "filter", "exclude", "get", "first", "last", "values", "values_list", "count", "exists", "order_by"}
# The owner's work from the command line sees everything, by `using`.
WITHOUT_ACTOR = {"demo", "cli", "server"}


def walled() -> set[str]:
    """The models whose rows are entered through visible_to."""
    return {model.__name__ for model in apps.get_models() if is_walled(model)}


def is_walled(model: type[Model]) -> bool:
    return isinstance(model._default_manager.all(), Visible)


def test_the_models_about_clients_are_walled() -> None:
    assert walled() >= {"Case", "Participant", "Fact", "Client", "Pair", "Round", "Conversation", "Explanation"}


def files() -> list[Path]:
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts and path.relative_to(SOURCE).parts[0] not in WITHOUT_ACTOR
    ]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_query_reads_rows_about_clients_past_visible_to(path: Path) -> None:
    names = walled()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Attribute) and node.attr in READS and isinstance(node.value, ast.Attribute)):
            continue
        manager = node.value
        if manager.attr == "objects" and isinstance(manager.value, ast.Name):
            assert manager.value.id not in names, f"{path.name}:{node.lineno}"
