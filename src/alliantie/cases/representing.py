"""Who may act for a client: grounds with their source, and when each is over. The database reckons the same days.

The law is as we know it, not checked by a lawyer: each source says so. Dutch law alone; Flanders has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alliantie.practices.sources import Source
from alliantie.practices.texts import Text

CARE_UNTIL, MONEY_UNTIL, BOTH_FROM = 16, 18, 12
"""Ages: a parent or guardian acts in care until 16 and in money until 18; from 12 on together with the young person."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which somebody acts for a client: what it covers, and whether it is for minors alone."""

    id: str
    name: Text
    what: Text
    source: Source
    care: bool
    money: bool
    minor: bool = False


def _law(name: str, dutch: str, english: str) -> Source:
    return Source(id=f"law-{name}", kind="statute", as_in_source="2024", title=Text(nl=dutch, en=english))


GROUNDS: tuple[Ground, ...] = (
    Ground(
        "parent",
        Text(nl="Ouder met gezag", en="Parent with authority"),
        Text(
            nl="Zorg tot 16 jaar, vanaf 12 jaar samen met de jongere. Geld tot 18 jaar.",
            en="Care until 16, from 12 on together with the young person. Money until 18.",
        ),
        _law(
            "authority",
            "Burgerlijk Wetboek 1:245 en 1:253i (gezag); Jeugdwet 7.3.4 en 7.3.5 (12 en 16 jaar)",
            "Dutch Civil Code 1:245 and 1:253i (authority); Youth Act 7.3.4 and 7.3.5 (12 and 16 years)",
        ),
        care=True,
        money=True,
        minor=True,
    ),
    Ground(
        "guardian",
        Text(nl="Voogd", en="Guardian"),
        Text(
            nl="Zorg tot 16 jaar, vanaf 12 jaar samen met de jongere. Geld tot 18 jaar.",
            en="Care until 16, from 12 on together with the young person. Money until 18.",
        ),
        _law(
            "guardianship",
            "Burgerlijk Wetboek 1:337 (voogdij); Jeugdwet 7.3.4 en 7.3.5 (12 en 16 jaar)",
            "Dutch Civil Code 1:337 (guardianship); Youth Act 7.3.4 and 7.3.5 (12 and 16 years)",
        ),
        care=True,
        money=True,
        minor=True,
    ),
    Ground(
        "curator",
        Text(nl="Curator (curatele)", en="Curator (legal guardianship of an adult)"),
        Text(nl="Zorg en geld.", en="Care and money."),
        _law(
            "curatele",
            "Burgerlijk Wetboek 1:378, 1:381 en 1:386 (curatele)",
            "Dutch Civil Code 1:378, 1:381 and 1:386 (guardianship of an adult)",
        ),
        care=True,
        money=True,
    ),
    Ground(
        "administrator",
        Text(nl="Bewindvoerder (beschermingsbewind)", en="Administrator (protective administration)"),
        Text(nl="Alleen geld.", en="Money alone."),
        _law(
            "bewind",
            "Burgerlijk Wetboek 1:431 en 1:441 (beschermingsbewind)",
            "Dutch Civil Code 1:431 and 1:441 (protective administration)",
        ),
        care=False,
        money=True,
    ),
    Ground(
        "mentor",
        Text(nl="Mentor (mentorschap)", en="Mentor (mentorship)"),
        Text(nl="Alleen zorg, geen geld.", en="Care alone, no money."),
        _law(
            "mentorship",
            "Burgerlijk Wetboek 1:450 en 1:453 (mentorschap)",
            "Dutch Civil Code 1:450 and 1:453 (mentorship)",
        ),
        care=True,
        money=False,
    ),
)


def ground_of(name: str) -> Ground:
    """The ground of this id. Raises KeyError."""
    return {each.id: each for each in GROUNDS}[name]


def birthday(born_on: date, age: int) -> date:
    """The day somebody becomes so old; who was born on 29 February does so on the last day of that month."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return born_on.replace(year=born_on.year + age, day=28)


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may do for a client today, and whether the client decides along."""

    care: bool
    money: bool
    together: bool

    @property
    def runs(self) -> bool:
        """Whether it covers anything today."""
        return self.care or self.money


def reach(ground: Ground, born_on: date, starts_on: date, ends_on: date | None, today: date) -> Reach:
    """What a ground covers today, for a client born on a day, from its first day until it ends."""
    if today < starts_on or (ends_on is not None and ends_on <= today):
        return Reach(False, False, False)
    care = ground.care and (not ground.minor or today < birthday(born_on, CARE_UNTIL))
    money = ground.money and (not ground.minor or today < birthday(born_on, MONEY_UNTIL))
    return Reach(care, money, ground.minor and care and today >= birthday(born_on, BOTH_FROM))
