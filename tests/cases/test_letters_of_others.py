"""A letter that carries out a decision of another role says who took it, and what was taken is not taken again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import NotNow
from alliantie.cases import operations
from alliantie.cases.models import Fact, Letter, Outcome
from alliantie.cases.operations.decisions import NobodyNamed, take_decision
from alliantie.cases.operations.ending import Ending, end_case
from alliantie.cases.queries import get_case
from alliantie.practices import library
from tests.cases.letter_ways import begin, send, sign
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

STOP = {"stops_on": clock.today(), "why": "Niet haalbaar.", "remains": "Blijf bereikbaar."}
NAMED = {**STOP, "decided_by": "Aylin Demir"}


@pytest.fixture
def here() -> CaseWorld:
    return World.make().case("nl-work-amersfoort")


def stop(case: CaseWorld, **filled: Any) -> UUID:
    """The letter that the trajectory stops, which the client manager decides."""
    return begin(case, "stop-decision", filled=filled)


def taken(case: CaseWorld, decision: str = "stop-trajectory") -> list[str]:
    """Who was said to have taken this decision, each time it was taken."""
    rows = Fact.objects.using("owner").filter(case_id=case.case_id, kind="decision_taken", void=False)
    return [
        each.values.get("decided_by", "")
        for each in rows.order_by("recorded_at")
        if each.values["decision"] == decision
    ]


def decide(case: CaseWorld, decision: str = "stop-trajectory", by: str = "Aylin Demir") -> None:
    with acting(case.worker) as actor:
        take_decision(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            decision_id=decision,
            token=uuid4(),
            reason="Zo is het besproken.",
            decided_by=by,
        )


def begins_anew(case: CaseWorld) -> None:
    """The trajectory ends and begins again today."""
    with acting(case.worker) as actor:
        for starts in (False, True):
            operations.change_measure(
                actor=actor,
                now=clock.now(),
                case=get_case(actor, case.case_id),
                measure_id="assistance-with-trajectory",
                starts=starts,
                on=clock.today(),
            )


def end(case: CaseWorld, reason: str = "not-feasible", **more: Any) -> None:
    with acting(case.worker) as actor:
        weighed: dict[str, Any] = {
            "interests": "Rust.",
            "cause": "Ziek.",
            "contact": "Gebeld.",
            "why": "Zo is het besproken.",
        }
        made = Ending(kind=Outcome.Kind.OTHER, reason=reason, **weighed, **more)
        end_case(actor=actor, now=clock.now(), case=get_case(actor, case.case_id), ending=made, token=uuid4())


@pytest.mark.parametrize("practice_id", library().ids())
def test_every_letter_that_carries_out_a_decision_of_another_role_asks_who_took_it(practice_id: str) -> None:
    practice = library().latest(practice_id)
    for letter in practice.letters:
        elsewhere = letter.decision is not None and practice.decided_elsewhere(letter.decision)
        assert practice.letter(letter.id).asks_who is elsewhere, letter.id


@pytest.mark.parametrize("name", ["", "  "])
def test_such_a_letter_is_not_begun_while_nobody_is_named(here: CaseWorld, name: str) -> None:
    with pytest.raises(NobodyNamed):
        stop(here, **STOP, decided_by=name)
    assert not Letter.objects.using("owner").exists()


def test_its_sending_records_the_decision_under_that_name_once(here: CaseWorld) -> None:
    made = stop(here, **NAMED)
    sign(here, made)
    for _again in range(2):
        send(here, made)
    assert taken(here) == ["Aylin Demir"]


def test_a_letter_from_before_it_was_asked_says_it_when_it_is_sent(here: CaseWorld) -> None:
    made = stop(here, **NAMED)
    Letter.objects.using("owner").filter(id=made).update(filled={"why": "Niet haalbaar."})
    sign(here, made)
    with pytest.raises(NobodyNamed):
        send(here, made)
    assert taken(here) == []
    send(here, made, decided_by="Aylin Demir")
    assert taken(here) == ["Aylin Demir"]


def test_a_letter_names_who_took_the_decision_it_carries_out_whoever_was_filled_in(here: CaseWorld) -> None:
    decide(here)
    made = stop(here, **STOP, decided_by="Iemand Anders")
    assert Letter.objects.using("owner").get(id=made).filled["decided_by"] == "Aylin Demir"
    sign(here, made)
    send(here, made)
    assert taken(here) == ["Aylin Demir"]


def test_a_letter_signed_and_sent_days_after_its_decision_takes_no_second(here: CaseWorld) -> None:
    decide(here)
    with clock.at(clock.now() + timedelta(days=3)):
        made = stop(here, **STOP)
        sign(here, made)
    with clock.at(clock.now() + timedelta(days=4)):
        send(here, made, on=clock.today())
    assert taken(here) == ["Aylin Demir"]


def test_a_letter_carries_out_no_decision_that_another_letter_carried_out(here: CaseWorld) -> None:
    decide(here)
    first = stop(here, **STOP)
    sign(here, first)
    send(here, first)
    with clock.at(clock.now() + timedelta(days=3)):
        second = stop(here, **STOP, decided_by="Iemand Anders")
        sign(here, second)
        send(here, second, on=clock.today())
    assert taken(here) == ["Aylin Demir", "Iemand Anders"]


def test_a_letter_carries_out_no_decision_of_before_what_runs_now_began(here: CaseWorld) -> None:
    decide(here)
    with clock.at(clock.now() + timedelta(days=10)):
        begins_anew(here)
        made = stop(here, **NAMED)
        sign(here, made)
        send(here, made, on=clock.today())
    assert len(taken(here)) == 2


def test_an_ending_carries_out_the_decision_that_its_letter_took_and_takes_no_second(here: CaseWorld) -> None:
    made = stop(here, **NAMED)
    sign(here, made)
    send(here, made)
    end(here)
    assert taken(here) == ["Aylin Demir"]


def test_an_ending_weeks_after_the_letter_takes_no_second_decision(here: CaseWorld) -> None:
    made = stop(here, **NAMED)
    sign(here, made)
    send(here, made)
    with clock.at(clock.now() + timedelta(weeks=8)):
        end(here)
    assert taken(here) == ["Aylin Demir"]


def test_an_ending_can_be_told_of_the_day_before_where_its_decision_was_taken_by_then(here: CaseWorld) -> None:
    decide(here)
    with clock.at(clock.now() + timedelta(days=2)):
        end(here, on=clock.today() - timedelta(days=1))
    assert taken(here) == ["Aylin Demir"]


def test_without_a_decision_before_an_ending_takes_it(here: CaseWorld) -> None:
    with pytest.raises(NobodyNamed):
        end(here)
    end(here, decided_by="Aylin Demir")
    assert taken(here) == ["Aylin Demir"]


def test_a_decision_of_before_what_runs_now_began_ends_nothing(here: CaseWorld) -> None:
    decide(here)
    with clock.at(clock.now() + timedelta(days=10)):
        begins_anew(here)
        with pytest.raises(NobodyNamed):
            end(here)


def test_a_gate_without_emergency_way_that_shut_since_asks_the_decision_anew(settings: Any) -> None:
    """Zeist: a decision to close serves no more once the client takes the offer and help goes on."""
    settings.DEMO = True
    early = clock.now() - timedelta(days=40)
    with clock.at(early):
        zeist = World.make().case("nl-debt-zeist")
    with clock.at(early), acting(zeist.worker) as actor:
        for kind, said in (
            ("recovery-term-set", {"days": 7}),
            ("intent-sent", {"answer_by": clock.today() + timedelta(days=8)}),
        ):
            operations.record_fact(
                actor=actor, now=clock.now(), area_id=zeist.world.area.id, case_id=zeist.case_id,
                kind=kind, on=clock.today(), values=said,
            )  # fmt: skip
    with clock.at(early + timedelta(days=10)):
        decide(zeist, "close-ended")
    with acting(zeist.worker) as actor:
        operations.record_fact(
            actor=actor, now=clock.now(), area_id=zeist.world.area.id, case_id=zeist.case_id,
            kind="offer-sent", on=clock.today(), values={"call_by": clock.today() + timedelta(days=8)},
        )  # fmt: skip
    with pytest.raises(NotNow, match="hersteltermijn"):
        end(zeist, "other")


def offer(case: CaseWorld) -> UUID:
    """The letter with an offer, before which a reflection meeting is held or a reason told."""
    day = clock.today() + timedelta(days=60)
    return begin(case, "offer", filled={"call_by": day, "object_by": day})


def happened(case: CaseWorld, kind: str, **values: Any) -> None:
    with acting(case.worker) as actor:
        operations.record_fact(
            actor=actor, now=clock.now(), area_id=case.world.area.id, case_id=case.case_id,
            kind=kind, on=clock.today(), values=values,
        )  # fmt: skip


def test_a_gate_passed_with_a_reason_asks_it_no_more_when_the_letter_goes_on_a_later_day(settings: Any) -> None:
    settings.DEMO = True
    zeist = World.make().case("nl-debt-zeist")
    made = offer(zeist)
    with pytest.raises(NotNow, match="U wijkt af van"):
        sign(zeist, made)
    decide(zeist, "send-offer")
    with clock.at(clock.now() + timedelta(days=3)):
        sign(zeist, made)
    with clock.at(clock.now() + timedelta(days=5)):
        send(zeist, made, on=clock.today())
    assert taken(zeist, "send-offer") == [""]


def test_a_gate_passed_in_danger_is_passed_for_the_letter_of_that_decision(settings: Any) -> None:
    settings.DEMO = True
    shelter = World.make().case("nl-shelter-tussenvoorziening")
    with acting(shelter.worker) as actor:
        take_decision(
            actor=actor, now=clock.now(), case=get_case(actor, shelter.case_id), decision_id="give-notice",
            token=uuid4(), reason="Brand gesticht.", danger=True, decided_by="Aylin Demir",
        )  # fmt: skip
    with clock.at(clock.now() + timedelta(days=2)):
        sign(shelter, begin(shelter, "notice", filled={"decided_by": "Aylin Demir"}))


def test_a_gate_that_came_to_stand_shut_since_the_decision_asks_its_reason(settings: Any) -> None:
    """Tilburg: refusing a return was decided when it was no hardship, and then it turned out to be one."""
    settings.DEMO = True
    tilburg = World.make().case("nl-debt-tilburg")
    happened(tilburg, "hardship-weighed", disproportionate=False)
    decide(tilburg, "refuse-return")
    made = begin(tilburg, "return-refusal", filled={"object_by": clock.today() + timedelta(days=60)})
    with clock.at(clock.now() + timedelta(days=2)):
        happened(tilburg, "hardship-weighed", disproportionate=True)
        with pytest.raises(NotNow, match="U wijkt af van"):
            sign(tilburg, made)
