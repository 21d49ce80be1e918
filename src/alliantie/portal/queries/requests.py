"""What a client asked about the own data, what can be asked, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Case, ClientRequest, Condition, Letter, Sharing
from alliantie.cases.models.request import Right, Sort, State
from alliantie.cases.operations.requests import About
from alliantie.cases.queries import Happened, practice_of, timeline
from alliantie.cases.queries.incidents import whole_incidents
from alliantie.cases.queries.sharing import sharings
from alliantie.cases.told import happened
from alliantie.people.models import Worker
from alliantie.portal.queries.cases import cases_of
from alliantie.practices import Practice
from alliantie.practices.reaction import TIE, Incident
from alliantie.practices.rights import ANSWERED, ASKED
from alliantie.practices.show_reactions import called, values_in_words
from alliantie.practices.texts import Language, uncapitalised
from alliantie.web.dates import short_day_in_words

MOST = 60
_DECIDED = ("decision_taken", "warning", "sanction", "measure_started", "measure_extended")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a request can be about; `key` names it in a form."""

    case: Case
    about: About

    @property
    def key(self) -> str:
        """The case, the sort of thing and which one."""
        return f"{self.case.id}:{self.about.sort.value}:{self.about.id or ''}"


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request as its client reads it; `treats` is who looks at it, `word` what it is called."""

    id: UUID
    right: str
    state: str
    word: str
    called: str
    text: str
    wanted: str
    asked_at: datetime
    due: date
    worker_name: str
    treats: str
    phone: str
    answer: str
    answered_by: str
    settled_at: datetime | None
    statement: str
    country: str
    address: str
    case_id: UUID
    can_go_back: bool
    is_late: bool


def things(actor: Actor, language: str, right: str) -> tuple[Thing, ...]:
    """What the client can choose, of every case: the newest first, at most sixty of each. Up to five queries."""
    cases = {case.id: case for case in cases_of(actor)}
    found = [*_things(actor, cases, language, right)]
    if right == Right.OBJECT:
        refused = ClientRequest.objects.visible_to(actor).filter(client_id=actor.me, state=State.REFUSED)
        for each in refused.order_by("-asked_at")[:MOST]:
            said = _("Het nee op uw vraag: %(what)s") % {"what": each.called}
            found.append(Thing(cases[each.case_id], About(Sort.REQUEST, each.id, said)))
    found += [*_shares(actor, cases, language, right)]
    for case in cases.values():
        other = {
            Right.CORRECT: _("Iets anders wat over mij is opgeschreven"),
            Right.OBJECT: _("Een ander besluit"),
            Right.WITHDRAW: _("Iets anders waar ik ja op zei"),
        }[Right(right)]
        found.append(Thing(case, About(Sort.OTHER, None, other)))
    return tuple(found)


def _things(actor: Actor, cases: dict[UUID, Case], language: str, right: str) -> Iterator[Thing]:
    if right == Right.CORRECT:
        for case in cases.values():
            yield Thing(case, About(Sort.PERSON, None, _("Mijn naam, geboortedatum of taal")))
    facts = (each for each in timeline(actor, cases, whole=True) if _can_be(actor, cases[each[0]], each[1], right))
    incidents = _incidents(actor, cases) if right == Right.CORRECT else {}
    for case_id, fact in islice(facts, MOST):
        practice = practice_of(cases[case_id])
        kind = incidents.get(fact.id) or incidents.get(fact.values.get(TIE))
        said = (
            _as_its_client_reads(practice, kind, fact, cast(Language, language))
            if kind is not None and kind.fact == fact.kind
            else happened(practice, fact.kind, fact.detail_id, language, fact.values)
        )
        about = About(Sort.FACT, fact.id, f"{short_day_in_words(fact.on, language)}: {said}")
        yield Thing(cases[case_id], about)
    if right == Right.WITHDRAW:
        return
    if right == Right.OBJECT:
        yield from _reactions(actor, cases, language)
    yield from _letters(actor, cases, language)
    if right == Right.CORRECT:
        for held in Condition.objects.visible_to(actor).filter(client_id=actor.me).order_by("-starts_on")[:MOST]:
            if held.case_id in cases:
                yield Thing(cases[held.case_id], About(Sort.CONDITION, held.id, held.text[:150]))


def _can_be(actor: Actor, case: Case, fact: Happened, right: str) -> bool:
    """Whether a request of this kind can be about a fact."""
    if fact.kind in ("round_discussed", ANSWERED, *ASKED.values()):
        return False
    if right == Right.OBJECT:
        return fact.kind in _DECIDED
    return _consent(practice_of(case), fact.kind) if right == Right.WITHDRAW else fact.client_id == actor.me


def _letters(actor: Actor, cases: dict[UUID, Case], language: str) -> Iterator[Thing]:
    sent = Letter.objects.visible_to(actor).filter(client_id=actor.me, to_client=True, sent_on__isnull=False)
    for letter in sent.order_by("-sent_on", "id")[:MOST]:
        if letter.case_id in cases and letter.sent_on is not None:
            told = {"day": short_day_in_words(letter.sent_on, language), "title": letter.title}
            about = About(Sort.LETTER, letter.id, _("%(day)s: brief, %(title)s") % told)
            yield Thing(cases[letter.case_id], about)


def _incidents(actor: Actor, cases: dict[UUID, Case]) -> dict[object, Incident]:
    """The kind of each incident, by the number of its own fact and by what later judgements name it. One query."""
    found: dict[object, Incident] = {}
    for whole in whole_incidents(actor, cases):
        reactions = practice_of(cases[whole.incident.case_id]).reactions
        if reactions is not None:
            kind = reactions.incident(whole.incident.kind)
            found |= {whole.incident.id: kind, whole.incident.values.get(TIE, whole.incident.id): kind}
    return found


def _as_its_client_reads(practice: Practice, kind: Incident, fact: Happened, language: Language) -> str:
    """An incident, or what was judged of it, in the words it has on the client's own page of incidents."""
    said = [called(kind, language, practice.address)]
    for name, answer in values_in_words(practice, fact.kind, fact.values, language, practice.address):
        said.append(f"{name} {answer}" if name.endswith("?") else f"{name}: {uncapitalised(answer)}")
    return ". ".join(said)


