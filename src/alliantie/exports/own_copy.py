"""All that is known of a client, as data and on paper: read as that client, so that no more can stand in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from alliantie.access import sealed
from alliantie.access.call import call, read
from alliantie.access.identity import JOB, Actor, acting, proven_actor
from alliantie.access.plain import ask
from alliantie.cases.models import OwnCopy
from alliantie.cases.queries.people import acknowledgements
from alliantie.documents.pdf import Paper
from alliantie.documents.text import Block, plain
from alliantie.exports.own_file import own_cases, own_papers, printed
from alliantie.exports.own_sheets import ASK_FOR, SHEETS, Sheet
from alliantie.people.citizen import own_numbers

FORMAT, VERSION = "alliantie-own", 1
KEPT_DAYS = 7
_NEAR = (
    *("id", "case_id", "client_id", "name", "sort", "relation", "circle", "effect", "words", "by_self", "banned"),
    *("starts_on", "ended_on", "noted_by"),
)


def ask_copy(*, actor: Actor, language: str) -> UUID:
    """The client asks for a copy; one at a time is made. The one before it is gone. One query."""
    proven_actor(actor)
    return UUID(str(call("access.ask_copy", "en" if language.startswith("en") else "nl")))


def own_copy(actor: Actor, now: datetime) -> OwnCopy | None:
    """The client's copy as it stands: being made, ready, or none any more. One query."""
    proven_actor(actor)
    alive = models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=now)
    return OwnCopy.objects.filter(alive, client_id=actor.me).defer("paper", "data").first()


def opened(actor: Actor, copy_id: UUID, which: str, now: datetime) -> bytes:
    """The paper or the data of a copy. One query. Raises OwnCopy.DoesNotExist for one that is not there any more."""
    proven_actor(actor)
    found = OwnCopy.objects.filter(client_id=actor.me, expires_at__gt=now).get(id=copy_id)
    return sealed.unseal(settings.MASTER_KEY, f"copy:{which}", copy_id, bytes(getattr(found, which)))


def make_copies(now: datetime) -> int:
    """Make what was asked for and drop what is over. Gives how many were made; twice changes nothing.

    Each is made in a transaction of its own, as its client: one that fails holds up no other, and is tried again.
    """
    with acting(JOB):
        call("access.drop_copies")
        waiting = read("access.copies_to_make")
    made, failed = 0, []
    for copy_id, area_id, client_id, language in waiting:
        try:
            with translation.override(language), acting(Actor("client", client_id, area_id=area_id)) as actor:
                made += _make(actor, copy_id, now, language)
        except Exception as error:
            failed.append(f"{copy_id}: {type(error).__name__}")
    if failed:
        raise RuntimeError("copies that could not be made: " + ", ".join(failed))
    return made


def _make(actor: Actor, copy_id: UUID, now: datetime, language: str) -> bool:
    found = own_data(actor, now=now)
    paper = printed([*own_papers(actor, own_cases(actor), now=now, language=language), _annex(found)], language, now)
    kept = json.dumps(found, ensure_ascii=False).encode()
    seal = [sealed.seal(settings.MASTER_KEY, f"copy:{which}", copy_id, blob) for which, blob in
            (("paper", paper), ("data", kept))]  # fmt: skip
    return bool(call("access.keep_copy", copy_id, *seal, KEPT_DAYS))


def own_data(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """Everything as data, without the rounds: those are added when it is fetched. A query for each table."""
    lists = {table: _rows(actor, table, sheet) for table, sheet in SHEETS.items()}
    network = [dict(zip(_NEAR, map(_plain, row), strict=True)) for row in read("access.own_network")]
    acknowledged = [
        {"case_id": str(each.case_id), "practice_version": each.practice_version, "at": each.at.isoformat()}
        for each in acknowledgements(actor)
    ]
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": now.isoformat(),
        "called": {table: str(sheet.name) for table, sheet in SHEETS.items()},
        **lists,
        "citizen_numbers": _numbers(actor),
        "network": network,
        "read": acknowledged,
        "workers": _workers(actor, [*lists.values(), network]),
        "ask_for": [str(each) for each in ASK_FOR.values()],
    }


