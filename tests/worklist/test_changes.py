"""Another worker: handing over ends what was between two people, standing in leaves it alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.models import Grant
from alliantie.alliance.models import Pair, Round
from alliantie.cases.models import Case
from tests.web.pages import flat, tags
from tests.worklist.browse import as_worker, sign_in, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make(workers=("Peter", "Samira", "Kees")).case()


def at(name: str, case: CaseWorld) -> str:
    return reverse(name, kwargs={"case_id": case.case_id})


def test_handing_over_explains_asks_and_then_does(case: CaseWorld) -> None:
    round_id = case.round()
    worker, samira = as_worker(case), case.world.workers[1]
    there = at("case-hand-over", case)
    first = worker.post(there, {"colleague": str(samira.id)})
    seen = flat(first.content.decode())
    assert "Draag Noor Yilmaz over aan Samira Jansen?" in seen
    assert "Een ronde die loopt, stopt." in seen
    assert "Uw collega ziet geen eerdere rondes." in seen
    assert Case.objects.using("owner").get().worker_id == case.worker.id
    done = worker.post(there, {"colleague": str(samira.id), "sure": "yes"})
    assert "Deze zaak is nu van Samira Jansen." in words(worker, done["Location"])
    assert Round.objects.using("owner").get(id=round_id).state == "closed"
    assert worker.get(at("case", case)).status_code == 404
    new = sign_in(samira)
    page = words(new, at("case", case))
    assert "Nog geen ronde besproken." in page
    assert "Wisseling van toezichthouder" in page
    assert "Vul uw kant in" not in words(new, "/")
    running = Pair.objects.using("owner").get(ends_on__isnull=True)
    assert running.worker_id == samira.id


def test_handing_over_twice_happens_once(case: CaseWorld) -> None:
    worker, samira = as_worker(case), case.world.workers[1]
    sure = {"colleague": str(samira.id), "sure": "yes"}
    assert worker.post(at("case-hand-over", case), sure).status_code == 302
    assert worker.post(at("case-hand-over", case), sure).status_code == 404
    assert Pair.objects.using("owner").count() == 2


def test_a_case_goes_to_nobody_elsewhere(case: CaseWorld) -> None:
    worker = as_worker(case)
    neighbour = World.in_area(case.world.area, "Buren").workers[0]
    for who in (str(neighbour.id), str(case.worker.id), "", "x"):
        for name, more in (
            ("case-hand-over", {"sure": "yes"}),
            ("case-cover", {"first": clock.today().isoformat(), "last": clock.today().isoformat()}),
        ):
            answer = worker.post(at(name, case), {"colleague": who, **more})
            assert answer.status_code == 422
            assert "Kies een collega." in flat(answer.content.decode())
    assert Case.objects.using("owner").get().worker_id == case.worker.id
    assert not Grant.objects.using("owner").filter(right="cover").exists()


def cover(case: CaseWorld, first: int, last: int) -> dict[str, str]:
    return {
        "colleague": str(case.world.workers[1].id),
        "first": (clock.today() + timedelta(days=first)).isoformat(),
        "last": (clock.today() + timedelta(days=last)).isoformat(),
    }


def test_a_stand_in_sees_the_case_for_whole_days(case: CaseWorld) -> None:
    worker, samira = as_worker(case), sign_in(case.world.workers[1])
    for _twice in range(2):
        assert worker.post(at("case-cover", case), cover(case, 0, 2)).status_code == 302
    assert Grant.objects.using("owner").filter(right="cover").count() == 1
    assert "Samira Jansen neemt waar tot en met" in words(worker, at("case", case))
    assert samira.get(at("case", case)).status_code == 200
    with clock.at(clock.now() + timedelta(days=2)):
        assert samira.get(at("case", case)).status_code == 200
    with clock.at(clock.now() + timedelta(days=3)):
        assert samira.get(at("case", case)).status_code == 404
    pair = Pair.objects.using("owner").get()
    assert (pair.worker_id, pair.ends_on) == (case.worker.id, None)


def test_standing_in_can_begin_later_and_stop_at_once(case: CaseWorld) -> None:
    worker, samira = as_worker(case), sign_in(case.world.workers[1])
    worker.post(at("case-cover", case), cover(case, 2, 4))
    assert "Samira Jansen neemt waar van" in words(worker, at("case", case))
    assert samira.get(at("case", case)).status_code == 404
    with clock.at(clock.now() + timedelta(days=2)):
        assert samira.get(at("case", case)).status_code == 200
        html = worker.get(at("case", case)).content.decode()
        stop = next(each["action"] for _tag, each in tags(html, "form") if each["action"].endswith("/end"))
        for _twice in range(2):
            assert worker.post(stop).status_code == 302
        assert samira.get(at("case", case)).status_code == 404
        assert "Samira" not in words(worker, at("case", case))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (-1, 3, "Deze dag is al geweest."),
        (3, 1, "De laatste dag ligt voor de eerste dag."),
        (0, 365, "Waarnemen kan hoogstens een jaar."),
    ],
)
def test_days_that_cannot_be_are_refused(case: CaseWorld, first: int, last: int, told: str) -> None:
    answer = as_worker(case).post(at("case-cover", case), cover(case, first, last))
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert not Grant.objects.using("owner").filter(right="cover").exists()


def test_a_year_of_standing_in_is_possible(case: CaseWorld) -> None:
    assert as_worker(case).post(at("case-cover", case), cover(case, 0, 364)).status_code == 302


def test_the_own_right_to_a_case_is_no_cover_to_end(case: CaseWorld) -> None:
    own = Grant.objects.using("owner").get(right="work")
    end = reverse("case-cover-end", kwargs={"case_id": case.case_id, "grant_id": own.id})
    assert as_worker(case).post(end).status_code == 404
    assert as_worker(case).get(at("case", case)).status_code == 200


def test_who_is_alone_in_an_organisation_reads_why_nothing_can_be_chosen() -> None:
    case = World.make(workers=("Peter",)).case()
    for name in ("case-hand-over", "case-cover"):
        assert "Er is nog geen collega in uw organisatie." in words(as_worker(case), at(name, case))


def test_two_confirmations_at_the_same_moment_give_the_case_to_one(case: CaseWorld) -> None:
    browsers = [as_worker(case) for _each in range(2)]
    ready = Barrier(2)

    def press(browser: Browser, index: int) -> int:
        try:
            ready.wait(20)
            sure = {"colleague": str(case.world.workers[index].id), "sure": "yes"}
            return browser.post(at("case-hand-over", case), sure).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(press, browsers, (1, 2)))
    assert answers[0] == 302
    assert answers[1] in (404, 422)
    assert Grant.objects.using("owner").filter(right="work", ends_at__isnull=True).count() == 1
    assert Pair.objects.using("owner").filter(ends_on__isnull=True).count() == 1
