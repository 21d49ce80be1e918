"""What may be decided in a case now, and why not. The same check enforces, and says what has to come first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied, NotNow
from alliantie.access.visible import AnyOf
from alliantie.cases.models import Case
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.standing import gates_before, standing_of
from alliantie.norms.gates import Gate
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact
from alliantie.practices import Practice


def check_decision(
    actor: Actor,
    case: Case,
    decision_id: str,
    now: datetime,
    *,
    reason: str = "",
    danger: bool = False,
    granted: bool = False,
    leading: bool = False,
    carries: Fact | None = None,
) -> tuple[Gate, ...]:
    """The gates that stand shut before a decision and are passed for a reason; none when all are open. One query.

    A gate that asks for a reason lets a `reason` pass. One that blocks is passed in `danger` alone, with a reason, and
    not at all where the practice says that it has no emergency way. A letter that carries out what was decided earlier
    that day is not asked again, and one that `carries` out an earlier decision meets the gates as that decision did:
    it does not stand in its own way. What is reserved for who leads the team is taken by that one (`leading`), or
    carried out after a yes (`granted`). Raises NotNow, Denied, KeyError.
    """
    standing = standing_of(actor, case, clock.day_of(now))
    reserved = standing.practice.decision(decision_id).reserved is not None
    if reserved and not (granted or leading):
        raise NotNow(ask_first())
    decided = granted if reserved else _decided_today(standing, decision_id)
    shut = tuple(gate for gate in gates_before(standing.without(carries), decision_id) if not gate.is_open)
    for gate in shut:
        if decided and (gate.emergency or not gate.stops):
            continue
        if gate.stops and not (gate.emergency and danger):
            raise NotNow(_("Dit kan nog niet. %(first)s.") % {"first": first_step(case, gate)})
        if gate.effect != "informs" and not reason:
            raise NotNow(_("U wijkt af. Waarom?"))
    return () if decided else tuple(gate for gate in shut if gate.effect != "informs")


def check_recorder(actor: Actor, practice: Practice, kind: str, case_id: UUID) -> None:
    """Raise Denied for a fact that is recorded by who leads the team of the case, and by nobody else.

    One query, and none for what everyone in the case records.
    """
    role = practice.recorder(kind)
    if role is not None and not leads(actor, case_id):
        raise Denied(_("Alleen wie dit team leidt, legt dit vast (%(role)s).") % {"role": role.name.in_(_language())})


def leads(actor: Actor, case_id: UUID) -> bool:
    """Whether the actor leads the team of a case that the actor sees. One query."""
    led = Case.objects.visible_to(actor).filter(AnyOf("team_id", "access.teams_led()"), id=case_id)
    return bool(led.exists())


def _language() -> str:
    return "en" if (translation.get_language() or "nl").startswith("en") else "nl"


def ask_first() -> str:
    """What stands beside a decision that is reserved, as long as nobody said yes."""
    return _("Wie het team leidt, beslist hierover. Vraag het eerst.")


def _decided_today(standing: Standing, decision_id: str) -> bool:
    taken = standing.by_kind.get("decision_taken", ())
    return any(fact.on == standing.day and fact.values.get("decision") == decision_id for fact in taken)


def first_step(case: Case, gate: Gate) -> str:
    """What has to come first, in the reader's language."""
    return practice_of(case).norm(gate.norm).text.in_(_language())
