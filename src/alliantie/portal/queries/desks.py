"""Whom the client can turn to about the work itself: the team, the confidential contact, the complaints desk."""

from __future__ import annotations

from dataclasses import dataclass

from alliantie.access.identity import Actor
from alliantie.portal.queries.cases import cases_of, one_address, worker_word


@dataclass(frozen=True, slots=True)
class Desk:
    """An organisation with its confidential contact and complaints desk, and the client's workers in it now."""

    name: str
    confidant: str
    complaints: str
    workers: tuple[Teammate, ...]


@dataclass(frozen=True, slots=True)
class Teammate:
    """A worker of the client and the team to ask about them; `phone` may be ""."""

    name: str
    team: str
    phone: str


@dataclass(frozen=True, slots=True)
class Desks:
    """The organisations of the client's cases, how to speak to the client, and what the worker is called."""

    address: str
    worker_word: str
    desks: tuple[Desk, ...]


def desks_of(actor: Actor, language: str) -> Desks:
    """Every organisation the client has or had a case with, newest first. One query."""
    cases = cases_of(actor)
    running = [case for case in cases if case.closed_on is None]
    organisations = {case.organisation_id: case.organisation for case in cases}
    return Desks(
        one_address(running),
        worker_word(running, language),
        tuple(
            Desk(
                each.name,
                each.confidant,
                each.complaints,
                tuple(
                    dict.fromkeys(
                        Teammate(case.worker.given_name, case.team.name, case.team.phone)
                        for case in running
                        if case.organisation_id == each.id
                    )
                ),
            )
            for each in organisations.values()
        ),
    )
