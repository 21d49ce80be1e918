"""What is shared, in words of the reader's language: what sorts there are, and each thing as a partner reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import SharedPart
from alliantie.cases.queries.sharing import Piece, Shared, sharings
from alliantie.norms.calendars import last_day
from alliantie.practices import Practice
from alliantie.practices.texts import uncapitalised
from alliantie.web.dates import clock_time_in_words, day_in_words, short_day_in_words
from alliantie.web.euros import euros_in_words

Sort = SharedPart.Sort


@dataclass(frozen=True, slots=True)
class Said:
    """One thing in words: its name, what belongs to it, a whole text; `letter_id` where there is a paper to open."""

    title: str
    detail: str = ""
    letter_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one sort under a heading."""

    sort: str
    heading: str
    said: tuple[Said, ...]


def sorts() -> dict[str, str]:
    """What can be shared, in the order in which it is shown."""
    return {
        Sort.BIRTH_DATE: _("Geboortedatum"),
        Sort.MEASURE: _("Maatregel"),
        Sort.CONDITION: _("Voorwaarden"),
        Sort.GOAL: _("Doelen uit het plan"),
        Sort.AGREEMENT: _("Afspraken"),
        Sort.TALK: _("Geplande gesprekken"),
        Sort.LETTER: _("Brieven en verslagen"),
        Sort.CLAIM: _("Schulden"),
        Sort.TEXT: _("In eigen woorden"),
    }


@dataclass(frozen=True, slots=True)
class Words:
    """By what things are told: the practice, the language, today, and how the status of a debt is said."""

    practice: Practice
    language: str
    today: date
    worker: str
    client: str
    status: Callable[[str], str]


def told_in_groups(pieces: Iterable[Piece], words: Words) -> tuple[Group, ...]:
    """What is shared, sort by sort."""
    found: dict[str, list[Said]] = {}
    for each in pieces:
        found.setdefault(each.sort, []).append(said(each.sort, each.told, words))
    return tuple(Group(sort, heading, tuple(found[sort])) for sort, heading in sorts().items() if sort in found)


def said(sort: str, told: dict[str, Any], words: Words) -> Said:
    """One thing of a sort in words."""
    return _SAID[sort](told, words)


def in_report(actor: Actor, case_id: UUID, client_id: UUID, language: str) -> tuple[str, ...]:
    """What was shared about one client, with whom, what for and when, a line each: sorts, not what they say.

    Without what a law keeps from the client today, since a client may read a report. Three queries.
    """
    today = clock.today()
    with translation.override(language):
        return tuple(
            _line(each, language)
            for each in sharings(actor, [case_id])
            if each.row.client_id == client_id and each.state != "refused"
            if each.row.kept_until is None or each.row.kept_until <= today
        )


def _line(shared: Shared, language: str) -> str:
    row, there = shared.row, {sort for sort, _text in shared.parts}
    what = [_("dat er een zaak is"), *(uncapitalised(name) for sort, name in sorts().items() if sort in there)]
    told = {
        "whom": row.whom,
        "what": ", ".join(what),
        "purpose": " ".join(row.purpose.split()).rstrip("."),
        "first": short_day_in_words(clock.day_of(row.starts_at), language),
    }
    over = clock.day_of(row.stopped_at) if row.stopped_at else row.ends_on
    if over is None:
        return _("%(whom)s: %(what)s. Waarvoor: %(purpose)s. Verteld op %(first)s.") % told
    told["last"] = short_day_in_words(over, language)
    return _("%(whom)s: %(what)s. Waarvoor: %(purpose)s. Van %(first)s tot %(last)s.") % told


def _day(text: str | None, words: Words) -> str:
    return short_day_in_words(date.fromisoformat(text), words.language, words.today) if text else ""


def _birth_date(told: dict[str, Any], words: Words) -> Said:
    return Said(short_day_in_words(date.fromisoformat(told["on"]), words.language))


def _measure(told: dict[str, Any], words: Words) -> Said:
    name = words.practice.measure(told["measure"]).name.in_(words.language)
    until = told["ended"] or told["until"]
    # It is over on that day; what began and ended on one day had that day.
    final = max(told["from"], last_day(date.fromisoformat(until)).isoformat()) if until else None
    return Said(name, _span(told["from"], final, words))


def _condition(told: dict[str, Any], words: Words) -> Said:
    return Said(told["text"], _span(told["from"], told["ended"] or told["until"], words))


def _span(first: str, last: str | None, words: Words) -> str:
    if last is None:
        return _("vanaf %(day)s") % {"day": _day(first, words)}
    return _("van %(first)s tot en met %(last)s") % {"first": _day(first, words), "last": _day(last, words)}


def _goal(told: dict[str, Any], words: Words) -> Said:
    steps = "; ".join(", ".join(filter(None, (each["what"], each["who"], each["when"]))) for each in told["steps"])
    of = _("uit het plan van %(day)s") % {"day": _day(told["on"], words)}
    newer = _("Er is een nieuwer plan. Vraag ernaar.") if told["newer"] else ""
    return Said(told["words"], " · ".join(filter(None, (steps, of, newer))))


def _agreement(told: dict[str, Any], words: Words) -> Said:
    who = {"client": words.client, "worker": words.worker}.get(told["owner"], told["owner_name"])
    by = _("uiterlijk %(day)s") % {"day": _day(told["due_on"], words)} if told["due_on"] else ""
    state = {"done": _("gedaan"), "dropped": _("vervallen")}.get(told["state"], "")
    return Said(told["text"], " · ".join(filter(None, (who, by, state))))


def _talk(told: dict[str, Any], words: Words) -> Said:
    at = datetime.fromisoformat(told["at"])
    name = next((each.name.in_(words.language) for each in words.practice.talks if each.id == told["talk"]), "")
    when = _("%(day)s om %(time)s") % {
        "day": day_in_words(at, words.language, words.today),
        "time": clock_time_in_words(at, words.language),
    }
    gone = _("gaat niet door") if told["cancelled"] else ""
    return Said(when, " · ".join(filter(None, (name, told["place"], gone))))


def _letter(told: dict[str, Any], words: Words) -> Said:
    on = _("ondertekend op %(day)s") % {
        "day": short_day_in_words(datetime.fromisoformat(told["signed_at"]), words.language, words.today)
    }
    return Said(told["title"], on, UUID(told["id"]))


def _claim(told: dict[str, Any], words: Words) -> Said:
    amount = f": {euros_in_words(Decimal(told['amount']), words.language)}" if told["amount"] else ""
    return Said(told["creditor"] + amount, " · ".join(filter(None, (words.status(told["status"]), told["reference"]))))


def _text(told: dict[str, Any], _words: Words) -> Said:
    return Said(told["text"])


_SAID: dict[str, Callable[[dict[str, Any], Words], Said]] = {
    Sort.BIRTH_DATE: _birth_date,
    Sort.MEASURE: _measure,
    Sort.CONDITION: _condition,
    Sort.GOAL: _goal,
    Sort.AGREEMENT: _agreement,
    Sort.TALK: _talk,
    Sort.LETTER: _letter,
    Sort.CLAIM: _claim,
    Sort.TEXT: _text,
}
