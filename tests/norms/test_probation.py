"""Dutch probation: each rule of the source with days on both sides of its limit (000:241-429; R2 to R5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from alliantie.norms.duties import duties
from alliantie.norms.duty import Duty
from alliantie.norms.explain import explained
from alliantie.norms.timeline import Fact, Timeline
from alliantie.practices import library
from alliantie.practices.texts import Language
from tests.norms.sources import due_of, fact, started

PRACTICE = library().latest("nl-probation")


def case(*facts: Fact, measure: str = "suspended-sentence") -> Timeline:
    return started("2026-01-05", measure, *facts)


def of(norm: str, timeline: Timeline, on: str) -> list[Duty]:
    return due_of(PRACTICE, norm, timeline, on)


@pytest.mark.parametrize(
    ("level", "talk", "norm", "first", "next_after_20_january"),
    [
        ("1", "reporting-talk", "reporting-level-1", "2026-01-26", "2026-02-10"),
        ("2", "reporting-talk", "reporting-level-2", "2026-01-19", "2026-02-03"),
        ("3", "reporting-talk", "reporting-level-3", "2026-01-12", "2026-01-27"),
        ("2", "home-visit", "visit-level-2", "2026-03-05", "2026-03-20"),
        ("3", "home-visit", "visit-level-3", "2026-02-05", "2026-02-20"),
    ],
)
def test_each_level_has_its_own_rhythm_as_a_guideline(
    level: str, talk: str, norm: str, first: str, next_after_20_january: str
) -> None:
    level_set = fact("level-set", "2026-01-05", level=level)
    (duty,) = of(norm, case(level_set), "2026-01-06")
    assert (duty.due.isoformat(), duty.grade, duty.hardness, duty.effect) == (first, "guideline", "needed", "informs")
    assert not of(norm, case(level_set), first)[0].missed
    late = (duty.due + timedelta(days=1)).isoformat()
    assert of(norm, case(level_set), late)[0].missed
    seen = fact("contact", "2026-01-20", talk=talk)
    assert of(norm, case(level_set, seen), "2026-01-21")[0].due.isoformat() == next_after_20_january


def test_a_level_that_is_left_open_does_not_decide_how_intensive_supervision_is() -> None:
    (duty,) = of("set-level", case(fact("level-set", "2026-01-07")), "2026-01-08")
    assert duty.due.isoformat() == "2026-01-19"
    assert of("set-level", case(fact("level-set", "2026-01-07", level="2")), "2026-01-08") == []


def test_only_the_rhythm_of_the_level_of_today_is_asked() -> None:
    timeline = case(fact("level-set", "2026-01-05", level="3"), fact("level-set", "2026-02-02", level="1"))
    asked = {duty.norm for duty in duties(PRACTICE, timeline, date(2026, 2, 3))}
    assert asked & {each.id for each in PRACTICE.norms if each.every} == {"reporting-level-1"}


def test_home_visits_of_level_two_end_with_the_beginning() -> None:
    timeline = case(fact("level-set", "2026-01-05", level="2"), fact("beginning-over", "2026-04-01"))
    assert of("visit-level-2", timeline, "2026-03-31") != []
    assert of("visit-level-2", timeline, "2026-04-01") == []


def test_home_visits_of_level_two_do_not_come_back_when_the_level_is_set_again() -> None:
    levels = [fact("level-set", on, level="2") for on in ("2026-01-05", "2026-05-04")]
    assert of("visit-level-2", case(*levels, fact("beginning-over", "2026-04-01")), "2026-05-05") == []


def test_setting_level_three_again_each_month_puts_off_no_home_visit() -> None:
    levels = [fact("level-set", f"2026-0{month}-05", level="3") for month in (1, 2, 3)]
    (duty,) = of("visit-level-3", case(*levels), "2026-03-06")
    assert (duty.due, duty.overdue) == (date(2026, 2, 5), True)


@pytest.mark.parametrize("judged", ["breach-general", "breach-special"])
def test_every_breach_is_reported_at_once_by_law_and_followed_by_a_warning(judged: str) -> None:
    breach = fact("behaviour", "2026-02-06", incident="i", judged=judged)
    asked = [duty for duty in duties(PRACTICE, case(breach), date(2026, 2, 6)) if duty.start.kind == "behaviour"]
    report, warning = (duty for duty in asked if duty.norm != "report-in-writing")
    assert (report.norm, warning.norm) == ("report-breach", "warn-after-breach")
    assert (report.due, report.hardness, report.source) == (date(2026, 2, 6), "law", "sr-14d-2")
    assert of("report-breach", case(breach), "2026-02-07")[0].overdue
    assert warning.due == date(2026, 2, 13)


def test_a_breach_on_a_day_off_is_reported_on_the_next_working_day() -> None:
    (report,) = of("report-breach", case(fact("behaviour", "2026-04-03", judged="breach-general")), "2026-04-03")
    assert report.due == date(2026, 4, 7)


@pytest.mark.parametrize("judged", ["unwanted", "not-established"])
def test_unwanted_behaviour_starts_no_report_and_no_warning(judged: str) -> None:
    timeline = case(fact("behaviour", "2026-02-06", incident="i", judged=judged))
    for norm in ("report-breach", "report-in-writing", "warn-after-breach", "report-warning"):
        assert of(norm, timeline, "2026-03-01") == []


def test_what_is_not_established_is_asked_again_after_two_working_days() -> None:
    seen = fact("behaviour", "2026-02-06", incident="i", judged="not-established")
    (asked,) = of("judge-behaviour", case(seen), "2026-02-06")
    assert (asked.due, asked.overdue) == (date(2026, 2, 10), False)
    assert of("judge-behaviour", case(seen), "2026-02-11")[0].overdue
    judged = fact("behaviour", "2026-02-09", incident="i", judged="unwanted")
    assert of("judge-behaviour", case(seen, judged), "2026-02-09") == []


REPORTS = ("report-breach", "report-in-writing")


@pytest.mark.parametrize("form", [{"in_writing": False}, {"in_writing": True}, {}])
@pytest.mark.parametrize("judged", ["breach-general", "breach-special"])
def test_a_report_in_any_form_settles_what_the_law_asks_of_its_own_breach(judged: str, form: dict[str, Any]) -> None:
    one = fact("behaviour", "2026-02-06", incident="one", judged=judged)
    two = fact("behaviour", "2026-02-09", incident="two", judged=judged)
    told = fact("breach-reported", "2026-02-09", incident="one", **form)
    assert [duty.start.id for duty in of("report-breach", case(one, two, told), "2026-02-09")] == [two.id]


@pytest.mark.parametrize(
    ("judged", "form", "still"),
    [
        # 291-299: the statute names no form; 357-361: the chain agreement does, of special conditions alone.
        ("breach-general", None, ["report-breach"]),
        ("breach-general", {"in_writing": False}, []),
        ("breach-special", None, ["report-breach", "report-in-writing"]),
        ("breach-special", {"in_writing": False}, ["report-in-writing"]),
        ("breach-special", {"with_warning": True}, ["report-in-writing"]),
        ("breach-special", {"in_writing": True}, []),
    ],
)
def test_only_a_breach_of_a_special_condition_stays_to_be_reported_in_writing_after_a_call(
    judged: str, form: dict[str, Any] | None, still: list[str]
) -> None:
    breach = fact("behaviour", "2026-02-06", incident="i", judged=judged)
    told = [fact("breach-reported", "2026-02-06", incident="i", **form)] if form else []
    asked = [duty for duty in duties(PRACTICE, case(breach, *told), date(2026, 2, 6)) if duty.norm in REPORTS]
    assert sorted(duty.norm for duty in asked) == still
    assert {duty.due for duty in asked} <= {date(2026, 2, 6)}


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Moet volgens de ketenafspraak"), ("en", "Required by the chain agreement")]
)
def test_writing_is_asked_by_the_chain_agreement_and_not_called_the_law(language: Language, words: str) -> None:
    breach = fact("behaviour", "2026-02-06", incident="i", judged="breach-special")
    (duty,) = of("report-in-writing", case(breach), "2026-02-06")
    assert (duty.source, duty.grade, duty.hardness) == ("chain-written-report", "must", "law")
    assert explained(PRACTICE, duty, language).hardness == words


def test_the_warning_is_told_to_the_prosecution_service_too() -> None:
    warned = fact("breach-warning", "2026-02-10", incident="i")
    assert of("report-warning", case(warned), "2026-02-10")[0].due == date(2026, 2, 11)
    told = fact("breach-reported", "2026-02-10", incident="i", with_warning=True)
    assert of("report-warning", case(warned, told), "2026-02-10") == []


@pytest.mark.parametrize(("on", "overdue"), [("2029-01-04", False), ("2029-01-05", True)])
def test_a_probation_period_lasts_three_years_at_most(on: str, overdue: bool) -> None:
    (duty,) = of("longest-probation-period", case(), on)
    assert (duty.due, duty.overdue) == (date(2029, 1, 4), overdue)
    assert of("longest-probation-period", case(measure="conditional-release"), on) == []


def ends(timeline: Timeline, on: str) -> list[tuple[str, str]]:
    found = [duty for duty in duties(PRACTICE, timeline, date.fromisoformat(on)) if duty.norm in ENDS]
    return [(duty.norm, duty.due.isoformat()) for duty in found]


ENDS = ("longest-probation-period", "end-of-title")


@pytest.mark.parametrize(
    ("until", "due"),
    [
        ("2028-01-05", "2028-01-04"),
        ("2029-01-04", "2029-01-03"),
        ("2029-01-05", "2029-01-04"),
        # Beyond three years only a reason moves the day (000:251-253).
        ("2029-01-06", "2029-01-04"),
    ],
)
def test_the_end_that_the_judge_set_is_the_day_to_round_off(until: str, due: str) -> None:
    sentence = started("2026-01-05", "suspended-sentence", until=until)
    assert ends(sentence, "2026-01-06") == [("longest-probation-period", due)]
    (duty,) = of("longest-probation-period", sentence, due)
    assert (duty.overdue, duty.hardness) == (False, "law")
    after = (date.fromisoformat(due) + timedelta(days=1)).isoformat()
    assert of("longest-probation-period", sentence, after)[0].overdue


def test_a_breach_stays_to_be_reported_when_the_end_of_the_sentence_has_passed() -> None:
    breach = fact("behaviour", "2027-12-30", incident="i", judged="breach-special")
    sentence = started("2026-01-05", "suspended-sentence", breach, until="2028-01-05")
    for on in ("2028-01-04", "2028-01-05", "2028-02-01"):
        assert len(of("report-breach", sentence, on)) == 1


def test_an_extension_moves_the_day_to_round_off_and_a_reason_moves_it_beyond_three_years() -> None:
    longer = fact("measure_extended", "2027-11-01", measure="suspended-sentence", until=date(2028, 7, 5))
    sentence = started("2026-01-05", "suspended-sentence", longer, until="2028-01-05")
    assert ends(sentence, "2027-10-31") == [("longest-probation-period", "2028-01-04")]
    assert ends(sentence, "2027-11-01") == [("longest-probation-period", "2028-07-04")]
    why = fact("norm_deviated", "2026-01-05", norm="longest-probation-period", until=date(2030, 1, 5))
    long = started("2026-01-05", "suspended-sentence", why, until="2030-01-05")
    assert ends(long, "2026-01-06") == [("longest-probation-period", "2030-01-04")]


@pytest.mark.parametrize("measure", ["conditional-suspension", "conditional-release", "short-module"])
def test_another_title_is_rounded_off_on_its_own_end_and_without_one_never_asks(measure: str) -> None:
    title = started("2026-01-05", measure, until="2026-07-01")
    assert ends(title, "2026-06-29") == [("end-of-title", "2026-06-30")]
    assert not of("end-of-title", title, "2026-06-30")[0].overdue
    assert of("end-of-title", title, "2026-07-01")[0].overdue
    over = started("2026-01-05", measure, fact("measure_ended", "2026-07-01", measure=measure), until="2026-07-01")
    assert ends(over, "2026-07-01") == []
    assert ends(case(measure=measure), "2029-12-31") == []


@pytest.mark.parametrize("measure", ["suspended-sentence", "conditional-release"])
def test_what_ended_on_the_day_it_began_is_not_rounded_off_any_more(measure: str) -> None:
    ended = fact("measure_ended", "2026-01-05", measure=measure)
    timeline = started("2026-01-05", measure, ended, fact("case_closed", "2026-01-05"), until="2026-07-01")
    assert ends(timeline, "2026-01-05") == ends(timeline, "2026-07-02") == []


OTHER_TITLES = [each.id for each in PRACTICE.measures if each.id not in ("suspended-sentence", "short-module")]
OF_A_SENTENCE = {"report-breach", "report-in-writing", "warn-after-breach", "report-warning"}


@pytest.mark.parametrize("measure", OTHER_TITLES)
def test_what_the_source_says_of_a_suspended_sentence_is_asked_under_no_other_title(measure: str) -> None:
    breach = fact("behaviour", "2026-02-06", incident="i", judged="breach-special")
    warned = fact("breach-warning", "2026-02-09", incident="i")
    timeline = case(breach, warned, measure=measure)
    asked = {duty.norm for duty in duties(PRACTICE, timeline, date(2026, 2, 10))}
    assert asked & OF_A_SENTENCE == set()
    assert "set-level" not in asked
    (level,) = of("set-level-by-risk", timeline, "2026-02-10")
    assert (level.grade, level.source) == ("guideline", "intensity")


def test_the_level_is_asked_once_where_a_sentence_and_another_title_run() -> None:
    both = fact("measure_started", "2026-01-05", measure="conditional-release")
    asked = [duty.norm for duty in duties(PRACTICE, case(both), date(2026, 1, 6)) if duty.norm.startswith("set-level")]
    assert asked == ["set-level"]


def test_a_short_module_without_a_sentence_brings_no_rule_of_a_sentence() -> None:
    timeline = case(fact("behaviour", "2026-02-06", judged="breach-special"), measure="short-module")
    assert {duty.norm for duty in duties(PRACTICE, timeline, date(2026, 2, 7))} == {"explain-frame"}


def test_the_frame_is_explained_at_the_start() -> None:
    (duty,) = of("explain-frame", case(), "2026-01-05")
    assert (duty.due, duty.grade) == (date(2026, 1, 19), "must")
    assert of("explain-frame", case(fact("frame_explained", "2026-01-08")), "2026-01-08") == []


def test_a_new_measure_asks_the_explanation_anew() -> None:
    told = fact("frame_explained", "2026-01-08")
    sentence = fact("measure_started", "2026-03-02", measure="conditional-release")
    assert of("explain-frame", case(told, sentence), "2026-03-01") == []
    (duty,) = of("explain-frame", case(told, sentence), "2026-03-02")
    assert duty.due == date(2026, 3, 16)


def test_the_summary_of_the_frame_speaks_of_the_suspended_sentence() -> None:
    assert PRACTICE.frame.summary.nl.startswith("Bij een voorwaardelijke veroordeling ")
