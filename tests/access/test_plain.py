"""Plain statements of the pages opened most meet the same doors as every other query."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliantie.access.backend import Accounts
from alliantie.access.identity import DOOR, WrongActor, acting
from alliantie.access.models import Account
from alliantie.access.plain import Columns, ask
from alliantie.access.sessions import SessionStore
from alliantie.cases.models import Case
from alliantie.cases.queries import get_case
from alliantie.people import administration
from alliantie.people.models import Client
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_a_statement_is_asked_for_nobody_but_the_one_who_is_proven() -> None:
    world = World.make()
    case, other = world.case(), world.case()
    with acting(case.client()), pytest.raises(WrongActor):
        ask(other.client(), "SELECT 1")


def test_a_statement_without_a_condition_of_its_own_meets_the_policy() -> None:
    world = World.make()
    mine, other = world.case(), world.case()
    with acting(mine.client()) as client:
        assert ask(client, "SELECT id FROM cases_case") == [(mine.case_id,)]
        with pytest.raises(Case.DoesNotExist):
            get_case(client, other.case_id)


def test_a_column_left_out_is_read_when_somebody_asks_for_it() -> None:
    case = World.make().case()
    columns = Columns(Client, "c", without=("trigrams",))
    with acting(case.client()) as client:
        ((*values,),) = ask(client, f"SELECT {columns} FROM people_client c")  # noqa: S608
        made = columns.made(values)
        with CaptureQueriesContext(connection) as asked:
            assert made.name
            assert len(asked) == 0
            assert made.trigrams
            assert len(asked) == 1


def test_an_object_is_what_django_would_make_of_the_row() -> None:
    case = World.make().case()
    with acting(case.client()) as client:
        ((*values,),) = ask(client, f"SELECT {Columns(Case, 'k')} FROM cases_case k")  # noqa: S608
        made, django = Columns(Case, "k").made(values), Case.objects.get(id=case.case_id)
        for field in Case._meta.concrete_fields:
            assert getattr(made, field.attname) == getattr(django, field.attname), field.name
        assert (made._state.adding, made._state.db) == (django._state.adding, django._state.db)
        assert made == django
        assert made.get_deferred_fields() == set()
        assert made.organisation == django.organisation


def test_the_database_makes_the_plan_of_a_statement_once_for_whatever_it_is_asked() -> None:
    world = World.make()
    for case in (world.case(), world.case(), world.case()):
        with acting(case.worker) as worker:
            get_case(worker, case.case_id)
    with acting(DOOR), connection.cursor() as cursor:
        cursor.execute(
            "SELECT custom_plans, generic_plans > 0 FROM pg_prepared_statements"
            " WHERE position('FROM cases_case k JOIN people_organisation' IN statement) > 0"
        )
        assert cursor.fetchall() == [(0, True)]


def test_a_session_that_is_over_is_not_found() -> None:
    with acting(DOOR):
        session: SessionBase = SessionStore()
        session["a"] = 1
        session.set_expiry(timezone.now() + timedelta(hours=1))
        session.save()
        assert SessionStore(session.session_key)["a"] == 1
        session.set_expiry(timezone.now() - timedelta(seconds=1))
        session.save()
        assert SessionStore(session.session_key).get("a") is None


def test_an_account_that_is_out_of_use_or_gone_is_nobody() -> None:
    case = World.make().case()
    account = administration.make_account(
        Client.objects.using("owner").get(id=case.client_ids[0]), "noor", "een lang wachtwoord", of_demo=True
    )
    backend = Accounts()
    with acting(DOOR):
        assert backend.get_user(account.id) == account
        assert backend.get_user(case.case_id) is None
    Account.objects.using("owner").filter(id=account.id).update(is_active=False)
    with acting(DOOR):
        assert backend.get_user(account.id) is None
