"""Whose table sorts: the organisation's while it holds, else the practice's; what was sorted keeps saying by which."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases import administration
from alliantie.cases.models import Case, Fact, FilledForm, LoadedTable
from alliantie.cases.operations import tables as operations
from alliantie.cases.queries import get_case, practice_of
from alliantie.cases.queries.tables import TableHere, table_here, table_of_row
from alliantie.practices.own_table import load_own_table
from tests.cases.form_ways import begin, keep, seen, send
from tests.insight.teams import manager
from tests.practices.own_tables import OWN, ZEIST, own
from tests.support import raw
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NEEDS_PEOPLE: dict[str, Any] = {"talk": "Rustig.", "able": True, "protection": "not-needed", "budget": "not-needed"}


@pytest.fixture(autouse=True)
def _in_the_demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


def load(case: CaseWorld, text: str = OWN, *, by: Actor | None = None, seen: int = 0) -> None:
    who = by or worker_actor(manager(case.world))
    table, problems = load_own_table(text.encode(), "", ZEIST)
    assert table is not None, problems
    with acting(who):
        operations.load_table(
            actor=who,
            organisation_id=case.world.organisation.id,
            practice=ZEIST,
            table=table,
            content=text,
            seen=seen,
        )


def withdraw(case: CaseWorld, on: date, *, seen: int) -> None:
    who = worker_actor(manager(case.world))
    organisation_id = case.world.organisation.id
    with acting(who):
        operations.withdraw_table(
            actor=who, organisation_id=organisation_id, practice=ZEIST, table_id="offer", on=on, seen=seen
        )


def there(case: CaseWorld, day: date = date(2026, 3, 2)) -> TableHere:
    with acting(case.worker) as actor:
        here: Case = get_case(actor, case.case_id)
        return table_here(actor, here, practice_of(here), "offer", day)


def owner_on(case: CaseWorld, day: date) -> str:
    found = there(case, day).own
    return found.owner if found else ""


def filled(case: CaseWorld, **answers: Any) -> tuple[UUID, int]:
    made = begin(case, "reflection-list")
    return made, keep(case, made, **{**NEEDS_PEOPLE, **answers})


def stored(form_id: UUID) -> FilledForm:
    return FilledForm.objects.using("owner").get(id=form_id)


# Which table holds


def test_the_table_of_the_organisation_counts_from_its_first_day_until_its_last(zeist: CaseWorld) -> None:
    load(zeist, own(("asks:", "valid_until: 2026-04-01\nasks:")))
    days = (date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert [owner_on(zeist, day) for day in days] == ["", "Hilde Voorbeeld", "Hilde Voorbeeld", ""]


def test_a_later_version_takes_the_place_of_the_one_before_on_its_first_day(zeist: CaseWorld) -> None:
    load(zeist)
    load(zeist, own(("Hilde Voorbeeld", "Umut Voorbeeld"), ("2026-02-01", "2026-03-01")), seen=1)
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2))
    assert [owner_on(zeist, day) for day in days] == ["Hilde Voorbeeld", "Umut Voorbeeld", "Umut Voorbeeld"]


def test_withdrawing_is_a_new_row_and_lets_the_table_of_the_practice_count_again(zeist: CaseWorld) -> None:
    load(zeist)
    withdraw(zeist, date(2026, 3, 2), seen=1)
    assert [owner_on(zeist, date(2026, 3, day)) for day in (1, 2, 3)] == ["Hilde Voorbeeld", "", ""]
    rows = LoadedTable.objects.using("owner").order_by("number").values_list("number", "content", "owner")
    assert list(rows) == [(1, OWN, "Hilde Voorbeeld"), (2, "", "")]


def test_outside_the_demo_our_example_sorts_nobody_and_the_worker_picks(zeist: CaseWorld, settings: Any) -> None:
    assert there(zeist).table.rows
    settings.DEMO = False
    assert there(zeist).table.rows == ()
    made, kept = filled(zeist, people_around="needed", able=False)
    send(zeist, made, kept, "order")
    assert (stored(made).outcome, stored(made).chosen, stored(made).reason) == ("", "order", "")


def test_a_table_that_does_not_fit_the_practice_any_more_counts_no_more(zeist: CaseWorld) -> None:
    administration.load_table(
        zeist.world.organisation, ZEIST.id, _read(OWN), own(("{id: able,", "{id: gone,")), now=clock.now()
    )
    assert there(zeist).own is None


# What was sorted


def test_what_was_sorted_says_by_which_table_and_keeps_saying_so(zeist: CaseWorld) -> None:
    load(zeist)
    made, kept = filled(zeist, people_around="needed")
    send(zeist, made, kept, "settlement")
    load(zeist, own(("Hilde Voorbeeld", "Umut Voorbeeld"), ('"!able", outcome: v', "able, outcome: v")), seen=1)
    withdraw(zeist, clock.today(), seen=2)
    found = seen(zeist, made)
    with acting(zeist.worker) as actor:
        by = table_of_row(actor, ZEIST, "offer", found.own_table_id)
    assert (found.outcome, by.own and by.own.owner, by.own and by.own.valid_from) == (
        "settlement", "Hilde Voorbeeld", date(2026, 2, 1))  # fmt: skip


def test_what_the_practice_sorted_has_no_table_of_the_organisation(zeist: CaseWorld) -> None:
    made, kept = filled(zeist, people_around="needed")
    send(zeist, made, kept, "volunteer", "Zij vraagt er zelf om, en er is iemand.")
    assert stored(made).own_table_id is None
    assert there(zeist).table.example


def test_what_was_chosen_is_what_the_form_records_and_not_what_the_table_said(zeist: CaseWorld) -> None:
    made, kept = filled(zeist, people_around="needed", able=False)
    with pytest.raises(Denied, match="Schrijf waarom"):
        send(zeist, made, kept, "order")
    send(zeist, made, kept, "order", "Een vrijwilliger is nog niet nodig.")
    assert (stored(made).outcome, stored(made).chosen) == ("volunteer", "order")
    assert Fact.objects.using("owner").get(kind="reflection-filled").values == {"offer": "order"}


def test_another_table_that_came_meanwhile_leads_elsewhere_and_asks_the_worker_again(zeist: CaseWorld) -> None:
    made, kept = filled(zeist, people_around="needed", able=False)
    load(zeist, own(('"!able", outcome: volunteer', '"!able", outcome: settlement')))
    with pytest.raises(Denied, match="Schrijf waarom"):
        send(zeist, made, kept, "volunteer")
    assert seen(zeist, made).is_draft


# Who may


def test_another_organisation_never_sees_or_uses_it(zeist: CaseWorld) -> None:
    load(zeist)
    partner = World.in_area(zeist.world.area, "Buren").case("nl-debt-zeist")
    elsewhere = World.make("Elders").case("nl-debt-zeist")
    assert [owner_on(case, date(2026, 3, 2)) for case in (zeist, partner, elsewhere)] == ["Hilde Voorbeeld", "", ""]
    table_id = LoadedTable.objects.using("owner").get().id
    people = (zeist.worker, partner.worker, elsewhere.worker, zeist.client(), DOOR)
    for actor, rows in zip(people, (1, 0, 0, 0, 0), strict=True):
        with acting(actor):
            assert len(raw.read_all("public.cases_table")) == rows, actor
    made, kept = filled(partner, people_around="needed")
    send_sql = "SELECT access.send_form(%s, %s, access.day(), 'settlement', 'settlement', '', %s)"
    assert _refusal(partner.worker, send_sql, made, kept, table_id) == "no table of this case"


def test_whoever_does_not_manage_the_practices_loads_nothing(zeist: CaseWorld) -> None:
    elsewhere = worker_actor(manager(World.in_area(zeist.world.area, "Buren")))
    for who in (zeist.worker, elsewhere, zeist.client()):
        with pytest.raises(Denied):
            load(zeist, by=who)
    assert not LoadedTable.objects.using("owner").exists()


def test_the_application_may_read_tables_and_change_none(zeist: CaseWorld) -> None:
    load(zeist)
    who = worker_actor(manager(zeist.world))
    for statement in (
        "UPDATE cases_table SET owner = 'x'",
        "DELETE FROM cases_table",
        "INSERT INTO cases_table SELECT * FROM cases_table",
    ):
        assert _refusal(who, statement).startswith("permission denied"), statement


def test_two_who_load_at_once_make_one_version_and_the_other_is_told(zeist: CaseWorld) -> None:
    who = worker_actor(manager(zeist.world))
    other = own(("Hilde Voorbeeld", "Umut Voorbeeld"))
    told = at_once(*(_caught(zeist, who, text) for text in (OWN, other)))
    assert sorted(map(str, told)) == ["Dit kan nu niet meer. Er is niets veranderd.", "loaded"]
    assert LoadedTable.objects.using("owner").count() == 1


def _caught(case: CaseWorld, who: Actor, text: str) -> Any:
    def act() -> str:
        try:
            load(case, text, by=who)
        except NotNow as refusal:
            return refusal.reason
        return "loaded"

    return act


@pytest.mark.parametrize(("text", "seen"), [(OWN, 1), (OWN, 0), (own(("Hilde", "Umut")), 0)])
def test_the_same_words_twice_and_a_version_that_was_not_seen_are_refused(
    zeist: CaseWorld, text: str, seen: int
) -> None:
    load(zeist)
    with pytest.raises(NotNow):
        load(zeist, text, seen=seen)


def test_where_nothing_was_loaded_nothing_is_withdrawn(zeist: CaseWorld) -> None:
    with pytest.raises(NotNow):
        withdraw(zeist, date(2026, 3, 2), seen=0)


def _refusal(who: Actor, statement: str, *arguments: UUID | int) -> str:
    """Why the database refuses a statement."""
    with acting(who), pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, arguments)
    return str(refused.value).splitlines()[0]


def _read(text: str) -> Any:
    return load_own_table(text.encode(), "", ZEIST)[0]
