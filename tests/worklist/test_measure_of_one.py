"""A measure of one person of a family ends for that person alone."""

from __future__ import annotations

from uuid import UUID

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied
from alliantie.cases.models import Fact, Measure
from alliantie.cases.operations.frame import change_measure
from alliantie.cases.queries import get_case
from tests.worklist.browse import as_worker
from tests.worklist.work import at
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

OTS = "supervision-order"


@pytest.fixture
def family() -> CaseWorld:
    return World.make().case(
        "nl-save-protection", names=(("Kim", "de Vries"), ("Sem", "de Vries")), roles=("young_person", "young_person")
    )


def change(case: CaseWorld, client: int | None, *, starts: bool) -> None:
    with acting(case.worker) as actor:
        change_measure(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            measure_id=OTS,
            starts=starts,
            on=clock.today(),
            client_id=None if client is None else case.client_ids[client],
        )


def running(case: CaseWorld) -> set[UUID | None]:
    rows = Measure.objects.using("owner").filter(case_id=case.case_id, measure_id=OTS, ends_on__isnull=True)
    return set(rows.values_list("client_id", flat=True))


def test_what_ends_for_one_runs_on_for_the_other(family: CaseWorld) -> None:
    change(family, 0, starts=True)
    change(family, 1, starts=True)
    with pytest.raises(Denied):
        change(family, None, starts=False)
    change(family, 0, starts=False)
    assert running(family) == {family.client_ids[1]}


def test_nothing_ends_for_whom_it_does_not_run(family: CaseWorld) -> None:
    change(family, 0, starts=True)
    sent = {"what": f"end:{OTS}", "on": clock.today().isoformat(), "about": str(family.client_ids[1])}
    assert as_worker(family).post(at("case-measure", family), sent).status_code == 422
    assert running(family) == {family.client_ids[0]}


def test_the_only_one_that_runs_ends_with_a_fact_about_that_person(family: CaseWorld) -> None:
    change(family, 0, starts=True)
    change(family, None, starts=False)
    assert running(family) == set()
    assert Fact.objects.using("owner").get(kind="measure_ended").client_id == family.client_ids[0]
