"""The people around someone, in words of the reader's language and as a picture. Costs no query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from markupsafe import Markup

from alliantie.cases.models import NetworkPerson
from alliantie.web.dates import short_day_in_words
from alliantie.web.network import Mark, NetworkView, network_picture

Sort, Circle, Effect = NetworkPerson.Sort, NetworkPerson.Circle, NetworkPerson.Effect


def sorts() -> tuple[tuple[str, str], ...]:
    """What somebody can be to a client."""
    return (
        (Sort.FAMILY, _("Familie")),
        (Sort.FRIEND, _("Vriend of kennis")),
        (Sort.NEIGHBOUR, _("Buurt")),
        (Sort.PROFESSIONAL, _("Hulpverlener of ander beroep")),
        (Sort.ORGANISATION, _("Organisatie")),
    )


def circles() -> tuple[tuple[str, str], ...]:
    """How near somebody is."""
    return (
        (str(Circle.NEAR), _("Dichtbij")),
        (str(Circle.MIDDLE), _("Iets verder")),
        (str(Circle.FAR), _("Verder weg")),
    )


def effects() -> tuple[tuple[str, str], ...]:
    """What somebody does for a client."""
    return ((Effect.HELPS, _("Helpt")), (Effect.COSTS, _("Kost energie")), (Effect.BOTH, _("Allebei")))


@dataclass(frozen=True, slots=True)
class NearTold:
    """Somebody on a map. `number` is that on the picture, 0 for who was taken off it."""

    id: UUID
    number: int
    name: str
    who: str
    circle: str
    effect: str
    words: str
    by_self: bool
    contact: str
    warnings: tuple[str, ...]
    since: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class NetworkTold:
    """A map: the picture in two sizes, the same as a list, and who was taken off."""

    people: tuple[NearTold, ...]
    past: tuple[NearTold, ...]
    wide: Markup
    narrow: Markup


def network_told(name: str, found: Iterable[NetworkPerson], language: str, today: date) -> NetworkTold:
    """The map of the client who is called `name`. `found` in the order of the list."""
    rows = list(found)
    here = [row for row in rows if row.ended_on is None]
    people = tuple(_told(row, number, language, today) for number, row in enumerate(here, 1))
    view = NetworkView(
        _("De mensen om %(name)s") % {"name": name},
        _("Drie kringen. De lijst hierna zegt hetzelfde."),
        name,
        tuple(text for _circle, text in circles()),
        tuple(
            Mark(
                told.number,
                row.name,
                row.circle,
                row.effect,
                row.sort in (Sort.PROFESSIONAL, Sort.ORGANISATION),
                bool(told.warnings),
            )
            for told, row in zip(people, here, strict=True)
        ),
    )
    return NetworkTold(
        people,
        tuple(_told(row, 0, language, today) for row in rows if row.ended_on is not None),
        network_picture(view, "wide"),
        network_picture(view, "narrow"),
    )


def warnings_of(*, victim: bool, banned: bool) -> tuple[str, ...]:
    """What has to be known before anyone contacts this person."""
    return (*((_("Contactverbod"),) if banned else ()), *((_("Slachtoffer"),) if victim else ()))


def _told(row: NetworkPerson, number: int, language: str, today: date) -> NearTold:
    named = {"name": row.said_by}
    if row.said_on is not None:
        named["day"] = short_day_in_words(row.said_on, language, today)
    contact = {
        "yes": _("Mag benaderd worden. Dat zei %(name)s op %(day)s."),
        "no": _("Niet benaderen. Dat zei %(name)s op %(day)s."),
    }.get(row.may_contact, "")
    return NearTold(
        row.id,
        number,
        row.name,
        " · ".join(filter(None, (dict(sorts())[row.sort], row.relation))),
        dict(circles())[str(row.circle)],
        dict(effects()).get(row.effect, ""),
        row.words,
        row.by_self,
        contact % named if contact else "",
        warnings_of(victim=row.victim, banned=row.banned),
        row.starts_on,
        row.ended_on,
    )
