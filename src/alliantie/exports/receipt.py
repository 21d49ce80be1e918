"""A letter of receipt: that a client asked something, on which day, who treats it and by when the answer comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.queries import get_case
from alliantie.documents.pdf import Paper
from alliantie.documents.text import Block
from alliantie.exports.own_file import printed
from alliantie.people.models import Client
from alliantie.web.dates import short_day_in_words


def receipt_pdf(
    actor: Actor, case_id: UUID, parts: Sequence[Block], *, now: datetime, language: str, title: str
) -> bytes:
    """The letter as PDF, from the organisation of the case to who asked. Two queries."""
    case = get_case(actor, case_id)
    who = Client.objects.visible_to(actor).get(id=actor.me)
    paper = Paper(
        title=_("Bevestiging: %(what)s") % {"what": title},
        sender=tuple(line for line in (case.organisation.name, case.team.name, case.team.phone) if line),
        to=(who.name,),
        about=(short_day_in_words(clock.day_of(now), language),),
        parts=tuple(parts),
        signed=(_("Vragen? Bel %(name)s.") % {"name": case.worker.name},),
    )
    return printed([paper], language, now)
