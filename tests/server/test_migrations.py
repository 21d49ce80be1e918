"""The models and the migrations say the same."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def test_no_migration_is_missing() -> None:
    loader = MigrationLoader(None)
    # As makemigrations: names in a language would differ from those in the migrations.
    with translation.override(None):
        found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        missing = found.changes(graph=loader.graph)
        told = {app: [made.operations for made in each] for app, each in missing.items()}
    assert told == {}


def test_migrations_never_end_in_two_branches() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}
