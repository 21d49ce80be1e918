"""What the law gives as a term, in a copy of a practice: a gate waits no shorter, all else lasts no longer."""

from __future__ import annotations

import pytest

from alliantie.practices import Practice
from alliantie.practices.law import law_findings
from tests.norms.ways import practice


def gate(waits: str, hardness: str = "law") -> Practice:
    before = "needed\n    effect: blocks\n    measures: any\n    who: worker\n    requires: {decision: request, needs: "
    needs = "{fact: meeting}, "
    return practice((f"{before}{needs}fresh: P3M, ", f"{before.replace('needed', hardness)}{needs}{waits}, "))


@pytest.mark.parametrize(
    ("waits", "hardness", "said"),
    [
        ("passed: P3W", "law", []),
        ("passed: P4W", "needed", []),
        ("passed: P4W", "law", ["The law says 3 weeks. Longer is our own choice: write hardness: needed."]),
        ("passed: P2W", "needed", ["The law says 3 weeks. It cannot be shorter."]),
        ("fresh: P3W", "needed", ["The law says 3 weeks. Leave that term here."]),
    ],
)
def test_a_gate_of_the_law_waits_no_shorter_and_longer_is_our_choice(
    waits: str, hardness: str, said: list[str]
) -> None:
    found = [finding.reason for finding in law_findings(gate(waits, hardness), gate("passed: P3W"))]
    assert found == said


def test_what_opens_a_gate_of_the_law_counts_no_longer_than_it_says() -> None:
    found = [finding.reason for finding in law_findings(gate("fresh: P4W", "needed"), gate("fresh: P3W"))]
    assert found == ["The law says 3 weeks. It cannot be longer."]
