"""The background has a database role of its own: every job can work as it, and it can nothing that no job needs."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.test import override_settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from psycopg.errors import InsufficientPrivilege
from pytest_django import DjangoDbBlocker

from alliantie import clock
from alliantie.access.identity import DOOR, JOB, Actor, acting, background
from alliantie.exports import own_copy
from alliantie.exports.own_sheets import SHEETS
from alliantie.people.models import Client, Worker
from tests.conftest import Databases
from tests.support import raw
from tests.support.at_once import at_once

moved = importlib.import_module("alliantie.access.migrations.0028_role_of_jobs")
# What an own copy is made of, the terms of keeping, and the queue: this is all that the role reads.
QUEUE = {f"procrastinate_{each}" for each in ("events", "jobs", "periodic_defers", "workers")}


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker, databases: Databases) -> Iterator[None]:
    """A copy of the demo, which jobs change."""
    name = databases.server.clone("demo")
    with django_db_blocker.unblock():
        connections.close_all()
        for alias in connections:
            connections[alias].settings_dict["NAME"] = name
        yield
        databases.renew()
    databases.server.drop(name)


pytestmark = pytest.mark.usefixtures("demo")


def owner(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def clients() -> list[Actor]:
    found = Client.objects.using("owner").order_by("id")[:12]
    return [Actor("client", each.id, area_id=each.area_id) for each in found]


def callable_by(role: str) -> set[str]:
    return {
        name
        for (name,) in owner(
            "SELECT n.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname IN ('access', 'alliance', 'history', 'secrets')"
            " AND has_function_privilege(%s, p.oid, 'execute')",
            role,
        )
    }


JOBS: list[str] = sorted(name for name in app.tasks if name.startswith("alliantie."))


def ask_all() -> None:
    for number, actor in enumerate(clients()):
        with acting(actor):
            own_copy.ask_copy(actor=actor, language=("nl", "en")[number % 2])


def do_as_background(task: Any) -> None:
    # The day after: much is due.
    with background(), clock.at(clock.now() + timedelta(days=1)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_user::text, current_user::text")
            assert cursor.fetchone() == (settings.JOBS_ROLE, settings.JOBS_ROLE)
        if task.pass_context:
            async_to_sync(task.func)(cast(JobContext, SimpleNamespace(app=app)), 0)
        else:
            task.func(0)


@pytest.mark.parametrize("name", JOBS)
@override_settings(REMINDERS=True)
def test_every_job_does_its_work_as_the_role_of_jobs(name: str) -> None:
    copies = name.endswith("make_own_copies")
    if copies:
        ask_all()
    # In a thread of its own, as a job is: the one of the tests can have a browser that is asked for things.
    assert at_once(partial(do_as_background, app.tasks[name])) == [None]
    if copies:
        assert owner("SELECT count(*) FROM cases_owncopy WHERE made_at IS NOT NULL") == [(len(clients()),)]


def test_the_role_of_jobs_makes_of_each_client_the_copy_that_the_client_would_make() -> None:
    ask_all()
    for actor in clients():
        with clock.at(clock.now()):
            with acting(actor):
                here = own_copy.own_data(actor, now=clock.now())
            with background(), acting(actor):
                assert own_copy.own_data(actor, now=clock.now()) == here


def test_the_role_of_jobs_reads_what_copies_are_made_of_and_writes_the_queue_alone() -> None:
    found: dict[str, set[str]] = {}
    for table, verb in owner(
        "SELECT c.oid::regclass::text, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a"
        " WHERE a.grantee = %s::regrole AND c.relkind IN ('r', 'p', 'v', 'm')"
        " UNION SELECT t.attrelid::regclass::text, a.privilege_type || ' of a column' FROM pg_attribute t,"
        " aclexplode(t.attacl) a WHERE a.grantee = %s::regrole",
        settings.JOBS_ROLE,
        settings.JOBS_ROLE,
    ):
        found.setdefault(table, set()).add(verb)
    assert {table for table, verbs in found.items() if verbs != {"SELECT"}} == QUEUE
    assert found.keys() - QUEUE == {*moved.READ}
    # What a copy is made of has to be among it, so that a new sheet is not forgotten here.
    assert {*SHEETS} <= found.keys()
    assert owner("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles"
                 " WHERE rolname = %s", settings.JOBS_ROLE) == [(False,) * 5]  # fmt: skip
    assert owner("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", settings.JOBS_ROLE) == [(0,)]
    assert owner("SELECT count(*) FROM pg_auth_members WHERE member = %s::regrole", settings.JOBS_ROLE) == [(0,)]


def test_the_role_of_jobs_calls_what_jobs_call_and_the_application_not_what_only_they_do() -> None:
    only = {*moved.ONLY_JOBS, "access.tidy_sessions", "access.tidy_counters"}
    assert callable_by(settings.JOBS_ROLE) == only | {*moved.ALSO_JOBS}
    assert not callable_by(settings.APP_ROLE) & only
    # Everything that refuses whoever is no job is for jobs alone, but what the application does as a job.
    refuses = {
        name
        for (name,) in owner(
            "SELECT n.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname IN ('access', 'alliance') AND prosrc LIKE '%%access.kind() IS DISTINCT FROM ''job''%%'"
        )
    }
    as_job = {f"access.{each}" for each in ("keep_looked", "move_batch", "move_cases", "names_used")}
    assert refuses - only == as_job | {"alliance.planned_due", "alliance.tend_rounds"}


def test_whoever_has_the_secret_is_nobody_else_over_the_connection_of_jobs() -> None:
    worker = Worker.objects.using("owner").order_by("id").first()
    assert worker is not None
    asked, other, *_others = clients()
    owner("DELETE FROM cases_owncopy")
    with acting(asked):
        own_copy.ask_copy(actor=asked, language="nl")
    nobody = Actor("worker", worker.id, area_id=worker.area_id)
    for who in (nobody, DOOR, other, Actor("link", asked.id), Actor("for", asked.id), Actor("partner", asked.id)):
        with background(), acting(who):
            assert raw.read_all("public.cases_case") == [], who
            with connection.cursor() as cursor:
                cursor.execute("SELECT access.claim()")
                assert cursor.fetchone() == (None,), who
    with background(), acting(asked):
        assert len(raw.read_all("public.people_client")) == 1
    with background():
        own_copy.make_copies(clock.now())
        with acting(asked):
            assert raw.read_all("public.people_client") == []


def test_raw_sql_as_the_role_of_jobs_shows_no_answer_grant_log_or_secret() -> None:
    with background(), acting(JOB):
        for table, rows in raw.everything().items():
            name = table.removeprefix("public.")
            if name in QUEUE:
                continue
            assert rows == ([] if name in moved.READ and name != "keeping_term" else "InsufficientPrivilege") or (
                name == "keeping_term" and isinstance(rows, list)
            ), table


def refusal(sql: str) -> BaseException | None:
    """Why the database refuses a statement."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return refused.value.__cause__


