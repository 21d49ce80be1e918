"""What happens in the cases of work and income."""

from __future__ import annotations

from alliantie.demo.names import Name
from alliantie.demo.patterns import Pattern
from alliantie.demo.plot import Ended, Ending, Plot, Told, one
from alliantie.demo.steps import Contact, Happened


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


def _over(measure: str, pattern: Pattern, origin: str, *rungs: Told) -> Plot:
    """A case that is over."""
    return Plot(0, measure, one(Ending.TALKED, pattern, origin), told=rungs)


_TO_WORK = (_rung("3", after=20), _rung("5", ago=60))
_STAYED = (_rung("2", after=20), _rung("2", ago=90))


def _looked_after(measure: str) -> Plot:
    """Assistance without anybody beside the one who decides on it: a rung, and now and then a talk on how it goes."""
    talks = tuple(Told(Contact("progress", 0), after=after) for after in (60, 150, 260, 380))
    return Plot(0, measure, one(Ending.TALKED), told=(_rung("2", after=18), *talks, _rung("2", ago=60)), whole=True)


# In Amersfoort 48.6% had a trajectory (000:1760-1765): as many as the others who have rounds. The RSD prints no share.
WORK_REGISTERED: dict[str, tuple[Plot, ...]] = {
    "nl-work-rsd-krh": (*3 * (_looked_after("assistance-without-coach"),), _looked_after("assistance-without-duty")),
    "nl-work-amersfoort": 2
    * (
        *18 * (_looked_after("assistance-without-trajectory"),),
        _looked_after("assistance-without-duty"),
    ),
}

WORK_ENDED: dict[str, tuple[Ended, ...]] = {
    "nl-work-rsd-krh": (
        Ended(_over("assistance-with-coach", Pattern.REPAIR, "dutch", *_TO_WORK), "work", 420),
        Ended(_over("assistance-with-coach", Pattern.STABLE, "polish", *_STAYED), "not-feasible", 330),
        Ended(_over("assistance-with-coach", Pattern.STABLE, "syrian", *_TO_WORK), "work", 360),
        Ended(_over("assistance-with-coach", Pattern.STABLE, "dutch", *_STAYED), "moved", 210),
        Ended(_over("assistance-with-coach", Pattern.CEILING, "turkish", *_TO_WORK), "enough-income", 260),
        Ended(_over("assistance-with-coach", Pattern.DECLINE, "antillean", *_STAYED), "client-stops", 240),
    ),
    "nl-work-amersfoort": (
        Ended(_over("assistance-with-trajectory", Pattern.REPAIR, "dutch", *_TO_WORK), "work", 400),
        Ended(_over("assistance-with-trajectory", Pattern.STABLE, "turkish", *_STAYED), "moved", 250),
        Ended(_over("assistance-with-trajectory", Pattern.STABLE, "eritrean", *_TO_WORK), "work", 340),
        Ended(_over("assistance-with-trajectory", Pattern.DECLINE, "dutch", *_STAYED), "client-stops", 200),
        Ended(_over("assistance-with-trajectory", Pattern.CEILING, "polish", *_TO_WORK), "enough-income", 280),
    ),
}
