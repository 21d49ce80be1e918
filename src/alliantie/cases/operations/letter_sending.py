"""Signing a letter and recording that it was sent, behind its gates. What was signed never changes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.letters import (
    Ends,
    ends_in,
    in_words,
    papers_of,
    recorded_of,
    reference_in,
    signed_as,
    without_reference,
)
from alliantie.cases.models import Addressee, Case, Fact, Letter
from alliantie.cases.operations.decisions import decided_values
from alliantie.cases.operations.facts import NewFact, record_facts, take_back_fact
from alliantie.cases.operations.letter_checks import check_answers, check_named
from alliantie.cases.policies import check_decision, check_take_back, subject_of
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.letters import LetterHere, get_letter, to_carry_out
from alliantie.cases.queries.reserved import answers_in, yes_among
from alliantie.cases.queries.standing import serves, standing_of, taken_of
from alliantie.documents.pdf import Unprintable, pdf
from alliantie.norms.fact_values import written
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Timeline
from alliantie.people.models import Worker
from alliantie.practices.letter import AUTHORITIES, DECIDED_BY
from alliantie.practices.letter import Letter as Template
from alliantie.web.dates import short_day_in_words

MOST_SENT = 20
"""How often one letter can be marked as sent, and not, before it takes another version."""
_GAP = re.compile(r"\[[^\]\n]{1,80}\]")


def sign(*, actor: Actor, now: datetime, case: Case, letter_id: UUID, seen: int) -> None:
    """Sign a letter as it was seen: make its papers, which never change, and close its text.

    A letter that carries out a decision has the gates of that decision before it. Raises NotNow with the reason, also
    where something is still to be filled in or cannot be printed; Denied; Letter.DoesNotExist.
    """
    proven_actor(actor)
    here, practice = get_letter(actor, letter_id, case.id), practice_of(case)
    if here.state != Letter.State.DRAFT:
        return
    check_letter(actor, case, here, now)
    _check_told(actor, case, here, now)
    written, here = here, _on_time(actor, case, here, clock.day_of(now))
    if gap := _GAP.search(here.body):
        raise NotNow(_("Vul eerst in wat tussen haken staat: %(gap)s.") % {"gap": gap[0]})
    signed = signed_as(here, Worker.objects.get(id=actor.me))
    papers = papers_of(signed, case, practice, today=clock.day_of(now))
    together = [papers] if len(papers) > 1 else []
    try:
        made = [pdf(each, language=here.language, made_at=now) for each in (*together, *((one,) for one in papers))]
    except Unprintable as error:
        raise NotNow(unprintable(error)) from error
    with transaction.atomic():
        if here != written:
            # Signing refuses what somebody else changed meanwhile, and takes this back with it.
            drafts = Letter.objects.visible_to(actor).filter(id=here.id, state=Letter.State.DRAFT)
            drafts.update(filled=here.filled, body=here.body)
        call("access.sign_letter", here.id, seen, made)
        _keep_addressees(case, here, practice.letter(here.template_id), clock.day_of(now))


def _keep_addressees(case: Case, here: LetterHere, template: Template, today: date) -> None:
    """Offer an authority that was written to again, in the next letter of the organisation to one of its kind."""
    if template.to in AUTHORITIES:
        Addressee.objects.bulk_create(
            [
                Addressee(
                    area_id=case.area_id,
                    organisation_id=case.organisation_id,
                    recipient=template.to,
                    lines=without_reference(lines),
                    used_on=today,
                )
                for lines in here.addressees
            ],
            update_conflicts=True,
            unique_fields=["organisation", "recipient", "lines"],
            update_fields=["used_on"],
        )


def send(actor: Actor, now: datetime, case: Case, letter_id: UUID, on: date, decided_by: str = "") -> None:
    """Record that a signed letter was sent on a day: with the letter, as facts of the practice, and as its decision.

    `decided_by` is who took that decision, where another role does and the letter does not say it itself. Twice is the
    same as once. Raises NotNow where a gate stands before it or it is not signed, Denied for a day in the future or
    before the signing, NobodyNamed where nobody said who decided; Letter.DoesNotExist.
    """
    proven_actor(actor)
    here = get_letter(actor, letter_id, case.id)
    if here.state == Letter.State.SENT:
        return
    if here.signed_at is None:
        raise NotNow(_("Deze brief is nog niet ondertekend. Onderteken hem eerst."))
    if not clock.day_of(here.signed_at) <= on <= clock.day_of(now):
        raise Denied(_("Kies een dag vanaf de ondertekening, tot en met vandaag."))
    decided = check_letter(actor, case, here, now)
    _check_told(actor, case, here, now)
    filled = {**here.filled, DECIDED_BY: here.filled.get(DECIDED_BY) or decided_by.strip()}
    if not decided:
        check_named(practice_of(case).letter(here.template_id), filled)
    if any(end.said < end.first for end in _ends(actor, case, here, on)):
        raise NotNow(_("Er is te weinig tijd over voor wie de brief krijgt. Maak een nieuwe versie."))
    with transaction.atomic():
        if call("access.send_letter", here.id, on):
            time = max(_recorded(actor, here).values(), default=-1) + 1
            if time == MOST_SENT:
                raise NotNow(_("Deze brief werd te vaak teruggenomen. Maak een nieuwe versie."))
            if facts := _facts(
                case, here, on, by="" if decided else str(filled[DECIDED_BY]), decided=decided, time=time
            ):
                record_facts(actor=actor, now=now, facts=facts)


def not_sent(*, actor: Actor, now: datetime, case: Case, letter_id: UUID) -> None:
    """Undo that a letter was sent: it is signed again, and what was recorded with the sending is taken back.

    Twice is the same as once. Raises Letter.DoesNotExist, Denied, and NotNow for what somebody else decided, a week
    after it was marked as sent, once the case has ended, and while a measure runs that began by its decision.
    """
    proven_actor(actor)
    here = get_letter(actor, letter_id, case.id)
    with transaction.atomic():
        if call("access.letter_not_sent", here.id):
            recorded = _recorded(actor, here)
            check_take_back(actor, case, recorded, clock.day_of(now))
            for fact_id in recorded:
                take_back_fact(actor=actor, now=now, fact_id=fact_id)


def _recorded(actor: Actor, here: LetterHere) -> dict[UUID, int]:
    """What was recorded with each sending of the letter, taken back since or not, with which time it was. One query."""
    places = range(len(here.addressees) + 1)
    times = {_fact_id(here, place, time): time for time in range(MOST_SENT) for place in places}
    found = Fact.objects.visible_to(actor).filter(id__in=list(times)).values_list("id", flat=True)
    return {fact_id: times[fact_id] for fact_id in found}


def _fact_id(here: LetterHere, place: int, time: int) -> UUID:
    """The number of a fact of a letter's sending; one that was marked wrongly and is sent again has others."""
    return uuid.uuid5(here.id, f"sent {place}" if time == 0 else f"sent {place}, {time}")


