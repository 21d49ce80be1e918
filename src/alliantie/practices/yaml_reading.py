"""Reads the small part of YAML 1.2 that practice files use, and remembers on which line each value stands.

Built on the parser's events, in one pass and without recursion, so a hostile file (deep nesting, aliases that
multiply, endless lists) stops early with a plain problem. Anchors, aliases, tags and several documents in one
file are refused: nobody needs them here, and each makes a file harder to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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

from alliantie.practices.problems import Finding, Location

Value = None | bool | int | str | list["Value"] | dict[str, "Value"]

LARGEST_FILE = 1_000_000
"""Bytes a practice file may have."""

_DEEPEST = 20
_MOST_VALUES = 20_000
_FIELD = re.compile(r"[A-Za-z0-9_-]{1,60}")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")
_INTEGER = re.compile(r"[-+]?[0-9]{1,9}")
_WORDS: dict[str, Value] = {"": None, "~": None, "null": None, "true": True, "false": False}
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
            raise _UnreadableError(1, f"the file is larger than {LARGEST_FILE // 1_000_000} MB")
        text = _decoded(content)
        reader = _Reader(document)
        for event in YAML(typ="safe", pure=True).parse(text):
            line = event.start_mark.line + 1 if event.start_mark else line
            reader.take(event, line)
        if reader.documents == 0:
            raise _UnreadableError(1, "the file is empty")
    except _UnreadableError as stop:
        _break(document, stop.line, stop.reason)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(str(part) for part in (error.context, error.problem) if part)
        _break(document, mark.line + 1 if mark else line, f"no valid YAML: {' '.join(reason.split())}")
    except ReaderError as error:
        _break(document, line, f"no valid YAML: a character is not allowed here (code {error.character!r})")
    except (YAMLError, RecursionError, *_PARSER_FAILS):
        _break(document, line, "no valid YAML around this line")
    return document


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _UnreadableError(content.count(b"\n", 0, error.start) + 1, "the file is not UTF-8") from None
    found = _FORBIDDEN.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise _UnreadableError(line, f"no valid YAML: control character {ord(found[0]):#04x}")
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
            raise _UnreadableError(line, "anchors and aliases (& and *) are not used in practice files")
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
            raise _UnreadableError(line, "holds a second document; one file is one practice")
        if event.version not in (None, (1, 2)) or event.tags:
            raise _UnreadableError(line, "directives (%) are not used in practice files, which are YAML 1.2")

    def _refuse_marks(self, event: ScalarEvent | SequenceStartEvent | MappingStartEvent, line: int) -> None:
        if event.anchor is not None:
            raise _UnreadableError(line, "anchors and aliases (& and *) are not used in practice files")
        if event.tag is not None:
            raise _UnreadableError(line, "tags (!) are not used in practice files")

    def _begin(self, value: list[Value] | dict[str, Value], line: int) -> None:
        parent = self._open[-1] if self._open else None
        if isinstance(parent, _OpenGroup) and not parent.key:
            raise _UnreadableError(line, "a field name must be a word, not a list or a group")
        if len(self._open) >= _DEEPEST:
            raise _UnreadableError(line, f"is nested deeper than {_DEEPEST} levels")
        location = self._place(value, line)
        if isinstance(value, list):
            self._open.append(_OpenList(location, value))
        else:
            self._open.append(_OpenGroup(location, value))

    def _scalar(self, event: ScalarEvent, line: int) -> None:
        if _HALF_CHARACTER.search(event.value):
            raise _UnreadableError(line, "holds half a character (a surrogate)")
        parent = self._open[-1] if self._open else None
        if isinstance(parent, _OpenGroup) and not parent.key:
            self._key(parent, event.value, line)
        else:
            self._place(event.value if event.style else _meaning(event.value), line)

    def _key(self, parent: _OpenGroup, key: str, line: int) -> None:
        if not _FIELD.fullmatch(key):
            raise _UnreadableError(line, "a field name holds letters, digits, _ and - only (at most 60)")
        location = (*parent.location, key)
        if key in parent.value:
            first = self.document.lines[location]
            reason = f"stands here twice (line {first} and line {line})"
            self.document.findings.append(Finding(location, reason))
        parent.key = key
        self.document.lines[location] = line

    def _place(self, value: Value, line: int) -> Location:
        self._values += 1
        if self._values > _MOST_VALUES:
            raise _UnreadableError(line, f"holds more than {_MOST_VALUES} values")
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


def entries(data: Value, *path: str) -> Iterator[tuple[Location, dict[str, Value]]]:
    """The groups in the list at `path`, each with its place; whatever is not a group is passed over."""
    found = at(data, *path)
    if isinstance(found, list):
        for index, entry in enumerate(found):
            if isinstance(entry, dict):
                yield (*path, index), entry


def at(data: Value, *path: str) -> Value:
    """The value at `path`, or None when there is none."""
    for step in path:
        if not isinstance(data, dict):
            return None
        data = data.get(step)
    return data
