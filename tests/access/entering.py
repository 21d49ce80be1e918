"""Coming in for tests: accounts, and browsers in which someone is signed in or came by a code."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client as Browser

from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.models import Account
from alliantie.people.administration import make_account
from alliantie.people.models import Client, Worker

PASSWORD = "vier losse woorden hier"
LOGIN = "/account/login/"


def account_of(person: Worker | Client | UUID, login: str, *, of_demo: bool = True) -> Account:
    """A way in with PASSWORD for a worker, a client, or the client with this number.

    As in the demo no second step is asked, unless the test is about that.
    """
    if isinstance(person, UUID):
        person = Client.objects.using("owner").get(id=person)
    return make_account(person, login, PASSWORD, of_demo=of_demo)


def browser_of(account: Account, **options: Any) -> Browser:
    """A browser in which someone is signed in, without the time a password takes."""
    browser = Browser(**options)
    with acting(DOOR):
        browser.force_login(account)
    return browser


def browser_with_code(actor: Actor) -> Browser:
    """The browser of a client who came in by a code."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["link"] = {
        "round": str(actor.round_id),
        "pair": str(actor.pair_id),
        "case": str(actor.case_id),
        "client": str(actor.id),
        "area": str(actor.area_id),
        "link": str(actor.link_id),
        "entered": True,
    }
    with acting(DOOR):
        session.save()
    browser = Browser()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return browser


def sign_in(browser: Browser, login: str, password: str = PASSWORD, **more: str) -> Any:
    """Send the sign-in form."""
    return browser.post(LOGIN, {"login": login, "password": password, **more})


def words(answer: Any) -> str:
    """The main part of a page as one line of words."""
    from tests.web.pages import flat

    html = answer.content.decode()
    return flat(html[html.index("<main") : html.index("</main>")])
