"""Areas of life under which the goals of a plan stand: those of a practice, or one general list of our own."""

from __future__ import annotations

from alliantie.practices.texts import Part, Text
from alliantie.practices.values import Id


class LifeArea(Part):
    """An area of life; `source` is None in the general list alone, which is in no source."""

    id: Id
    name: Text
    source: Id | None = None


class SourcedArea(LifeArea):
    """An area that the source of a practice names."""

    source: Id


GENERAL: tuple[LifeArea, ...] = tuple(
    LifeArea(id=id, name=Text(nl=nl, en=en))
    for id, nl, en in (
        ("housing", "Wonen", "Housing"),
        ("finances", "Geld", "Money"),
        ("work-education", "Werk en opleiding", "Work and education"),
        ("daytime", "Dagbesteding", "Daytime activities"),
        ("health", "Gezondheid", "Health"),
        ("family", "Gezin en thuis", "Family and home"),
        ("network", "Vrienden en bekenden", "Friends and acquaintances"),
        ("safety", "Veiligheid", "Safety"),
    )
)
"""What a plan is ordered by where the source of a practice names no areas. Not in the source: our own choice."""
