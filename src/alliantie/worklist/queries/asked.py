"""What colleagues ask the reader, in words: to take a case over, and questions that came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.cases.queries import AskedOver, asked_of, handed_agreements, handed_duties
from alliantie.practices.show_norms import hardness_in_words
from alliantie.practices.terms import HARDEST_FIRST
from alliantie.practices.texts import Language
from alliantie.web.dates import day_in_words
from alliantie.worklist.queries.todo import how_late, late_or_by


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """Something that is due or agreed in a case that changes hands."""

    what: str
    late: str
    detail: str


def to_take_over(actor: Actor, hand_over_id: UUID) -> AskedOver | None:
    """A case the actor is asked to take over; None when that was settled, or never asked. One query."""
    return next((each for each in asked_of(actor).hand_overs if each.id == hand_over_id), None)


def open_duties(actor: Actor, asked: AskedOver, language: Language, today: date) -> tuple[OpenDuty, ...]:
    """What is due in a case the actor is asked to take over: what is late first, then by day. One query."""
    practice = asked.practice
    found = []
    handed = [each for each in handed_duties(actor, asked.id) if practice.has_norm(each.norm_id)]
    for duty in sorted(handed, key=lambda each: (each.due, HARDEST_FIRST.index(each.hardness))):
        norm = practice.norm(duty.norm_id)
        late, when = late_or_by(norm, duty.due, language, today)
        own = duty.who == practice.pairs[0].professional_role
        other = "" if own else practice.role(duty.who).name.in_(language)
        detail = " · ".join(filter(None, (other, when, hardness_in_words(practice, norm, language))))
        found.append(OpenDuty(norm.text.in_(language), late, detail))
    return tuple(sorted(found, key=lambda each: not each.late))


def open_agreements(actor: Actor, asked: AskedOver, language: Language, today: date) -> tuple[OpenDuty, ...]:
    """What is agreed and open in a case the actor is asked to take over, with whose it is. One query."""
    found = []
    for each in handed_agreements(actor, asked.id):
        owner = {"client": each.client_name, "worker": asked.from_name}.get(each.owner, each.owner_name)
        late = how_late(each.due_on, today) if each.due_on else ""
        when = _("uiterlijk %(day)s") % {"day": day_in_words(each.due_on, language, today)} if each.due_on else ""
        found.append(OpenDuty(each.text, late, " · ".join(filter(None, (owner, "" if late else when)))))
    return tuple(found)
