"""Each term of the source in the first practices: not late on the day before nor on the day itself, late the day after.

The lines behind each rule stand with its source in the practice; R2 to R14, R33 and R40 to R45.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alliantie.norms.timeline import Fact, Person
from alliantie.practices import library
from tests.norms.sources import due_of, fact, started

BEGAN = "2026-01-05"
SAM = Person("sam", "young_person", date(2012, 3, 1))
EXECUTION = fact("phase_entered", "2026-02-02", phase="execution")
APART = fact("family-spoken", "2026-02-02", how="apart")
PROBATION, ORDER, ZEIST = "nl-probation", "nl-save-protection", "nl-debt-zeist"
YOUTH = "nl-save-youth-probation"


def judged(as_what: str) -> Fact:
    return fact("behaviour", "2026-02-02", incident="a", judged=as_what)


def intake(talk: str) -> Fact:
    return fact("contact", "2026-01-12", talk=talk)


def creditor(kind: str, on: str) -> Fact:
    return fact(kind, on, creditor="Voorbeeldstroom", step="inventory")


LIMITS: tuple[tuple[str, str, str, tuple[Fact, ...], str], ...] = (
    (PROBATION, "explain-frame", "suspended-sentence", (), "2026-01-19"),
    (PROBATION, "set-level", "suspended-sentence", (), "2026-01-19"),
    (PROBATION, "judge-behaviour", "suspended-sentence", (judged("not-established"),), "2026-02-04"),
    (PROBATION, "report-breach", "suspended-sentence", (judged("breach-general"),), "2026-02-02"),
    (PROBATION, "report-in-writing", "suspended-sentence", (judged("breach-special"),), "2026-02-02"),
    (PROBATION, "warn-after-breach", "suspended-sentence", (judged("breach-special"),), "2026-02-09"),
    (PROBATION, "reporting-level-1", "suspended-sentence", (fact("level-set", BEGAN, level="1"),), "2026-01-26"),
    (PROBATION, "reporting-level-2", "suspended-sentence", (fact("level-set", BEGAN, level="2"),), "2026-01-19"),
    (PROBATION, "reporting-level-3", "suspended-sentence", (fact("level-set", BEGAN, level="3"),), "2026-01-12"),
    (PROBATION, "visit-level-2", "suspended-sentence", (fact("level-set", BEGAN, level="2"),), "2026-03-05"),
    (PROBATION, "visit-level-3", "suspended-sentence", (fact("level-set", BEGAN, level="3"),), "2026-02-05"),
    (PROBATION, "longest-probation-period", "suspended-sentence", (), "2029-01-04"),
    (PROBATION, "set-level-by-risk", "conditional-release", (), "2026-01-19"),
    (ORDER, "explain-frame", "supervision-order", (), "2026-01-19"),
    (ORDER, "end-of-order", "supervision-order", (), "2026-01-12"),
    (ORDER, "map-family", "supervision-order", (), "2026-02-02"),
    (ORDER, "record-execution", "supervision-order", (fact("plan_agreed", "2026-02-02"),), "2026-02-09"),
    (ORDER, "family-plan", "supervision-order", (), "2026-02-16"),
    (ORDER, "approve-plan", "supervision-order", (fact("family-plan-made", "2026-02-02"),), "2026-02-09"),
    (ORDER, "family-necessary", "supervision-order", (EXECUTION,), "2026-03-30"),
    (ORDER, "family-desirable", "supervision-order", (EXECUTION,), "2026-02-23"),
    (ORDER, "apart-young-person", "supervision-order", (EXECUTION, APART), "2026-02-23"),
    (ORDER, "alone-necessary", "supervision-order", (EXECUTION,), "2027-02-02"),
    (ORDER, "guardianship-plan", "guardianship", (), "2026-02-16"),
    (ORDER, "secure-safety", "crisis-intervention", (), "2026-01-06"),
    (ORDER, "secure-safety-by-law", "provisional-order", (), "2026-01-06"),
    (ORDER, "plan-after-crisis", "crisis-intervention", (fact("safety-secured", "2026-01-06"),), "2026-02-17"),
    (ORDER, "care-meeting", "house-ban", (), "2026-01-14"),
    (ORDER, "safe-home-advice", "house-ban", (), "2026-01-14"),
    (ORDER, "house-ban-ten-days", "house-ban", (), "2026-01-14"),
    (ORDER, "house-ban-longest", "house-ban", (), "2026-02-01"),
    (YOUTH, "explain-frame", "voluntary-supervision", (), "2026-01-19"),
    (YOUTH, "end-of-measure", "conditional-supervision", (), "2026-01-12"),
    (YOUTH, "plan", "conditional-supervision", (), "2026-02-16"),
    (YOUTH, "map-family", "double", (), "2026-02-02"),
    (YOUTH, "record-execution", "conditional-supervision", (fact("plan_agreed", "2026-02-02"),), "2026-02-09"),
    (YOUTH, "family-plan", "double", (), "2026-02-16"),
    (YOUTH, "approve-plan", "double", (fact("family-plan-made", "2026-02-02"),), "2026-02-09"),
    (YOUTH, "family-necessary", "conditional-supervision", (EXECUTION,), "2026-03-30"),
    (YOUTH, "family-desirable", "conditional-supervision", (EXECUTION,), "2026-02-23"),
    (YOUTH, "apart-young-person", "conditional-supervision", (EXECUTION, APART), "2026-02-23"),
    (ZEIST, "register", "application", (), "2026-01-06"),
    (ZEIST, "intake-in-four-weeks", "application", (fact("registered", BEGAN, crisis=False),), "2026-02-02"),
    (ZEIST, "intake-in-three-weeks", "application", (fact("registered", BEGAN, crisis=False),), "2026-01-26"),
    (ZEIST, "intake-in-crisis", "application", (fact("registered", BEGAN, crisis=True),), "2026-01-08"),
    (ZEIST, "talk-in-crisis-measure", "crisis", (), "2026-01-08"),
    (ZEIST, "talk-though-referred", "application",
     (fact("registered", BEGAN, crisis=True), fact("screening-looked-at", BEGAN, result="refer")), "2026-01-08"),
    (ZEIST, "talk-when-loss-threatens", "stabilisation",
     (fact("loss-threatens", BEGAN, what="eviction", day=date(2026, 1, 20)),), "2026-01-08"),
    (ZEIST, "formal-decision", "application", (fact("registered", BEGAN, crisis=False),), "2026-03-02"),
    (ZEIST, "day-of-what-threatens", "application",
     (fact("registered", BEGAN, crisis=True, threat="eviction"),), "2026-01-06"),
    (ZEIST, "fill-in-intake-list", "application", (intake("intake"),), "2026-01-12"),
    (ZEIST, "fill-in-reflection", "application", (intake("intake"),), "2026-01-19"),
    (ZEIST, "reflection-meeting", "application", (fact("reflection-filled", "2026-01-13"),), "2026-01-27"),
    (ZEIST, "silence-on-offer", "application", (fact("offer-sent", "2026-02-02", call_by=date(2026, 2, 9)),),
     "2026-02-16"),
    (ZEIST, "action-plan", "application", (fact("offer-answered", "2026-02-03", accepted=True),), "2026-02-24"),
    (ZEIST, "after-recovery-term", "application",
     (fact("intent-sent", "2026-02-05", answer_by=date(2026, 2, 26)),), "2026-03-05"),
    (ZEIST, "stabilise-in-two-months", "direct-settlement", (), "2026-03-05"),
    (ZEIST, "stabilise-in-three-months", "stabilisation", (), "2026-04-04"),
    (ZEIST, "weigh-return", "budget-management", (fact("budget-stable", "2026-06-01"),), "2026-09-15"),
    (ZEIST, "budget-in-balance", "budget-management", (), "2027-07-05"),
    (ZEIST, "look-at-statements", "stabilisation", (fact("statements-agreed", BEGAN),), "2026-02-05"),
    (ZEIST, "reflection-after-budget", "settlement-after-budget", (intake("intake-after-budget"),), "2026-01-26"),
    (ZEIST, "new-plan-after-budget", "settlement-after-budget", (intake("intake-after-budget"),), "2026-02-09"),
    (ZEIST, "remind-creditor", "settlement-after-budget", (creditor("creditor-letter", "2026-09-07"),), "2026-10-05"),
    (ZEIST, "call-creditor", "settlement-after-budget", (creditor("creditor-reminder", "2026-09-28"),), "2026-10-19"),
    (ZEIST, "put-through", "application",
     (fact("registered", BEGAN, crisis=False, route="counsellor"),), "2026-01-06"),
    (ZEIST, "act-in-crisis", "application", (fact("registered", BEGAN, crisis=True, acted=False),), "2026-01-06"),
    (ZEIST, "talk-in-three-days", "application",
     (fact("registered", "2026-01-08", crisis=True, talk_soon=True),), "2026-01-11"),
    (ZEIST, "other-offer", "application", (fact("offer-answered", "2026-02-03", accepted=False),), "2026-02-10"),
    (ZEIST, "close-after-ending", "application", (fact("termination-sent", "2026-02-20", ends_on=date(2026, 3, 2)),),
     "2026-03-16"),
    (ZEIST, "close-after-refusal", "application", (fact("refusal-sent", "2026-03-02"),), "2026-03-16"),
    (ZEIST, "budget-intake", "budget-management", (), "2026-02-02"),
    (ZEIST, "all-income-on-account", "budget-management", (fact("income-elsewhere", "2026-03-02"),), "2026-03-16"),
    (ZEIST, "open-budget-account", "budget-management", (fact("contact", "2026-02-02", talk="budget-intake"),),
     "2026-02-16"),
    (ZEIST, "make-authorisations-ready", "budget-management", (fact("contact", "2026-02-02", talk="budget-intake"),),
     "2026-02-16"),
    (ZEIST, "begin-payments", "budget-management", (fact("first-income", "2026-03-02"),), "2026-03-09"),
    (ZEIST, "return-begins", "budget-management", (fact("return-weighed", "2026-09-07", outcome="return"),),
     "2026-10-05"),
    (ZEIST, "pass-on-to-administration", "budget-management",
     (fact("return-weighed", "2026-09-07", outcome="administration"),), "2026-11-02"),
    (ZEIST, "end-or-pass-on-budget", "budget-management", (fact("budget-weighed", "2026-09-07", outcome="stops"),),
     "2026-11-02"),
    (ZEIST, "new-intake-after-budget", "settlement-after-budget", (), "2026-01-26"),
    (ZEIST, "recent-papers-after-budget", "settlement-after-budget", (fact("overview-sent", "2026-03-02"),),
     "2026-03-09"),
    (ZEIST, "papers-for-settlement", "direct-settlement", (), "2026-01-19"),
    (ZEIST, "start-talk", "direct-settlement", (fact("papers-asked", BEGAN),), "2026-01-26"),
    (ZEIST, "discuss-capacity", "direct-settlement", (), "2026-02-02"),
    (ZEIST, "follow-up-refusal", "direct-settlement",
     (fact("creditor-answer", "2026-03-02", creditor="Voorbeeldstroom", step="proposal", agrees=False),), "2026-03-16"),
    (ZEIST, "write-to-creditors", "settlement-after-budget", (fact("plan_agreed", "2026-02-02"),), "2026-02-16"),
    (ZEIST, "send-overview", "settlement-after-budget", (creditor("creditor-answer", "2026-02-02"),), "2026-02-09"),
    (ZEIST, "check-overview", "settlement-after-budget", (fact("overview-sent", "2026-02-02"),), "2026-02-16"),
    (ZEIST, "propose-to-creditors", "settlement-after-budget", (fact("overview-checked", "2026-02-02"),), "2026-02-16"),
    (ZEIST, "write-to-creditors-direct", "direct-settlement", (intake("settlement-start"),), "2026-01-26"),
    (ZEIST, "send-overview-direct", "direct-settlement", (creditor("creditor-answer", "2026-02-02"),), "2026-02-09"),
    (ZEIST, "check-overview-direct", "direct-settlement", (fact("overview-sent", "2026-02-02"),), "2026-02-16"),
    (ZEIST, "propose-to-creditors-direct", "direct-settlement", (fact("overview-checked", "2026-02-02"),),
     "2026-02-16"),
    (ZEIST, "remind-creditor-direct", "direct-settlement", (creditor("creditor-letter", "2026-09-07"),), "2026-10-05"),
    (ZEIST, "call-creditor-direct", "direct-settlement", (creditor("creditor-reminder", "2026-09-28"),), "2026-10-19"),
    (ZEIST, "decide-on-silence", "direct-settlement", (creditor("creditor-called", "2026-03-02"),), "2026-03-16"),
    (ZEIST, "overview-despite-silence", "direct-settlement",
     (fact("creditor-silent", "2026-03-02", creditor="bank", step="inventory", way="go-on"),), "2026-03-09"),
    (ZEIST, "go-on-after-proposal", "direct-settlement",
     (fact("creditor-letter", "2026-02-02", creditor="bank", step="proposal"),
      fact("creditor-answer", "2026-02-02", creditor="bank", step="proposal", agrees=True)), "2026-03-30"),
    (ZEIST, "sample-letters", "information-advice", (), "2026-01-19"),
    (ZEIST, "begin-product", "application", (fact("plan_agreed", BEGAN),), "2026-01-19"),
    (ZEIST, "end-talk", "settlement",
     (fact("measure_extended", BEGAN, measure="settlement", until=date(2029, 1, 5)),), "2028-12-04"),
    (ZEIST, "phone-about-statutory", "statutory", (), "2026-01-12"),
    (ZEIST, "leaflet-on-statutory", "statutory", (fact("statutory-phoned", BEGAN),), "2026-01-12"),
    (ZEIST, "papers-for-statutory", "statutory", (fact("statutory-phoned", BEGAN),), "2026-01-12"),
    (ZEIST, "talk-on-statutory", "statutory", (fact("papers-asked", BEGAN),), "2026-02-02"),
    (ZEIST, "sign-declaration", "statutory", (intake("statutory"),), "2026-01-26"),
    (ZEIST, "hear-from-court", "statutory",
     (fact("decision_taken", BEGAN, decision="send-declaration"),), "2026-03-02"),
    (ZEIST, "declaration-to-court", "statutory", (fact("declaration-signed", BEGAN),), "2026-01-12"),
    (ZEIST, "aftercare", "settlement", (fact("measure_ended", "2026-11-13", measure="settlement"),), "2027-02-15"),
)  # fmt: skip


@pytest.mark.parametrize(("practice", "norm", "measure", "facts", "due"), LIMITS)
def test_a_term_is_over_the_day_after_its_last_day(
    practice: str, norm: str, measure: str, facts: tuple[Fact, ...], due: str
) -> None:
    timeline = started(BEGAN, measure, *facts, people=(SAM,))
    last = date.fromisoformat(due)

    def late(days: int) -> list[bool]:
        on = (last + timedelta(days=days)).isoformat()
        return [duty.overdue for duty in due_of(library().latest(practice), norm, timeline, on)]

    assert (True not in late(-1), late(0), late(1)) == (True, [False], [True])


def test_every_term_of_these_practices_has_its_days_here_or_is_never_due() -> None:
    # The days of these are in tests of their own: they look at more than one day.
    elsewhere = {"alone-desirable", "decide-on-extension", "report-warning", "first-talk", "guidance-ends-by-age"}
    elsewhere |= {"end-of-title", "authorisation-runs-out", "authorisation-runs-out-soon", "double-measure"}
    elsewhere |= {"call-for-budget"}
    elsewhere |= {"alone-necessary", "three-stabilisation-talks", "explain-frame-to-parent", "apart-parent"}
    for practice_id in (PROBATION, ORDER, YOUTH, ZEIST):
        tested = {norm for practice, norm, *_rest in LIMITS if practice == practice_id}
        terms = {
            norm.id for norm in library().latest(practice_id).norms if norm.grade != "average" and norm.requires is None
        }
        assert terms - tested <= elsewhere, practice_id


def test_what_a_client_hands_in_is_looked_at_as_often_as_was_agreed_with_that_client_and_else_not() -> None:
    practice = library().latest(ZEIST)
    agreed = fact("statements-agreed", BEGAN)
    assert due_of(practice, "look-at-statements", started(BEGAN, "stabilisation"), "2026-06-01") == []
    seldom = fact("term_set", BEGAN, norm="look-at-statements", term="P3M")
    (duty,) = due_of(practice, "look-at-statements", started(BEGAN, "stabilisation", agreed, seldom), "2026-01-12")
    assert (duty.due, duty.hardness) == (date(2026, 4, 5), "wished")
    seen = fact("statements-seen", "2026-04-05")
    (duty,) = due_of(
        practice, "look-at-statements", started(BEGAN, "stabilisation", agreed, seldom, seen), "2026-04-05"
    )
    assert duty.due == date(2026, 7, 5)
    over = fact("statements-over", "2026-01-20")
    assert due_of(practice, "look-at-statements", started(BEGAN, "stabilisation", agreed, over), "2026-03-01") == []


def test_a_probation_period_of_usually_two_years_is_shown_and_never_due() -> None:
    practice = library().latest(PROBATION)
    norm = practice.norm("probation-period-usually-two-years")
    assert (norm.grade, str(norm.at_most.term if norm.at_most else "")) == ("average", "P2Y")
    assert due_of(practice, norm.id, started(BEGAN, "suspended-sentence"), "2028-06-01") == []
