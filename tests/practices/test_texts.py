"""Texts, words and sources: the right language and form of address, and what a source says about today."""

import pytest

from alliantie.practices.loader import load
from alliantie.practices.schema import Practice
from alliantie.practices.texts import sentences, word_count
from tests.practices.example import EXAMPLE, changed


def practice(*changes: tuple[str, str]) -> Practice:
    made, problems = load(changed(*changes).encode(), "x.yaml")
    assert made is not None, problems
    return made


def test_a_text_comes_in_the_language_asked() -> None:
    name = practice().name
    assert (name.in_("nl"), name.in_("en")) == ("Voorbeeld", "Example")
    assert (name.in_("nl-be"), name.in_("en_GB")) == ("Voorbeeld", "Example")


def test_another_language_is_an_error_and_no_silent_dutch() -> None:
    made = practice()
    with pytest.raises(ValueError, match="not in 'fr'"):
        made.name.in_("fr")
    with pytest.raises(ValueError, match="not in 'fr'"):
        made.words.client.one("fr")
    with pytest.raises(ValueError, match="not in 'fr'"):
        made.explanation.duties[0].text.in_("fr", "u")


def test_a_client_text_comes_in_the_form_of_address_asked() -> None:
    text = practice().explanation.duties[0].text
    assert text.in_("nl", "u") == "U komt langs."
    assert text.in_("nl", "je") == "Je komt langs."
    assert text.in_("en", "u") == text.in_("en", "je") == "You come by."
    with pytest.raises(ValueError, match="says u or je, not 'jij'"):
        text.in_("nl", "jij")


def test_words_come_in_one_and_many() -> None:
    words = practice().words
    assert (words.client.one("nl"), words.client.many("nl")) == ("cliënt", "cliënten")
    assert (words.professional.one("en"), words.professional.many("en")) == ("supervisor", "supervisors")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Eén zin.", ["Eén zin."]),
        ("Komt u niet? Dan belt Peter.", ["Komt u niet?", "Dan belt Peter."]),
        ('Hij zegt: "Kom." Dan komt u.', ['Hij zegt: "Kom.', "Dan komt u."]),
        ("Om 10.30 uur.", ["Om 10.30 uur."]),
        ("Zonder punt", ["Zonder punt"]),
    ],
)
def test_sentences_end_at_a_mark_with_space_after_it(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_marks_between_words_are_no_words() -> None:
    assert word_count("Bel – of mail – {professional}, om 10.30 uur.") == 7


@pytest.mark.parametrize("text", ["Het is een uur.", "Dat is nu zo.", "Uur, uw-achtig niet."])
def test_only_whole_words_count_as_u_or_uw(text: str) -> None:
    _, problems = load(changed(("je: Je komt langs.", f'je: "{text}"')).encode(), "x.yaml")
    assert bool(problems) == ("uw-" in text)


def test_an_unchecked_law_says_so() -> None:
    source = practice().source("law")
    assert source.checked is None
    assert source.standing("nl") == "Zoals in de bron, omstreeks 2017. Nog niet getoetst aan de huidige wet."
    assert source.standing("en") == "As in the source, around 2017. Not yet checked against current law."


@pytest.mark.parametrize("kind", ["organisation", "method", "guideline"])
def test_an_unchecked_way_of_working_says_so(kind: str) -> None:
    source = practice(("kind: statute", f"kind: {kind}")).source("law")
    assert source.standing("nl").endswith("Nog niet getoetst aan de huidige werkwijze.")
    assert source.standing("en").endswith("Not yet checked against the current way of working.")


def test_a_checked_source_says_by_whom_and_when() -> None:
    checked = '{by: "A. Jansen, jurist", on: 2026-03-01}'
    source = practice(("checked: null", f"checked: {checked}")).source("law")
    assert source.standing("nl") == "Getoetst op 1 maart 2026 door A. Jansen, jurist."
    assert source.standing("en") == "Checked on 1 March 2026 by A. Jansen, jurist."


def test_a_choice_of_our_own_says_so() -> None:
    source = practice().source("choice")
    assert (source.standing("nl"), source.standing("en")) == ("Onze eigen keuze.", "Our own choice.")


def test_the_hash_differs_when_one_letter_differs() -> None:
    assert practice().hash != practice(("Helpt.", "Helpt niet.")).hash
    assert len(practice().hash) == 64
    assert "hash" not in EXAMPLE
