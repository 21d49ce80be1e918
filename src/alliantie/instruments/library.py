"""The questionnaires that come with the software.

A released version never changes: `hashes.json` keeps the hash of its wording and a test compares.
Another word is another version in a file of its own, since figures of different words are not
compared. Recording who checked the words is no change.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from alliantie.instruments.loader import load
from alliantie.instruments.problems import InstrumentError, Problem, problem
from alliantie.instruments.schema import Instrument
from alliantie.instruments.tree import Tree

FOLDER = Path(__file__).parent / "library"


class Library:
    """All versions of all questionnaires, read once."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self._versions: dict[str, dict[str, Instrument]] = {}
        for instrument in sorted(instruments, key=lambda i: (i.id, int(i.version))):
            self._versions.setdefault(instrument.id, {})[instrument.version] = instrument

    def ids(self) -> tuple[str, ...]:
        """The questionnaires, in alphabetical order."""
        return tuple(self._versions)

    def versions(self, instrument_id: str) -> tuple[str, ...]:
        """All versions, oldest first; raises KeyError for an unknown questionnaire."""
        return tuple(self._versions[instrument_id])

    def get(self, instrument_id: str, version: str) -> Instrument:
        """One version; raises KeyError if there is none."""
        return self._versions[instrument_id][version]

    def latest(self, instrument_id: str) -> Instrument:
        """The newest released version; raises KeyError if there is none."""
        for instrument in reversed(self._versions[instrument_id].values()):
            if instrument.status == "released":
                return instrument
        raise KeyError(f"{instrument_id} has no released version")


@cache
def library() -> Library:
    """The questionnaires of this installation."""
    return read_library(FOLDER)


def read_library(folder: Path) -> Library:
    """Read `<id>/<version>.yaml` below a folder.

    Raises InstrumentError with the problems of all files together.
    """
    instruments: list[Instrument] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*/*.yaml")):
        name = path.relative_to(folder).as_posix()
        try:
            instruments.append(load(Instrument, path.read_bytes(), name, _in_place))
        except InstrumentError as error:
            problems += error.problems
    if problems:
        raise InstrumentError(problems)
    return Library(instruments)


def released_hashes() -> dict[str, dict[str, str]]:
    """For each questionnaire the hash of each released version, as it was when released."""
    hashes: dict[str, dict[str, str]] = json.loads((FOLDER / "hashes.json").read_text("utf-8"))
    return hashes


def _in_place(tree: Tree, instrument: Instrument | None) -> Iterable[Problem]:
    if instrument is not None:
        name = f"{instrument.id}/{instrument.version}.yaml"
        if name != tree.file:
            yield problem(tree.file, tree.line(("id",)), "id", "wrong_place", detail=name)
