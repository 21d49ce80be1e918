"""Differences between two versions of a practice, in words of its pages."""

from __future__ import annotations

from alliantie.practices import library
from alliantie.practices.changed_words import differences
from alliantie.practices.loader import load
from alliantie.practices.periods import parse_term
from alliantie.practices.schema import Practice
from tests.practices.example import EXAMPLE


def read(text: str) -> Practice:
    practice, problems = load(text.encode(), "")
    assert practice is not None, problems
    return practice


def told(text: str, language: str = "nl") -> list[tuple[str, str, str, str]]:
    return [
        (each.kind, each.path, each.before, each.after) for each in differences(read(EXAMPLE), read(text), language)
    ]


def test_another_number_alone_is_no_difference() -> None:
    assert told(EXAMPLE.replace('"2026-1"', '"2026-2"')) == []


def test_another_name_is_told_at_the_name_it_has_now() -> None:
    changed = EXAMPLE.replace("{nl: Bezoek, en: Visit}", "{nl: Langskomen, en: Visit}")
    assert told(changed) == [("changed", "Gesprekken: Langskomen, naam, Nederlands", "Bezoek", "Langskomen")]
    assert told(changed, "en") == [("changed", "Talks: Visit, name, Dutch", "Bezoek", "Langskomen")]


def test_what_came_or_went_is_told_once_and_not_as_another_order() -> None:
    more = EXAMPLE.replace(
        "pairs:\n",
        "  - {id: walk, name: {nl: Wandeling, en: Walk}, held_by: [worker], mode: any, carries_round: false,"
        " source: law}\n"
        "pairs:\n",
    )
    assert told(more) == [("added", "Gesprekken: Wandeling", "", "")]
    back = [(each.kind, each.path) for each in differences(read(more), read(EXAMPLE), "nl")]
    assert back == [("removed", "Gesprekken: Wandeling")]


def test_only_another_order_is_told_as_that() -> None:
    talk, rest = EXAMPLE.split("  - id: talk\n")[1].split("  - id: visit\n")
    visit, pairs = rest.split("pairs:\n", 1)
    head = EXAMPLE.split("  - id: talk\n")[0]
    turned = f"{head}  - id: visit\n{visit}  - id: talk\n{talk}pairs:\n{pairs}"
    assert told(turned) == [("changed", "Gesprekken, volgorde", "talk, visit", "visit, talk")]


def test_a_period_is_told_in_words() -> None:
    assert told(EXAMPLE.replace("period: P6W", "period: P2M"))[0][2:] == ("6 weken", "2 maanden")


def test_what_differs_is_told_in_the_order_in_which_the_practice_is_read() -> None:
    changed = EXAMPLE
    for old, new in (
        ("title: {nl: De wet,", "title: {nl: De nieuwe wet,"),
        ("period: P6W", "period: P2M"),
        ("{nl: Bezoek, en: Visit}", "{nl: Langskomen, en: Visit}"),
        ("does: {nl: Helpt.", "does: {nl: Steunt."),
        ("summary: {nl: Het kader.", "summary: {nl: Een kader."),
        ("described: {nl: Een voorbeeld.", "described: {nl: Een ander."),
    ):
        assert old in changed
        changed = changed.replace(old, new)
    found = [path.split(",")[0].split(":")[0] for _kind, path, *_texts in told(changed)]
    assert found == ["Beschrijving", "Kader", "Wie er werken", "Gesprekken", "Rondes", "Bronnen"]


def test_a_sentence_for_the_client_is_told_by_whom_it_speaks_to_and_never_by_the_words_of_the_file() -> None:
    changed = EXAMPLE.replace("{u: U mag dit weten., je:", "{u: U mag dit lezen., je:")
    ((kind, path, before, after),) = told(changed)
    assert (kind, before, after) == ("changed", "U mag dit weten.", "U mag dit lezen.")
    assert path.endswith(", tekst, Nederlands, met u")


def test_what_holds_a_decision_back_is_told_without_a_word_of_the_file() -> None:
    old = library().latest("nl-shelter-tussenvoorziening")
    at = next(place for place, norm in enumerate(old.norms) if norm.id == "three-years-in-majella")
    gate = old.norms[at].requires
    assert gate is not None
    other = gate.model_copy(update={"passed": parse_term("P2Y"), "emergency": True, "emergency_source": None})
    norms = (*old.norms[:at], old.norms[at].model_copy(update={"requires": other}), *old.norms[at + 1 :])
    found = differences(old, old.model_copy(update={"norms": norms}), "nl")
    called = "Wat er moet, en wanneer: Wacht eerst de tijd van Majella af"
    assert [(each.path, each.before, each.after) for each in found] == [
        (f"{called}, hoe lang daarna pas", "3 jaar", "2 jaar"),
        (f"{called}, mag het bij gevaar toch", "nee", "ja"),
        (f"{called}, waar staat dat het nooit mag", "p-000-2329", ""),
    ]
