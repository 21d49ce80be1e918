"""What is shared about a client with others, as that client reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from alliantie.access.call import read
from alliantie.access.identity import Actor
from alliantie.access.models import Reading
from alliantie.cases.queries.sharing import Shared, sharings
from alliantie.cases.sharing_told import sorts
from alliantie.portal.queries.cases import cases_of, one_address
from alliantie.practices.sources import Source

LOOKS = 5


@dataclass(frozen=True, slots=True)
class OwnShared:
    """A decision, what is shared by sort, the organisation that shares, and when it was looked at last."""

    shared: Shared
    organisation: str
    worker: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    looks: tuple[datetime, ...]

    @property
    def source(self) -> Source | None:
        """The law behind the ground; None of a refusal."""
        return self.shared.ground.source if self.shared.ground else None


@dataclass(frozen=True, slots=True)
class Report:
    """That a letter or report about the client was sent to somebody else."""

    title: str
    names: tuple[str, ...]
    sent_on: date
    organisation: str


@dataclass(frozen=True, slots=True)
class AllShared:
    """All of it: what runs, what is over or was told, what was not shared, and what was sent."""

    address: str
    running: tuple[OwnShared, ...]
    past: tuple[OwnShared, ...]
    refused: tuple[OwnShared, ...]
    reports: tuple[Report, ...]


def all_shared(actor: Actor) -> AllShared:
    """What is shared about the client who asks, newest first. Six queries."""
    cases = {case.id: case for case in cases_of(actor)}
    found = sharings(actor, cases)
    looked: dict[object, list[datetime]] = {}
    partners = {each.row.partner_id for each in found if each.row.partner_id}
    if partners:
        lines = Reading.objects.filter(client_id=actor.me, reader_kind="partner", reader_id__in=partners, what="shared")
        for line in lines.order_by("-at"):
            looked.setdefault((line.reader_id, line.case_id), []).append(line.at)
    own = [
        OwnShared(
            each,
            cases[each.row.case_id].organisation.name,
            cases[each.row.case_id].worker.name,
            _by_sort(each),
            tuple(at for at in looked.get((each.row.partner_id, each.row.case_id), ()) if at >= each.row.starts_at)[
                :LOOKS
            ],
        )
        for each in found
    ]
    return AllShared(
        one_address(case for case in cases.values() if case.closed_on is None),
        tuple(each for each in own if each.shared.runs),
        tuple(each for each in own if each.shared.state not in ("running", "refused")),
        tuple(each for each in own if each.shared.state == "refused"),
        tuple(
            Report(title, tuple(json.loads(names)), sent_on, cases[case_id].organisation.name)
            for case_id, title, names, sent_on in read("access.own_reports")
            if case_id in cases
        ),
    )


def _by_sort(shared: Shared) -> tuple[tuple[str, tuple[str, ...]], ...]:
    names = sorts()
    return tuple(
        (name, texts)
        for sort, name in names.items()
        if (texts := tuple(text for each, text in shared.parts if each == sort))
    )
