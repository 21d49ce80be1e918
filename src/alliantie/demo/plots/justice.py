"""What happens in the cases of the probation service and of the Flemish houses of justice."""

from __future__ import annotations

from collections.abc import Callable

from alliantie.demo.names import Name
from alliantie.demo.patterns import Pattern
from alliantie.demo.plot import Ended, Ending, Plot, Told, one
from alliantie.demo.steps import Contact, Happened, Imposed


def _level(number: str) -> Told:
    return Told(Happened("level-set", (("level", number),)), after=9)


def _reported(ago: int) -> Told:
    return Told(Contact("reporting-talk", 0), ago=ago)


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


# The two examples of the source: a course on traffic (000:5766-5776) and specialised guidance (000:4843-4847).
COURSE = "Een cursus volgen over veilig rijden"
GUIDANCE = "Gespecialiseerde psychosociale begeleiding volgen"
_IMPOSED = tuple(Told(Imposed("imposed", text), after=2) for text in (COURSE, GUIDANCE))

_VICTIM = (
    Told(Happened("victim-supported", (("how", "informed"),)), after=3),
    Told(Contact("victim-talk", 0), after=3),
    Told(Happened("victim-supported", (("how", "file"),)), after=40),
    Told(Contact("victim-talk", 0), after=52),
    Told(Happened("victim-supported", (("how", "hearing"),)), after=130),
)
# Asked for at once, and the report in the sixth week.
_INFORMATION = (
    Told(Happened("commissioned", (("authority", "trial-court"),)), after=1),
    Told(Happened("information-asked", (("within", "work-penalty"),)), after=1),
    Told(Contact("inquiry-talk", 0), after=15),
    Told(Happened("information-sent"), after=38),
)
_CIVIL = (
    Told(Happened("commissioned", (("authority", "youth-judge"),)), after=1),
    Told(Happened("civil-asked", (("about", "contact"),)), after=2),
    Told(Contact("inquiry-talk", 0), after=20),
    Told(Contact("inquiry-talk", 0), after=48),
    Told(Happened("civil-sent"), after=138),
)

_ANSWERED = (Told(Happened("question-answered", (("how", "referred"),))),)


def _registered(measure: str, told: tuple[Told, ...], origin: str = "flemish") -> Plot:
    """An assignment without rounds."""
    return Plot(0, measure, one(Ending.TALKED, None, origin), told=told, whole=True)


JUSTICE: dict[str, tuple[Plot, ...]] = {
    "nl-probation": (
        Plot(
            0,
            "conditional-suspension",
            one(Ending.OPEN, Pattern.REPAIR, name=Name("Noor", "Yilmaz")),
            told=(_level("2"), Told(Happened("beginning-over"), after=130), _reported(12)),
        ),
        Plot(
            0,
            "suspended-sentence",
            one(Ending.COMPLETE, Pattern.STABLE, "moroccan"),
            told=(_level("2"), Told(Happened("beginning-over"), after=150), _reported(17)),
        ),
        Plot(
            0,
            "conditional-release",
            one(Ending.REVEALED, Pattern.DIP, "antillean"),
            earlier_worker=1,
            shows_earlier=True,
            told=(_level("1"),),
        ),
        Plot(0, "conditional-dismissal", one(Ending.DUE, None, "dutch"), told=(_level("1"), _reported(10))),
        Plot(
            1,
            "suspended-sentence",
            one(Ending.TALKED, Pattern.DECLINE, "syrian"),
            covered_by=0,
            warned=True,
            told=(_level("2"), Told(Happened("beginning-over"), after=140), _reported(9)),
        ),
    ),
    "be-houses-of-justice": (
        Plot(
            0,
            "probation-deferral",
            one(Ending.OPEN, Pattern.REPAIR, name=Name("Wannes", "Elzegaert")),
            told=(
                *_probation("probation-deferral", until=300),
                *_IMPOSED,
                Told(Happened("condition-status", (("condition", GUIDANCE), ("status", "kept"))), ago=20),
            ),
        ),
        Plot(
            0,
            "autonomous-probation",
            one(Ending.COMPLETE, Pattern.DIP, "moroccan"),
            earlier_worker=1,
            told=(
                *_probation("autonomous-probation", until=210),
                Told(Happened("new-facts-assignment", (("about", "PV van vorige maand"),)), ago=5),
            ),
        ),
        Plot(0, "release-under-conditions", one(Ending.DUE, None, "flemish")),
        Plot(
            0,
            "probation-suspension",
            one(Ending.UNANSWERED, Pattern.REFUSAL, "flemish"),
            told=(
                *_probation("probation-suspension", until=150),
                _IMPOSED[0],
                Told(
                    Happened("condition-status", (("condition", COURSE), ("status", "suspension-asked"))),
                    ago=39,
                ),
            ),
        ),
        Plot(
            1,
            "probation-deferral",
            one(Ending.TALKED, Pattern.DECLINE, "flemish", share="picture", length=16),
            told=_probation("probation-deferral", until=400),
        ),
        _registered("victim-reception", _VICTIM),
    ),
}


