"""Who can sign in to the demo, and with what. Needs neither Django nor a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from alliantie.demo.cast import ORGANISATIONS
from alliantie.demo.names import Name
from alliantie.demo.plots import PLOTS
from alliantie.people.names import plain
from alliantie.practices import Text, library

PASSWORD = "samen-aan-tafel"  # noqa: S105 - a demo's, printed for everyone


Part = Literal["worker", "client", "leader", "manager", "guard", "partner"]
PARTNER, PARTNER_OF = Name("Marga", "Rietbeuk"), "nl-save-protection"
"""A teacher with whom something is shared, and by whom."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Someone who can sign in: a worker of a practice, a client of that worker, or who has an office there."""

    login: str
    password: str
    name: Name
    role: Part
    practice_id: str

    @property
    def practice(self) -> Text:
        """The name of the practice in each language, as in `practice.in_("nl")`; reads the library."""
        return library().latest(self.practice_id).name


def accounts() -> tuple[DemoAccount, ...]:
    """The accounts by practice, the same for every seed: the worker, the client who has a round open and the others of
    that worker, then who leads the team, who manages the practices, who guards privacy, and a partner of one of them.
    """
    found: list[DemoAccount] = []
    for organisation in ORGANISATIONS:
        worker = organisation.workers[0]
        found.append(_account(worker, "worker", organisation.practice_id, organisation.place))
        for plot in PLOTS[organisation.practice_id]:
            for member in plot.members:
                if member.name is not None:
                    found.append(_account(member.name, "client", organisation.practice_id, organisation.place))
        found.append(_account(organisation.leader, "leader", organisation.practice_id, organisation.place))
        found.append(_account(organisation.manager, "manager", organisation.practice_id, organisation.place))
        found.append(_account(organisation.guard, "guard", organisation.practice_id, organisation.place))
        if organisation.practice_id == PARTNER_OF:
            found.append(_account(PARTNER, "partner", PARTNER_OF, "school"))
    return tuple(found)


def _account(name: Name, role: Part, practice_id: str, place: str) -> DemoAccount:
    return DemoAccount(f"{plain(name.given)}.{place}", PASSWORD, name, role, practice_id)
