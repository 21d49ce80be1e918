"""What the source of a practice prints stands beside results as it is printed, and an aim is called one."""

from __future__ import annotations

import pytest

from alliantie.insight.sources import in_source
from alliantie.practices import library


def test_an_aim_of_the_source_comes_first_and_is_called_one() -> None:
    aim, printed = in_source("nl-debt-zeist", "nl")
    assert aim.title == "Streefgetal in de bron: Begroot per jaar"
    assert aim.rows == (("Aanvragen", "900"),)
    assert aim.place == "000:3905-3911"
    assert printed.title == "In de bron: Kerncijfers 2011 tot en met 2015"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_practice_shows_all_its_source_prints_a_figure_a_column(language: str) -> None:
    for practice in map(library().latest, library().ids()):
        found = in_source(practice.id, language)
        assert len(found) == len(practice.printed)
        assert all(len(row) == len(each.columns) for each in found for row in each.rows)
    assert in_source("nothing-of-ours", language) == ()
