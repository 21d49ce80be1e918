"""What happens in which case: three to five cases a practice, which together show what there is to see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from alliantie.demo.names import Name
from alliantie.demo.patterns import Pattern, Share
from alliantie.demo.steps import Contact, Happened


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
class Told:
    """Something that happened besides talks and rounds, so many days `after` the opening or so many days `ago`."""

    what: Contact | Happened
    after: int = 0
    ago: int = 0


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
    beside: tuple[str, ...] = ()
    """Measures that hold from the beginning too."""
    told: tuple[Told, ...] = ()
    """With these the usual talks end, so that what is due today is known beforehand."""

    @property
    def talk_today(self) -> bool:
        """Whether one of its talks is today: where who can sign in can look together, or looked and has to talk."""
        return self.worker == 0 and any(each.ending in (Ending.COMPLETE, Ending.REVEALED) for each in self.members)


def _one(ending: Ending, pattern: Pattern | None = None, origin: str = "dutch", **more: object) -> tuple[Member, ...]:
    return (Member(ending, pattern, origin, **more),)  # type: ignore[arg-type]


def _level(number: str) -> Told:
    return Told(Happened("level-set", (("level", number),)), after=9)


def _reported(ago: int) -> Told:
    return Told(Contact("reporting-talk", 0), ago=ago)


def _with_family(ago: int, *, others: bool = False) -> Told:
    return Told(Contact("family", None, "home", others), ago=ago)


_EXECUTION = Told(Happened("phase_entered", (("phase", "execution"),)), after=38)


def _order(until: int) -> tuple[Told, ...]:
    """A supervision order that was extended, until so many days after today."""
    extended = Happened("measure_extended", days=(("until", until),), measure="supervision-order")
    return Told(Happened("family-plan-made"), after=26), _EXECUTION, Told(extended, after=340)


def _creditor(kind: str, name: str, ago: int) -> Told:
    return Told(Happened(kind, (("creditor", name), ("step", "inventory"))), ago=ago)


def _rung(number: str, *, after: int = 0, ago: int = 0) -> Told:
    return Told(Happened("rung-set", (("rung", number),)), after, ago)


def _lawful(ago: int) -> Told:
    return Told(Happened("lawfulness-checked"), ago=ago)


# From the telephone to the offer that was taken; the plan follows as in every case.
_OFFER = (
    Told(Happened("registered", (("crisis", False),)), after=1),
    Told(Happened("reflection-filled"), after=4),
    Told(Contact("reflection-meeting", None), after=11),
    Told(Happened("offer-sent", days=(("call_by", -40),)), after=13),
    Told(Happened("offer-answered", (("accepted", True),)), after=16),
)

# What has to be there before a settlement begins: car and capacity, a talk, and a proposal that was answered.
_READY = (
    Told(Happened("capacity-discussed", (("capacity", True), ("car", "none"))), after=20),
    Told(Contact("settlement-start", 0), after=21),
    Told(Happened("creditor-letter", (("creditor", "Voorbeeldbank"), ("step", "proposal"))), after=22),
    Told(
        Happened("creditor-answer", (("creditor", "Voorbeeldbank"), ("step", "proposal"), ("agrees", True))), after=30
    ),
)

# The counsellor told the client manager; together they have to decide what still can be done.
_NO_USE = Happened("stop-proposed", (("why", "medical-social"),))


def _settles(*signed: str) -> tuple[Told, ...]:
    """In Tilburg: a chance was weighed, what was signed got talks of its own, and all began within 120 days."""
    moments = [
        told
        for number, what in enumerate(signed)
        for told in (
            Told(Contact("signing", 0), after=430 + 25 * number),
            Told(Happened("signed", (("what", what),)), after=430 + 25 * number),
        )
    ]
    started = Told(Happened("decision_taken", (("decision", "start-settlement"),)), after=520)
    return Told(Happened("chance-weighed", (("fair", True),)), after=390), *moments, started


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


def _probation(measure: str, *, until: int) -> tuple[Told, ...]:
    """In Flanders: invited, begun with a talk, reported on time, with an end so many days after today."""
    return (
        Told(Happened("commissioned", (("authority", "probation-committee"),)), after=1),
        Told(Happened("invitation-sent", (("about", "first-talk"),)), after=1),
        Told(Happened("measure_extended", days=(("until", until),), measure=measure), after=2),
        Told(Happened("guidance-started"), after=3),
        Told(Happened("initial-report-sent"), after=27),
        Told(Contact("home-visit", 0), after=95),
        Told(Happened("guidance-plan-sent"), after=118),
        Told(Happened("evolution-report-sent"), after=296),
    )


PLOTS: dict[str, tuple[Plot, ...]] = {
    "nl-probation": (
        Plot(
            0,
            "conditional-suspension",
            _one(Ending.OPEN, Pattern.REPAIR, name=Name("Noor", "Yilmaz")),
            told=(_level("2"), Told(Happened("beginning-over"), after=130), _reported(12)),
        ),
        Plot(
            0,
            "suspended-sentence",
            _one(Ending.COMPLETE, Pattern.STABLE, "moroccan"),
            told=(_level("2"), Told(Happened("beginning-over"), after=150), _reported(17)),
        ),
        Plot(
            0,
            "conditional-release",
            _one(Ending.REVEALED, Pattern.DIP, "antillean"),
            earlier_worker=1,
            shows_earlier=True,
            told=(_level("1"),),
        ),
        Plot(0, "conditional-dismissal", _one(Ending.DUE, None, "dutch"), told=(_level("1"), _reported(10))),
        Plot(
            1,
            "suspended-sentence",
            _one(Ending.TALKED, Pattern.DECLINE, "syrian"),
            covered_by=0,
            warned=True,
            told=(_level("2"), Told(Happened("beginning-over"), after=140), _reported(9)),
        ),
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
            told=(_EXECUTION, _with_family(17)),
        ),
        Plot(0, "voluntary-supervision", _one(Ending.REVEALED, Pattern.CEILING, "turkish", role="young_person")),
        Plot(
            0,
            "behaviour-measure",
            _one(Ending.COMPLETE, Pattern.DIP, "dutch", role="young_person"),
            earlier_worker=1,
            told=(_EXECUTION, _with_family(24, others=True)),
        ),
        Plot(
            0,
            "truancy",
            _one(Ending.DUE, Pattern.REPAIR, "eritrean", role="young_person", share="nothing"),
            told=(_EXECUTION, _with_family(16, others=True)),
        ),
    ),
    "nl-work-rsd-krh": (
        Plot(
            0,
            "assistance-with-coach",
            _one(Ending.OPEN, Pattern.DECLINE, name=Name("Tomasz", "Jarzębina")),
            warned=True,
            told=(_rung("2", after=20), _rung("3", ago=400), _rung("2", ago=178), _lawful(100)),
        ),
        Plot(
            0,
            "assistance-with-coach",
            _one(Ending.COMPLETE, Pattern.STABLE, "syrian", share="picture"),
            told=(_rung("3", after=25), _rung("4", ago=178), _lawful(362)),
        ),
        Plot(
            0,
            "assistance-with-coach",
            _one(Ending.UNANSWERED, Pattern.REFUSAL, "dutch"),
            told=(_rung("1", ago=190), _lawful(150)),
        ),
        Plot(0, "assistance-with-coach", _one(Ending.DUE, None, "surinamese"), told=(_rung("4", after=24),)),
    ),
    "nl-work-amersfoort": (
        Plot(
            0,
            "assistance-with-trajectory",
            _one(Ending.OPEN, Pattern.STABLE, name=Name("Selam", "Tesfazgi"), easy=True),
            told=(_rung("4", after=20), _rung("5", ago=400), _rung("6", ago=178)),
        ),
        Plot(
            0,
            "assistance-with-trajectory",
            _one(Ending.DUE, Pattern.DIP, "turkish"),
            earlier_worker=1,
            shows_earlier=True,
            told=(_rung("2", after=22), _rung("1", ago=178), Told(_NO_USE, ago=9)),
        ),
        Plot(
            0,
            "assistance-with-trajectory",
            _one(Ending.REVEALED, Pattern.REPAIR, "dutch"),
            told=(_rung("3", after=18), _rung("7", ago=190)),
        ),
        Plot(
            1,
            "assistance-with-trajectory",
            _one(Ending.TALKED, Pattern.CEILING, "polish"),
            told=(_rung("5", after=21), _rung("6", ago=120)),
        ),
    ),
    "nl-shelter-tussenvoorziening": (
        Plot(
            0,
            "guidance-agreement",
            _one(Ending.OPEN, Pattern.DIP, name=Name("Rachid", "Benkarma")),
            earlier_worker=2,
            shows_earlier=True,
            beside=("temporary-housing",),
            told=(*_lives("bolksbeek"), _TEMPORARY, _crisis(30, there=False), _hours(12, ago=10)),
        ),
        Plot(
            0,
            "guidance-agreement",
            _one(Ending.COMPLETE, Pattern.STABLE, "dutch", length=4),
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
            _one(Ending.DUE, Pattern.DECLINE, "antillean"),
            warned=True,
            told=(
                *_lives("flip-over"),
                Told(Happened("director-consulted"), ago=17),
                Told(Happened("weighed", (("cause", "unwilling"),)), ago=16),
                _crisis(20, there=False),
            ),
        ),
        Plot(
            0,
            "guidance-agreement",
            _one(Ending.UNANSWERED, Pattern.REFUSAL, "polish"),
            beside=("temporary-housing",),
            told=(
                *_lives("de-straatweg"),
                _TEMPORARY,
                _crisis(33, there=True),
                Told(Happened("house-entered", (("house", "paranadreef"),)), ago=4),
            ),
        ),
        Plot(0, "guidance-agreement", _one(Ending.NEW, None, "eritrean", easy=True)),
    ),
    "nl-debt-tilburg": (
        Plot(
            0,
            "stabilisation",
            _one(Ending.OPEN, Pattern.STABLE, name=Name("Emine", "Zeytinli")),
            next_measure="restructuring",
            told=(
                *_settles("agreement", "debts", "loan", "agreement-again"),
                Told(Happened("back-office-asked", (("about", "debts"),)), ago=3),
            ),
        ),
        Plot(
            0,
            "stabilisation",
            _one(Ending.COMPLETE, Pattern.REPAIR, "dutch"),
            next_measure="mediation",
            told=_settles("agreement", "debts"),
        ),
        Plot(
            0,
            "mediation",
            _one(Ending.DUE, Pattern.CEILING, "syrian", language="en"),
            told=(
                Told(Happened("signed", (("what", "agreement"),)), after=40),
                Told(Happened("signed", (("what", "debts"),)), after=75),
                Told(Happened("decision_taken", (("decision", "start-settlement"),)), after=104),
            ),
        ),
        Plot(
            1,
            "stabilisation",
            _one(Ending.TALKED, Pattern.STABLE, "surinamese", share="nothing"),
            next_measure="mediation",
            told=_settles("agreement", "debts"),
        ),
        Plot(0, "stabilisation", _one(Ending.NEW, None, "polish")),
    ),
    "nl-debt-zeist": (
        Plot(
            0,
            "stabilisation",
            _one(Ending.OPEN, Pattern.CEILING, name=Name("Chantal", "Wanepalm")),
            next_measure="settlement",
            told=(*_OFFER, *_READY),
        ),
        Plot(
            0,
            "direct-settlement",
            _one(Ending.REVEALED, Pattern.DECLINE, "moroccan"),
            next_measure="settlement",
            told=(
                *_OFFER,
                *_READY,
                Told(Happened("recovery-term-set", (("days", 14),)), ago=22),
                Told(Happened("intent-sent", days=(("answer_by", -5),)), ago=21),
            ),
        ),
        Plot(
            0,
            "stabilisation",
            _one(Ending.DUE, Pattern.REPAIR, "dutch"),
            next_measure="settlement-after-budget",
            told=(
                *_OFFER,
                Told(Contact("intake-after-budget", 0), ago=60),
                Told(Contact("reflection-meeting", None), ago=56),
                Told(Happened("plan_agreed"), ago=50),
                Told(Happened("capacity-discussed", (("capacity", True), ("car", "fits"))), ago=48),
                _creditor("creditor-letter", "Webwinkel Voorbeeldmode", 41),
                _creditor("creditor-letter", "Waterbedrijf Voorbeeldbron", 34),
                _creditor("creditor-reminder", "Webwinkel Voorbeeldmode", 24),
                _creditor("creditor-letter", "Voorbeeldstroom", 30),
                _creditor("creditor-reminder", "Waterbedrijf Voorbeeldbron", 11),
                _creditor("creditor-letter", "Woningstichting Voorbeeldhuis", 41),
                _creditor("creditor-answer", "Woningstichting Voorbeeldhuis", 27),
            ),
        ),
        Plot(
            1,
            "stabilisation",
            _one(Ending.TALKED, Pattern.STABLE, "turkish"),
            covered_by=0,
            next_measure="budget-management",
            told=(
                *_OFFER,
                Told(Happened("budget-reckoned", (("more_in", True),)), after=20),
                Told(Contact("budget-intake", 0), ago=95),
                Told(Happened("budget-stable"), ago=88),
            ),
        ),
    ),
    "be-houses-of-justice": (
        Plot(
            0,
            "probation-deferral",
            _one(Ending.OPEN, Pattern.REPAIR, name=Name("Wannes", "Elzegaert")),
            told=_probation("probation-deferral", until=300),
        ),
        Plot(
            0,
            "autonomous-probation",
            _one(Ending.COMPLETE, Pattern.DIP, "moroccan"),
            earlier_worker=1,
            told=(
                *_probation("autonomous-probation", until=210),
                Told(Happened("new-facts-assignment", (("about", "PV van vorige maand"),)), ago=3),
            ),
        ),
        Plot(0, "release-under-conditions", _one(Ending.DUE, None, "flemish")),
        Plot(
            0,
            "probation-suspension",
            _one(Ending.UNANSWERED, Pattern.REFUSAL, "flemish"),
            told=(
                *_probation("probation-suspension", until=150),
                Told(
                    Happened("condition-status", (("condition", "cursus rijden"), ("status", "suspension-asked"))),
                    ago=39,
                ),
            ),
        ),
        Plot(
            1,
            "probation-deferral",
            _one(Ending.TALKED, Pattern.DECLINE, "flemish", share="picture", length=16),
            told=_probation("probation-deferral", until=400),
        ),
    ),
}
