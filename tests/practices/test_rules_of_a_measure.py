"""What is fixed and free in a case: no rule is told that begins only under a measure the case does not have."""

from __future__ import annotations

import pytest

from alliantie.practices import library
from alliantie.practices.show_text import shown
from alliantie.worklist.queries.rules import rules_of

# A practice, a measure that runs, the beginning of a rule that holds there, and of some of other measures.
TOLD = [
    (
        "nl-save-protection", "guidance", "Hulp is eerst vrijwillig.",
        ("Noodzakelijk bij de uitvoering", "Acht kernbeslissingen", "Bij voogdij", "In beginsel duurt een huisverbod"),
    ),
    ("nl-save-protection", "guardianship", "Bij voogdij leidt", ("Een ondertoezichtstelling geldt", "Opschaling")),
    ("nl-save-protection", "supervision-order", "Noodzakelijk bij", ("Bij een huisverbod", "Bij voogdij")),
    ("nl-save-youth-probation", "voluntary-supervision", "Na een dagvaarding", ("Opschaling", "Vast: een dubbele")),
    ("nl-save-youth-probation", "truancy", "Opschaling", ("Na een dagvaarding", "Vast: een dubbele")),
    ("nl-debt-zeist", "stabilisation", "Stabiliseren is", ("Na drie stabiele maanden", "Meegaan naar de rechtbank")),
    ("nl-debt-zeist", "budget-management", "Na drie stabiele maanden", ("Stabiliseren is", "Is een regeling snel")),
    ("nl-debt-tilburg", "crisis", "Een crisis wordt", ("Uitgebreid advies", "Stabiliseren duurt", "De voorbereiding")),
    (
        "nl-shelter-tussenvoorziening", "guidance-agreement", "Begeleidingsgesprekken",
        ("Housing First vraagt", "Met wie een justitiële titel", "De woning is er"),
    ),
    ("nl-work-amersfoort", "assistance-without-trajectory", "Vrij: of een vaste", ("De intake gaat langs",)),
    ("nl-work-rsd-krh", "assistance-without-coach", "Meestal wordt", ("De participatiecoach ziet",)),
    ("be-houses-of-justice", "autonomous-work-penalty", "Een autonome werkstraf", ("Bij probatie", "Het eindverslag")),
    ("be-houses-of-justice", "probation-deferral", "Bij probatie", ("Een autonome werkstraf", "Sinds 1 mei")),
]  # fmt: skip


@pytest.mark.parametrize(("practice_id", "measure", "holds", "others"), TOLD)
def test_a_case_is_told_the_rules_of_its_own_measures(
    practice_id: str, measure: str, holds: str, others: tuple[str, ...]
) -> None:
    practice = library().latest(practice_id)
    told = [rule.text for group in rules_of(practice, [measure], "nl") for rule in group.rules]
    assert [text for text in told if text.startswith(holds)] != []
    assert [text for text in told if text.startswith(others)] == []
    # Who reads the whole practice meets each of them, with the measure it belongs to.
    page = " ".join(shown(practice, "nl").split())
    assert [each for each in (holds, *others) if each not in page] == []
