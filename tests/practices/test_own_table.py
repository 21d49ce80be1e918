"""The table of an organisation: what fits its practice, and each fault at its own line and field."""

from __future__ import annotations

from datetime import date

import pytest

from alliantie.practices import library
from alliantie.practices.own_table import load_own_table
from tests.practices.own_tables import ZEIST, own


def problems(text: str) -> list[tuple[int, str, str]]:
    found, problems = load_own_table(text.encode(), "tabel.yaml", ZEIST)
    assert (found is None) == bool(problems)
    return [(each.line, each.field, each.reason) for each in problems]


def test_a_table_says_who_answers_for_it_and_from_which_day_until_which_it_holds() -> None:
    table, told = load_own_table(own(("asks:", "valid_until: 2026-04-01\nasks:")).encode(), "", ZEIST)
    assert told == []
    assert table is not None
    assert (table.owner, table.valid_from) == ("Hilde Voorbeeld", date(2026, 2, 1))
    days = (date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert [table.is_valid(day) for day in days] == [False, True, True, False]


def test_a_table_without_a_last_day_holds_on() -> None:
    table, _told = load_own_table(own().encode(), "", ZEIST)
    assert table is not None
    assert table.is_valid(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "reason"),
    [
        ("id: offer", "id: offers", 1, "id", "offers is no table of this practice; did you mean offer?"),
        ("owner: Hilde Voorbeeld\n", "", 1, "owner", "is missing"),
        ("owner: Hilde Voorbeeld", "owner: ''", 4, "owner", "is empty"),
        ("valid_from: 2026-02-01\n", "", 1, "valid_from", "is missing"),
        ("valid_from: 2026-02-01", "valid_from: 2026-02-30", 5, "valid_from", "2026-02-30 is no day of the calendar"),
        ("asks:", "valid_until: 2026-02-01\nasks:", 6, "valid_until", "must come after valid_from"),
        ("p-000-3583", "own-letters", 3, "source", "must be p-000-3583, where the practice has this choice from"),
        ("owner:", "example: true\nowner:", 4, "example", "is no field here: a table of an organisation is none"),
        ("{when: able,", "{when: abel,", 19, "rows[0].when",
         "names abel, which this practice does not declare here; it may name able, people_around"),
        ("able, outcome: settlement", "able, outcome: refused", 19, "rows[0].outcome",
         "refused is no outcome of this table of this practice; it has settlement, volunteer"),
        ("{id: able, name", "{id: calm, name", 7, "asks[0]", "asks calm, which this form does not"),
        ("kind: yes_no", "kind: number", 7, "asks[0]", "asks able with other answers than this form"),
        ("      - {id: not-needed, name: {nl: Niet nodig, en: Not needed}}\n", "", 8, "asks[1]",
         "asks people_around with other answers than this form"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_own_line_and_field(old: str, new: str, line: int, field: str, reason: str) -> None:
    assert (line, field, reason) in problems(own((old, new)))


def test_no_table_of_an_organisation_leads_where_its_practice_does_not_so_none_makes_up_a_refusal() -> None:
    refused = "{id: refused, name: {nl: Geen hulp, en: No help}}"
    found = problems(own(("  - {id: settlement, name", f"  - {refused}\n  - {{id: settlement, name")))
    assert (
        16,
        "outcomes[0].id",
        "refused is no outcome of this practice; it has budgeting, order, settlement, volunteer",
    ) in found


def test_no_table_of_an_organisation_calls_an_outcome_otherwise_than_its_practice_does() -> None:
    found = problems(own(("nl: Schuldregeling, en: Settlement", "nl: Geen hulp, en: No help")))
    assert found == [(16, "outcomes[0].name", "must be what the practice calls settlement: Settlement")]


def test_no_table_of_an_organisation_asks_for_attitude() -> None:
    found = problems(own(("{id: able,", "{id: attitude,")))
    assert (7, "asks[0]", "asks attitude, which is about attitude: nobody is sorted by that") in found


def test_no_outcome_of_any_table_of_ours_refuses() -> None:
    named = [
        each for id in library().ids() for table in library().latest(id).classifications for each in table.outcomes
    ]
    assert {each.id for each in named} >= {"counsellor", "settlement"}
    assert not [each.id for each in named if any(word in each.name.nl.lower() for word in ("weiger", "geen hulp"))]


@pytest.mark.parametrize(
    "text", ["", "- a\n", "id: [", "id: offer\nid: offer\n", "x: &a b\n", "\x00", "rows: " + "[" * 99]
)
def test_what_is_no_table_is_told_and_breaks_nothing(text: str) -> None:
    assert problems(text)


def test_an_outcome_that_no_row_reaches_is_one_the_worker_can_choose() -> None:
    order = ZEIST.classification("offer").outcome("order").name
    more = f'  - {{id: order, name: {{nl: "{order.nl}", en: "{order.en}"}}}}'
    assert problems(own(("rows:\n", f"{more}\nrows:\n"))) == []
