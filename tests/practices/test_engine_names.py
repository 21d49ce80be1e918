"""No way of working is named in code: what one does otherwise than another stands in its file alone."""

from __future__ import annotations

import re
from pathlib import Path

import alliantie
from alliantie.practices import library

SOURCE = Path(alliantie.__file__).parent
# Where ways of working are told: their files, the fictional people who work by them, and texts of screens.
TOLD = ("practices/library/", "demo/", "locale/")
# Words of an id that many ways of working share: a country, a field of work, what an office is called.
SHARED = {"be", "nl", "of", "houses", "justice", "debt", "probation", "protection", "save", "shelter", "work", "youth"}
CODE = {".css", ".html", ".js", ".json", ".py", ".sql", ".txt", ".typ", ".yaml"}


def read() -> dict[str, str]:
    """The text of every file of the program, by its path, but for where ways of working are told."""
    found = {path.relative_to(SOURCE).as_posix(): path for path in SOURCE.rglob("*") if path.suffix in CODE}
    return {name: path.read_text(encoding="utf-8") for name, path in found.items() if not name.startswith(TOLD)}


def test_no_code_names_a_practice_or_the_organisation_it_describes() -> None:
    ids = library().ids()
    places = {word for each in ids for word in each.split("-")} - SHARED
    assert len(places) >= 5, places
    words = "|".join(map(re.escape, [*ids, *sorted(places)]))
    named = re.compile(rf"(?<![a-z])(?:{words})(?![a-z])", re.IGNORECASE)
    files = read()
    assert len(files) > 400
    assert {name: named.findall(text) for name, text in files.items() if named.search(text)} == {}
