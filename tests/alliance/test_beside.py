"""Looking along on the worker's screen, with the client's own PIN; and what a second worker cannot do."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance import operations, queries
from alliantie.alliance.models import Round
from alliantie.cases.queries import practice_of
from tests.alliance.ways import at, both_sent, come_in, state
from tests.worklist.browse import as_client, as_worker, words
from tests.worlds import CaseWorld, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_the_client_looks_along_on_the_workers_screen_with_the_own_pin(case: CaseWorld) -> None:
    round_id = both_sent(case)
    worker = as_worker(case)
    gate = at("round-together", round_id)
    assert worker.post(gate, {"pin": "2580"}).status_code == 302
    assert worker.get(gate)["Location"] == at("round-own", round_id)
    assert "Noor, heeft u dit zelf ingevuld?" in words(worker, at("round-own", round_id))
    assert worker.post(at("round-own", round_id), {"answer": "yes"})["Location"] == gate
    worker.post(gate, {"who": "professional"})
    assert "We wachten op Noor." in words(worker, gate)
    assert state(round_id) == "complete"
    worker.post(gate, {"who": "client"})
    assert state(round_id) == "revealed"
    worker.post(at("round-talk", round_id), {"agreement": "Peter belt.", "choice": "agree"})
    page = worker.get(at("round-talk", round_id)).content.decode()
    assert "Noor, klopt dit?" in page
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen is not None
    worker.post(at("round-agree", round_id), {"answer": "yes", "seen": seen[1]})
    assert worker.post(at("round-finish", round_id))["Location"] == at("round", round_id)
    assert worker.get(at("round", round_id))["Location"] == at("round-after", round_id)
    worker.post(at("round-after", round_id), {"date": "yes"})
    assert state(round_id) == "discussed"
    said = words(as_client(case), reverse("who-looked"))
    assert "U zelf, met een code: Samen kijken" in said


def test_without_the_pin_the_worker_can_do_nothing_of_the_client(case: CaseWorld) -> None:
    round_id = both_sent(case)
    worker = as_worker(case)
    for name, sent in (
        ("round-own", {"answer": "yes"}),
        ("round-agree", {"answer": "yes", "seen": "00"}),
        ("round-after", {"date": "yes"}),
    ):
        assert worker.post(at(name, round_id), sent).status_code == 404, name
    worker.post(at("round-together", round_id), {"who": "client"})
    worker.post(at("round-together", round_id), {"who": "professional"})
    assert state(round_id) == "complete"


def test_five_wrong_pins_end_it_for_the_right_one_too(case: CaseWorld) -> None:
    round_id = both_sent(case)
    worker = as_worker(case)
    for _try in range(5):
        assert worker.post(at("round-together", round_id), {"pin": "1379"}).status_code == 422
    assert worker.post(at("round-together", round_id), {"pin": "2580"}).status_code == 422
    assert "beside" not in worker.session


def test_a_pin_lets_in_to_its_own_round_only_and_signing_out_ends_it(case: CaseWorld) -> None:
    round_id, other = both_sent(case), both_sent(World.make("Anders").case())
    worker = as_worker(case)
    worker.post(at("round-together", round_id), {"pin": "2580"})
    assert worker.get(at("round-own", other)).status_code == 404
    assert worker.get(at("round-own", round_id)).status_code == 200
    worker.post(reverse("account_logout"))
    assert worker.get(at("round-own", round_id)).status_code == 302
    assert as_worker(case).get(at("round-own", round_id)).status_code == 404


def test_before_both_have_sent_no_pin_is_asked_or_tried(case: CaseWorld) -> None:
    round_id = case.round()
    link = case.link(round_id)
    come_in(link, round_id)
    with acting(case.worker) as actor, pytest.raises(NotNow):
        operations.come_beside(actor=actor, here=queries.get_round(actor, round_id), pin="2580", device="")
    case.answer(link, round_id)
    with acting(case.worker) as actor, pytest.raises(NotNow):
        operations.come_beside(actor=actor, here=queries.get_round(actor, round_id), pin="2580", device="")


def test_the_client_beside_the_worker_goes_away_after_a_while_and_with_the_last_question(case: CaseWorld) -> None:
    round_id = both_sent(case)
    worker = as_worker(case)
    worker.post(at("round-together", round_id), {"pin": "2580"})
    assert worker.get(at("round-own", round_id)).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert worker.get(at("round-own", round_id)).status_code == 404


def test_a_worker_beside_cannot_hand_the_case_on_by_raw_sql() -> None:
    here = World.make(workers=("Peter", "Samira", "Kees")).case("nl-work-rsd-krh")
    with acting(here.worker) as actor:
        case = queries.get_pair(actor, here.pair_ids[0]).case
        operations.let_work_along(
            actor=actor,
            case=case,
            practice=practice_of(case),
            worker_id=here.world.workers[1].id,
            pair_kind="with-director",
        )
    for call in (
        "access.ask_hand_over(gen_random_uuid(), %s, %s, '')",
        "access.give_cover(%s, %s, now(), now() + interval '1 day')",
    ):
        with acting(worker_actor(here.world.workers[1])), connection.cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute(f"SELECT {call}", [here.case_id, here.world.workers[2].id])
    with acting(worker_actor(here.world.workers[1])), connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("UPDATE cases_case SET worker_id = %s", [here.world.workers[1].id])


def test_raw_sql_cannot_come_beside_or_seal_for_another(case: CaseWorld) -> None:
    round_id = both_sent(case)
    for person in (worker_actor(case.world.workers[1]), case.client()):
        with acting(person) as actor, pytest.raises((Denied, NotNow)):
            operations.come_beside(actor=actor, here=queries_as_worker(case, round_id), pin="2580", device="")
    with acting(case.worker), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM alliance.paper_form(%s)", ["anything"])
        assert cursor.fetchone() == (0,)


def queries_as_worker(case: CaseWorld, round_id: UUID) -> queries.RoundHere:
    return queries.RoundHere(Round(id=round_id), None, None, "", "")  # type: ignore[arg-type]
