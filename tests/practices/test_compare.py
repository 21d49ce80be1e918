"""Comparing two versions: every place that differs is told, and nothing else."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alliantie.practices import library
from alliantie.practices.compare import Change, changes

NAMES = st.sampled_from(["a", "b", "name", "talks"])
LEAVES = st.one_of(st.text(min_size=1, max_size=5), st.integers(-9, 9), st.booleans())
ENTRIES = st.lists(st.sampled_from(["x", "y", "z"]), unique=True, min_size=1).flatmap(
    lambda ids: st.tuples(*[st.fixed_dictionaries({"id": st.just(id), "text": LEAVES}) for id in ids]).map(list)
)
DATA = st.recursive(
    st.dictionaries(NAMES, LEAVES, min_size=1, max_size=3),
    lambda inner: st.dictionaries(
        NAMES, st.one_of(LEAVES, inner, ENTRIES, st.lists(LEAVES, min_size=1, max_size=3)), min_size=1, max_size=3
    ),
    max_leaves=8,
)


def as_text(value: Any) -> Any:
    """The same data with each value as it is told, since 1 and "1" look the same to a reader."""
    if isinstance(value, dict):
        return {key: as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


@given(DATA, DATA)
def test_there_are_no_changes_exactly_when_both_say_the_same(before: Any, after: Any) -> None:
    assert (changes(before, after) == ()) == (as_text(before) == as_text(after))


@given(DATA)
def test_a_version_does_not_differ_from_itself(data: Any) -> None:
    assert changes(data, data) == ()


@given(DATA, DATA)
def test_the_way_back_tells_the_same_places_the_other_way_round(before: Any, after: Any) -> None:
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    there = {(each.path, turned[each.kind], each.after, each.before) for each in changes(before, after)}
    assert {(each.path, each.kind, each.before, each.after) for each in changes(after, before)} == there


@given(DATA, DATA)
def test_each_place_is_told_once_and_really_differs(before: Any, after: Any) -> None:
    found = changes(before, after)
    assert len({each.path for each in found}) == len(found)
    for each in found:
        assert each.before != each.after
        assert (each.kind == "added") == (each.before == "")
        assert (each.kind == "removed") == (each.after == "")


def test_an_entry_is_known_by_its_id_wherever_it_stands_in_the_list() -> None:
    before = {"talks": [{"id": "intake", "name": "Intake"}, {"id": "plan", "name": "Plan"}]}
    after = {
        "talks": [{"id": "new", "name": "Nieuw"}, {"id": "plan", "name": "Plan"}, {"id": "intake", "name": "Start"}]
    }
    assert changes(before, after) == (
        Change("talks[intake].name", "changed", "Intake", "Start"),
        Change("talks[order]", "changed", "intake, plan", "new, plan, intake"),
        Change("talks[new].id", "added", "", "new"),
        Change("talks[new].name", "added", "", "Nieuw"),
    )


def test_a_place_that_is_empty_is_as_good_as_absent() -> None:
    assert changes({"a": None, "b": [], "c": {}}, {}) == ()


def test_a_changed_word_of_a_practice_is_told_at_its_place() -> None:
    data = library().latest("nl-probation").model_dump(mode="json", by_alias=True)
    other = library().latest("nl-probation").model_dump(mode="json", by_alias=True)
    other["frame"]["statements"][0]["text"]["nl"] = "Anders."
    statement = data["frame"]["statements"][0]
    assert changes(data, other) == (
        Change(f"frame.statements[{statement['id']}].text.nl", "changed", statement["text"]["nl"], "Anders."),
    )
