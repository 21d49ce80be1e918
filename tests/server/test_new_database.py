"""A new database is made quickly, and only a new one is made so."""

import pytest
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from alliantie.server import prepare
from alliantie.server.new_database import each_model_alone


def _state() -> ProjectState:
    state = ProjectState()
    key = models.AutoField(primary_key=True)
    state.add_model(ModelState("cases", "Held", [("id", key.clone())]))
    refers = models.ForeignKey("cases.Held", models.CASCADE)
    state.add_model(ModelState("cases", "Holder", [("id", key.clone()), ("held", refers)]))
    assert state.apps.get_model("cases", "Holder")
    return state


def _made_anew_with(state: ProjectState) -> bool:
    before = state.apps.get_model("cases", "Holder")
    state.add_field("cases", "held", "more", models.IntegerField(null=True), preserve_default=True)
    assert "more" in {field.name for field in state.apps.get_model("cases", "Held")._meta.get_fields()}
    return state.apps.get_model("cases", "Holder") is not before


def test_in_a_new_database_what_refers_to_a_changed_model_is_not_made_anew() -> None:
    with each_model_alone():
        assert _made_anew_with(_state()) is False
    assert _made_anew_with(_state()) is True


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_database_that_has_tables_is_brought_up_to_date_in_djangos_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    recorder = MigrationRecorder(connections["owner"])
    (newest,) = MigrationLoader(None).graph.leaf_nodes("keeping")
    ways: list[bool] = []
    usual = getattr(ProjectState, "_find_reload_model")  # noqa: B009 - a private name of Django's
    monkeypatch.setattr(
        "django.core.management.call_command",
        lambda *_words, **_options: ways.append(getattr(ProjectState, "_find_reload_model") is usual),  # noqa: B009
    )
    recorder.record_unapplied(*newest)
    try:
        assert prepare.migrate() is True
        assert ways == [True]
    finally:
        # Whatever came of it, the tests after this one have a database that is up to date.
        recorder.record_applied(*newest)
