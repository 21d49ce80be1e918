"""The three changes that are made most in a copy of a practice: a term, a kind of talk, the text of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from django.utils.translation import gettext as _

from alliantie.people.names import plain
from alliantie.practices import Practice
from alliantie.practices.editing import with_entry, with_field, with_value, with_values
from alliantie.practices.law import STRETCHED_BY_LESS, law_term, term_at
from alliantie.practices.letter import PLACEHOLDERS, Letter, Passage
from alliantie.practices.norm import Norm
from alliantie.practices.periods import Term, parse_term, unit
from alliantie.practices.problems import Location, field_name
from alliantie.practices.rounds import Talk
from alliantie.practices.texts import PLACEHOLDER
from alliantie.practices.tree import Value

Typed = Mapping[str, str]
LONGEST_NAME = 120
OWN_TALKS = "own-talks"
"""The source of a kind of talk that an organisation chose itself."""
_MOST = 999


class Form(Protocol):
    """A small form: what is wrong with what was typed, and the text of the copy with the change in it."""

    errors: list[tuple[str, str]]
    options: dict[str, str]
    """What can be chosen in a field of the form, in words."""
    inputs: dict[str, str]
    """The field of the form in which a place of the file, as the checker names it, is typed."""

    @property
    def told(self) -> dict[str, str]:
        """What stands in each field of the form."""
        ...

    @property
    def labels(self) -> dict[str, str]:
        """What each field is called on the page."""
        ...

    def applied(self, text: str) -> str:
        """The text of the copy with what was typed."""
        ...


def timed(practice: Practice) -> tuple[Norm, ...]:
    """The rules of a practice that have a term, in their order."""
    return tuple(norm for norm in practice.norms if term_at(norm) is not None)


class TermForm:
    """Another term for one rule. What the organisation chooses itself is told as its own choice."""

    def __init__(self, practice: Practice, norm: Norm, law: Term | None, typed: Typed | None) -> None:
        """`law` is the term that the law gives, as far as we know."""
        found = term_at(norm)
        if found is None:
            raise ValueError(f"{norm.id} has no term")
        self.law = law
        self._index, self._norm = practice.norms.index(norm), norm
        self._kind, self._name, self.term = found
        self.waits = self._name in STRETCHED_BY_LESS
        self.count = str(self.term.count) if typed is None else typed.get("count", "").strip()
        self.unit = unit(self.term) if typed is None else typed.get("unit", "")
        self.units = (
            ("D", _("dagen")),
            ("WD", _("werkdagen")),
            ("W", _("weken")),
            ("M", _("maanden")),
            ("Y", _("jaar")),
        )
        self.options = dict(self.units)
        self.inputs = {f"norms[{self._index}].{self._kind}.{self._name}": "count"}
        self.errors = list(self._wrong()) if typed is not None else []

    @property
    def told(self) -> dict[str, str]:
        """What stands in each field of the form."""
        return {"count": self.count, "unit": self.unit}

    @property
    def labels(self) -> dict[str, str]:
        """What each field is called on the page."""
        return {"count": _("Hoeveel"), "unit": _("Waarvan")}

    def _wrong(self) -> Iterator[tuple[str, str]]:
        if self.unit not in dict(self.units):
            yield "unit", _("Kies dagen, werkdagen, weken, maanden of jaar.")
        least = 0 if self.unit == "WD" else 1
        digits = self.count.isascii() and self.count.isdigit() and len(self.count) <= len(str(_MOST))
        if not digits or int(self.count) < least:
            yield "count", _("Vul een heel getal in, van %(least)s tot en met 999.") % {"least": least}
        limits = getattr(getattr(self._norm, self._kind), "limits", None)
        if limits is not None and self.unit != unit(limits.least):
            name = dict(self.units).get(unit(limits.least), "")
            yield (
                "unit",
                _("Een zaak mag hier een eigen termijn in %(unit)s hebben. Kies ook %(unit)s.") % {"unit": name},
            )

    def applied(self, text: str) -> str:
        """The text with the term, said to be the organisation's own choice where the file can say so."""
        term = str(parse_term(f"P{int(self.count)}{self.unit}"))
        group: Location = ("norms", self._index, self._kind)
        text = with_value(text, (*group, *self._name.split(".")), term)
        if term == str(self.term):
            return text
        lawful = term == str(self.law)
        if self._kind != "requires":
            text = with_field(text, group, "term_by", "source" if lawful else "own", beside=self._name)
        # A term that is chosen is not what the law says; where the law never gave one, the rule stays law.
        if lawful or law_term(self._norm) is not None:
            text = with_value(text, ("norms", self._index, "hardness"), "law" if lawful else "needed")
        return text


