"""What the two look at, in words and as a picture: view-models for the reveal and the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from markupsafe import Markup

from alliantie.alliance.queries import Looked, RoundHere
from alliantie.alliance.retests import Spreads
from alliantie.alliance.rules import SHARED_SCALES, Role, TalkingPoint
from alliantie.instruments import Option, in_words
from alliantie.web.pictures import Band, RevealView, reveal_picture

Scores = Mapping[str, Fraction | None]


def scale_name(scale: str) -> str:
    """The characteristic, as every screen calls it."""
    return {
        "trust": _("vertrouwen"),
        "direction": _("richting en kader"),
        "bond": _("binding"),
        "friction": _("stroefheid"),
    }[scale]


def scale_hint(scale: str) -> str:
    """What the characteristic is about, in three words."""
    return {
        "trust": _("eerlijk durven zijn"),
        "direction": _("doel en regels kennen"),
        "bond": _("respect en steun"),
    }[scale]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table beside the picture, in words."""

    name: str
    client: str
    professional: str
    before: str
    alike: str


@dataclass(frozen=True, slots=True)
class Number:
    """One figure under "how computed": exact mean and what it was computed from."""

    scale: str
    name: str
    client: str
    professional: str


@dataclass(frozen=True, slots=True)
class Screen:
    """The reveal: the picture in two sizes, its table, and the figures behind it."""

    wide: Markup
    narrow: Markup
    lines: tuple[Line, ...]
    numbers: tuple[Number, ...]
    shared: bool


def reveal_screen(
    here: RoundHere, seen: Looked, before: Looked | None, options: Sequence[Option], language: str
) -> Screen:
    """The picture of a round and the same in words. Without a shared picture earlier marks stay away as well."""
    client: Scores = seen.client or {}
    professional: Scores = seen.professional or {}
    shared = seen.shared
    earlier = before if before is not None and before.shared and shared else None
    bands = tuple(
        Band(
            scale_name(scale).capitalize(),
            scale_hint(scale),
            as_float(client.get(scale)),
            as_float(professional.get(scale)),
            as_float(earlier.client.get(scale)) if earlier and earlier.client else None,
            as_float(earlier.professional.get(scale)) if earlier and earlier.professional else None,
        )
        for scale in SHARED_SCALES
    )
    view = RevealView(
        title=_("Ronde %(number)s: %(client)s en %(worker)s")
        % {"number": here.round.number, "client": here.client_name, "worker": here.worker_name},
        description=_("Vier kenmerken, twee mensen. De tabel hierna zegt hetzelfde."),
        client_name=here.client_name,
        professional_name=here.worker_name,
        bands=bands,
        answer_words=tuple(option.label for option in options),
        missing_text=_("te weinig antwoorden"),
        friction_title=scale_name("friction").capitalize(),
        friction_hint=_("Voor ieder iets anders. Niet vergelijken."),
        friction_client_label=_("Stroef voor %(name)s?") % {"name": here.client_name},
        friction_professional_label=_("Stroef voor %(name)s?") % {"name": here.worker_name},
        friction_low=_("nee"),
        friction_high=_("ja"),
        friction_client=as_float(client.get("friction")) if shared else None,
        friction_professional=as_float(professional.get("friction")) if shared else None,
        empty_text=None if shared else _("Deze keer is er geen beeld."),
        minimum=options[0].value,
        maximum=options[-1].value,
    )
    return Screen(
        reveal_picture(view, "wide"),
        reveal_picture(view, "narrow"),
        tuple(_line(scale, client, professional, earlier, options, language) for scale in (*SHARED_SCALES, "friction"))
        if shared
        else (),
        tuple(
            Number(scale, scale_name(scale), figure(client.get(scale)), figure(professional.get(scale)))
            for scale in (*SHARED_SCALES, "friction")
        )
        if shared
        else (),
        shared,
    )


