"""Reading letters: those of a case, one with its text, and the paper that was signed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Q

from alliantie import clock
from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.plain import ask
from alliantie.cases.models import Addressee, Case, Letter, LetterPaper
from alliantie.cases.queries.standing import taken_of
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact
from alliantie.people.names import full_name
from alliantie.practices.letter import Letter as Template

MOST_OFFERED = 5


@dataclass(frozen=True, slots=True)
class LetterHere:
    """A letter with who it is about, who wrote it last and who signed it. `addressees` has the lines of each."""

    id: UUID
    case_id: UUID
    client_id: UUID
    client_name: str
    template_id: str
    language: str
    title: str
    to_client: bool
    addressees: tuple[tuple[str, ...], ...]
    filled: Mapping[str, Any]
    body: str
    state: str
    made_at: datetime
    version: int
    writer_id: UUID
    writer_name: str
    written_at: datetime
    signer_name: str
    signer_phone: str
    signed_at: datetime | None
    sent_on: date | None
    replaces_id: UUID | None

    @property
    def names(self) -> tuple[str, ...]:
        """Whom it is to."""
        return tuple(lines[0] for lines in self.addressees)


def addressees_of(actor: Actor, recipient: str) -> tuple[tuple[UUID, tuple[str, ...]], ...]:
    """The authorities of this kind that the worker's organisation wrote to, the latest first. One query."""
    found = Addressee.objects.visible_to(actor).filter(recipient=recipient).order_by("-used_on", "id")
    return tuple((each.id, tuple(each.lines)) for each in found[:MOST_OFFERED])


