"""The proof of destruction of a batch on paper: what by number, by which rule, on which day, and who agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.documents.pdf import Paper, pdf
from alliantie.documents.text import Block, plain
from alliantie.insight.keeping_words import CALLED, practice_name
from alliantie.keeping.models import Batch, Tombstone
from alliantie.keeping.words import months_in_words, source_in_words
from alliantie.people.models import Organisation
from alliantie.practices.keeping import Category
from alliantie.web.dates import short_day_in_words


def proof(
    organisation: Organisation,
    batch: Batch,
    gone: Sequence[Tombstone],
    names: Mapping[UUID, str],
    *,
    now: datetime,
    language: str,
) -> bytes:
    """The paper as PDF."""
    paper = Paper(
        title=_("Verklaring van vernietiging"),
        sender=(organisation.name,),
        to=(_("Voor het dossier van de organisatie"),),
        about=(short_day_in_words(clock.day_of(now), language),),
        parts=tuple(_parts(batch, gone, names, language)),
        signed=(),
    )
    return pdf([paper], language="en" if language.startswith("en") else "nl", made_at=now)


def _parts(batch: Batch, gone: Sequence[Tombstone], names: Mapping[UUID, str], language: str) -> Iterator[Block]:
    def on(moment: datetime | None) -> str:
        return short_day_in_words(clock.day_of(moment), language) if moment else ""

    yield Block(
        "list",
        (
            _("Wat: %(what)s, %(count)s keer") % {"what": CALLED[Category(batch.category)], "count": len(gone)},
            _("Waarom: %(reason)s") % {"reason": plain(batch.reason)},
            _("Voorgesteld door %(name)s, %(day)s")
            % {"name": names.get(batch.proposed_by, str(batch.proposed_by)), "day": on(batch.proposed_at)},
            _("Goedgekeurd door %(name)s, %(day)s")
            % {"name": names.get(gone[0].approved_by, str(gone[0].approved_by)), "day": on(batch.approved_at)},
            _("Nummer van het voorstel: %(number)s") % {"number": batch.id},
        ),
    )
    yield Block("heading", (_("Volgens welke regel"),))
    rules = sorted({(each.months, each.source) for each in gone})
    yield Block(
        "list", tuple(f"{months_in_words(months)}. {source_in_words(source, language)}" for months, source in rules)
    )
    yield Block("heading", (_("Wat er is vernietigd"),))
    yield Block("list", tuple(_line(each, language) for each in sorted(gone, key=lambda one: str(one.number))))
    if held := tuple(_held(each, hold, names, language) for each in gone for hold in each.holds):
        yield Block("heading", (_("Wat eerder was vastgehouden"),))
        yield Block("list", held)
    yield Block("heading", (_("Waaruit het verdween"),))
    yield Block(
        "paragraph",
        (
            _("Uit alle tabellen, de geschiedenis, het leeslogboek, het zoeken, concepten, kopieën en brieven."),
            _("De sleutels van antwoorden zijn vernietigd. Wie een oude reservekopie terugzet, wist dit opnieuw."),
        ),
    )
    if any(each.logs_done_at is None for each in gone):
        yield Block("paragraph", (_("Regels in de logboeken worden nog gewist. Dat duurt een paar minuten."),))


def _line(each: Tombstone, language: str) -> str:
    where = practice_name(each.practice_id, language) if each.practice_id else ""
    said = {"number": each.number, "day": short_day_in_words(clock.day_of(each.done_at), language)}
    rows = _("%(count)s regels") % {"count": sum(each.counts.values())}
    return " · ".join(part for part in (_("%(number)s, op %(day)s") % said, where, rows) if part)


def _held(of: Tombstone, hold: Mapping[str, str | None], names: Mapping[UUID, str], language: str) -> str:
    def by(worker: str | None) -> str:
        return names.get(UUID(worker), worker) if worker else ""

    def on(day: str | None) -> str:
        return short_day_in_words(date.fromisoformat(day), language) if day else ""

    said = {
        "number": of.number,
        "first": on(hold["starts_on"]),
        "last": on(hold["until"]),
        "set": by(hold["set_by"]),
        "ended": by(hold["ended_by"] or hold["less_by"]),
    }
    if said["ended"]:
        return (
            _("%(number)s: %(first)s tot en met %(last)s, door %(set)s; losgelaten of ingekort door %(ended)s") % said
        )
    return _("%(number)s: %(first)s tot en met %(last)s, door %(set)s") % said
