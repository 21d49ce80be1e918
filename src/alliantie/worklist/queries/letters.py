"""What the pages of letters show: those there are, those that can be written, and one to write, sign and send."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.letters import REFERENCE_LINE, reference_in
from alliantie.cases.models import Case
from alliantie.cases.queries import LetterLine
from alliantie.cases.queries.letters import written_to
from alliantie.money.queries import claims_of
from alliantie.norms.duties import duties
from alliantie.norms.fact_values import told_in
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact
from alliantie.people.names import plain
from alliantie.practices import Practice
from alliantie.practices.letter import ADDRESSEE, REFERENCE, Letter

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


@dataclass(frozen=True, slots=True)
class Asked:
    """From which fact a rule asks a letter now, to whom it goes with that, each with what it is about ("": not said),
    and who waits for a letter of their own, since that would say another day or something else.
    """

    since: Fact | None
    to: frozenset[tuple[str, str]]
    waiting: tuple[str, ...]


def asked_to(standing: Standing, letter: Letter) -> Asked:
    """To whom a rule asks this letter now: with what is due first those of whom the letter would say the same.

    Costs no query.
    """
    practice, sent = standing.practice, letter.sent
    named = {said: name for name, said in sent.values.items()} if sent else {}
    whom, what = named.get(ADDRESSEE, ""), named.get(REFERENCE, "")
    asks = {each.id for each in practice.norms if sent and each.within and each.within.done.fact == sent.fact}
    owed = sorted(
        duties(practice, standing.timeline, standing.day) if asks else (), key=lambda each: (each.due, each.start.on)
    )
    starts = [each.start for each in owed if each.norm in asks and whom in each.start.values]
    if not starts:
        return Asked(None, frozenset(), ())

    def says(start: Fact) -> list[object]:
        latest = (field.latest for field in letter.fields if field.latest is not None)
        return [told_in(start, each.value) for each in latest if each.fact == start.kind]

    now = [start for start in starts if says(start) == says(starts[0])]
    to = frozenset((str(each.values[whom]), str(each.values.get(what, ""))) for each in now)
    return Asked(starts[0], to, tuple(dict.fromkeys(str(each.values[whom]) for each in starts if each not in now)))


def creditors_of(actor: Actor, case: Case, standing: Standing, asked: Asked) -> str:
    """The creditors of the open claims in the case as addressees, once for each claim, which the last line names; and
    after them whom the case wrote to that its money does not know.

    Where a rule asks this letter now to some of them, it begins with those: who answered gets no reminder.
    The names are those the money of the case goes by, so that a reply is known to be of the same claim. Two queries.
    """
    claims = sorted(claims_of(actor, [case.id], standing.day), key=lambda each: (each.creditor.name_key, each.called))
    known = {each.creditor.name_key for each in claims}
    blocks = [
        (each.creditor.name, *filter(None, each.creditor.address.split(", ")), REFERENCE_LINE.format(each.called))
        for each in claims
        if each.open
    ]
    to_creditors = [each.id for each in standing.practice.letters if each.to == "creditor"]
    by_hand: dict[tuple[str, str], tuple[str, ...]] = {}
    for lines in written_to(actor, case.id, to_creditors):
        if plain(lines[0]) not in known:
            by_hand.setdefault((plain(lines[0]), reference_in(lines)), lines)
    blocks += by_hand.values()
    some = [each for each in blocks if asked.to & {(each[0], reference_in(each)), (each[0], "")}]
    return "\n\n".join("\n".join(lines) for lines in some or blocks)


def template_of(practice: Practice, letter_id: str) -> Letter | None:
    """The letter of the practice with this id; None where there is none."""
    return practice.letter(letter_id) if any(each.id == letter_id for each in practice.letters) else None


def _day(line: LetterLine) -> date:
    return line.sent_on or clock.day_of(line.signed_at or line.written_at)
