"""What the whole suite is looked at for at its end: lines by machine, and no words of people."""

from __future__ import annotations

import json

from tests.support.said import is_telling, wrong_in


def line(**told: object) -> str:
    return json.dumps({"at": "2027-01-01T00:00:00.000Z", "level": "error", "from": "alliantie", **told})


def test_a_line_that_quotes_what_somebody_wrote_is_found() -> None:
    written = ["Mijn broer mag dit niet weten", "Noor"]
    lines = [line(said="not saved: Mijn broer mag dit niet weten"), line(said="Noor, come in"), line(status=500)]
    assert [each.partition(":")[0] for each in wrong_in(lines, written)] == [
        "what somebody wrote, 'Mijn broer mag dit niet weten'",
        "what somebody wrote, 'Noor'",
    ]


def test_a_name_inside_another_word_is_not_that_name() -> None:
    assert list(wrong_in([line(places=["noord.py:1"], said="Noordwijk")], ["Noor"])) == []


def test_a_line_others_cannot_read_is_found() -> None:
    found = list(wrong_in(["Traceback (most recent call last):", line(body="x"), "[1]"], []))
    assert [each.partition(":")[0] for each in found] == [
        "no line of JSON", "a line with other keys", "a line with other keys",
    ]  # fmt: skip


def test_the_address_of_somebodys_page_is_found() -> None:
    found = wrong_in(
        [line(said="gone: /cases/7fc264f9-2898-49be-93bb-6737107fb935/"), line(said="/account/login/")], []
    )
    assert [each.partition(":")[0] for each in found] == ["an address of a page, /cases/7fc264f9-2898"]


def test_what_a_form_offers_is_not_taken_for_what_somebody_typed() -> None:
    assert [is_telling(text) for text in ("met iemand erbij", "reporting-level-2", "2027-01-01", "a b")] == [
        True, False, False, False,
    ]  # fmt: skip
