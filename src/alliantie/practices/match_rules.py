"""What is wrong with a description of facts, or with a condition, wherever a practice file has one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import get_args

from alliantie.practices.conditions import ConditionError, Names, condition
from alliantie.practices.finding import ids, unknown
from alliantie.practices.messages import message
from alliantie.practices.problems import Finding, Location
from alliantie.practices.reaction import OutcomeKind
from alliantie.practices.tree import Value, at, entries, several
from alliantie.practices.vocabulary import MODES, ROLES, Vocabulary

LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")
"""An answer in a condition, between straight quotation marks."""


def condition_findings(place: Location, text: str, names: Names, answers: Set[str]) -> Iterator[Finding]:
    """What is wrong with a condition that may name `names` and compare them with `answers`."""
    try:
        condition(text, names)
    except ConditionError as error:
        yield Finding(place, error.args[0])
        return
    for found in LITERAL.finditer(text):
        answer = found[1] if found[1] is not None else found[2]
        if answer not in answers:
            yield unknown(place, answer, sorted(answers), message("antwoord, gesprek, maatregel, fase of rol"))


class Check:
    """Checks whatever names facts against what the practice declares."""

    def __init__(self, data: Value, words: Vocabulary) -> None:
        self.words = words
        self.roles = ids(data, "roles")
        self.measures = ids(data, "measures")
        self.decisions = ids(data, "decisions")
        self.whose = {str(each.get("id")): each.get("per") for _, each in entries(data, "decisions")}
        self.kinds_of_source = {
            id: source.get("kind") for _, source in entries(data, "sources") if isinstance(id := source.get("id"), str)
        }
        self.answers = {*self.measures, *ids(data, "talks"), *ids(data, "phases"), *self.decisions, *ROLES, *MODES}
        # How and why a case ended.
        self.answers |= {*get_args(OutcomeKind), *ids(data, "outcomes", "reasons")}
        self.said: dict[str, str] = {}
        for _, sort in entries(data, "facts"):
            for _, value in entries(sort, "values"):
                self.said.setdefault(str(value.get("id")), str(sort.get("id")))
                self.answers |= {str(option.get("id")) for _, option in entries(value, "options")}

    def match(self, place: Location, match: Value) -> Iterator[Finding]:
        """What is wrong with a description of facts."""
        if not isinstance(match, dict) or not isinstance(kind := match.get("fact"), str):
            return
        if kind in self.words.facts:
            yield from self.condition((*place, "where"), match.get("where"), self.words.names_on(kind))
            if isinstance(lacks := match.get("lacks"), str) and lacks not in self.words.facts[kind]:
                yield unknown(
                    (*place, "lacks"), lacks, sorted(self.words.facts[kind]), message("gegeven van die gebeurtenis")
                )
        else:
            yield unknown((*place, "fact"), kind, sorted(self.words.facts), message("soort gebeurtenis"))

    def _kind(self, match: Value) -> str | None:
        """The kind of fact a match names, where there is such a fact."""
        kind = match.get("fact") if isinstance(match, dict) else None
        return kind if isinstance(kind, str) and kind in self.words.facts else None

    def _settles(self, place: Location, done: Value, start: str | None) -> Iterator[Finding]:
        yield from self.match(place, done)
        kind = self._kind(done)
        if kind is None or start is None or not isinstance(done, dict):
            return
        for field in ("same", "same_where_said"):
            names = done.get(field)
            for index, name in enumerate(names if isinstance(names, list) else ()):
                for fact in (start, kind):
                    if isinstance(name, str) and name not in self.words.facts[fact]:
                        yield Finding(
                            (*place, field, index),
                            message("De gebeurtenis %(fact)s heeft geen gegeven %(name)s.", fact=fact, name=name),
                        )

    def _followed(self, place: Location, followed: Value) -> Iterator[Finding]:
        for which, each in several((*place, "each"), at(followed, "each")):
            yield from self.match(which, each)
            for where, way in several((*place, "by"), at(followed, "by")):
                yield from self._settles(where, way, self._kind(each))

    def condition(self, place: Location, text: Value, names: Names) -> Iterator[Finding]:
        """What is wrong with a condition that may name `names`."""
        if isinstance(text, str) and text:
            yield from condition_findings(place, text, names, self.answers)

    def _day(self, place: Location, name: Value, fact: str | None, *, term: bool = False) -> Iterator[Finding]:
        if not isinstance(name, str) or fact is None or self.words.facts[fact].get(name) == "day":
            return
        if term:
            said = message(
                "%(name)s is geen termijn zoals P2W, en geen dag van de gebeurtenis %(fact)s.", name=name, fact=fact
            )
        else:
            said = message("%(name)s is geen dag van de gebeurtenis %(fact)s.", name=name, fact=fact)
        yield Finding(place, said)

    def _day_or_term(self, place: Location, value: Value, fact: str | None) -> Iterator[Finding]:
        if isinstance(value, str) and value[:1].islower():
            yield from self._day(place, value, fact, term=True)
