"""What somebody typed when the session came to rest: sealed for a day, and given back to the same account alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.access.sealed import seal, unseal

LONGEST = 200_000
"""Bytes of one form that are kept; more than any page of ours takes."""
# The number of a row: nobody types that.
_NUMBER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


@dataclass(frozen=True, slots=True)
class Kept:
    """One form: the page it stood on, its heading, and of each field its question and text. "" for what is unknown."""

    id: UUID
    page: str
    title: str
    fields: tuple[tuple[str, str], ...]
    at: datetime
    named: bool = False
    """Whether a name stands for each question, since the form was sent without script (access/asked.py)."""


def keep(account_id: UUID, *, page: str, title: str, fields: Iterable[tuple[str, str]], named: bool = False) -> bool:
    """Keep a form for an account; whether it was: not when it is empty or too long. At the door, or as that account.

    With `named` each text comes with the name of its field.

    Raises DatabaseError for another account.
    """
    held = [(question, text) for question, text in fields if text.strip() and not _NUMBER.match(text)]
    blob = json.dumps({"page": page, "title": title, "fields": held, "named": named}).encode()
    if not held or len(blob) > LONGEST:
        return False
    made = uuid4()
    with connection.cursor() as cursor:
        sealed = seal(settings.MASTER_KEY, f"kept for {account_id}", made, blob)
        cursor.execute("SELECT access.keep(%s, %s, %s)", [account_id, made, sealed])
    return True


def kept_of(actor: Actor) -> list[Kept]:
    """What is kept for `actor`, the oldest first. Raises WrongActor as `ask` does."""
    found = []
    for row_id, account_id, sealed, at in ask(actor, "SELECT * FROM access.kept()"):
        try:
            held = json.loads(unseal(settings.MASTER_KEY, f"kept for {account_id}", row_id, bytes(sealed)))
        except InvalidTag:
            # Under another master key: nobody can read it any more.
            continue
        fields = tuple((str(question), str(text)) for question, text in held["fields"])
        found.append(Kept(row_id, held["page"], held.get("title", ""), fields, at, held.get("named", False)))
    return found


def drop_kept(actor: Actor, which: UUID) -> None:
    """Keep one form of `actor` no longer; one that is not there changes nothing. Raises WrongActor as `ask` does."""
    ask(actor, "SELECT access.drop_kept(%s)", [which])


def has_kept(account_id: UUID) -> bool:
    """Whether anything is kept for an account. At the door."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.has_kept(%s)", [account_id])
        return bool(cursor.fetchone()[0])
