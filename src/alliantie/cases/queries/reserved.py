"""Decisions reserved for who leads the team: what was asked and answered in a case, and what is asked of who leads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from alliantie.access.call import call, read, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import AskedDecision, Case, Participant
from alliantie.cases.queries.cases import is_readable, practice_of
from alliantie.cases.timelines import timeline_from
from alliantie.norms.standing import Standing
from alliantie.practices import library

YES_HOLDS = timedelta(days=28)
"""For how long a yes can be carried out. Our setting: no source says it."""


@dataclass(frozen=True, slots=True)
class AskedOfLeader:
    """A decision asked of who leads the team: as much of its case as that one may see, and what was answered.

    `involved` when the reader asked for it or has the case; `others` lead the team too and are not.
    """

    id: UUID
    case: Case
    client_id: UUID | None
    about: str
    decision_id: str
    reason: str
    asked_by: str
    asked_at: datetime
    state: str
    answer: str
    settled_by: str
    settled_at: datetime | None
    running: bool
    involved: bool
    others: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state == AskedDecision.State.OPEN and self.running

    @property
    def for_another(self) -> bool:
        """Whether the reader leaves it to somebody else who leads the team."""
        return self.involved and bool(self.others)


def asked_in(actor: Actor, case: Case, decision_id: str = "") -> tuple[AskedDecision, ...]:
    """What was asked in a case, newest first, with who asked, who answered and whom it is about. One query."""
    found = AskedDecision.objects.visible_to(actor).filter(case_id=case.id)
    if decision_id:
        found = found.filter(decision_id=decision_id)
    return tuple(found.select_related("asked_by", "settled_by", "client").order_by("-asked_at", "id"))


def answers_in(actor: Actor, case: Case, now: datetime) -> tuple[AskedDecision, ...]:
    """What who leads the team answered in a case and what still counts, latest first. One query."""
    beside = Participant.objects.visible_to(actor).filter(case_id=case.id).exclude(client_id=OuterRef("client_id"))
    found = AskedDecision.objects.visible_to(actor).filter(
        case_id=case.id,
        state__in=[AskedDecision.State.GRANTED, AskedDecision.State.REFUSED],
        settled_at__gt=now - YES_HOLDS,
    )
    return tuple(found.annotate(for_one_of_several=Exists(beside)).order_by("-settled_at", "id"))


def yes_among(
    answers: Iterable[AskedDecision], decision_id: str, client_id: UUID | None, since: datetime | None
) -> AskedDecision | None:
    """The yes that lets a decision be carried out now: for everyone, or for this person; None when the last was a no.

    Without a person it is about the whole case, for which a yes about its only person serves.
    """
    for each in answers:
        # Among answers each was settled, and was annotated by `answers_in`.
        about_all = each.client_id is None or (client_id is None and not getattr(each, "for_one_of_several", True))
        late_enough = since is None or (each.settled_at is not None and each.settled_at >= since)
        if each.decision_id == decision_id and late_enough and (about_all or each.client_id == client_id):
            return each if each.state == AskedDecision.State.GRANTED else None
    return None


def without_yes(
    actor: Actor, case: Case, now: datetime, client_id: UUID | None = None, since: datetime | None = None
) -> frozenset[str]:
    """The decisions of the case's practice that wait for a yes of who leads the team, about a person or the case.

    One query, and none where the practice reserves no decision.
    """
    reserved = [decision.id for decision in practice_of(case).decisions if decision.reserved is not None]
    answers = answers_in(actor, case, now) if reserved else ()
    return frozenset(each for each in reserved if yes_among(answers, each, client_id, since) is None)


def who_decides(actor: Actor, case: Case, *, beside: UUID | None = None) -> tuple[str, ...]:
    """Who leads the team of a case today, by family name; `beside` leaves out that worker and whose case it is.

    One query; nobody for who neither sees the case nor leads its team.
    """
    proven_actor(actor)
    return tuple(call("access.who_decides", case.id, beside))


def asked_of_leader(actor: Actor) -> tuple[AskedOfLeader, ...]:
    """What is asked of the actor as who leads teams, longest waiting first. One query, noted in the reading log."""
    proven_actor(actor)
    found = (_asked(row) for row in read("access.decisions_asked", None))
    return tuple(each for each in found if is_readable(each.case))


def get_asked(actor: Actor, asked_id: UUID) -> AskedOfLeader:
    """One thing that was asked in a team the actor leads. One query. Raises AskedDecision.DoesNotExist."""
    proven_actor(actor)
    found = read("access.decisions_asked", asked_id)
    if not found:
        raise AskedDecision.DoesNotExist
    return _asked(found[0])


def standings_asked(actor: Actor, asked: Sequence[AskedOfLeader], day: date) -> dict[UUID, Standing]:
    """How the cases stand in which something is still asked, by case. One query, none for none. Raises Denied."""
    proven_actor(actor)
    cases = sorted({each.case.id for each in asked if each.open})
    found = rows("access.timelines", cases, False) if cases else []
    made = {}
    for case_id, practice_id, version, told in found:
        practice = library().get(practice_id, version)
        made[case_id] = Standing(practice, timeline_from(practice, json.loads(told)), day)
    return made


def _asked(row: tuple[Any, ...]) -> AskedOfLeader:
    id, area, case, client, team, title, practice, version, *told, others = row
    here = Case(id=case, area_id=area, team_id=team, title=title, practice_id=practice, practice_version=version)
    about, decision, reason, asked_by, asked_at, state, answer, settled_by, settled_at, running, involved = told
    return AskedOfLeader(
        id=id,
        case=here,
        client_id=client,
        about=about,
        decision_id=decision,
        reason=reason,
        asked_by=asked_by,
        asked_at=asked_at,
        state=state,
        answer=answer,
        settled_by=settled_by,
        settled_at=settled_at,
        running=running,
        involved=involved,
        others=tuple(others),
    )