FORBIDDEN = {
    "a grant": "INSERT INTO access_grant (id) VALUES (gen_random_uuid())",
    "history": "DELETE FROM history.event",
    "a line of history": "INSERT INTO history.event (table_name) VALUES ('x')",
    "a seal by hand": "INSERT INTO history.seal (number) VALUES (0)",
    "the reading log": "DELETE FROM access_reading",
    "a fact": "DELETE FROM cases_fact",
    "a round": "UPDATE alliance_round SET state = 'closed'",
    "the state of an own part": "SELECT sealed_at FROM alliance_part",
    "a key": "SELECT * FROM secrets.pair_key",
    "the secret": "SELECT * FROM secrets.identity",
    "passwords": "SELECT password FROM access_account",
    "sessions": "DELETE FROM access_session",
    "to open a case": "SELECT access.open_case(gen_random_uuid(), gen_random_uuid())",
    "emergency access": "SELECT access.open_in_emergency('{}', now()::date, '', '', '')",
    "to erase around approval": "SELECT secrets.erase('case', gen_random_uuid(), '{}', gen_random_uuid())",
    "a function": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a policy": "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
    "to be the application": "SET ROLE alliantie_app",
    "to be the owner": "SET ROLE alliantie_owner",
}


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_the_role_of_jobs_cannot_do_what_no_job_needs(what: str) -> None:
    with background(), acting(JOB):
        refused = refusal(FORBIDDEN[what])
    assert isinstance(refused, InsufficientPrivilege), refused


def test_the_application_seals_erases_and_begins_no_job() -> None:
    for sql in (
        "SELECT access.last_seal('')",
        "SELECT access.erase_item(gen_random_uuid())",
        "SELECT alliance.research_rows(gen_random_uuid())",
        "DELETE FROM procrastinate_jobs",
        "INSERT INTO procrastinate_jobs (task_name) VALUES ('x')",
    ):
        with transaction.atomic():
            assert isinstance(refusal(sql), InsufficientPrivilege), sql
