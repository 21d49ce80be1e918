"""The rules of a practice file about its letters, each breach at its own field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from alliantie.practices.begins_rules import begins_findings
from alliantie.practices.fact_rules import measures_named, runs_findings, vocabulary_of
from alliantie.practices.filled_rules import field_findings, sent_findings
from alliantie.practices.finding import ids, unknown
from alliantie.practices.letter import ADDRESSEE, DECIDED_BY, PLACEHOLDERS, REFERENCE
from alliantie.practices.match_rules import Check
from alliantie.practices.messages import message
from alliantie.practices.problems import Finding, Location
from alliantie.practices.reaction import TIE
from alliantie.practices.texts import (
    LONGEST_SENTENCE,
    PLACEHOLDER,
    other_address,
    sentences,
    word_count,
    words_of,
)
from alliantie.practices.tree import Value, at, entries, several
from alliantie.practices.vocabulary import Vocabulary

# A law's article stands at its source, where it says whether it was checked.
_ARTICLE = re.compile(r"\b(artikel(en)?|articles?|art\.|lid|paragraph)\s*[0-9]+", re.IGNORECASE)
_SEVERAL = ("creditor", "partner", "other")


def letter_findings(data: Value) -> Iterator[Finding]:
    """Every breach in `data` of a rule about letters."""
    words = vocabulary_of(data)
    for place, letter in entries(data, "letters"):
        yield from measures_named(place, letter, ids(data, "measures"))
        decision, decisions = letter.get("decision"), ids(data, "decisions")
        if isinstance(decision, str) and decision not in decisions:
            yield unknown((*place, "decision"), decision, decisions, message("besluit"))
        if letter.get("several") is True and letter.get("to") not in _SEVERAL:
            yield Finding((*place, "several"), message("Dit hoort bij een brief aan %(who)s.", who=", ".join(_SEVERAL)))
        yield from _where_findings(data, words, place, letter)
        check = _Check(data, words, place, letter)
        yield from check.fields()
        yield from check.body()
        yield from check.days_told()
        fields = [field for _, field in entries(letter, "fields")]
        addressed: list[dict[str, Value]] = [
            {"id": ADDRESSEE[1:-1], "kind": "text"},
            {"id": REFERENCE[1:-1], "kind": "text", "optional": True},
        ]
        yield from sent_findings(data, words, place, letter, [*fields, *addressed])


def _where_findings(data: Value, words: Vocabulary, place: Location, letter: dict[str, Value]) -> Iterator[Finding]:
    """What a letter asks of its incident is what those incidents say, and it names one."""
    if letter.get("where") is None:
        return
    if not any(at(field, "incident", "tells") == "name" for _, field in entries(letter, "fields")):
        yield Finding((*place, "where"), message("Dit hoort bij een brief die een gebeurtenis noemt (tells: name)."))
    made = [incident.get("fact") for _, incident in entries(data, "reactions", "incidents")]
    for fact in dict.fromkeys(str(each) for each in made if each in words.facts):
        yield from Check(data, words).condition((*place, "where"), letter.get("where"), words.names_on(fact))


@dataclass
class _Check:
    """One letter against what the practice declares."""

    data: Value
    words: Vocabulary
    place: Location
    letter: dict[str, Value]

    def __post_init__(self) -> None:
        self.named = ids(self.letter, "fields")
        self.optional = {
            str(field.get("id"))
            for _, field in entries(self.letter, "fields")
            if field.get("optional") is True or at(field, "incident", "recorded") or field.get("gate")
        }
        self.sources = ids(self.data, "sources")
        named = self.letter.get("decision")
        decision = next((each for _, each in entries(self.data, "decisions") if each.get("id") == named), {})
        mine = next((pair.get("professional_role") for _, pair in entries(self.data, "pairs")), None)
        self.of_others = bool(decision) and not decision.get("reserved") and decision.get("by") != mine

    def fields(self) -> Iterator[Finding]:
        """What is wrong with what has to be filled in."""
        seen: set[str] = set()
        for index, field in entries(self.letter, "fields"):
            where = (*self.place, *index)
            if isinstance(id := field.get("id"), str):
                if id in seen:
                    yield Finding(
                        (*where, "id"), message("%(id)s staat al in deze brief. Kies een andere naam.", id=id)
                    )
                if id in PLACEHOLDERS or id in self.words.known or id in (ADDRESSEE[1:-1], REFERENCE[1:-1]):
                    yield Finding(
                        (*where, "id"), message("%(id)s wordt vanzelf ingevuld. Kies een andere naam.", id=id)
                    )
                seen.add(id)
            yield from field_findings(where, field, self.words)
            yield from begins_findings(self.data, self.words, where, field)
            yield from self._runs((*where, "runs"), field)
            yield from self._of_incident((*where, "incident"), field)
            yield from self._of_gate((*where, "gate"), field)
            yield from self._last_day((*where, "last_day"), field)
            if field.get("as_said") is True and field.get("latest") is None:
                yield Finding((*where, "as_said"), message("Dit hoort bij een veld met latest."))
            if field.get("condition") is True and (field.get("kind") != "text" or not at(self.data, "conditions")):
                yield Finding(
                    (*where, "condition"),
                    message("Dit hoort bij een tekst, in een werkwijze met voorwaarden (conditions)."),
                )

    def _of_gate(self, where: Location, field: dict[str, Value]) -> Iterator[Finding]:
        """A day that a gate tells is a day, and the gate stands before the decision of the letter."""
        if (gate := field.get("gate")) is None:
            return
        if field.get("kind") != "day":
            yield Finding(where, message("Dit hoort bij een dag."))
        if field.get("latest") is not None or field.get("incident") is not None:
            yield Finding(where, message("Dit gaat niet samen met latest of incident."))
        decision = self.letter.get("decision")
        before = [
            str(norm.get("id"))
            for _, norm in entries(self.data, "norms")
            if decision is not None and decision in [each for _, each in several((), at(norm, "requires", "decision"))]
        ]
        if isinstance(gate, str) and gate not in before:
            yield unknown(where, gate, before, message("poort voor het besluit van deze brief"))

    def _runs(self, where: Location, field: dict[str, Value]) -> Iterator[Finding]:
        """The last day of a term is a day, which nothing else fills in; it can be sooner where a text says why."""
        texts = [
            str(each.get("id"))
            for _, each in entries(self.letter, "fields")
            if each.get("kind") == "text" and each.get("optional") is True
        ]
        if (sooner := field.get("sooner")) is not None and field.get("runs") is None:
            yield Finding((*where[:-1], "sooner"), message("Dit hoort bij een dag met runs."))
        elif isinstance(sooner, str) and sooner not in texts:
            yield unknown((*where[:-1], "sooner"), sooner, texts, message("tekst van deze brief die leeg mag blijven"))
        if field.get("runs") is None:
            return
        if field.get("kind") != "day":
            yield Finding(where, message("Dit hoort bij een dag."))
        if field.get("latest") is not None or field.get("incident") is not None:
            yield Finding(where, message("Dit gaat niet samen met latest of incident: de dag volgt uit de termijn."))
        yield from runs_findings(where, field["runs"], self.words)

    def _of_incident(self, where: Location, field: dict[str, Value]) -> Iterator[Finding]:
        """What a field takes from an incident fits its kind, and a fact about it names which incident that is."""
        tells, recorded = at(field, "incident", "tells"), at(field, "incident", "recorded")
        if field.get("incident") is None:
            return
        if (tells is None) is (recorded is None):
            yield Finding(where, message("Schrijf tells of recorded, precies een van de twee."))
        if field.get("latest") is not None:
            yield Finding(where, message("Dit gaat niet samen met latest."))
        kind = field.get("kind")
        if isinstance(tells, str) and kind != ("day" if tells == "on" else "text"):
            yield Finding(
                (*where, "tells"),
                message("%(value)s past niet bij een veld van de soort %(kind)s.", value=tells, kind=kind),
            )
        if not isinstance(recorded, str):
            return
        if kind not in ("yes_no", "day"):
            yield Finding((*where, "recorded"), message("Dit hoort bij yes_no of een dag."))
        tied = sorted(fact for fact, values in self.words.facts.items() if TIE in values)
        if recorded not in tied:
            yield unknown((*where, "recorded"), recorded, tied, message("gebeurtenis over een incident"))
        named = [each for _, each in entries(self.letter, "fields") if at(each, "incident", "tells") == "name"]
        if len(named) != 1:
            yield Finding((*where, "recorded"), message("Er moet één veld zijn dat de naam van het incident zegt."))

    def _last_day(self, where: Location, field: dict[str, Value]) -> Iterator[Finding]:
        """Only a client is told of a last day, and it ends with facts that there are."""
        if field.get("last_day") is None:
            return
        if field.get("kind") != "day" or self.letter.get("to") != "client":
            yield Finding(where, message("Dit hoort bij een dag in een brief aan de cliënt."))
        settled = at(field, "last_day", "settled")
        check = Check(self.data, self.words)
        for index, fact in enumerate(settled if isinstance(settled, list) else []):
            place = (*where, "settled", index)
            if isinstance(fact, dict):
                yield from check.match(place, fact)
            elif isinstance(fact, str) and fact not in self.words.facts:
                yield unknown(place, fact, sorted(self.words.facts), message("soort gebeurtenis"))

    def body(self) -> Iterator[Finding]:
        """What is wrong with what the letter says."""
        for index, passage in entries(self.letter, "body"):
            where = (*self.place, *index)
            if sum(passage.get(kind) is not None for kind in ("heading", "paragraph", "items")) != 1:
                yield Finding(where, message("Schrijf heading, paragraph of items, precies een van de drie."))
            source, needs = passage.get("source"), passage.get("needs")
            if isinstance(source, str) and source not in self.sources:
                yield unknown((*where, "source"), source, self.sources, message("bron"))
            for name in ("under", "not_under"):
                yield from measures_named(where, passage, ids(self.data, "measures"), name)
            for name, asked in (("needs", needs), ("lacks", passage.get("lacks"))):
                if isinstance(asked, str) and asked not in self.optional:
                    yield unknown((*where, name), asked, sorted(self.optional), message("veld dat leeg mag blijven"))
            yield from self._text((*where, "heading"), passage.get("heading"), needs)
            yield from self._text((*where, "paragraph"), passage.get("paragraph"), needs)
            items = passage.get("items")
            for number, item in enumerate(items if isinstance(items, list) else []):
                yield from self._text((*where, "items", number), item, needs)

    def days_told(self) -> Iterator[Finding]:
        """A day until which somebody can do something, or that is recorded of the letter, stands in what it says."""
        values = at(self.letter, "sent", "values")
        recorded = set(values.values()) if isinstance(values, dict) else set()
        for index, field in entries(self.letter, "fields"):
            id = field.get("id")
            binds = field.get("runs") or field.get("last_day") or f"{{{id}}}" in recorded
            if field.get("kind") != "day" or not isinstance(id, str) or not binds:
                continue
            for language, where in (("nl", message("de Nederlandse tekst")), ("en", message("de Engelse tekst"))):
                if not self._says(id, language):
                    yield Finding(
                        (*self.place, *index),
                        message(
                            "Deze dag telt, maar de brief noemt hem niet. Zet {%(id)s} in %(text)s.", id=id, text=where
                        ),
                    )

    def _says(self, field: str, language: str) -> bool:
        """Whether the letter names a field, under each measure of its own and under none."""
        every = ids(self.data, "measures")
        named = self.letter.get("measures")
        mine = [str(each) for each in named] if isinstance(named, list) else ["", *every]
        return all(
            any(self._tells(passage, field, language, measure) for _, passage in entries(self.letter, "body"))
            for measure in mine
        )

    def _tells(self, passage: dict[str, Value], field: str, language: str, measure: str) -> bool:
        under, not_under = passage.get("under"), passage.get("not_under")
        if (isinstance(under, list) and measure not in under) or (isinstance(not_under, list) and measure in not_under):
            return False
        if passage.get("lacks") is not None or passage.get("needs") not in (None, field):
            return False
        items = passage.get("items")
        texts = [passage.get("heading"), passage.get("paragraph"), *(items if isinstance(items, list) else [])]
        return any(field in PLACEHOLDER.findall(str(at(text, language))) for text in texts)

    def _text(self, where: Location, texts: Value, needs: Value) -> Iterator[Finding]:
        for language in ("nl", "en"):
            text = at(texts, language)
            if isinstance(text, str):
                for reason in (*self._names(text, needs), *self._plain(text, language)):
                    yield Finding((*where, language), reason)

    def _names(self, text: str, needs: Value) -> Iterator[str]:
        usual = {*PLACEHOLDERS, *self.words.known, *([DECIDED_BY] if self.of_others else [])}
        for name in dict.fromkeys(PLACEHOLDER.findall(text)):
            if name in self.optional and name != needs:
                yield message("{%(name)s} kan leeg zijn. Zeg dat met needs: %(name)s.", name=name)
            elif name not in usual and name not in self.named:
                yield unknown((), name, sorted(usual.union(self.named)), message("veld of naam")).reason
        if found := _ARTICLE.search(text):
            yield message(
                "De brief noemt zelf %(article)s. Laat dat aan de bron over: daar staat of het is nagekeken.",
                article=found[0],
            )

    def _plain(self, text: str, language: str) -> Iterator[str]:
        if self.letter.get("to") != "client":
            return
        for sentence in sentences(text):
            if (count := word_count(sentence)) > LONGEST_SENTENCE:
                yield message(
                    "Een zin voor cliënten heeft %(count)s woorden, hoogstens %(most)s: %(sentence)s",
                    count=count,
                    most=LONGEST_SENTENCE,
                    sentence=sentence,
                )
        address = at(self.data, "address")
        other = other_address(address) if isinstance(address, str) and language == "nl" else frozenset()
        if found := sorted(words_of(text) & other):
            yield message(
                "Deze werkwijze zegt %(address)s. Schrijf hier geen %(words)s.", address=address, words=", ".join(found)
            )
