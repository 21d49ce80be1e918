"""Reading the rounds of a pair over time: what both may look at, and what happened in between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from alliantie import clock
from alliantie.access.call import read
from alliantie.access.identity import Actor
from alliantie.alliance import questionnaires, vault
from alliantie.alliance.drafts import scores_from_json
from alliantie.alliance.models import Pair, Round
from alliantie.alliance.queries import RoundHere, Scores, key_of, shown_pairs, trend_key
from alliantie.cases.models import Fact, Measure
from alliantie.cases.queries import timeline
from alliantie.instruments import Instrument, same_line
from alliantie.instruments import library as instruments

EventKind = Literal["worker_changed", "warning", "sanction", "measure_started", "measure_ended"]
_RECORDED: dict[str, EventKind] = {Fact.Kind.WARNING: "warning", Fact.Kind.SANCTION: "sanction"}


@dataclass(frozen=True, slots=True)
class TrendRound:
    """A round that was looked at together. Scores are None where the client shared nothing."""

    on: date
    pair_id: UUID
    worker_name: str
    form: str
    instrument: Instrument
    key: str
    client: Scores | None
    professional: Scores | None

    @property
    def shared(self) -> bool:
        """Whether there is a picture."""
        return self.client is not None and self.professional is not None

    def goes_on(self, before: TrendRound) -> bool:
        """Whether a line may run on from the round before: the same two people, and the same questions."""
        return self.pair_id == before.pair_id and same_line(self.key, before.key)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the client of the pair on a day; `measure_id` of a measure."""

    on: date
    kind: EventKind
    measure_id: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """The rounds, oldest first, and what happened, oldest first."""

    rounds: tuple[TrendRound, ...]
    events: tuple[Event, ...]


def trend_of(actor: Actor, here: RoundHere) -> Trend:
    """Every round of the pair both looked at, and those of earlier pairs the client shows to this one.

    Five queries whatever the number of rounds, and one or two for each questionnaire an organisation brought; one more
    where no picture of the pair is there. Raises ErasedError.
    """
    pair = here.pair
    pair_ids = [pair.id, *(earlier for earlier, later in shown_pairs(actor) if later == pair.id)]
    found = list(
        Round.objects.visible_to(actor)
        .filter(pair_id__in=pair_ids, revealed_at__isnull=False)
        .select_related("pair__worker")
        .order_by("revealed_at", "id")
    )
    pictures = pictures_of(actor, pair_ids)
    if not any((each.id, "client") in pictures for each in found if each.pair_id == pair.id):
        key_of(actor, here)
    asked = _instruments(actor, found)
    rounds = tuple(
        TrendRound(
            _day(each),
            each.pair_id,
            each.pair.worker.given_name,
            each.form,
            asked[each.instrument_id, each.instrument_version],
            trend_key(each),
            pictures.get((each.id, "client")),
            pictures.get((each.id, "professional")),
        )
        for each in found
    )
    return Trend(rounds, _events(actor, pair, {each.pair_id: each.pair for each in found}.values()))


def _day(found: Round) -> date:
    if found.revealed_at is None:
        raise LookupError("nobody looked at this round yet")
    return found.discussed_on or clock.day_of(found.revealed_at)


def pictures_of(actor: Actor, pair_ids: list[UUID]) -> dict[tuple[UUID, str], Scores]:
    """By round and role, the scores of every round of these pairs of which the client shared them. One query."""
    keys: dict[UUID, bytes] = {}
    pictures: dict[tuple[UUID, str], Scores] = {}
    for round_id, pair_id, wrapped, part_id, role, picture in read("alliance.looked_all", pair_ids):
        if pair_id not in keys:
            keys[pair_id] = vault.unwrap(settings.MASTER_KEY, pair_id, bytes(wrapped))
        pictures[round_id, role] = scores_from_json(vault.unlock(keys[pair_id], "picture", part_id, bytes(picture)))
    return pictures


def _instruments(actor: Actor, found: Iterable[Round]) -> dict[tuple[str, str], Instrument]:
    versions = {(each.instrument_id, each.instrument_version) for each in found}
    return {
        version: questionnaires.loaded(actor, *version) or instruments().get(*version) for version in sorted(versions)
    }


def _events(actor: Actor, pair: Pair, pairs: Iterable[Pair]) -> tuple[Event, ...]:
    """What both of the pair may know: nothing that was recorded for another of the family, or for workers alone.

    A change of worker is told by the pairs, and a measure by its own days: the facts about those are for workers.
    """
    found = [Event(each.begins_on, "worker_changed") for each in sorted(pairs, key=lambda each: each.begins_on)[1:]]
    for _case_id, fact in timeline(actor, [pair.case_id]):
        if fact.kind in _RECORDED and fact.client_id == pair.client_id:
            found.append(Event(fact.on, _RECORDED[fact.kind]))
    theirs = Q(client_id__isnull=True) | Q(client_id=pair.client_id)
    for measure in Measure.objects.visible_to(actor).filter(theirs, case_id=pair.case_id):
        found.append(Event(measure.starts_on, "measure_started", measure.measure_id))
        if measure.ends_on is not None:
            found.append(Event(measure.ends_on, "measure_ended", measure.measure_id))
    return tuple(sorted(found, key=lambda event: (event.on, event.kind, event.measure_id)))
