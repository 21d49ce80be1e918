"""What happens in the cases of youth protection and youth probation."""

from __future__ import annotations

from alliantie.demo.names import Name
from alliantie.demo.patterns import Pattern
from alliantie.demo.plot import Ended, Ending, Member, Plot, Told, one
from alliantie.demo.steps import Contact, Happened


def _with_family(ago: int, *, others: bool = False) -> Told:
    return Told(Contact("family", None, "home", others), ago=ago)


_EXECUTION = Told(Happened("phase_entered", (("phase", "execution"),)), after=38)


def _order(until: int) -> tuple[Told, ...]:
    """A supervision order that was extended, until so many days after today."""
    extended = Happened("measure_extended", days=(("until", until),), measure="supervision-order")
    return Told(Happened("family-plan-made"), after=26), _EXECUTION, Told(extended, after=340)


def _until(measure: str, days: int) -> Told:
    """Until when a measure of youth probation runs: so many days after today."""
    return Told(Happened("measure_extended", days=(("until", days),), measure=measure), after=3)


YOUTH: dict[str, tuple[Plot, ...]] = {
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
            told=(*_order(until=64), _with_family(17)),
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
            told=(*_order(until=190), _with_family(24)),
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
            told=(_until("conditional-supervision", 210), _EXECUTION, _with_family(17)),
        ),
        Plot(0, "voluntary-supervision", one(Ending.REVEALED, Pattern.CEILING, "turkish", role="young_person")),
        Plot(
            0,
            "behaviour-measure",
            one(Ending.COMPLETE, Pattern.DIP, "dutch", role="young_person"),
            earlier_worker=1,
            told=(_until("behaviour-measure", 120), _EXECUTION, _with_family(24, others=True)),
        ),
        Plot(
            0,
            "truancy",
            one(Ending.DUE, Pattern.REPAIR, "eritrean", role="young_person", share="nothing"),
            told=(_until("truancy", 95), _EXECUTION, _with_family(16, others=True)),
        ),
    ),
}


def _over(measure: str, origin: str, *told: Told) -> Plot:
    """A case of youth protection that is over."""
    young = Member(Ending.TALKED, Pattern.REPAIR, origin, role="young_person")
    return Plot(0, measure, (young, Member(Ending.TALKED, Pattern.STABLE, origin, role="parent")), told=told)


def _probation_over(measure: str, origin: str, *told: Told) -> Plot:
    """A case of youth probation that is over; a parent comes along, and forms no pair."""
    young = Member(Ending.TALKED, Pattern.REPAIR, origin, role="young_person")
    return Plot(0, measure, (young, Member(Ending.TALKED, None, origin, role="parent")), told=told)


_SAFE = Told(Happened("safety-judged", (("outcome", "good-enough"),)), ago=4)

YOUTH_ENDED: dict[str, tuple[Ended, ...]] = {
    "nl-save-protection": (
        Ended(_over("guidance", "dutch", _SAFE), "early", 115),
        Ended(_over("supervision-order", "surinamese", _EXECUTION, _SAFE), "good-enough", 246),
        Ended(_over("guidance", "turkish", _SAFE), "family-stops", 90),
        Ended(_over("supervision-order", "moroccan", _EXECUTION, _SAFE), "not-extended", 260),
        Ended(_over("guidance", "polish", _SAFE), "early", 130),
        Ended(_over("guardianship", "eritrean", _SAFE), "guardianship-over", 190),
    ),
    "nl-save-youth-probation": (
        Ended(_probation_over("conditional-supervision", "dutch", _EXECUTION), "completed", 300),
        Ended(_probation_over("truancy", "turkish", _EXECUTION), "early", 170),
        Ended(_probation_over("behaviour-measure", "antillean", _EXECUTION), "reported", 200),
        Ended(_probation_over("voluntary-supervision", "dutch"), "completed", 240),
        Ended(_probation_over("conditional-supervision", "polish", _EXECUTION), "transferred", 150),
        Ended(_probation_over("truancy", "syrian", _EXECUTION), "too-old", 280),
    ),
}
