"""A page about one case or round is shown nothing beyond it; who sets that by hand only ever sees less."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.urls import get_resolver, reverse

from alliantie.access.identity import JOB, acting, is_proven, prove
from alliantie.access.routes import only_of
from alliantie.cases.models import Case
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def here() -> CaseWorld:
    return World.make().case()


def asked(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def seen(case: CaseWorld, only: str) -> set[UUID]:
    """The cases the worker sees with this setting, all tables asked without any condition of ours."""
    with transaction.atomic():
        prove(case.worker, only=only)
        cases = set(asked("SELECT coalesce(array_agg(id), '{}') FROM cases_case"))
        facts = set(asked("SELECT coalesce(array_agg(case_id), '{}') FROM cases_fact"))
        assert cases == set(asked("SELECT access.cases()")) == set(asked("SELECT access.cases_to_work()"))
        assert facts <= cases
        return cases


def test_what_is_about_one_case_shows_no_other(here: CaseWorld) -> None:
    other = here.world.case(names=(("Bilal", "Idrissi"),))
    strange = World.make("Elders").case()
    assert seen(here, "") == {here.case_id, other.case_id}
    assert seen(here, f"case:{here.case_id}") == {here.case_id}
    assert seen(here, f"case:{other.case_id}") == {other.case_id}
    for nothing in (strange.case_id, uuid4()):
        assert seen(here, f"case:{nothing}") == set()


def test_what_is_about_one_round_shows_no_other_pair(here: CaseWorld) -> None:
    other = here.world.case(names=(("Bilal", "Idrissi"),))
    mine, next_to_it = here.round(), other.round()
    strange = World.make("Elders").case().round()
    for only, expected in ((mine, {mine}), (next_to_it, {next_to_it}), (strange, set()), (uuid4(), set())):
        with transaction.atomic():
            prove(here.worker, only=f"round:{only}")
            assert set(asked("SELECT coalesce(array_agg(id), '{}') FROM alliance_round")) == expected
    with acting(here.worker):
        assert set(asked("SELECT coalesce(array_agg(id), '{}') FROM alliance_round")) == {mine, next_to_it}


def test_what_was_held_before_serves_no_longer_after_nor_the_other_way_round(here: CaseWorld) -> None:
    other = here.world.case(names=(("Bilal", "Idrissi"),))
    both, one = {here.case_id, other.case_id}, {here.case_id}
    with acting(here.worker):
        assert set(asked("SELECT access.cases()")) == both
        wide = asked("SELECT current_setting('alliantie.held_cases')")
        asked("SELECT set_config('alliantie.only', %s, true)", f"case:{here.case_id}")
        assert set(asked("SELECT access.cases()")) == one
        asked("SELECT set_config('alliantie.held_cases', %s, true)", wide)
        assert set(asked("SELECT access.cases()")) == one
        assert asked("SELECT access.clients()") == [here.client_ids[0]]
        asked("SELECT set_config('alliantie.only', '', true)")
        assert set(asked("SELECT access.cases()")) == both


def test_the_setting_ends_with_the_next_proof_and_with_the_transaction(here: CaseWorld) -> None:
    other = here.world.case(names=(("Bilal", "Idrissi"),))
    with transaction.atomic():
        prove(here.worker, only=f"case:{here.case_id}")
        assert Case.objects.visible_to(here.worker).count() == 1
        prove(here.worker)
        assert Case.objects.visible_to(here.worker).count() == 2
        prove(here.worker, only=f"case:{other.case_id}")
    with acting(here.worker):
        assert Case.objects.visible_to(here.worker).count() == 2


def test_a_job_in_between_leaves_the_limit_as_it_was(here: CaseWorld) -> None:
    here.world.case(names=(("Bilal", "Idrissi"),))
    only = f"case:{here.case_id}"
    with transaction.atomic():
        prove(here.worker, only=only)
        with acting(JOB):
            assert is_proven(JOB, only="")
        assert is_proven(here.worker, only=only)
        assert set(asked("SELECT access.cases()")) == {here.case_id}
        with pytest.raises(ZeroDivisionError), acting(JOB):
            raise ZeroDivisionError
        assert is_proven(here.worker, only=only)
        assert set(asked("SELECT access.cases()")) == {here.case_id}


def test_pages_that_show_one_thing_alone_say_so_and_look_further_when_asked_more() -> None:
    one = uuid4()
    for name, only in {
        "case": f"case:{one}",
        "case-timeline": f"case:{one}",
        "round-picture": f"round:{one}",
        "case-plan": "",
        "round": "",
    }.items():
        found = get_resolver().resolve(reverse(name, args=[one]))
        assert only_of(found.func, QueryDict(), found.kwargs) == only
        assert only_of(found.func, QueryDict("planned=1"), found.kwargs) == ""
