"""The list of what can be recorded: what is asked now first, then by what runs; the rest is folded away, never gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.operations import change_measure, record_fact
from alliantie.cases.operations.duties import reckon
from alliantie.cases.queries import get_case
from alliantie.practices import library
from alliantie.worklist.queries.happening import Group, groups_of
from alliantie.worklist.queries.kinds import kinds_of
from tests.web.pages import flat
from tests.worklist.browse import as_worker, hidden, queries, words
from tests.worklist.work import at
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


def run(case: CaseWorld, *measures: str) -> None:
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        for measure in measures:
            change_measure(
                actor=actor, now=clock.now(), case=here, measure_id=measure, starts=True, on=clock.today(),
                decided_by="Aylin Demir",
            )  # fmt: skip


def record(case: CaseWorld, kind: str, *, days_ago: int = 0, **values: Any) -> None:
    with acting(case.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=clock.today() - timedelta(days=days_ago),
            values=values,
        )


def groups(case: CaseWorld) -> tuple[Group, ...]:
    with acting(case.worker) as actor:
        reckon(actor=actor, today=clock.today(), case_ids=[case.case_id])
        return groups_of(get_case(actor, case.case_id, whole=True), "nl", clock.today())


def kinds(group: Group) -> list[str]:
    return [kind for kind, _name in group.kinds]


def test_what_open_duties_ask_comes_first_hardest_first() -> None:
    zeist = World.make().case("nl-debt-zeist", measure_id="application")
    record(zeist, "registered", crisis=False)
    first = groups(zeist)[0]
    assert first.title == "Wordt nu gevraagd"
    # The intake that is due as well is a talk, which has its own page.
    assert kinds(first) == ["offer-sent"]
    record(zeist, "offer-sent", days_ago=8, call_by=clock.today() - timedelta(days=1))
    # An answer drops it too, as it does other rules: it stands among what every case has.
    assert kinds(groups(zeist)[0])[0] == "intent-sent"
    assert "offer-answered" in {group.title: kinds(group) for group in groups(zeist)}["In elke zaak"]


def test_what_belongs_to_a_measure_that_runs_stands_under_its_name_and_the_rest_is_folded(zeist: CaseWorld) -> None:
    record(zeist, "budget-reckoned", more_in=True)
    run(zeist, "budget-management")
    found = {group.title: group for group in groups(zeist)}
    assert kinds(found["Budgetbeheer"]) == [
        "budget-called",
        "budget-stable",
        "budget-unstable",
        "budget-account-opened",
        "budget-file-made",
        "authorisations-ready",
        "first-income",
        "payments-begun",
        "return-weighed",
        "budget-balanced",
        "income-elsewhere",
        "budget-weighed",
        "living-money-decided",
    ]
    assert "plan_agreed" in kinds(found["In elke zaak"])
    assert set(kinds(found["Iets anders"])) >= {"statutory-phoned", "declaration-signed"}
    assert [group.title for group in groups(zeist) if group.folded] == ["Iets anders"]


@pytest.mark.parametrize("practice_id", library().ids())
def test_all_that_can_be_recorded_stands_there_once(practice_id: str) -> None:
    case = World.make().case(practice_id)
    found = [kind for group in groups(case) for kind in kinds(group)]
    assert sorted(found) == sorted(kinds_of(library().latest(practice_id)))


def test_the_page_folds_what_does_not_run_and_what_is_there_can_still_be_recorded(zeist: CaseWorld) -> None:
    worker, there = as_worker(zeist), reverse("case-happening", kwargs={"case_id": zeist.case_id})
    record(zeist, "budget-reckoned", more_in=True)
    run(zeist, "budget-management")
    said = flat(worker.get(there).content.decode())
    assert "Dit hoort bij iets wat in deze zaak niet loopt." in said
    assert said.index("Budget stabiel") < said.index("In elke zaak") < said.index("Informatieblad over de Wsnp")
    other = reverse("case-happened", kwargs={"case_id": zeist.case_id, "kind": "leaflet-sent"})
    assert worker.get(other).status_code == 200


def test_the_list_costs_the_same_however_much_is_due(zeist: CaseWorld) -> None:
    worker, there = as_worker(zeist), reverse("case-happening", kwargs={"case_id": zeist.case_id})
    before = len(queries(worker, there))
    run(zeist, "settlement-after-budget")
    for number in range(8):
        record(zeist, "creditor-letter", creditor=f"Schuldeiser {number}", step="inventory")
    assert len(queries(worker, there)) == before <= 8


def over(case: CaseWorld, measure: str) -> None:
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        change_measure(actor=actor, now=clock.now(), case=here, measure_id=measure, starts=False, on=clock.today())


def test_a_talk_of_what_ended_can_still_be_planned_and_recorded_while_something_else_runs() -> None:
    zeist = World.make().case("nl-debt-zeist", measure_id="application")
    # Takes the place of the application, which ends.
    run(zeist, "statutory")
    worker = as_worker(zeist)
    for page in ("case-talk", "case-plan"):
        shown = words(worker, at(page, zeist))
        assert shown.index("Gesprek over de Wsnp") < shown.index("Intakegesprek")
        assert "Stabilisatiegesprek" not in shown
    sent = {"token": str(uuid4()), "seen": "0", "page": str(uuid4()), "on": clock.today().isoformat(), "mode": "office"}
    assert worker.post(at("case-talk", zeist), sent | {"what": "stabilisation"}).status_code == 422
    recorded = worker.post(at("case-talk", zeist), sent | {"what": "intake"})
    assert recorded.status_code == 302, flat(recorded.content.decode())


def test_what_went_wrong_under_what_ended_can_still_be_noted_while_something_else_runs() -> None:
    case = World.make().case(measure_id="suspended-sentence")
    run(case, "short-module")
    over(case, "suspended-sentence")
    worker = as_worker(case)
    now, before = words(worker, at("case-incident-kinds", case)).split("Iets anders (")
    assert "bijzondere voorwaarde" not in now
    assert "bijzondere voorwaarde" in before
    there = reverse("case-incident-new", kwargs={"case_id": case.case_id, "kind": "special-condition"})
    sent = {"token": hidden(worker, there, "token"), "on": clock.today().isoformat(), "text": "Zo."}
    assert worker.post(there, sent | {"value-judged": "breach-special"}).status_code == 302
