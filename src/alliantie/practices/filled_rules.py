"""The rules about what is filled in, in a letter or a form, and about the fact that sending it records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alliantie.practices.fact_rules import value_findings
from alliantie.practices.finding import ids, unknown
from alliantie.practices.messages import message
from alliantie.practices.problems import Finding, Location
from alliantie.practices.terms import ValueKind
from alliantie.practices.texts import PLACEHOLDER
from alliantie.practices.tree import Value, at, entries
from alliantie.practices.vocabulary import BUILTIN, Vocabulary

# What nothing may begin with nor record: how two people work together is theirs.
_NOT_OURS = frozenset({"round_discussed"})
# Sending records one of the practice's own facts, or one of these; all others have a way of their own.
_RECORDABLE = ("warning", "sanction")

Field = dict[str, Value]


def field_findings(where: Location, field: Field, words: Vocabulary) -> Iterator[Finding]:
    """What is wrong with one thing that is filled in."""
    yield from value_findings(where, field)
    if field.get("long") is True and field.get("kind") != "text":
        yield Finding((*where, "long"), message("Dit hoort bij een tekst."))
    fact, value = at(field, "latest", "fact"), at(field, "latest", "value")
    if not isinstance(fact, str) or not isinstance(value, str | None):
        return
    where, kind = (*where, "latest"), field.get("kind")
    if fact not in words.facts or fact in _NOT_OURS:
        yield unknown((*where, "fact"), fact, sorted(words.facts.keys() - _NOT_OURS), message("soort gebeurtenis"))
    elif value is None:
        if kind != "day":
            yield Finding(where, message("Zonder value is dit de dag van die gebeurtenis: kies de soort day."))
    elif value not in words.facts[fact]:
        yield unknown((*where, "value"), value, sorted(words.facts[fact]), message("gegeven van die gebeurtenis"))
    elif words.facts[fact][value] != kind:
        yield Finding(
            (*where, "value"),
            message("Dit is van de soort %(kind)s, niet %(other)s.", kind=words.facts[fact][value], other=kind),
        )


def sent_findings(
    data: Value, words: Vocabulary, place: Location, entry: Field, fields: Sequence[Field]
) -> Iterator[Finding]:
    """What is wrong with what sending `entry` records from its `fields`."""
    fact, values = at(entry, "sent", "fact"), at(entry, "sent", "values")
    if not isinstance(fact, str):
        return
    where = (*place, "sent")
    own = sorted({*(words.facts.keys() - BUILTIN.keys()), *_RECORDABLE})
    if fact not in own:
        yield unknown((*where, "fact"), fact, own, message("gebeurtenis die versturen kan vastleggen"))
        return
    if "to" in entry:
        # A letter; workers alone read a form.
        yield from apart_findings((*where, "fact"), data, fact)
    said = values if isinstance(values, dict) else {}
    for name in said.keys() - words.facts[fact].keys():
        yield unknown((*where, "values", name), name, sorted(words.facts[fact]), message("gegeven van die gebeurtenis"))
    needed = needed_of(data, fact)
    for name, kind in words.facts[fact].items():
        if name not in said:
            yield Finding((*where, "values"), message("Er staat niets over %(name)s.", name=name))
        elif name in needed and said[name] in _may_be_empty(fields):
            yield Finding(
                (*where, "values", name),
                message(
                    "%(field)s mag leeg blijven, en %(fact)s heeft %(name)s nodig.",
                    field=said[name],
                    fact=fact,
                    name=name,
                ),
            )
        else:
            value = _value_of(data, fact, name)
            reason = _wrong(kind, said[name], fields, ids(value, "options")) or _beyond(value, said[name], fields)
            if reason is not None:
                yield Finding((*where, "values", name), reason)


def _wrong(kind: ValueKind, value: Value, fields: Sequence[Field], options: list[str]) -> str | None:
    if isinstance(value, str) and (found := PLACEHOLDER.fullmatch(value)):
        field = next((each for each in fields if each.get("id") == found[1]), {})
        if field.get("kind") != kind:
            return message("%(value)s is geen veld van de soort %(kind)s.", value=value, kind=kind)
        more = [option for option in ids(field, "options") if option not in options]
        return (
            message("%(value)s kan %(answer)s zeggen, en de gebeurtenis niet.", value=value, answer=more[0])
            if kind == "choice" and more
            else None
        )
    if kind == "choice":
        return None if value in options else unknown((), str(value), options, message("antwoord")).reason
    fits = {"yes_no": isinstance(value, bool), "number": type(value) is int, "text": isinstance(value, str)}
    return (
        None
        if fits.get(kind)
        else message("Schrijf een veld tussen accolades, of iets van de soort %(kind)s.", kind=kind)
    )


def apart_findings(where: Location, data: Value, fact: Value) -> Iterator[Finding]:
    """What only workers see is recorded by itself, never beside something that a client may read."""
    for _, sort in entries(data, "facts"):
        if sort.get("id") == fact and sort.get("seen") is not None:
            yield Finding(
                where, message("%(fact)s zien alleen medewerkers. Zo'n gebeurtenis wordt apart vastgelegd.", fact=fact)
            )


def needed_of(data: Value, fact: str) -> list[str]:
    """What a fact of the practice's own has to say."""
    return [
        str(value.get("id"))
        for _, sort in entries(data, "facts")
        if sort.get("id") == fact
        for _, value in entries(sort, "values")
        if value.get("needed") is True
    ]


def _may_be_empty(fields: Sequence[Field]) -> list[str]:
    return [f"{{{each.get('id')}}}" for each in fields if each.get("optional") is True or each.get("when") is not None]


def _beyond(limits: Field, value: Value, fields: Sequence[Field]) -> str | None:
    """Why a number can lie beyond what the fact allows: the field, or what is fixed, is wider."""
    found = PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    said = next((each for each in fields if found and each.get("id") == found[1]), {})
    for name, sign in (("least", 1), ("most", -1)):
        limit, given = limits.get(name), said.get(name) if found else value
        if isinstance(limit, int) and not (isinstance(given, int) and sign * given >= sign * limit):
            return message("Blijf binnen %(name)s %(limit)s van de gebeurtenis.", name=name, limit=limit)
    return None


def _value_of(data: Value, fact: str, name: str) -> Field:
    for _, sort in entries(data, "facts"):
        for _, value in entries(sort, "values"):
            if (sort.get("id"), value.get("id")) == (fact, name):
                return value
    return {}
