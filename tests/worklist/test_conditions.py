"""What holds in a case: noted once, seen by whom it is about, and with its last day; measures that last longer."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Condition, Duty, Fact, Measure
from tests.support import raw
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


@pytest.fixture
def family() -> CaseWorld:
    return World.make().case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )


def at(name: str, case: CaseWorld, **more: UUID) -> str:
    return reverse(name, kwargs={"case_id": case.case_id, **more})


def told(**changed: object) -> dict[str, object]:
    return {
        "token": str(uuid4()),
        "sort": "special",
        "text": "Geen alcohol.",
        "starts_on": clock.today().isoformat(),
        **changed,
    }


def noted(case: CaseWorld) -> list[Condition]:
    return list(Condition.objects.using("owner").filter(case_id=case.case_id).order_by("noted_at"))


def test_a_condition_is_noted_once_and_seen_by_the_worker_and_the_client(case: CaseWorld) -> None:
    worker, there = as_worker(case), at("case-condition-new", case)
    sent = told(until=(clock.today() + timedelta(days=10)).isoformat())
    for _twice in range(2):
        assert worker.post(there, sent).status_code == 302
    assert len(noted(case)) == 1
    seen = words(worker, at("case", case))
    assert "Geen alcohol." in seen
    assert "nog 10 dagen" in seen
    assert "Geen alcohol. nog 10 dagen" in words(worker, at("case-prepare", case))
    own = words(as_client(case), reverse("my-frame"))
    assert "Wat er nu voor u geldt" in own
    assert "Geen alcohol. Bijzondere voorwaarde" in own


def test_a_condition_that_ended_stays_with_the_case_and_holds_no_longer(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(at("case-condition-new", case), told(starts_on=(clock.today() - timedelta(days=9)).isoformat()))
    there = at("case-condition", case, condition_id=noted(case)[0].id)
    assert worker.post(there, {"ended_on": clock.today().isoformat()}).status_code == 302
    assert "Eerder (1)" in words(worker, at("case", case))
    assert "Geen alcohol." not in words(worker, at("case-prepare", case))
    assert "Geen alcohol." not in words(as_client(case), reverse("my-frame"))
    # And it is put right again.
    assert worker.post(there, {"ended_on": ""}).status_code == 302
    assert "Geen alcohol." in words(as_client(case), reverse("my-frame"))


@pytest.mark.parametrize(
    "changed",
    [
        {"sort": ""},
        {"sort": "authority"},
        {"text": "  "},
        {"text": "x" * 301},
        {"starts_on": ""},
        {"starts_on": "1800-01-01"},
        {"until": "2001-01-01"},
        {"token": "no"},
        {"about": str(uuid4())},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_noted(case: CaseWorld, changed: dict[str, object]) -> None:
    assert as_worker(case).post(at("case-condition-new", case), told(**changed)).status_code == 422
    assert noted(case) == []


def test_a_day_that_has_not_been_ends_nothing(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(at("case-condition-new", case), told())
    there = at("case-condition", case, condition_id=noted(case)[0].id)
    for sent in (
        {"ended_on": (clock.today() + timedelta(days=1)).isoformat()},
        {"ended_on": (clock.today() - timedelta(days=1)).isoformat()},
        {"until": "2001-01-01"},
        {"until": "2999-01-01"},
    ):
        assert worker.post(there, sent).status_code == 422, sent


def test_with_several_people_the_hint_says_that_they_may_read_it(family: CaseWorld) -> None:
    alone = family.world.case()
    for name, more in (("case-condition-new", {}), ("case-happened", {"kind": "warning"})):
        one = words(as_worker(alone), reverse(name, kwargs={"case_id": alone.case_id, **more}))
        assert "Schrijf zo dat Noor het mag lezen." in one
        two = words(as_worker(family), reverse(name, kwargs={"case_id": family.case_id, **more}))
        assert "Schrijf zo dat Sam en Eva het mogen lezen." in two


def test_within_a_family_each_sees_what_holds_for_them_and_for_everyone(family: CaseWorld) -> None:
    worker, there = as_worker(family), at("case-condition-new", family)
    for text, about in (("Sam woont bij oma.", 0), ("Eva drinkt niet.", 1)):
        sent = told(sort="authority", text=text, about=str(family.client_ids[about]))
        assert worker.post(there, sent).status_code == 302
    assert worker.post(there, told(sort="authority", text="Eva heeft het gezag.")).status_code == 302
    sam, eva = (words(as_client(family, index), reverse("my-frame")) for index in (0, 1))
    assert "Sam woont bij oma." in sam
    assert "Eva drinkt niet." not in sam
    assert "Eva drinkt niet." in eva
    assert "Sam woont bij oma." not in eva
    assert "Eva heeft het gezag." in sam
    assert "Eva heeft het gezag." in eva


def test_nobody_else_notes_reads_or_changes_a_condition(case: CaseWorld) -> None:
    as_worker(case).post(at("case-condition-new", case), told())
    there = at("case-condition", case, condition_id=noted(case)[0].id)
    colleague, stranger = sign_in(case.world.workers[1]), sign_in(World.make("Ver").workers[0])
    for browser in (colleague, stranger, as_client(case)):
        assert browser.get(there).status_code == 404
        assert browser.post(there, {"ended_on": clock.today().isoformat()}).status_code == 404
        assert browser.post(at("case-condition-new", case), told()).status_code == 404
    with acting(World.make("Nog verder").worker()):
        assert raw.read_all("public.cases_condition") == []
    with acting(case.client()) as actor:
        assert Condition.objects.visible_to(actor).update(ended_on=clock.today()) == 0


def test_a_practice_without_conditions_has_no_page_for_them() -> None:
    zeist = World.make().case("nl-debt-zeist")
    assert as_worker(zeist).get(at("case-condition-new", zeist)).status_code == 404


def measures(case: CaseWorld) -> list[tuple[str, date | None, UUID | None]]:
    found = Measure.objects.using("owner").filter(case_id=case.case_id).order_by("starts_on", "measure_id")
    return [(each.measure_id, each.until, each.client_id) for each in found]


def test_a_measure_names_its_end_and_may_be_about_one_person(family: CaseWorld) -> None:
    worker, there = as_worker(family), at("case-measure", family)
    until = clock.today() + timedelta(days=365)
    sent = {
        "what": "start:supervision-order",
        "on": clock.today().isoformat(),
        "until": until.isoformat(),
        "about": str(family.client_ids[0]),
    }
    assert worker.post(there, sent).status_code == 302
    assert ("supervision-order", until, family.client_ids[0]) in measures(family)
    assert "Ondertoezichtstelling (OTS)" in words(worker, at("case", family))


def test_a_measure_is_extended_to_a_later_day_and_what_was_due_before_its_end_follows(family: CaseWorld) -> None:
    worker, there = as_worker(family), at("case-measure", family)
    until, later = clock.today() + timedelta(days=100), clock.today() + timedelta(days=400)
    today = clock.today().isoformat()
    worker.post(there, {"what": "start:supervision-order", "on": today, "until": until.isoformat()})
    due = dict(Duty.objects.using("owner").filter(case_id=family.case_id).values_list("norm_id", "due"))
    assert worker.post(there, {"what": "extend:supervision-order", "on": today, "until": ""}).status_code == 422
    early = {"what": "extend:supervision-order", "on": today, "until": (until - timedelta(days=1)).isoformat()}
    assert worker.post(there, early).status_code == 422
    sent = {"what": "extend:supervision-order", "on": today, "until": later.isoformat()}
    assert worker.post(there, sent).status_code == 302
    assert Fact.objects.using("owner").filter(case_id=family.case_id, kind="measure_extended").count() == 1
    now = dict(Duty.objects.using("owner").filter(case_id=family.case_id).values_list("norm_id", "due"))
    moved = {norm: now[norm] - day for norm, day in due.items() if now[norm] != day}
    # What counts back from the end moves with it, but for the length of months.
    assert moved
    assert all(abs(by - (later - until)) < timedelta(days=4) for by in moved.values())
