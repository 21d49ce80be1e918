"""The rules about what a choice in a letter begins with."""

from __future__ import annotations

from collections.abc import Iterator

from alliantie.practices.finding import ids, unknown
from alliantie.practices.match_rules import Check
from alliantie.practices.messages import message
from alliantie.practices.problems import Finding, Location
from alliantie.practices.tree import Value, at, entries, several
from alliantie.practices.vocabulary import Vocabulary


def begins_findings(data: Value, words: Vocabulary, place: Location, field: dict[str, Value]) -> Iterator[Finding]:
    """It is a choice that nothing else begins, by its own options, and by rules and incidents that are there."""
    if field.get("begins") is None:
        return
    if field.get("kind") != "choice" or field.get("latest") is not None:
        yield Finding((*place, "begins"), message("Dit hoort bij een keuze zonder latest."))
    options, rules = ids(field, "options"), ids(data, "norms")
    reactions = [each for _, each in entries(data, "reactions", "incidents")]
    kinds = [str(each.get("id")) for each in reactions]
    for index, begins in entries(field, "begins"):
        where = (*place, *index)
        if not begins.get("norms") and not begins.get("incidents"):
            yield Finding(where, message("Noem regels (norms) of gebeurtenissen (incidents)."))
        for name, known, called in (
            ("option", options, message("antwoord")),
            ("norms", rules, message("regel")),
            ("incidents", kinds, message("gebeurtenis")),
        ):
            for spot, id in several((*where, name), at(begins, name)):
                if isinstance(id, str) and id not in known:
                    yield unknown(spot, id, known, called)
        yield from _where(Check(data, words), where, begins, reactions)


def _where(
    check: Check, place: Location, begins: dict[str, Value], reactions: list[dict[str, Value]]
) -> Iterator[Finding]:
    """What is asked of an incident is what those incidents say."""
    named = [id for _, id in several((), at(begins, "incidents"))]
    facts = [str(each.get("fact")) for each in reactions if each.get("id") in named]
    for fact in dict.fromkeys(facts) if begins.get("where") is not None else ():
        if fact in check.words.facts:
            yield from check.condition((*place, "where"), begins["where"], check.words.names_on(fact))
