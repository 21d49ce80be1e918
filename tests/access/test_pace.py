"""Who asks faster than anybody reads waits, and nobody waits for them."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.test import override_settings

from alliantie.access.pace import Pace
from alliantie.people.models import Worker
from tests.worklist.browse import as_worker, sign_in
from tests.worlds import World


def test_a_burst_is_allowed_then_a_pace_and_after_a_rest_a_burst_again() -> None:
    now = [0.0]
    pace = Pace(3, 0.5, lambda: now[0])
    assert [pace.allows("a") for _each in range(4)] == [True, True, True, False]
    assert pace.allows("b")
    now[0] = 2
    assert [pace.allows("a") for _each in range(2)] == [True, False]
    now[0] = 600
    assert [pace.allows("a") for _each in range(4)] == [True, True, True, False]


def test_a_flood_of_visitors_takes_no_more_memory_than_there_is_and_frees_nobody_who_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Pace, "_MOST", 10)
    now = [0.0]
    pace = Pace(2, 0.5, lambda: now[0])
    for visitor in range(8):
        pace.allows(visitor)
    now[0] = 100
    assert [pace.allows("waits") for _each in range(3)] == [True, True, False]
    for visitor in range(100, 105):
        pace.allows(visitor)
    assert not pace.allows("waits")
    for visitor in range(200, 1000):
        pace.allows(visitor)
    assert len(pace._left) <= 10


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])
def test_who_asks_too_fast_waits_and_a_colleague_at_the_same_address_does_not() -> None:
    case = World.make().case()
    with override_settings(PACE=(3, 0.001)):
        fast = as_worker(case)
        colleague = sign_in(Worker.objects.using("owner").get(id=case.world.workers[1].id))
        # A browser of Django's tests is a server of its own; these two visit the same one.
        colleague.handler = fast.handler
        answers = [fast.get("/") for _each in range(4)]
        assert [answer.status_code for answer in answers[:3]].count(429) == 0
        assert answers[3].status_code == 429
        assert answers[3]["Retry-After"] == "60"
        assert "Wacht een minuut" in answers[3].content.decode()
        assert colleague.get("/").status_code != 429
        stranger = Browser()
        stranger.handler = fast.handler
        assert [stranger.get("/healthz").status_code for _each in range(4)] == [200, 200, 200, 429]
