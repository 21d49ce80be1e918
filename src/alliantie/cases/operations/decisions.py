"""Taking a decision of the organisation's own, and giving a norm another day or term in one case."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied
from alliantie.access.seen import alone, check_seen
from alliantie.cases.models import Case, Fact
from alliantie.cases.operations.facts import NewFact, record_facts
from alliantie.cases.policies import check_decision, subject_of
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.duties import set_otherwise
from alliantie.cases.queries.reserved import answers_in, yes_among
from alliantie.cases.queries.standing import standing_of
from alliantie.norms.gates import is_tied
from alliantie.norms.timeline import FactValue
from alliantie.practices import Practice
from alliantie.practices.reaction import TIE

Otherwise = Literal["norm_deviated", "norm_suspended", "term_set", "start_set"]
LONGEST_REASON = 500
LONGEST_NAME = 100


class NobodyNamed(Denied):
    """A decision belongs to another role than that of who records it, and nobody said who took it."""

    def __init__(self) -> None:
        super().__init__(_("Schrijf wie dit besloot."))


def take_decision(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    decision_id: str,
    token: UUID,
    client_id: UUID | None = None,
    reason: str = "",
    danger: bool = False,
    since: datetime | None = None,
    asked: UUID | None = None,
    incident: str = "",
    decided_by: str = "",
    on: date | None = None,
) -> UUID:
    """Record that a decision was taken `on` a day, or today, once for each token; when it was recorded is kept apart.

    Its gates are judged by what had happened up to that day, whenever that was recorded.

    One that is reserved for who leads the team was recorded with the yes to it, given at `since` or later, and gives
    that fact; it is recorded under the number of what was `asked`, by `grant` alone. One because of an `incident` names
    it where a gate asks what was recorded of that incident. Where another role decides, `decided_by` is who did. A step
    passed over in danger is recorded beside it, and becomes a duty for the next working day. Raises NotNow while a gate
    stands shut, or where nobody said whom of several it is about; NobodyNamed where another role decides and it is not
    said who; Denied, also for a day to come or before the case; KeyError for a decision the practice does not have.
    """
    day = on or clock.day_of(now)
    if on is not None and not case.opened_on <= on <= clock.day_of(now):
        raise Denied(_("Kies een dag van het begin van de zaak tot en met vandaag."))
    with transaction.atomic():
        if practice_of(case).decision(decision_id).per is not None:
            client_id = subject_of(standing_of(actor, case, day), decision_id, client_id)
        said = None
        if asked is None and practice_of(case).decision(decision_id).reserved is not None:
            said = yes_among(answers_in(actor, case, now), decision_id, client_id, since)
        passed = check_decision(
            actor, case, decision_id, now, reason=reason, danger=danger, granted=said is not None,
            leading=asked is not None, about=client_id, incident=incident, on=day,
        )  # fmt: skip
        if said is not None:
            return said.id
        if practice_of(case).decided_elsewhere(decision_id) and not decided_by.strip():
            raise NobodyNamed
        forced = {gate.norm: gate for gate in passed if gate.stops}
        decided = NewFact(
            area_id=case.area_id,
            case_id=case.id,
            kind=Fact.Kind.DECISION_TAKEN,
            on=day,
            client_id=client_id,
            id=asked or uuid.uuid5(token, f"{case.id} {decision_id} {client_id}"),
            values=decided_values(practice_of(case), decision_id, incident, decided_by),
            text=reason[:LONGEST_REASON],
        )
        beside = [
            NewFact(
                area_id=case.area_id,
                case_id=case.id,
                kind=Fact.Kind.GATE_FORCED,
                on=day,
                client_id=UUID(gate.person) if gate.person else client_id,
                id=uuid.uuid5(token, f"{case.id} {decision_id} {client_id} {norm}"),
                values={"norm": norm},
                text=reason[:LONGEST_REASON],
            )
            for norm, gate in forced.items()
        ]
        return record_facts(actor=actor, now=now, facts=[decided, *beside], leading=asked is not None)[0]


def decided_values(practice: Practice, decision_id: str, incident: str, decided_by: str = "") -> dict[str, str]:
    """What the fact of a decision says: which one, because of which incident where it is about one, and who decided
    where that is another than who records it.
    """
    tied = {TIE: incident} if incident and is_tied(practice, decision_id) else {}
    said = {"decided_by": decided_by} if decided_by and practice.decided_elsewhere(decision_id) else {}
    return {"decision": decision_id, **tied, **said}


def do_otherwise(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    norm_id: str,
    kind: Otherwise,
    reason: str,
    token: UUID,
    until: date | None = None,
    term: str = "",
    start: tuple[date, date] | None = None,
    client_id: UUID | None = None,
    seen: str | None = None,
) -> UUID:
    """Put a norm off or suspend it up to and including a day, or give this case a term of its own within its limits.

    Or, where the source names no start, let this case count from another day: `start` has the day from which it counts
    now, and that other day, which has been. The same form sent twice does it once. `seen` is the fingerprint of what
    was set of this norm when the page was made (`set_otherwise`). Raises Denied without a reason, for a day that is
    over or a start that is to come or before the case; Meanwhile where somebody set something since; ValueError for a
    term out of bounds, and for a start that the source does name.
    """
    if not reason.strip():
        raise Denied(_("Schrijf waarom."))
    if kind in ("norm_deviated", "norm_suspended") and (until is None or until <= clock.day_of(now)):
        raise Denied(_("Kies een dag na vandaag."))
    if start is not None and not min(case.opened_on, start[0]) <= start[1] <= clock.day_of(now):
        raise Denied(_("Kies een dag van het begin van de zaak tot en met vandaag."))
    if until is not None and practice_of(case).norm(norm_id).ends_measure:
        # The end of a measure is kept as the first day without it.
        until += timedelta(days=1)
    named: dict[str, FactValue] = {"until": until or date.max}
    if kind == "term_set":
        named = {"term": term}
    elif kind == "start_set" and start is not None:
        named = {"of": start[0], "since": start[1]}
    new = NewFact(
        area_id=case.area_id,
        case_id=case.id,
        kind=kind,
        on=clock.day_of(now),
        client_id=client_id,
        id=uuid.uuid5(token, f"{case.id} {norm_id} {kind} {until} {term} {start} {client_id} {reason}"),
        values={"norm": norm_id, **named},
        text=reason.strip()[:LONGEST_REASON],
    )
    with transaction.atomic():
        # What was set of no norm yet has no row to lock.
        alone("otherwise", case.id)
        there = [each.id for each in set_otherwise(actor, case, norm_id, client_id)]
        if new.id not in there:
            check_seen(seen, *there)
        return record_facts(actor=actor, now=now, facts=[new])[0]
