"""What happens in the cases of a shelter."""

from __future__ import annotations

from alliantie.demo.names import Name
from alliantie.demo.patterns import Pattern
from alliantie.demo.plot import Ended, Ending, Plot, Told, one
from alliantie.demo.steps import Contact, Happened


def _lives(house: str) -> tuple[Told, ...]:
    """Guidance and the stay began, and all was signed and arranged that belongs to it."""
    return (
        Told(Happened("house-entered", (("house", house),)), after=1),
        Told(Happened("house-rules-signed", (("house", house),)), after=2),
        Told(Happened("agreement-signed"), after=2),
        Told(Happened("folder-given"), after=3),
        Told(Happened("money-arranged", (("form", "total"),)), after=9),
        Told(Happened("strengths-inventory"), after=31),
    )


_TEMPORARY = Told(Happened("housing-agreement-signed"), after=2)


def _crisis(ago: int, *, there: bool) -> Told:
    return Told(Happened("situation", (("crisis", there),)), ago=ago)


def _hours(hours: int, ago: int) -> Told:
    return Told(Happened("activity-week", (("hours", hours),)), ago=ago)


# From the picture of the budget to debts that are known; a trajectory for them is still to start.
_MONEY = (
    Told(Contact("financial-analysis", 0), after=10),
    Told(Happened("fixed-costs-in-order"), after=60),
    Told(Happened("debts-mapped", (("debts", True),)), ago=38),
)

# The same, where there turned out to be no debts.
_NO_DEBTS = (
    Told(Contact("financial-analysis", 0), after=9),
    Told(Happened("fixed-costs-in-order"), after=45),
    Told(Happened("debts-mapped", (("debts", False),)), after=80),
)


SHELTER: dict[str, tuple[Plot, ...]] = {
    "nl-shelter-tussenvoorziening": (
        Plot(
            0,
            "guidance-agreement",
            one(Ending.OPEN, Pattern.DIP, name=Name("Rachid", "Benkarma")),
            earlier_worker=2,
            shows_earlier=True,
            beside=("temporary-housing",),
            told=(*_lives("bolksbeek"), _TEMPORARY, _crisis(30, there=False), _hours(12, ago=10)),
        ),
        Plot(
            0,
            "guidance-agreement",
            one(Ending.COMPLETE, Pattern.STABLE, "dutch", length=4),
            beside=("housing-first", "basic-management"),
            told=(
                *_lives("housing-first"),
                *_MONEY,
                Told(Contact("correction", 0, others=True), after=70),
                _crisis(40, there=False),
                _hours(16, ago=12),
            ),
        ),
        Plot(
            0,
            "guidance-agreement",
            one(Ending.DUE, Pattern.DECLINE, "antillean"),
            beside=("total-management",),
            warned=True,
            told=(
                *_lives("flip-over"),
                *_NO_DEBTS,
                Told(Happened("director-consulted"), ago=17),
                Told(Happened("weighed", (("cause", "unwilling"),)), ago=16),
                _crisis(20, there=False),
            ),
        ),
        Plot(
            0,
            "guidance-agreement",
            one(Ending.UNANSWERED, Pattern.REFUSAL, "polish"),
            beside=("temporary-housing",),
            told=(
                *_lives("de-straatweg"),
                _TEMPORARY,
                _crisis(33, there=True),
                Told(Happened("house-entered", (("house", "paranadreef"),)), ago=4),
            ),
        ),
        Plot(0, "guidance-agreement", one(Ending.NEW, None, "eritrean", easy=True)),
    ),
}


def _left(pattern: Pattern, origin: str, *told: Told) -> Plot:
    """A stay that is over."""
    members = one(Ending.TALKED, pattern, origin)
    return Plot(0, "guidance-agreement", members, beside=("temporary-housing",), told=(*_lives("bolksbeek"), *told))


_EXIT = Told(Contact("exit", 0), ago=5)
_SENT_AWAY = (
    Told(Happened("director-consulted"), ago=52),
    Told(Happened("weighed", (("cause", "unwilling"),)), ago=50),
    Told(Happened("notice-given", days=(("last_day", -2),)), ago=46),
)

_TRACKS = ("total-management", "basic-management")


def _money(track: str, origin: str = "dutch") -> Plot:
    """Help with money alone, which has no rounds."""
    return Plot(0, track, one(Ending.TALKED, None, origin), told=_NO_DEBTS, whole=True)


# Of the 1,380 clients of 2016, 712 had help with money alone (000:2236-2256).
SHELTER_REGISTERED: dict[str, tuple[Plot, ...]] = {
    "nl-shelter-tussenvoorziening": 20 * tuple(_money(track) for track in _TRACKS)
}

SHELTER_ENDED: dict[str, tuple[Ended, ...]] = {
    "nl-shelter-tussenvoorziening": (
        Ended(_left(Pattern.REPAIR, "dutch", _EXIT), "own-home", 480),
        Ended(_left(Pattern.DECLINE, "antillean", *_SENT_AWAY, _EXIT), "non-compliance", 260),
        Ended(_left(Pattern.STABLE, "polish", _EXIT), "next-place", 340),
        Ended(_left(Pattern.STABLE, "dutch"), "client-leaves", 140),
        Ended(_left(Pattern.STABLE, "eritrean", _EXIT), "own-home", 520),
        Ended(_left(Pattern.CEILING, "surinamese", _EXIT), "internal", 200),
        # In 2016 145 people left supported housing and 271 the help with money (000:2236-2256).
        *(
            Ended(_money(track, origin), "money-in-order", days)
            for origin, days in (("dutch", 300), ("polish", 210), ("moroccan", 400), ("turkish", 150), ("syrian", 260))
            for track in _TRACKS
        ),
    ),
}
