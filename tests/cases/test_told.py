"""What happened, in words: amounts as people here write them, and nothing that ties an incident to itself."""

from __future__ import annotations

import pytest

from alliantie.cases.told import happened
from alliantie.practices import library
from alliantie.practices.show_reactions import values_in_words

TOLD = {"amount": "1125.50", "made_up": "cannot-be", "incident": "Niet gereserveerd, 22 november 2026"}


@pytest.mark.parametrize(("language", "amount"), [("nl", "€ 1.125,50"), ("en", "€1,125.50")])
def test_an_incident_is_told_by_what_it_says_and_not_by_its_own_name_again(language: str, amount: str) -> None:
    said = happened(library().latest("nl-debt-zeist"), "not-reserved", "", language, TOLD).replace("\xa0", " ")
    assert f": {amount}, " in said
    assert "22 november" not in said
    assert "1125.50" not in said


def test_a_client_reads_an_amount_with_a_comma() -> None:
    found = dict(values_in_words(library().latest("nl-debt-zeist"), "not-reserved", TOLD, "nl", "u"))
    assert found == {"Bedrag": "€ 1125,50", "Inhalen kan nog": "Nee"}


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "gegevensverzamelingsgesprek (GGV)"), ("en", "data-collection talk (GGV)")]
)
def test_an_abbreviation_keeps_its_capitals(language: str, said: str) -> None:
    told = happened(library().latest("nl-debt-tilburg"), "not-come", "", language, {"missed": "data-collection"})
    assert told.endswith(f": {said}")


@pytest.mark.parametrize(("accepted", "said"), [(True, "aangenomen"), (False, "aangenomen: nee")])
def test_a_no_that_is_the_whole_answer_is_told_as_well_as_a_yes(accepted: bool, said: str) -> None:
    zeist = library().latest("nl-debt-zeist")
    assert happened(zeist, "offer-answered", "", "nl", {"accepted": accepted}) == f"Antwoord op het aanbod: {said}"


@pytest.mark.parametrize("practice_id", ["nl-debt-zeist", "nl-debt-tilburg"])
def test_that_a_creditor_does_not_agree_is_told_beside_which_creditor_it_is(practice_id: str) -> None:
    about = {"creditor": "Voorbeeldbank", "claim": "K 1", "step": "proposal"}
    for agrees, said in ((False, "gaat akkoord met het voorstel: nee"), (True, "gaat akkoord met het voorstel")):
        told = happened(library().latest(practice_id), "creditor-answer", "", "nl", about | {"agrees": agrees})
        assert told == f"Antwoord van de schuldeiser: Voorbeeldbank, K 1, voorstel, {said}"


def test_a_no_beside_other_answers_is_not_told() -> None:
    zeist = library().latest("nl-debt-zeist")
    sort = next(each for each in zeist.facts if len(each.values) > 1 and each.values[0].kind == "yes_no")
    said = {one.id: False for one in sort.values if one.kind == "yes_no"}
    assert happened(zeist, sort.id, "", "nl", said) == sort.name.in_("nl")


@pytest.mark.parametrize(
    ("days", "said"), [(14, "Hersteltermijn bepaald: 14 dagen"), (1, "Hersteltermijn bepaald: 1 dag")]
)
def test_a_number_is_told_with_what_it_counts(days: int, said: str) -> None:
    zeist = library().latest("nl-debt-zeist")
    assert happened(zeist, "recovery-term-set", "", "nl", {"days": days}) == said
    assert values_in_words(zeist, "recovery-term-set", {"days": days}, "nl") == (("Hoeveel dagen", said[24:]),)


def test_what_a_fact_says_is_told_in_the_order_in_which_it_is_asked() -> None:
    zeist = library().latest("nl-debt-zeist")
    # As a database gives it, short names first.
    said = happened(zeist, "intent-sent", "", "nl", {"ground": "misconduct", "answer_by": "2026-12-01"})
    assert said.endswith(": laatste dag van de hersteltermijn 1 december 2026, de cliënt heeft zich misdragen")
