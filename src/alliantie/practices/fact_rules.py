"""The rules of a practice file about its facts and what it knows of a case, each breach at its own field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from alliantie.practices.facts import URGENCIES
from alliantie.practices.finding import ids, unknown
from alliantie.practices.messages import message
from alliantie.practices.problems import Finding, Location
from alliantie.practices.terms import ValueKind
from alliantie.practices.tree import Value, at, entries
from alliantie.practices.vocabulary import BUILTIN, Values, Vocabulary

_VALUE_KINDS = frozenset(get_args(ValueKind))


def value_findings(place: Location, value: dict[str, Value]) -> Iterator[Finding]:
    """What is wrong with something that is asked or told: options belong to a choice, limits and a unit to a number."""
    if (value.get("kind") == "choice") != bool(value.get("options")):
        yield Finding((*place, "options"), message("Antwoorden horen bij een keuze, en een keuze heeft ze nodig."))
    least, most = value.get("least"), value.get("most")
    for name in ("least", "most", "unit"):
        if value.get(name) is not None and value.get("kind") != "number":
            yield Finding((*place, name), message("Dit hoort bij een getal."))
    if isinstance(least, int) and isinstance(most, int) and most < least:
        yield Finding((*place, "most"), message("Dit is minder dan least."))


def vocabulary_of(data: Value) -> Vocabulary:
    """What the facts and the knowledge declared in `data` let a condition name, as far as they can be read."""
    facts: dict[str, Values] = dict(BUILTIN)
    for _, sort in entries(data, "facts"):
        if isinstance(id := sort.get("id"), str):
            facts[id] = {
                name: kind  # type: ignore[misc]  # narrowed by the set of kinds
                for _, value in entries(sort, "values")
                if isinstance(name := value.get("id"), str)
                and isinstance(kind := value.get("kind"), str)
                and kind in _VALUE_KINDS
            }
    known = {}
    for _, one in entries(data, "known"):
        id, fact, value = one.get("id"), one.get("fact"), one.get("value")
        if isinstance(id, str) and isinstance(fact, str) and isinstance(value, str) and value in facts.get(fact, {}):
            known[id] = facts[fact][value]
    return Vocabulary(facts, known)


def fact_findings(data: Value) -> Iterator[Finding]:
    """Every breach in `data` of a rule about facts."""
    kinds = {*BUILTIN, *ids(data, "facts")}
    for place, sort in entries(data, "facts"):
        id = sort.get("id")
        if isinstance(id, str) and id in BUILTIN:
            yield Finding(
                (*place, "id"), message("%(id)s is een gebeurtenis van elke werkwijze. Kies een andere naam.", id=id)
            )
        if isinstance(way := sort.get("only_by"), str) and id not in [
            at(each, "sent", "fact") for _, each in entries(data, f"{way}s")
        ]:
            yield Finding(
                (*place, "only_by"), message("Er is geen %(way)s die bij versturen %(id)s vastlegt.", way=way, id=id)
            )
        yield from measures_named(place, sort, ids(data, "measures"))
        yield from _others_named(place, sort, kinds)
        yield from _status(place, sort)
        yield from _waiting(place, sort)
        seen: set[str] = set()
        for index, value in entries(sort, "values"):
            where = (*place, *index)
            name = value.get("id")
            if isinstance(name, str) and name in seen:
                yield Finding(
                    (*where, "id"), message("%(name)s staat al bij deze gebeurtenis. Kies een andere naam.", name=name)
                )
            seen.add(str(name))
            yield from value_findings(where, value)
            if value.get("condition") is True and (value.get("kind") != "text" or not at(data, "conditions")):
                yield Finding(
                    (*where, "condition"),
                    message("Dit hoort bij een tekst, in een werkwijze met voorwaarden (conditions)."),
                )
            if value.get("in_title") is True and value.get("kind") not in ("text", "choice"):
                yield Finding((*where, "in_title"), message("Dit hoort bij een tekst of een keuze."))


def _others_named(place: Location, sort: dict[str, Value], kinds: set[str]) -> Iterator[Finding]:
    """That the facts which end what it says are there."""
    ends = sort.get("stands_until")
    named: list[tuple[Location, Value]] = [((*place, "withdrawn_by"), sort.get("withdrawn_by"))]
    for number, each in enumerate(ends if isinstance(ends, list) else []):
        named.append(((*place, "stands_until", number), each))
    for where, other in named:
        if isinstance(other, str) and other not in kinds:
            yield unknown(where, other, sorted(kinds), message("soort gebeurtenis"))


def _status(place: Location, sort: dict[str, Value]) -> Iterator[Finding]:
    """How a condition stands is a choice, in a fact that names the condition."""
    if (status := sort.get("status")) is None:
        return
    values = [value for _, value in entries(sort, "values")]
    choices = [str(value.get("id")) for value in values if value.get("kind") == "choice"]
    if isinstance(status, str) and status not in choices:
        yield unknown((*place, "status"), status, choices, message("keuze van deze gebeurtenis"))
    if not any(value.get("condition") is True for value in values):
        yield Finding((*place, "status"), message("Hiervoor is een gegeven met condition: true nodig."))


def _waiting(place: Location, sort: dict[str, Value]) -> Iterator[Finding]:
    """Who waits does so until something else happens, and it is said how urgent that is."""
    if sort.get("on_waiting_list") is not True:
        return
    if not sort.get("stands_until"):
        yield Finding((*place, "on_waiting_list"), message("Zeg met stands_until wat het wachten beëindigt."))
    said = [value for _, value in entries(sort, "values") if value.get("id") == "urgency" and value.get("needed")]
    if [ids(value, "options") for value in said] != [list(URGENCIES)]:
        yield Finding(
            (*place, "on_waiting_list"),
            message(
                "Hiervoor is een keuze urgency nodig, altijd (needed), met: %(options)s.", options=", ".join(URGENCIES)
            ),
        )


def known_findings(data: Value, words: Vocabulary) -> Iterator[Finding]:
    """Every breach in `data` of a rule about what is known of a case."""
    for place, one in entries(data, "known"):
        fact, value = one.get("fact"), one.get("value")
        if not isinstance(fact, str) or not isinstance(value, str):
            continue
        if fact not in words.facts:
            yield unknown((*place, "fact"), fact, sorted(words.facts), message("soort gebeurtenis"))
        elif value not in words.facts[fact]:
            yield unknown((*place, "value"), value, sorted(words.facts[fact]), message("gegeven van die gebeurtenis"))
        elif one.get("unsaid") is not None and words.facts[fact][value] not in ("choice", "text"):
            yield Finding((*place, "unsaid"), message("Dit hoort bij een keuze of een tekst."))
        if one.get("id") in ("measures", "age", "phase"):
            yield Finding(
                (*place, "id"), message("%(id)s is van elke zaak bekend. Kies een andere naam.", id=one["id"])
            )


def measures_named(
    place: Location, entry: dict[str, Value], known: list[str], field: str = "measures"
) -> Iterator[Finding]:
    """The measures that an entry names in a field and the practice does not have."""
    measures = entry.get(field)
    for index, measure in enumerate(measures if isinstance(measures, list) else []):
        if isinstance(measure, str) and measure not in known:
            yield unknown((*place, field, index), measure, known, message("maatregel"))


def runs_findings(place: Location, runs: Value, words: Vocabulary) -> Iterator[Finding]:
    """What is wrong with how long a term has to run: a number that a fact says."""
    fact, value = at(runs, "days", "fact"), at(runs, "days", "value")
    if not isinstance(fact, str) or not isinstance(value, str):
        return
    where = (*place, "days")
    if fact not in words.facts:
        yield unknown((*where, "fact"), fact, sorted(words.facts), message("soort gebeurtenis"))
    elif words.facts[fact].get(value) != "number":
        yield Finding(
            (*where, "value"), message("%(value)s is geen getal van de gebeurtenis %(fact)s.", value=value, fact=fact)
        )
