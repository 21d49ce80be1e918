"""From an earlier version to this one: what people had is there, and the database is as a new one would be."""

from __future__ import annotations

import json
import lzma
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse
from psycopg import sql

from alliantie import clock
from alliantie.access.identity import DOOR, acting
from alliantie.access.models import Account
from alliantie.alliance.models import Round
from alliantie.cases.models import Case, Duty
from alliantie.cases.operations.duties import reckon_behind
from alliantie.cli.check import _migrations, _roles
from alliantie.server.account import account, binaries
from tests.conftest import Databases
from tests.support.databases import TestServer, prepare
from tests.worklist.browse import words

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "jobs"])

HERE = Path(__file__).parent
# All of a database that its rows do not say, in words that a dump leaves as they are.
SHAPE = {
    "columns": "SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_schema = ANY (%(ours)s)",
    "functions": "SELECT oid::regprocedure::text, prosrc, proacl::text, provolatile, prosecdef, proconfig FROM pg_proc"
    " WHERE pronamespace::regnamespace::text = ANY (%(ours)s)",
    "constraints": "SELECT conrelid::regclass::text, conname, contype FROM pg_constraint"
    " WHERE connamespace::regnamespace::text = ANY (%(ours)s)",
    "indexes": "SELECT indexrelid::regclass::text, indrelid::regclass::text, indisunique FROM pg_index"
    " JOIN pg_class c ON c.oid = indrelid WHERE c.relnamespace::regnamespace::text = ANY (%(ours)s)",
    "triggers": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "rights": "SELECT oid::regclass::text, relacl::text, relrowsecurity, relforcerowsecurity FROM pg_class"
    " WHERE relnamespace::regnamespace::text = ANY (%(ours)s)",
    "policies": "SELECT tablename, policyname, cmd, roles::text FROM pg_policies",
}
# The day after the dump was made.
AFTER = datetime(2026, 11, 24, 10, 0, tzinfo=clock.HOME)
OURS = ["public", "access", "alliance", "history", "secrets"]


def shape(address: str) -> dict[str, set[str]]:
    """How a database is made, part by part."""
    with psycopg.connect(address) as connection:
        return {
            part: {str(row) for row in connection.execute(question.encode(), {"ours": OURS})}
            for part, question in SHAPE.items()
        }


@pytest.fixture
def upgraded(server: TestServer, databases: Databases, tmp_path: Path) -> Iterator[None]:
    """The database of this test is one of version 0.2.0 as it first was, brought up to date by this version."""
    kept = json.loads((HERE / "0.2.0.json").read_text())
    dump = tmp_path / "dump"
    dump.write_bytes(lzma.decompress((HERE / "0.2.0.dump.xz").read_bytes()))
    name = f"{databases.name}_before"
    with psycopg.connect(server.addresses("postgres").owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO alliantie_app, alliantie_jobs").format(sql.Identifier(name))
        )
    owner = server.addresses(name).owner
    with psycopg.connect(owner) as connection:
        connection.execute("DROP SCHEMA public")
    command = [binaries(account()) / "pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={owner}", dump]
    subprocess.run([*map(str, command)], check=True)
    prepare(server.environment(name))
    databases.use(name)
    with override_settings(MASTER_KEY=bytes.fromhex(kept["master"])):
        yield


def test_an_earlier_database_is_brought_up_to_date_with_its_people_pages_and_duties(
    upgraded: None, server: TestServer, databases: Databases
) -> None:
    assert [each.level for each in (*_migrations(), *_roles())] == ["ok", "ok", "ok"]
    upgraded_shape, new_shape = (shape(server.addresses(name).owner) for name in (databases.name, "alliantie"))
    for part, rows in new_shape.items():
        assert upgraded_shape[part] == rows, part
    assert Case.objects.using("owner").count() == 3

    with clock.at(AFTER):
        reckon_behind(today=clock.today())
        assert set(Duty.objects.using("owner").values_list("case__title", flat=True)) >= {"Noor Yilmaz", "Chantal Bos"}

        worker, account = Browser(), Account.objects.using("owner").get(login="peter")
        with acting(DOOR):
            worker.force_login(account)
        # A second step was not asked then. Once there is one, what came in without it is over.
        assert worker.get(reverse("start"))["Location"] == reverse("second-step")
        Authenticator.objects.using("owner").create(user=account, type="totp", data={})
        assert worker.get(reverse("start")).status_code == 302
        worker = Browser()
        with acting(DOOR):
            worker.force_login(account)
        assert "Noor Yilmaz" in words(worker, reverse("start"))
        for case in Case.objects.using("owner").all():
            assert case.title in words(worker, reverse("case", kwargs={"case_id": case.id}))
        # Their answers open: the picture of the round they looked at before.
        looked = Round.objects.using("owner").get(state="revealed")
        assert "picture-client" in worker.get(reverse("round-picture", kwargs={"round_id": looked.id})).content.decode()