def with_margins(numbers: Sequence[Number], spreads: Spreads) -> list[tuple[str, str, str]]:
    """The rows of the figures; where many pairs say it, with how far chance alone takes 95 of 100 scores up or down.

    Never of friction, which is not measured well enough for that.
    """

    def margin(role: Role, scale: str) -> str:
        known = spreads.get((role, scale)) if scale in SHARED_SCALES else None
        return "" if known is None else f" ± {1.96 * known.spread:.1f}".replace(".", ",")

    none = figure(None)
    return [
        (
            each.name,
            each.client if each.client == none else each.client + margin("client", each.scale),
            each.professional if each.professional == none else each.professional + margin("professional", each.scale),
        )
        for each in numbers
    ]


def as_float(value: Fraction | None) -> float | None:
    """A score as the pictures take it."""
    return None if value is None else float(value)


def figure(value: Fraction | None) -> str:
    """A score as a figure, only for under "how computed"."""
    return _("geen") if value is None else f"{float(value):.2f}".replace(".", ",")


def said(value: Fraction | None, options: Sequence[Option], language: str) -> str:
    """A score in the words of its answers."""
    return _("te weinig antwoorden") if value is None else in_words(value, options, language)


def _line(
    scale: str,
    client: Scores,
    professional: Scores,
    before: Looked | None,
    options: Sequence[Option],
    language: str,
) -> Line:
    mine, other = client.get(scale), professional.get(scale)
    then = ""
    if before is not None and before.client is not None and before.professional is not None:
        then = (
            f"{said(before.client.get(scale), options, language)}"
            f" / {said(before.professional.get(scale), options, language)}"
        )
    alike = ""
    if scale != "friction" and mine is not None and other is not None and abs(mine - other) < Fraction(1, 2):
        alike = _("ongeveer gelijk")
    return Line(scale_name(scale), said(mine, options, language), said(other, options, language), then, alike)


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to talk about: what is seen, and an open question."""

    seen: str
    question: str


def cards(points: Sequence[TalkingPoint], here: RoundHere) -> tuple[Card, ...]:
    """The talking points in the words of the conversation page."""
    return tuple(_card(point, here) for point in points)


def _card(point: TalkingPoint, here: RoundHere) -> Card:
    name = scale_name(point.scale)
    match point.kind:
        case "best":
            return Card(_("Dit gaat het best: %(name)s.") % {"name": name}, _("Wat doen jullie dat helpt?"))
        case "differs":
            return Card(
                _("Dit zien jullie anders: %(name)s.") % {"name": name},
                _("Hoe is dat voor %(client)s? En voor %(worker)s?")
                % {"client": here.client_name, "worker": here.worker_name},
            )
        case "changed":
            return Card(_("Dit is anders dan vorige keer: %(name)s.") % {"name": name}, _("Wat is er gebeurd?"))
        case "fell":
            who = here.client_name if point.role == "client" else here.worker_name
            return Card(
                _("Dit is lager dan eerst voor %(who)s: %(name)s. Waarschijnlijk is dat geen toeval.")
                % {"who": who, "name": name},
                _("Wat is er gebeurd?"),
            )
        case "chafes":
            return Card(
                _said_by(point, here, _("doel en regels zijn duidelijk. Toch kost het moeite.")),
                _("Wat zou het lichter maken?"),
            )
        case "works":
            return Card(
                _said_by(point, here, _("doel en regels zijn duidelijk. Er is steun.")), _("Wat helpt daarbij?")
            )


def _said_by(point: TalkingPoint, here: RoundHere, what: str) -> str:
    """Whose it is: of one, or of each of the two."""
    words = {"client": here.client_name, "worker": here.worker_name, "what": what}
    if point.role is None:
        return _("%(client)s en %(worker)s zeggen allebei: %(what)s") % words
    return _("%(who)s zegt: %(what)s") % {**words, "who": words["client" if point.role == "client" else "worker"]}
