"""The rules of sums stand in Python, which chooses, and in the database, which checks: they say the same."""

from __future__ import annotations

import pytest
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st

from alliantie.people.administration import OWNER
from alliantie.statistics.cells import Cell, fits, may_tell, none_outweighs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

# Near the edges of the rules: tens, halves, few of them.
sizes = st.lists(st.integers(1, 12) | st.sampled_from([15, 20, 25, 30, 40, 60, 100]), max_size=8)
grown = st.lists(st.tuples(st.sampled_from([0, 0, 30, 100]), st.sampled_from([0, 0, 10, 10, 20, 40, 400])), max_size=9)


def in_database(rule: str, *given_to: list[int] | list[int | None] | int | None) -> bool:
    with connections[OWNER].cursor() as cursor:
        places = ", ".join("%s::bigint[]" if isinstance(each, list) else "%s::bigint" for each in given_to)
        cursor.execute(f"SELECT alliance.{rule}({places})", list(given_to))
        (said,) = cursor.fetchone()
        return bool(said)


@given(sizes)
@settings(max_examples=400, deadline=None)
def test_who_may_be_added_up_is_the_same_in_both(each: list[int]) -> None:
    assert in_database("none_outweighs", each) == none_outweighs(each)
    assert in_database("fits", each) == fits(each)


@given(sizes, st.integers(0, 3))
@settings(max_examples=200, deadline=None)
def test_whom_several_work_with_counts_once_and_the_rule_is_the_same_in_both(each: list[int], shared: int) -> None:
    whole = max(sum(each) - shared, 0)
    assert in_database("none_outweighs", each, whole) == none_outweighs(each, whole)
    if none_outweighs(each, whole):
        assert none_outweighs(each)


@pytest.mark.parametrize("known", [([10, 10, 10], None), ([], None), ([10, 10, None], 30), ([None, None, 10, 1], 40)])
def test_what_is_not_known_outweighs(known: tuple[list[int | None], int | None]) -> None:
    each, whole = known
    assert not in_database("none_outweighs", each, whole)
    if None in each:
        assert not in_database("none_outweighs", each)
        assert not in_database("fits", each)


@given(grown)
@settings(max_examples=400, deadline=None)
def test_when_a_figure_of_several_organisations_goes_on_is_the_same_in_both(each: list[tuple[int, int]]) -> None:
    # An organisation that has nothing yet stands in the table with a told number of 0, and in Python not at all.
    told = {place: Cell(before, 0, 0, 0, 0, 0) for place, (before, _more) in enumerate(each) if before}
    now = {place: Cell(before + more, 0, 0, 0, 0, 0) for place, (before, more) in enumerate(each) if before + more}
    said = in_database("may_tell", [before for before, _more in each], [before + more for before, more in each])
    assert said == may_tell(told, now)


def test_both_say_yes_to_something() -> None:
    assert in_database("fits", [10, 10, 10])
    assert fits([10, 10, 10])
    assert in_database("may_tell", [0] * 6, [10] * 6)
    assert in_database("may_tell", [30] * 6, [40] * 4 + [30] * 2)
