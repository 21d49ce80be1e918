"""A duty in words: what, when, how hard, by which source and on what facts."""

from datetime import date, timedelta

import pytest

from alliantie.norms.duties import duties
from alliantie.norms.explain import explained
from alliantie.norms.stored import Kept, as_data
from alliantie.norms.timeline import Timeline
from alliantie.practices import library
from alliantie.practices.show_norms import fact_name
from alliantie.practices.vocabulary import BUILTIN
from tests.norms.ways import case, due, fact, practice

UNTIL = fact("measure_started", 0, measure="sentence", until=date(2027, 2, 6))


@pytest.mark.parametrize(
    ("norm", "timeline", "on", "when", "why"),
    [
        (
            "plan",
            case(),
            1,
            "uiterlijk 16 februari 2026",
            ["Begin van de maatregel, 5 januari 2026. Termijn: 6 weken."],
        ),
        (
            "plan",
            case(fact("term_set", 3, norm="plan", term="P2W")),
            5,
            "uiterlijk 19 januari 2026",
            [
                "Begin van de maatregel, 5 januari 2026. Termijn: 2 weken.",
                "In deze zaak geldt 2 weken, sinds 8 januari 2026.",
            ],
        ),
        (
            "extend",
            Timeline((), (fact("case_opened"), UNTIL)),
            1,
            "uiterlijk 7 december 2026",
            [
                "Begin van de maatregel, 5 januari 2026. Termijn: 2 maanden voor het einde."
                " Dit loopt tot en met 5 februari 2027.",
                "Op die dag werkt niemand, dus 7 december 2026.",
            ],
        ),
        (
            "visit",
            case(fact("level-set", 0, level="high"), fact("contact", 10, talk="visit")),
            11,
            "uiterlijk 15 februari 2026",
            ["Bezoek, 15 januari 2026. Termijn: 1 keer per maand. Vanaf wanneer staat niet in de bron: onze keuze."],
        ),
        (
            "reply",
            case(fact("letter", 0, creditor="bank"), fact("norm_deviated", 1, norm="reply", until=date(2026, 1, 20))),
            2,
            "uiterlijk 20 januari 2026",
            [
                "Brief verstuurd, 5 januari 2026. Termijn: 3 werkdagen. De termijn staat niet in de bron: onze keuze.",
                "Afgeweken met een reden, tot en met 20 januari 2026.",
                "De regel zelf zegt: uiterlijk 8 januari 2026.",
            ],
        ),
    ],
)
def test_a_duty_tells_its_fact_its_term_and_what_moved_it(
    norm: str, timeline: Timeline, on: int, when: str, why: list[str]
) -> None:
    (duty,) = due(norm, timeline, on)
    words = explained(practice(), duty, "nl")
    assert (words.when, list(words.why)) == (when, why)


def test_a_duty_tells_how_hard_it_is_and_that_its_source_was_not_checked() -> None:
    (duty,) = due("plan", case(), 1)
    words = explained(practice(), duty, "en")
    assert (words.what, words.hardness) == ("Make a plan", "Required by law")
    assert words.source == "The statute. As in the source, around 2017. Not yet checked against current law."


def test_a_wish_past_its_day_says_which_day_was_aimed_at_and_is_not_late() -> None:
    zeist = library().latest("nl-debt-zeist")
    opened, begun = fact("case_opened", 0), fact("measure_started", 0, measure="application")
    wish = "intake-in-three-weeks"
    for days, nl, en in (
        (21, "uiterlijk 26 januari 2026", "by 26 January 2026"),
        (22, "streefdatum was 26 januari 2026", "target date was 26 January 2026"),
    ):
        on = begun.on + timedelta(days=days)
        (duty,) = (each for each in duties(zeist, Timeline((), (opened, begun)), on) if each.norm == wish)
        assert (duty.overdue, duty.missed) == (days == 22, False)
        assert not Kept(zeist, as_data(duty), on).missed
        assert [explained(zeist, duty, language, on).when for language in ("nl", "en")] == [nl, en]


def test_every_fact_has_a_name_in_both_languages() -> None:
    for each in (library().latest(id) for id in library().ids()):
        for kind in (*BUILTIN, *(sort.id for sort in each.facts)):
            assert fact_name(each, kind, "nl")
            assert fact_name(each, kind, "en")


def test_what_is_asked_of_each_of_two_measures_by_itself_says_of_which() -> None:
    youth = library().latest("nl-save-youth-probation")
    facts = (fact("measure_started", 0, measure="double"), fact("measure_started", 1, measure="plus"))
    asked = [
        explained(youth, each, "nl").what
        for each in duties(youth, Timeline((), facts), facts[1].on)
        if each.norm == "end-of-measure"
    ]
    assert sorted(asked) == [
        f"Leg vast tot wanneer de maatregel loopt ({youth.measure(each).name.nl})"
        for each in sorted(("double", "plus"), key=lambda each: youth.measure(each).name.nl)
    ]
