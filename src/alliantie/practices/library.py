"""The library: all practice files, read once, each found by id and version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from alliantie.practices.loader import load
from alliantie.practices.problems import Problem
from alliantie.practices.schema import Practice
from alliantie.practices.yaml_reading import LARGEST_FILE

LIBRARY = Path(__file__).parent / "library"
HASHES = "hashes.json"
SCHEMA_LINE = "# yaml-language-server: $schema=../../schema.json"


class LibraryError(Exception):
    """The library holds a file that does not pass the check; `problems` says what and where."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class UnknownPracticeError(KeyError):
    """There is no practice with this id, or no such version of it."""

    def __str__(self) -> str:
        return str(self.args[0])


Elsewhere = Callable[[str, str], Practice | None]
"""Finds a version that stands in no file by id and version; without a version the newest of a practice of its own."""

FIRST_OWN = 101
"""The number from which versions of organisations count within a year; ours stay below it."""


def is_own(practice: Practice) -> bool:
    """Whether a version is one that an organisation adopted, by its number; that never changes."""
    return _order(practice.version)[1] >= FIRST_OWN


class Library:
    """Practices by id and version: those of the files, and what organisations made of them, found elsewhere."""

    elsewhere: Elsewhere | None = None

    def __init__(self, practices: Iterable[Practice]) -> None:
        self._practices: dict[str, dict[str, Practice]] = {}
        for practice in sorted(practices, key=lambda practice: (practice.id, _order(practice.version))):
            self._practices.setdefault(practice.id, {})[practice.version] = practice

    def ids(self) -> tuple[str, ...]:
        """The ids of all practices that come with the program, in alphabetical order."""
        return tuple(self._practices)

    def versions(self, id: str) -> tuple[str, ...]:
        """The versions of a practice in the files, oldest first; raises UnknownPracticeError."""
        return tuple(self._of(id))

    def get(self, id: str, version: str) -> Practice:
        """One version of a practice; raises UnknownPracticeError."""
        found = self._practices.get(id, {}).get(version) or self._found_elsewhere(id, version)
        if found is None:
            raise UnknownPracticeError(f"practice {id} has no version {version}; it has {', '.join(self.versions(id))}")
        return found

    def readable(self, id: str, version: str) -> Practice | None:
        """One version of a practice, None where there is none that can be read: a list goes on without it."""
        try:
            return self.get(id, version)
        except UnknownPracticeError:
            return None

    def latest(self, id: str) -> Practice:
        """The newest released version, or the newest draft while none is released; raises UnknownPracticeError.

        Of a practice that stands in no file the newest there is elsewhere.
        """
        if id not in self._practices and (own := self._found_elsewhere(id, "")) is not None:
            return own
        newest_first = list(reversed(self._of(id).values()))
        return next((practice for practice in newest_first if practice.status == "released"), newest_first[0])

    def ours(self, id: str) -> Practice | None:
        """The newest of the versions in the files, None where a practice stands in no file."""
        return self.latest(id) if id in self._practices else None

    def _found_elsewhere(self, id: str, version: str) -> Practice | None:
        return self.elsewhere(id, version) if self.elsewhere is not None else None

    def _of(self, id: str) -> dict[str, Practice]:
        if id not in self._practices:
            raise UnknownPracticeError(f"there is no practice {id}; there are {', '.join(self.ids())}")
        return self._practices[id]


_finders: list[Elsewhere] = []


def look_elsewhere(find: Elsewhere) -> None:
    """Let `library()` find what stands in no file here, from now on; said anew it takes the place of what was said."""
    _finders[:] = [find]


@cache
def library() -> Library:
    """Our own library, read once a process; raises LibraryError when a file does not pass the check."""
    shelf = read_library(LIBRARY)
    shelf.elsewhere = lambda id, version: _finders[0](id, version) if _finders else None
    return shelf


def load_copy(content: bytes) -> tuple[Practice | None, list[Problem]]:
    """The practice in the text of an organisation, or None with its problems: it stretches no term of the law."""
    return load(content, "", library().ours)


def read_library(root: Path) -> Library:
    """The library under `root`; raises LibraryError with the problems of all its files."""
    read = [_read(path, root) for path in library_files(root)]
    problems = {problem for _, found in read for problem in found} | set(_hash_file_problems(root))
    if problems:
        raise LibraryError(sorted(problems))
    return Library(practice for practice, _ in read if practice is not None)


