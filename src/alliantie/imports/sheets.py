"""What each of the four files has: its columns, and what the cells of one row have to say together.

A row becomes texts for the staging table of its kind, in one way of writing whatever the file did. Pure but for what
`Place` was told of the organisation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.cases.operations.decisions import LONGEST_REASON
from alliantie.imports import fields
from alliantie.imports.fields import BETWEEN, WITH, Reader
from alliantie.money.models import Claim
from alliantie.money.models.base import DOCUMENT
from alliantie.norms.lasting import outlasts
from alliantie.people.names import plain, sort_key, trigrams
from alliantie.people.numbers import keep, read_number
from alliantie.practices import Library, Practice, UnknownPracticeError
from alliantie.practices.vocabulary import MODES

Row = dict[str, str]
Tell = Callable[[str, str], None]
"""Takes the name of a column and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows come in: the organisation with its practices, the workers of the team by login, and today."""

    organisation_id: UUID
    area_id: UUID
    team_id: UUID | None
    """Of new cases; the other files need none."""
    practices: frozenset[str]
    workers: Mapping[str, UUID]
    library: Library
    today: date
    secret: bytes
    """Under which numbers of people are kept; a number itself goes no further than the row that is read."""
    keeps_numbers: bool
    """Whether a law was named by which the organisation uses them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, how a cell is read, and whether it may be empty (and left out of the file).

    One that came `later` says nothing where it is empty, so that rows of before are still the same. Of one that is
    `hidden` nothing is kept but what `whole` makes of it.
    """

    name: str
    read: Reader
    may_be_empty: bool = False
    later: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of file. `whole` checks a row as a whole and gives the staging columns beside those of the file."""

    name: str
    kind: str
    columns: tuple[Column, ...]
    whole: Callable[[Row, Place, Tell], Mapping[str, str | None]]
    more: tuple[str, ...] = ()
    """The staging columns that `whole` gives."""


def sheets(today: date) -> dict[str, Sheet]:
    """The files by the name of their option, in the order in which one needs the other."""
    been = fields.past_day(today)
    name, reference = Column("reference", fields.reference), Column("case", fields.reference)
    return {
        "people": Sheet(
            "people",
            "person",
            (
                name,
                Column("given_name", fields.text(60)),
                Column("family_name", fields.text(80)),
                Column("born_on", been),
                Column("language", fields.choice("nl", "en"), may_be_empty=True),
                Column("easy_form", fields.yes_no, may_be_empty=True),
                Column("citizen_number", fields.citizen_number, may_be_empty=True, later=True, hidden=True),
            ),
            _person,
            ("sort_key", "trigrams", "number_kind", "number_hash", "number_sealed"),
        ),
        "cases": Sheet(
            "cases",
            "case",
            (
                name,
                Column("practice", fields.text(60)),
                Column("version", fields.text(20), may_be_empty=True),
                Column("worker", fields.text(80)),
                Column("people", fields.text(2000)),
                Column("measures", fields.text(2000)),
                Column("opened_on", been),
                Column("closed_on", been, may_be_empty=True),
                Column("why_longer", fields.text(LONGEST_REASON), may_be_empty=True, later=True),
            ),
            _case,
            ("worker_id", "practice_hash", "longer"),
        ),
        "contacts": Sheet(
            "contacts",
            "contact",
            (
                name,
                reference,
                Column("date", been),
                Column("time", fields.time_of_day, may_be_empty=True),
                Column("talk", fields.text(60)),
                Column("mode", fields.choice(*(mode for mode in MODES if mode != "any")), may_be_empty=True),
                Column("minutes", fields.minutes, may_be_empty=True),
                Column("present", fields.references, may_be_empty=True),
                Column("kind", fields.text(60), may_be_empty=True),
            ),
            _contact,
        ),
        "claims": Sheet(
            "claims",
            "claim",
            (
                name,
                reference,
                Column("people", fields.references, may_be_empty=True),
                Column("creditor", fields.text(80)),
                Column("kind", fields.choice(*Claim.Kind.values)),
                Column("their_reference", fields.text(60), may_be_empty=True),
                Column("amount", fields.amount, may_be_empty=True),
                Column("since", been),
                Column("document", fields.text(DOCUMENT), may_be_empty=True, later=True),
                Column("documented_on", been, may_be_empty=True, later=True),
                Column("no_paper", fields.yes_no, may_be_empty=True, later=True),
            ),
            _claim,
            ("creditor_key",),
        ),
    }


def _person(row: Row, place: Place, tell: Tell) -> Mapping[str, str | None]:
    given, family = row["given_name"], row["family_name"]
    row["language"] = row["language"] or "nl"
    row["easy_form"] = row["easy_form"] or "f"
    key = sort_key(given, family)
    if (given or family) and len(key) > 160:
        tell("family_name", "makes a name that is too long to sort by")
    return {
        "sort_key": key,
        "trigrams": "{" + ",".join(f'"{each}"' for each in trigrams(f"{given} {family}")) + "}",
        **_number(row, place, tell),
    }


def _number(row: Row, place: Place, tell: Tell) -> dict[str, str | None]:
    if not row["citizen_number"]:
        return dict.fromkeys(("number_kind", "number_hash", "number_sealed"))
    if not place.keeps_numbers:
        tell("citizen_number", "cannot come in: no law is named (alliantie organisation citizen-number)")
    kept = keep(place.secret, read_number(row["citizen_number"]))
    return {
        "number_kind": kept.kind,
        "number_hash": rf"\x{kept.found_by.hex()}",
        "number_sealed": rf"\x{kept.sealed.hex()}",
    }


