"""What a practice does when something happened, in words."""

from __future__ import annotations

from alliantie.practices import library
from alliantie.practices.show import sections
from alliantie.practices.show_text import shown
from tests.support.practices import lacking

ZEIST = library().latest("nl-debt-zeist")


def lines(language: str, name: str) -> dict[str, list[str]]:
    (section,) = [each for each in sections(ZEIST, language) if each.name == name]
    return {group.title: [entry.text for entry in group.entries] for group in section.groups}


def test_responses_stand_from_light_to_heavy_with_who_decides_and_what_comes_first() -> None:
    told = lines("nl", "reactions")
    assert told["Vooraf"] == ["Eerst het eigen verhaal van de cliënt. Liever niets zeggen mag."]
    found = told["Wat er kan, van licht naar zwaar"]
    assert found[0] == "Niets doen (richtlijn; beslist: Consulent)"
    assert found[-1] == (
        "De hulp beëindigen (richtlijn; beslist: Consulent; eerst: Voornemen verstuurd met hersteltermijn; "
        "besluit: De hulp beëindigen; brief: Brief van beëindiging; bezwaar binnen 6 weken (niet uit de bron))"
    )


def test_an_ending_tells_how_it_counts_and_what_who_comes_back_meets() -> None:
    told = lines("en", "outcomes")
    assert "The debts are settled (completed; under: " in told["Reasons for an ending"][0]
    assert told["When somebody comes back"][0].endswith("for 2 years (guideline)")


def test_a_condition_and_a_party_outside_are_told_in_words() -> None:
    page = " ".join(shown(library().latest("nl-probation"), "en").split())
    assert "decides: the prosecutor, who asks for it, and the judge" in page
    assert "if Judgement is Breach of the general condition or Breach of a special condition" in page
    assert "Rungs: Escalation in youth probation" in shown(library().latest("nl-save-youth-probation"), "en")
    assert "Treden, één tegelijk: Participatieladder" in shown(library().latest("nl-work-rsd-krh"), "nl")


def test_a_practice_without_them_says_nothing_of_them() -> None:
    names = {each.name for each in sections(lacking("nl-debt-zeist", reactions=None, outcomes=None), "nl")}
    assert not names & {"reactions", "outcomes"}