def _numbers(actor: Actor) -> list[dict[str, str]]:
    """The own citizen service number, as each organisation keeps it. One query."""
    return [
        {"organisation_id": str(organisation_id), "kind": each.kind, "number": each.shown}
        for organisation_id, each in own_numbers(actor, settings.MASTER_KEY)
    ]


def _numbers_called(kept: Iterable[dict[str, str]]) -> str:
    match sorted({each["kind"] for each in kept}):
        case ["bsn"]:
            return _("Burgerservicenummer")
        case ["nrn"]:
            return _("Rijksregisternummer")
        case _:
            return _("Burgerservicenummer en rijksregisternummer")


def _rows(actor: Actor, table: str, sheet: Sheet) -> list[dict[str, Any]]:
    columns = sheet.columns.split()
    named = ", ".join(f"""'{name}', t."{name}\"""" for name in columns)
    # Money goes as text, since a number of JSON is not exact for everyone.
    amount = """ || jsonb_build_object('amount', t."amount"::text)""" if "amount" in columns else ""
    asked = f"SELECT jsonb_build_object({named}){amount} FROM {table} t WHERE {sheet.rows} ORDER BY t.id"  # noqa: S608
    return [json.loads(row) for (row,) in ask(actor, asked, {"me": actor.me})]


def _workers(actor: Actor, lists: Iterable[list[dict[str, Any]]]) -> list[dict[str, str]]:
    """The names of the workers that stand somewhere in it. One query."""
    ids = {
        value
        for rows in lists
        for row in rows
        for name, value in row.items()
        if isinstance(value, str) and (name.endswith(("_by", "_id")) or name == "told_to")
        if _is_id(value)
    }
    found = ask(
        actor,
        "SELECT id, given_name || ' ' || family_name FROM people_worker WHERE id = ANY (%s::uuid[]) ORDER BY id",
        (sorted(ids),),
    )
    return [{"id": str(worker_id), "name": name} for worker_id, name in found]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _annex(found: dict[str, Any]) -> Paper:
    """Every row of every table on paper, in the words that stand in it, without numbers that mean nothing."""
    names = {each["id"]: each["name"] for each in found["workers"]}
    parts: list[Block] = []
    for table, sheet in SHEETS.items():
        lines = [line for row in found[table] if (line := _line(row, names))]
        if lines:
            parts += [Block("heading", (str(sheet.name),)), Block("list", tuple(lines))]
    if found["citizen_numbers"]:
        shown = tuple(plain(each["number"]) for each in found["citizen_numbers"])
        parts += [Block("heading", (_numbers_called(found["citizen_numbers"]),)), Block("list", shown)]
    parts += [Block("heading", (_("Wat hier niet in staat"),)), *_asked(found["ask_for"])]
    sender = next((each["name"] for each in found["people_organisation"]), "Alliantie")
    who = found["people_client"][0]
    return Paper(
        title=_("Alles bij elkaar"),
        sender=(sender,),
        to=(f"{who['given_name']} {who['family_name']}",),
        about=(),
        parts=tuple(parts),
        signed=(),
    )


def _asked(names: Iterable[str]) -> Iterator[Block]:
    yield Block("paragraph", (_("Dit lezen alleen medewerkers. Erom vragen mag. Het antwoord komt binnen een maand."),))
    yield Block("list", tuple(names))


def _line(row: dict[str, Any], names: dict[str, str]) -> str:
    said = (names.get(value, value) for value in _said(row) if names.get(value) or not _is_id(value))
    return plain(" · ".join(each for each in said if each).replace("\n", " "))


def _said(value: Any) -> Iterator[str]:
    """All that a row says, in its order, as text."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _said(each)
    elif isinstance(value, list):
        for each in value:
            yield from _said(each)
    elif value is True or value is False:
        return
    elif value is not None and value != "":
        yield str(value)
