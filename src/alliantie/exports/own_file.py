"""What a case holds of one client, on paper for that client: read as the client, so that no more can stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import DateField, Func, Q
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.models import Agreement, Case, Condition, Measure
from alliantie.cases.network_told import NearTold, network_told
from alliantie.cases.plan_rules import by_area
from alliantie.cases.queries import (
    Happened,
    agreements_of,
    current,
    get_case,
    letters_of,
    plans_of,
    practice_of,
    timeline,
)
from alliantie.cases.queries.network import own_network
from alliantie.cases.told import capital, happened
from alliantie.documents.pdf import Paper, Unprintable, pdf
from alliantie.documents.text import Block, plain
from alliantie.norms.calendars import last_day
from alliantie.people.models import Client
from alliantie.practices import Practice
from alliantie.web.dates import short_day_in_words

_MOST_SIGNS = 30
"""Signs our letter type does not have that are looked for one by one; a text with more is in another script."""
_LAST_LATIN = "\u024f"


def own_cases(actor: Actor) -> list[UUID]:
    """The cases a client can take along, the newest first. One query."""
    found = Case.objects.visible_to(actor).order_by("-opened_on", "id")
    return list(found.values_list("id", flat=True))


def own_pdf(client: Actor, case_ids: Sequence[UUID], *, now: datetime, language: str) -> bytes:
    """What these cases hold of a client, a case from a new page on: as the client sees it, whoever asks.

    Rounds are not in it, nor anything of another person. Runs in the transaction of who asks. Eight queries a case.
    """
    with acting(client) as actor:
        papers = own_papers(actor, case_ids, now=now, language=language)
    return printed(papers, language, now)


def own_papers(actor: Actor, case_ids: Sequence[UUID], *, now: datetime, language: str) -> list[Paper]:
    """The papers of these cases, as their client sees them. Eight queries a case."""
    who = Client.objects.visible_to(actor).get(id=actor.me)
    return [_paper(actor, who, get_case(actor, case_id), clock.day_of(now), language) for case_id in case_ids]


def _paper(actor: Actor, who: Client, case: Case, today: date, language: str) -> Paper:
    practice = practice_of(case)
    formal = practice.address == "u"
    opened = _("Begonnen op %(day)s.") % {"day": short_day_in_words(case.opened_on, language)}
    closed = (
        [_("Afgesloten op %(day)s.") % {"day": short_day_in_words(case.closed_on, language)}] if case.closed_on else []
    )
    parts = [
        Block(
            "paragraph",
            (
                _("Dit staat over u in deze zaak.") if formal else _("Dit staat over jou in deze zaak."),
                opened,
                *closed,
                _("Rondes staan hier niet in. Die ziet u bij Begin.")
                if formal
                else _("Rondes staan hier niet in. Die zie je bij Begin."),
            ),
        ),
        *_section(_("Wat geldt"), [*_measures(actor, case, practice, language), *_conditions(actor, case, language)]),
        *_plan(actor, case, practice, language),
        *_section(
            _("De mensen om u heen") if formal else _("De mensen om je heen"), _network(actor, case, language, today)
        ),
        *_section(_("Afspraken"), _agreements(actor, case, language)),
        *_happened(actor, case, practice, language),
        *_section(_("Brieven"), _letters(actor, case, language)),
    ]
    sender = (case.organisation.name, case.team.name, case.team.phone)
    return Paper(
        title=_("Uw gegevens") if formal else _("Je gegevens"),
        sender=tuple(line for line in sender if line),
        to=(who.name,),
        about=(short_day_in_words(today, language),),
        parts=tuple(replace(part, lines=tuple(plain(line) for line in part.lines)) for part in parts),
        signed=tuple(
            line for line in (_("Vragen? Bel %(name)s.") % {"name": case.worker.name}, case.worker.phone) if line
        ),
    )


def _section(title: str, lines: Sequence[str]) -> list[Block]:
    """A heading with its lines; where there are none, that is said."""
    if not lines:
        return [Block("heading", (title,)), Block("paragraph", (_("Hier staat nog niets."),))]
    return [Block("heading", (title,)), Block("list", tuple(lines))]


def _measures(actor: Actor, case: Case, practice: Practice, language: str) -> list[str]:
    # A family shares the measures of its case; one that is a brother's alone is his.
    own = Q(client_id__isnull=True) | Q(client_id=actor.me)
    last = Func("id", function="access.measure_until", output_field=DateField(null=True))
    own_ones = Measure.objects.visible_to(actor).filter(own, case_id=case.id).order_by("starts_on", "id")
    found = own_ones.annotate(last=last)
    lines = []
    for each in found:
        end = each.ends_on or each.last
        # It is over on that day; what began and ended on one day had that day.
        final = max(each.starts_on, last_day(end)) if end else None
        said = {
            "measure": practice.measure(each.measure_id).name.in_(language),
            "first": short_day_in_words(each.starts_on, language),
            "last": short_day_in_words(final, language) if final else "",
        }
        lines.append(
            (_("%(measure)s, van %(first)s tot en met %(last)s") if final else _("%(measure)s, vanaf %(first)s")) % said
        )
    return lines


def _conditions(actor: Actor, case: Case, language: str) -> list[str]:
    lines = []
    for each in Condition.objects.visible_to(actor).filter(case_id=case.id).order_by("starts_on", "id"):
        end = each.ended_on or each.until
        until = _("tot en met %(day)s") % {"day": short_day_in_words(end, language)} if end else ""
        lines.append(", ".join(word for word in (each.text, until) if word))
    return lines


def _network(actor: Actor, case: Case, language: str, today: date) -> list[str]:
    mine = (each for each in own_network(actor) if each.case_id == case.id)
    found = network_told("", mine, language, today)
    return [
        ". ".join(filter(None, (_who(each, language), each.effect, each.words, *each.warnings)))
        for each in (*found.people, *found.past)
    ]


def _who(each: NearTold, language: str) -> str:
    who = f"{each.name}, {each.who}, {each.circle.lower()}"
    if each.ended_on is None:
        return who
    return f"{who}, " + _("van %(first)s tot %(last)s") % {
        "first": short_day_in_words(each.since, language),
        "last": short_day_in_words(each.ended_on, language),
    }


def _plan(actor: Actor, case: Case, practice: Practice, language: str) -> Iterator[Block]:
    title = capital(practice.words.plan.one(language))
    goals = [goal for each in current(plans_of(actor, case.id)) for goal in each.content.goals]
    if not goals:
        yield from _section(title, ())
        return
    yield Block("heading", (title,))
    for area, goal in ((group.heading, goal) for group in by_area(practice, goals, language) for goal in group.goals):
        yield Block("paragraph", (f"{area}: {goal.words}" if area else goal.words,))
        steps = tuple(", ".join(word for word in (step.what, step.who, step.when) if word) for step in goal.steps)
        if steps:
            yield Block("list", steps)


def _agreements(actor: Actor, case: Case, language: str) -> list[str]:
    lines = []
    for each in agreements_of(actor, case.id):
        due = short_day_in_words(each.due_on, language) if each.due_on else ""
        said = [each.text, each.owner_called, _("voor %(day)s") % {"day": due} if due else "", _stands(each.state)]
        lines.append(", ".join(word for word in said if word))
    return lines


def _stands(state: str) -> str:
    return {Agreement.State.DONE: _("klaar"), Agreement.State.DROPPED: _("gaat niet door")}.get(
        Agreement.State(state), ""
    )


def _happened(actor: Actor, case: Case, practice: Practice, language: str) -> Iterator[Block]:
    """The client's own facts, newest first, each with what was written of it."""
    title, listed = _("Wat er was"), []
    for _case_id, fact in timeline(actor, [case.id], whole=True):
        if fact.kind == "round_discussed":
            continue
        day = short_day_in_words(fact.on, language)
        listed.append(
            (f"{day}: {happened(practice, fact.kind, fact.detail_id, language, fact.values)}", _written(fact))
        )
    if not listed:
        yield from _section(title, ())
        return
    yield Block("heading", (title,))
    # What says no more than its name stands in a list; what was written of the rest below its line.
    for has_text, group in groupby(listed, key=lambda each: bool(each[1])):
        if has_text:
            yield from (Block("paragraph", (line, *plain(text).split("\n"))) for line, text in group)
        else:
            yield Block("list", tuple(line for line, _text in group))


