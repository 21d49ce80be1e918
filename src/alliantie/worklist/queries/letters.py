"""What the pages of letters show: those there are, those that can be written, and one to write, sign and send."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.letters import REFERENCE_LINE
from alliantie.cases.models import Case
from alliantie.cases.queries import LetterLine
from alliantie.money.queries import claims_of
from alliantie.norms.duties import duties
from alliantie.norms.standing import Standing
from alliantie.practices import Practice
from alliantie.practices.letter import Letter

_NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in a list: what it is, to whom, and how it stands. `on` is the day of that."""

    id: UUID
    title: str
    to: str
    state: str
    on: date


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A letter of the practice that fits the measures that run."""

    id: str
    name: str
    to: str


def rows_of(found: Iterable[LetterLine]) -> tuple[LetterRow, ...]:
    """Letters as rows, in the same order."""
    return tuple(LetterRow(each.id, each.title, names_in_words(each.names), each.state, _day(each)) for each in found)


def names_in_words(names: Sequence[str]) -> str:
    """Whom a letter is to, in few words."""
    more = len(names) - _NAMES_SHOWN
    if more > 0:
        return _("%(names)s en nog %(count)s") % {"names": ", ".join(names[:_NAMES_SHOWN]), "count": more}
    return ", ".join(names)


def to_write(practice: Practice, measures: Iterable[str], language: str) -> tuple[ToWrite, ...]:
    """The letters that can be written under these measures, in the order of the practice."""
    running = tuple(measures)
    return tuple(
        ToWrite(each.id, each.name.in_(language), recipient(each, practice, running, language))
        for each in practice.letters
        if each.fits(running)
    )


def recipient(letter: Letter, practice: Practice, measures: Collection[str], language: str) -> str:
    """Whom a letter is to under these measures, in words of the practice."""
    if letter.to_whom is not None:
        return _("aan %(whom)s") % {"whom": letter.to_whom.in_(language)}
    return {
        "client": _("aan de %(client)s zelf") % {"client": practice.client_word(measures).one(language)},
        "creditor": _("aan schuldeisers"),
        "prosecutor": _("aan de officier van justitie"),
        "judge": _("aan de rechter"),
        "council": _("aan de Raad voor de Kinderbescherming"),
        "partner": _("aan een andere organisatie"),
        "other": _("aan een ander"),
    }[letter.to]


def creditors_of(actor: Actor, case: Case, standing: Standing, letter: Letter) -> str:
    """The creditors of the open claims in the case as addressees, once for each claim, which the last line names.

    Where a rule asks this letter now to some of them, it begins with those: who answered gets no reminder.
    The names are those the money of the case goes by, so that a reply is known to be of the same claim. One query.
    """
    claims = [each for each in claims_of(actor, [case.id], standing.day) if each.open]
    asked = _asked_to(standing, letter)
    some = [each for each in claims if asked & {(each.creditor.name, each.called), (each.creditor.name, "")}]
    blocks = [
        [each.creditor.name, *filter(None, each.creditor.address.split(", ")), REFERENCE_LINE.format(each.called)]
        for each in sorted(some or claims, key=lambda each: (each.creditor.name_key, each.called))
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks)


def _asked_to(standing: Standing, letter: Letter) -> set[tuple[str, str]]:
    """To whom a rule asks this letter now, each with what it is about ("": not said)."""
    if letter.sent is None:
        return set()
    practice, sent = standing.practice, letter.sent
    named = {said: name for name, said in sent.values.items()}
    whom, what = named.get("{addressee}", ""), named.get("{reference}", "")
    asks = {each.id for each in practice.norms if each.within and each.within.done.fact == sent.fact}
    starts = [each.start.values for each in duties(practice, standing.timeline, standing.day) if each.norm in asks]
    return {(str(each[whom]), str(each.get(what, ""))) for each in starts if whom in each}


def template_of(practice: Practice, letter_id: str) -> Letter | None:
    """The letter of the practice with this id; None where there is none."""
    return practice.letter(letter_id) if any(each.id == letter_id for each in practice.letters) else None


def _day(line: LetterLine) -> date:
    return line.sent_on or clock.day_of(line.signed_at or line.written_at)
