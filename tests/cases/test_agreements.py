"""Agreements of a case: who makes them, who sees them, who ticks them off, and what the database lets through."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases import operations as cases
from alliantie.cases.models import Agreement, Case
from alliantie.cases.operations.agreements import State
from alliantie.cases.queries import (
    agreed_by_others,
    agreements_in,
    agreements_of,
    asked_of,
    get_agreement,
    get_case,
    open_agreements,
    own_agreements,
)
from tests.support import raw
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=clock.HOME)
TEXT = "Noor belt de huisarts."


@pytest.fixture
def here() -> CaseWorld:
    with clock.at(TUESDAY - timedelta(days=30)):
        return World.make().case()


@pytest.fixture
def family() -> CaseWorld:
    with clock.at(TUESDAY - timedelta(days=30)):
        return World.make().case(
            "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
        )


def agree(case: CaseWorld, text: str = TEXT, **options: Any) -> uuid.UUID:
    with clock.at(options.pop("now", TUESDAY)):
        return agree_in(case, text, **options)


def settle(actor: Actor, agreement_id: uuid.UUID, state: State, reason: str = "", now: datetime = TUESDAY) -> None:
    with clock.at(now), acting(actor):
        cases.settle_agreement(actor=actor, agreement_id=agreement_id, state=state, reason=reason)


def seen(actor: Actor, case: CaseWorld) -> list[str]:
    with clock.at(TUESDAY), acting(actor):
        return [each.text for each in open_agreements(actor, case.case_id)]


def one(agreement_id: uuid.UUID) -> Agreement:
    return Agreement.objects.using("owner").get(id=agreement_id)


# Making and seeing


def test_what_is_open_comes_soonest_due_first_and_what_has_no_day_last(here: CaseWorld) -> None:
    agree(here, "geen dag")
    agree(here, "later", due_on=date(2026, 3, 20))
    agree(here, "eerst", due_on=date(2026, 3, 12))
    assert seen(here.worker, here) == seen(here.client(), here) == ["eerst", "later", "geen dag"]


@pytest.mark.parametrize(("owner", "called"), [("client", "Noor"), ("worker", "Peter"), ("other", "Oma")])
def test_whoever_does_it_is_called_by_name(here: CaseWorld, owner: str, called: str) -> None:
    made = agree(here, owner=owner, owner_name="Oma" if owner == "other" else "")
    with clock.at(TUESDAY), acting(here.worker) as actor:
        assert get_agreement(actor, made).owner_called == called


def test_the_same_form_sent_twice_makes_one_agreement_also_at_the_same_moment(here: CaseWorld) -> None:
    token = uuid.uuid4()
    made = at_once(lambda: agree(here, token=token), lambda: agree(here, token=token))
    assert made[0] == made[1] == agree(here, token=token)
    assert Agreement.objects.using("owner").count() == 1
    assert agree(here, "iets anders", token=token) != made[0]


def test_a_case_read_as_a_whole_brings_its_open_agreements_along(here: CaseWorld) -> None:
    made = agree(here, due_on=date(2026, 3, 12))
    settle(here.worker, agree(here, "klaar"), "done")
    with clock.at(TUESDAY), acting(here.worker) as actor:
        found = agreements_in(get_case(actor, here.case_id, whole=True))
        assert found == open_agreements(actor, here.case_id)
        assert [(each.id, each.due_on, each.client_name) for each in found] == [(made, date(2026, 3, 12), "Noor")]


def test_in_a_family_each_sees_own_agreements_and_those_with_everyone(family: CaseWorld) -> None:
    agree(family, "van Sam", client=0)
    agree(family, "van Eva", client=1)
    agree(family, "van allen", client=None, owner="worker")
    assert set(seen(family.client(0), family)) == {"van Sam", "van allen"}
    assert set(seen(family.client(1), family)) == {"van Eva", "van allen"}
    assert set(seen(family.worker, family)) == {"van Sam", "van Eva", "van allen"}


def test_a_code_shows_no_agreements(here: CaseWorld) -> None:
    with clock.at(TUESDAY):
        link = here.link(here.round())
    made = agree(here)
    assert seen(link, here) == []
    with pytest.raises(Denied):
        settle(link, made, "done")


def test_what_others_do_is_waited_for_in_running_cases_only(here: CaseWorld) -> None:
    agree(here, "van Noor")
    agree(here, "van Peter", owner="worker")
    agree(here, "van de huisarts", owner="other", owner_name="De huisarts")
    with clock.at(TUESDAY), acting(here.worker) as actor:
        assert {each.text for each in agreed_by_others(actor)} == {"van Noor", "van de huisarts"}
        assert asked_of(actor).waiting_count == 2
    Case.objects.using("owner").filter(id=here.case_id).update(closed_on=TUESDAY.date())
    with clock.at(TUESDAY), acting(here.worker) as actor:
        assert agreed_by_others(actor) == ()
        assert asked_of(actor).waiting_count == 0


# Ticking off


@pytest.mark.parametrize("who", ["worker", "client"])
def test_ticking_off_twice_is_the_same_as_once_and_can_be_undone(here: CaseWorld, who: str) -> None:
    made, actor = agree(here), here.worker if who == "worker" else here.client()
    settle(actor, made, "done")
    settle(actor, made, "done", now=TUESDAY + timedelta(hours=1))
    assert (one(made).state, one(made).settled_at, one(made).settled_by) == ("done", TUESDAY, actor.id)
    for _twice in range(2):
        settle(actor, made, "open")
    assert (one(made).state, one(made).settled_at, one(made).settled_by) == ("open", None, None)


def test_a_client_ticks_off_only_what_is_the_clients_own_to_do(family: CaseWorld) -> None:
    others = agree(family, client=1)
    workers = agree(family, client=0, owner="worker")
    everyones = agree(family, client=None, owner="other", owner_name="Oma")
    for made in (others, workers, everyones):
        with pytest.raises(Denied):
            settle(family.client(0), made, "done")
        assert one(made).state == "open"


def test_a_client_puts_nothing_away_and_opens_nothing_that_the_worker_settled(here: CaseWorld) -> None:
    made = agree(here)
    with pytest.raises(Denied):
        settle(here.client(), made, "dropped")
    settle(here.worker, made, "done")
    with pytest.raises(NotNow):
        settle(here.client(), made, "open")
    assert one(made).state == "done"


def test_putting_away_keeps_its_reason_until_it_is_undone(here: CaseWorld) -> None:
    made = agree(here)
    settle(here.worker, made, "dropped", "De huisarts belde zelf.")
    assert (one(made).state, one(made).reason) == ("dropped", "De huisarts belde zelf.")
    settle(here.worker, made, "open")
    assert (one(made).state, one(made).reason) == ("open", "")


def test_of_two_who_settle_it_otherwise_the_first_stands(here: CaseWorld) -> None:
    made = agree(here)
    settle(here.client(), made, "done")
    with pytest.raises(NotNow):
        settle(here.worker, made, "dropped", "niet nodig")
    assert one(made).state == "done"


def test_a_client_finds_what_was_just_ticked_off_for_a_week(here: CaseWorld) -> None:
    made = agree(here)
    settle(here.client(), made, "done")
    for days, there in ((6, [made]), (8, [])):
        now = TUESDAY + timedelta(days=days)
        with clock.at(now), acting(here.client()) as actor:
            assert [each.id for each in own_agreements(actor, now)] == there


def test_everything_that_was_agreed_stays_to_be_read(here: CaseWorld) -> None:
    settle(here.worker, agree(here, "klaar"), "done")
    agree(here, "open")
    with clock.at(TUESDAY), acting(here.worker) as actor:
        assert [(each.text, each.state) for each in agreements_of(actor, here.case_id)] == [
            ("open", "open"),
            ("klaar", "done"),
        ]


# Who


@pytest.mark.parametrize("who", ["colleague", "other organisation", "other area", "other client"])
def test_anyone_else_sees_and_changes_nothing(here: CaseWorld, who: str) -> None:
    made = agree(here)
    with clock.at(TUESDAY):
        stranger = {
            "colleague": lambda: here.world.worker(1),
            "other organisation": lambda: World.in_area(here.world.area, "Buren").worker(),
            "other area": lambda: World.make("Elders").worker(),
            "other client": lambda: here.world.case(names=(("Ali", "Demir"),)).client(),
        }[who]()
    with clock.at(TUESDAY), acting(stranger) as actor:
        assert raw.read_all("public.cases_agreement") == []
        assert agreements_of(actor, here.case_id) == ()
        with pytest.raises(Agreement.DoesNotExist):
            get_agreement(actor, made)
        with pytest.raises(Denied):
            cases.settle_agreement(actor=actor, agreement_id=made, state="done")
    assert one(made).state == "open"


# Raw SQL as the application role

MAKE = (
    "INSERT INTO cases_agreement"
    " (id, area_id, case_id, client_id, text, owner, owner_name, made_at, made_by, state, reason)"
    " VALUES (gen_random_uuid(), %s, %s, %s, 'x', %s, %s, now(), %s, 'open', '')"
)


def refused(actor: Actor, statement: str, values: list[Any]) -> bool:
    """Whether the database raises, or changes no row."""
    try:
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


def test_raw_sql_agrees_only_in_an_own_case_with_its_people_and_in_ones_own_name(here: CaseWorld) -> None:
    with clock.at(TUESDAY):
        other = here.world.case(names=(("Ali", "Demir"),), worker=1)
    area, case, noor, peter = here.world.area.id, here.case_id, here.client_ids[0], here.worker.id
    assert not refused(here.worker, MAKE, [area, case, noor, "client", "", peter])
    for values in (
        [area, other.case_id, other.client_ids[0], "client", "", peter],
        [area, case, other.client_ids[0], "client", "", peter],
        [World.make("Elders").area.id, case, noor, "client", "", peter],
        [area, case, noor, "client", "", here.world.workers[1].id],
        [area, case, None, "client", "", peter],
        [area, case, noor, "other", "", peter],
        [area, case, noor, "worker", "Oma", peter],
    ):
        assert refused(here.worker, MAKE, values), values
    for stranger in (here.client(), here.world.worker(1)):
        assert refused(stranger, MAKE, [area, case, noor, "client", "", stranger.id])


def test_raw_sql_changes_no_agreement_and_erases_none(here: CaseWorld) -> None:
    made = agree(here)
    for actor in (here.worker, here.client()):
        for statement in (
            "UPDATE cases_agreement SET state = 'done', settled_at = now() WHERE id = %s",
            "UPDATE cases_agreement SET text = 'x' WHERE id = %s",
            "DELETE FROM cases_agreement WHERE id = %s",
        ):
            assert refused(actor, statement, [made]), statement
    for state in ("", "gone", "DONE"):
        assert refused(here.worker, "SELECT access.settle_agreement(%s, %s, '')", [made, state])
    assert one(made).state == "open"


def test_asking_whether_someone_is_in_anothers_case_tells_nothing(here: CaseWorld) -> None:
    for actor, answer in ((here.worker, True), (here.world.worker(1), False), (here.client(), False)):
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("SELECT access.of_this_case(%s, %s)", [here.case_id, here.client_ids[0]])
            assert cursor.fetchone() == (answer,)


def test_each_change_stands_in_the_history_with_who_made_it(here: CaseWorld) -> None:
    made = agree(here)
    settle(here.client(), made, "done")
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT action, split_part(by_claim, ':', 1) FROM history.event"
            " WHERE table_name = 'cases_agreement' AND row_id = %s ORDER BY id",
            [str(made)],
        )
        assert cursor.fetchall() == [("INSERT", "worker"), ("UPDATE", "client")]
