"""Writing a letter: beginning it, keeping its text, throwing a draft away."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied, NotNow
from alliantie.access.seen import Meanwhile
from alliantie.cases.letters import (
    MOST_ADDRESSEES,
    recorded_of,
)
from alliantie.cases.models import Case, Letter
from alliantie.cases.operations.letter_checks import check_answers, check_named
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.letters import LetterHere, letters_answering, to_carry_out
from alliantie.cases.queries.standing import standing_of
from alliantie.documents.text import LONGEST, plain
from alliantie.norms.fact_values import written
from alliantie.norms.timeline import FactValue
from alliantie.practices.letter import Letter as Template

LONGEST_LINE = 120
MOST_LINES = 8


def open_own(*, actor: Actor, letter_id: UUID) -> None:
    """Keep for the client that they opened this letter of theirs; twice is the same as once. Raises Denied."""
    proven_actor(actor)
    call("access.open_letter", letter_id)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that begins: whom it is about, to whom, in which language, what was filled in and what it says."""

    template: Template
    client_id: UUID
    language: str
    addressees: tuple[tuple[str, ...], ...]
    filled: Mapping[str, FactValue]
    body: str


def begin(*, actor: Actor, now: datetime, case: Case, draft: Draft, token: UUID, once: bool = False) -> UUID:
    """Begin a letter; gives its number. The same form sent twice begins it once. Two queries, and a third where a
    decision waits for its letter. Raises Denied, and NotNow where it does not fit what was said of its incident, or
    with `once` where this letter about the same incident is there; NobodyNamed where another role decides and it is not
    said who.

    What nobody fills in is what is recorded, whatever was filled in.
    """
    template = draft.template
    standing = standing_of(actor, case, clock.day_of(now))
    incident = template.incident_in(draft.filled)
    check_answers(standing, template, incident)
    carries = to_carry_out(actor, standing, case.id, template, draft.client_id, incident=incident)
    recorded = recorded_of(template, draft.filled, standing, carries, draft.client_id)
    check_named(template, {**draft.filled, **recorded})
    told = {field.id for field in template.fields if field.by_itself}
    new = Letter(
        template_id=template.id,
        language=draft.language,
        title=template.name.in_(draft.language),
        client_id=draft.client_id,
        to_client=template.to == "client",
        addressees=_checked_addressees(draft.addressees, several=template.several),
        filled=written({**{name: said for name, said in draft.filled.items() if name not in told}, **recorded}),
        body=_checked_body(draft.body),
    )
    number = uuid.uuid5(token, str(case.id))
    with transaction.atomic():
        if once and (incident := _answered(template, draft.filled)):
            # Whoever begins the same letter at this moment waits here, and then finds it begun.
            rows("access.timelines", [case.id], True)
            there = letters_answering(actor, case.id, incident)
            if any(each.template_id == template.id and each.id != number for each in there):
                raise NotNow(_("Deze brief is er al over deze gebeurtenis. Er is niets gemaakt."))
        return _make(actor, now, case, new, number)


def _answered(template: Template, filled: Mapping[str, FactValue]) -> str:
    """What the incident is called that a letter answers, "" where it answers none."""
    return next((str(filled[each.id]) for each in template.fields if each.tells == "name" and each.id in filled), "")


def begin_again(*, actor: Actor, now: datetime, case: Case, here: LetterHere) -> UUID:
    """Another version of a signed letter, as a draft beside it; gives its number, the same one when asked twice.

    Raises Denied for a letter of another case, NotNow for a draft.
    """
    if here.state == Letter.State.DRAFT:
        raise NotNow(_("Deze brief is nog niet ondertekend. Pas hem zelf aan."))
    new = Letter(
        template_id=here.template_id,
        language=here.language,
        title=here.title,
        client_id=here.client_id,
        to_client=here.to_client,
        addressees=here.addressees,
        filled=here.filled,
        body=here.body,
        replaces_id=here.id,
    )
    return _make(actor, now, case, new, uuid.uuid5(here.id, "again"))


def _make(actor: Actor, now: datetime, case: Case, new: Letter, number: UUID) -> UUID:
    proven_actor(actor)
    new.id, new.area_id, new.case_id = number, case.area_id, case.id
    new.author_id = new.writer_id = actor.me
    new.made_at = new.written_at = now
    Letter.objects.bulk_create([new], ignore_conflicts=True)
    return number


def keep(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    here: LetterHere,
    seen: int,
    body: str,
    addressees: tuple[tuple[str, ...], ...],
) -> int:
    """Keep what somebody wrote; gives the version that stands now.

    `seen` is the version the text was written on. Raises Meanwhile where another worker kept something since, NotNow
    for a letter that is signed, Denied for what does not fit in a letter.
    """
    proven_actor(actor)
    changed = {
        "body": _checked_body(body),
        "addressees": _checked_addressees(addressees, several=practice_of(case).letter(here.template_id).several),
        "writer_id": actor.me,
        "written_at": now,
    }
    drafts = Letter.objects.visible_to(actor).filter(id=here.id, state=Letter.State.DRAFT)
    # Whoever leaves the page while the last text is on its way sends the next one on what was seen before it.
    own_text = Q(version=seen) | Q(version=seen + 1, writer_id=actor.me)
    if drafts.filter(own_text).update(**changed, version=F("version") + 1):
        return drafts.values_list("version", flat=True).get()
    if not drafts.exists():
        raise NotNow(_("Deze brief is al ondertekend. Maak een nieuwe versie om iets te veranderen."))
    raise Meanwhile(_("Er werd net iets anders bewaard in deze brief. Uw tekst staat hier nog."))


def throw_away(*, actor: Actor, here: LetterHere) -> None:
    """Erase a draft; what was signed stays. Twice is the same as once."""
    proven_actor(actor)
    Letter.objects.visible_to(actor).filter(id=here.id, state=Letter.State.DRAFT).delete()


def _checked_body(body: str) -> str:
    text = plain(body)
    if not text:
        raise Denied(_("Schrijf eerst iets in de brief."))
    if len(text) > LONGEST:
        raise Denied(_("De brief is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST})
    return text


def _checked_addressees(addressees: tuple[tuple[str, ...], ...], *, several: bool) -> Sequence[tuple[str, ...]]:
    if not addressees:
        raise Denied(_("Schrijf aan wie de brief is."))
    if len(addressees) > (MOST_ADDRESSEES if several else 1):
        raise Denied(
            _("Er passen %(count)s adressen in.") % {"count": MOST_ADDRESSEES}
            if several
            else _("Deze brief is voor één adres. Haal de lege regel ertussen weg.")
        )
    if any(len(lines) > MOST_LINES or len(max(lines, key=len)) > LONGEST_LINE for lines in addressees):
        longest = {"count": MOST_LINES, "length": LONGEST_LINE}
        raise Denied(_("Een adres mag %(count)s regels hebben, elk van %(length)s tekens.") % longest)
    return addressees
