"""What a page of a round costs in queries, whatever the number of rounds before it."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliantie.access.identity import DOOR, acting
from alliantie.alliance import operations, queries
from alliantie.cases.operations import acknowledge_frame
from alliantie.people import administration
from alliantie.people.models import Client
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def browser(person: object, login: str) -> Browser:
    account = administration.make_account(person, login, "een lang wachtwoord", of_demo=True)  # type: ignore[arg-type]
    made = Browser()
    with acting(DOOR):
        made.force_login(account)
    return made


def cost(who: Browser, route: str, round_id: UUID, **rest: object) -> int:
    """The queries of one page, transactions and the proof of identity not counted."""
    with CaptureQueriesContext(connection) as seen:
        answer = who.get(reverse(route, kwargs={"round_id": round_id, **rest}))
    assert answer.status_code == 200, answer.get("Location")
    free = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SELECT set_config")
    return sum(not query["sql"].startswith(free) for query in seen.captured_queries)


def a_round(case: CaseWorld, answered: bool = False) -> UUID:
    round_id = case.round()
    with acting(case.client()) as actor:
        here = queries.get_round(actor, round_id)
        acknowledge_frame(actor=actor, case=here.pair.case)
        operations.take_stance(actor=actor, here=here, stance="taking_part")
    if answered:
        case.reveal(round_id)
    return round_id


def discuss(case: CaseWorld, round_id: UUID) -> None:
    with acting(case.client()) as actor:
        here = queries.get_round(actor, round_id)
        operations.propose_agreement(actor=actor, here=here, text="Peter belt op dinsdag.")
        operations.finish_conversation(actor=actor, here=here)


def test_the_pages_of_a_round_cost_the_same_after_many_rounds() -> None:
    case = World.make().case()
    noor = browser(Client.objects.using("owner").get(id=case.client_ids[0]), "noor")
    peter = browser(case.world.workers[0], "peter")
    discuss(case, a_round(case, answered=True))
    costs = []
    for earlier in (0, 4):
        for _round in range(earlier):
            discuss(case, a_round(case, answered=True))
        round_id = a_round(case)
        question, mine = cost(noor, "round-question", round_id, step=2), cost(peter, "round-mine", round_id)
        case.reveal(round_id)
        looked = [cost(peter, page, round_id) for page in ("round-picture", "round-talk", "round-trend")]
        costs.append((question, mine, *looked))
        discuss(case, round_id)
    assert costs[0] == costs[1]
    question, mine, picture, talk, trend = costs[0]
    assert question == 2, "the way in, and the round with the own part and what was agreed"
    assert mine <= 4
    assert picture <= 8
    assert talk <= 9
    assert trend <= 9


def test_one_answer_is_saved_by_the_way_in_one_look_and_one_change() -> None:
    case = World.make().case()
    noor = browser(Client.objects.using("owner").get(id=case.client_ids[0]), "noor")
    round_id = a_round(case)
    save = reverse("round-save", kwargs={"round_id": round_id, "step": 1})
    with CaptureQueriesContext(connection) as seen:
        assert noor.post(save, {"answer": "3"}).status_code == 204
    asked = [query["sql"] for query in seen.captured_queries if not query["sql"].startswith(("BEGIN", "COMMIT"))]
    assert [name for sql in asked for name in ("enter", "own_part", "save_part") if f".{name}(" in sql] == [
        "enter",
        "own_part",
        "save_part",
    ]
    assert len(asked) == 3
    with acting(case.client()) as actor:
        _part, draft, _key = queries.own_part(actor, queries.get_round(actor, round_id))
    assert list(draft.answers.values()) == [3]


def test_a_part_read_along_to_be_changed_is_held_until_the_transaction_ends() -> None:
    case = World.make().case()
    round_id = a_round(case)
    with acting(case.client()) as actor:
        here = queries.get_round(actor, round_id, own_held=True)
        with CaptureQueriesContext(connection) as seen:
            queries.own_part(actor, here, lock=True)
        assert len(seen) == 0
        with connections["owner"].cursor() as other, pytest.raises(OperationalError):
            other.execute("SELECT 1 FROM alliance_part WHERE round_id = %s FOR UPDATE NOWAIT", [round_id])
    with acting(case.client()) as actor:
        seen_along = queries.get_round(actor, round_id, own=True)
        with CaptureQueriesContext(connection) as seen:
            queries.own_part(actor, seen_along, lock=True)
        assert len(seen) == 1, "read along without being held, it is read anew"
