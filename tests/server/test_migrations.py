"""The models and the migrations say the same."""

import pytest
from django.apps import apps
from django.db import connections
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.utils import translation

from alliantie.server.errors import ServerError
from alliantie.server.prepare import migrate


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


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_database_of_another_version_is_refused_in_plain_words_and_stays_as_it_is() -> None:
    recorder = MigrationRecorder(connections["owner"])
    recorder.record_applied("alliance", "9999_of_another_version")
    with pytest.raises(ServerError, match=r"Another version of Alliantie made this database .* Nothing was changed"):
        migrate()
    recorder.record_unapplied("alliance", "9999_of_another_version")
    assert migrate() is False


@pytest.mark.django_db(databases=["owner"])
def test_every_index_and_constraint_that_a_model_names_stands_in_the_database() -> None:
    """Django drops each index of a column whose foreign key has none any more, also a unique one with a condition."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'i' UNION SELECT conname FROM pg_constraint")
        stand = {name for (name,) in cursor.fetchall()}
    ours = [model for model in apps.get_models() if model.__module__.startswith("alliantie.")]
    named = {each.name for model in ours for each in (*model._meta.indexes, *model._meta.constraints)}
    assert named
    assert named - stand == set()
