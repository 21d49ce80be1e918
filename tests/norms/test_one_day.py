"""The last day of a measure is one day everywhere: for the worker, in the explanation and for when it is too late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from alliantie.norms.calendars import before
from alliantie.norms.duties import duties
from alliantie.norms.duty import Duty
from alliantie.norms.explain import explained
from alliantie.norms.timeline import Fact, Person, Timeline
from alliantie.practices import Practice, library
from alliantie.practices.norm import Norm
from alliantie.practices.sources import day_in_words
from alliantie.worklist.queries.todo import by_day

BEGAN = date(2026, 1, 5)
DAY = timedelta(days=1)
SAM = Person("sam", "young_person", date(2004, 6, 1))


def _about_an_end(norm: Norm) -> bool:
    return norm.ends_measure or (norm.within is not None and norm.within.before == "until")


CASES = [
    (practice.id, measure.id)
    for practice in map(library().latest, library().ids())
    for measure in practice.measures
    if any(
        _about_an_end(norm) and norm.grade != "average" and (norm.measures == "any" or measure.id in norm.measures)
        for norm in practice.norms
    )
]


def _asked(practice: Practice, timeline: Timeline, on: date) -> list[Duty]:
    return [each for each in duties(practice, timeline, on) if _about_an_end(practice.norm(each.norm))]


@given(
    st.sampled_from(CASES),
    st.integers(0, 1500),
    st.one_of(st.none(), st.integers(1, 1500)),
    st.booleans(),
    st.integers(0, 2600),
)
def test_the_day_that_is_shown_the_day_explained_and_the_day_it_is_too_late_agree(
    under: tuple[str, str], long: int, longer: int | None, put_off: bool, on: int
) -> None:
    practice, measure = library().latest(under[0]), under[1]
    until, today = BEGAN + DAY * (long + 1), BEGAN + DAY * on
    facts = [
        Fact("o", "case_opened", BEGAN),
        Fact("m", "measure_started", BEGAN, values={"measure": measure, "until": until}),
    ]
    if longer is not None:
        until += DAY * longer
        facts.append(Fact("x", "measure_extended", BEGAN, values={"measure": measure, "until": until}))
    if put_off:
        away = BEGAN + DAY * 3000
        facts += [
            Fact(norm.id, "norm_deviated", BEGAN, values={"norm": norm.id, "until": away})
            for norm in (*practice.norms, practice.last_day(measure))
            if norm.ends_measure
        ]
    timeline = Timeline((SAM,), tuple(facts))
    for duty in _asked(practice, timeline, today):
        norm = practice.norm(duty.norm)
        told = explained(practice, duty, "nl")
        assert day_in_words(duty.due, "nl") in told.when
        with translation.override("nl"):
            assert day_in_words(duty.due, "nl") in by_day(norm, duty.due, "nl", date(1990, 1, 1))
        assert all(day_in_words(moved.to, "nl") in "".join(told.why) for moved in duty.moved)
        assert duty.overdue == (today > duty.due)
        if duty.before is not None:
            # People read of a measure up to and including which day it holds.
            assert duty.before == until - DAY
            assert f"tot en met {day_in_words(until - DAY, 'nl')}" in "".join(told.why)
        if put_off and norm.ends_measure:
            assert duty.due == max(away - DAY, duty.by_rule or duty.due)
        elif norm.within is not None and norm.within.before and not norm.ends_measure:
            assert duty.due == before(until - DAY, norm.within.term, practice.country)
        elif norm.within is not None and norm.within.before:
            assert duty.due == until - DAY


@pytest.mark.parametrize(
    ("norm", "last"), [("house-ban-ten-days", date(2026, 1, 14)), ("house-ban-longest", date(2026, 2, 1))]
)
def test_a_house_ban_of_so_many_days_has_its_first_day_as_one_of_them(norm: str, last: date) -> None:
    save = library().latest("nl-save-protection")
    ban = Timeline(
        (), (Fact("o", "case_opened", BEGAN), Fact("m", "measure_started", BEGAN, values={"measure": "house-ban"}))
    )
    (duty,) = [each for each in duties(save, ban, last) if each.norm == norm]
    assert (duty.due, duty.overdue) == (last, False)
    assert explained(save, duty, "nl").when == f"tot en met {day_in_words(last, 'nl')}"
    (late,) = [each for each in duties(save, ban, last + DAY) if each.norm == norm]
    assert late.overdue
