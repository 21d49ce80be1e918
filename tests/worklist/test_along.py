"""A colleague beside the worker: a second pair with the client, each pair walled from the other."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import Grant
from alliantie.alliance import operations
from alliantie.alliance.models import Pair, Round
from alliantie.alliance.queries import get_pair
from alliantie.cases.queries import practice_of
from tests.support import raw
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worlds import CaseWorld, World, hand_over, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make(workers=("Peter", "Samira", "Kees")).case("nl-work-rsd-krh")


def at(name: str, case: CaseWorld, **more: object) -> str:
    return reverse(name, kwargs={"case_id": case.case_id, **more})


def second_pair(case: CaseWorld) -> Pair:
    return Pair.objects.using("owner").get(worker_id=case.world.workers[1].id, ends_on=None)


def joined(case: CaseWorld) -> Pair:
    answer = as_worker(case).post(at("case-along", case), {"colleague": str(case.world.workers[1].id)})
    assert answer.status_code == 302
    return second_pair(case)


def begun(case: CaseWorld, pair_id: UUID) -> UUID:
    with acting(worker_actor(case.world.workers[1])) as samira:
        pair = get_pair(samira, pair_id)
        return operations.start_round(
            actor=samira, now=clock.now(), pair=pair, practice=practice_of(pair.case), reason="asked"
        )


def test_a_colleague_who_works_along_forms_a_second_pair(case: CaseWorld) -> None:
    pair = joined(case)
    assert pair.pair_kind == "with-director"
    assert "werkt mee" in words(as_worker(case), at("case", case))
    samira = sign_in(case.world.workers[1])
    assert "u werkt mee met Peter Jansen" in words(samira, at("case", case))
    assert "Nieuwe ronde" in words(samira, at("case", case))
    assert samira.get(at("case-hand-over", case)).status_code == 404


def test_two_workers_of_one_client_never_see_each_others_rounds(case: CaseWorld) -> None:
    pair = joined(case)
    hers, his = begun(case, pair.id), case.round()
    peter, samira = as_worker(case), sign_in(case.world.workers[1])
    for browser, own, other in ((peter, his, hers), (samira, hers, his)):
        assert browser.get(reverse("round-mine", kwargs={"round_id": own})).status_code == 200
        for name in ("round-mine", "round-standing", "round-picture", "round-invite"):
            assert browser.get(reverse(name, kwargs={"round_id": other})).status_code == 404
    with acting(case.worker):
        assert len(raw.read_all("alliance_round")) == len(raw.read_all("alliance_pair")) == 1
    assert words(as_client(case), reverse("home")).count("Vul de vragen in") == 2


def test_asking_twice_makes_one_pair(case: CaseWorld) -> None:
    joined(case)
    joined(case)
    assert Pair.objects.using("owner").count() == 2
    assert Grant.objects.using("owner").filter(ground="works along").count() == 1


def test_nobody_from_elsewhere_works_along(case: CaseWorld) -> None:
    neighbour = World.in_area(case.world.area, "Buren").workers[0]
    for who in (str(neighbour.id), str(case.worker.id), "", "x"):
        answer = as_worker(case).post(at("case-along", case), {"colleague": who})
        assert answer.status_code == 422
        assert "Kies een collega." in flat(answer.content.decode())
    assert Pair.objects.using("owner").count() == 1


def test_a_practice_without_second_pairs_has_no_such_page() -> None:
    case = World.make().case("nl-probation")
    assert as_worker(case).get(at("case-along", case)).status_code == 404
    assert "meewerken" not in words(as_worker(case), at("case", case))


def test_working_along_ends_after_a_question_with_its_rounds(case: CaseWorld) -> None:
    pair = joined(case)
    round_id = begun(case, pair.id)
    peter, samira = as_worker(case), sign_in(case.world.workers[1])
    there = at("case-along-end", case, worker_id=case.world.workers[1].id)
    assert "Werkt Samira Jansen niet meer mee?" in words(peter, there)
    assert samira.get(there).status_code == 404
    for _twice in range(2):
        assert peter.post(there).status_code == 302
    assert samira.get(at("case", case)).status_code == 404
    assert Round.objects.using("owner").get(id=round_id).state == "closed"
    assert not Pair.objects.using("owner").filter(id=pair.id, ends_on=None).exists()
    assert Pair.objects.using("owner").filter(id=case.pair_ids[0], ends_on=None).exists()


def test_whoever_works_along_can_take_the_case_over(case: CaseWorld) -> None:
    joined(case)
    hand_over(case.case_id, case.worker, case.world.worker(1))
    assert second_pair(case).pair_kind == "with-coach"
    assert as_worker(case).get(at("case", case)).status_code == 404
    assert Grant.objects.using("owner").filter(right="work", ends_at=None).count() == 1