def _written(fact: Happened) -> str:
    """What was written of a fact, with the client's own words beside it."""
    own = _("Eigen woorden van de cliënt: %(text)s") % {"text": fact.beside} if fact.beside else ""
    return "\n".join(filter(None, (fact.text, own)))


def _letters(actor: Actor, case: Case, language: str) -> list[str]:
    return [
        f"{each.title}, {short_day_in_words(each.sent_on, language)}"
        for each in letters_of(actor, case.id)
        if each.sent_on is not None
    ]


def printed(papers: Sequence[Paper], language: str, now: datetime) -> bytes:
    """The papers as PDF. A sign our letter type does not have becomes a question mark: what can be read is given."""
    strange: set[str] = set()
    while True:
        try:
            return pdf([_without(each, strange) for each in papers], language=language, made_at=now)
        except Unprintable as error:
            if not error.sign or error.sign in strange or len(strange) > _MOST_SIGNS:
                return pdf([_without(each, None) for each in papers], language=language, made_at=now)
            strange |= set(error.sign)


def _without(paper: Paper, strange: set[str] | None) -> Paper:
    """The paper with a question mark for each of these signs; None: for all beyond Latin letters."""

    def line(text: str) -> str:
        return "".join("?" if (each > _LAST_LATIN if strange is None else each in strange) else each for each in text)

    def lines(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(line, texts))

    parts = tuple(replace(part, lines=lines(part.lines)) for part in paper.parts)
    return replace(
        paper,
        sender=lines(paper.sender),
        to=lines(paper.to),
        parts=parts,
        signed=lines(paper.signed),
    )
