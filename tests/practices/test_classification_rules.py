"""Each rule about tables, broken once: the problem names its field and reason."""

import pytest

from tests.practices.example import changed, problems_in

TABLE = """\
norms: []
classifications:
  - id: route
    name: {nl: Route, en: Route}
    source: law
    asks:
      - {id: crisis, name: {nl: Crisis, en: Crisis}, kind: yes_no}
      - id: colour
        name: {nl: Kleur, en: Colour}
        kind: choice
        options: [{id: red, name: {nl: Rood, en: Red}}, {id: green, name: {nl: Groen, en: Green}}]
    outcomes:
      - {id: now, name: {nl: Nu, en: Now}}
      - {id: later, name: {nl: Later, en: Later}}
    rows:
      - {when: crisis || colour == "red", outcome: now}
      - {when: colour == "green", outcome: later}
"""
WHOLE = changed(("norms: []\n", TABLE))


def test_a_table_passes() -> None:
    assert problems_in(WHOLE) == []


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("{id: crisis, name", "{id: colour, name", "classifications[0].asks[1].id",
         "colour is already used in this table"),
        ("kind: choice", "kind: yes_no", "classifications[0].asks[1].options",
         "belong to a choice, and a choice needs them"),
        ('colour == "green"', 'colour == "blue"', "classifications[0].rows[1].when",
         "blue is no answer, talk, measure, phase or role of this practice; it has green, red"),
        ("crisis || ", "danger || ", "classifications[0].rows[0].when",
         "names danger, which this practice does not declare here; it may name colour, crisis"),
        ("outcome: later}", "outcome: never}", "classifications[0].rows[1].outcome",
         "never is no outcome of this table of this practice; it has now, later"),
        ("outcome: later}", "outcome: now}", "classifications[0].outcomes[1].id", "later is reached by no row"),
        ("    source: law\n    asks", "    source: nobody\n    asks", "classifications[0].source",
         "nobody is no source of this practice; it has law, choice"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_own_field(old: str, new: str, field: str, reason: str) -> None:
    assert WHOLE.count(old) == 1, WHOLE.count(old)
    assert (field, reason) in [(problem.field, problem.reason) for problem in problems_in(WHOLE.replace(old, new))]
