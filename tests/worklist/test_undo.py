"""One press undoes what was just recorded of the frame, for whoever recorded it, and history keeps both."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client as Browser

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Condition, Explanation, Fact, Measure
from alliantie.cases.models.outcome import Outcome
from alliantie.cases.operations import cover
from alliantie.cases.operations.ending import Ending, end_case
from alliantie.cases.queries import get_case
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worklist.work import at
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make(workers=("Peter", "Samira")).case("nl-save-protection", roles=("young_person",))


def saved(browser: Browser, address: str, **sent: str) -> str:
    """Send a form, read on the page that comes that it can be undone, and give what undoing it takes."""
    answer = browser.post(address, {"token": str(uuid4()), "on": clock.today().isoformat(), **sent})
    assert answer.status_code == 302, flat(answer.content.decode())
    assert "Ongedaan maken" in words(browser, answer["Location"])
    return parse_qs(urlsplit(answer["Location"]).query)["undo"][0]


def undone(browser: Browser, case: CaseWorld, moment: str) -> str:
    return flat(browser.post(at("case-undo", case), {"at": moment}, follow=True).content.decode())


def standing(case: CaseWorld) -> list[tuple[str, bool]]:
    found = Measure.objects.using("owner").filter(case_id=case.case_id).order_by("starts_on", "measure_id")
    return [(each.measure_id, each.ends_on is None) for each in found]


def told(case: CaseWorld) -> list[str]:
    facts = Fact.objects.using("owner").filter(case_id=case.case_id, void=False, kind__startswith="measure")
    gone = Fact.objects.using("owner").filter(void=True).values("corrects_id")
    return sorted(facts.exclude(id__in=gone).values_list("kind", flat=True))


def note(worker: Browser, case: CaseWorld, **more: str) -> str:
    today = clock.today().isoformat()
    return saved(
        worker, at("case-condition-new", case), sort="authority", text="Gezag bij moeder.", starts_on=today, **more
    )


def test_a_measure_that_began_is_undone_with_what_ended_in_its_place(case: CaseWorld) -> None:
    worker = as_worker(case)
    moment = saved(worker, at("case-measure", case), what="start:supervision-order")
    assert standing(case) == [("guidance", False), ("supervision-order", True)]
    for _twice in range(2):
        assert "Alles staat weer zoals het stond." in undone(worker, case, moment)
    assert standing(case) == [("guidance", True)]
    assert told(case) == []


def test_a_measure_that_ended_runs_on(case: CaseWorld) -> None:
    worker = as_worker(case)
    moment = saved(worker, at("case-measure", case), what="end:guidance", then="supervision-order")
    for _twice in range(2):
        undone(worker, case, moment)
    assert standing(case) == [("guidance", True)]
    assert told(case) == []


def test_a_condition_is_undone_and_history_keeps_it(case: CaseWorld) -> None:
    worker = as_worker(case)
    moment = note(worker, case)
    condition: UUID = Condition.objects.using("owner").get().id
    for _twice in range(2):
        undone(worker, case, moment)
    assert not Condition.objects.using("owner").exists()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT action FROM history.event WHERE row_id = %s ORDER BY id", [str(condition)])
        assert [action for (action,) in cursor.fetchall()] == ["INSERT", "DELETE"]


def test_a_changed_condition_stands_as_before(case: CaseWorld) -> None:
    worker = as_worker(case)
    note(worker, case)
    there = at("case-condition", case, condition_id=Condition.objects.using("owner").get().id)
    moment = saved(worker, there, ended_on=clock.today().isoformat())
    for _twice in range(2):
        undone(worker, case, moment)
    assert Condition.objects.using("owner").get().ended_on is None


def test_the_day_of_explaining_goes_back_to_what_it_was(case: CaseWorld) -> None:
    worker, there = as_worker(case), at("case-frame", case, client_id=case.client_ids[0])
    first = saved(worker, there)
    undone(worker, case, first)
    assert not Explanation.objects.using("owner").exists()


def test_a_quarter_of_an_hour_later_it_is_too_late(case: CaseWorld) -> None:
    worker = as_worker(case)
    moment = note(worker, case)
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert "Ongedaan maken kan niet meer." in undone(worker, case, moment)
    assert Condition.objects.using("owner").exists()


def test_what_somebody_changed_since_is_not_undone(case: CaseWorld) -> None:
    worker = as_worker(case)
    moment = note(worker, case)
    there = at("case-condition", case, condition_id=Condition.objects.using("owner").get().id)
    saved(worker, there, ended_on=clock.today().isoformat())
    assert "Ongedaan maken kan niet meer." in undone(worker, case, moment)
    assert Condition.objects.using("owner").get().ended_on == clock.today()


def test_only_whoever_recorded_it_undoes_it(case: CaseWorld) -> None:
    moment = note(as_worker(case), case)
    other = case.world.workers[1]
    with acting(case.worker) as actor:
        cover(
            actor=actor,
            case_id=case.case_id,
            worker_id=other.id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=1),
        )
    undone(sign_in(other), case, moment)
    assert Condition.objects.using("owner").exists()


def test_strangers_and_other_words_undo_nothing(case: CaseWorld) -> None:
    moment = note(as_worker(case), case)
    for stranger in (sign_in(case.world.workers[1]), as_client(case)):
        assert stranger.post(at("case-undo", case), {"at": moment}).status_code == 404
    assert Browser().post(at("case-undo", case), {"at": moment})["Location"].startswith("/account/")
    for wrong in ("", "gisteren", "2026-01-01T00:00:00", "9" * 9000):
        assert as_worker(case).post(at("case-undo", case), {"at": wrong}).status_code == 404
    for far in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999-23:59", "2026-01-01T00:00:00+00:00:30"):
        answer = as_worker(case).post(at("case-undo", case), {"at": far})
        assert answer["Location"].endswith("?saved=not-undone")
    assert sign_in(case.world.workers[0], csrf=True).post(at("case-undo", case), {"at": moment}).status_code == 403
    assert Condition.objects.using("owner").exists()


def test_a_second_press_of_save_is_not_told_to_be_undone(case: CaseWorld) -> None:
    worker, today = as_worker(case), clock.today().isoformat()
    sent = {"token": str(uuid4()), "sort": "authority", "text": "Gezag bij moeder.", "starts_on": today}
    for _twice in range(2):
        moment = saved(worker, at("case-condition-new", case), **sent)
    assert "Ongedaan maken kan niet meer." in undone(worker, case, moment)
    assert Condition.objects.using("owner").exists()


def test_nothing_runs_on_in_a_case_that_ended_since(case: CaseWorld) -> None:
    worker = as_worker(case)
    moment = saved(worker, at("case-measure", case), what="end:guidance", then="supervision-order")
    ended: dict[tuple[str, UUID | None], date] = {("supervision-order", None): clock.today()}
    ending = Ending(kind=Outcome.Kind.OTHER, reason="", interests="", cause="", contact="", outside=ended)
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        end_case(actor=actor, now=clock.now(), case=here, ending=ending, token=uuid4())
    assert "Ongedaan maken kan niet meer." in undone(worker, case, moment)
    assert standing(case) == [("guidance", False), ("supervision-order", False)]


def test_what_a_case_was_opened_with_is_not_undone(case: CaseWorld) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT at FROM history.event WHERE table_name = 'cases_measure'")
        ((opened,),) = cursor.fetchall()
    undone(as_worker(case), case, opened.isoformat())
    assert standing(case) == [("guidance", True)]
