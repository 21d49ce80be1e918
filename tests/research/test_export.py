"""An export for research: of who said yes alone, asked by one and approved by another, made once and fetched once."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie import clock
from alliantie.access.call import read
from alliantie.access.identity import DOOR, JOB, Actor, acting
from alliantie.access.models import Reading
from alliantie.access.policies import Denied, NotNow
from alliantie.alliance.models import Pair, Part, Research, ResearchConsent, ResearchUse, Round
from alliantie.alliance.operations import research
from alliantie.alliance.queries.research import own_research
from alliantie.people import administration
from alliantie.people.administration import OWNER
from alliantie.people.models import Client, Membership, Office, Worker
from alliantie.research.making import make_exports
from tests.insight.teams import leader, manager, team_of
from tests.research.allowing import STUDY, allow, allowing_pairs, approved, asked, made, officer, researcher, wanted
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def crowd(each: int = 12) -> World:
    """An organisation with three workers and so many clients each who allow research."""
    world = team_of(3)
    for worker in range(3):
        allowing_pairs(world, each, worker=worker, seed=worker + 1)
    return world


def answers(content: bytes) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read("alliantie-research/answers.csv").decode())))


def client_of(world: World) -> Actor:
    pair = Pair.objects.using(OWNER).filter(area=world.area).order_by("id")[0]
    return Actor("client", pair.client_id, area_id=world.area.id)


def used() -> set[UUID]:
    """Whose answers went along: clients and workers."""
    rows = ResearchUse.objects.using(OWNER).values_list("client_id", "worker_id")
    return {each for row in rows for each in row if each}


def test_it_is_made_of_who_said_yes_and_each_of_them_reads_what_for(tmp_path: Path) -> None:
    world = crowd()
    silent = set(allowing_pairs(world, 12, yes=False, seed=9))
    allow(world, [world.workers[0].id], "professional")
    _who, _id, content = made(world)
    rows = answers(content)
    roles = Counter(row["role"] for row in rows)
    # Of one worker alone the own side would be told of that worker's clients: it is told of nobody.
    assert roles == {"client": len(rows)}
    kept = used()
    quiet = {pair.client_id for pair in Pair.objects.using(OWNER).filter(id__in=silent)}
    assert len(kept) == len({row["pair"] for row in rows})
    assert not kept & quiet
    one = Actor("client", next(iter(kept)), area_id=world.area.id)
    with acting(one):
        assert [(use.study, use.institution) for use in own_research(one).uses] == [(STUDY, "Hogeschool")]
    other = Actor("client", next(iter(quiet)), area_id=world.area.id)
    with acting(other):
        assert own_research(other).uses == ()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run([sys.executable, "-I", tmp_path / "alliantie-research" / "figures.py"], check=False)
    assert done.returncode == 0


def test_the_side_of_the_worker_goes_along_where_that_worker_said_yes_and_it_was_asked_for() -> None:
    world = crowd()
    allow(world, (each.id for each in world.workers), "professional")
    _who, _id, content = made(world)
    assert Counter(row["role"] for row in answers(content)).keys() == {"client", "professional"}
    assert {each.id for each in world.workers} <= used()
    who, guard = worker_actor(researcher(world)), worker_actor(officer(world))
    again = asked(who, both_sides=False)
    with acting(guard):
        research.decide_research(actor=guard, research_id=again, yes=True, why="")
    make_exports(clock.now())
    with acting(who):
        assert {row["role"] for row in answers(research.fetch_research(actor=who, research_id=again))} == {"client"}


def less(world: World, change: Callable[[list[UUID]], None]) -> set[UUID]:
    """Who is in an export after something changed for the clients of one worker."""
    mine = list(Pair.objects.using(OWNER).filter(worker=world.workers[3]).values_list("id", flat=True))
    change(mine)
    approved(world)
    make_exports(clock.now())
    return used() & set(Pair.objects.using(OWNER).filter(id__in=mine).values_list("client_id", flat=True))


def took_back(pairs: list[UUID]) -> None:
    clients = Pair.objects.using(OWNER).filter(id__in=pairs).values_list("client_id", flat=True)
    ResearchConsent.objects.using(OWNER).filter(client_id__in=list(clients)).update(withdrawn_at=clock.now())


def shared_the_picture_alone(pairs: list[UUID]) -> None:
    Part.objects.using(OWNER).filter(pair_id__in=pairs, role="client").update(share="picture")


def withdrew_the_answers(pairs: list[UUID]) -> None:
    Part.objects.using(OWNER).filter(pair_id__in=pairs, role="client").update(share="nothing", withdrawn=True)


def are_fifteen(pairs: list[UUID]) -> None:
    clients = Pair.objects.using(OWNER).filter(id__in=pairs).values_list("client_id", flat=True)
    born = clock.today() - timedelta(days=15 * 366)
    Client.objects.using(OWNER).filter(id__in=list(clients)).update(born_on=born)


def lost_their_keys(pairs: list[UUID]) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("DELETE FROM secrets.pair_key WHERE pair_id = ANY (%s)", [pairs])


def changed_nothing(_pairs: list[UUID]) -> None:
    """As it was."""


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        (changed_nothing, True),
        (took_back, False),
        (shared_the_picture_alone, False),
        (withdrew_the_answers, False),
        (are_fifteen, False),
        (lost_their_keys, False),
    ],
)
def test_whoever_did_not_share_all_took_it_back_or_is_too_young_is_not_in_it(
    change: Callable[[list[UUID]], None], stays: bool
) -> None:
    world = team_of(4)
    for worker in range(4):
        allowing_pairs(world, 10, worker=worker, seed=worker + 1)
    assert bool(less(world, change)) is stays


def test_who_takes_it_back_while_it_is_made_is_not_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    world = crowd()
    _who, found = approved(world)
    from alliantie.research import making

    opened, gone = making._opened, []

    def meanwhile(rows: Any, version: str) -> object:
        gone.append(rows[0][1])
        ResearchConsent.objects.using(OWNER).filter(client_id=gone[0]).update(withdrawn_at=clock.now())
        return opened(rows, version)

    monkeypatch.setattr(making, "_opened", meanwhile)
    with pytest.raises(RuntimeError, match="NotNow"):
        make_exports(clock.now())
    assert not used()
    monkeypatch.setattr(making, "_opened", opened)
    assert make_exports(clock.now()) == 1
    assert gone[0] not in used()
    assert Research.objects.using(OWNER).get(id=found).made_at


def test_answers_that_are_destroyed_while_it_is_made_are_not_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    world = crowd()
    approved(world)
    from alliantie.research import making

    opened = making._opened

    def meanwhile(rows: Any, version: str) -> object:
        lost_their_keys([row[0] for row in rows])
        return opened(rows, version)

    monkeypatch.setattr(making, "_opened", meanwhile)
    with pytest.raises(RuntimeError, match="NotNow"):
        make_exports(clock.now())
    assert not used()


@pytest.mark.parametrize("side", ["client", "worker"])
def test_who_takes_it_back_before_it_is_fetched_is_not_in_it_and_it_is_made_anew(side: str) -> None:
    world = crowd()
    allow(world, (each.id for each in world.workers), "professional")
    who, found = approved(world)
    assert make_exports(clock.now()) == 1
    uses = ResearchUse.objects.using(OWNER).exclude(**{f"{side}_id": None})
    gone = Actor("client" if side == "client" else "worker", getattr(uses[0], f"{side}_id"), area_id=world.area.id)
    with acting(gone):
        research.consent(actor=gone, yes=False)
    assert not _kept(found)
    assert not used()
    with acting(who), pytest.raises(NotNow):
        research.fetch_research(actor=who, research_id=found)
    assert make_exports(clock.now()) == 1
    assert used()
    assert gone.me not in used()
    with acting(who):
        assert research.fetch_research(actor=who, research_id=found)


def test_what_was_fetched_already_stays_told_to_who_takes_it_back() -> None:
    world = crowd()
    made(world)
    before = used()
    gone = Actor("client", ResearchUse.objects.using(OWNER).exclude(client_id=None)[0].client_id, area_id=world.area.id)
    with acting(gone):
        research.consent(actor=gone, yes=False)
        assert len(own_research(gone).uses) == 1
    assert used() == before
    assert make_exports(clock.now()) == 0


def test_nothing_is_fetched_without_each_consent_nor_after_the_day_it_is_kept_until() -> None:
    world = crowd()
    who, found = approved(world)
    make_exports(clock.now())
    one = ResearchConsent.objects.using(OWNER).filter(client_id=next(iter(used())))
    one.update(withdrawn_at=clock.now())
    with acting(who), pytest.raises(NotNow):
        research.fetch_research(actor=who, research_id=found)
    one.update(withdrawn_at=None)
    Research.objects.using(OWNER).filter(id=found).update(keep_until=clock.today() - timedelta(days=1))
    with acting(who), pytest.raises(NotNow):
        research.fetch_research(actor=who, research_id=found)
    Research.objects.using(OWNER).filter(id=found).update(keep_until=clock.today())
    with acting(who):
        assert research.fetch_research(actor=who, research_id=found)


def test_within_a_quarter_each_export_is_of_the_same_rounds_and_misses_the_same_clients() -> None:
    world = crowd(30)
    allow(world, (each.id for each in world.workers), "professional")
    quarter = date(clock.today().year, (clock.today().month - 1) // 3 * 3 + 1, 1)
    with clock.at(datetime.combine(quarter, time(9), UTC) + timedelta(days=1)):
        first = _rows(world)
    missing = _allowing() - {row[1] for row in first}
    # Of ninety: none, or more than a third, once in ten thousand times.
    assert 0 < len(missing) < 30
    pair_id, number = first[0][0], first[0][5]
    of_one = Round.objects.using(OWNER).filter(pair_id=pair_id, number=number)
    revealed = of_one.get().revealed_at
    of_one.update(revealed_at=datetime.combine(quarter, time(9), UTC))
    late = {row for row in first if (row[0], row[5]) == (pair_id, number)}
    assert late
    for _each in range(2):
        assert set(_rows(world)) == set(first) - late
    of_one.update(revealed_at=revealed)
    new = allowing_pairs(world, 3, seed=8)
    fresh = Pair.objects.using(OWNER).filter(id__in=new).values_list("client_id", flat=True)
    ResearchConsent.objects.using(OWNER).filter(client_id__in=list(fresh)).update(given_at=clock.now())
    for _each in range(2):
        assert set(_rows(world)) == set(first)
    following = quarter + timedelta(days=100)
    with clock.at(datetime.combine(following, time(9), UTC)):
        later = {row[1] for row in _rows(world)}
    assert _allowing() - later != missing


def _allowing() -> set[UUID]:
    return {each for each in ResearchConsent.objects.using(OWNER).values_list("client_id", flat=True) if each}


def _rows(world: World) -> list[tuple[Any, ...]]:
    """What the job reads for a new export, without ciphertext."""
    _who, found = approved(world)
    with acting(JOB):
        return [(*row[:3], *row[4:11]) for row in read("alliance.research_rows", found)]


def test_too_few_is_said_without_saying_how_few() -> None:
    world = crowd(3)
    who, found = approved(world)
    make_exports(clock.now())
    one = Research.objects.using(OWNER).get(id=found)
    assert (one.too_few, one.level) == (True, None)
    assert not used()
    with acting(who), pytest.raises(NotNow):
        research.fetch_research(actor=who, research_id=found)


def test_it_is_fetched_once_by_who_asked_and_the_log_says_so() -> None:
    world = crowd()
    who, found, _content = made(world)
    with acting(who), pytest.raises(NotNow):
        research.fetch_research(actor=who, research_id=found)
    assert not _kept(found)
    line = Reading.objects.using(OWNER).get(what="research export")
    assert (line.reader_id, line.client_id, line.case_id) == (who.id, None, None)


def _kept(found: UUID) -> list[bytes]:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT content FROM secrets.research_file WHERE research_id = %s", [found])
        return [bytes(row[0]) for row in cursor.fetchall()]


def test_what_is_kept_is_ciphertext_and_gone_after_two_weeks() -> None:
    world = crowd()
    who, found = approved(world)
    assert (make_exports(clock.now()), make_exports(clock.now())) == (1, 0)
    (kept,) = _kept(found)
    assert b"answers.csv" not in kept
    assert not kept.startswith(b"PK")
    with clock.at(clock.now() + timedelta(days=15)):
        with acting(who), pytest.raises(NotNow):
            research.fetch_research(actor=who, research_id=found)
        make_exports(clock.now())
    assert not _kept(found)


def test_who_asked_does_not_decide_and_a_decision_stands() -> None:
    world = team_of(1)
    who, guard = worker_actor(researcher(world)), worker_actor(officer(world))
    found = asked(who)
    with acting(who), pytest.raises(Denied):
        research.decide_research(actor=who, research_id=found, yes=True, why="")
    with acting(guard), pytest.raises(NotNow):
        research.decide_research(actor=guard, research_id=found, yes=False, why=" ")
    with acting(guard):
        research.decide_research(actor=guard, research_id=found, yes=False, why="Niet getoetst.")
    with acting(guard), pytest.raises(NotNow):
        research.decide_research(actor=guard, research_id=found, yes=True, why="")
    assert make_exports(clock.now()) == 0


@pytest.mark.parametrize("other", ["leads", "manages", "guards", "member", "over"])
def test_nobody_asks_or_fetches_who_also_knows_people_or_whose_time_is_over(other: str) -> None:
    world = crowd()
    who, found = approved(world)
    make_exports(clock.now())
    worker = Worker.objects.using(OWNER).get(id=who.me)
    today = clock.today()
    match other:
        case "leads":
            administration.give_office(worker, since=today, team=world.team)
        case "manages" | "guards":
            administration.give_office(worker, since=today, kind=Office.Kind(other))
        case "member":
            Membership.objects.using(OWNER).create(area=world.area, team=world.team, worker=worker, starts_on=today)
        case "over":
            administration.end_office(worker, on=today, kind=Office.Kind.RESEARCHES)
    for attempt in (
        lambda: research.fetch_research(actor=who, research_id=found),
        lambda: research.ask_research(actor=who, token=uuid4(), wanted=wanted()),
    ):
        with acting(who), pytest.raises(Denied):
            attempt()
    with acting(who):
        assert Research.objects.visible_to(who).exists() is (other == "guards")


def test_nobody_else_asks_decides_makes_fetches_or_reads_a_row() -> None:
    world, there = crowd(), World.make("Elders")
    _who, found = approved(world)
    make_exports(clock.now())
    others = (
        world.worker(),
        client_of(world),
        leader(world),
        worker_actor(manager(world)),
        worker_actor(researcher(world)),
        worker_actor(researcher(there)),
        worker_actor(officer(there)),
        DOOR,
    )
    statements = (
        "SELECT alliance.fetch_research(%s)",
        "SELECT * FROM alliance.research_rows(%s)",
        "SELECT * FROM alliance.research_rounds(%s)",
        "SELECT * FROM alliance.research_endings(%s)",
        "SELECT alliance.keep_research(%s, NULL, NULL, '{}', '{}', '{}')",
        "SELECT alliance.decides_alone(%s)",
        "SELECT * FROM alliance.figures_of('{}', ARRAY[%s::uuid])",
        "SELECT * FROM access.outcomes_of('{}', ARRAY[%s::uuid])",
        "SELECT * FROM alliance_researchconsent WHERE id = %s",
        "SELECT * FROM alliance_researchuse WHERE id = %s",
        "SELECT * FROM secrets.research_file WHERE research_id = %s",
        "SELECT * FROM secrets.research_chance WHERE %s::uuid IS NOT NULL",
    )
    for actor in others:
        for statement in statements:
            with pytest.raises(DatabaseError), acting(actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [found])
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM alliance_research")
            assert cursor.fetchone() == (0,)


def test_the_job_reads_answers_of_no_export_that_is_not_approved_or_is_made_already() -> None:
    world = crowd()
    waiting = asked(worker_actor(researcher(world)))
    _who, done = approved(world)
    make_exports(clock.now())
    for found in (waiting, done, uuid4()):
        for function in ("research_rows", "research_rounds", "research_endings"):
            with pytest.raises(DatabaseError), acting(JOB), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM alliance.{function}(%s)", [found])  # noqa: S608