def _reactions(actor: Actor, cases: dict[UUID, Case], language: str) -> Iterator[Thing]:
    """What was done about what happened, to go against."""
    for whole in whole_incidents(actor, cases)[:MOST]:
        case, incident = cases[whole.incident.case_id], whole.incident
        practice = practice_of(case)
        if practice.reactions is None or incident.state == "withdrawn":
            continue
        for done in whole.responses:
            said = called(practice.reactions.response(done.option), language, practice.address)
            about = About(Sort.RESPONSE, incident.id, f"{short_day_in_words(done.on, language)}: {said}")
            if not whole.unsent(practice, done.option):
                yield Thing(case, about)


def _shares(actor: Actor, cases: dict[UUID, Case], language: str, right: str) -> Iterator[Thing]:
    """What was shared with others: to withdraw where the client said yes and it runs, to go against in any case."""
    if right == Right.CORRECT:
        return
    for each in sharings(actor, cases)[:MOST]:
        if right == Right.OBJECT or (each.runs and each.row.consent == Sharing.Consent.YES):
            told = {"day": short_day_in_words(clock.day_of(each.row.starts_at), language), "whom": each.row.whom}
            said = _("%(day)s: niet delen met %(whom)s") if each.row.refused else _("%(day)s: delen met %(whom)s")
            yield Thing(cases[each.row.case_id], About(Sort.SHARE, each.row.id, said % told))


def _consent(practice: Practice, kind: str) -> bool:
    return any(sort.id == kind and sort.withdrawn_by is not None for sort in practice.facts)


def own_requests(actor: Actor, language: str, request_id: UUID | None = None) -> tuple[OwnRequest, ...]:
    """What the client asked, newest first. Three queries."""
    cases = {case.id: case for case in cases_of(actor)}
    rows = ClientRequest.objects.visible_to(actor).filter(client_id=actor.me).order_by("-asked_at", "id")
    found = [each for each in (rows.filter(id=request_id) if request_id else rows[:MOST]) if each.case_id in cases]
    answered = {each.settled_by for each in found if each.settled_by}
    names = {each.id: each.name for each in Worker.objects.filter(id__in=answered)} if answered else {}
    return tuple(_own(cases[each.case_id], each, names, language) for each in found)


def _own(case: Case, asked: ClientRequest, names: dict[UUID, str], language: str) -> OwnRequest:
    practice = practice_of(case)
    against = practice.against_decisions
    is_object = asked.right == Right.OBJECT
    return OwnRequest(
        asked.id,
        asked.right,
        asked.state,
        word_of(practice, asked.right, language),
        asked.called,
        asked.text,
        asked.wanted,
        asked.asked_at,
        asked.due,
        case.worker.name,
        against.by.in_(language) if is_object else case.worker.name,
        case.team.phone,
        asked.answer,
        names.get(asked.settled_by, "") if asked.settled_by else "",
        asked.settled_at,
        asked.statement,
        practice.country,
        practice.address,
        case.id,
        asked.state == State.OPEN and asked.right != Right.WITHDRAW,
        asked.state == State.OPEN and asked.due < clock.today(),
    )


def word_of(practice: Practice, right: str, language: str) -> str:
    """What such a request is called in this practice."""
    if right == Right.OBJECT:
        return practice.against_decisions.word.in_(language)
    return _("vraag om te verbeteren") if right == Right.CORRECT else _("intrekking")
