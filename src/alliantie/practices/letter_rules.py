"""The rules of a practice file about its letters, each breach at its own field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from alliantie.practices.finding import ids, unknown
from alliantie.practices.letter import ADDRESSEE, PLACEHOLDERS
from alliantie.practices.norm import ValueKind
from alliantie.practices.norm_rules import measures_named, value_findings, vocabulary_of
from alliantie.practices.problems import Finding, Location
from alliantie.practices.texts import (
    LONGEST_SENTENCE,
    PLACEHOLDER,
    other_address,
    sentences,
    word_count,
    words_of,
)
from alliantie.practices.vocabulary import BUILTIN, Values, Vocabulary
from alliantie.practices.yaml_reading import Value, at, entries

# A law's article stands at its source, where it says whether it was checked.
_ARTICLE = re.compile(r"\b(artikel(en)?|articles?|art\.|lid|paragraph)\s*[0-9]", re.IGNORECASE)
_SEVERAL = ("creditor", "partner", "other")
# What a letter may not begin with nor record: how two people work together is theirs.
_NOT_OURS = frozenset({"round_discussed"})
# Sending a letter is one of the practice's own facts, or one of these; all others have a way of their own.
_RECORDABLE = ("warning", "sanction")


def letter_findings(data: Value) -> Iterator[Finding]:
    """Every breach in `data` of a rule about letters."""
    words = vocabulary_of(data)
    for place, letter in entries(data, "letters"):
        yield from measures_named(place, letter, ids(data, "measures"))
        decision, decisions = letter.get("decision"), ids(data, "decisions")
        if isinstance(decision, str) and decision not in decisions:
            yield unknown((*place, "decision"), decision, decisions, "decision")
        if letter.get("several") is True and letter.get("to") not in _SEVERAL:
            yield Finding((*place, "several"), f"belongs to a letter to {', '.join(_SEVERAL)}")
        check = _Check(data, words, place, letter)
        yield from check.fields()
        yield from check.body()
        yield from check.sent()


def _kinds(letter: dict[str, Value]) -> Values:
    known = get_args(ValueKind)
    return {
        id: kind  # type: ignore[misc]  # narrowed by the kinds there are
        for _, field in entries(letter, "fields")
        if isinstance(id := field.get("id"), str) and (kind := field.get("kind")) in known
    }


@dataclass
class _Check:
    """One letter against what the practice declares."""

    data: Value
    words: Vocabulary
    place: Location
    letter: dict[str, Value]

    def __post_init__(self) -> None:
        self.kinds = _kinds(self.letter)
        self.optional = {
            str(field.get("id")) for _, field in entries(self.letter, "fields") if field.get("optional") is True
        }
        self.sources = ids(self.data, "sources")

    def fields(self) -> Iterator[Finding]:
        """What is wrong with what has to be filled in."""
        seen: set[str] = set()
        for index, field in entries(self.letter, "fields"):
            where = (*self.place, *index)
            if isinstance(id := field.get("id"), str):
                if id in seen:
                    yield Finding((*where, "id"), f"{id} is already used in this letter")
                if id in PLACEHOLDERS or id in self.words.known or id == ADDRESSEE[1:-1]:
                    yield Finding((*where, "id"), f"{id} is filled in by itself; choose another name")
                seen.add(id)
            yield from value_findings(where, field)
            if field.get("long") is True and field.get("kind") != "text":
                yield Finding((*where, "long"), "belongs to a text")
            if isinstance(latest := field.get("latest"), dict):
                yield from self._latest((*where, "latest"), latest, field.get("kind"))

    def _latest(self, where: Location, latest: dict[str, Value], kind: Value) -> Iterator[Finding]:
        fact, value = latest.get("fact"), latest.get("value")
        if not isinstance(fact, str) or not isinstance(value, str):
            return
        if fact not in self.words.facts or fact in _NOT_OURS:
            yield unknown((*where, "fact"), fact, sorted(self.words.facts.keys() - _NOT_OURS), "fact")
        elif value not in self.words.facts[fact]:
            yield unknown((*where, "value"), value, sorted(self.words.facts[fact]), "value of that fact")
        elif self.words.facts[fact][value] != kind:
            yield Finding((*where, "value"), f"is of kind {self.words.facts[fact][value]}, not {kind}")

    def body(self) -> Iterator[Finding]:
        """What is wrong with what the letter says."""
        for index, passage in entries(self.letter, "body"):
            where = (*self.place, *index)
            if sum(passage.get(kind) is not None for kind in ("heading", "paragraph", "items")) != 1:
                yield Finding(where, "must have exactly one of heading, paragraph, items")
            source, needs = passage.get("source"), passage.get("needs")
            if isinstance(source, str) and source not in self.sources:
                yield unknown((*where, "source"), source, self.sources, "source")
            if isinstance(needs, str) and needs not in self.optional:
                yield unknown((*where, "needs"), needs, sorted(self.optional), "optional field")
            yield from self._text((*where, "heading"), passage.get("heading"), needs)
            yield from self._text((*where, "paragraph"), passage.get("paragraph"), needs)
            items = passage.get("items")
            for number, item in enumerate(items if isinstance(items, list) else []):
                yield from self._text((*where, "items", number), item, needs)

    def _text(self, where: Location, texts: Value, needs: Value) -> Iterator[Finding]:
        for language in ("nl", "en"):
            text = at(texts, language)
            if isinstance(text, str):
                for reason in (*self._names(text, needs), *self._plain(text, language)):
                    yield Finding((*where, language), reason)

    def _names(self, text: str, needs: Value) -> Iterator[str]:
        usual = {*PLACEHOLDERS, *self.words.known}
        for name in dict.fromkeys(PLACEHOLDER.findall(text)):
            if name in self.optional and name != needs:
                yield f"{{{name}}} may be empty; say so with needs: {name}"
            elif name not in usual and name not in self.kinds:
                yield unknown((), name, sorted(usual | self.kinds.keys()), "field or name").reason
        if found := _ARTICLE.search(text):
            yield f"names {found[0]} itself; leave that to the source, which says whether it was checked"

    def _plain(self, text: str, language: str) -> Iterator[str]:
        if self.letter.get("to") != "client":
            return
        for sentence in sentences(text):
            if (count := word_count(sentence)) > LONGEST_SENTENCE:
                yield f"a sentence for a client has {count} words, at most {LONGEST_SENTENCE}: {sentence}"
        address = at(self.data, "address")
        other = other_address(address) if isinstance(address, str) and language == "nl" else frozenset()
        if found := sorted(words_of(text) & other):
            yield f"this practice says {address}, so it may not say {', '.join(found)}"

    def sent(self) -> Iterator[Finding]:
        """What is wrong with what is recorded when the letter was sent."""
        fact, values = at(self.letter, "sent", "fact"), at(self.letter, "sent", "values")
        if not isinstance(fact, str):
            return
        where = (*self.place, "sent")
        own = sorted({*(self.words.facts.keys() - BUILTIN.keys()), *_RECORDABLE})
        if fact not in own:
            yield unknown((*where, "fact"), fact, own, "fact that a letter can record")
            return
        said = values if isinstance(values, dict) else {}
        for name in said.keys() - self.words.facts[fact].keys():
            yield unknown((*where, "values", name), name, sorted(self.words.facts[fact]), "value of that fact")
        for name, kind in self.words.facts[fact].items():
            if name not in said:
                yield Finding((*where, "values"), f"says nothing of {name}")
            elif (reason := self._wrong(fact, name, said[name], kind)) is not None:
                yield Finding((*where, "values", name), reason)

    def _wrong(self, fact: str, name: str, value: Value, kind: ValueKind) -> str | None:
        if isinstance(value, str) and (found := PLACEHOLDER.fullmatch(value)):
            given = "text" if value == ADDRESSEE else self.kinds.get(found[1])
            return None if given == kind else f"{value} is no field of kind {kind}"
        if kind == "choice":
            options = self._options(fact, name)
            return None if value in options else unknown((), str(value), options, "answer").reason
        fits = {"yes_no": isinstance(value, bool), "number": type(value) is int, "text": isinstance(value, str)}
        return None if fits.get(kind) else f"must be a field in braces, or fit {kind}"

    def _options(self, fact: str, name: str) -> list[str]:
        for _, sort in entries(self.data, "facts"):
            for _, value in entries(sort, "values"):
                if (sort.get("id"), value.get("id")) == (fact, name):
                    return ids(value, "options")
        return []