class TalkForm:
    """The name of a kind of talk; of a new one also who holds it and how."""

    def __init__(self, practice: Practice, talk: Talk | None, typed: Typed | None) -> None:
        self._practice, self._talk = practice, talk
        before = {"nl": talk.name.nl, "en": talk.name.en} if talk else {}
        self.modes = (
            ("any", _("maakt niet uit")),
            ("office", _("op kantoor")),
            ("home", _("thuis")),
            ("elsewhere", _("ergens anders")),
            ("phone", _("aan de telefoon")),
            ("online", _("met beeld, op afstand")),
            ("written", _("op schrift")),
        )
        known = typed if typed is not None else before
        self.nl, self.en = (" ".join(known.get(name, "").split()) for name in ("nl", "en"))
        self.mode = known.get("mode", "any")
        self.by, self.source = known.get("by", ""), known.get("source", "")
        # An own choice is offered once, apart from these: those of the practice are about something else.
        self.roles = practice.roles
        self.sources = tuple(each for each in practice.sources if each.kind != "own")
        place = f"talks[{practice.talks.index(talk) if talk else len(practice.talks)}].name"
        self.options: dict[str, str] = {}
        self.inputs = {f"{place}.nl": "nl", f"{place}.en": "en"}
        self.errors = list(self._wrong()) if typed is not None else []

    @property
    def told(self) -> dict[str, str]:
        """What stands in each field of the form."""
        new = {} if self._talk else {"mode": self.mode, "by": self.by, "source": self.source}
        return {"nl": self.nl, "en": self.en, **new}

    @property
    def labels(self) -> dict[str, str]:
        """What each field is called on the page."""
        return {"nl": _("Naam in het Nederlands"), "en": _("Naam in het Engels")}

    def _wrong(self) -> Iterator[tuple[str, str]]:
        for name, value in (("nl", self.nl), ("en", self.en)):
            if not value:
                yield name, _("Vul een Nederlandse naam in.") if name == "nl" else _("Vul een Engelse naam in.")
            elif len(value) > LONGEST_NAME:
                yield name, _("De naam is te lang. Hij mag %(most)s tekens zijn.") % {"most": LONGEST_NAME}
            elif "{" in value or "}" in value:
                yield name, _("Gebruik geen accolades in een naam.")
        if any(
            each is not self._talk and each.name.nl.casefold() == self.nl.casefold() for each in self._practice.talks
        ):
            yield "nl", _("Zo heet al een ander gesprek. Kies een andere naam.")
        if self._talk is None:
            if self.mode not in dict(self.modes):
                yield "mode", _("Kies een van de antwoorden.")
            if self.by not in {each.id for each in self.roles}:
                yield "by", _("Kies wie dit gesprek houdt.")
            if self.source not in {OWN_TALKS, *(each.id for each in self.sources)}:
                yield "source", _("Kies waar dit gesprek vandaan komt.")

    def applied(self, text: str) -> str:
        """The text with the name, or with the new kind put last."""
        if self._talk is not None:
            place: Location = ("talks", self._practice.talks.index(self._talk), "name")
            return with_values(text, {(*place, "nl"): self.nl, (*place, "en"): self.en})
        name: Value = {"nl": self.nl, "en": self.en}
        entry: Value = {
            "id": self._new_id(),
            "name": name,
            "held_by": [self.by],
            "mode": self.mode,
            "carries_round": False,
            "source": self.source,
        }
        if self.source == OWN_TALKS and all(each.id != OWN_TALKS for each in self._practice.sources):
            title: Value = {"nl": "Onze keuze: eigen gesprekken", "en": "Our choice: talks of our own"}
            text = with_entry(text, ("sources",), {"id": OWN_TALKS, "kind": "own", "title": title})
        return with_entry(text, ("talks",), entry)

    def _new_id(self) -> str:
        taken = {each.id for each in self._practice.talks}
        made = re.sub(r"[^a-z0-9]+", "-", plain(self.nl)).strip("-")[:50].strip("-") or "talk"
        return next(
            name for name in (made, *(f"{made}-{number}" for number in range(2, len(taken) + 3))) if name not in taken
        )


