"""The ground of a letter begins with what was recorded: Zeist (000:4486-4523) and shelter (000:2691-2713)."""

from __future__ import annotations

from datetime import date

import pytest

from alliantie.norms.beginning import known_options
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact
from alliantie.practices import library
from tests.norms.sources import fact, started

ZEIST = library().latest("nl-debt-zeist")
SHELTER = library().latest("nl-shelter-tussenvoorziening")
OFFER = fact("offer-sent", "2026-02-02", call_by=date(2026, 2, 9))


def ground(*facts: Fact, on: str, incident: str = "", kind: str = "") -> str | None:
    standing = Standing(ZEIST, started("2026-01-05", "application", *facts), date.fromisoformat(on))
    return known_options(ZEIST.letter("intent"), standing, incident, kind).get("ground")


def test_silence_on_an_offer_is_the_ground_from_the_day_after_the_last_day_to_call() -> None:
    assert ground(OFFER, on="2026-02-09") is None
    assert ground(OFFER, on="2026-02-10") == "offer-refused"
    taken = fact("offer-answered", "2026-02-06", accepted=True)
    assert ground(OFFER, taken, on="2026-02-10") is None
    assert ground(OFFER, fact("offer-answered", "2026-02-06", accepted=False), on="2026-02-06") == "offer-refused"


@pytest.mark.parametrize(
    ("duty", "expected"),
    [
        ("respect", "misconduct"),
        ("openness", "wrong-data"),
        ("all-debts", "wrong-data"),
        ("agreements", "conditions-not-kept"),
    ],
)
def test_a_duty_not_kept_names_its_own_ground(duty: str, expected: str) -> None:
    broken = fact("duty-not-kept", "2026-02-02", incident="x 1", duty=duty)
    assert ground(broken, on="2026-02-03", incident="x 1", kind="duty") == expected


def test_what_could_be_many_grounds_is_left_to_the_counsellor() -> None:
    debt = fact("new-debt", "2026-02-02", incident="x 1")
    assert ground(debt, on="2026-02-03", incident="x 1", kind="new-debt") is None
    assert ground(on="2026-02-03") is None


def test_one_broken_house_rule_is_not_time_and_again_and_violence_is_unsafe_at_once() -> None:
    def notice(kind: str, *facts: Fact) -> str | None:
        timeline = started("2026-01-05", "guidance-agreement", *facts)
        standing = Standing(SHELTER, timeline, date(2026, 3, 2))
        return known_options(SHELTER.letter("notice"), standing, "x 1", kind).get("ground")

    first, second = (
        fact("house-rules-broken", f"2026-02-0{each}", id=f"r{each}", incident=f"x {each}") for each in (1, 2)
    )
    assert notice("house-rules", first) is None
    assert notice("house-rules", first, second) == "non-compliance"
    assert notice("violence", fact("violence", "2026-02-01", incident="x 1")) == "unsafe"
    assert notice("urine-test", fact("urine-test", "2026-02-01", incident="x 1")) is None
