"""Steps of the ways in that several tests take: a device handed over, a PIN chosen, both parts sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.alliance import operations, queries
from alliantie.alliance.models import Round
from tests.worklist.browse import as_worker
from tests.worlds import CaseWorld

LOCKED = "Klaar. Geef het apparaat terug."


def at(name: str, round_id: UUID, **more: object) -> str:
    """The address of a page of a round."""
    return reverse(name, kwargs={"round_id": round_id, **more})


def state(round_id: UUID) -> str:
    """Where a round stands."""
    return Round.objects.using("owner").get(id=round_id).state


def fresh_code(case: CaseWorld, round_id: UUID) -> Browser:
    """A browser in which a fresh code was typed: whose it is, nobody knows."""
    with acting(case.worker) as actor:
        made = operations.make_link(actor=actor, now=clock.now(), here=queries.get_round(actor, round_id), qr=False)
    browser = Browser()
    answer = browser.post(reverse("round-link", kwargs={"slug": made.slug}), {"code": made.code})
    assert answer["Location"] == at("round-enter", round_id)
    return browser


def type_pin(browser: Browser, round_id: UUID, pin: str = "2580") -> Any:
    """Type a PIN after the code, and a second time when that is asked. Returns the last answer."""
    answer = browser.post(at("round-enter", round_id), {"pin": pin})
    if answer.headers.get("Location") == at("round-anew", round_id):
        answer = browser.post(at("round-anew", round_id), {"pin": pin})
    return answer


def come_in(person: Actor, round_id: UUID, pin: str = "2580") -> bool:
    """Come in by a code that was used, with a PIN. Returns whether it was the one of before; if not, starts anew."""
    with acting(person) as actor:
        here = queries.get_round(actor, round_id)
        known = operations.enter(actor=actor, here=here, pin=pin, device="phone")
        if not known:
            operations.start_anew(actor=actor, here=here, pin=pin, device="phone")
        return known


def handed(case: CaseWorld, round_id: UUID, pin: str = "2580") -> Browser:
    """The worker's browser, given to the client, who typed a PIN."""
    browser = as_worker(case)
    assert browser.post(at("round-hand", round_id))["Location"] == at("round-hello", round_id)
    assert type_pin(browser, round_id, pin).status_code == 302
    return browser


def both_sent(case: CaseWorld, pin: str = "2580") -> UUID:
    """A round whose client sent by code, with a PIN."""
    round_id = case.round()
    link = case.link(round_id)
    come_in(link, round_id, pin)
    case.answer(link, round_id)
    case.answer(case.worker, round_id)
    return round_id
