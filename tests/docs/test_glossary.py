"""One word for one thing: every word of the screens and every value of the code has its line in the glossary."""

from __future__ import annotations

import re
from enum import Enum
from typing import get_args

import pytest

from alliantie.access.models import Grant
from alliantie.alliance.models import Part
from alliantie.alliance.states import State
from alliantie.cases.models import Fact
from alliantie.instruments.questionnaire import Apart, Form, ScaleId
from alliantie.money.models import Deadline
from alliantie.money.rules import Sort
from alliantie.money.states import Status
from alliantie.practices.frame import MeasureKind
from alliantie.practices.sources import SourceKind
from alliantie.practices.terms import Effect, Grade, Hardness
from tests.docs.pages import GLOSSARY, cells, text_of

# The words of the screens, as agreed with those who wrote them.
WORDS = re.split(
    r",\s+",
    """alliantie, ronde, vraag, antwoord, beeld, kenmerk, vertrouwen, richting en kader, binding, stroefheid,
    samen kijken, praten, gesprek, afspraak, versturen, intrekken, delen, niet meer vragen, geven, op slot, uitleg,
    verloop, werkwijze, zaak, dossier, cliënt, begeleider, leidinggevende, regisseur, huishouden, kader, voorwaarde,
    plan, doel, contact, taak, te laat, reden, besluit, wie keek""",
)


def names(kind: object) -> list[str]:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(each.value) for each in kind]
    return [str(each) for each in get_args(kind)]


KINDS = {
    "state of a round": State,
    "state of a claim": Status,
    "line of a budget": Sort,
    "threat": Deadline.Kind,
    "right of a grant": Grant.Right,
    "fact": Fact.Kind,
    "amount that is shared": Part.Share,
    "characteristic": ScaleId,
    "form": Form,
    "answer that stands apart": Apart,
    "grade": Grade,
    "hardness": Hardness,
    "effect": Effect,
    "kind of measure": MeasureKind,
    "kind of source": SourceKind,
}
# Rows of words of law have no code name.
ROWS = [row for row in cells(GLOSSARY) if len(row) == 5]


def test_every_word_of_the_screens_has_an_entry() -> None:
    dutch = " | ".join(row[2] for row in ROWS).lower()
    assert [word for word in WORDS if word not in dutch] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_the_code_knows_has_an_entry(kind: str) -> None:
    text = text_of(GLOSSARY)
    values = names(KINDS[kind])
    assert len(values) >= 2
    assert [value for value in values if f"`{value}`" not in text] == []


def test_every_entry_has_both_languages_a_meaning_and_a_source() -> None:
    rows = cells(GLOSSARY)
    assert len(rows) > 120
    assert [row for row in rows if len(row) not in (4, 5) or not all(row)] == []
