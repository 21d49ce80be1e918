"""What happens in the cases of work and income."""

from __future__ import annotations

from alliantie.demo.names import Name
from alliantie.demo.patterns import Pattern
from alliantie.demo.plot import Ending, Plot, Told, one
from alliantie.demo.steps import Happened


def _rung(number: str, *, after: int = 0, ago: int = 0) -> Told:
    return Told(Happened("rung-set", (("rung", number),)), after, ago)


def _lawful(ago: int) -> Told:
    return Told(Happened("lawfulness-checked"), ago=ago)


# The counsellor told the client manager; together they have to decide what still can be done.
_NO_USE = Happened("stop-proposed", (("why", "medical-social"),))


WORK: dict[str, tuple[Plot, ...]] = {
    "nl-work-rsd-krh": (
        Plot(
            0,
            "assistance-with-coach",
            one(Ending.OPEN, Pattern.DECLINE, name=Name("Tomasz", "Jarzębina")),
            warned=True,
            told=(_rung("2", after=20), _rung("3", ago=400), _rung("2", ago=178), _lawful(100)),
        ),
        Plot(
            0,
            "assistance-with-coach",
            one(Ending.COMPLETE, Pattern.STABLE, "syrian", share="picture"),
            told=(_rung("3", after=25), _rung("4", ago=178), _lawful(362)),
        ),
        Plot(
            0,
            "assistance-with-coach",
            one(Ending.UNANSWERED, Pattern.REFUSAL, "dutch"),
            told=(_rung("1", ago=190), _lawful(150)),
        ),
        Plot(0, "assistance-with-coach", one(Ending.DUE, None, "surinamese"), told=(_rung("4", after=24),)),
    ),
    "nl-work-amersfoort": (
        Plot(
            0,
            "assistance-with-trajectory",
            one(Ending.OPEN, Pattern.STABLE, name=Name("Selam", "Tesfazgi"), easy=True),
            told=(_rung("4", after=20), _rung("5", ago=400), _rung("6", ago=178)),
        ),
        Plot(
            0,
            "assistance-with-trajectory",
            one(Ending.DUE, Pattern.DIP, "turkish"),
            earlier_worker=1,
            shows_earlier=True,
            told=(_rung("2", after=22), _rung("1", ago=178), Told(_NO_USE, ago=9)),
        ),
        Plot(
            0,
            "assistance-with-trajectory",
            one(Ending.REVEALED, Pattern.REPAIR, "dutch"),
            told=(_rung("3", after=18), _rung("7", ago=190)),
        ),
        Plot(
            1,
            "assistance-with-trajectory",
            one(Ending.TALKED, Pattern.CEILING, "polish"),
            told=(_rung("5", after=21), _rung("6", ago=120)),
        ),
    ),
}
