"""Debt help in Zeist: each rule of the source on both sides of its limit.

Source: 000:2955-2990, 3498-3820, 4484-4630; R33, R40 to R45.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from alliantie.norms.duties import duties
from alliantie.norms.duty import Duty
from alliantie.norms.explain import explained
from alliantie.norms.gates import Gate, gates
from alliantie.norms.standing import Standing
from alliantie.norms.stored import as_data, from_data
from alliantie.norms.timeline import Fact, Timeline
from alliantie.norms.waiting import waiting
from alliantie.practices import library
from tests.norms.sources import due_of, fact, started

PRACTICE = library().latest("nl-debt-zeist")


def case(*facts: Fact) -> Timeline:
    return Timeline((), (fact("case_opened", "2026-01-05"), *facts))


def under(measure: str, *facts: Fact) -> Timeline:
    return started("2026-01-05", measure, *facts)


def of(norm: str, timeline: Timeline, on: str) -> list[Duty]:
    return due_of(PRACTICE, norm, timeline, on)


@pytest.mark.parametrize(
    ("norm", "crisis", "due", "hardness"),
    [
        ("intake-in-four-weeks", False, "2026-02-02", "law"),
        ("intake-in-three-weeks", False, "2026-01-26", "wished"),
        ("intake-in-crisis", True, "2026-01-08", "law"),
    ],
)
def test_the_intake_has_its_terms(norm: str, crisis: bool, due: str, hardness: str) -> None:
    registered = fact("registered", "2026-01-05", crisis=crisis)
    (duty,) = of(norm, under("application", registered), due)
    assert (duty.due.isoformat(), duty.hardness, duty.overdue) == (due, hardness, False)
    held = fact("contact", due, talk="intake")
    assert of(norm, under("application", registered, held), due) == []


@pytest.mark.parametrize("crisis", [False, True])
def test_a_registration_gone_through_once_more_gives_no_term_anew(crisis: bool) -> None:
    once = fact("registered", "2026-01-05", crisis=crisis)
    again = fact("registered", "2026-01-07", crisis=crisis)
    norms = [
        "formal-decision",
        *(["intake-in-crisis"] if crisis else ["intake-in-four-weeks", "intake-in-three-weeks"]),
    ]
    for norm in norms:
        (first,) = of(norm, under("application", once), "2026-01-07")
        (second,) = of(norm, under("application", once, again), "2026-01-07")
        assert second.due == first.due


def test_the_term_of_the_statute_runs_from_the_day_somebody_reports_and_not_from_the_form() -> None:
    (before,) = of("intake-in-four-weeks", under("application"), "2026-01-20")
    (after,) = of(
        "intake-in-four-weeks", under("application", fact("registered", "2026-01-20", crisis=False)), "2026-01-20"
    )
    assert before.due == after.due == date(2026, 2, 2)
    found = fact("registered", "2026-01-20", crisis=True)
    assert of("intake-in-four-weeks", under("application", found), "2026-01-20") == []
    (crisis,) = of("intake-in-crisis", under("application", found), "2026-01-20")
    assert crisis.due == date(2026, 1, 23)


def test_a_crisis_before_a_weekend_counts_working_days() -> None:
    (duty,) = of("intake-in-crisis", case(fact("registered", "2026-04-02", crisis=True)), "2026-04-02")
    assert duty.due == date(2026, 4, 9)


def test_after_the_intake_come_the_reflection_list_and_meeting() -> None:
    intake = fact("contact", "2026-01-12", talk="intake")
    assert of("fill-in-reflection", case(intake), "2026-01-12")[0].due == date(2026, 1, 19)
    filled = fact("reflection-filled", "2026-01-13")
    assert of("fill-in-reflection", case(intake, filled), "2026-01-13") == []
    assert of("reflection-meeting", case(intake, filled), "2026-01-13")[0].due == date(2026, 1, 27)


def test_silence_on_the_offer_leads_to_the_intent_once_the_week_to_call_back_is_over() -> None:
    sent = fact("offer-sent", "2026-02-02", call_by=date(2026, 2, 9))
    for day in ("2026-02-02", "2026-02-09"):
        assert of("silence-on-offer", case(sent), day) == []
    (duty,) = of("silence-on-offer", case(sent), "2026-02-10")
    assert (duty.due, duty.after, duty.overdue) == (date(2026, 2, 16), date(2026, 2, 9), False)
    assert of("silence-on-offer", case(sent), "2026-02-17")[0].overdue
    for answer in (
        fact("offer-answered", "2026-02-05", accepted=True),
        fact("intent-sent", "2026-02-10", answer_by=date(2026, 3, 2)),
    ):
        assert of("silence-on-offer", case(sent, answer), "2026-02-10") == []


def test_who_was_given_longer_than_a_week_to_call_back_has_that_long_everywhere() -> None:
    days = fact("recovery-term-set", "2026-02-02", days=14)
    for call_by, last in ((date(2026, 2, 23), "2026-02-23"), (date(2026, 2, 3), "2026-02-09")):
        sent = fact("offer-sent", "2026-02-02", call_by=call_by)
        after = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
        assert gate_of("week-for-the-offer", "send-intent", case(days, sent), last).stops
        assert [
            each.norm
            for each in gates(PRACTICE, case(days, sent), "send-intent", date.fromisoformat(after), demo=True)
            if each.stops
        ] == []
    sent = fact("offer-sent", "2026-02-02", call_by=date(2026, 2, 23))
    assert waits(case(sent), "2026-02-23") == [("silence-on-offer", "2026-02-23")]
    assert of("silence-on-offer", case(sent), "2026-02-23") == []
    (duty,) = of("silence-on-offer", case(sent), "2026-02-24")
    assert (duty.after, duty.due) == (date(2026, 2, 23), date(2026, 3, 2))


def test_a_new_offer_ends_the_recovery_term_of_before() -> None:
    intent = fact("intent-sent", "2026-02-10", answer_by=date(2026, 2, 24))
    offered = fact("offer-sent", "2026-02-20", call_by=date(2026, 2, 27))
    before = fact("offer-sent", "2026-02-02", id="before", call_by=date(2026, 2, 9))
    for facts, is_open in (((intent,), True), ((before, intent), True), ((intent, offered), False)):
        assert len(of("after-recovery-term", case(*facts), "2026-02-25")) == is_open
        for decision in ("end-help", "refuse-help"):
            (gate,) = gates(PRACTICE, case(*facts), decision, date(2026, 3, 2), demo=True)
            assert (gate.is_open, gate.stops) == (is_open, not is_open)


def test_an_offer_that_was_taken_asks_for_a_plan_and_one_that_was_not_does_not() -> None:
    taken, refused = (fact("offer-answered", "2026-02-05", accepted=accepted) for accepted in (True, False))
    (duty,) = of("action-plan", case(taken), "2026-02-26")
    assert (duty.due, duty.overdue, duty.source) == (date(2026, 2, 26), False, "p-000-3597")
    assert of("action-plan", case(taken), "2026-02-27")[0].overdue
    assert of("action-plan", case(taken, fact("plan_agreed", "2026-02-20")), "2026-02-20") == []
    assert of("action-plan", case(refused), "2026-02-27") == []


def test_who_returns_from_budget_management_is_discussed_again_and_gets_a_new_plan() -> None:
    intake = fact("contact", "2026-02-02", talk="intake-after-budget")
    returned = under("settlement-after-budget", intake)
    assert of("reflection-after-budget", returned, "2026-02-02")[0].due == date(2026, 2, 16)
    assert of("reflection-after-budget", returned, "2026-02-17")[0].overdue
    assert of("new-plan-after-budget", returned, "2026-03-02")[0].due == date(2026, 3, 2)
    assert of("new-plan-after-budget", returned, "2026-03-03")[0].overdue
    met, planned = fact("contact", "2026-02-10", talk="reflection-meeting"), fact("plan_agreed", "2026-02-20")
    after = under("settlement-after-budget", intake, met, planned)
    for norm in ("reflection-after-budget", "new-plan-after-budget"):
        assert of(norm, after, "2026-02-20") == []
        assert of(norm, under("stabilisation", intake), "2026-02-20") == []


def test_no_intent_is_sent_before_the_length_of_the_recovery_term_is_set() -> None:
    (gate,) = gates(PRACTICE, case(), "send-intent", date(2026, 2, 10), demo=True)
    assert (gate.stops, gate.emergency) == (True, False)
    (gate,) = gates(
        PRACTICE, case(fact("recovery-term-set", "2026-02-10", days=14)), "send-intent", date(2026, 2, 10), demo=True
    )
    assert gate.is_open


@pytest.mark.parametrize("decision", ["end-help", "refuse-help"])
def test_no_ending_and_no_refusal_before_the_recovery_term_is_over_not_even_in_haste(decision: str) -> None:
    intent = fact("intent-sent", "2026-02-10", answer_by=date(2026, 2, 24))
    for timeline, on, stops in (
        (case(), date(2026, 3, 2), True),
        (case(intent), date(2026, 2, 24), True),
        (case(intent), date(2026, 2, 25), False),
        (case(fact("intent-sent", "2026-02-10")), date(2026, 3, 2), True),
    ):
        (gate,) = gates(PRACTICE, timeline, decision, on, demo=True)
        assert (gate.stops, gate.emergency) == (stops, False)


@pytest.mark.parametrize("decision", ["end-help", "refuse-help"])
@pytest.mark.parametrize("letter", ["termination-sent", "refusal-sent"])
def test_each_ending_has_a_recovery_term_of_its_own(decision: str, letter: str) -> None:
    first, again = (
        fact("intent-sent", on, id=on, answer_by=date.fromisoformat(last))
        for on, last in (("2026-01-05", "2026-01-19"), ("2026-03-02", "2026-03-16"))
    )
    said: dict[str, Any] = {"ends_on": date(2026, 1, 27)} if letter == "termination-sent" else {}
    sent = fact(letter, "2026-01-20", **said)
    for facts, on, stops in (
        ((first,), "2026-01-20", False),
        ((first, sent), "2026-02-02", True),
        ((first, sent, again), "2026-03-16", True),
        ((first, sent, again), "2026-03-17", False),
    ):
        assert gates(PRACTICE, case(*facts), decision, date.fromisoformat(on), demo=True)[0].stops is stops


def test_a_case_is_closed_over_an_ending_by_the_term_and_the_letter_of_that_ending() -> None:
    intent = fact("intent-sent", "2026-01-05", answer_by=date(2026, 1, 19))
    term, letter = "recovery-before-closing", "letter-before-closing"

    def shut(on: str, *facts: Fact) -> set[str]:
        found = gates(PRACTICE, case(*facts), "close-ended", date.fromisoformat(on), demo=True)
        effects = {each.norm: each.effect for each in found}
        effects.pop("day-of-the-letter-before-closing", None)
        assert effects == {term: "blocks", letter: "asks_reason"}
        return {each.norm for each in found if not each.is_open}

    assert shut("2026-02-02") == {term, letter}
    assert shut("2026-01-19", intent) == {term, letter}
    assert shut("2026-01-20", intent) == {letter}
    for sent in (fact("termination-sent", "2026-01-20", ends_on=date(2026, 1, 27)), fact("refusal-sent", "2026-01-20")):
        assert shut("2026-02-02", intent, sent) == set()
    assert term in shut("2026-02-02", intent, fact("intent-withdrawn", "2026-01-15"))


def test_closing_after_a_termination_letter_waits_until_the_help_ends_as_the_letter_says() -> None:
    sent = fact("termination-sent", "2026-01-20", ends_on=date(2026, 2, 1))
    assert of("close-after-ending", case(sent), "2026-02-01") == []
    assert waits(case(sent), "2026-02-01") == [("close-after-ending", "2026-02-01")]
    assert of("close-after-ending", case(sent), "2026-02-02")[0].due == date(2026, 2, 15)


@pytest.mark.parametrize("reason", ["offer-refused", "client-stops", "referred", "settled", "stable", "advice-given"])
def test_no_case_is_closed_before_the_help_ends_on_the_day_of_the_letter_not_even_in_haste(reason: str) -> None:
    assert PRACTICE.outcomes is not None
    decisions, norm = PRACTICE.outcomes.reason(reason).decision, "day-of-the-letter-before-closing"
    intent = fact("intent-sent", "2026-01-05", answer_by=date(2026, 1, 19))
    sent = fact("termination-sent", "2026-01-20", ends_on=date(2026, 2, 1))

    def stops(on: str, *facts: Fact) -> bool:
        day = date.fromisoformat(on)
        found = [gate for each in decisions for gate in gates(PRACTICE, case(intent, *facts), each, day, demo=True)]
        mine = [each for each in found if each.norm == norm]
        assert not any(each.emergency for each in mine)
        return any(each.stops for each in mine)

    assert [stops(on, sent) for on in ("2026-01-21", "2026-02-01", "2026-02-02")] == [True, True, False]
    # A refusal names no day; and who gets another offer, or took it, is helped on.
    assert not stops("2026-01-21", fact("refusal-sent", "2026-01-20"))
    for on in (
        fact("offer-sent", "2026-01-21", call_by=date(2026, 1, 28)),
        fact("offer-answered", "2026-01-21", accepted=True),
        fact("intent-withdrawn", "2026-01-21"),
    ):
        assert not stops("2026-01-22", sent, on)


@pytest.mark.parametrize("decision", ["end-help", "refuse-help"])
def test_only_the_latest_intent_opens_an_ending_and_not_when_it_was_withdrawn(decision: str) -> None:
    first = fact("intent-sent", "2026-01-05", id="first", answer_by=date(2026, 1, 19))
    withdrawn = fact("intent-withdrawn", "2026-01-15")
    again = fact("intent-sent", "2026-06-01", id="again", answer_by=date(2026, 6, 15))

    def opened(on: str, *facts: Fact) -> str | None:
        (gate,) = gates(PRACTICE, case(*facts), decision, date.fromisoformat(on), demo=True)
        return gate.open_by.id if gate.open_by else None

    assert opened("2026-06-01", first) == "first"
    assert opened("2026-06-01", first, withdrawn) is None
    assert opened("2026-06-02", first, again) is None
    assert opened("2026-06-02", first, withdrawn, again) is None
    assert opened("2026-06-16", first, withdrawn, again) == "again"


@pytest.mark.parametrize("decision", ["end-help", "refuse-help"])
def test_a_recovery_term_runs_as_long_as_was_set_and_a_week_at_least_whatever_day_was_recorded(decision: str) -> None:
    days = fact("recovery-term-set", "2026-02-10", days=14)
    early = fact("intent-sent", "2026-02-10", id="early", answer_by=date(2026, 2, 9))

    def stops(on: str, *facts: Fact) -> bool:
        (gate,) = gates(PRACTICE, case(*facts), decision, date.fromisoformat(on), demo=True)
        return gate.stops

    assert (stops("2026-02-24", days, early), stops("2026-02-25", days, early)) == (True, False)
    assert (stops("2026-02-17", early), stops("2026-02-18", early)) == (True, False)
    # Neither a term that was set later nor an impossible one changes what runs.
    assert stops("2026-02-24", days, early, fact("recovery-term-set", "2026-02-11", days=7))
    assert stops("2026-02-18", fact("recovery-term-set", "2026-02-10", days=10**9), early)
    assert not stops("2026-02-18", fact("recovery-term-set", "2026-02-10", days=-(10**9)), early)


@pytest.mark.parametrize("decision", ["end-help", "refuse-help"])
def test_a_second_intent_with_an_earlier_day_does_not_cut_a_recovery_term_short(decision: str) -> None:
    first = fact("intent-sent", "2026-02-10", id="first", answer_by=date(2026, 3, 31))
    second = fact("intent-sent", "2026-02-12", id="second", answer_by=date(2026, 2, 26))
    for on, stops in (("2026-02-27", True), ("2026-03-31", True), ("2026-04-01", False)):
        (gate,) = gates(PRACTICE, case(first, second), decision, date.fromisoformat(on), demo=True)
        assert gate.stops is stops


def test_each_intent_has_a_recovery_term_of_its_own_of_a_week_at_least() -> None:
    def stops(on: str, *facts: Fact) -> bool:
        (gate,) = gates(PRACTICE, case(*facts), "send-intent", date.fromisoformat(on), demo=True)
        return gate.stops

    days = fact("recovery-term-set", "2026-02-09", days=14)
    intent = fact("intent-sent", "2026-02-10", answer_by=date(2026, 2, 24))
    withdrawn = fact("intent-withdrawn", "2026-02-12")
    assert stops("2026-02-09", fact("recovery-term-set", "2026-02-09", days=6))
    assert not stops("2026-02-09", days)
    assert stops("2026-02-12", days, intent, withdrawn)
    assert not stops("2026-02-13", days, intent, withdrawn, fact("recovery-term-set", "2026-02-13", id="new", days=7))


def test_an_offer_taken_within_the_recovery_term_ends_the_intent() -> None:
    intent = fact("intent-sent", "2026-02-10", answer_by=date(2026, 2, 24))
    taken, refused = (fact("offer-answered", "2026-02-20", accepted=accepted) for accepted in (True, False))
    for answer, left in ((taken, 0), (refused, 1)):
        assert len(of("after-recovery-term", case(intent, answer), "2026-02-25")) == left
        for decision in ("end-help", "refuse-help"):
            (gate,) = gates(PRACTICE, case(intent, answer), decision, date(2026, 2, 25), demo=True)
            assert gate.is_open is bool(left)


def test_the_end_of_the_recovery_term_is_told_and_going_on_is_a_way_out() -> None:
    intent = fact("intent-sent", "2026-02-10", answer_by=date(2026, 2, 24))
    assert of("after-recovery-term", case(intent), "2026-02-24") == []
    (gate,) = gates(PRACTICE, case(intent), "end-help", date(2026, 2, 25), demo=True)
    assert gate.is_open
    assert of("after-recovery-term", case(intent), "2026-02-25")[0].due == date(2026, 3, 3)
    assert of("after-recovery-term", case(intent, fact("intent-withdrawn", "2026-02-20")), "2026-02-20") == []


def test_stabilising_before_a_settlement_takes_two_months_and_is_over_once_creditors_are_written_to() -> None:
    (duty,) = of("stabilise-in-two-months", under("direct-settlement"), "2026-03-05")
    assert (duty.due, duty.overdue) == (date(2026, 3, 5), False)
    assert of("stabilise-in-two-months", under("direct-settlement"), "2026-03-06")[0].overdue
    written = fact("creditor-letter", "2026-02-20", creditor="bank", step="inventory")
    ended = fact("measure_ended", "2026-02-20", measure="direct-settlement")
    for over in (written, ended):
        assert of("stabilise-in-two-months", under("direct-settlement", over), "2026-03-06") == []
    assert of("stabilise-in-two-months", under("stabilisation"), "2026-03-05") == []


def test_a_fourth_stabilisation_talk_in_three_months_is_told_and_is_never_too_late() -> None:
    talks = [fact("contact", f"2026-0{month}-15", talk="stabilisation") for month in (1, 2, 3)]
    fourth = fact("contact", "2026-03-20", talk="stabilisation")
    assert of("three-stabilisation-talks", under("stabilisation", *talks), "2026-03-31") == []
    four = under("stabilisation", *talks, fourth)
    (duty,) = of("three-stabilisation-talks", four, "2026-03-31")
    assert (duty.grade, duty.effect, len(duty.counted), duty.overdue) == ("in_principle", "informs", 3, False)
    assert explained(PRACTICE, duty, "nl").when == "sinds 20 maart 2026"
    assert explained(PRACTICE, duty, "en").when == "since 20 March 2026"
    assert not from_data(PRACTICE, as_data(duty), date(2026, 4, 1)).overdue
    late = fact("contact", "2026-04-20", talk="stabilisation")
    assert of("three-stabilisation-talks", under("stabilisation", *talks, late), "2026-04-20") == []


def test_after_three_stable_months_a_return_can_be_weighed() -> None:
    stable = fact("budget-stable", "2026-02-01")
    assert of("weigh-return", under("budget-management", stable), "2026-05-01") == []
    assert of("weigh-return", under("budget-management", stable), "2026-05-02")[0].due == date(2026, 5, 15)
    gone = fact("budget-unstable", "2026-03-01")
    assert of("weigh-return", under("budget-management", stable, gone), "2026-05-02") == []


def test_stable_said_again_is_no_new_beginning_until_it_was_not_stable() -> None:
    stable, again = (fact("budget-stable", on, id=on) for on in ("2026-02-01", "2026-04-01"))
    gone = fact("budget-unstable", "2026-03-01")
    once, anew = under("budget-management", stable, again), under("budget-management", stable, gone, again)
    assert [duty.start.id for duty in of("weigh-return", once, "2026-05-02")] == ["2026-02-01"]
    assert of("weigh-return", anew, "2026-07-01") == []
    assert [duty.start.id for duty in of("weigh-return", anew, "2026-07-02")] == ["2026-04-01"]

    def asks(on: str, *facts: Fact) -> bool:
        timeline = under("budget-management", *facts)
        (gate,) = gates(PRACTICE, timeline, "return-to-help", date.fromisoformat(on), demo=True)
        assert (gate.effect, gate.stops) == ("asks_reason", False)
        return not gate.is_open

    assert (asks("2026-05-01", stable, again), asks("2026-05-02", stable, again)) == (True, False)
    assert (asks("2026-07-01", stable, gone, again), asks("2026-07-02", stable, gone, again)) == (True, False)
    assert asks("2026-05-02")


def test_what_is_stable_for_one_person_is_said_anew_of_another() -> None:
    sam, noor, again = (
        replace(fact("budget-stable", on, id=on), about=who)
        for who, on in (("sam", "2026-02-01"), ("noor", "2026-03-01"), ("sam", "2026-04-01"))
    )
    timeline = under("budget-management", sam, noor, again)
    assert [duty.start.id for duty in of("weigh-return", timeline, "2026-07-02")] == ["2026-03-01"]


def gate_of(norm: str, decision: str, timeline: Timeline, on: str = "2026-03-02") -> Gate:
    """The gate of a norm before a decision."""
    found = gates(PRACTICE, timeline, decision, date.fromisoformat(on), demo=True)
    return next(each for each in found if each.norm == norm)


def said(creditor: str, on: str, agrees: bool | None, claim: str = "") -> Fact:
    told = {"agrees": agrees} if agrees is not None else {}
    about = {"claim": claim} if claim else {}
    return fact("creditor-answer", on, id=f"{creditor} {on}", creditor=creditor, step="proposal", **told, **about)


def test_a_product_begins_after_an_offer_a_yes_and_a_plan_or_with_a_reason() -> None:
    offer = fact("offer-sent", "2026-02-02", call_by=date(2026, 2, 9))
    yes, no = (fact("offer-answered", "2026-02-05", id=str(said), accepted=said) for said in (True, False))
    plan = fact("plan_agreed", "2026-02-10")

    def shut(*facts: Fact) -> set[str]:
        found = gates(PRACTICE, under("application", *facts), "start-product", date(2026, 3, 2), demo=True)
        assert {each.effect for each in found} == {"asks_reason"}
        return {each.norm.removesuffix("-before-product") for each in found if not each.is_open}

    assert shut() == {"offer", "answer", "plan"}
    assert shut(offer) == {"answer", "plan"}
    assert shut(offer, no) == {"answer", "plan"}
    assert shut(offer, yes) == {"plan"}
    assert shut(offer, yes, plan) == set()
    for product in ("information-advice", "direct-settlement", "stabilisation", "budget-management"):
        assert "start-product" in PRACTICE.measure(product).begins_by


def test_under_information_and_advice_sample_letters_are_made_together_and_nothing_else_is_asked() -> None:
    started = fact("measure_started", "2026-03-02", measure="information-advice")
    ended = fact("measure_ended", "2026-03-02", measure="application")
    talk = fact("contact", "2026-03-10", talk="letters-to-creditors", mode="office")
    letters = under("application", ended, started)
    for on, late in (("2026-03-02", False), ("2026-03-16", False), ("2026-03-17", True)):
        found = duties(PRACTICE, letters, date.fromisoformat(on))
        assert [(each.norm, each.overdue) for each in found if each.norm != "telephone-screening"] == [
            ("sample-letters", late)
        ]
    done = duties(PRACTICE, under("application", ended, started, talk), date(2026, 3, 17))
    assert "sample-letters" not in {each.norm for each in done}
    assert PRACTICE.letter("sample-letter").measures == ("information-advice",)


def test_no_intent_goes_before_the_week_to_answer_the_offer_is_over_and_without_an_offer_nothing_waits() -> None:
    days, sent = (
        fact("recovery-term-set", "2026-02-02", days=14),
        fact("offer-sent", "2026-02-02", call_by=date(2026, 2, 9)),
    )

    def norms(on: str, *facts: Fact) -> list[str]:
        found = gates(PRACTICE, case(*facts), "send-intent", date.fromisoformat(on), demo=True)
        return [each.norm for each in found if not each.is_open]

    assert norms("2026-02-02", days) == []
    assert norms("2026-02-09", days, sent) == ["week-for-the-offer"]
    assert norms("2026-02-10", days, sent) == []
    assert norms("2026-02-05", days, sent, fact("offer-answered", "2026-02-04", accepted=False)) == []
    assert norms("2026-02-05", days, sent, fact("offer-sent", "2026-02-05", id="new", call_by=date(2026, 2, 12))) == [
        "week-for-the-offer"
    ]


def test_budget_management_starts_where_more_comes_in_than_goes_out_or_with_a_reason() -> None:
    more, less = (
        fact("budget-reckoned", on, id=on, more_in=said) for on, said in (("2026-02-02", True), ("2026-02-03", False))
    )
    for facts, is_open in (((), False), ((more,), True), ((more, less), False)):
        gate = gate_of("more-in-than-out", "start-budget", under("stabilisation", *facts))
        assert (gate.is_open, gate.effect) == (is_open, "asks_reason")


def test_silence_after_an_offer_or_an_intent_is_no_stopping_of_the_client_and_ends_in_a_letter() -> None:
    intent = fact("intent-sent", "2026-02-10", answer_by=date(2026, 2, 24))
    offer = fact("offer-sent", "2026-02-10", call_by=date(2026, 2, 24))

    def shut(on: str, *facts: Fact) -> list[str]:
        found = gates(PRACTICE, case(*facts), "stop-by-client", date.fromisoformat(on))
        return [each.norm for each in found if not each.is_open]

    assert shut("2026-02-10") == []
    for on in ("2026-02-10", "2026-02-24", "2026-02-25", "2026-06-01"):
        assert shut(on, intent) == ["intent-before-stopping"]
        assert shut(on, offer) == ["offer-before-stopping"]
    for after in ("intent-withdrawn", "termination-sent", "refusal-sent"):
        assert shut("2026-06-01", intent, fact(after, "2026-03-02", ends_on=date(2026, 3, 9))) == []
    assert shut("2026-06-01", offer, fact("offer-answered", "2026-02-12", accepted=False)) == []
    assert shut("2026-06-01", offer, fact("measure_started", "2026-02-12", measure="stabilisation")) == []


def test_who_goes_to_the_court_is_not_asked_for_an_answer_to_the_offer_any_more() -> None:
    sent = fact("offer-sent", "2026-02-02", call_by=date(2026, 2, 9))
    for measure, asked in (("statutory", 0), ("stabilisation", 0), ("crisis", 1)):
        began = fact("measure_started", "2026-02-10", measure=measure)
        assert len(of("silence-on-offer", case(sent, began), "2026-02-11")) == asked


@pytest.mark.parametrize("on", ["2026-01-05", "2026-01-06"])
def test_a_crisis_that_is_registered_asks_for_its_talk_once(on: str) -> None:
    registered = fact("registered", on, crisis=True)
    assert len(of("talk-in-crisis-measure", under("crisis"), "2026-01-06")) == 1
    assert of("talk-in-crisis-measure", under("crisis", registered), "2026-01-06") == []
    assert len(of("intake-in-crisis", under("crisis", registered), "2026-01-06")) == 1


def test_the_way_to_the_court_has_its_papers_checked_and_the_declaration_signed() -> None:
    checked, signed = fact("papers-checked", "2026-02-02"), fact("declaration-signed", "2026-02-02")
    assert gate_of("signed-before-court", "send-declaration", under("statutory", checked)).stops
    assert gate_of("signed-before-court", "send-declaration", under("statutory", signed)).is_open
    assert not gate_of("papers-before-court", "send-declaration", under("statutory", signed)).is_open
    assert gate_of("papers-before-court", "send-declaration", under("statutory", checked)).is_open


def test_statutory_restructuring_begins_once_the_court_admitted_and_the_way_there_after_the_decision_was_sent() -> None:
    request, court = PRACTICE.measure("statutory"), PRACTICE.measure("court-restructuring")
    assert (request.outside, court.follows, "application" in request.follows) == (None, ("statutory",), True)
    assert court.outside is not None
    for decision, measure in (("start-statutory", request), ("enter-statutory", court)):
        assert measure.begins_by == (decision,)
    gate = gate_of("offer-before-statutory", "start-statutory", under("application"))
    assert (gate.is_open, gate.effect) == (False, "asks_reason")
    sent = fact("offer-sent", "2026-02-02", call_by=date(2026, 2, 9))
    assert gate_of("offer-before-statutory", "start-statutory", under("application", sent)).is_open
    yes, no = (fact("court-decided", "2026-02-20", id=str(said), admitted=said) for said in (True, False))
    for facts, is_open in (((), False), ((no,), False), ((yes,), True)):
        entering = gate_of("admitted-before-statutory", "enter-statutory", under("statutory", *facts))
        assert (entering.is_open, entering.stops, entering.emergency) == (is_open, not is_open, False)
        leaving = gate_of("admitted-before-leaving", "leave-to-court", under("statutory", *facts))
        assert (leaving.is_open, leaving.effect) == (is_open, "asks_reason")
    asked = fact("decision_taken", "2026-01-19", decision="send-declaration")
    (duty,) = of("hear-from-court", under("statutory", asked), "2026-01-19")
    assert duty.due == date(2026, 3, 16)
    assert of("hear-from-court", under("statutory", asked, no), "2026-02-20") == []


def test_after_a_referral_or_an_ending_letter_no_intake_is_asked_and_closing_is() -> None:
    registered = fact("registered", "2026-01-05", crisis=False, route="counsellor")
    asked = {"intake-in-four-weeks", "intake-in-three-weeks", "put-through"}

    def due(*facts: Fact) -> set[str]:
        return {each.norm for each in duties(PRACTICE, under("application", registered, *facts), date(2026, 1, 6))}

    assert asked <= due()
    assert not asked & due(fact("screening-looked-at", "2026-01-05", result="refer", to="bbz"))
    assert due(fact("screening-looked-at", "2026-01-05", result="plan")) & asked == asked - {"put-through"}
    for letter, closing in (("termination-sent", "close-after-ending"), ("refusal-sent", "close-after-refusal")):
        left = due(fact(letter, "2026-01-05", ends_on=date(2026, 1, 5)))
        assert closing in left
        assert not (asked | {"formal-decision"}) & left - ({"formal-decision"} if letter == "refusal-sent" else set())


def waits(timeline: Timeline, on: str) -> list[tuple[str, str]]:
    found = waiting(Standing(PRACTICE, timeline, date.fromisoformat(on)))
    return [(each.norm, each.until.isoformat()) for each in found]


def test_a_case_waits_for_the_client_until_the_week_of_the_offer_or_the_recovery_term_is_over() -> None:
    sent = fact("offer-sent", "2026-02-02", call_by=date(2026, 2, 9))
    assert waits(case(sent), "2026-02-09") == [("silence-on-offer", "2026-02-09")]
    assert waits(case(sent), "2026-02-10") == []
    assert waits(case(sent, fact("offer-answered", "2026-02-04", accepted=False)), "2026-02-05") == []
    again = fact("offer-sent", "2026-02-05", id="again", call_by=date(2026, 2, 12))
    assert waits(case(sent, again), "2026-02-06") == [("silence-on-offer", "2026-02-12")]
    intent = fact("intent-sent", "2026-02-10", answer_by=date(2026, 2, 24))
    assert waits(case(sent, intent), "2026-02-24") == [("after-recovery-term", "2026-02-24")]
    assert waits(case(sent, intent), "2026-02-25") == []
    assert waits(case(sent, intent, fact("intent-withdrawn", "2026-02-12")), "2026-02-12") == []
    assert waits(case(fact("intent-sent", "2026-02-10")), "2026-02-10") == []
    assert (
        waits(Timeline((), (sent, fact("case_opened", "2026-01-05"), fact("case_closed", "2026-02-03"))), "2026-02-04")
        == []
    )


def test_an_offer_that_was_refused_asks_for_another_or_for_the_intent() -> None:
    no, yes = (fact("offer-answered", "2026-02-05", id=str(said), accepted=said) for said in (False, True))
    assert of("other-offer", case(no), "2026-02-05")[0].due == date(2026, 2, 12)
    for way_out in (
        yes,
        fact("offer-sent", "2026-02-06", call_by=date(2026, 2, 13)),
        fact("intent-sent", "2026-02-06", answer_by=date(2026, 2, 20)),
    ):
        assert of("other-offer", case(no, way_out), "2026-02-06") == []


@pytest.mark.parametrize(
    ("decision", "measure", "needed"),
    [
        ("send-offer", "stabilisation", fact("contact", "2026-02-01", talk="reflection-meeting")),
        ("send-proposal", "settlement-after-budget", fact("overview-checked", "2026-02-01")),
        ("send-proposal", "direct-settlement", fact("overview-checked", "2026-02-01")),
    ],
)
def test_a_step_in_principle_asks_a_reason_where_it_is_passed_over(decision: str, measure: str, needed: Fact) -> None:
    (gate,) = gates(PRACTICE, under(measure), decision, date(2026, 2, 1), demo=True)
    assert (gate.is_open, gate.effect, gate.stops) == (False, "asks_reason", False)
    (gate,) = gates(PRACTICE, under(measure, needed), decision, date(2026, 2, 1), demo=True)
    assert gate.is_open


def test_r40_the_terms_name_eleven_duties_and_each_can_be_noted_as_not_kept() -> None:
    (sort,) = [each for each in PRACTICE.facts if each.id == "duty-not-kept"]
    (which,) = [each for each in sort.values if each.id == "duty"]
    assert len(which.options) == 11
    assert all(option.client for option in which.options)
