"""The own caseload of a worker in words and pictures. By name: nothing here can be put in the order of a score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from markupsafe import Markup

from alliantie.access.identity import Actor
from alliantie.alliance.caseload import Caseload, Estimate, OfClient, OfLine, caseload
from alliantie.alliance.retests import ROLES, Series
from alliantie.alliance.rules import SHARED_SCALES
from alliantie.alliance.screens import scale_name
from alliantie.instruments import Option
from alliantie.instruments import library as instruments
from alliantie.web.intervals import Interval, IntervalRow, IntervalView, interval_picture


@dataclass(frozen=True, slots=True)
class Panel:
    """One characteristic: a picture in two sizes, and the same as rows of a table."""

    title: str
    wide: Markup
    narrow: Markup
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """The clients who were asked the same questions."""

    heading: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """The page: how the rounds of a year went, what there is enough to say of, and whose pictures were `read`."""

    process: tuple[tuple[str, str], ...]
    questions: tuple[Questions, ...]
    read: tuple[OfClient, ...]


def screen(actor: Actor, language: str, today: date) -> Screen:
    """The caseload of the last year. Three queries at most."""
    found = caseload(actor, _year_before(today), today)
    return Screen(
        _process(found),
        tuple(_questions(number, each, language) for number, each in enumerate(found.lines)),
        tuple({client.client_id: client for line in found.lines for client in line.clients}.values()),
    )


def _year_before(today: date) -> date:
    return date(today.year - 1, today.month, min(today.day, 28))


def _process(found: Caseload) -> tuple[tuple[str, str], ...]:
    went = found.went
    return (
        (_("Een ronde kon"), str(went.possible)),
        (_("Begonnen"), str(went.begun)),
        (_("Samen gekeken"), str(went.looked)),
        (_("Gepraat"), str(went.talked)),
        (_("Een afspraak gemaakt"), str(went.agreed)),
    )


def _questions(number: int, line: OfLine, language: str) -> Questions:
    options = tuple(
        Option(each.value, each.label.in_(language))
        for each in instruments().get(*line.key.split("/")[:2]).forms.get(line.form).options
    )
    shape = _("makkelijke vorm") if line.form == "easy" else _("gewone vorm")
    heading = _("%(count)s vragen, %(form)s") % {"count": line.length, "form": shape}
    return Questions(heading, tuple(_panel(f"c{number}-{scale}", line, scale, options) for scale in SHARED_SCALES))


def _panel(name: str, line: OfLine, scale: str, options: tuple[Option, ...]) -> Panel:
    title = scale_name(scale).capitalize()
    middle = options[len(options) // 2]
    view = IntervalView(
        title=title,
        description=_("De tabel hierna zegt hetzelfde."),
        rows=tuple(
            IntervalRow(each.name, *(_interval(each.estimates.get((role, scale))) for role in ROLES))
            for each in line.clients
        ),
        words=tuple((each.value, each.label) for each in (options[0], middle, options[-1])),
        minimum=options[0].value,
        maximum=options[-1].value,
        name=name,
    )
    return Panel(
        title,
        interval_picture(view, "wide"),
        interval_picture(view, "narrow"),
        tuple(
            (each.name, *(_said(each, (role, scale), options) for role in ROLES), str(each.rounds))
            for each in line.clients
        ),
    )


def _interval(estimate: Estimate | None) -> Interval | None:
    return None if estimate is None else (estimate.mean, estimate.lower, estimate.upper)


def _said(client: OfClient, series: Series, options: tuple[Option, ...]) -> str:
    estimate = client.estimates.get(series)
    if estimate is None:
        return _("te weinig om te zeggen")

    def nearest(value: float) -> str:
        return min(options, key=lambda each: abs(each.value - value)).label.lower()

    lower, upper = nearest(estimate.lower), nearest(estimate.upper)
    return lower if lower == upper else _("tussen %(lower)s en %(upper)s") % {"lower": lower, "upper": upper}
