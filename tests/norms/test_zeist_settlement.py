"""Debt services in Zeist: what a plan begins, creditors and their clocks, the settlement, its end and aftercare."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.norms.comparing import alike
from alliantie.norms.duties import duties
from alliantie.norms.explain import explained
from alliantie.norms.timeline import Fact
from tests.norms.sources import fact
from tests.norms.test_zeist import PRACTICE, case, gate_of, of, said, under


def test_what_the_plan_says_is_to_begin_until_it_begins_or_waits_for_budget_management() -> None:
    planned = fact("plan_agreed", "2026-02-20")
    (duty,) = of("begin-product", under("application", planned), "2026-03-06")
    assert (duty.due, duty.overdue, duty.source) == (date(2026, 3, 6), False, "p-000-3597")
    for after in (
        fact("measure_started", "2026-02-23", measure="stabilisation"),
        fact("budget-listed", "2026-02-23", urgency="now"),
        fact("offer-sent", "2026-02-23", call_by=date(2026, 3, 2)),
    ):
        assert of("begin-product", under("application", planned, after), "2026-03-07") == []
    assert of("begin-product", under("stabilisation", planned), "2026-03-07") == []


def test_creditors_have_three_weeks_and_after_a_reminder_two_each_on_their_own_clock_and_twice() -> None:
    bank = fact("creditor-letter", "2026-02-02", id="bank", creditor="bank", step="inventory")
    shop = fact("creditor-letter", "2026-02-04", id="shop", creditor="shop", step="inventory")
    reply = fact("creditor-answer", "2026-02-10", creditor="shop", step="inventory")
    measure = "settlement-after-budget"
    (duty,) = of("remind-creditor", under(measure, bank, shop, reply), "2026-02-24")
    assert (duty.start.id, duty.after, duty.due) == ("bank", date(2026, 2, 23), date(2026, 3, 2))
    assert of("remind-creditor", under(measure, bank), "2026-02-23") == []
    reminder = fact("creditor-reminder", "2026-02-24", creditor="bank", step="inventory")
    reminded = under(measure, bank, shop, reply, reminder)
    assert of("remind-creditor", reminded, "2026-02-24") == []
    assert of("call-creditor", reminded, "2026-03-10") == []
    assert of("call-creditor", reminded, "2026-03-11")[0].due == date(2026, 3, 17)
    again = fact("creditor-letter", "2026-04-01", id="again", creditor="shop", step="proposal")
    assert [each.start.id for each in of("remind-creditor", under(measure, shop, reply, again), "2026-04-23")] == [
        "again"
    ]


def test_two_debts_of_one_creditor_are_two_clocks_and_a_reply_that_names_none_is_about_both() -> None:
    tax, fine = (
        fact("creditor-letter", "2026-02-02", id=claim, creditor="fiscus", claim=claim, step="inventory")
        for claim in ("tax", "fine")
    )
    measure = "settlement-after-budget"
    reply = fact("creditor-answer", "2026-02-10", creditor="fiscus", claim="tax", step="inventory")
    assert [duty.start.id for duty in of("remind-creditor", under(measure, tax, fine, reply), "2026-02-24")] == ["fine"]
    whole = fact("creditor-answer", "2026-02-10", creditor="fiscus", step="inventory")
    assert of("remind-creditor", under(measure, tax, fine, whole), "2026-02-24") == []


@pytest.mark.parametrize(("named", "left"), [("  de bank ", 0), ("DE BANK", 0), ("De bank", 0), ("Debank", 1), ("", 1)])
def test_a_reply_stops_the_clock_of_its_creditor_however_the_name_is_written(named: str, left: int) -> None:
    bank = fact("creditor-letter", "2026-02-02", creditor="De Bank", claim="K 1", step="inventory")
    reply = fact("creditor-answer", "2026-02-10", creditor=named, claim="k 1 ", step="inventory")
    assert len(of("remind-creditor", under("settlement-after-budget", bank, reply), "2026-02-24")) == left


@given(st.booleans() | st.integers(0, 3) | st.dates(), st.booleans() | st.integers(0, 3) | st.dates())
def test_what_is_no_text_is_the_same_exactly(one: object, other: object) -> None:
    assert alike(one, other) is (one == other)


def test_the_creditor_clock_belongs_to_preparing_a_settlement_and_on_the_direct_route_it_is_our_own() -> None:
    letter = fact("creditor-letter", "2026-02-02", creditor="bank", step="inventory")
    own = {"settlement-after-budget": "remind-creditor", "direct-settlement": "remind-creditor-direct"}
    for measure in PRACTICE.measures:
        found = [
            each.norm
            for each in duties(PRACTICE, under(measure.id, letter), date(2026, 2, 24))
            if each.norm.startswith("remind-creditor")
        ]
        assert found == ([own[measure.id]] if measure.id in own else [])
    assert PRACTICE.source(PRACTICE.norm("remind-creditor-direct").source).kind == "own"


@pytest.mark.parametrize("measure", ["direct-settlement", "settlement-after-budget"])
@pytest.mark.parametrize(
    ("capacity", "car", "stops"),
    [
        (True, "none", False),
        (True, "fits", False),
        (True, "allowed", False),
        (True, "sold", False),
        (True, "kept", True),
        (False, "none", True),
    ],
)
def test_no_settlement_starts_without_all_capacity_or_with_a_car_that_does_not_fit(
    measure: str, capacity: bool, car: str, stops: bool
) -> None:
    discussed = fact("capacity-discussed", "2026-02-02", capacity=capacity, car=car)
    gate = gate_of("capacity-before-settlement", "start-settlement", under(measure, discussed))
    assert (gate.stops, gate.emergency) == (stops, False)
    assert gate_of("capacity-before-settlement", "start-settlement", under(measure)).stops
    no_more = fact("capacity-discussed", "2026-02-03", capacity=False, car="none")
    assert gate_of("capacity-before-settlement", "start-settlement", under(measure, discussed, no_more)).stops


def proposed(*creditors: str) -> tuple[Fact, ...]:
    return tuple(fact("creditor-letter", "2026-02-02", id=each, creditor=each, step="proposal") for each in creditors)


@pytest.mark.parametrize("measure", ["direct-settlement", "settlement-after-budget"])
def test_a_settlement_without_a_proposal_or_without_the_reply_of_each_creditor_asks_a_reason(measure: str) -> None:
    early = fact("creditor-letter", "2026-02-02", id="early", creditor="bank", step="inventory")
    both, yes = proposed("bank", "shop"), said("bank", "2026-02-10", agrees=True)
    for facts, written, replied in (
        ((), False, False),
        ((early, fact("creditor-answer", "2026-02-03", creditor="bank", step="inventory")), False, False),
        (both, True, False),
        # One of the two is not enough, nor is an answer that says neither yes nor no.
        ((*both, yes), True, False),
        ((*both, yes, said("shop", "2026-02-11", agrees=None)), True, False),
        ((*both, yes, said("shop", "2026-02-11", agrees=False)), True, True),
        ((*both, yes, said(" SHOP", "2026-02-11", agrees=True)), True, True),
    ):
        for norm, is_open in (("proposal-before-settlement", written), ("reply-before-settlement", replied)):
            gate = gate_of(norm, "start-settlement", under(measure, *facts))
            assert (gate.is_open, gate.effect) == (is_open, "asks_reason"), (norm, facts)


def test_a_settlement_while_a_creditor_refuses_asks_a_reason_until_that_one_agrees() -> None:
    def is_open(*facts: Fact) -> bool:
        timeline = under("direct-settlement", *proposed("bank", "shop"), *facts)
        gate = gate_of("agreement-before-settlement", "start-settlement", timeline)
        assert gate.effect == "asks_reason"
        return gate.is_open

    yes, no = said("bank", "2026-02-10", agrees=True), said("shop", "2026-02-11", agrees=False)
    followed_up = fact("refusal-followed-up", "2026-02-12", creditor="shop", way="called")
    assert is_open(yes)
    assert not is_open(no, yes)
    assert not is_open(yes, no, said("bank", "2026-02-20", agrees=True))
    assert not is_open(yes, no, followed_up)
    assert is_open(yes, no, followed_up, said("shop", "2026-02-20", agrees=True))
    # Who agreed and comes back on it refuses.
    assert not is_open(yes, said("bank", "2026-02-20", agrees=False))


def test_each_of_two_debts_of_one_creditor_has_a_reply_of_its_own() -> None:
    tax, fine = (
        fact("creditor-letter", "2026-02-02", id=claim, creditor="fiscus", claim=claim, step="proposal")
        for claim in ("tax", "fine")
    )
    one = said("fiscus", "2026-02-10", agrees=True, claim="tax")
    for facts, is_open in (((one,), False), ((said("fiscus", "2026-02-10", agrees=True),), True)):
        timeline = under("direct-settlement", tax, fine, *facts)
        assert gate_of("reply-before-settlement", "start-settlement", timeline).is_open is is_open


def test_what_a_creditor_refused_is_followed_up_until_that_one_agrees() -> None:
    no = said("shop", "2026-02-11", agrees=False)
    (duty,) = of("follow-up-refusal", under("direct-settlement", no), "2026-02-11")
    assert duty.due == date(2026, 2, 25)
    for over in (
        fact("refusal-followed-up", "2026-02-12", creditor="shop", way="nothing"),
        said("shop", "2026-02-20", agrees=True),
    ):
        assert of("follow-up-refusal", under("direct-settlement", no, over), "2026-02-25") == []


@pytest.mark.parametrize(
    ("measure", "suffix", "start"),
    [
        ("settlement-after-budget", "", fact("plan_agreed", "2026-02-02")),
        ("direct-settlement", "-direct", fact("contact", "2026-02-02", talk="settlement-start")),
    ],
)
def test_between_the_plan_and_the_proposal_each_step_follows_from_the_one_before(
    measure: str, suffix: str, start: Fact
) -> None:
    bank, shop = (fact("creditor-letter", "2026-02-09", id=n, creditor=n, step="inventory") for n in ("bank", "shop"))
    one, other = (
        fact("creditor-answer", on, id=f"{n} answers", creditor=n, step="inventory")
        for n, on in (("bank", "2026-02-16"), ("shop", "2026-02-23"))
    )
    sent, checked = fact("overview-sent", "2026-02-25"), fact("overview-checked", "2026-03-02")

    def chain(on: str, *facts: Fact) -> dict[str, str]:
        steps = ("write-to-creditors", "send-overview", "check-overview", "propose-to-creditors")
        timeline = under(measure, start, *facts)
        return {each: str(due.due) for each in steps for due in of(f"{each}{suffix}", timeline, on)}

    assert chain("2026-02-02") == {"write-to-creditors": "2026-02-16"}
    # The overview waits until everyone has replied.
    assert chain("2026-02-16", bank, shop, one) == {}
    assert chain("2026-02-23", bank, shop, one, other) == {"send-overview": "2026-03-02"}
    (due,) = of(f"send-overview{suffix}", under(measure, start, bank, shop, one, other), "2026-02-23")
    assert "(" not in explained(PRACTICE, due, "nl").what
    assert chain("2026-02-25", bank, shop, one, other, sent) == {"check-overview": "2026-03-11"}
    assert chain("2026-03-02", bank, shop, one, other, sent, checked) == {"propose-to-creditors": "2026-03-16"}
    proposal = fact("creditor-letter", "2026-03-04", id="p", creditor="bank", step="proposal")
    assert chain("2026-03-04", bank, shop, one, other, sent, checked, proposal) == {}
    own = PRACTICE.source(PRACTICE.norm(f"send-overview{suffix}").source).kind == "own"
    assert own is (measure == "direct-settlement")


def test_an_end_talk_comes_before_a_settlement_is_called_completed_also_where_its_measure_ended_before() -> None:
    ended, talk = fact("measure_ended", "2026-03-01", measure="settlement"), fact("contact", "2026-02-27", talk="end")
    assert PRACTICE.measure("settlement").ends_by == ("close-settlement",)
    assert PRACTICE.outcomes is not None
    for reason in ("settled", "statutory", "statutory-completed"):
        assert "close-settlement" in PRACTICE.outcomes.reason(reason).decision
    for facts, is_open in (((), False), ((ended,), False), ((talk,), True), ((talk, ended), True)):
        gate = gate_of("end-talk-before-closing", "close-settlement", under("settlement", *facts))
        assert (gate.is_open, gate.effect) == (is_open, "asks_reason")


def test_an_end_talk_stays_due_after_the_last_day_until_it_is_held_or_closed_without_for_a_reason() -> None:
    last = fact("measure_extended", "2026-02-01", measure="settlement", until=date(2026, 6, 2))
    ended = fact("measure_ended", "2026-06-02", measure="settlement")
    held = fact("contact", "2026-07-01", talk="end")
    closed = fact("decision_taken", "2026-07-01", decision="close-settlement")
    for on, facts, overdue in (
        ("2026-05-01", (), [False]),
        ("2026-06-02", (), [True]),
        ("2026-06-03", (ended,), [True]),
        ("2027-01-04", (ended,), [True]),
        ("2026-07-01", (ended, held), []),
        ("2026-07-01", (ended, closed), []),
    ):
        assert [each.overdue for each in of("end-talk", under("settlement", last, *facts), on)] == overdue, on


def test_aftercare_is_asked_once_also_where_a_settlement_went_on_as_statutory_restructuring() -> None:
    to_court = (
        fact("measure_ended", "2026-06-01", measure="settlement"),
        fact("measure_started", "2026-06-01", id="court", measure="statutory"),
        fact("measure_ended", "2026-09-01", id="over", measure="statutory"),
    )
    (duty,) = of("aftercare", under("settlement", *to_court), "2026-09-02")
    assert duty.due == date(2026, 12, 1)


def test_aftercare_by_telephone_is_due_on_a_working_day() -> None:
    for ended, due in (
        ("2026-06-01", date(2026, 9, 1)),
        ("2030-12-02", date(2031, 3, 3)),
        ("2026-01-06", date(2026, 4, 7)),
    ):
        (duty,) = of("aftercare", under("settlement", fact("measure_ended", ended, measure="settlement")), ended)
        assert duty.due == due


def test_a_settlement_ends_with_aftercare_by_telephone_also_when_the_case_is_closed() -> None:
    ended = fact("measure_ended", "2026-06-01", measure="settlement")
    closed = under("settlement", ended, fact("case_closed", "2026-06-02"))
    assert [each.norm for each in duties(PRACTICE, closed, date(2026, 6, 3))] == ["aftercare"]
    called = fact("contact", "2026-08-01", talk="aftercare", mode="phone")
    assert of("aftercare", under("settlement", ended, called), "2026-08-01") == []


def test_an_answer_that_says_neither_yes_nor_no_is_none() -> None:
    sent = fact("offer-sent", "2026-02-02", call_by=date(2026, 2, 9))
    answer = fact("offer-answered", "2026-02-05")
    assert of("silence-on-offer", case(sent, answer), "2026-02-10")


def test_two_creditors_to_remind_are_told_apart_by_name_and_by_what_is_waited_for() -> None:
    letters = (
        fact("creditor-letter", "2026-01-05", id=name, creditor=name, step=step)
        for name, step in (("Voorbeeldstroom", "inventory"), ("Voorbeeldhuis", "proposal"))
    )
    found = of("remind-creditor", under("settlement-after-budget", *letters), "2026-01-27")
    assert {explained(PRACTICE, duty, "nl").what for duty in found} == {
        "Stuur de schuldeiser een rappel (Voorbeeldstroom, opgave van de schuld)",
        "Stuur de schuldeiser een rappel (Voorbeeldhuis, voorstel)",
    }
    assert explained(PRACTICE, found[0], "en").what.startswith("Send the creditor a reminder (Voorbeeld")


STEPS = ("inventory", "proposal")


@pytest.mark.parametrize("measure", ["direct-settlement", "settlement-after-budget"])
@pytest.mark.parametrize("step", STEPS)
def test_a_creditor_who_stays_silent_after_the_call_asks_what_follows_until_that_is_decided(
    measure: str, step: str
) -> None:
    called = fact("creditor-called", "2026-03-02", creditor="bank", step=step)
    timeline = under(measure, called)
    assert of("decide-on-silence", timeline, "2026-03-09") == []
    (duty,) = of("decide-on-silence", timeline, "2026-03-10")
    assert (duty.due, duty.missed) == (date(2026, 3, 16), False)
    assert of("decide-on-silence", timeline, "2026-03-17")[0].missed
    assert PRACTICE.source(duty.source).kind == "own"
    for over in (
        fact("creditor-silent", "2026-03-10", creditor="BANK", step=step, way="go-on"),
        fact("creditor-answer", "2026-03-10", creditor="bank", step=step),
        fact("creditor-called", "2026-03-10", creditor="bank", step=step),
    ):
        assert of("decide-on-silence", under(measure, called, over), "2026-03-10") == []
    # Called once more, it is asked once more.
    again = under(measure, called, fact("creditor-called", "2026-03-10", creditor="bank", step=step))
    assert [each.due for each in of("decide-on-silence", again, "2026-03-18")] == [date(2026, 3, 24)]


@pytest.mark.parametrize("measure", ["direct-settlement", "settlement-after-budget"])
def test_the_overview_goes_out_without_the_statement_of_who_stays_silent_once_that_was_decided(measure: str) -> None:
    bank, shop = (fact("creditor-letter", "2026-02-02", id=n, creditor=n, step="inventory") for n in ("bank", "shop"))
    silent = fact("creditor-silent", "2026-03-10", creditor="bank", step="inventory", way="go-on")
    assert of("overview-despite-silence", under(measure, bank, shop, silent), "2026-03-10") == []
    other = fact("creditor-silent", "2026-03-11", creditor="shop", step="inventory", way="go-on")
    answer = fact("creditor-answer", "2026-02-10", creditor="shop", step="inventory")
    for known in (other, answer):
        (duty,) = of("overview-despite-silence", under(measure, bank, shop, silent, known), "2026-03-11")
        assert duty.due in (date(2026, 3, 17), date(2026, 3, 18))
    sent = fact("overview-sent", "2026-03-12")
    assert of("overview-despite-silence", under(measure, bank, shop, silent, other, sent), "2026-03-12") == []


@pytest.mark.parametrize("measure", ["direct-settlement", "settlement-after-budget"])
def test_once_each_creditor_is_known_or_decided_on_the_settlement_begins_or_another_way_is_chosen(measure: str) -> None:
    both, yes, no = (
        proposed("bank", "shop"),
        said("bank", "2026-02-10", agrees=True),
        said("shop", "2026-02-11", agrees=False),
    )
    for known in (
        (said("shop", "2026-02-12", agrees=True),),
        (no, fact("refusal-followed-up", "2026-02-12", creditor="shop", way="nothing")),
        (fact("creditor-silent", "2026-02-12", creditor="shop", step="proposal", way="stop"),),
    ):
        facts = (*both, yes, *known)
        (duty,) = of("go-on-after-proposal", under(measure, *facts), "2026-02-12")
        assert (duty.due, duty.missed) == (date(2026, 3, 30), False)
        assert of("go-on-after-proposal", under(measure, *facts), "2026-03-31")[0].missed
        for begun in ("settlement", "statutory", "stabilisation"):
            begins = fact("measure_started", "2026-02-13", measure=begun)
            assert of("go-on-after-proposal", under(measure, *facts, begins), "2026-02-13") == []
    # A refusal that nobody decided on, and a creditor who can still answer, are waited for.
    assert of("go-on-after-proposal", under(measure, *both, yes, no), "2026-02-12") == []
    assert of("go-on-after-proposal", under(measure, *both, yes), "2026-02-12") == []
