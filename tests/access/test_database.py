"""The database refuses by itself: without a proven actor raw SQL sees nothing, and no table is forgotten."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from alliantie import clock
from alliantie.access.identity import DOOR, JOB, Actor, WrongActor, acting, background, prove, proven_actor
from alliantie.cases.models import Case
from tests.support import raw
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters", "jobs"])

# Tables that say nothing about any person, with the reason.
NO_PEOPLE = {
    "public.auth_group": "unused; the application has no rights on it",
    "public.auth_group_permissions": "unused; the application has no rights on it",
    "public.auth_permission": "names of models",
    "public.django_content_type": "names of models",
    "public.django_migrations": "names of migrations",
    "public.procrastinate_events": "moments of jobs, by number",
    "public.procrastinate_jobs": "names of jobs and numbers",
    "public.procrastinate_periodic_defers": "moments of jobs",
    "public.procrastinate_workers": "heartbeats",
}
# Walled without history, with the reason.
NO_HISTORY = {
    "access_counter": "counts of failed sign-ins, short-lived",
    "access_matching": "is itself a log",
    "access_reading": "is itself a log",
    "alliance_afterthought": "walled: the client's only, and erasable",
    "alliance_itemflag": "holds nobody",
    "alliance_mailbox": "an address that was forgotten must be gone",
    "alliance_jotting": "walled: nobody learns that somebody was typing, and an erased note must be gone",
    "alliance_link": "a used code would tell that someone had begun",
    "alliance_part": "walled: an erased draft must be gone",
    "alliance_wish": "walled: the client's only",
    "cases_reminded": "walled: that someone was reminded tells that they gave an address",
    "cases_calendar": "an address that was revoked must be gone",
    "cases_talkdraft": "the writer's only, and what was thrown away must be gone",
    "cases_practicedraft": "a copy nobody works by, about nobody; what is adopted of it has its history",
    "cases_letterpaper": "what was signed: the application can neither change nor erase it",
    "cases_owncopy": "a copy for one client of what stands elsewhere, gone after a week",
    "cases_letteropened": "walled: that the client read a letter is the client's to tell",
    "cases_acknowledgement": "walled: when the client read the frame tells that the client had begun",
    "cases_import_reference": "names what came in, which has its own history",
    "cases_stockcount": "numbers, which nobody changes",
    "keeping_due": "a list that is made anew each night",
    "cases_keptfigures": "numbers that are told once, or made anew each half hour",
    "cases_duty": "follows from the facts, which have their history",
    "cases_reckoning": "follows from the facts, which have their history",
    "account_emailaddress": "unused",
    "account_emailconfirmation": "unused",
    "access_session": "short-lived",
    "access_visit": "short-lived",
    "access_kept": "gone within a day, and read by its writer alone",
    "mfa_authenticator": "secrets of sign-in",
}


def owner(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@pytest.fixture
def here() -> CaseWorld:
    case = World.make().case()
    case.reveal(case.round())
    return case


def test_the_tests_run_as_the_application_role_which_cannot_bypass_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("alliantie_app",)
    found = owner(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'alliantie_app'"
    )
    assert found == [(False, False, False, False)]
    assert owner("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'alliantie_app'") == [(0,)]
    assert not owner("SELECT pg_has_role('alliantie_app', 'alliantie_owner', 'MEMBER')")[0][0]


def test_every_table_about_people_has_row_level_security() -> None:
    secured = {
        f"public.{name}"
        for (name,) in owner(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND relrowsecurity"
        )
    }
    public = {table for table in raw.tables() if table.startswith("public.")}
    assert public - secured == set(NO_PEOPLE)


def test_every_table_about_people_keeps_history_or_says_why_not() -> None:
    kept = {name for (name,) in owner("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%_history'")}
    public = {table.removeprefix("public.") for table in raw.tables() if table.startswith("public.")}
    without = public - {name.removeprefix("public.") for name in NO_PEOPLE} - kept
    assert without == set(NO_HISTORY)


def test_the_application_cannot_reach_grants_secrets_and_history(here: CaseWorld) -> None:
    with acting(here.worker):
        for table in raw.tables():
            if table.startswith(("history.", "secrets.")) or table in ("public.access_grant", "public.alliance_link"):
                assert raw.read_all(table) == "InsufficientPrivilege", table


def test_every_function_that_runs_as_owner_has_an_empty_search_path() -> None:
    found = owner(
        "SELECT p.oid::regprocedure::text, p.prosecdef, p.proconfig, p.prosqlbody IS NOT NULL AND p.provolatile = 'i'"
        " FROM pg_proc p"
        " WHERE p.pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('access', 'alliance', 'history'))"
    )
    assert found
    for name, definer, set_to, plain in found:
        # What counts with its arguments alone was bound to its names when it was made, and runs as whoever asks.
        if not plain:
            assert definer, name
            assert set_to == ['search_path=""'], name


def test_functions_are_closed_to_everyone_but_the_application() -> None:
    found = owner(
        "SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " WHERE a.grantee = 0 AND p.pronamespace IN"
        " (SELECT oid FROM pg_namespace WHERE nspname IN ('access', 'alliance', 'history'))"
    )
    assert found == []


def test_raw_sql_without_a_proven_actor_sees_nothing(here: CaseWorld) -> None:
    with transaction.atomic():
        for table, rows in raw.everything().items():
            if table not in NO_PEOPLE:
                assert rows in ([], "InsufficientPrivilege"), table


# Something of each kind that the functions of the database take. A number is a limit of a request too, in milliseconds.
_GIVEN: dict[str, Any] = {
    "text": "x", "character varying": "x", "date": "2026-01-01", "jsonb": "[]", "boolean": True, "integer": 9000,
    "smallint": 1, "bytea": b"x", "bytea[]": [b"x"], "text[]": ["x"], "timestamp with time zone": "2026-12-01T10:00Z",
}  # fmt: skip


def test_what_is_not_yours_is_refused_in_the_code_of_the_house_or_gives_nothing(here: CaseWorld) -> None:
    with_id = (
        "SELECT relname FROM pg_class r JOIN pg_attribute a ON a.attrelid = r.oid"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND attname = 'id' AND atttypid = 'uuid'::regtype ORDER BY 1"
    )
    ids = [uuid4()]
    for (table,) in owner(with_id):
        ids += [each for (each,) in owner(f"SELECT id FROM {table} ORDER BY id LIMIT 1")]  # noqa: S608 - own names
    assert len(ids) > 12
    of_role = (
        "SELECT p.oid::regproc::text, ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) t) FROM pg_proc p"
        " WHERE p.pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('access', 'alliance'))"
        " AND p.prorettype <> 'trigger'::regtype AND has_function_privilege(%s, p.oid, 'execute')"
    )
    functions = {role: owner(of_role, role) for role in (settings.APP_ROLE, settings.JOBS_ROLE)}
    assert min(map(len, functions.values())) > 50
    stranger = World.make("Elders").case()
    for who in (None, JOB, stranger.worker, stranger.client()):
        with transaction.atomic(), acting(who) if who else nullcontext():
            for name, kinds in functions[settings.JOBS_ROLE if who == JOB else settings.APP_ROLE]:
                for one in ids if {"uuid", "uuid[]"} & set(kinds) else ids[:1]:
                    given = [{"uuid": one, "uuid[]": [one]}.get(kind, _GIVEN.get(kind)) for kind in kinds]
                    assert refusal(name, kinds, given)[:3] in ("", "AL4"), (who, name, given)


def refusal(name: str, kinds: list[str], given: list[Any]) -> str:
    """The code with which the database refuses this call, "" where it does not; nothing of it stays."""
    asked = f"SELECT * FROM {name}({', '.join(f'%s::{kind}' for kind in kinds)})"  # noqa: S608 - names of our own
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(asked, given)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", "?"))
    return ""


def forged(claim: str, proof: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('alliantie.claim', %s, true), set_config('alliantie.proof', %s, true)", [claim, proof]
        )


def test_a_forged_or_switched_identity_sees_nothing(here: CaseWorld) -> None:
    moment = f"{int(time.time() * 1_000_000)}:{int(time.time())}"
    with transaction.atomic():
        forged(f"{here.worker.claim}:{moment}", "0" * 64)
        assert raw.read_all("public.cases_case") == []
    with transaction.atomic():
        prove(here.worker)
        assert len(raw.read_all("public.cases_case")) == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('alliantie.claim', %s, true)", [f"{here.client().claim}:{moment}"])
        assert raw.read_all("public.cases_case") == []
        assert raw.read_all("public.alliance_pair") == []


def test_a_proof_of_another_database_session_is_worth_nothing(here: CaseWorld) -> None:
    with transaction.atomic():
        prove(here.worker)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('alliantie.claim'), current_setting('alliantie.proof')")
            claim, proof = cursor.fetchone()
    connection.close()
    with transaction.atomic():
        forged(claim, proof)
        with connection.cursor() as cursor:
            cursor.execute("SELECT access.claim()")
            seen = cursor.fetchone()[0]
        assert seen is None
        assert raw.read_all("public.cases_case") == []


def test_a_proof_kept_for_later_is_worth_nothing(here: CaseWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    with monkeypatch.context() as patch:
        patch.setattr("alliantie.access.identity.time.time", lambda: now - 120)
        with acting(here.worker):
            assert raw.read_all("public.cases_case") == []
    with acting(here.worker):
        assert len(raw.read_all("public.cases_case")) == 1


def test_an_identity_ends_with_its_transaction(here: CaseWorld) -> None:
    with acting(here.worker):
        assert len(raw.read_all("public.cases_case")) == 1
    with transaction.atomic():
        assert raw.read_all("public.cases_case") == []
        with pytest.raises(WrongActor):
            proven_actor(here.worker)


def test_an_identity_needs_a_transaction(here: CaseWorld) -> None:
    with pytest.raises(WrongActor):
        prove(here.worker)


def test_reading_for_someone_else_than_who_is_proven_is_refused(here: CaseWorld) -> None:
    with acting(here.worker), pytest.raises(WrongActor):
        Case.objects.visible_to(here.client())


@pytest.mark.parametrize("who", [DOOR, JOB], ids=["door", "job"])
def test_the_door_and_the_jobs_see_no_case_and_no_round(here: CaseWorld, who: Actor) -> None:
    with acting(who):
        for table, rows in raw.everything().items():
            if table.startswith(("public.cases_", "public.alliance_", "public.people_")):
                assert rows in ([], "InsufficientPrivilege"), table


def test_a_worker_of_another_organisation_sees_nothing_of_the_case(here: CaseWorld) -> None:
    other = World.in_area(here.world.area, "Andere organisatie")
    with acting(other.worker()):
        for table in ("cases_case", "people_client", "cases_fact", "alliance_pair", "alliance_round"):
            assert raw.read_all(f"public.{table}") == [], table


WRITES: dict[str, Callable[[CaseWorld, Any], tuple[str, list[Any]]]] = {
    "a fact in another's case": lambda case, me: (
        'INSERT INTO cases_fact (id, area_id, case_id, kind, talk_id, "on", recorded_by, recorded_at, void)'
        " VALUES (gen_random_uuid(), %s, %s, 'contact', '', now(), %s, now(), false)",
        [case.world.area.id, case.case_id, me],
    ),
    "a participant in another's case": lambda case, me: (
        "INSERT INTO cases_participant (id, area_id, case_id, client_id, role)"
        " VALUES (gen_random_uuid(), %s, %s, %s, 'client')",
        [case.world.area.id, case.case_id, case.client_ids[0]],
    ),
    "a grant": lambda case, me: (
        'INSERT INTO access_grant (id, area_id, subject_kind, subject_id, case_id, "right", ground, starts_at)'
        " VALUES (gen_random_uuid(), %s, 'worker', %s, %s, 'work', 'x', now())",
        [case.world.area.id, me, case.case_id],
    ),
    "another's case as an own new one": lambda case, me: (
        "SELECT access.open_case(%s, %s)",
        [case.case_id, case.world.team.id],
    ),
    "a hand-over to oneself": lambda case, me: (
        "SELECT access.ask_hand_over(gen_random_uuid(), %s, %s, '')",
        [case.case_id, me],
    ),
    "cover of another's case": lambda case, me: (
        "SELECT access.give_cover(%s, %s, now(), now() + interval '1 day')",
        [case.case_id, me],
    ),
    "the client's consent": lambda case, me: ("SELECT access.admit_client(%s, %s)", [case.case_id, case.client_ids[0]]),
    "a round's state": lambda case, me: ("UPDATE alliance_round SET state = 'complete'", []),
    "a part's seal": lambda case, me: ("UPDATE alliance_part SET sealed_at = now(), share = 'all'", []),
    "a history line": lambda case, me: ("DELETE FROM history.event", []),
    "a new function": lambda case, me: ("CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", []),
    "a policy": lambda case, me: ("ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY", []),
    "another role": lambda case, me: ("SET ROLE alliantie_owner", []),
}


@pytest.mark.parametrize("what", sorted(WRITES))
def test_a_colleague_without_a_grant_can_write_nothing_of_it(here: CaseWorld, what: str) -> None:
    samira = here.world.worker(1)
    sql, values = WRITES[what](here, samira.id)
    with acting(samira), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_history_records_who_changed_what(here: CaseWorld) -> None:
    rows = owner(
        "SELECT action, by_claim, after->>'title' FROM history.event"
        " WHERE table_name = 'cases_case' AND row_id = %s ORDER BY id",
        str(here.case_id),
    )
    assert rows[0][0] == "INSERT"
    assert rows[0][1].startswith(f"worker:{here.worker.id}:")
    assert rows[0][2] == "Noor Yilmaz"


def test_a_reading_is_logged_and_only_the_client_it_is_about_reads_the_log(here: CaseWorld) -> None:
    from alliantie.access.models import Reading
    from alliantie.cases.queries import note_reading

    with acting(here.worker):
        note_reading("case", here.case_id, here.client_ids[0])
        assert raw.read_all("public.access_reading") == []
    with acting(here.client()):
        line = Reading.objects.get(what="case")
        assert (line.reader_id, line.ground) == (here.worker.id, "own case")
        with pytest.raises(DatabaseError), transaction.atomic():
            Reading.objects.update(what="nothing")


def test_history_holds_no_password_and_not_each_moment_of_signing_in(here: CaseWorld) -> None:
    from alliantie.people import administration

    account = administration.make_account(here.world.workers[0], "peter", "een lang wachtwoord", of_demo=True)
    account.last_login = clock.now()
    account.save(using="owner", update_fields=["last_login"])
    administration.set_password("peter", "een ander lang wachtwoord")
    rows = owner("SELECT action, after::text FROM history.event WHERE table_name = 'access_account' ORDER BY id")
    assert [action for action, _after in rows] == ["INSERT", "UPDATE"]
    assert not any("argon2" in after or "last_login" in after for _action, after in rows)


def test_ended_sessions_are_removed_and_others_stay() -> None:
    from alliantie.access.jobs import remove_ended_sessions
    from alliantie.access.models import Session
    from alliantie.access.sessions import SessionStore

    with acting(DOOR):
        for seconds in (60, 7200):
            store = SessionStore()
            store.set_expiry(seconds)
            store.create()
    # A page that was left open may still say whose text it keeps, for a day.
    with clock.at(clock.now() + timedelta(hours=1)):
        assert remove_ended_sessions() == 0
    with clock.at(clock.now() + timedelta(hours=25)):
        assert remove_ended_sessions() == 1
        assert remove_ended_sessions() == 0
    assert Session.objects.using("owner").count() == 1


def tidied() -> list[tuple[Any, ...]]:
    """The work there is after tidying up, by name, with how it stands."""
    from asgiref.sync import async_to_sync
    from procrastinate import JobContext
    from procrastinate.contrib.django import app

    from alliantie.access import jobs

    with background():
        async_to_sync(jobs.tidy_jobs.func)(cast(JobContext, SimpleNamespace(app=app)), 0)
    return owner("SELECT task_name, status FROM procrastinate_jobs ORDER BY task_name, id")


def test_work_a_killed_worker_left_is_taken_up_and_old_work_is_dropped() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, args, status, queue_name) VALUES"
            " ('left', '{}', 'todo', 'default'), ('old', '{}', 'todo', 'default')"
        )
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE task_name = 'old'")
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '8 days'")
    assert tidied() == [("left", "todo")]


def test_work_a_killed_worker_left_that_waits_again_already_is_done_once_and_hinders_no_other() -> None:
    with connections["owner"].cursor() as cursor:
        begin = "INSERT INTO procrastinate_jobs (task_name, args, status, queue_name, queueing_lock) VALUES"
        cursor.execute(f"{begin} ('each minute', '{{}}', 'todo', 'default', 'one')")
        cursor.execute(f"{begin} ('other', '{{}}', 'todo', 'default', 'another')")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute(f"{begin} ('each minute', '{{}}', 'todo', 'default', 'one')")
    assert tidied() == [("each minute", "todo"), ("other", "todo")]
