"""Reads the small part of YAML 1.2 that practice files use, and remembers on which line each value stands.

Built on the parser's events, in one pass and without recursion, so a hostile file (deep nesting, aliases that
multiply, endless lists) stops early with a plain problem. Anchors, aliases, tags and several documents in one
file are refused: nobody needs them here, and each makes a file harder to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from alliantie.practices.messages import Message, message
from alliantie.practices.problems import Finding, Location
from alliantie.practices.tree import Value

LARGEST_FILE = 1_000_000
"""Bytes a practice file may have."""

_DEEPEST = 20
_MOST_VALUES = 20_000
_FIELD = re.compile(r"[A-Za-z0-9_-]{1,60}")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")
_INTEGER = re.compile(r"[-+]?[0-9]{1,9}")
_WORDS: dict[str, Value] = {"": None, "~": None, "null": None, "true": True, "false": False}
# The parser speaks English, and of its own steps. So these are no messages of the catalogue.
_MEANT = (
    ("mapping values", "Hier staat een dubbele punt in een tekst. Zet die tekst tussen aanhalingstekens."),
    ("quoted scalar", "Een aanhalingsteken gaat open en niet dicht."),
    ("\\t", "Hier staat een tab. Gebruik spaties om in te springen."),
    ("cannot start any token", "Dit teken kan hier niet vooraan staan. Zet de tekst tussen aanhalingstekens."),
    ("flow sequence", "Een lijst met [ gaat niet dicht: er ontbreekt een komma of ]."),
    (
        "flow mapping",
        "Een groep met { gaat niet dicht: er ontbreekt een komma of }. Staat er een dubbele punt of een komma in een "
        "tekst? Zet die tekst tussen aanhalingstekens.",
    ),
    ("<block end>", "Deze regel springt anders in dan de regels erboven."),
    ("expected ':'", "Hier ontbreekt een dubbele punt na de naam van een veld."),
)
_MEANT_ELSE = "Deze regel is niet te lezen. Kijk naar het inspringen, de dubbele punten en de aanhalingstekens."
# What the parser may raise on broken input besides its own errors: it converts escapes and numbers by hand.
_PARSER_FAILS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
)


@dataclass
class Document:
    """The data of a file, the line of each place in it, and what was wrong with its form."""

    data: Value = None
    lines: dict[Location, int] = field(default_factory=lambda: {(): 1})
    findings: list[Finding] = field(default_factory=list)
    broken: bool = False

    def line(self, location: Location) -> int:
        """The line of a place, or of the nearest part around it that is in the file."""
        while location not in self.lines:
            location = location[:-1]
        return self.lines[location]


class _UnreadableError(Exception):
    """The file cannot be read further."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass
class _OpenList:
    """A list that is being read."""

    location: Location
    value: list[Value]


@dataclass
class _OpenGroup:
    """A group of fields that is being read; `key` is the field that waits for its value, if any."""

    location: Location
    value: dict[str, Value]
    key: str = ""


