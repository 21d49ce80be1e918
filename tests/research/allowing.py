"""Pairs with whole answers that were shared, and people who allow research: written as owner, past the operations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID, uuid4

import numpy as np
from django.conf import settings
from django.db import connections

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.alliance.drafts import Draft
from alliantie.alliance.models import Pair, Part, ResearchConsent, Round
from alliantie.alliance.operations import research
from alliantie.alliance.operations.research import Wanted
from alliantie.alliance.vault import lock, unwrap
from alliantie.instruments import library
from alliantie.people import administration
from alliantie.people.administration import OWNER
from alliantie.people.models import Office, Worker
from alliantie.research.making import make_exports
from tests.alliance.pictures import add_pairs, wavering
from tests.worlds import SINCE, World, worker_actor

STUDY = "Wat helpt om samen te werken"


def allowing_pairs(
    world: World, many: int, *, worker: int = 0, rounds: int = 2, share: str = "all", yes: bool = True, seed: int = 1
) -> list[UUID]:
    """Pairs of one worker with rounds of 16 answers each that were shared, and clients who allow research."""
    made = add_pairs(world, wavering(many, rounds, seed), worker=worker, share=share)
    pairs = {pair.id: pair for pair in Pair.objects.using(OWNER).filter(id__in=made)}
    chance = np.random.default_rng(seed)
    asked = {role: library().latest("own").questionnaire(role, "probation", 16) for role in ("client", "professional")}
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pair_id, wrapped FROM secrets.pair_key WHERE pair_id = ANY (%s)", [made])
        keys = {pair_id: unwrap(settings.MASTER_KEY, pair_id, bytes(wrapped)) for pair_id, wrapped in cursor.fetchall()}
    parts = list(Part.objects.using(OWNER).filter(pair_id__in=made))
    level = {each: chance.normal(3.5, 0.7, 2) for each in made}
    for part in parts:
        of_role = level[part.pair_id][int(part.role == "client")]
        given = np.clip(np.rint(chance.normal(of_role, 0.8, 16)), 1, 5).astype(int).tolist()
        answers = dict(zip((item.id for item in asked[part.role].items), given, strict=True))
        answers["trust-honest"] = "rather_not" if chance.random() < 0.05 else answers["trust-honest"]
        part.answers = lock(keys[part.pair_id], "answers", part.id, Draft("taking_part", answers).as_json())
        part.own_word = True
    Part.objects.using(OWNER).bulk_update(parts, ["answers", "own_word"])
    if yes:
        allow(world, (pair.client_id for pair in pairs.values()), "client")
    return made


def allow(world: World, people: Iterable[UUID], role: str) -> None:
    """Let people allow research, since before this quarter: what is newer comes along after it."""
    since = clock.now() - timedelta(days=100)
    which = "client_id" if role == "client" else "worker_id"
    ResearchConsent.objects.using(OWNER).bulk_create(
        ResearchConsent(area=world.area, **{which: each}, words="1", given_at=since) for each in people
    )


def researcher(world: World, *, since: date = SINCE) -> Worker:
    """Somebody who does research at a world's organisation, and nothing else."""
    worker = administration.make_worker(world.organisation, "Rosa", "Zoeker", teams=[], since=since)
    administration.give_office(worker, since=since, kind=Office.Kind.RESEARCHES)
    return worker


def officer(world: World) -> Worker:
    """Somebody who guards privacy at a world's organisation."""
    worker = administration.make_worker(world.organisation, "Vera", "Wachter", teams=[], since=SINCE)
    administration.give_office(worker, since=SINCE, kind=Office.Kind.GUARDS)
    return worker


def wanted(*, both_sides: bool = True) -> Wanted:
    """What a researcher asks for."""
    until = clock.today() + timedelta(days=365)
    return Wanted(STUDY, "Hogeschool", "Nagaan of de vragen samenhangen.", "EC 2026-17", both_sides, until)


def asked(who: Actor, **more: bool) -> UUID:
    """An export that was asked for."""
    token = uuid4()
    with acting(who):
        research.ask_research(actor=who, token=token, wanted=wanted(**more))
    return token


def approved(world: World, **more: bool) -> tuple[Actor, UUID]:
    """An export that was asked for and approved, and who asked."""
    who, guard = worker_actor(researcher(world)), worker_actor(officer(world))
    found = asked(who, **more)
    with acting(guard):
        research.decide_research(actor=guard, research_id=found, yes=True, why="")
    return who, found


def made(world: World, **more: bool) -> tuple[Actor, UUID, bytes]:
    """An export that was asked for, approved, made and fetched."""
    who, found = approved(world, **more)
    assert make_exports(clock.now()) == 1
    with acting(who):
        return who, found, research.fetch_research(actor=who, research_id=found)


__all__ = ["Round", "allow", "allowing_pairs", "approved", "asked", "made", "officer", "researcher", "wanted"]