def written_to(actor: Actor, case_id: UUID, template_ids: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """Whom such letters of a case were signed for, with name and address, the latest first. One query."""
    signed = Letter.objects.visible_to(actor).filter(case_id=case_id, template_id__in=template_ids)
    found = signed.exclude(state=Letter.State.DRAFT).order_by("-made_at", "id").values_list("addressees", flat=True)
    return tuple(dict.fromkeys(tuple(lines) for addressees in found for lines in addressees))


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in a list: what it is, to whom, and how it stands.

    Of one that was not sent, or was asked for by what it answers, also which letter of the practice it is, about whom,
    and what was filled in.
    """

    id: UUID
    title: str
    names: tuple[str, ...]
    state: str
    written_at: datetime
    signed_at: datetime | None
    sent_on: date | None
    template_id: str = ""
    client_id: UUID | None = None
    filled: Mapping[str, Any] = field(default_factory=dict)

    def answers(self, incident: str) -> bool:
        """Whether it names the incident that is called so."""
        return incident in self.filled.values()


_LINE = """l.id, l.title,
   (SELECT jsonb_agg(a -> 0 ORDER BY place)
      FROM jsonb_array_elements(l.addressees) WITH ORDINALITY AS all_of (a, place)),
   l.state, l.written_at, l.signed_at, l.sent_on"""
_LINES = f"""SELECT jsonb_build_array({_LINE}) FROM cases_letter l
 WHERE l.case_id = ANY (coalesce(%(case)s::uuid[], (SELECT access.cases())::uuid[]))
   AND l.case_id = ANY ((SELECT access.cases())::uuid[])
 ORDER BY l.made_at DESC, l.id"""  # noqa: S608
_TOLD = f"{_LINE}, l.template_id, l.client_id, l.filled"
IN_CASE = f"""SELECT jsonb_agg(jsonb_build_array({_TOLD}) ORDER BY l.made_at DESC, l.id)
    FROM cases_letter l WHERE l.case_id = k.id AND l.state <> 'sent'"""  # noqa: S608
"""Of a case `k`: its letters that were not sent yet, as `waiting_in` reads them."""
_ANSWERING = f"""SELECT jsonb_build_array({_TOLD}) FROM cases_letter l
 WHERE l.case_id = %(case)s AND l.case_id = ANY ((SELECT access.cases())::uuid[])
   AND EXISTS (SELECT FROM jsonb_each_text(l.filled) said WHERE said.value = %(incident)s)
 ORDER BY l.made_at DESC, l.id"""  # noqa: S608


def letters_of(actor: Actor, case_id: UUID | None = None) -> tuple[LetterLine, ...]:
    """The letters the actor may see, of one case or of all, newest first. One query.

    A worker sees those of the case, a client those that were sent to them.
    """
    found = ask(actor, _LINES, {"case": None if case_id is None else [case_id]})
    return tuple(_line(*json.loads(line)) for (line,) in found)


def opened_letters(actor: Actor) -> frozenset[UUID]:
    """The letters of the client who asks that they opened. One query; empty for anyone else."""
    proven_actor(actor)
    return frozenset(read("access.own_opened_letters")[0][0])


def waiting_in(case: Case) -> tuple[LetterLine, ...]:
    """The letters of a case read as a whole that were not sent yet, newest first. Costs no query."""
    return tuple(_line(*each) for each in case.with_letters)


def letters_answering(actor: Actor, case_id: UUID, incident: str) -> tuple[LetterLine, ...]:
    """The letters of a case that name the incident that is called so, newest first. One query."""
    found = ask(actor, _ANSWERING, {"case": case_id, "incident": incident})
    return tuple(_line(*json.loads(line)) for (line,) in found)


def get_letter(actor: Actor, letter_id: UUID, case_id: UUID | None = None) -> LetterHere:
    """One letter, of one case where that is told. One query. Raises Letter.DoesNotExist."""
    rows = Letter.objects.visible_to(actor).select_related("client", "writer", "signed_by")
    found = rows.filter(id=letter_id)
    return _here((found if case_id is None else found.filter(case_id=case_id)).get())


def to_carry_out(
    actor: Actor,
    standing: Standing,
    case_id: UUID,
    template: Template,
    client_id: UUID,
    but: tuple[UUID | None, ...] = (),
    incident: str = "",
) -> Fact | None:
    """The latest decision that a letter about this person, or `incident`, carries out, unless another letter (not one
    of `but`) did.

    One query where such a decision was taken, none else.
    """
    taken = taken_of(standing, template.decision, str(client_id), incident)
    if template.decision is None or not taken:
        return None
    begins = datetime.combine(taken[-1].on, time.min, clock.HOME)
    since = Q(signed_at__gte=begins) | Q(sent_on__gte=taken[-1].on)
    others = Letter.objects.visible_to(actor).filter(case_id=case_id, template_id=template.id, client_id=client_id)
    if incident and (named := next((field.id for field in template.fields if field.tells == "name"), None)):
        others = others.filter(filled__contains={named: incident})
    return None if others.filter(since).exclude(id__in=[each for each in but if each]).exists() else taken[-1]


def paper(actor: Actor, letter_id: UUID, copy: int) -> bytes:
    """The PDF of a signed letter: that of one addressee from 1 on, 0 for all in one. One query.

    Raises LetterPaper.DoesNotExist.
    """
    found = LetterPaper.objects.visible_to(actor).filter(letter_id=letter_id, copy=copy)
    return bytes(found.values_list("pdf", flat=True).get())


def _line(
    id: str,
    title: str,
    names: list[str],
    state: str,
    written: str,
    signed: str | None,
    sent: str | None,
    template_id: str = "",
    client_id: str | None = None,
    filled: Mapping[str, Any] | None = None,
) -> LetterLine:
    return LetterLine(
        UUID(id),
        title,
        tuple(names),
        state,
        datetime.fromisoformat(written),
        datetime.fromisoformat(signed) if signed else None,
        date.fromisoformat(sent) if sent else None,
        template_id,
        UUID(client_id) if client_id else None,
        filled or {},
    )


def _here(row: Letter) -> LetterHere:
    return LetterHere(
        row.id,
        row.case_id,
        row.client_id,
        full_name(row.client.given_name, row.client.family_name),
        row.template_id,
        row.language,
        row.title,
        row.to_client,
        tuple(tuple(lines) for lines in row.addressees),
        row.filled,
        row.body,
        row.state,
        row.made_at,
        row.version,
        row.writer_id,
        row.writer.name,
        row.written_at,
        row.signed_by.name if row.signed_by else "",
        row.signed_by.phone if row.signed_by else "",
        row.signed_at,
        row.sent_on,
        row.replaces_id,
    )
