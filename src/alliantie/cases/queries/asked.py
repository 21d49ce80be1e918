"""What one worker asks of another: to take a case over, or to answer a question that came in at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.plain import ask
from alliantie.cases.models import Desk, Question
from alliantie.people.names import full_name, plain
from alliantie.practices import Practice, library


@dataclass(frozen=True, slots=True)
class AskedOver:
    """A case that somebody asks the reader to take over, and what that colleague noted."""

    id: UUID
    title: str
    practice: Practice
    from_name: str
    by_name: str
    """Who asked: the colleague, or who leads the team."""
    note: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class OfWorker:
    """A running case of a worker of a team, and who was asked to take it over, when nothing was answered yet.

    `nobody` where nobody works in it any more, also no stand-in; `talk_at` is the next talk that was planned.
    """

    id: UUID
    title: str
    hand_over_id: UUID | None
    to_name: str | None
    asked_at: datetime | None
    nobody: bool
    talk_at: datetime | None


@dataclass(frozen=True, slots=True)
class Taker:
    """A worker whom a leader may ask to take cases over: the running cases in the leader's own teams, and whether these
    are being divided. None and False for who is in none of these teams.
    """

    id: UUID
    cases: int | None
    divided: bool


@dataclass(frozen=True, slots=True)
class HandedDuty:
    """What is due in such a case."""

    norm_id: str
    hardness: str
    who: str
    due: date


@dataclass(frozen=True, slots=True)
class HandedAgreement:
    """What is agreed and open in such a case: whose it is ("client", "worker", "other"), and by which name."""

    text: str
    owner: str
    owner_name: str
    client_name: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a case, and who took it."""

    id: UUID
    case_id: UUID
    title: str
    text: str
    urgent: bool
    taken_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class AskedOf:
    """What waits for an answer of a worker, and whether that worker has the desk of a team today."""

    hand_overs: tuple[AskedOver, ...]
    questions: tuple[Asked, ...]
    desk: bool
    waiting_count: int
    """How much clients and others agreed to do in the running cases one may see."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody asks anything."""
        return not (self.hand_overs or self.questions)


@dataclass(frozen=True, slots=True)
class DeskCase:
    """A case of the team as the desk finds it."""

    id: UUID
    title: str
    worker_name: str


# Beside a `k` of the cases one may see: id, title, closed_on, worker_id. A column for each of what `asked_from` takes.
ASKED = """(SELECT json_agg(h) FROM access.hand_overs_asked() h),
  (SELECT json_agg(o) FROM (
     SELECT q.id, q.case_id, k.title, q.text, q.urgent, w.given_name, w.family_name, q.asked_at
       FROM (SELECT * FROM cases_question WHERE case_id = ANY (ARRAY(SELECT id FROM k WHERE closed_on IS NULL))
                AND answered_at IS NULL OFFSET 0) q
       JOIN k ON k.id = q.case_id CROSS JOIN LATERAL (
         SELECT given_name, family_name FROM people_worker WHERE id = q.taken_by_id OFFSET 0) w
      WHERE q.taken_by_id <> %(me)s OR k.worker_id = %(me)s
      ORDER BY q.urgent DESC, q.asked_at, q.id LIMIT 100) o),
  cardinality(access.desks_held()) > 0,
  (SELECT count(*) FROM cases_agreement WHERE case_id = ANY (ARRAY(SELECT id FROM k WHERE closed_on IS NULL))
      AND state = 'open' AND owner <> 'worker')"""
_ASKED = f"""WITH k AS MATERIALIZED (
    SELECT id, title, closed_on, worker_id FROM cases_case WHERE id = ANY ((SELECT access.cases())::uuid[]))
SELECT {ASKED}"""  # noqa: S608 - names of our own


def asked_of(actor: Actor) -> AskedOf:
    """What colleagues ask the actor, whether the actor has a desk today, and how much waits for others. One query.

    Cases to take over come longest asked first, questions the urgent ones first, then longest asked.
    """
    (found,) = ask(actor, _ASKED, {"me": actor.me})
    return asked_from(*found)


def asked_from(
    over: Sequence[Mapping[str, Any]] | None, questions: Sequence[Mapping[str, Any]] | None, desk: bool, waiting: int
) -> AskedOf:
    """What the columns of `ASKED` say."""
    practices = library()
    return AskedOf(
        tuple(
            AskedOver(
                UUID(each["id"]),
                each["title"],
                practices.get(each["practice_id"], each["practice_version"]),
                each["from_name"],
                each["by_name"],
                each["note"],
                datetime.fromisoformat(each["asked_at"]),
            )
            for each in over or ()
        ),
        tuple(
            Asked(
                UUID(each["id"]),
                UUID(each["case_id"]),
                each["title"],
                each["text"],
                each["urgent"],
                full_name(each["given_name"], each["family_name"]),
                datetime.fromisoformat(each["asked_at"]),
            )
            for each in questions or ()
        ),
        desk,
        waiting,
    )


def caseload_of(actor: Actor, team_id: UUID, worker_id: UUID) -> tuple[OfWorker, ...]:
    """The running cases of a worker in a team the actor leads, by title; none for anyone else. One query.

    Noted in the reading log once a day.
    """
    proven_actor(actor)
    return tuple(OfWorker(*row) for row in read("access.caseload", team_id, worker_id))


def takers_for(actor: Actor, team_id: UUID) -> dict[UUID, Taker]:
    """Who can be asked to take over cases of a team the actor leads: in a team today, not the actor. One query."""
    proven_actor(actor)
    return {row[0]: Taker(*row) for row in read("access.takers", team_id)}


def handed_duties(actor: Actor, hand_over_id: UUID) -> tuple[HandedDuty, ...]:
    """What is due in a case the actor is asked to take over; noted in the reading log once a day. One query."""
    proven_actor(actor)
    return tuple(HandedDuty(*row) for row in read("access.handed_duties", hand_over_id))


def handed_agreements(actor: Actor, hand_over_id: UUID) -> tuple[HandedAgreement, ...]:
    """What is agreed and open in a case the actor is asked to take over, soonest due first. One query."""
    proven_actor(actor)
    return tuple(
        HandedAgreement(text, owner, owner_name, client_name or "", due_on)
        for text, owner, owner_name, client_name, due_on in read("access.handed_agreements", hand_over_id)
    )


def get_question(actor: Actor, question_id: UUID) -> Question:
    """One question in a case the actor may see. One query. Raises Question.DoesNotExist."""
    return Question.objects.visible_to(actor).get(id=question_id)


def desk_search(actor: Actor, words: str) -> tuple[DeskCase, ...]:
    """The running cases whose title holds these words, in the teams whose desk the actor has today; at most ten.

    One query. Nothing for fewer than three letters.
    """
    proven_actor(actor)
    return tuple(DeskCase(*row) for row in read("access.desk_search", plain(words)))


def desks_of(actor: Actor, team_id: UUID, first: date, last: date) -> dict[date, list[UUID]]:
    """Who have the desk of a team, by day, first and last included, in the order of names. One query."""
    proven_actor(actor)
    found = Desk.objects.filter(team_id=team_id, on__gte=first, on__lte=last)
    days: dict[date, list[UUID]] = {}
    for on, worker_id in found.order_by("on", "worker__family_name", "worker_id").values_list("on", "worker_id"):
        days.setdefault(on, []).append(worker_id)
    return days
