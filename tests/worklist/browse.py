"""Visiting pages as someone: signed in as worker or client, come in by a code, or at the door."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliantie.access.identity import DOOR, acting
from alliantie.access.models import Account
from alliantie.people.models import Client, Worker
from tests.web.pages import flat, tags
from tests.worlds import CaseWorld

# What belongs to every request and not to a page: savepoints and the proof of who acts.
_FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")


def turned_away(answer: HttpResponseBase) -> bool:
    """Whether nothing was found, or signing in comes first; any other way on is a way in."""
    return answer.status_code == 404 or (
        answer.status_code == 302 and answer["Location"].split("?")[0] == reverse("account_login")
    )


def sign_in(person: Worker | Client, *, csrf: bool = False) -> Browser:
    """A browser in which this worker or client is signed in."""
    known = Account.objects.using("owner").filter(worker_id=person.id) | Account.objects.using("owner").filter(
        client_id=person.id
    )
    account = known.first() or Account.objects.using("owner").create(
        login=person.id.hex,
        # Nobody types it here, and hashing one costs more than the page that is tried.
        password="!",
        area_id=person.area_id,
        shown_as=person.given_name,
        worker_id=person.id if isinstance(person, Worker) else None,
        client_id=person.id if isinstance(person, Client) else None,
        of_demo=True,
    )
    browser = Browser(enforce_csrf_checks=csrf)
    with acting(DOOR):
        browser.force_login(Account.objects.get(id=account.id))
    return browser


def as_worker(case: CaseWorld) -> Browser:
    """A browser of the worker whose case it is."""
    return sign_in(Worker.objects.using("owner").get(id=case.worker.me))


def as_client(case: CaseWorld, index: int = 0) -> Browser:
    """A browser of one of the clients of a case."""
    return sign_in(Client.objects.using("owner").get(id=case.client_ids[index]))


def by_code(case: CaseWorld, round_id: UUID) -> Browser:
    """A browser of a client who came in by a code for one round."""
    browser = Browser()
    link_id = case.code_used(round_id)
    with acting(DOOR):
        session = browser.session
        session["link"] = {
            "round": str(round_id),
            "pair": str(case.pair_ids[0]),
            "case": str(case.case_id),
            "client": str(case.client_ids[0]),
            "area": str(case.world.area.id),
            "link": str(link_id),
            "entered": True,
        }
        session.save()
    return browser


def words(browser: Browser, address: str, status: int = 200) -> str:
    """The words of a page, which has to answer with this status."""
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return flat(answer.content.decode())


def hidden(browser: Browser, address: str, name: str) -> str:
    """The value of the first hidden field of this name on a page."""
    fields = tags(browser.get(address).content.decode(), "input")
    return next(each["value"] for _tag, each in fields if each.get("name") == name)


def queries(browser: Browser, address: str) -> list[str]:
    """The queries of a page itself."""
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    asked = [each["sql"] for each in seen.captured_queries if not each["sql"].startswith(_FRAME)]
    return [sql for sql in asked if "access.enter" not in sql]
