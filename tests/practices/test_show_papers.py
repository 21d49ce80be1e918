"""A practice is read as a book: what its letters say and its forms ask is in it, and not their names alone."""

from __future__ import annotations

import pytest

from alliantie.practices import library
from alliantie.practices.show import Group, sections
from alliantie.practices.texts import PLACEHOLDER


def papers(practice_id: str, name: str, language: str = "nl") -> dict[str, Group]:
    found = {each.name: each for each in sections(library().latest(practice_id), language)}
    return {group.title: group for group in found[name].groups}


def test_a_letter_is_read_with_what_is_filled_in_by_its_name_and_when_a_line_is_said() -> None:
    told = papers("nl-debt-zeist", "letters")["Oproep voor de intake van budgetbeheer (aan: de cliënt)"]
    texts = [entry.text for entry in told.entries]
    assert "Dag: [Op welke dag]" in texts
    assert "Neem dit mee: [Wat meenemen] (alleen met: Wat meenemen)" in texts
    assert {entry.source for entry in told.entries} == {"", "p-000-3691"}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("practice_id", library().ids())
def test_every_letter_and_form_of_a_practice_is_in_its_book(practice_id: str, language: str) -> None:
    practice = library().latest(practice_id)
    letters = papers(practice_id, "letters", language)
    assert sum(len(each.entries) for each in letters.values()) == sum(
        len(passage.texts) for each in practice.letters for passage in practice.letter(each.id).body
    )
    assert not any(PLACEHOLDER.search(entry.text) for each in letters.values() for entry in each.entries)
    forms = papers(practice_id, "forms", language) if practice.forms else {}
    assert [len(each.entries) for each in forms.values()] == [len(each.sections) for each in practice.forms]
