"""Zeist: what another goes on with is no ending, and goes around no recovery term (000:3691-3725, 4624-4630)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from alliantie.norms.gates import gates
from alliantie.norms.timeline import Fact, Timeline
from alliantie.practices import library
from tests.norms.sources import fact

PRACTICE = library().latest("nl-debt-zeist")
INTENT = fact("intent-sent", "2026-01-12", answer_by=date(2026, 1, 19))


def stops(on: str, *facts: Fact) -> set[str]:
    """The rules that stop handing over, by any of the endings it belongs to; none of them has an emergency way."""
    timeline = Timeline((), (fact("case_opened", "2026-01-05"), *facts))
    found = gates(PRACTICE, timeline, "hand-over", date.fromisoformat(on), demo=True)
    assert not any(each.emergency for each in found)
    return {each.norm for each in found if each.stops}


@pytest.mark.parametrize("reason", ["administration", "elsewhere"])
def test_going_on_with_another_is_a_decision_with_a_gate_of_its_own(reason: str) -> None:
    assert PRACTICE.outcomes is not None
    assert PRACTICE.outcomes.reason(reason).decision == ("hand-over",)


@pytest.mark.parametrize(
    ("said", "shut"),
    [
        ({"by": "organisation", "agreed": True}, False),
        ({"by": "organisation", "agreed": False}, True),
        # A judge decides on protective administration, whatever the client wants.
        ({"by": "administrator", "agreed": False}, False),
        (None, True),
    ],
)
def test_help_goes_over_to_who_took_it_and_to_an_organisation_the_client_wants(
    said: dict[str, Any] | None, shut: bool
) -> None:
    taken = [fact("taken-over", "2026-02-02", **said)] if said else []
    assert stops("2026-02-03", *taken) == ({"taken-over-before-leaving"} if shut else set())


def test_a_client_who_no_longer_wants_it_shuts_the_way_again() -> None:
    wanted = fact("taken-over", "2026-02-02", id="yes", by="organisation", agreed=True)
    after_all = fact("taken-over", "2026-02-05", id="no", by="organisation", agreed=False)
    assert stops("2026-02-05", wanted, after_all) == {"taken-over-before-leaving"}


def test_an_intent_that_nobody_settled_is_not_left_behind_by_handing_over() -> None:
    taken = fact("taken-over", "2026-02-02", by="organisation", agreed=True)
    assert stops("2026-02-03", INTENT, taken) == {"intent-before-stopping"}
    assert stops("2026-02-03", INTENT, taken, fact("intent-withdrawn", "2026-02-03")) == set()


def test_a_client_is_not_handed_over_before_the_day_on_which_the_letter_ends_the_help() -> None:
    taken = fact("taken-over", "2026-02-02", by="organisation", agreed=True)
    ends = fact("termination-sent", "2026-02-02", ends_on=date(2026, 3, 1))
    assert stops("2026-03-01", INTENT, taken, ends) == {"day-of-the-letter-before-closing"}
    assert stops("2026-03-02", INTENT, taken, ends) == set()
