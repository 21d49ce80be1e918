"""The page of one case, and all that happened in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.routes import about_one
from alliantie.cases.models import Agreement, Case
from alliantie.cases.queries import Agreed, Person, get_agreement, measures_now, people_of
from alliantie.cases.queries.own_practices import versions_of
from alliantie.practices import Practice, UnknownPracticeError, library
from alliantie.practices.changed_words import differences
from alliantie.practices.compare import Change
from alliantie.practices.show import sections
from alliantie.worklist.queries.case_page import case_page
from alliantie.worklist.queries.events import Event, all_events, event_with
from alliantie.worklist.queries.rules import norms_of, rules_of
from alliantie.worklist.queries.talks import TalkSaved, talk_saved
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, case_view, in_practice, language, number, page


@require_safe
@about_one("case")
@case_view(whole=True)
def case(request: HttpRequest, here: Case) -> HttpResponse:
    """Who it is about, how the rounds stand, what happened, the frame, and who is involved."""
    shown = case_page(actor_of(request), here, language(), clock.today())
    return page(
        request,
        "case.html",
        shown=shown,
        recorded=_event(request, here, "done", taken_back=False),
        taken_back=_event(request, here, "back", taken_back=True),
        planned=_talk(request, here, "planned"),
        cancelled=_talk(request, here, "cancelled"),
        not_come=number(request.GET.get("missed")),
        not_come_kind=shown.practice.reactions.not_come if shown.practice.reactions and shown.stands.notes else "",
        agreement=_agreement(request, here),
        saved=request.GET.get("saved", ""),
        undo=request.GET.get("undo", "")[:40],
    )


@require_safe
@about_one("case")
@case_view()
def timeline(request: HttpRequest, here: Case) -> HttpResponse:
    """Everything that happened in a case."""
    actor = actor_of(request)
    people = people_of(actor, here, noted="case")
    events = all_events(actor, here, people, language())
    return page(request, "timeline.html", case=here, several=len(people) > 1, names=_names(people), events=events)


@require_safe
@case_view()
def rules(request: HttpRequest, here: Case) -> HttpResponse:
    """What is fixed and what is free in the practice of a case, and what its source leaves open."""
    practice, language = in_practice(here)
    measures = measures_now(actor_of(request), here)
    return page(
        request,
        "rules.html",
        case=here,
        summary=practice.frame.summary.in_(language),
        groups=rules_of(practice, measures, language),
        norms=norms_of(practice, measures, language),
        open_points=[point.in_(language) for point in practice.open_points],
    )


@require_safe
@case_view()
def practice(request: HttpRequest, here: Case) -> HttpResponse:
    """The whole practice a case runs on, to read, and what another version of the organisation does otherwise."""
    actor, (book, spoken) = actor_of(request), in_practice(here)
    newest_first = versions_of(actor, here.organisation_id, [book.id])[book.id]
    others = [each for each in newest_first if each != book.version]
    asked = request.GET.get("with", "")
    return page(
        request,
        "practice.html",
        case=here,
        practice=book,
        sections=sections(book, spoken),
        language=spoken,
        others=others,
        compared=_compared(book, asked, newest_first, spoken) if asked in others else None,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """What the later of two versions does otherwise than the earlier."""

    before: Practice
    after: Practice
    changes: tuple[Change, ...]


def _compared(book: Practice, asked: str, newest_first: Sequence[str], language: str) -> Compared | None:
    """This version and another, the earlier of the two first; None for one that cannot be read any more."""
    try:
        two = [book, library().get(book.id, asked)]
    except UnknownPracticeError:
        return None
    order = list(newest_first)
    after, before = sorted(two, key=lambda each: order.index(each.version) if each.version in order else len(order))
    return Compared(before, after, differences(before, after, language))


def _names(people: Sequence[Person]) -> str:
    return joined([person.given_name for person in people])


def _event(request: HttpRequest, here: Case, name: str, *, taken_back: bool) -> Event | None:
    fact_id: UUID | None = number(request.GET.get(name))
    if fact_id is None:
        return None
    return event_with(actor_of(request), here, fact_id, language(), taken_back=taken_back)


def _talk(request: HttpRequest, here: Case, name: str) -> TalkSaved | None:
    appointment_id: UUID | None = number(request.GET.get(name))
    return None if appointment_id is None else talk_saved(actor_of(request), here.id, appointment_id, language())


def _agreement(request: HttpRequest, here: Case) -> Agreed | None:
    agreement_id: UUID | None = number(request.GET.get("agreement"))
    try:
        return None if agreement_id is None else get_agreement(actor_of(request), agreement_id, here.id)
    except Agreement.DoesNotExist:
        return None
