"""A measure of one person of a family ends for that person alone."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied
from alliantie.cases.models import Fact, Measure
from alliantie.cases.operations.frame import change_measure
from alliantie.cases.queries import get_case, measures_in
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, words
from tests.worklist.work import at
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

OTS = "supervision-order"
OTS_NAME = "Ondertoezichtstelling (OTS)"


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


def test_another_person_can_get_what_one_has_and_each_ends_apart(family: CaseWorld) -> None:
    worker, there = as_worker(family), at("case-measure", family)
    today, (kim, sem) = clock.today().isoformat(), map(str, family.client_ids)
    for about, status in ((kim, 302), (kim, 422), ("", 422), (sem, 302)):
        sent = {"what": f"start:{OTS}", "on": today, "about": about}
        assert worker.post(there, sent).status_code == status, about
    shown = words(worker, there)
    assert "Einde: Ondertoezichtstelling (OTS) voor Kim" in shown
    # Nobody said yet until when it runs.
    assert "Laatste dag: Ondertoezichtstelling (OTS) voor Sem" in shown
    assert "Begin: Ondertoezichtstelling (OTS)" not in shown
    assert worker.post(there, {"what": f"end:{OTS}:{sem}", "on": today}).status_code == 302
    assert running(family) == {family.client_ids[0]}
    assert worker.post(there, {"what": f"end:{OTS}:{sem}", "on": today}).status_code == 422


def until(over: date) -> str:
    """The last day before that one, as it is filled in."""
    return (over - timedelta(days=1)).isoformat()


def test_an_extension_for_one_moves_the_end_of_that_one_alone(family: CaseWorld) -> None:
    worker, there = as_worker(family), at("case-measure", family)
    today, first, later = (clock.today() + timedelta(days=days) for days in (0, 100, 400))
    kim, sem = family.client_ids
    for about in (kim, sem):
        sent = {"what": f"start:{OTS}", "on": today.isoformat(), "until": until(first), "about": str(about)}
        assert worker.post(there, sent).status_code == 302
    sent = {"what": f"extend:{OTS}:{kim}", "on": today.isoformat(), "until": until(later)}
    assert worker.post(there, sent).status_code == 302
    with acting(family.worker) as actor:
        here = measures_in(get_case(actor, family.case_id, whole=True))
    assert {each.client_id: each.until for each in here if each.measure_id == OTS} == {kim: later, sem: first}


def test_a_last_day_before_the_day_of_the_change_is_told_as_that(family: CaseWorld) -> None:
    sam = family.client_ids[0]
    change(family, 0, starts=True)
    today = clock.today()
    sent = {"what": f"extend:{OTS}:{sam}", "on": today.isoformat(), "until": until(today - timedelta(days=12))}
    said = flat(as_worker(family).post(at("case-measure", family), sent).content.decode())
    assert "De laatste dag ligt voor de dag van de verandering." in said
    assert "voor het begin van de maatregel" not in said


def test_what_runs_for_everyone_does_not_begin_for_one_as_well(family: CaseWorld) -> None:
    change(family, None, starts=True)
    with pytest.raises(Denied):
        change(family, 0, starts=True)
    assert running(family) == {None}


def test_the_page_says_truly_what_ends_and_for_whom(family: CaseWorld) -> None:
    there = at("case-measure", family)
    begins = f"Begin: {OTS_NAME}. Voor iedereen: dan eindigt Begeleiding zonder maatregel"
    assert begins in words(as_worker(family), there)
    # What runs for the whole family goes on when an order begins for one child.
    change(family, 0, starts=True)
    guidance = Measure.objects.using("owner").get(case_id=family.case_id, measure_id="guidance")
    assert guidance.ends_on is None
    assert (
        f"Begin: Voogdij. Voor iedereen: dan eindigt Begeleiding zonder maatregel en {OTS_NAME} voor Kim."
        f" Voor Kim: dan eindigt {OTS_NAME}"
    ) in words(as_worker(family), there)
    alone = family.world.case("nl-save-protection", names=(("Ali", "Demir"),))
    told = f"Begin: {OTS_NAME}. Dan eindigt: Begeleiding zonder maatregel"
    assert told in words(as_worker(alone), at("case-measure", alone))


def test_the_case_page_names_whom_a_measure_is_about_and_who_reads_it(family: CaseWorld) -> None:
    apart = "Ieder ziet wat bij de eigen naam of bij iedereen staat"
    assert apart not in words(as_worker(family), at("case", family))
    change(family, 0, starts=True)
    page = words(as_worker(family), at("case", family))
    assert apart in page
    assert "Kim · sinds" in page
    assert "iedereen · sinds" in page
    assert OTS_NAME in words(as_client(family, 0), reverse("my-frame"))
    assert OTS_NAME not in words(as_client(family, 1), reverse("my-frame"))
