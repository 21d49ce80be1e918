"""What says two opposite things on one day: nobody knows which holds, so it opens nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.norms.duties import duties
from alliantie.norms.fact_values import too_early
from alliantie.norms.gates import Gate, gates
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, FactValue, Person, Timeline
from alliantie.practices import library

SAVE = library().get("nl-save-protection", "2026-1")
DAY = date(2026, 11, 22)
CHILD, OTHER = Person("bram", "young_person", date(2015, 1, 1)), Person("kees", "young_person", date(2016, 1, 1))
YES: dict[str, FactValue] = {"outcome": "good-enough"}
NO: dict[str, FactValue] = {"outcome": "not-good-enough"}


def said(id: str, values: dict[str, FactValue], about: str = "bram", at: time | None = None, on: date = DAY) -> Fact:
    return Fact(id, "safety-judged", on, at, values, about)


def case(*facts: Fact, measure: str = "guidance") -> Timeline:
    begun = Fact("began", "measure_started", date(2026, 9, 1), values={"measure": measure})
    return Timeline((CHILD, OTHER), (Fact("open", "case_opened", date(2026, 9, 1)), begun, *facts))


def before(decision: str, timeline: Timeline, about: str = "bram") -> tuple[Gate, ...]:
    return gates(SAVE, timeline, decision, DAY, about=about, demo=True)


def shut(decision: str, timeline: Timeline, about: str = "bram") -> set[str]:
    return {gate.norm for gate in before(decision, timeline, about) if not gate.is_open}


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_yes_and_no_on_one_day_close_no_case_whichever_was_recorded_first(first: str, second: str) -> None:
    timeline = case(said(first, YES), said(second, NO))
    assert shut("close-involvement", timeline) == {"judge-before-closing", "council-before-closing"}
    (judge,) = (gate for gate in before("close-involvement", timeline) if gate.norm == "judge-before-closing")
    assert judge.against is not None
    assert [fact.values for fact in judge.against] == [YES, NO]


def test_yes_and_no_on_one_day_are_no_contradiction_of_two_children_nor_where_the_time_of_each_is_known() -> None:
    assert shut("close-involvement", case(said("a", YES), said("b", NO, "kees"))) == set()
    last = case(said("a", NO, at=time(9)), said("b", YES, at=time(10)))
    assert shut("close-involvement", last) == set()


def test_what_was_said_of_two_children_at_once_contradicts_only_what_is_said_of_one_of_them() -> None:
    both = Fact("a", "safety-judged", DAY, values=YES, present=frozenset(("bram", "kees")))
    timeline = case(both, said("b", NO, "kees"))
    assert shut("close-involvement", timeline) == set()
    assert shut("close-involvement", timeline, "kees") == {"judge-before-closing", "council-before-closing"}


def test_one_that_was_taken_back_and_the_same_said_twice_are_no_contradiction() -> None:
    taken_back = Fact("c", "safety-judged", DAY, corrects="b", void=True)
    assert shut("close-involvement", case(said("a", YES), said("b", NO), taken_back)) == set()
    assert shut("close-involvement", case(said("a", YES), said("b", YES))) == set()


def test_what_is_said_on_a_later_day_ends_the_contradiction() -> None:
    timeline = case(said("a", YES, on=date(2026, 11, 20)), said("b", NO, on=date(2026, 11, 20)), said("c", YES))
    assert shut("close-involvement", timeline) == set()


@pytest.mark.parametrize("ids", [("a", "b"), ("b", "a")])
def test_of_two_authorisations_of_one_day_the_furthest_last_day_counts(ids: tuple[str, str]) -> None:
    wrong, right = (
        Fact(id, "placement-authorised", date(2026, 11, 2), values={"last_day": last}, about="bram")
        for id, last in zip(ids, (date(2026, 11, 10), date(2027, 11, 10)), strict=True)
    )
    timeline = case(wrong, right, measure="supervision-order")
    found = [gate for gate in before("place-out-of-home", timeline) if SAVE.norm(gate.norm).requires is not None]
    opened = {gate.open_by.id for gate in found if gate.open_by and gate.open_by.kind == "placement-authorised"}
    assert opened == {ids[1]}


@pytest.mark.parametrize(("last", "wrong"), [("2026-11-01", True), ("2026-11-02", False)])
def test_what_is_allowed_until_a_day_is_not_allowed_until_a_day_before_it(last: str, wrong: bool) -> None:
    found = too_early(SAVE, "placement-authorised", date(2026, 11, 2), {"last_day": date.fromisoformat(last)})
    assert [each.location for each in found] == ([("last_day",)] if wrong else [])


SAID = st.builds(
    lambda kind, values, day, about: Fact("", kind, date(2026, 11, day), values=values, about=about),
    st.just("safety-judged"),
    st.sampled_from([YES, NO]),
    st.integers(19, 22),
    st.sampled_from(["bram", "kees", None]),
)
ASKED = st.builds(
    lambda decision, day: Fact("", "decision_taken", date(2026, 11, day), values={"decision": decision}, about="bram"),
    st.sampled_from(["ask-council", "ask-measure", "ask-guardianship-inquiry"]),
    st.integers(19, 22),
)
ALLOWED = st.builds(
    lambda day, last: Fact(
        "",
        "placement-authorised",
        date(2026, 11, day),
        values={"last_day": date(2026, 11, last)},
        about="bram",
    ),
    st.integers(19, 22),
    st.integers(10, 28),
)
LONGER = st.builds(
    lambda day, until: Fact(
        "",
        "measure_extended",
        date(2026, 11, day),
        values={"measure": "supervision-order", "until": date(2026, 12, until)},
    ),
    st.integers(19, 22),
    st.integers(1, 28),
)


@given(st.lists(SAID | ASKED | ALLOWED | LONGER, max_size=6), st.permutations(range(6)))
def test_the_order_of_recording_changes_neither_a_gate_nor_a_duty_nor_what_is_known(
    facts: list[Fact], order: list[int]
) -> None:
    def read(ids: list[int]) -> object:
        named = [replace(fact, id=f"fact-{id}") for fact, id in zip(facts, ids, strict=False)]
        timeline = case(*sorted(named, key=lambda fact: fact.id), measure="supervision-order")
        opened = [
            (gate.norm, gate.person, gate.open_by and (gate.open_by.kind, gate.open_by.on, gate.open_by.values))
            for decision in ("close-involvement", "place-out-of-home", "ask-authority")
            for gate in gates(SAVE, timeline, decision, DAY, demo=True)
        ]
        owed = sorted((duty.norm, duty.due, duty.person or "") for duty in duties(SAVE, timeline, DAY))
        return opened, owed, Standing(SAVE, timeline, DAY).known(CHILD)

    assert read(list(range(6))) == read(order)
