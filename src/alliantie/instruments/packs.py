"""Questionnaires that an organisation brings itself, with the right to use them.

The file has the fields of our own questionnaires plus `licence`. After its last day no new round
can use it; rounds that were answered stay readable, so loading an expired file still works.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alliantie.instruments.library import library
from alliantie.instruments.loader import load
from alliantie.instruments.problems import Problem, problem
from alliantie.instruments.schema import LicensedInstrument
from alliantie.instruments.tree import Tree, read

More = Callable[[Tree, LicensedInstrument], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a questionnaire with its licence."""

    instrument: LicensedInstrument

    def usable_on(self, day: date) -> bool:
        """May a new round start on this day: up to and including the last day of the licence."""
        return day <= self.instrument.licence.last_day

    def allows(self, organisation: str) -> bool:
        """Does the licence name this organisation, by its name or its id."""
        named = {name.strip().casefold() for name in self.instrument.licence.organisations}
        return organisation.strip().casefold() in named


def load_pack(
    data: bytes,
    on_date: date,
    *,
    file: str = "pack.yaml",
    known: Mapping[tuple[str, str], str] | None = None,
    more: More = lambda tree, instrument: (),
) -> Pack:
    """Read a pack as it stands on a day.

    `file` is the name to tell problems by. `known` gives the hash of each (id, version) that is
    already in use: the same version with other words is refused, since its rounds would be joined.
    `more` checks what only the place that loads it knows. Raises InstrumentError with all problems
    at once; at most 1 MB is read.
    """

    def problems(tree: Tree, found: LicensedInstrument | None) -> Iterable[Problem]:
        yield from _problems(tree, found, on_date, known or {})
        if found is not None:
            yield from more(tree, found)

    return Pack(load(LicensedInstrument, data, file, problems))


def kept_pack(data: bytes) -> Pack:
    """Read a file that was loaded before, without checking it again.

    A check that was added since must not make old rounds unreadable. Raises ValueError (of which
    InstrumentError is one) when the file no longer has the form of a questionnaire at all.
    """
    tree, _problems_of_layout = read(data, "pack.yaml")
    return Pack(LicensedInstrument.model_validate(tree.value))


def _problems(
    tree: Tree,
    instrument: LicensedInstrument | None,
    on_date: date,
    known: Mapping[tuple[str, str], str],
) -> Iterable[Problem]:
    def at(code: str, *path: str, **details: object) -> Problem:
        return problem(tree.file, tree.line(path), ".".join(path), code, **details)

    if tree.value.get("id") in library().ids():
        yield at("reserved_id", "id", detail=tree.value["id"])
    if tree.value.get("status") == "draft":
        yield at("pack_draft", "status")
    if instrument is None:
        return
    licence = instrument.licence
    if licence.evidence.dated > on_date:
        yield at("evidence_in_future", "licence", "evidence", "dated")
    if licence.last_day < licence.evidence.dated:
        yield at("ends_before_evidence", "licence", "last_day")
    version = (instrument.id, instrument.version)
    if known.get(version, instrument.hash) != instrument.hash:
        yield at("changed_wording", "version", detail=instrument.version)
