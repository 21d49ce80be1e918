"""What was deleted stays deleted: an older backup that is restored is emptied of it before anybody works there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from alliantie.access.verifying import verify
from alliantie.practices.keeping import Category
from alliantie.server import prepare
from alliantie.server.backups import restoring
from alliantie.server.environment import ERASE_AGAIN
from tests.backup.test_backup import Place, answers_in
from tests.conftest import Databases
from tests.keeping.ways import ended, erase, later, owner, where
from tests.support.databases import TestServer
from tests.worlds import World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "jobs"])

SAID = "Zij danste gisteren op de kade"


def test_a_backup_of_before_a_deletion_loses_it_again_before_the_server_starts(
    server: TestServer, databases: Databases, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LAST_SEAL = tmp_path / "last-seal"
    place = Place(tmp_path, server, databases)
    world = World.make()
    gone, stays, silent = (world.case(names=((name, name * 2),)) for name in ("Xandra", "Bo", "Cas"))
    agree_in(gone, SAID)
    silent.reveal(silent.round())
    for each in (gone, silent):
        ended(each)
    before = place.make()
    with later():
        erase(world, [gone.case_id])
        erase(world, silent.pair_ids, Category.ANSWERS)
        after = place.make()
    name, new = f"{databases.name}_again", tmp_path / "new"
    with psycopg.connect(server.addresses("postgres").owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO alliantie_app, alliantie_jobs").format(sql.Identifier(name))
        )
    restoring.fill(server.addresses(name).owner, new, before.database, after.keys, place.secret)
    databases.use(name)
    # The backup still held it.
    assert {"public.people_client", "history.event"} <= set(where("Xandra", SAID))
    monkeypatch.setenv("ALLIANTIE_DATA", str(new))
    with later():
        prepare.migrate()
        assert prepare.erase_again()
        assert not prepare.erase_again()
    assert not (new / ERASE_AGAIN).exists()
    assert where("Xandra", SAID) == {}
    assert owner("SELECT given_name FROM people_client ORDER BY 1") == [("Bo",), ("Cas",)]
    assert owner("SELECT category FROM keeping_tombstone ORDER BY 1") == [("answers",), ("case",)]
    assert verify().whole
    # The answers whose key was destroyed open no more; those of others do.
    assert answers_in(server.addresses(name).owner, new / "secrets", silent.pair_ids[0]) == []
    assert len(owner("SELECT 1 FROM secrets.pair_key WHERE pair_id = %s", stays.pair_ids[0])) == 1
