"""The phases of SAVE belong to the supervision order they come from (000:1083-1113), and show nowhere else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.operations import change_measure
from alliantie.cases.queries import get_case
from tests.worklist.browse import as_worker, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NONE_YET = "Er is nog geen fase vastgelegd."


def starts(case: CaseWorld, measure: str) -> None:
    with acting(case.worker) as actor:
        change_measure(
            actor=actor, now=clock.now(), case=get_case(actor, case.case_id), measure_id=measure, starts=True,
            on=clock.today(),
        )  # fmt: skip


def seen(case: CaseWorld, name: str, **more: str) -> str:
    return words(as_worker(case), reverse(name, kwargs={"case_id": case.case_id, **more}))


@pytest.mark.parametrize(
    ("practice", "without", "with_phases"),
    [
        ("nl-save-protection", "guidance", "supervision-order"),
        ("nl-save-youth-probation", "voluntary-supervision", "conditional-supervision"),
    ],
)
def test_a_family_without_the_measure_of_the_phases_is_in_none(practice: str, without: str, with_phases: str) -> None:
    case = World.make().case(practice, measure_id=without)
    assert NONE_YET not in seen(case, "case")
    # Recording what happened is never stopped.
    assert "Beginfase" in seen(case, "case-happened", kind="phase_entered")
    starts(case, with_phases)
    assert NONE_YET in seen(case, "case")
    assert "Beginfase" in seen(case, "case-happened", kind="phase_entered")
