"""What went wrong once: whose a measure is, who wrote, what was sent twice or at the same moment, and a NUL."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.alliance import queries as rounds
from alliantie.alliance import trend
from alliantie.cases.models import Condition, Duty, Fact, Measure
from alliantie.cases.operations.conditions import note_condition
from alliantie.cases.operations.decisions import take_decision
from alliantie.cases.queries import get_case, practice_of
from alliantie.money.letters import Contact, steps_of
from alliantie.money.operations import letters
from tests.cases.letter_ways import begin, judged
from tests.money.ledger import claim, done, indebted
from tests.support.at_once import at_once
from tests.worklist.browse import as_client, as_worker
from tests.worklist.work import at, plan_in
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


def test_the_measure_of_one_is_not_read_by_another_of_the_family() -> None:
    family = World.make().case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )
    Measure.objects.using("owner").create(
        area_id=family.world.area.id,
        case_id=family.case_id,
        client_id=family.client_ids[0],
        measure_id="supervision-order",
        starts_on=clock.today(),
    )
    for index, expected in ((0, {"guidance", "supervision-order"}), (1, {"guidance"})):
        with acting(family.client(index)) as actor:
            assert {each.measure_id for each in Measure.objects.visible_to(actor)} == expected
        for who in (family.client(index), family.worker):
            with acting(who) as actor:
                pair = rounds.get_pair(actor, family.pair_ids[index])
                assert {each.measure_id for each in trend._events(actor, pair, [pair])} == expected


def test_nobody_writes_in_a_plan_or_letter_as_another(case: CaseWorld) -> None:
    plan_in(case, draft=True)
    judged(case)
    begin(case)
    for statement in ("UPDATE cases_plan SET saved_by = %s", "UPDATE cases_letter SET writer_id = %s"):
        with acting(case.worker), connection.cursor() as cursor:
            cursor.execute(statement, [case.worker.me])
            assert cursor.rowcount == 1
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement, [case.world.workers[1].id])


def test_a_sign_that_no_text_can_hold_is_told_and_breaks_nothing(case: CaseWorld) -> None:
    worker, client = as_worker(case), as_client(case)
    talk = {"token": str(uuid4()), "page": str(uuid4()), "seen": "0", "text": "a\0b"}
    assert worker.post(at("case-talk-keep", case), talk).status_code == 400
    assert worker.post(at("case-talk", case), {**talk, "then": "agreement"}).status_code == 400
    draft = plan_in(case, draft=True)
    sent = {"page": str(uuid4()), "seen": "1", "goal-0-words": "a\0b"}
    assert worker.post(at("case-goals-keep", case, plan_id=draft), sent).status_code == 400
    agreed = plan_in(World.make("Elders").case())
    voice = reverse("my-plan-voice", args=[agreed])
    assert client.post(voice, {"answer": "agrees", "reason": "a\0b"}).status_code == 400


def test_letters_sent_while_others_are_taken_back_wait_for_each_other(monkeypatch: Any) -> None:
    case = indebted()
    of = claim(case)
    with acting(case.worker) as actor:
        step = steps_of(practice_of(get_case(actor, case.case_id)), Contact.LETTER)[0][0]

    def send() -> Any:
        return done(case, "letters_sent", claim_ids=[of], step=step, on=clock.today(), token=uuid4())

    first, sending, undoing = send(), threading.Event(), threading.Event()
    record_facts, not_asked = letters.record_facts, letters._not_asked  # type: ignore[attr-defined]

    def record_later(**told: Any) -> Any:
        sending.set()
        undoing.wait(1)
        return record_facts(**told)

    def undo_later(*told: Any) -> None:
        undoing.set()
        sending.wait(1)
        not_asked(*told)

    monkeypatch.setattr(letters, "record_facts", record_later)
    monkeypatch.setattr(letters, "_not_asked", undo_later)
    found = at_once(send, lambda: done(case, "contact_undone", fact_id=first))
    assert not [each for each in found if isinstance(each, Exception)]


def test_the_same_form_at_one_moment_is_kept_once_and_nobody_sees_an_error(case: CaseWorld) -> None:
    zeist = indebted(world=World.make("Zeist"))

    def note(token: Any) -> Any:
        with acting(case.worker) as actor:
            return note_condition(
                actor=actor, now=clock.now(), case=get_case(actor, case.case_id), sort="special",
                text="Geen alcohol.", starts_on=clock.today(), until=None, client_id=None, token=token,
            )  # fmt: skip

    def decide(token: Any) -> Any:
        with acting(zeist.worker) as actor:
            here = get_case(actor, zeist.case_id)
            return take_decision(actor=actor, now=clock.now(), case=here, decision_id="end-help", token=token)

    for work in (note, decide):
        for _again in range(3):
            token = uuid4()
            first, second = at_once(partial(work, token), partial(work, token))
            assert first == second
    assert Condition.objects.using("owner").count() == 3
    assert Fact.objects.using("owner").filter(kind="decision_taken").count() == 3


def test_what_is_changed_and_sent_again_from_one_page_is_not_lost(case: CaseWorld) -> None:
    worker = as_worker(case)
    for text in ("Geen alcohol.", "Niet in Utrecht."):
        sent = {"token": str(case.case_id), "sort": "special", "text": text, "starts_on": clock.today().isoformat()}
        worker.post(at("case-condition-new", case), sent)
    assert {each.text for each in Condition.objects.using("owner").all()} == {"Geen alcohol.", "Niet in Utrecht."}
    zeist = indebted(world=World.make("Zeist"))
    duty = Duty.objects.using("owner").filter(case_id=zeist.case_id).first()
    assert duty is not None
    for days in (5, 9):
        until = (clock.today() + timedelta(days=days)).isoformat()
        sent = {"token": str(zeist.case_id), "way": "norm_deviated", "until": until, "reason": "Ziek."}
        as_worker(zeist).post(at("case-otherwise", zeist, duty_id=duty.id), sent)
    assert Fact.objects.using("owner").filter(kind="norm_deviated").count() == 2
