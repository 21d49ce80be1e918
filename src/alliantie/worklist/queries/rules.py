"""What is fixed and what is free in a practice, with hardness and source in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from alliantie.norms.reactions import under
from alliantie.practices import Practice
from alliantie.practices.show_norms import briefly, exactly, strictness_in_words
from alliantie.practices.terms import HARDEST_FIRST
from alliantie.practices.texts import Language
from alliantie.practices.told import holds_under
from alliantie.worklist.queries.words import STATUTORY, hardness

GRADES = ("must", "in_principle", "guideline", "average")


@dataclass(frozen=True, slots=True)
class Rule:
    """A statement of the frame or a norm, where it comes from, and what that says about today.

    Of a norm `brief` says when and how hard, `exact` its exceptions, and `strict` how strictly the source puts it and
    what that does to a decision.
    """

    text: str
    source: str
    standing: str
    brief: str = ""
    exact: str = ""
    strict: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The statements that are equally hard."""

    hardness: str
    rules: tuple[Rule, ...]


def rules_of(practice: Practice, measures: Collection[str], language: str) -> tuple[Rules, ...]:
    """The frame of a practice under these measures, hardest first, else as its file has it. Costs no query."""
    stated = [(each, practice.source(each.source)) for each in practice.frame.statements if holds_under(each, measures)]
    found: dict[str, list[Rule]] = {}
    for statement, source in sorted(
        stated, key=lambda pair: (GRADES.index(pair[0].grade), pair[1].kind not in STATUTORY)
    ):
        rule = Rule(statement.text.in_(language), source.title.in_(language), source.standing(language))
        found.setdefault(hardness(statement.grade, source), []).append(rule)
    return tuple(Rules(hard, tuple(rules)) for hard, rules in found.items())


def norms_of(practice: Practice, measures: Collection[str], language: str) -> tuple[Rule, ...]:
    """What is asked and when under these measures, hardest first, averages last. Costs no query."""
    spoken = cast(Language, language)
    holding = sorted(
        (norm for norm in practice.norms if under(norm.measures, measures)),
        key=lambda norm: (norm.grade == "average", HARDEST_FIRST.index(norm.hardness)),
    )
    return tuple(
        Rule(
            norm.text.in_(language),
            practice.source(norm.source).title.in_(language),
            # That it is our choice stands there already.
            "" if practice.source(norm.source).kind == "own" else practice.source(norm.source).standing(language),
            briefly(practice, norm, spoken),
            exactly(practice, norm, spoken),
            strictness_in_words(practice, norm, spoken),
        )
        for norm in holding
    )