def read_yaml(content: bytes) -> Document:
    """The document in `content`; never raises for what is in the file, but says so in `findings`."""
    document = Document()
    line = 1
    try:
        if len(content) > LARGEST_FILE:
            raise _UnreadableError(1, message("Het bestand is groter dan %(most)s MB.", most=LARGEST_FILE // 1_000_000))
        text = _decoded(content)
        reader = _Reader(document)
        for event in YAML(typ="safe", pure=True).parse(text):
            line = event.start_mark.line + 1 if event.start_mark else line
            reader.take(event, line)
        if reader.documents == 0:
            raise _UnreadableError(1, message("Het bestand is leeg."))
    except _UnreadableError as stop:
        _break(document, stop.line, stop.reason)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _break(document, mark.line + 1 if mark else line, _why(error))
    except ReaderError as error:
        _break(
            document,
            line,
            message("Hier staat een teken dat niet mag (code %(code)s). Haal het weg.", code=repr(error.character)),
        )
    except (YAMLError, RecursionError, *_PARSER_FAILS):
        _break(document, line, message("Rond deze regel is het bestand niet te lezen."))
    return document


def _why(error: MarkedYAMLError) -> Message:
    """What the parser says, and in Dutch what it most often means."""
    said = " ".join(", ".join(str(part) for part in (error.context, error.problem) if part).split())
    meant = next((dutch for piece, dutch in _MEANT if piece in said), _MEANT_ELSE)
    return Message(f"no valid YAML: {said}", meant)


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _UnreadableError(
            content.count(b"\n", 0, error.start) + 1,
            message("Het bestand is niet in UTF-8 bewaard. Bewaar het opnieuw als UTF-8."),
        ) from None
    found = _FORBIDDEN.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise _UnreadableError(
            line, message("Hier staat een onzichtbaar teken (%(code)s). Haal het weg.", code=f"{ord(found[0]):#04x}")
        )
    return text


def _break(document: Document, line: int, reason: str) -> None:
    document.broken = True
    document.data = None
    document.lines = {(): line}
    document.findings.append(Finding((), reason))


class _Reader:
    """Builds the data from the events."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.documents = 0
        self._open: list[_OpenList | _OpenGroup] = []
        self._values = 0

    def take(self, event: object, line: int) -> None:
        if isinstance(event, DocumentStartEvent):
            self._start_document(event, line)
        elif isinstance(event, AliasEvent):
            raise _UnreadableError(
                line,
                message(
                    "Verwijzingen met & en * mogen hier niet. Zet een tekst met zo'n teken vooraan "
                    "tussen aanhalingstekens."
                ),
            )
        elif isinstance(event, ScalarEvent):
            self._refuse_marks(event, line)
            self._scalar(event, line)
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            self._refuse_marks(event, line)
            self._begin([] if isinstance(event, SequenceStartEvent) else {}, line)
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            self._open.pop()

    def _start_document(self, event: DocumentStartEvent, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _UnreadableError(
                line, message("Hier begint een tweede document (---). Een bestand is één werkwijze.")
            )
        if event.version not in (None, (1, 2)) or event.tags:
            raise _UnreadableError(line, message("Regels die met %% beginnen, horen hier niet."))

    def _refuse_marks(self, event: ScalarEvent | SequenceStartEvent | MappingStartEvent, line: int) -> None:
        if event.anchor is not None:
            raise _UnreadableError(
                line,
                message(
                    "Verwijzingen met & en * mogen hier niet. Zet een tekst met zo'n teken vooraan "
                    "tussen aanhalingstekens."
                ),
            )
        if event.tag is not None:
            raise _UnreadableError(line, message("Een ! vooraan mag hier niet. Zet de tekst tussen aanhalingstekens."))

    def _begin(self, value: list[Value] | dict[str, Value], line: int) -> None:
        parent = self._open[-1] if self._open else None
        if isinstance(parent, _OpenGroup) and not parent.key:
            raise _UnreadableError(
                line,
                message(
                    "De naam van een veld is een woord. Zet een tekst met accolades of haken tussen aanhalingstekens."
                ),
            )
        if len(self._open) >= _DEEPEST:
            raise _UnreadableError(line, message("Dit springt dieper in dan %(most)s stappen.", most=_DEEPEST))
        location = self._place(value, line)
        if isinstance(value, list):
            self._open.append(_OpenList(location, value))
        else:
            self._open.append(_OpenGroup(location, value))

    def _scalar(self, event: ScalarEvent, line: int) -> None:
        if _HALF_CHARACTER.search(event.value):
            raise _UnreadableError(line, message("Hier staat een half teken. Haal het weg."))
        parent = self._open[-1] if self._open else None
        if isinstance(parent, _OpenGroup) and not parent.key:
            self._key(parent, event.value, line)
        else:
            self._place(event.value if event.style else _meaning(event.value), line)

    def _key(self, parent: _OpenGroup, key: str, line: int) -> None:
        if not _FIELD.fullmatch(key):
            raise _UnreadableError(
                line,
                message(
                    "De naam van een veld heeft alleen letters, cijfers, _ en -, hoogstens 60. "
                    "Staat er een komma in een tekst? Zet die tekst tussen aanhalingstekens."
                ),
            )
        location = (*parent.location, key)
        if key in parent.value:
            first = self.document.lines[location]
            reason = message(
                "Dit veld staat er twee keer, op regel %(first)s en regel %(line)s. Haal er een weg.",
                first=first,
                line=line,
            )
            self.document.findings.append(Finding(location, reason))
        parent.key = key
        self.document.lines[location] = line

    def _place(self, value: Value, line: int) -> Location:
        self._values += 1
        if self._values > _MOST_VALUES:
            raise _UnreadableError(line, message("Het bestand heeft meer dan %(most)s waarden.", most=_MOST_VALUES))
        if not self._open:
            self.document.data = value
            self.document.lines[()] = line
            return ()
        parent = self._open[-1]
        location: Location
        if isinstance(parent, _OpenGroup):
            location = (*parent.location, parent.key)
            parent.value[parent.key] = value
            parent.key = ""
        else:
            location = (*parent.location, len(parent.value))
            parent.value.append(value)
            self.document.lines[location] = line
        return location


def _meaning(text: str) -> Value:
    """What an unquoted word means in YAML 1.2: null, true, false, a whole number, or simply the word."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return text
