"""The rounds of a pair over time, in pictures and in words: view-models for the trend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from markupsafe import Markup

from alliantie.alliance.queries import RoundHere
from alliantie.alliance.retests import ROLES, Series, Spreads
from alliantie.alliance.rules import SCALES, SHARED_SCALES, Role
from alliantie.alliance.saying import FEWEST, Said, said_of
from alliantie.alliance.screens import as_float, figure, said, scale_name
from alliantie.alliance.trend import Event, Trend, TrendRound
from alliantie.instruments import Instrument, Option
from alliantie.instruments.schema import LicensedInstrument
from alliantie.practices import Practice
from alliantie.web.dates import short_day_in_words
from alliantie.web.trend import MOST, Place, TrendView, trend_picture

Told = Callable[[TrendRound, Fraction | None], str]
# Rounds of one kind have the same answers to choose from, and so the same axis.
Kind = tuple[str, str, tuple[int, ...]]
Cell = str | Markup


@dataclass(frozen=True, slots=True)
class Panel:
    """One characteristic, or the friction of one person, in two sizes, and what may be said of its newest round."""

    title: str
    wide: Markup
    narrow: Markup
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The rounds of one kind: panels of both people, panels of one, what happened, and where a new line begins."""

    heading: str
    worker_names: str
    shared: tuple[Panel, ...]
    friction: tuple[Panel, ...]
    events: tuple[str, ...]
    new_lines: tuple[str, ...]
    banded: bool


