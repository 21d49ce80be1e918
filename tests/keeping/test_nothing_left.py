"""Deleting leaves nothing waiting to come out, takes nothing of another case along, and a hold holds the logs too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from alliantie import clock
from alliantie.access import sealing
from alliantie.access.identity import acting
from alliantie.cases import queries
from alliantie.cases.models import TalkDraft
from alliantie.exports import own_copy
from alliantie.keeping import operations as keeping
from alliantie.practices.keeping import Category
from tests.access.test_sealing import seal_all
from tests.cases.letter_ways import begin, judged_case
from tests.insight.test_privacy import searched
from tests.keeping.ways import approved, ended, erase, hold, keeper, later, numbers_of, owner, where
from tests.research.allowing import approved as approved_research
from tests.worlds import CaseWorld, World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

SAID = "Zij danste gisteren op de kade"


@pytest.fixture(autouse=True)
def outside(settings: Any, tmp_path: Path) -> None:
    """Where the newest seal is told outside the database of this test."""
    settings.LAST_SEAL = tmp_path / "last-seal"


def test_drafts_a_copy_that_waits_and_who_searched_the_log_for_somebody_go_along() -> None:
    case = judged_case()
    begin(case, body=SAID)
    TalkDraft.objects.using("owner").create(
        area=case.world.area, case_id=case.case_id, worker_id=case.worker.me, fields={"common": SAID},
        saved_with=uuid4(), saved_at=clock.now(),
    )  # fmt: skip
    with acting(case.worker):
        queries.note_reading("case", case.case_id, case.client_ids[0])
    searched(keeper(case.world), client="Noor Yilmaz")
    with acting(case.client()) as client:
        own_copy.ask_copy(actor=client, language="nl")
    ended(case)
    assert {"public.cases_letter", "public.cases_talkdraft"} <= set(where(SAID))
    assert {"public.access_logsearch", "public.cases_owncopy"} <= set(where(*numbers_of(case)))
    with later():
        erase(case.world, [case.case_id])
        assert own_copy.make_copies(clock.now()) == 0
    assert where(SAID) == {}
    left = {"public.keeping_tombstone", "public.keeping_item", "history.event", "secrets.pair_destroyed"}
    assert set(where(*numbers_of(case))) <= left


def waiting_file(case: CaseWorld) -> Any:
    """An export for research with answers of the client of this case and of another, that nobody fetched yet."""
    _who, made = approved_research(case.world)
    other = case.world.case(names=(("Ali", "Smit"),))
    owner(
        "UPDATE alliance_research SET made_at = asked_at, level = 1, expires_at = asked_at + interval '50 years'"
        " WHERE id = %s",
        made,
    )
    owner("INSERT INTO secrets.research_file VALUES (%s, 'sealed')", made)
    for client_id in (case.client_ids[0], other.client_ids[0]):
        owner(
            "INSERT INTO alliance_researchuse (id, area_id, research_id, client_id)"
            " VALUES (gen_random_uuid(), %s, %s, %s)",
            *(case.world.area.id, made, client_id),
        )
    return made


@pytest.mark.parametrize("category", [Category.CASE, Category.ANSWERS])
def test_answers_that_are_deleted_are_in_no_file_for_research_that_waits_which_is_made_anew(
    category: Category,
) -> None:
    case = World.make().case()
    made = waiting_file(case)
    ended(case)
    with later():
        erase(case.world, [case.case_id] if category is Category.CASE else case.pair_ids, category)
    assert owner("SELECT count(*) FROM secrets.research_file") == [(0,)]
    assert owner("SELECT count(*) FROM alliance_researchuse") == [(0,)]
    assert owner("SELECT made_at, expires_at FROM alliance_research WHERE id = %s", made) == [(None, None)]


def test_rows_of_another_case_are_never_taken_along_and_what_cannot_be_deleted_holds_up_nothing_else() -> None:
    world = World.make()
    tied, free = (ended(world.case(names=((name, "Smit"),))) for name in ("An", "Bo"))
    other = world.case(names=(("Cas", "Smit"),))
    # By a fault somewhere, a fact of another case corrects one of this case.
    owner(
        "UPDATE cases_fact SET corrects_id = (SELECT id FROM cases_fact WHERE case_id = %s LIMIT 1) WHERE case_id = %s",
        *(tied.case_id, other.case_id),
    )
    facts = owner("SELECT count(*) FROM cases_fact WHERE case_id <> %s", free.case_id)
    with later():
        approved(world, [tied.case_id, free.case_id])
        with later(0, hours=25), pytest.raises(RuntimeError, match="could not be deleted"):
            keeping.carry_out()
    assert owner("SELECT state, count(*) FROM keeping_item GROUP BY 1 ORDER BY 1") == [("done", 1), ("waits", 1)]
    assert owner("SELECT count(*) FROM cases_fact") == facts


def test_the_logs_of_what_is_held_do_not_expire_and_those_of_others_do() -> None:
    world = World.make()
    held, known, free = (world.case(names=((name, "Smit"),)) for name in ("An", "Bo", "Cas"))
    for case in (held, known, free):
        agree_in(case, SAID)
        with acting(case.worker):
            queries.note_reading("case", case.case_id, case.client_ids[0])
    seal_all()
    guard = keeper(world)
    with later(6):
        assert hold(guard, case_id=held.case_id)
        assert hold(guard, name="Bo Smit", born_on=owner("SELECT born_on FROM people_client LIMIT 1")[0][0])
        seal_all()
        for log in ("reading", "history"):
            sealing.expire(log, clock.now() - timedelta(days=365 * 5), "Vijf jaar om")
    assert {case_id for (case_id,) in owner("SELECT case_id FROM access_reading")} == {held.case_id, known.case_id}
    told = "SELECT count(*) FROM history.event e WHERE table_name = 'cases_agreement' AND after->>'case_id' = %s"
    assert [owner(told, str(each.case_id)) for each in (held, known, free)] == [[(1,)], [(1,)], [(0,)]]
    rounds = "SELECT count(*) FROM history.event e WHERE table_name = 'alliance_pair' AND row_id = %s"
    assert owner(rounds, str(held.pair_ids[0])) == [(1,)]
