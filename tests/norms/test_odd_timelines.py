"""Timelines with slips in them: what cannot be read counts for nothing, and nothing ever breaks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.norms.duties import duties, undetermined
from alliantie.norms.explain import explained
from alliantie.norms.gates import gates
from alliantie.norms.timeline import Fact, FactValue, Person, Timeline
from alliantie.practices.vocabulary import BUILTIN
from tests.norms.ways import case, day, due, fact, practice

PRACTICE = practice()
TERMS = [{}, {"term": "soon"}, {"term": 3}, {"term": "P1W"}, {"term": "P9W"}, {"term": "P3WD"}]


@pytest.mark.parametrize("values", TERMS)
def test_a_term_that_is_missing_unreadable_or_outside_the_limits_does_not_count(values: dict[str, FactValue]) -> None:
    (duty,) = due("plan", case(fact("term_set", 1, "good", norm="plan", term="P3W")), 5)
    assert duty.due == day(21)
    later = Fact("bad", "term_set", day(2), values={"norm": "plan"} | values)
    (duty,) = due("plan", case(fact("term_set", 1, "good", norm="plan", term="P3W"), later), 5)
    assert (duty.due, "bad" in duty.facts) == (day(21), False)


def test_a_norm_without_limits_has_no_term_of_its_own() -> None:
    timeline = case(fact("level-set", 0, level="high"), fact("term_set", 1, norm="visit", term="P2M"))
    assert [duty.due for duty in due("visit", timeline, 5)] == [date(2026, 2, 5)]


@pytest.mark.parametrize("on", [date(1, 1, 1), date(1582, 12, 31), date(1899, 12, 31), date(2201, 1, 1), date.max])
def test_a_day_outside_the_calendar_counts_as_not_recorded(on: date) -> None:
    letter = Fact("l", "letter", on, values={"creditor": "bank"})
    assert [duty for duty in duties(PRACTICE, case(letter), date.max) if duty.norm == "reply"] == []
    start = Fact("s", "measure_started", day(0), values={"measure": "sentence", "until": on})
    timeline = Timeline((), (fact("case_opened"), start))
    assert due("extend", timeline, 1) == []
    assert due("plan", timeline, 1) != []


def test_a_measure_that_is_no_name_of_one_began_nothing() -> None:
    timeline = Timeline((), (fact("case_opened"), fact("measure_started", measure=Decimal("sNaN"))))
    assert duties(PRACTICE, timeline, day(5)) == duties(PRACTICE, Timeline((), (fact("case_opened"),)), day(5))


ANY_DAY = st.one_of(st.dates(), st.sampled_from([date.min, date.max, date(1583, 1, 1), date(2200, 12, 31)]))
ANY_VALUE = st.one_of(
    st.sampled_from(
        ["sentence", "plan", "visit", "extend", "reply", "meeting-first", "P3W", "high", "visit", "", "\ud800"]
    ),
    st.integers(),
    st.booleans(),
    ANY_DAY,
    st.decimals(),
)
NAMES = sorted({name for values in BUILTIN.values() for name in values} | {"level", "creditor"})
ODD = st.builds(
    Fact,
    id=st.text(max_size=2),
    kind=st.sampled_from([*BUILTIN, "level-set", "letter", "answer", "meeting", "stopped", "nothing"]),
    on=st.one_of(ANY_DAY, st.dates(date(2026, 1, 1), date(2026, 12, 31))),
    at=st.none() | st.times(),
    values=st.dictionaries(st.sampled_from(NAMES), ANY_VALUE, max_size=4),
    about=st.none() | st.sampled_from(["sam", "kim", "nobody"]),
    present=st.frozensets(st.sampled_from(["sam", "dad", "worker", "nobody"])),
    corrects=st.none() | st.text(max_size=1),
    void=st.booleans(),
)
PEOPLE = st.lists(
    st.builds(
        Person,
        st.sampled_from(["sam", "kim", "dad"]),
        st.sampled_from(["young_person", "parent", "boss"]),
        st.none() | ANY_DAY,
    ),
    max_size=3,
)


@given(st.lists(ODD, max_size=12), PEOPLE, ANY_DAY)
def test_no_timeline_breaks_what_is_due_or_what_comes_first(facts: list[Fact], people: list[Person], on: date) -> None:
    begun = (fact("case_opened"), fact("measure_started", measure="sentence", until=date(2026, 2, 1) + timedelta(400)))
    for timeline in (Timeline(tuple(people), tuple(facts)), Timeline(tuple(people), (*begun, *facts))):
        for each in duties(PRACTICE, timeline, on):
            assert explained(PRACTICE, each, "nl").when
        assert all(each.norm for each in undetermined(PRACTICE, timeline, on))
        assert len(gates(PRACTICE, timeline, "request", on)) <= 1
