"""The words of a practice itself for the things every screen names."""

from __future__ import annotations

from alliantie.practices.terms import Under
from alliantie.practices.texts import Part, Word


class PlanWord(Word):
    """What a plan is called, and under which measures one is made; none named is every one."""

    measures: Under = ()


class Words(Part):
    """The practice's own words for the things every screen names."""

    client: Word
    professional: Word
    case: Word
    plan: PlanWord
