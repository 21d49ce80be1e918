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


def test_printed_stock_and_flow_that_does_not_meet_says_so_in_each_row() -> None:
    """000:4955-5347; the gaps are those of seed-000.md, section 14."""
    said = {row[0]: row[-1] for each in in_source("be-houses-of-justice", "nl") for row in each.rows}
    low = {
        "Strafrechtelijke voorlichting": 32,
        "Strafrechtelijke begeleiding": 38,
        "Burgerrechtelijke opdrachten": 1,
        "Vrijheid onder voorwaarden, voorlichting": 1,
        "Vrijheid onder voorwaarden, begeleiding": 3,
        "Bemiddeling in strafzaken": 3,
        "Probatie, voorlichting": 4,
        "Probatie, begeleiding": 16,
        "Autonome werkstraf, voorlichting": 3,
        "Autonome werkstraf, begeleiding": 17,
        "Penitentiair, voorlichting": 24,
    }
    assert said == {
        **{name: f"nee, het eind is {count} te laag" for name, count in low.items()},
        "Penitentiair, begeleiding": "nee, het eind is 6 te hoog",
        "Slachtofferonthaal": "niet te zeggen",
        "Eerstelijnswerking": "niet te zeggen",
    }
    assert {each.columns[-1] for each in in_source("be-houses-of-justice", "nl")} == {"Klopt"}
