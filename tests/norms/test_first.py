"""What comes first in a case that was just opened: in each worked-out practice, under each measure it begins with.

Source: 000:419-429 (probation), 739-747, 773-779, 892-896, 919-965 (SAVE), 1032-1034, 1097-1113 (youth probation),
3502-3516 (Zeist), 3258-3317 (Tilburg).
"""

from __future__ import annotations

from datetime import date

import pytest

from alliantie.norms.duties import duties
from alliantie.norms.timeline import Person
from alliantie.practices import library
from tests.norms.sources import started

FIRST = {
    "nl-probation": ["explain-frame"],
    "nl-save-protection": [
        *("first-talk", "family-plan", "guardianship-plan", "secure-safety", "secure-safety-by-law", "care-meeting"),
    ],
    "nl-save-youth-probation": ["first-talk", "plan", "family-plan"],
    "nl-debt-zeist": ["register"],
    "nl-debt-tilburg": ["quick-scan", "application-talk", "crisis-at-once"],
}
# What a case begins with there; the other measures come after the registration (3502-3538, 3250-3299).
BEGIN_WITH = {
    "nl-debt-zeist": ("application", "crisis"),
    "nl-debt-tilburg": ("neighbourhood-access", "application", "crisis"),
}


@pytest.mark.parametrize("id", FIRST)
def test_a_case_that_was_just_opened_says_what_to_do_first(id: str) -> None:
    practice = library().latest(id)
    begin_with = BEGIN_WITH.get(id) or tuple(measure.id for measure in practice.measures)
    people = (Person("sam", "young_person"), Person("ank", "parent"))
    for measure in begin_with:
        due = duties(practice, started("2026-01-05", measure, people=people), date(2026, 1, 5))
        first = [duty.norm for duty in due if duty.norm in FIRST[id]]
        assert first, measure
