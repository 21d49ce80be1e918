"""Filling in a form of the practice, and sending it. What was sent never changes; a change is a new version."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied, NotNow
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Case, FilledForm
from alliantie.cases.operations.facts import NewFact, record_facts, take_back_fact
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.forms import FormHere, get_form, versions_of
from alliantie.cases.queries.standing import standing_of
from alliantie.cases.queries.tables import TableHere, table_here
from alliantie.norms.classify import Classified, classify
from alliantie.norms.fact_values import told_in, written
from alliantie.norms.timeline import FactValue
from alliantie.practices.classification import Classification
from alliantie.practices.conditions import Known
from alliantie.practices.form import Form, FormField

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Decided:
    """What the worker says when a form is sent: the day it is about, what was chosen, and why where that differs."""

    on: date
    chosen: str = ""
    reason: str = ""


def begin_form(*, actor: Actor, now: datetime, case: Case, form: Form, client_id: UUID) -> UUID:
    """Open the draft of a form about one person: the one there is, or a new one, begun from the last version.

    A first version begins with what the latest facts said. At once or twice gives the same draft. Three queries, or
    four. Raises DatabaseError where it is not the actor's to do.
    """
    proven_actor(actor)
    before = versions_of(actor, case, client_id, form.id)
    if before and before[0].is_draft:
        return before[0].id
    row = FilledForm(
        id=uuid.uuid4(),
        area_id=case.area_id,
        case_id=case.id,
        client_id=client_id,
        form_id=form.id,
        number=before[0].number + 1 if before else 1,
        answers=before[0].answers if before else _known(actor, now, case, form, client_id),
        author_id=actor.me,
        changed_at=now,
    )
    FilledForm.objects.bulk_create([row], ignore_conflicts=True)
    return versions_of(actor, case, client_id, form.id)[0].id


def keep_form(
    *, actor: Actor, now: datetime, case: Case, here: FormHere, seen: int, answers: Mapping[str, FactValue]
) -> int:
    """Keep what was answered; gives how often it was kept now. Answers to what is not asked (any more) are dropped.

    `seen` is what the answers were given on. Raises Meanwhile where another worker kept something since, NotNow for a
    form that was sent.
    """
    proven_actor(actor)
    told = written(answers)
    form = practice_of(case).form(here.form_id)
    kept = {field.id: told[field.id] for field in form.asked(told) if told.get(field.id, "") != ""}
    drafts = FilledForm.objects.visible_to(actor).filter(id=here.id, state=FilledForm.State.DRAFT)
    # Whoever leaves the page while the last answers are on their way sends the next ones on what was seen before them.
    own = Q(kept=seen) | Q(kept=seen + 1, author_id=actor.me)
    if drafts.filter(own).update(answers=kept, author_id=actor.me, changed_at=now, kept=F("kept") + 1):
        return drafts.values_list("kept", flat=True).get()
    if not drafts.exists():
        raise NotNow(_("Dit formulier is al vastgelegd. Maak een nieuwe versie om iets te veranderen."))
    raise Meanwhile(_("Er werd net iets anders bewaard in dit formulier. Wat u invulde, staat hier nog."))


def missing_in(form: Form, answers: Mapping[str, object]) -> tuple[FormField, ...]:
    """What is asked after these answers, has to be answered, and is not. Costs no query."""
    return tuple(field for field in form.asked(answers) if not field.optional and answers.get(field.id, "") == "")


def asked_of(table: Classification, answers: Mapping[str, object]) -> dict[str, Known]:
    """The answers of a form that its table asks for."""
    asks = {asked.id for asked in table.asks}
    return {id: value for id, value in answers.items() if id in asks and isinstance(value, str | int)}


def classified(table: Classification, answers: Mapping[str, object]) -> Classified:
    """Where a table leads with the answers of a form. Costs no query."""
    return classify(table, asked_of(table, answers))


def send_form(*, actor: Actor, now: datetime, case: Case, filled_id: UUID, seen: int, decided: Decided) -> None:
    """Send a form as it was seen, and record what the practice says it records. Twice is the same as once.

    A version about the same day, and incident, as the one before takes its place: what that one recorded is taken back.
    Raises NotNow where something is still to be answered or was kept meanwhile; Denied for a day in the future, a
    choice the table does not have, or another choice than the table's without a reason; FilledForm.DoesNotExist.
    """
    proven_actor(actor)
    here, practice = get_form(actor, case, filled_id), practice_of(case)
    if not here.is_draft:
        return
    form = practice.form(here.form_id)
    if missing_in(form, here.answers):
        raise NotNow(_("Er is nog een vraag zonder antwoord. Vul die eerst in."))
    today = clock.day_of(now)
    sorts = table_here(actor, case, practice, form.classification, today) if form.classification else None
    outcome = _checked(sorts, here, decided, today)
    with transaction.atomic():
        before = [each for each in versions_of(actor, case, here.client_id, form.id) if not each.is_draft]
        by_table = sorts.loaded_id if sorts else None
        call("access.send_form", here.id, seen, decided.on, outcome, decided.chosen, decided.reason, by_table)
        if form.sent is None:
            return
        # Of another incident it is no other version of the same.
        if before and before[0].on == decided.on and _alike(form, before[0], here):
            _take_back(actor, now, before[0])
        said = form.record(here.answers, decided.chosen)
        fact = NewFact(
            area_id=case.area_id,
            case_id=case.id,
            # What only workers see is about the case as a whole, as the database has it.
            client_id=None if practice.for_workers(form.sent.fact) else here.client_id,
            kind=form.sent.fact,
            on=decided.on,
            values=said,  # type: ignore[arg-type]  # as the database keeps them; the practice checks them
            id=_fact_of(here),
        )
        record_facts(actor=actor, now=now, facts=[fact])


def _alike(form: Form, one: FormHere, other: FormHere) -> bool:
    return form.about_which(one.answers) == form.about_which(other.answers)


def throw_form_away(*, actor: Actor, here: FormHere) -> None:
    """Erase a draft; what was sent stays. Twice is the same as once."""
    proven_actor(actor)
    FilledForm.objects.visible_to(actor).filter(id=here.id, state=FilledForm.State.DRAFT).delete()


def _checked(sorts: TableHere | None, here: FormHere, decided: Decided, today: date) -> str:
    """Where the table leads, "" without one; raises Denied for what cannot be said with it."""
    if decided.on > today:
        raise Denied(_("Deze dag is nog niet geweest. Kies vandaag of eerder."))
    if sorts is None:
        if decided.chosen:
            raise Denied(_("Hier valt niets te kiezen."))
        return ""
    outcome = classified(sorts.table, here.answers).outcome or ""
    if decided.chosen not in {each.id for each in sorts.outcomes}:
        raise Denied(_("Kies een uitkomst."))
    # Where the table says nothing the worker picks, and differs from nothing.
    if outcome and decided.chosen != outcome and not decided.reason.strip():
        raise Denied(_("Schrijf waarom u anders kiest."))
    if len(decided.reason) > LONGEST_REASON:
        raise Denied(_("Dit is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST_REASON})
    return outcome


def _known(actor: Actor, now: datetime, case: Case, form: Form, client_id: UUID) -> dict[str, str | int | bool]:
    """What the latest facts say, of this person or of nobody in particular, for the fields that begin with that."""
    wanted = [(field.id, field.latest) for field in form.fields if field.latest is not None]
    if not wanted:
        return {}
    by_kind = standing_of(actor, case, clock.day_of(now)).by_kind
    told: dict[str, FactValue] = {}
    for id, latest in wanted:
        facts = [fact for fact in by_kind.get(latest.fact, ()) if fact.about in (None, str(client_id))]
        if facts and (value := told_in(facts[-1], latest.value)) is not None:
            told[id] = value
    return written(told)


def _fact_of(here: FormHere) -> UUID:
    return uuid.uuid5(here.id, "sent")


def _take_back(actor: Actor, now: datetime, before: FormHere) -> None:
    take_back_fact(actor=actor, now=now, fact_id=_fact_of(before))
