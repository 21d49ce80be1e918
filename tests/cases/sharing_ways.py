"""Ways to share that several tests use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.models import Account
from alliantie.cases.models import Sharing
from alliantie.cases.operations.sharing import About, Decided, Part, Person, share
from tests.worlds import CaseWorld

MARGA = Person("Marga", "Smit", "De Horizon", "030 111 22 33")


def decided(case: CaseWorld, clients: tuple[int, ...] = (0,), **more: Any) -> Decided:
    """A decision to share about some of the clients of a case, on a law, for a month; only that there is a case."""
    consent, words = more.pop("consent", "yes"), more.pop("words", "Dat is goed.")
    said: dict[str, Any] = {
        "about": tuple(About(case.client_ids[index], consent, words) for index in clients),
        "parts": (),
        "whom": "Marga Smit, De Horizon",
        "person": MARGA,
        "way": "account",
        "purpose": "Samen een plek zoeken.",
        "ground": "law",
        "named": "Jeugdwet artikel 7.3.11",
        "gain": "Een plek die past.",
        "harm": "Een ander weet het.",
        "less": "Zonder naam vindt zij geen plek.",
        "free": False,
        "forced": False,
        "ends_on": clock.today() + timedelta(days=30),
    }
    return Decided(**{**said, **more})


def share_in(
    case: CaseWorld, *parts: Part, clients: tuple[int, ...] = (0,), act: UUID | None = None, **more: Any
) -> UUID:
    """Share in a case. Returns the decision about the first of the clients."""
    act = act or uuid4()
    with acting(case.worker) as actor:
        share(actor=actor, case_id=case.case_id, decided=decided(case, clients, parts=parts, **more), act=act)
    return sharing_of(act, case.client_ids[clients[0]])


def sharing_of(act: UUID, client_id: UUID) -> UUID:
    """The decision about one client."""
    return Sharing.objects.using("owner").get(act=act, client_id=client_id).id


def partner_of(sharing_id: UUID) -> Actor:
    """Who can read it, as someone who acts."""
    row = Sharing.objects.using("owner").get(id=sharing_id)
    return Actor("partner", row.partner_id, area_id=row.area_id)


def account_of_partner(sharing_id: UUID, login: str) -> Account:
    """A way in for who can read it."""
    row = Sharing.objects.using("owner").select_related("partner").get(id=sharing_id)
    return Account.objects.using("owner").create(
        login=login, password="!", area_id=row.area_id, shown_as="Marga", partner=row.partner, of_demo=True
    )
