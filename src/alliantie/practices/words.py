"""The words of a practice itself for the things every screen names."""

from __future__ import annotations

from alliantie.practices.terms import Under
from alliantie.practices.texts import Part, Word
from alliantie.practices.values import Id


class PlanWord(Word):
    """What a plan is called, and under which measures one is made; none named is every one.

    Where somebody else than the worker makes it, `approved` is the norm by which the worker approves it.
    """

    measures: Under = ()
    approved: Id | None = None


class Words(Part):
    """The practice's own words for the things every screen names."""

    client: Word
    professional: Word
    case: Word
    plan: PlanWord
