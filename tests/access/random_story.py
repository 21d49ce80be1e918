"""What a random world is told in: who ought to see which case, and what in it could give something away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal
from uuid import UUID, uuid4

from django.test import Client as Browser

from alliantie.access.identity import DOOR, Kind, acting
from alliantie.access.models import Account
from alliantie.people.models import Office, Worker
from tests.worlds import CaseWorld, World

Sort = Literal["name", "inside", "alarm"]


@dataclass(frozen=True)
class Mark:
    """Words that stand nowhere else: in which case, of which client (None: of all of it), and what sort."""

    words: str
    case_id: UUID
    client_id: UUID | None
    sort: Sort
    of_workers: bool = False
    """What only who works in the case reads; a client asks for it."""
    debt: bool = False
    """A debt of this client alone, which who handles the money reads."""


@dataclass(frozen=True)
class Thing:
    """A number that can stand in an address: by the name it has there, with whom and what it is about."""

    slot: str
    number: UUID
    case_id: UUID
    client_id: UUID | None
    by: UUID | None = None
    """Which worker alone finds it, of all who see the case: what is of one pair."""
    of_workers: bool = False
    """What is written and not agreed or sent yet is on no page of the client."""
    told: bool = False
    """Open to whom the story names beside it alone (`Story.also`); it stands in a case, or in a team."""


@dataclass
class Somebody:
    """One who acts in the story: who, in which browser, and what this one ought to see."""

    kind: Kind
    me: UUID
    account: Mapping[str, Any]
    """What an account of theirs is made of."""
    cases: set[UUID] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    things: set[UUID] = field(default_factory=set)

    @cached_property
    def browser(self) -> Browser:
        """A browser in which they are signed in."""
        made = {"login": uuid4().hex, "password": "!", "shown_as": "Iemand", "of_demo": True, **self.account}
        account = Account.objects.using("owner").create(**made)
        browser = Browser()
        with acting(DOOR):
            browser.force_login(account, backend="alliantie.access.backend.Accounts")
        return browser


@dataclass
class Story:
    """Who ought to see which case, and all there is that could be seen."""

    now: datetime
    worlds: list[World] = field(default_factory=list)
    cases: list[CaseWorld] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)
    seen: dict[UUID, set[UUID]] = field(default_factory=dict)
    """By worker: the cases of an own grant that runs, of whichever ground."""
    held: dict[UUID, UUID] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    alarms: dict[UUID, tuple[CaseWorld, UUID, bool, str]] = field(default_factory=dict)
    """By emergency: its case, its worker, whether a law keeps it quiet, and the words of its reason."""
    acting: dict[UUID, tuple[UUID, bool, bool]] = field(default_factory=dict)
    """By representation: its client, and whether it covers care and money today."""
    shared: dict[UUID, tuple[UUID, bool]] = field(default_factory=dict)
    """By decision to share: its client, and whether it runs."""
    offices: dict[UUID, tuple[Office.Kind, World]] = field(default_factory=dict)
    asked: dict[UUID, set[UUID]] = field(default_factory=dict)
    """By worker: the cases this one is asked to take over, which are named before there is a grant."""
    also: dict[UUID, set[UUID]] = field(default_factory=dict)
    """By person: the numbers that are open beside what the grants give."""
    words: dict[UUID, set[str]] = field(default_factory=dict)
    """By person: the words read beside what the grants give."""
    parts: dict[UUID, set[str]] = field(default_factory=dict)
    """By decision to share: the words of what is shared."""

    sections: dict[UUID, tuple[CaseWorld, set[UUID], set[str]]] = field(default_factory=dict)
    """By grant on sections: its case, who reads them now, and the words that stand there."""

    @property
    def workers(self) -> list[Worker]:
        """All who have cases or could have."""
        return [worker for world in self.worlds for worker in world.workers]

    def open_to(self, who: UUID, *things: Thing, words: str = "") -> None:
        """Keep that these are open to somebody beside what the grants give, and with which words."""
        self.things += [thing for thing in things if thing not in self.things]
        self.also.setdefault(who, set()).update(thing.number for thing in things)
        self.words.setdefault(who, set()).update({words} - {""})
