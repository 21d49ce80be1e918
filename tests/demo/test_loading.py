"""Loading: the same from one seed, and safe when it is killed, repeated or asked for in the wrong place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.models import Account
from alliantie.alliance import queries as rounds
from alliantie.alliance.jobs import open_and_close_due
from alliantie.alliance.models import Round
from alliantie.alliance.states import State
from alliantie.cases.models import Case, Fact
from alliantie.demo import load, loading, logins
from alliantie.demo import story as stories
from alliantie.demo.cast import ORGANISATIONS
from alliantie.demo.colleagues import COLLEAGUES, OVER, RUNNING
from alliantie.demo.logins import accounts
from alliantie.demo.performing import Performer
from alliantie.people import administration
from alliantie.people.models import Area, Organisation, Worker
from alliantie.server.errors import ServerError
from tests.conftest import Databases
from tests.worlds import worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "jobs"])


@pytest.fixture(autouse=True)
def _one_practice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The story of the first practice alone, which loads in a second."""
    for module in (logins, loading, stories):
        monkeypatch.setattr(module, "ORGANISATIONS", ORGANISATIONS[:1])


def told() -> dict[str, object]:
    """What stands in the database, without the numbers of things."""
    found: dict[str, object] = {}
    for case in Case.objects.using("owner").order_by("title"):
        facts = Fact.objects.using("owner").filter(case=case).order_by("on", "recorded_at", "kind")
        found[case.title] = (case.opened_on, [(fact.kind, fact.talk_id, fact.on, fact.recorded_at) for fact in facts])
    for worker in Worker.objects.using("owner").order_by("given_name"):
        with acting(worker_actor(worker)) as actor:
            for pair in rounds.pairs_with_rounds(actor):
                for each in pair.rounds:
                    here = rounds.get_round(actor, each.id)
                    talk = rounds.talk(actor, here)
                    found[f"{worker.given_name} {pair.client_name} {each.number}"] = (
                        each.state,
                        each.opens_on,
                        here.round.reason,
                        rounds.looked(actor, here),
                        talk and (talk.state, talk.agreement, talk.date_in_file),
                    )
    return found


def can_sign_in() -> int:
    with acting(DOOR):
        return Account.objects.count()


def killed_after(count: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let a load die in the middle of the case after `count` cases; returns how to let it live again."""
    whole = Performer.perform
    performed: list[Performer] = []

    def perform(self: Performer) -> tuple[Actor, UUID, tuple[UUID, ...]]:
        made = whole(self)
        performed.append(self)
        if len(performed) > count:
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr(Performer, "perform", perform)
    return lambda: monkeypatch.setattr(Performer, "perform", whole)


def test_one_seed_gives_one_database(databases: Databases) -> None:
    assert load(5) is True
    first = told()
    databases.renew()
    assert load(5) is True
    assert told() == first
    databases.renew()
    assert load(6) is True
    assert told() != first


@pytest.mark.parametrize("shift", [1, 2, 5], ids=["one day later", "two days later", "five days later"])
def test_it_loads_on_any_day_of_the_week_with_rounds_open_on_that_day(shift: int) -> None:
    with clock.at(clock.now() + timedelta(days=shift)):
        assert load(5) is True
        assert open_and_close_due() == 0
        states = list(Round.objects.using("owner").values_list("state", flat=True))
    assert {State.OPEN, State.COMPLETE, State.REVEALED} <= set(states)


def test_a_killed_load_lets_nobody_in_and_loading_again_finishes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    alive = killed_after(2, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        load(5)
    assert can_sign_in() == 0
    assert Case.objects.using("owner").count() == 2
    alive()
    assert load(5) is True
    assert can_sign_in() == len(accounts())
    known = [name.given for name in ORGANISATIONS[0].workers]
    titles = list(Case.objects.using("owner").filter(worker__given_name__in=known).values_list("title", flat=True))
    # Five that run, and two that are over.
    assert len(titles) == len(set(titles)) == 7
    busy = Counter(Case.objects.using("owner").exclude(worker__given_name__in=known).values_list("worker", flat=True))
    assert list(busy.values()) == [RUNNING + OVER] * COLLEAGUES
    assert Organisation.objects.using("owner").count() == 1
    assert load(5) is False


def test_a_killed_load_is_not_finished_with_another_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    alive = killed_after(2, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        load(5)
    alive()
    with pytest.raises(ServerError, match="another seed"):
        load(6)
    assert Case.objects.using("owner").count() == 2


def test_the_demo_does_not_go_beside_people_of_ones_own() -> None:
    administration.make_area("Iets van onszelf")
    with pytest.raises(ServerError, match="empty database only"):
        load(5)
    assert Area.objects.using("owner").count() == 1
    assert Round.objects.using("owner").count() == can_sign_in() == 0
