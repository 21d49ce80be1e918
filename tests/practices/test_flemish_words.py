"""The Flemish houses of justice speak Flemish, and their texts judge nobody: words of the source, and tone of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from alliantie.demo import SEED
from alliantie.demo.story import story
from alliantie.practices import library

FLANDERS = "be-houses-of-justice"
PRACTICE = library().latest(FLANDERS)

# 4779-5367, 5687-5873: what the houses of justice call what they do.
OF_THE_SOURCE = (
    *("justitiehuis", "justitieassistent", "justitiabele", "opdrachtgever", "mandaat", "probatiecommissie"),
    *("probatie-uitstel", "probatieopschorting", "werkstraf", "herroepen", "opschorten", "bureelgesprek", "huisbezoek"),
    *("eindgesprek", "aanvangsverslag", "begeleidingsplan", "evolutieverslag", "eindverslag", "meldingsverslag"),
    *("slachtofferonthaal", "eerstelijnswerking", "onderzoeksrechter", "vonnisgerecht", "strafuitvoeringsrechtbank"),
    *("maatschappelijke enquête", "beknopt voorlichtingsrapport", "procureur des konings"),
)

# What Dutch probation, courts and offices say instead.
DUTCH = re.compile(
    r"reclasser|toezichthoud|meldplicht|meldgesprek|kantoor|officier van justitie|(?-i:\bOM\b)|rechter-commissaris"
    r"|proeftijd|taakstraf|tenuitvoerleg|berisping|aanwijzing|burgerservicenummer|\bBSN\b|kinderbescherming|gezinsvoogd|jeugdreclass"
    r"|\bklant|\bcliënt|voorwaardelijk veroordeel|ondertoezichtstelling|veilig thuis|overtreding van een voorwaarde",
    re.IGNORECASE,
)

# 5547-5630: whoever works for a house of justice starts from how somebody sees it, does not convince, says neither what
# they have to do nor what is good for them, and does not know it either.
JUDGES = re.compile(
    r"\b(u|je|jij) (moet|dient|behoort|hoort te|mag niet)\b|\bmoet (u|je|jij)\b|\bverplicht|\bovertr|\bschend|\bsanctie"
    r"|\bgestraft|\bfouten?\b|\bverkeerd|\bslechte?\b|\bonvoldoende|\bweiger|\bonwillig|\bgemotiveerd|\bongemotiveerd"
    r"|\bsmoes|\blieg|\bloog|\bhelaas|\bwaarschuw|\bnormaal\b|\binzien\b|\bbewust\b|\bbeloofde|\bschuldig|\bdader"
    r"|\bgoed voor (u|jou)|\bbeter voor (u|jou)|\bhad(t)? (u|je) (moeten|kunnen)",
    re.IGNORECASE,
)


def texts(value: Any, *, client: bool = False) -> Iterator[tuple[str, bool]]:
    """Every Dutch text, and whether a client reads it: what has words with u and with je, and letters to one."""
    if isinstance(value, dict):
        if {"nl", "en"} <= set(value):
            yield from texts(value["nl"], client=client)
        elif set(value) == {"u", "je"}:
            yield value["u"], True
            yield value["je"], True
        else:
            for name, each in value.items():
                yield from texts(each, client=client or (name == "body" and value.get("to") == "client"))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each, client=client)
    elif isinstance(value, str) and (client or " " in value):
        yield value, client


def said(part: Any) -> Iterator[tuple[str, bool]]:
    """The texts of the practice that somebody reads."""
    for name, each in part.items():
        if name not in {"sources", "open_points", "printed"}:
            yield from texts(each)


READ = tuple(said(PRACTICE.model_dump()))


@pytest.mark.parametrize("word", OF_THE_SOURCE)
def test_what_the_source_calls_it_is_what_the_practice_calls_it(word: str) -> None:
    everything = " ".join(str(each) for each in _names(PRACTICE.model_dump())).lower()
    assert word in everything


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _names(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _names(each)
    elif isinstance(value, str):
        yield value


def test_no_word_of_dutch_probation_stands_in_a_flemish_text_nor_in_its_demo() -> None:
    assert [text for text, _client in READ if DUTCH.search(text)] == []
    told = [repr(case) for case in story(SEED) if case.practice_id == FLANDERS]
    assert [found[0] for each in told for found in DUTCH.finditer(each)] == []


def test_what_a_client_of_a_house_of_justice_reads_judges_nobody_and_says_nobody_what_to_do() -> None:
    read = [text for text, client in READ if client]
    assert len(read) > 150
    assert [text for text in read if JUDGES.search(text)] == []


def test_the_first_office_talk_the_invitations_and_the_end_talk_start_from_how_somebody_sees_it() -> None:
    """5547-5612, 5788-5801, 5817-5843: from the story of the client, and not to convince."""
    for letter in ("invitation-first", "invitation-new-facts"):
        body = " ".join(text for text, _client in texts(PRACTICE.letter(letter).model_dump()["body"]))
        assert "hoe u het ziet" in body or "hoe u het zelf ziet" in body
    for form in ("first-office-talk", "five-topics", "end-evaluation"):
        asked = " ".join(text for text, _client in texts(PRACTICE.form(form).model_dump()))
        assert re.search(r"ziet de justitiabele|ervoer|ervaren|beleef|eigen verhaal|eigen woorden|kijkt", asked), asked
