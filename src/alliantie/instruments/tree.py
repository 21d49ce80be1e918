"""From bytes to plain values with the line of each, without trusting the file.

YAML is read event by event, so that a hostile file is refused while it is read: references (which
make a small file explode), type tags, deep nesting and endless lists never become values.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

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

from alliantie.instruments.problems import InstrumentError, Problem, problem

MAX_BYTES = 1_000_000
MAX_PARTS = 40_000
MAX_DEPTH = 20
MAX_LINE = 2_000

Path = tuple[str | int, ...]

_WHOLE = re.compile(r"[-+]?[0-9]{1,9}")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tree:
    """The values of one file, and the line (from 1) at which each path stands."""

    file: str
    value: dict[str, Any]
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(data: bytes, file: str) -> tuple[Tree, list[Problem]]:
    """Read one YAML document of fields.

    Returns the tree and the problems that still allow reading on (fields that stand twice).
    Raises InstrumentError where nothing can be read: too large, no text, no YAML, references.
    """
    reader = _Reader(file)
    for event in _events(_text(data, file), file):
        reader.take(event)
    if not isinstance(reader.root, dict):
        code = "empty" if reader.root is None else "not_a_map"
        raise InstrumentError([problem(file, 1, "", code)])
    return Tree(file, reader.root, reader.lines), reader.problems


def dotted(path: Path) -> str:
    """A path as people read it: scales[0].items[2].id."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _text(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        raise InstrumentError([problem(file, 1, "", "too_large", limit=MAX_BYTES)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InstrumentError([problem(file, line, "", "not_utf8")]) from None
    long = [
        problem(file, number, "", "line_too_long", limit=MAX_LINE)
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > MAX_LINE
    ]
    if long:
        raise InstrumentError(long[:1])
    return text


def _events(text: str, file: str) -> Iterable[Any]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        detail = error.problem or error.context
        raise InstrumentError([problem(file, line, "", "not_yaml", detail=detail)]) from None
    except YAMLError as error:
        detail = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InstrumentError([problem(file, 1, "", "not_yaml", detail=detail)]) from None
    except (ValueError, IndexError, AttributeError, AssertionError, TypeError, KeyError) as error:
        # The parser itself stumbles over some broken input; that is the file's fault as well.
        detail = type(error).__name__
        raise InstrumentError([problem(file, 1, "", "not_yaml", detail=detail)]) from None


@dataclass(slots=True)
class _Open:
    """A list or a set of fields that is being filled."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    key_path: Path = ()


@dataclass(slots=True)
class _Reader:
    file: str
    root: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    parts: int = 0
    documents: int = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        self.parts += 1
        if self.parts > MAX_PARTS:
            self._refuse(line, "too_many", limit=MAX_PARTS)
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(line, "second_document")
        elif isinstance(event, AliasEvent):
            self._refuse(line, "alias")
        elif isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent)):
            self._node(event, line)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.stack.pop()

    def _node(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self._refuse(line, "alias")
        if event.ctag is not None:
            self._refuse(line, "tag")
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._key(parent, event, line)
            return
        if isinstance(event, ScalarEvent):
            self._place(_scalar(event), line)
            return
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(line, "too_deep", limit=MAX_DEPTH)
        value: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        self.stack.append(_Open(value, self._place(value, line)))

    def _key(self, parent: _Open, event: Any, line: int) -> None:
        if not isinstance(event, ScalarEvent):
            self._refuse(line, "bad_key")
        parent.key = str(event.value)
        parent.key_path = (*parent.path, parent.key)
        if isinstance(parent.value, dict) and parent.key in parent.value:
            self.problems.append(problem(self.file, line, dotted(parent.key_path), "repeated_key"))
            # A path of its own, so that the lines of the first field stay as they are.
            parent.key_path = (*parent.path, f"{parent.key} (line {line})")
        self.lines[parent.key_path] = line

    def _place(self, value: Any, line: int) -> Path:
        """Put a value where the reading stands; of two equal fields the first is kept."""
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return ()
        parent = self.stack[-1]
        if isinstance(parent.value, list):
            path: Path = (*parent.path, len(parent.value))
            parent.value.append(value)
            self.lines[path] = line
            return path
        if parent.key is not None:
            parent.value.setdefault(parent.key, value)
            parent.key = None
        return parent.key_path

    def _refuse(self, line: int, code: str, **details: object) -> NoReturn:
        raise InstrumentError([problem(self.file, line, "", code, **details)])


def _scalar(event: Any) -> Any:
    """YAML 1.2 core: only null, true/false and whole numbers are more than text."""
    text = str(event.value)
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.fullmatch(text) else text
