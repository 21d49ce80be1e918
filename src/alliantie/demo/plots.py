"""What happens in which case: three to five cases a practice, which together show what there is to see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from alliantie.demo.names import Name
from alliantie.demo.patterns import Pattern

Share = Literal["all", "picture", "nothing"]


class Ending(StrEnum):
    """How things stand today between two people."""

    OPEN = "open"
    COMPLETE = "complete"
    REVEALED = "revealed"
    TALKED = "talked"
    """Nothing runs and nothing is left to talk about."""
    DUE = "due"
    """A moment of the practice has come and no round runs."""
    UNANSWERED = "unanswered"
    """Every round closed by itself."""
    NEW = "new"
    """The case is days old: the frame was not explained yet."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a case: by name when they can sign in, else of an origin; with the course of their rounds."""

    ending: Ending
    pattern: Pattern | None = None
    origin: str = "dutch"
    name: Name | None = None
    role: str = "client"
    share: Share = "all"
    easy: bool = False
    length: int | None = None
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Plot:
    """A case: its worker (0 is the one who can sign in), its measure, its people, and what else befalls it."""

    worker: int
    measure: str
    members: tuple[Member, ...]
    earlier_worker: int | None = None
    shows_earlier: bool = False
    covered_by: int | None = None
    warned: bool = False
    next_measure: str = ""

    @property
    def talk_today(self) -> bool:
        """Whether one of its talks is today: where who can sign in can look together, or looked and has to talk."""
        return self.worker == 0 and any(each.ending in (Ending.COMPLETE, Ending.REVEALED) for each in self.members)


def _one(ending: Ending, pattern: Pattern | None = None, origin: str = "dutch", **more: object) -> tuple[Member, ...]:
    return (Member(ending, pattern, origin, **more),)  # type: ignore[arg-type]