@dataclass(frozen=True, slots=True)
class TrendScreen:
    """The trend: a picture for each kind of round, the newest first, and every round in words, newest first.

    `rules` are the lowest and the highest answer and the percentage of answers a score needs.
    """

    pictures: tuple[Picture, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    number_rows: tuple[tuple[Cell, ...], ...]
    rules: tuple[tuple[int, int, int], ...]
    labels: tuple[str, ...]


def trend_screen(
    here: RoundHere, trend: Trend, spreads: Mapping[str, Spreads], language: str, today: date
) -> TrendScreen | None:
    """The trend in the reader's language; None before there are two rounds with a picture. Costs no query."""
    shared = [each for each in trend.rounds if each.shared]
    if len(shared) < 2:
        return None
    telling = _Telling(here, trend, spreads, language, today)
    kinds = list(dict.fromkeys(_kind(each) for each in reversed(shared)))
    instruments = {each.instrument.id: each.instrument for each in shared}
    return TrendScreen(
        tuple(telling.picture(number, kind) for number, kind in enumerate(kinds)),
        (_("Ronde"), *(scale_name(scale).capitalize() for scale in SCALES)),
        telling.table(lambda each, value: said(value, *telling.options(each))),
        telling.table(lambda _each, value: figure(value)),
        tuple(dict.fromkeys((*_range(each), each.instrument.missing.at_least_percent) for each in shared)),
        tuple(_label(each, language) for each in instruments.values()),
    )


def happened(event: Event, practice: Practice, language: str) -> str:
    """What an event is called, within a line of the list."""
    measure = practice.measure(event.measure_id).name.in_(language) if event.measure_id else ""
    match event.kind:
        case "worker_changed":
            return _("nieuwe %(professional)s") % {"professional": practice.words.professional.one(language)}
        case "warning":
            return _("waarschuwing")
        case "sanction":
            return _("sanctie")
        case "measure_started":
            return _("begin van %(measure)s") % {"measure": measure}
        case "measure_ended":
            return _("einde van %(measure)s") % {"measure": measure}


def _kind(each: TrendRound) -> Kind:
    return each.instrument.id, each.form, tuple(option.value for option in each.instrument.forms.get(each.form).options)


def _range(each: TrendRound) -> tuple[int, int]:
    *_rest, values = _kind(each)
    return values[0], values[-1]


def _label(instrument: Instrument, language: str) -> str:
    label = instrument.label.in_(instrument.language_for(language))
    if not isinstance(instrument, LicensedInstrument):
        return label
    return f"{label} {_('De vragenlijst is van %(holder)s.') % {'holder': instrument.licence.holder.rstrip('.')}}"


def _between(rounds: Sequence[TrendRound], events: Sequence[Event]) -> list[tuple[int, Event]]:
    """The events between two of these rounds, with the place they come after; on the day of a round, before it."""
    found = []
    for event in events:
        before = sum(each.on < event.on for each in rounds)
        if 0 < before < len(rounds):
            found.append((before - 1, event))
    return found


@dataclass(frozen=True, slots=True)
class _Telling:
    """What every picture and table of one trend needs to know."""

    here: RoundHere
    trend: Trend
    spreads: Mapping[str, Spreads]
    language: str
    today: date

    def day(self, on: date) -> str:
        return short_day_in_words(on, self.language, self.today)

    def options(self, each: TrendRound) -> tuple[tuple[Option, ...], str]:
        """The answers of a round, and their language."""
        language = each.instrument.language_for(self.language)
        found = each.instrument.forms.get(each.form).options
        return tuple(Option(option.value, option.label.in_(language)) for option in found), language

    def table(self, told: Told) -> tuple[tuple[Cell, ...], ...]:
        """A row for each round; in a cell first the client, then the professional of that round."""
        several = len({each.pair_id for each in self.trend.rounds}) > 1
        rows = []
        for each in reversed(self.trend.rounds):
            day = self.day(each.on)
            heading = _("%(day)s, met %(name)s") % {"day": day, "name": each.worker_name} if several else day
            rows.append((heading, *(self._cell(each, scale, told) for scale in SCALES)))
        return tuple(rows)

    def _cell(self, each: TrendRound, scale: str, told: Told) -> Cell:
        if each.client is None or each.professional is None:
            return _("geen")
        return Markup("<span>{}: {}<br>{}: {}</span>").format(
            self.here.client_name,
            told(each, each.client.get(scale)),
            each.worker_name,
            told(each, each.professional.get(scale)),
        )

    def picture(self, number: int, kind: Kind) -> Picture:
        """The newest rounds of one kind; `number` tells the pictures of a page apart."""
        drawn = [place for place, each in enumerate(self.trend.rounds) if _kind(each) == kind][-MOST:]
        rounds = [self.trend.rounds[place] for place in drawn]
        workers = list(dict.fromkeys(each.worker_name for each in rounds))
        names = _("%(before)s, daarna %(name)s") if len(workers) > 1 else "%(name)s"
        worker_names = names % {"before": ", ".join(workers[:-1]), "name": workers[-1]}
        events = _between(rounds, self.trend.events)
        numbers = {place: index for index, place in enumerate(sorted({place for place, _event in events}), start=1)}
        client = self.here.client_name
        said = said_of([each for each in self.trend.rounds if _kind(each) == kind], self.spreads)

        def panel(scale: str, title: str, heading: str, who: Sequence[str] = ("client", "professional")) -> Panel:
            options, _language = self.options(rounds[-1])
            words = ((options[0].value, _("nee")), (options[-1].value, _("ja")))
            view = TrendView(
                title=title,
                description=_("De tabel hierna zegt hetzelfde."),
                places=tuple(self._place(place, drawn, scale, who) for place in drawn),
                words=words if scale == "friction" else _ends_and_middle(options),
                first_day=self.day(rounds[0].on),
                last_day=self.day(rounds[-1].on),
                none_text=_("geen"),
                events=tuple(numbers),
                bands=_bands(said, scale),
                minimum=options[0].value,
                maximum=options[-1].value,
                name=f"trend-{number}-{scale}-{'-'.join(who)}",
            )
            sentences = () if scale == "friction" else self._said(said, scale, rounds[-1].worker_name)
            return Panel(heading, trend_picture(view, "wide"), trend_picture(view, "narrow"), sentences)

        return Picture(
            self._heading(rounds[-1]),
            worker_names,
            tuple(
                panel(
                    scale,
                    _("Verloop van %(scale)s: %(client)s en %(worker)s")
                    % {"scale": scale_name(scale), "client": client, "worker": worker_names},
                    scale_name(scale).capitalize(),
                )
                for scale in SHARED_SCALES
            ),
            tuple(
                panel("friction", title, title, (who,))
                for who, name in (("client", client), ("professional", worker_names))
                for title in [_("Stroef voor %(name)s?") % {"name": name}]
            ),
            tuple(
                _("%(number)s · %(day)s: %(what)s")
                % {
                    "number": numbers[place],
                    "day": self.day(event.on),
                    "what": happened(event, self.here.practice, self.language),
                }
                for place, event in events
            ),
            tuple(note for place in drawn for note in self._new_line(place)),
            any(each.change is not None for each in said.values()),
        )

    def _said(self, said: Mapping[Series, Said], scale: str, worker_name: str) -> tuple[str, ...]:
        """What the newest round says: of both at once where nothing can be said, else of each of the two."""
        of_both = [said[role, scale] for role in ROLES]
        if all(each.rounds < FEWEST for each in of_both):
            return (_("Nog te weinig rondes"),)
        if all(each.change is None for each in of_both):
            return (_("Te weinig om te zeggen"),)
        names = (self.here.client_name, worker_name)
        return tuple(f"{name}: {_in_words(each)}" for name, each in zip(names, of_both, strict=True))

    def _heading(self, newest: TrendRound) -> str:
        if isinstance(newest.instrument, LicensedInstrument):
            return newest.instrument.name.in_(newest.instrument.language_for(self.language))
        return _("Makkelijke vorm") if newest.form == "easy" else _("Gewone vorm")

    def _place(self, place: int, drawn: Sequence[int], scale: str, who: Sequence[str]) -> Place:
        each = self.trend.rounds[place]
        client = each.client.get(scale) if each.client and "client" in who else None
        professional = each.professional.get(scale) if each.professional and "professional" in who else None
        joined = place - 1 in drawn and each.goes_on(self.trend.rounds[place - 1])
        return Place(as_float(client), as_float(professional), joined)

    def _new_line(self, place: int) -> Iterator[str]:
        """Why no line runs on to this round, in words."""
        each, before = self.trend.rounds[place], self.trend.rounds[max(place - 1, 0)]
        day = self.day(each.on)
        if each.pair_id != before.pair_id:
            yield _("Vanaf %(day)s met %(name)s. Daar begint een nieuwe lijn.") % {"day": day, "name": each.worker_name}
        if each.key != before.key:
            yield _("Vanaf %(day)s zijn de vragen anders. Daar begint een nieuwe lijn.") % {"day": day}


def _in_words(said: Said) -> str:
    if said.change is None:
        return _("te weinig om te zeggen")
    return _("waarschijnlijk echt anders") if said.change.direction else _("kan toeval zijn")


def _bands(said: Mapping[Series, Said], scale: str) -> tuple[tuple[Role, float, float], ...]:
    return tuple(
        (role, change.lower, change.upper)
        for role in ROLES
        if (each := said.get((role, scale))) is not None and (change := each.change) is not None
    )


def _ends_and_middle(options: Sequence[Option]) -> tuple[tuple[float, str], ...]:
    """The lowest and the highest answer, and the one in the middle where there is one."""
    shown = [options[0], options[len(options) // 2], options[-1]] if len(options) % 2 else [options[0], options[-1]]
    return tuple((option.value, option.label) for option in shown)
