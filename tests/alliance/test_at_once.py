"""Two people at the same instant: nothing double, nothing lost, and the round always completes."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import NotNow
from alliantie.alliance import operations, queries
from alliantie.alliance.models import Part, Round
from alliantie.alliance.states import State
from alliantie.cases.queries import practice_of
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World, look_along

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def answered(here: CaseWorld, round_id: UUID) -> None:
    for person in (here.client(), here.worker):
        with acting(person) as actor:
            there = queries.get_round(actor, round_id)
            items = there.questionnaire(actor).items
            operations.save_answers(actor=actor, here=there, answers={item.id: 3 for item in items})


def seal(actor: Actor, round_id: UUID) -> None:
    with acting(actor):
        operations.seal(actor=actor, here=queries.get_round(actor, round_id), share="all")


def test_two_seals_at_the_same_instant_complete_the_round() -> None:
    here = World.make().case()
    for _time in range(5):
        round_id = here.round()
        answered(here, round_id)
        results = at_once(partial(seal, here.client(), round_id), partial(seal, here.worker, round_id))
        assert results == [None, None]
        assert Round.objects.using("owner").get(id=round_id).state == State.COMPLETE
        for person in (here.client(), here.worker):
            look_along(person, round_id)
        with acting(here.worker) as actor:
            operations.stop_round(actor=actor, here=queries.get_round(actor, round_id))


def test_the_same_seal_twice_at_once_counts_once() -> None:
    here = World.make().case()
    round_id = here.round()
    answered(here, round_id)
    results = at_once(*[lambda: seal(here.client(), round_id)] * 4)
    assert results.count(None) == 1
    assert all(result is None or isinstance(result, NotNow) for result in results)


def test_two_confirmations_at_once_reveal_once() -> None:
    here = World.make().case()
    round_id = here.round()
    here.answer(here.client(), round_id)
    here.answer(here.worker, round_id)

    results = at_once(lambda: look_along(here.client(), round_id), lambda: look_along(here.worker, round_id))
    assert sorted(map(bool, results)) == [False, True]
    assert Round.objects.using("owner").get(id=round_id).state == State.REVEALED


def test_two_rounds_started_at_once_give_one() -> None:
    here = World.make().case()

    def start(person: Actor) -> UUID:
        with acting(person) as actor:
            pair = queries.get_pair(actor, here.pair_ids[0])
            return operations.start_round(
                actor=actor, now=clock.now(), pair=pair, practice=practice_of(pair.case), reason="asked"
            )

    results = at_once(*[lambda: start(here.worker)] * 2, lambda: start(here.client()))
    assert sum(isinstance(result, UUID) for result in results) == 1
    assert all(isinstance(result, UUID | NotNow) for result in results)
    assert Round.objects.using("owner").count() == 1
    assert Part.objects.using("owner").count() == 2


def test_answers_from_two_tabs_at_once_are_all_kept() -> None:
    here = World.make().case()
    round_id = here.round()
    with acting(here.client()) as actor:
        items = [item.id for item in queries.get_round(actor, round_id).questionnaire(actor).items]

    def save(item: str) -> None:
        with acting(here.client()) as me:
            operations.save_answer(actor=me, here=queries.get_round(me, round_id), item=item, answer=5)

    results = at_once(*[(lambda item=item: save(item)) for item in items])
    assert results == [None] * len(items)
    with acting(here.client()) as actor:
        _part, draft, _key = queries.own_part(actor, queries.get_round(actor, round_id))
    assert set(draft.answers) == set(items)


def test_a_code_used_twice_at_once_lets_one_in() -> None:
    from alliantie.access.identity import DOOR

    here = World.make().case()
    round_id = here.round()
    with acting(here.worker) as actor:
        link = operations.make_link(actor=actor, now=clock.now(), here=queries.get_round(actor, round_id), qr=False)

    def enter() -> dict[str, str] | None:
        with acting(DOOR):
            return operations.use_link(slug=link.slug, code=link.code)

    results = at_once(*[enter] * 4)
    assert sum(isinstance(result, dict) for result in results) == 1
    assert results.count(None) == 3