def check_letter(actor: Actor, case: Case, here: LetterHere, now: datetime) -> bool:
    """Whether the decision this letter carries out was taken already, before it or since it was signed. Three queries,
    and two where it replaces another.

    Raises NotNow where it is not about what was said of its incident, or with what has to come first, where a gate
    stands before that decision: a reason to pass it, or danger, is told where the decision is taken.
    """
    template = practice_of(case).letter(here.template_id)
    decision = template.decision
    if decision is None and template.where is None:
        return False
    standing = standing_of(actor, case, clock.day_of(now))
    check_answers(standing, template, template.incident_in(here.filled))
    if decision is None:
        return False
    whom = subject_of(standing, decision, here.client_id)
    if practice_of(case).decision(decision).reserved is not None:
        said = yes_among(answers_in(actor, case, now), decision, whom, None)
        check_decision(actor, case, decision, now, granted=said is not None, about=whom)
        return True
    earlier = _earlier(actor, case, here)
    since, incident = clock.day_of(here.signed_at or now), template.incident_in(here.filled)
    decided = any(fact.on >= since for fact in taken_of(standing, decision, str(whom), incident))
    reason = "decided" if decided else ""
    own = (here.id, *(each.id for each in earlier))
    carries = to_carry_out(actor, standing, case.id, template, here.client_id, own, incident)
    replaces = [fact_id for each in earlier for fact_id in _recorded(actor, each)]
    check_decision(
        actor,
        case,
        decision,
        now,
        reason=reason,
        danger=decided,
        carries=carries,
        replaces=replaces,
        about=whom,
        incident=incident,
    )
    # What was decided before and no other letter carried out is carried out by this one.
    return decided or (carries is not None and serves(standing, decision, str(whom), incident) is not None)


