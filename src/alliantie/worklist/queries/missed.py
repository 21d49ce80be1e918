"""Who did not come to which talk, in words; counted, and never explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie.cases.models import Fact
from alliantie.cases.queries import Happened, Person, Try
from alliantie.cases.told import capital
from alliantie.web.dates import short_day_in_words
from alliantie.worklist.queries import words
from alliantie.worklist.queries.talks import Talk


@dataclass(frozen=True, slots=True)
class NotCome:
    """A talk to which somebody did not come, with each try in words; `fresh` when there was no contact since."""

    id: UUID
    names: str
    on: date
    detail: str
    tries: tuple[str, ...]
    reached: bool
    fresh: bool


@dataclass(frozen=True, slots=True)
class InARow:
    """Someone who did not come twice or more since the last contact, with how often in words."""

    name: str
    times: str


def missed_in_words(
    missed: Sequence[Talk], facts: Iterable[Happened], people: Sequence[Person], language: str, today: date
) -> tuple[tuple[NotCome, ...], tuple[InARow, ...]]:
    """The missed talks of a case, newest first, and who did not come twice or more in a row. Costs no query."""
    contacts = [(fact.on, fact.client_id) for fact in facts if fact.kind == Fact.Kind.CONTACT]
    called = {person.client_id: person.given_name for person in people}

    def since_contact(talk: Talk, client_id: UUID) -> bool:
        return all(on <= talk.on for on, who in contacts if who in (None, client_id))

    found = []
    counted = dict.fromkeys(called, 0)
    for talk in reversed(missed):
        absent = {each.client_id for each in talk.tries}
        fresh = [client_id for client_id in absent if since_contact(talk, client_id)]
        for client_id in fresh:
            counted[client_id] += 1
        found.append(
            NotCome(
                talk.id,
                words.joined([name for client_id, name in called.items() if client_id in absent]),
                talk.on,
                talk.what,
                tuple(dict.fromkeys(_in_words(each, language, today) for each in talk.tries)),
                absent == {each.client_id for each in talk.tries if each.reached},
                bool(fresh),
            )
        )
    in_a_row = tuple(
        InARow(called[client_id], words.times(count)) for client_id, count in counted.items() if count >= 2
    )
    return tuple(found), in_a_row


def _in_words(one: Try, language: str, today: date) -> str:
    ways = ", ".join(words.tried(way) for way in one.ways)
    told = _("bereikt") if one.reached else _("niet bereikt")
    line = f"{capital(short_day_in_words(one.on, language, today))}: {ways}, {told}."
    return f"{line} {_('Zegt: %(said)s') % {'said': one.said}}" if one.said else line
