"""Letters that are sent: what is recorded, the terms they set, and the gates before them."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Fact
from alliantie.cases.operations import letter_sending, record_fact
from alliantie.cases.operations.decisions import take_decision
from alliantie.cases.queries import get_case
from alliantie.web.dates import short_day_in_words
from tests.cases.letter_ways import begin, judged_case, keep, seen, send, sent, sign
from tests.cases.letters_there import CREDITORS, begin_again
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def here() -> CaseWorld:
    return judged_case()


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


@pytest.fixture
def demo_rules(settings: Any) -> None:
    """In the demo rules that nobody checked block as checked ones do."""
    settings.DEMO = True


def facts(case: CaseWorld) -> list[tuple[str, dict[str, Any]]]:
    before = ("case_opened", "measure_started", "behaviour")
    found = Fact.objects.using("owner").filter(case_id=case.case_id).exclude(kind__in=before)
    return sorted(((fact.kind, fact.values) for fact in found), key=str)


def happened(case: CaseWorld, kind: str, *, days_ago: int = 0, **values: Any) -> None:
    with acting(case.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=clock.today() - timedelta(days=days_ago),
            values=values,
        )


def decide(case: CaseWorld, decision_id: str, **why: Any) -> None:
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        take_decision(
            actor=actor, now=clock.now(), case=here, decision_id=decision_id, token=uuid.uuid4(), client_id=None, **why
        )


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


TOLD = {"self-able": "U kunt het zelf.", "misconduct": "U ging niet goed om met uw consulent."}


def ending_letter(case: CaseWorld, ground: str, told: str = "", template_id: str = "termination") -> uuid.UUID:
    filled = {"ends_on": in_days(7), "object_by": in_days(60), "ground": ground}
    days = [short_day_in_words(in_days(each), "nl") for each in (7, 60)]
    return begin(case, template_id, filled=filled, body="\n\n".join((told or TOLD[ground], *days)))


def test_sending_records_the_fact_of_the_practice_with_what_was_filled_in(here: CaseWorld) -> None:
    sent(here)
    assert facts(here) == [("breach-warning", {"incident": "mes op zak"})]


def test_sending_is_recorded_for_each_addressee(zeist: CaseWorld) -> None:
    sent(zeist, "creditor-inventory", addressees=CREDITORS)
    assert facts(zeist) == [
        ("creditor-letter", {"creditor": name, "step": "inventory"}) for name in ("Bank", "Winkel", "Zorg BV")
    ]


def test_sending_records_the_reference_under_an_address(zeist: CaseWorld) -> None:
    to = (("Bank", "Straat 1", "Kenmerk: 12-3"), ("Bank", "Uw kenmerk:  boete "), ("Bank", "Kenmerk"))
    sent(zeist, "creditor-inventory", addressees=to)
    assert [values.get("claim") for _kind, values in facts(zeist)] == ["12-3", "boete", None]


def test_a_letter_that_carries_out_a_decision_records_the_decision_too(zeist: CaseWorld) -> None:
    sent(zeist, "intent", filled={"answer_by": clock.today() + timedelta(days=14)})
    day = (clock.today() + timedelta(days=14)).isoformat()
    assert facts(zeist) == [("decision_taken", {"decision": "send-intent"}), ("intent-sent", {"answer_by": day})]


def test_a_term_that_a_letter_sets_is_as_long_as_was_set_and_moves_along_until_it_is_signed(zeist: CaseWorld) -> None:
    happened(zeist, "recovery-term-set", days=14)
    made = begin(zeist, "intent", filled={"answer_by": in_days(-1)})
    sign(zeist, made)
    found = seen(zeist.worker, made)
    assert found.filled["answer_by"] == in_days(14).isoformat()
    assert short_day_in_words(in_days(14), "nl") in found.body
    assert short_day_in_words(in_days(-1), "nl") not in found.body
    send(zeist, made)
    assert ("intent-sent", {"answer_by": in_days(14).isoformat()}) in facts(zeist)


@pytest.mark.parametrize("template_id", ["termination", "refusal"])
def test_a_letter_that_ends_help_is_about_the_ground_of_the_intent_that_came_before(
    template_id: str, settings: Any
) -> None:
    settings.DEMO = True
    case = World.make().case("nl-debt-zeist", measure_id="application")
    happened(case, "intent-sent", days_ago=20, answer_by=in_days(-2), ground="misconduct")
    made = ending_letter(case, "self-able", TOLD["misconduct"], template_id)
    assert seen(case.worker, made).filled["ground"] == "misconduct"
    # Nor does the text name another.
    with pytest.raises(NotNow, match="U ging niet goed om met uw consulent"):
        sign(case, ending_letter(case, "misconduct", TOLD["self-able"], template_id))
    sign(case, made)
    # Another intent, with another ground, before it is sent.
    happened(case, "intent-sent", days_ago=9, answer_by=in_days(-1), ground="self-able")
    with pytest.raises(NotNow, match="nu anders vastgelegd"):
        send(case, made)
    better = ending_letter(case, "self-able", template_id=template_id)
    sign(case, better)
    send(case, better)


def test_a_letter_after_an_intent_that_named_no_ground_names_its_own(zeist: CaseWorld, settings: Any) -> None:
    settings.DEMO = True
    happened(zeist, "intent-sent", days_ago=20, answer_by=in_days(-2))
    made = ending_letter(zeist, "self-able")
    sign(zeist, made)
    assert seen(zeist.worker, made).filled["ground"] == "self-able"


def test_a_letter_that_ends_help_uses_up_its_recovery_term_but_for_a_better_version_of_that_letter(
    zeist: CaseWorld, settings: Any
) -> None:
    settings.DEMO = True
    happened(zeist, "intent-sent", days_ago=20, answer_by=in_days(-2))
    filled = {"ends_on": in_days(7), "object_by": in_days(60)}
    made = sent(zeist, "termination", filled=filled)
    other = begin(zeist, "termination", filled=filled)
    with pytest.raises(NotNow, match="Eerst een hersteltermijn die voorbij is"):
        sign(zeist, other)
    better = made
    for _version in range(3):
        better = begin_again(zeist, better)
        sign(zeist, better)
        send(zeist, better)
    happened(zeist, "intent-withdrawn")
    with pytest.raises(NotNow, match="Eerst een hersteltermijn die voorbij is"):
        sign(zeist, begin_again(zeist, better))


def test_a_longer_term_than_has_to_be_stays(zeist: CaseWorld) -> None:
    sent(zeist, "intent", filled={"answer_by": in_days(30)})
    assert ("intent-sent", {"answer_by": in_days(30).isoformat()}) in facts(zeist)


def test_a_letter_names_the_day_that_counts(zeist: CaseWorld) -> None:
    made = begin(zeist, "intent", filled={"answer_by": in_days(14)}, body="Doe dit voor of op 31 december 2099.")
    with pytest.raises(NotNow, match=f"moet deze dag staan: {short_day_in_words(in_days(14), 'nl')}"):
        sign(zeist, made)
    assert seen(zeist.worker, made).state == "draft"


def test_a_letter_that_is_sent_later_gives_no_shorter_term_and_its_new_version_a_later_day() -> None:
    with clock.at(clock.now() - timedelta(days=2)):
        zeist = World.make("Eergisteren").case("nl-debt-zeist")
        made = begin(zeist, "offer", filled={"call_by": in_days(7)})
        sign(zeist, made)
    with pytest.raises(NotNow, match="te weinig tijd"):
        send(zeist, made)
    again = begin_again(zeist, made)
    sign(zeist, again)
    assert seen(zeist.worker, again).filled["call_by"] == in_days(7).isoformat()
    # The first one did go on the day it was signed.
    send(zeist, made, in_days(-2))
    assert seen(zeist.worker, made).sent_on == in_days(-2)


def test_who_signs_an_older_text_moves_no_day(zeist: CaseWorld) -> None:
    made = begin(zeist, "offer", filled={"call_by": in_days(-1)})
    keep(zeist, made, 1, f"Bel voor {short_day_in_words(in_days(-1), 'nl')}.")
    with acting(zeist.worker) as actor, pytest.raises(Denied):
        letter_sending.sign(actor=actor, now=clock.now(), case=get_case(actor, zeist.case_id), letter_id=made, seen=1)
    assert seen(zeist.worker, made).filled["call_by"] == in_days(-1).isoformat()


def test_sending_twice_records_it_once(here: CaseWorld) -> None:
    made = begin(here)
    sign(here, made)
    at_once(lambda: send(here, made), lambda: send(here, made))
    send(here, made)
    assert len(facts(here)) == 1
    assert seen(here.worker, made).sent_on == clock.today()


def test_a_letter_is_sent_on_a_day_from_its_signing_to_today(here: CaseWorld) -> None:
    made = begin(here)
    with pytest.raises(NotNow):
        send(here, made)
    sign(here, made)
    for days in (-1, 1):
        with pytest.raises(Denied):
            send(here, made, clock.today() + timedelta(days=days))
    assert facts(here) == []


@pytest.mark.usefixtures("demo_rules")
def test_a_gate_stops_signing_and_sending_until_what_it_asks_for_is_there(zeist: CaseWorld) -> None:
    made = begin(zeist, "intent", filled={"answer_by": clock.today()})
    with pytest.raises(NotNow, match="hersteltermijn"):
        sign(zeist, made)
    happened(zeist, "recovery-term-set", days=14)
    sign(zeist, made)
    send(zeist, made)
    assert ("decision_taken", {"decision": "send-intent"}) in facts(zeist)


@pytest.mark.usefixtures("demo_rules")
def test_a_gate_that_shuts_after_signing_stops_the_sending(zeist: CaseWorld) -> None:
    happened(zeist, "intent-sent", days_ago=15, answer_by=in_days(-1))
    made = begin(zeist, "termination")
    sign(zeist, made)
    happened(zeist, "intent-withdrawn")
    with pytest.raises(NotNow):
        send(zeist, made)
    assert "termination-sent" not in dict(facts(zeist))


@pytest.mark.usefixtures("demo_rules")
def test_danger_passes_a_gate_that_has_an_emergency_way_for_a_day() -> None:
    case = World.make().case("nl-save-protection", names=(("Sam", "Wit"),), roles=("young_person",))
    made = begin(case, "council-request", addressees=(("De Raad",),))
    with pytest.raises(NotNow, match="Casusoverleg"):
        sign(case, made)
    decide(case, "ask-council", reason="Er is gevaar.", danger=True)
    sign(case, made)


@pytest.mark.usefixtures("demo_rules")
def test_a_day_that_a_gate_tells_is_the_recorded_one_and_a_letter_that_tells_another_is_not_signed() -> None:
    case = World.make().case("nl-save-protection", names=(("Sam", "Wit"),), roles=("young_person",))
    council: dict[str, Any] = {
        "addressees": (("De Raad",),),
        "filled": {"conference_on": clock.today() - timedelta(days=9)},
    }
    urgent = begin(case, "council-request", **council)
    assert "conference_on" not in seen(case.worker, urgent).filled
    happened(case, "case-conference")
    with pytest.raises(NotNow, match="Begin deze brief opnieuw"):
        sign(case, urgent)
    decide(case, "ask-council")
    made = begin(case, "council-request", **council)
    assert seen(case.worker, made).filled["conference_on"] == clock.today().isoformat()
    sign(case, made)


@pytest.mark.usefixtures("demo_rules")
def test_a_decision_that_takes_up_its_own_ground_leaves_the_way_to_its_letter_open_and_to_no_other() -> None:
    with clock.at(clock.now() - timedelta(days=1)):
        case = World.make().case("nl-save-protection", names=(("Sam", "Wit"),), roles=("young_person",))
        happened(case, "case-conference")
        decide(case, "ask-council")
    made = begin(case, "council-request", addressees=(("De Raad",),))
    assert seen(case.worker, made).filled["conference_on"] == (clock.today() - timedelta(days=1)).isoformat()
    sign(case, made)
    again = begin(case, "council-request", addressees=(("De Raad",),))
    with pytest.raises(NotNow, match="Casusoverleg"):
        sign(case, again)
    send(case, made)


@pytest.mark.usefixtures("demo_rules")
def test_a_decision_taken_with_a_reason_is_carried_out_by_a_letter_and_not_taken_twice() -> None:
    with clock.at(clock.now() - timedelta(days=1)):
        zeist = World.make("Gisteren").case("nl-debt-zeist")
        made = begin(zeist, "offer", filled={"call_by": in_days(8)})
        with pytest.raises(NotNow, match="Waarom"):
            sign(zeist, made)
        decide(zeist, "send-offer", reason="Er was haast.")
        sign(zeist, made)
    send(zeist, made)
    assert [kind for kind, _values in facts(zeist)].count("decision_taken") == 1
    assert ("offer-sent", {"call_by": in_days(7).isoformat()}) in facts(zeist)


def test_a_rule_that_nobody_checked_stops_no_letter_outside_the_demo(zeist: CaseWorld) -> None:
    ends_on = clock.today() + timedelta(days=7)
    sent(zeist, "termination", filled={"ends_on": ends_on})
    assert ("termination-sent", {"ends_on": ends_on.isoformat()}) in facts(zeist)
