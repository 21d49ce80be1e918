"""Each rule for plain words, broken once in each language."""

from typing import Any

import pytest

from alliantie.instruments.lint import check_item, check_question

BROKEN = [
    ("nl", "standard", "Ik weet dat wij hier vandaag samen weer over al die dingen praten.", "length"),
    ("nl", "easy", "Ik durf eerlijk te zijn tegen deze mijn begeleider.", "length"),
    ("nl", "standard", "Ik heb niets te kiezen.", "negation"),
    ("nl", "standard", "Ik heb GEEN keus.", "negation"),
    ("nl", "standard", "Mijn begeleider luistert en helpt mij.", "double"),
    ("nl", "standard", "Mijn begeleider belt of schrijft mij.", "double"),
    ("nl", "standard", "Mijn begeleider helpt mij, soms.", "double"),
    ("nl", "standard", "Mijn begeleider en/of ik bellen.", "double"),
    ("nl", "standard", "Ik voel mij beter.", "comparison"),
    ("nl", "standard", "Ik word vaker gebeld dan eerst.", "comparison"),
    ("nl", "standard", "Mijn motivatie is hoog.", "abstract"),
    ("nl", "standard", "Ik word geholpen.", "passive"),
    ("nl", "standard", "Mijn plan is besproken.", "passive"),
    ("nl", "standard", "Ik voel mij gesteund.", "passive"),
    ("nl", "standard", "Ik had een plan.", "not_present"),
    ("nl", "standard", "De begeleider luistert goed.", "first_person"),
    ("nl", "standard", "Ik durf eerlijk te zijn. Ik lieg.", "one_sentence"),
    ("nl", "standard", "Durf ik eerlijk te zijn?", "one_sentence"),
    ("nl", "standard", "Ik durf eerlijk te zijn!", "one_sentence"),
    ("nl", "standard", "Ik durf eerlijk te zijn", "one_sentence"),
    ("en", "standard", "I know that we meet here once again to talk about it all.", "length"),
    ("en", "easy", "I dare to be honest with this my worker.", "length"),
    ("en", "standard", "I have no choice.", "negation"),
    ("en", "standard", "I can’t choose.", "negation"),
    ("en", "standard", "I don't choose.", "negation"),
    ("en", "standard", "My worker listens and helps me.", "double"),
    ("en", "standard", "My worker calls/writes me.", "double"),
    ("en", "standard", "I feel better.", "comparison"),
    ("en", "standard", "I call my worker sooner than before.", "comparison"),
    ("en", "standard", "My motivation is high.", "abstract"),
    ("en", "standard", "I am really helped by my worker.", "passive"),
    ("en", "standard", "I had a plan.", "not_present"),
    ("en", "standard", "The worker listens.", "first_person"),
    ("en", "standard", "I am honest. I lie.", "one_sentence"),
]


@pytest.mark.parametrize(("language", "form", "sentence", "rule"), BROKEN)
def test_a_broken_rule_is_found(language: str, form: Any, sentence: str, rule: str) -> None:
    assert rule in [name for name, _ in check_item(sentence, language, form)]


def test_a_plain_statement_breaks_nothing() -> None:
    assert check_item("Mijn SAVE-medewerker houdt zich aan afspraken.", "nl", "easy") == []
    assert check_item("My supervisor keeps agreements.", "en", "easy") == []


def test_a_question_may_ask_but_must_be_plain() -> None:
    assert check_question("Had u iets aan het plan?", "nl") == [("not_present", "had")]
    assert check_question("Helpt het plan u?", "nl") == []
    assert check_question("Helpt het plan u niet?", "nl") == [("negation", "niet")]
    assert check_question("Helpt het? Echt?", "nl") == [("one_sentence", "?")]
