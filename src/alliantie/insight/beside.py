"""The alliance beside how cases ended; and what may be compared, which is nothing until it was shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.alliance.endings import WAYS, Endings, Mean, endings
from alliantie.alliance.questionnaires import OWN
from alliantie.alliance.retests import ROLES
from alliantie.alliance.rules import SHARED_SCALES, Role
from alliantie.alliance.screens import scale_name
from alliantie.insight.queries import LOCALES
from alliantie.instruments import library as instruments
from alliantie.instruments.invariance import Between, Result, may_compare, newest, results
from alliantie.instruments.questionnaire import Key
from alliantie.web.dates import day_in_words

BETWEEN: tuple[Between, ...] = ("practices", "languages", "roles")
ROUNDED = 0.05
"""How far the database rounds a mean, in steps of the answers: its interval is told wider by that."""


@dataclass(frozen=True, slots=True)
class Table:
    """Means by the way cases ended: the columns, and a row a characteristic."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What one line of questions says: a practice is a line of its own, a role a table until the two may be one."""

    heading: str
    ends: str
    tables: tuple[Table, ...]


def beside(actor: Actor, language: str) -> tuple[Beside, ...]:
    """The means of each line of questions, beside how cases ended. One query."""
    found = sorted(endings(actor).items())
    keys = ((Key.parse(line), of) for line, of in found)
    return tuple(Beside(heading_of(key, language), ends_of(key), _tables(key, of, language)) for key, of in keys)


def gate(language: str, known: Iterable[Result] | None = None) -> tuple[tuple[str, ...], ...]:
    """A row for each comparison on our newest questions: between what, what was measured, and whether it is made."""
    known = results() if known is None else tuple(known)
    version = instruments().latest(OWN).version
    rows = []
    for between in BETWEEN:
        ours = (each for each in known if (each.instrument, each.version, each.between) == (OWN, version, between))
        keys: list[Key | None] = [
            Key(OWN, version, *line) for line in sorted({(each.variant, each.length, each.form) for each in ours})
        ]
        rows += [_gate_row(key, between, known, language) for key in keys or [None]]
    return tuple(rows)


def _gate_row(key: Key | None, between: Between, known: tuple[Result, ...], language: str) -> tuple[str, ...]:
    names = {"practices": _("werkwijzen"), "languages": _("talen"), "roles": _("cliënt en begeleider")}
    name = names[between]
    if key is not None:
        words = {"between": name, "length": key.length, "form": form_name(key.form)}
        if key.variant:
            variant = instruments().get(key.instrument, key.version).variant(key.variant).name.in_(language)
            name = _("%(between)s, %(variant)s, %(length)s vragen, %(form)s") % {**words, "variant": variant}
        else:
            name = _("%(between)s, %(length)s vragen, %(form)s") % words
    found = newest(key, between, known) if key is not None else None
    if found is None:
        return name, _("niet gemeten"), _("nee")
    measured = _("%(day)s: %(step)s, minstens %(least)s mensen per groep") % {
        "day": day_in_words(found.on, language), "step": _steps()[found.step], "least": found.least,
    }  # fmt: skip
    return name, measured, _("ja") if found.allows else _("nee")


def _steps() -> dict[str, str]:
    return {
        "none": _("niet gelijk"),
        "configural": _("dezelfde kenmerken"),
        "metric": _("kenmerken wegen gelijk"),
        "scalar": _("gemiddelden te vergelijken"),
        "strict": _("alles gelijk"),
    }


def heading_of(key: Key, language: str) -> str:
    """The form that was asked; of a questionnaire an organisation brought, by its id alone."""
    words = {"name": key.instrument, "variant": key.variant}
    if key.instrument == OWN:
        instrument = instruments().get(key.instrument, key.version)
        words = {"name": instrument.name.in_(language), "variant": instrument.variant(key.variant).name.in_(language)}
    return _("%(name)s %(version)s, %(variant)s, %(length)s vragen, %(form)s") % {
        **words,
        "version": key.version,
        "length": key.length,
        "form": form_name(key.form),
    }


def ends_of(key: Key) -> str:
    """Between which numbers the scores of a form lie."""
    return _("Cijfers lopen van 1 tot en met %(highest)s.") % {"highest": 3 if key.form == "easy" else 5}


def form_name(form: str) -> str:
    """What a form is called."""
    return _("makkelijke vorm") if form == "easy" else _("gewone vorm")


def _tables(key: Key, found: Endings, language: str) -> tuple[Table, ...]:
    names = {
        "completed": _("Voltooid"),
        "positive": _("Eerder gestopt, positief"),
        "neutral": _("Eerder gestopt, neutraal"),
        "negative": _("Eerder gestopt, negatief"),
    }
    ways = [way for way in WAYS if way in found]
    columns = (_("Kenmerk"), *(names[way] for way in ways))
    said = {"client": _("Volgens de cliënt"), "professional": _("Volgens de begeleider")}
    rows = {role: tuple(_rows(role, ways, found, language)) for role in ROLES}
    if may_compare(key, "roles", results()):
        both = tuple((f"{name}: {said[role].lower()}", *cells) for role in ROLES for name, *cells in rows[role])
        return (Table(_("Volgens cliënt en begeleider"), columns, both),)
    return tuple(Table(said[role], columns, rows[role]) for role in ROLES if rows[role])


def _rows(role: Role, ways: Iterable[str], found: Endings, language: str) -> Iterator[tuple[str, ...]]:
    for scale in SHARED_SCALES:
        means = [found[way].get((role, scale)) for way in ways]
        if any(means):
            yield scale_name(scale).capitalize(), *(_in_words(each, language) for each in means)


def _in_words(mean: Mean | None, language: str) -> str:
    """The mean, how far it may be off with a chance of 95 %, and of how many.

    As if there were no more clients than that, and wider by what the mean was rounded. Not for clients of one worker
    being alike: sums do not know workers.
    """
    if mean is None:
        return _("te weinig om te zeggen")
    from scipy.special import stdtrit  # loaded when needed

    reach = float(stdtrit(mean.clients - 1, 0.975)) * mean.error + ROUNDED
    middle, lower, upper = (
        format_decimal(value, "0.0", locale=LOCALES[language])
        for value in (mean.mean, *outward(mean.mean - reach, mean.mean + reach))
    )
    return _("%(mean)s, tussen %(lower)s en %(upper)s (%(count)s of meer cliënten)") % {
        "mean": middle, "lower": lower, "upper": upper, "count": mean.clients,
    }  # fmt: skip


def outward(lower: float, upper: float) -> tuple[float, float]:
    """The ends of an interval at one decimal, moved outward: told in short, it is never narrower than it was."""
    return math.floor(lower * 10) / 10, math.ceil(upper * 10) / 10