def _case(row: Row, place: Place, tell: Tell) -> Mapping[str, str | None]:
    practice = _practice(row, place, tell)
    worker = place.workers.get(row["worker"].lower())
    if row["worker"] and worker is None:
        tell("worker", "is no login of a worker of this team")
    if row["closed_on"] and row["opened_on"] and row["closed_on"] < row["opened_on"]:
        tell("closed_on", "lies before opened_on")
    row["people"] = _people(row["people"], practice, tell)
    row["measures"] = _measures(row, practice, tell)
    longer = _longer(row, practice, tell) if practice else ""
    if practice is not None:
        row["version"] = practice.version
    return {
        "worker_id": str(worker) if worker else None,
        "practice_hash": practice.hash if practice else None,
        "longer": longer or None,
    }


def _practice(row: Row, place: Place, tell: Tell) -> Practice | None:
    asked, version = row["practice"], row["version"]
    if not asked:
        return None
    if asked not in place.practices:
        known = asked in place.library.ids()
        tell("practice", "is no practice of this organisation" if known else "is no practice of the library")
        return None
    try:
        return place.library.get(asked, version) if version else place.library.latest(asked)
    except UnknownPracticeError as error:
        tell("version", str(error))
        return None


def _people(said: str, practice: Practice | None, tell: Tell) -> str:
    """Who takes part: `P1:client|P2:parent`."""
    roles = set(practice.people) if practice else None
    seen: dict[str, str] = {}
    for part in fields.listed(said) if said else ():
        who, _with, role = part.partition(WITH)
        if not who or not role or WITH in role or len(who) > fields.LONGEST_REFERENCE:
            tell("people", f"must be a reference and a role each, such as P1{WITH}client{BETWEEN}P2{WITH}client")
        elif who in seen:
            tell("people", f"names {who} twice")
        elif roles is not None and role not in roles:
            tell("people", f"gives the role {role}; there are {', '.join(sorted(roles))}")
        else:
            seen[who] = role
    return BETWEEN.join(f"{who}{WITH}{seen[who]}" for who in sorted(seen))


def _measures(row: Row, practice: Practice | None, tell: Tell) -> str:
    """Under which measures: `ots`, `ots:2026-01-31` or `ots:2026-01-31:2027-01-31`, from when until when."""
    known = {measure.id for measure in practice.measures} if practice else None
    found: list[str] = []
    for part in fields.listed(row["measures"]) if row["measures"] else ():
        measure, *days = part.split(WITH)
        if known is not None and measure not in known:
            tell("measures", f"names {measure or 'nothing'}; there are {', '.join(sorted(known))}")
            continue
        try:
            starts, until, *rest = [*(fields.day(each) for each in days), *("", "")[len(days) :]]
        except ValueError as error:
            tell("measures", f"{measure}: {error}")
            continue
        starts = starts or row["opened_on"]
        if rest:
            tell("measures", f"{measure}: has more than two days")
        elif until and until <= starts:
            tell("measures", f"{measure}: must end after it starts")
        elif row["closed_on"] and starts > row["closed_on"]:
            tell("measures", f"{measure}: starts after closed_on")
        else:
            found.append(WITH.join((measure, starts, until)))
    return BETWEEN.join(sorted(found))


def _longer(row: Row, practice: Practice, tell: Tell) -> str:
    """The norms that measures outlast, each with the first day and the end: `P3Y-rule:2026-01-31:2030-01-31`."""
    found: list[str] = []
    for part in fields.listed(row["measures"]) if row["measures"] else ():
        measure, starts, until = part.split(WITH)
        if not starts or not until:
            continue
        norm = outlasts(practice, measure, date.fromisoformat(starts), date.fromisoformat(until))
        if norm is not None and not row["why_longer"]:
            source = practice.source(norm.source).title.en
            tell("why_longer", f"is missing: {measure} lasts longer than its source names ({source})")
        elif norm is not None:
            found.append(WITH.join((norm.id, starts, until)))
    return BETWEEN.join(found)


_REFUSED = {
    "decision_taken": "a decision comes in by no file: it is taken here, where what has to come first is checked",
    "gate_forced": "a gate is passed by no file",
}


def _contact(row: Row, place: Place, tell: Tell) -> Mapping[str, str | None]:
    kind = row.pop("kind")
    if kind not in ("", "contact"):
        tell("kind", _REFUSED.get(kind, "must be contact: nothing else comes in by this file"))
    if row["present"] == "other":
        tell("present", "names nobody of the case beside other")
    return {}


def _claim(row: Row, place: Place, tell: Tell) -> Mapping[str, str | None]:
    key = plain(row["creditor"])
    if row["creditor"] and not key:
        tell("creditor", "has no letter or digit")
    if len(key) > 80:
        tell("creditor", "makes a name that is too long to sort by")
    none_yet = row["no_paper"] == "t"
    if row["amount"] and not row["document"] and not none_yet:
        tell("document", "is missing: an amount names its paper, or says no_paper: yes")
    if row["document"] and none_yet:
        tell("no_paper", "says there is none, beside a document")
    if row["documented_on"] and not row["document"]:
        tell("documented_on", "has no document")
    return {"creditor_key": key}