def _earlier(actor: Actor, case: Case, here: LetterHere) -> list[LetterHere]:
    """The versions that a letter replaces, back to the first. One query for each."""
    found: list[LetterHere] = []
    while (replaced := (found[-1] if found else here).replaces_id) is not None:
        found.append(get_letter(actor, replaced, case.id))
    return found


def _check_told(actor: Actor, case: Case, here: LetterHere, now: datetime) -> None:
    """Raise NotNow for a letter that tells another day of what had to come first than is recorded now, or something
    else than was said before.
    """
    template = practice_of(case).letter(here.template_id)
    days = [field.id for field in template.fields if field.gate is not None]
    said = [field for field in template.fields if field.as_said]
    who = [DECIDED_BY] if template.asks_who else []
    if not (days or said or who):
        return
    standing = standing_of(actor, case, clock.day_of(now))
    own, incident = (here.id, *(each.id for each in _earlier(actor, case, here))), template.incident_in(here.filled)
    carries = to_carry_out(actor, standing, case.id, template, here.client_id, own, incident)
    told = written(recorded_of(template, here.filled, standing, carries, here.client_id))
    told_before = [field for field in said if field.id in told]
    same = (*days, *(field.id for field in told_before), *(id for id in who if id in told and here.filled.get(id)))
    if any(told.get(id) != here.filled.get(id) for id in same):
        raise NotNow(_("Wat eerst moest komen, is nu anders vastgelegd. Begin deze brief opnieuw."))
    for field in told_before:
        if (words := in_words(field, told[field.id], here.language)) not in here.body:
            raise NotNow(_("Dit moet in de brief staan, zoals het is vastgelegd: %(words)s") % {"words": words})


def unprintable(error: Unprintable) -> str:
    """What a reader is told of a text that cannot be printed."""
    return _("Dit teken kan niet in een brief: %(sign)s. Haal het weg of schrijf het anders.") % {"sign": error.sign}


def _facts(case: Case, here: LetterHere, on: date, *, by: str, decided: bool, time: int) -> list[NewFact]:
    template = practice_of(case).letter(here.template_id)
    told: list[tuple[str, Mapping[str, object]]] = []
    if template.decision is not None and not decided:
        incident = template.incident_in(here.filled)
        told.append(("decision_taken", decided_values(practice_of(case), template.decision, incident, by)))
    if template.sent is not None:
        told += (
            (template.sent.fact, template.record(here.filled, lines[0], reference_in(lines)))
            for lines in here.addressees
        )
    return [
        NewFact(
            area_id=case.area_id,
            case_id=case.id,
            client_id=here.client_id,
            kind=kind,
            on=on,
            values=values,  # type: ignore[arg-type]  # as the database keeps them; the practice checks them
            id=_fact_id(here, place, time),
        )
        for place, (kind, values) in enumerate(told)
    ]


def _ends(actor: Actor, case: Case, here: LetterHere, sent: date) -> tuple[Ends, ...]:
    """The ends of the terms that the letter sets when it is sent on a day. One query where a fact says how long."""
    practice = practice_of(case)
    template = practice.letter(here.template_id)
    told = any(field.runs is not None and field.runs.days is not None for field in template.fields)
    standing = standing_of(actor, case, sent) if told else Standing(practice, Timeline(), sent)
    return ends_in(template, here.filled, standing, sent)


def _on_time(actor: Actor, case: Case, here: LetterHere, today: date) -> LetterHere:
    """The letter with each term in it as long as it has to be when it is signed today.

    A day that came too early since it was filled in moves to the first one. Raises NotNow where the letter does not
    name such a day: what is printed and what counts would differ.
    """
    for end in _ends(actor, case, here, today):
        day = max(end.said, end.first)
        was, now = (short_day_in_words(each, here.language) for each in (end.said, day))
        body = here.body if day == end.said else here.body.replace(was, now)
        if now not in body:
            raise NotNow(_("In de brief moet deze dag staan: %(day)s.") % {"day": now})
        here = replace(here, body=body, filled={**here.filled, end.field.id: day.isoformat()})
    return here
