"""At its busiest a case shows three things to do and folds the rest, the hardest first, all of its own measure."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.cases.models import Duty
from alliantie.practices import library
from alliantie.practices.terms import HARDEST_FIRST
from tests.walks.walking import in_sight
from tests.worklist.browse import as_worker
from tests.worklist.test_todo import page_of, record
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

MOMENT = datetime(2026, 11, 18, 10, 0, tzinfo=clock.HOME)
LAST = (MOMENT + timedelta(days=20)).date()
SAM_AND_ANK = {"names": (("Sam", "de Wit"), ("Ank", "de Wit")), "roles": ("young_person", "parent")}

BUSIEST = [
    (
        "nl-probation", "suspended-sentence", {},
        (
            ("level-set", {"level": "3"}),
            ("behaviour", {"judged": "breach-special", "incident": "Niet gekomen"}),
        ),
    ),
    (
        "nl-save-protection", "supervision-order", SAM_AND_ANK,
        (
            ("family-plan-made", {}),
            ("phase_entered", {"phase": "execution"}),
            ("placement-authorised", {"last_day": LAST}),
        ),
    ),
    (
        "nl-debt-zeist", "application", {},
        (
            ("registered", {
                "crisis": True, "route": "counsellor", "threat": "eviction", "acted": False, "talk_soon": True,
            }),
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("practice_id", "measure", "people", "happened"), BUSIEST)
def test_at_the_busiest_moment_three_stand_in_sight_the_hardest_first_and_none_of_another_measure(
    practice_id: str,
    measure: str,
    people: dict[str, tuple[str, ...]],
    happened: tuple[tuple[str, dict[str, object]], ...],
) -> None:
    practice = library().latest(practice_id)
    with clock.at(MOMENT):
        case = World.make(practice_id).case(practice_id, measure_id=measure, **people)  # type: ignore[arg-type]
        for kind, values in happened:
            record(case, kind, MOMENT.date(), **values)
        kept = list(Duty.objects.using("owner").filter(case_id=case.case_id))
        norms = {each.norm_id: practice.norm(each.norm_id) for each in kept}
        assert len(norms) > 5
        assert [id for id, norm in norms.items() if norm.measures != "any" and measure not in norm.measures] == []
        first = as_worker(case).get(page_of(case)).content.decode().split('id="first"')[1].split("</section>")[0]
        start = as_worker(case).get(reverse("start")).content.decode().split('id="todo"')[1].split("</section>")[0]
    assert in_sight(first) == 3
    assert "Alles (" in first
    assert in_sight(start) <= 5
    # What stands in sight is at least as hard as the hardest of what presses within a month, and stands in that order.
    near = [each for each in kept if each.due <= MOMENT.date() + timedelta(days=30)]
    hardest = sorted(HARDEST_FIRST.index(norms[each.norm_id].hardness) for each in near)[:3]
    shown = [row.split("</div>")[0] for row in first.split("row-title")[1:4]]
    longest_first = sorted(norms.values(), key=lambda norm: -len(norm.text.nl))
    told = [HARDEST_FIRST.index(next(n for n in longest_first if f">{n.text.nl}" in row).hardness) for row in shown]
    assert told == sorted(told)
    assert all(seen <= pressing for seen, pressing in zip(told, hardest, strict=True))
