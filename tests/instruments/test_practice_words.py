"""The words each practice uses for its people fit in the items it uses."""

from itertools import product

import pytest

from alliantie.instruments import library
from alliantie.instruments.lint import lint_questionnaire
from alliantie.practices import library as practices


@pytest.mark.parametrize("practice_id", practices().ids())
def test_the_items_stay_plain_with_the_words_of_the_practice(practice_id: str) -> None:
    practice = practices().latest(practice_id)
    for role, length, form, language in product(
        ("client", "professional"), practice.rounds.lengths, ("standard", "easy"), ("nl", "en")
    ):
        questionnaire = (
            library()
            .latest("own")
            .questionnaire(
                role=role,
                variant=practice.rounds.variant,
                length=length,
                form=form,
                language=language,
                words={
                    "professional": practice.words.professional.one(language),
                    "client": practice.words.client.one(language),
                },
            )
        )
        assert [str(finding) for finding in lint_questionnaire(questionnaire)] == []