PLOTS: dict[str, tuple[Plot, ...]] = {
    "nl-probation": (
        Plot(0, "conditional-suspension", _one(Ending.OPEN, Pattern.REPAIR, name=Name("Noor", "Yilmaz"))),
        Plot(0, "suspended-sentence", _one(Ending.COMPLETE, Pattern.STABLE, "moroccan")),
        Plot(
            0,
            "conditional-release",
            _one(Ending.REVEALED, Pattern.DIP, "antillean"),
            earlier_worker=1,
            shows_earlier=True,
        ),
        Plot(0, "conditional-dismissal", _one(Ending.DUE, None, "dutch")),
        Plot(1, "suspended-sentence", _one(Ending.TALKED, Pattern.DECLINE, "syrian"), covered_by=0, warned=True),
    ),
    "nl-save-protection": (
        Plot(
            0,
            "supervision-order",
            (
                Member(Ending.OPEN, Pattern.REPAIR, name=Name("Amin", "El Marzouq"), role="young_person"),
                Member(Ending.COMPLETE, Pattern.STABLE, name=Name("Naima", "Essanobar"), role="parent"),
                Member(
                    Ending.TALKED, Pattern.DECLINE, name=Name("Driss", "El Marzouq"), role="parent", share="picture"
                ),
            ),
        ),
        Plot(
            0,
            "guidance",
            (
                Member(Ending.DUE, Pattern.STABLE, "surinamese", role="young_person", easy=True),
                Member(Ending.REVEALED, Pattern.CEILING, "dutch", role="parent"),
                Member(Ending.UNANSWERED, Pattern.REFUSAL, "surinamese", role="parent"),
            ),
        ),
        Plot(
            0,
            "supervision-order",
            (
                Member(Ending.OPEN, Pattern.DIP, "polish", role="young_person"),
                Member(Ending.TALKED, Pattern.DIP, "polish", role="parent"),
                Member(Ending.DUE, None, "polish", role="parent"),
            ),
            earlier_worker=1,
        ),
    ),
    "nl-save-youth-probation": (
        Plot(
            0,
            "conditional-supervision",
            (
                Member(Ending.OPEN, Pattern.STABLE, name=Name("Jayden", "Pinasveld"), role="young_person"),
                Member(Ending.TALKED, None, "surinamese", role="parent"),
                Member(Ending.TALKED, None, "surinamese", role="parent"),
            ),
        ),
        Plot(0, "voluntary-supervision", _one(Ending.REVEALED, Pattern.CEILING, "turkish", role="young_person")),
        Plot(
            0, "behaviour-measure", _one(Ending.COMPLETE, Pattern.DIP, "dutch", role="young_person"), earlier_worker=1
        ),
        Plot(0, "truancy", _one(Ending.DUE, Pattern.REPAIR, "eritrean", role="young_person", share="nothing")),
    ),
    "nl-work-rsd-krh": (
        Plot(
            0,
            "assistance-with-coach",
            _one(Ending.OPEN, Pattern.DECLINE, name=Name("Tomasz", "Jarzębina")),
            warned=True,
        ),
        Plot(0, "assistance-with-coach", _one(Ending.COMPLETE, Pattern.STABLE, "syrian", share="picture")),
        Plot(0, "assistance-with-coach", _one(Ending.UNANSWERED, Pattern.REFUSAL, "dutch")),
        Plot(0, "assistance-with-coach", _one(Ending.DUE, None, "surinamese")),
    ),
    "nl-work-amersfoort": (
        Plot(
            0,
            "assistance-with-trajectory",
            _one(Ending.OPEN, Pattern.STABLE, name=Name("Selam", "Tesfazgi"), easy=True),
        ),
        Plot(
            0,
            "assistance-with-trajectory",
            _one(Ending.DUE, Pattern.DIP, "turkish"),
            earlier_worker=1,
            shows_earlier=True,
        ),
        Plot(0, "assistance-with-trajectory", _one(Ending.REVEALED, Pattern.REPAIR, "dutch")),
        Plot(1, "assistance-with-trajectory", _one(Ending.TALKED, Pattern.CEILING, "polish")),
    ),
    "nl-shelter-tussenvoorziening": (
        Plot(
            0,
            "temporary-housing",
            _one(Ending.OPEN, Pattern.DIP, name=Name("Rachid", "Benkarma")),
            earlier_worker=2,
            shows_earlier=True,
        ),
        Plot(0, "housing-first", _one(Ending.COMPLETE, Pattern.STABLE, "dutch", length=4)),
        Plot(0, "guidance-agreement", _one(Ending.DUE, Pattern.DECLINE, "antillean"), warned=True),
        Plot(0, "temporary-housing", _one(Ending.UNANSWERED, Pattern.REFUSAL, "polish")),
        Plot(0, "guidance-agreement", _one(Ending.NEW, None, "eritrean", easy=True)),
    ),
    "nl-debt-tilburg": (
        Plot(
            0,
            "stabilisation",
            _one(Ending.OPEN, Pattern.STABLE, name=Name("Emine", "Zeytinli")),
            next_measure="restructuring",
        ),
        Plot(0, "stabilisation", _one(Ending.COMPLETE, Pattern.REPAIR, "dutch")),
        Plot(0, "mediation", _one(Ending.DUE, Pattern.CEILING, "syrian", language="en")),
        Plot(1, "stabilisation", _one(Ending.TALKED, Pattern.STABLE, "surinamese", share="nothing")),
    ),
    "nl-debt-zeist": (
        Plot(
            0,
            "stabilisation",
            _one(Ending.OPEN, Pattern.CEILING, name=Name("Chantal", "Wanepalm")),
            next_measure="settlement",
        ),
        Plot(0, "direct-settlement", _one(Ending.REVEALED, Pattern.DECLINE, "moroccan")),
        Plot(0, "direct-settlement", _one(Ending.DUE, Pattern.REPAIR, "dutch")),
        Plot(1, "stabilisation", _one(Ending.TALKED, Pattern.STABLE, "turkish"), covered_by=0),
    ),
    "be-houses-of-justice": (
        Plot(0, "probation-deferral", _one(Ending.OPEN, Pattern.REPAIR, name=Name("Wannes", "Elzegaert"))),
        Plot(0, "autonomous-probation", _one(Ending.COMPLETE, Pattern.DIP, "moroccan"), earlier_worker=1),
        Plot(0, "release-under-conditions", _one(Ending.DUE, Pattern.STABLE, "flemish", length=16)),
        Plot(0, "probation-suspension", _one(Ending.UNANSWERED, Pattern.REFUSAL, "flemish")),
        Plot(1, "probation-deferral", _one(Ending.TALKED, Pattern.DECLINE, "flemish", share="picture")),
    ),
}