def check_library(root: Path = LIBRARY) -> list[Problem]:
    """Every problem in the library under `root`."""
    problems = {problem for path in library_files(root) for problem in check_file(path, root)}
    return sorted(problems | set(_hash_file_problems(root)))


def check_file(path: Path | str, root: Path = LIBRARY) -> list[Problem]:
    """Every problem in one practice file; a file under `root` must also be in its place and, once released, unchanged.

    Raises OSError when the file cannot be read.
    """
    return _read(Path(path), root)[1]


def library_files(root: Path) -> list[Path]:
    """All practice files under `root`, in a fixed order."""
    return sorted(path for path in root.rglob("*") if path.suffix in (".yaml", ".yml"))


def file_hashes(root: Path = LIBRARY) -> dict[tuple[str, str], str]:
    """The hash of each practice file by id and version, told from its place, which the check holds it to."""
    return {
        (path.parent.name, path.stem): hashlib.sha256(path.read_bytes()).hexdigest() for path in library_files(root)
    }


def _read(path: Path, root: Path) -> tuple[Practice | None, list[Problem]]:
    with path.open("rb") as stream:
        content = stream.read(LARGEST_FILE + 1)
    practice, problems = load(content, str(path))
    if path.resolve().is_relative_to(root.resolve()):
        place = path.resolve().relative_to(root.resolve())
        if content.split(b"\n", 1)[0].rstrip() != SCHEMA_LINE.encode():
            problems.append(Problem(str(path), 1, "file", f"must begin with the line {SCHEMA_LINE}"))
        problems += _place_problems(path, content, place, practice)
        problems += _release_problems(path, content, place, practice, root)
    return (None if problems else practice), sorted(problems)


def _place_problems(path: Path, content: bytes, place: Path, practice: Practice | None) -> list[Problem]:
    if practice is None:
        return []
    if _order(practice.version)[1] >= FIRST_OWN:
        reason = f"numbers from {FIRST_OWN} on are for the versions of organisations"
        return [Problem(str(path), _line_of(content, "version"), "version", reason)]
    bare = next((number for number, each in enumerate(practice.sources) if each.kind != "own" and not each.seed), None)
    if bare is not None:
        reason = "is missing; a source of ours stands in a source document"
        return [Problem(str(path), _line_of(content, "sources"), f"sources[{bare}].seed", reason)]
    expected = Path(practice.id, f"{practice.version}.yaml")
    if place == expected:
        return []
    field = "id" if place.parent != expected.parent else "version"
    reason = f"the file stands at {place.as_posix()}, but id and version say {expected.as_posix()}"
    return [Problem(str(path), _line_of(content, field), field, reason)]


def _release_problems(path: Path, content: bytes, place: Path, practice: Practice | None, root: Path) -> list[Problem]:
    """A released file never changes, however it changed: even one that no longer reads as a practice."""
    released = _hashes(root)
    if released is None:
        return _hash_file_problems(root)
    key = place.with_suffix("").as_posix()
    actual = hashlib.sha256(content).hexdigest()
    reason = None
    if key in released and released[key] != actual:
        reason = "is released and may not change; put the file back and make a new version"
    elif key not in released and practice is not None and practice.status == "released":
        reason = f'is released, but {HASHES} does not hold it; add "{key}": "{actual}"'
    return [Problem(str(path), _line_of(content, "status"), "status", reason)] if reason else []


def _hash_file_problems(root: Path) -> list[Problem]:
    path = root / HASHES
    released = _hashes(root)
    if released is None:
        reason = "must be a JSON object with the SHA-256 of each released practice, {} at first"
        return [Problem(str(path), 1, "file", reason)]
    return [
        Problem(str(path), 1, key, "this released practice is gone; put its file back")
        for key in released
        if not (root / f"{key}.yaml").is_file()
    ]


def _hashes(root: Path) -> dict[str, str] | None:
    """The hashes of released practices, or None when their file is missing or damaged."""
    try:
        released = json.loads((root / HASHES).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return None
    if not isinstance(released, dict) or not all(isinstance(v, str) for v in released.values()):
        return None
    return released


def _line_of(content: bytes, field: str) -> int:
    """The line of a field at the outermost level, found without reading YAML; 1 when absent."""
    lines = content.splitlines()
    start = f"{field}:".encode()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(start)), 1)


def _order(version: str) -> tuple[int, int]:
    year, _, number = version.partition("-")
    return int(year), int(number)