def _work_penalty(days: int) -> tuple[Told, ...]:
    """A work penalty that runs so many days: sentenced some weeks before, and carried out within twelve months."""
    noted = Told(Happened("sentence-noted", days=(("sentenced_on", -days - 20),)), after=4)
    return noted, Told(Happened("work-done"), after=300)


def _lowest(_days: int) -> tuple[Told, ...]:
    return (_level("1"),)


# The level of supervision is set whatever the title.
JUSTICE_BEGINS: dict[tuple[str, str], Callable[[int], tuple[Told, ...]]] = {
    **{
        ("nl-probation", measure): _lowest
        for measure in ("conditional-transaction", "penitentiary-programme", "isd-pij", "other-title")
    },
    ("be-houses-of-justice", "autonomous-work-penalty"): _work_penalty,
}


def _over(measure: str, origin: str, *told: Told, beginning: bool = True) -> Plot:
    """A case of the probation service that is over."""
    level = (_level("2"), Told(Happened("beginning-over"), after=120)) if beginning else (_level("1"),)
    return Plot(0, measure, one(Ending.TALKED, Pattern.STABLE, origin), told=(*level, *told))


def _probation_over(measure: str, origin: str, *told: Told) -> Plot:
    """A probation of the houses of justice that is over."""
    return Plot(0, measure, one(Ending.TALKED, Pattern.REPAIR, origin), told=(*_probation(measure, until=0), *told))


# Beside 20,119 mandates ran 506 times information, 778 civil inquiries and 3,468 victims at the end of 2014
# (000:4955-5064): of forty cases eight, six of them of victims.
JUSTICE_REGISTERED: dict[str, tuple[Plot, ...]] = {
    "be-houses-of-justice": (
        _registered("victim-reception", _VICTIM),
        _registered("civil-inquiry", _CIVIL),
        _registered("victim-reception", _VICTIM),
        _registered("brief-information-report", _INFORMATION),
        *4 * (_registered("victim-reception", _VICTIM),),
    )
}

_AT_TERM = (Told(Happened("final-report-sent"), ago=20), Told(Contact("end-talk", 0), ago=6))

# Of the 12,179 that ended in 2009, 71 % were completed (000:188-235).
JUSTICE_ENDED: dict[str, tuple[Ended, ...]] = {
    "nl-probation": (
        # In 2009 71% was completed, after fifteen months on average; 40.8% lasted a year and a half at least and 23.2%
        # half a year at most (000:205-235).
        Ended(_over("suspended-sentence", "dutch"), "completed", 560),
        Ended(_over("conditional-dismissal", "antillean", beginning=False), "early-negative", 170),
        Ended(_over("suspended-sentence", "moroccan"), "completed", 455),
        Ended(_over("conditional-suspension", "dutch"), "completed", 380),
        Ended(_over("suspended-sentence", "polish"), "completed", 640),
        Ended(_over("suspended-sentence", "syrian"), "completed", 620),
        Ended(_over("suspended-sentence", "turkish"), "transferred", 160),
    ),
    "be-houses-of-justice": (
        Ended(_probation_over("probation-deferral", "flemish", *_AT_TERM), "term-ended", 500),
        Ended(
            _probation_over(
                "probation-suspension",
                "flemish",
                Told(Happened("probation-stopped", (("how", "revoked-conditions"),)), ago=3),
            ),
            "revoked-conditions",
            340,
        ),
        Ended(Plot(0, "release-under-conditions", one(Ending.TALKED, None, "flemish")), "verdict", 120),
        Ended(_probation_over("probation-deferral", "moroccan", *_AT_TERM), "term-ended", 430),
        Ended(Plot(0, "autonomous-work-penalty", one(Ending.TALKED, None, "flemish")), "work-carried-out", 200),
        Ended(_probation_over("probation-deferral", "flemish"), "transferred", 330),
        # As the source counts what was new in a year: 16,913 times guidance, 5,309 victims, 3,626 times information,
        # 1,867 civil inquiries and 1,811 times the first line (000:4955-5064).
        Ended(Plot(0, "penal-mediation", one(Ending.TALKED, None, "flemish")), "mandate-over", 150),
        Ended(_registered("victim-reception", _VICTIM), "victim-helped", 210),
        Ended(_registered("social-inquiry", _INFORMATION), "information-given", 40),
        Ended(_registered("victim-reception", _VICTIM, "moroccan"), "victim-helped", 55),
        Ended(_registered("civil-inquiry", _CIVIL, "polish"), "inquiry-done", 142),
        Ended(_registered("first-line", _ANSWERED), "question-answered", 1),
    ),
}