class Piece:
    """One text of a letter, in both languages, and the passage it stands in, which says when it is said."""

    def __init__(
        self, place: Location, kind: str, before: tuple[str, str], passage: Passage, typed: Typed | None
    ) -> None:
        self.place, self.kind, self.before, self.passage = place, kind, before, passage
        self.names = tuple(f"{'-'.join(map(str, place))}-{each}" for each in ("nl", "en"))
        self.now = (
            before if typed is None else tuple(typed.get(name, "").replace("\r\n", "\n").strip() for name in self.names)
        )


class LetterForm:
    """The texts of a letter. What is filled in later stands between braces, and is one of a list."""

    def __init__(self, practice: Practice, letter: Letter, typed: Typed | None) -> None:
        self._index = practice.letters.index(letter)
        self.pieces = tuple(self._pieces(letter, typed))
        own = {field.id: field.name for field in practice.letter(letter.id).fields}
        known = {each.id: each.name for each in practice.known}
        self.placeholders = PLACEHOLDERS | known | own
        self.options: dict[str, str] = {}
        self.inputs = {
            field_name(("letters", self._index, "body", *piece.place, spoken)): name
            for piece in self.pieces
            for spoken, name in zip(("nl", "en"), piece.names, strict=True)
        }
        self.errors = list(self._wrong()) if typed is not None else []

    @property
    def told(self) -> dict[str, str]:
        """What stands in each field of the form."""
        return {name: text.strip() for piece in self.pieces for name, text in zip(piece.names, piece.now, strict=True)}

    @property
    def labels(self) -> dict[str, str]:
        """What each field is called on the page."""
        kinds = {"heading": _("Kop"), "paragraph": _("Alinea"), "items": _("Punt in een lijst")}
        found: dict[str, str] = {}
        for number, piece in enumerate(self.pieces, start=1):
            named = {"number": number, "kind": kinds[piece.kind]}
            found[piece.names[0]] = _("%(number)s. %(kind)s") % named
            found[piece.names[1]] = _("%(number)s. %(kind)s in het Engels") % named
        return found

    def _pieces(self, letter: Letter, typed: Typed | None) -> Iterator[Piece]:
        for number, passage in enumerate(letter.body):
            for kind in ("heading", "paragraph"):
                text = getattr(passage, kind)
                if text is not None:
                    yield Piece((number, kind), kind, (text.nl, text.en), passage, typed)
            for item, text in enumerate(passage.items or ()):
                yield Piece((number, "items", item), "items", (text.nl, text.en), passage, typed)

    def _wrong(self) -> Iterator[tuple[str, str]]:
        for piece in self.pieces:
            for name, text in zip(piece.names, piece.now, strict=True):
                unknown = [each for each in PLACEHOLDER.findall(text) if each not in self.placeholders]
                if not text:
                    yield name, _("Hier moet tekst staan. Weglaten kan in de hele tekst van de kopie.")
                elif unknown:
                    yield name, _("{%(name)s} kennen we niet. Kies er een uit de lijst.") % {"name": unknown[0]}
                elif re.search(r"[{}]", PLACEHOLDER.sub("", text)):
                    yield name, _("Hier staat een losse accolade.")

    def applied(self, text: str) -> str:
        """The text with every text of the letter that became another."""
        found: dict[Location, Value] = {}
        for piece in self.pieces:
            for spoken, before, now in zip(("nl", "en"), piece.before, piece.now, strict=True):
                if now != before:
                    found["letters", self._index, "body", *piece.place, spoken] = now
        return with_values(text, found)
