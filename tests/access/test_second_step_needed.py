"""A second step where it is asked: nothing opens without it, and setting it up leads on to where one was going."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client as Browser

from alliantie.access import second_step
from alliantie.access.identity import DOOR, acting
from alliantie.access.models import Account, Session
from alliantie.access.second_step import SETTING_UP
from alliantie.cases.models import Representative
from alliantie.people.administration import ask_second_step, erase_second_step
from tests.access.app_codes import HALF_MINUTE, code_of
from tests.access.entering import LOGIN, account_of, sign_in, words
from tests.access.test_enter import came_in
from tests.access.test_routes import ADDRESSES
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

NEEDED = "/account/2fa/needed/"


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same half minute for the app and the server."""
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([HALF_MINUTE]))


@pytest.fixture
def case(world: World) -> CaseWorld:
    """A case of peter and noor, whose accounts are no demo accounts."""
    account_of(world.workers[0], "peter", of_demo=False)
    case = world.case()
    account_of(case.client_ids[0], "noor", of_demo=False)
    return case


def came(login: str, **more: str) -> Browser:
    browser = Browser()
    assert sign_in(browser, login, **more).status_code == 302
    return browser


def set_up(browser: Browser) -> str:
    """Switch on the code from an app, as somebody who is led there; its key."""
    page = browser.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"<dd[^>]*>([A-Z2-7]{16,})</dd>", page)
    assert secret
    assert browser.post("/account/2fa/totp/activate/", {"code": code_of(secret[1])}).status_code == 302
    return secret[1]


def test_a_worker_without_one_is_led_to_it_and_reaches_nothing_else(case: CaseWorld) -> None:
    browser = came("peter")
    assert came_in(browser.cookies[settings.SESSION_COOKIE_NAME].value) == "door:-"
    met = 0
    for address in ADDRESSES:
        if address.name in SETTING_UP:
            continue
        met += 1
        for answer in (browser.get(address.path), browser.post(address.path)):
            assert (answer.status_code, answer["Location"]) == (302, NEEDED), address
    assert met > 200
    page = browser.get(NEEDED)
    assert "Kies een tweede stap" in words(page)
    assert browser.post(NEEDED).status_code == 200
    assert browser.get("/search")["Location"] == NEEDED


def test_who_sets_it_up_keeps_the_reserve_codes_and_comes_where_one_was_going(case: CaseWorld) -> None:
    browser = came("peter", next=f"/cases/{case.case_id}/?saved=frame")
    assert browser.get(f"/cases/{case.case_id}/?saved=frame")["Location"] == NEEDED
    secret = set_up(browser)
    # Not before the reserve codes are kept.
    assert browser.get(f"/cases/{case.case_id}/")["Location"] == NEEDED
    codes = re.findall(r"<code>(\d{8})</code>", browser.get(NEEDED).content.decode())
    assert len(codes) == 10
    assert browser.get("/account/2fa/recovery-codes/download/").content.decode().split() == codes
    assert browser.post(NEEDED)["Location"] == f"/cases/{case.case_id}/?saved=frame"
    assert browser.get(f"/cases/{case.case_id}/?saved=frame").status_code == 200
    assert browser.get(NEEDED)["Location"] == "/"
    cache.clear()
    again = came("peter")
    assert again.get("/search")["Location"].startswith(LOGIN)
    assert again.post("/account/2fa/authenticate/", {"code": code_of(secret)})["Location"] == "/"
    assert again.get("/search").status_code == 200


@pytest.mark.parametrize("led", [False, True])
def test_who_only_knew_the_password_is_out_once_it_is_set_up_elsewhere(case: CaseWorld, led: bool) -> None:
    elsewhere, here = came("peter"), came("peter")
    if led:
        assert elsewhere.get("/search")["Location"] == NEEDED
        assert elsewhere.get(NEEDED).status_code == 200
    here.get("/")
    set_up(here)
    codes = re.findall(r"<code>(\d{8})</code>", here.get(NEEDED).content.decode())
    assert len(codes) == 10
    for answer in (
        elsewhere.get(NEEDED),
        elsewhere.post(NEEDED),
        elsewhere.get("/account/2fa/recovery-codes/download/"),
    ):
        assert answer.status_code == 302
        assert not any(code in answer.content.decode() for code in codes)
    for address in ("/", "/search", f"/cases/{case.case_id}/"):
        assert elsewhere.get(address)["Location"].startswith(LOGIN)
    assert here.post(NEEDED)["Location"] == "/"
    assert here.get("/search").status_code == 200


def test_a_session_that_did_not_set_it_up_itself_is_shown_no_codes_even_if_it_stays(
    case: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_step, "end_others", lambda *_of: None)
    elsewhere, here = came("peter"), came("peter")
    for browser in (elsewhere, here):
        browser.get("/")
    set_up(here)
    download = elsewhere.get("/account/2fa/recovery-codes/download/")
    assert download["Location"].startswith("/account/reauthenticate/")
    assert elsewhere.post(NEEDED)["Location"] == "/"
    assert elsewhere.get("/search")["Location"].startswith(LOGIN)


def test_who_takes_the_last_one_away_is_led_to_set_up_another(case: CaseWorld) -> None:
    browser = came("peter")
    browser.get("/")
    set_up(browser)
    browser.post(NEEDED)
    Authenticator.objects.using("owner").filter(type="totp").delete()
    assert browser.get("/search")["Location"] == NEEDED


def test_some_minutes_after_the_password_it_is_asked_again_before_anything_is_set_up(
    case: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = came("peter")
    browser.get("/")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 301)
    there = browser.get("/account/2fa/totp/activate/")["Location"]
    assert there.startswith("/account/reauthenticate/")
    assert browser.get(there).status_code == 200


def test_of_clients_it_is_asked_where_the_organisation_does(case: CaseWorld) -> None:
    assert came("noor").get("/home").status_code == 200
    ask_second_step(case.world.organisation, asked=True)
    browser = came("noor")
    assert browser.get("/home")["Location"] == NEEDED
    set_up(browser)
    assert browser.post(NEEDED)["Location"] == "/home"
    assert browser.get("/home").status_code == 200
    ask_second_step(case.world.organisation, asked=False)
    Authenticator.objects.using("owner").all().delete()
    assert browser.get("/home").status_code == 200


def test_who_represents_clients_is_asked_what_their_organisation_asks_of_clients(case: CaseWorld) -> None:
    organisation = case.world.organisation
    one = Representative.objects.using("owner").create(
        area=case.world.area, organisation=organisation, given_name="Fatma", family_name="Demir"
    )
    account = Account.objects.using("owner").create(
        login="fatma", password="!", area=case.world.area, shown_as="Fatma", representative=one
    )
    for asked in (False, True):
        ask_second_step(organisation, asked=asked)
        with acting(DOOR), connection.cursor() as cursor:
            cursor.execute("SELECT access.lacks_second_step(%s)", [account.id])
            assert cursor.fetchone() == (asked,)


def test_an_account_of_the_demo_is_not_asked_and_its_page_says_so(world: World) -> None:
    account_of(world.workers[0], "peter")
    browser = came("peter")
    assert browser.get("/search").status_code == 200
    assert "Dit is een account van de demo." in words(browser.get("/account/2fa/"))


def test_the_application_makes_no_account_one_of_the_demo_and_erases_no_trace(case: CaseWorld) -> None:
    for statement in (
        "UPDATE access_account SET of_demo = true",
        "UPDATE people_organisation SET second_step = false",
        "DELETE FROM access_steperased",
        "INSERT INTO access_steperased SELECT * FROM access_steperased",
    ):
        with pytest.raises(DatabaseError), acting(DOOR), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_nobody_but_the_door_learns_who_lacks_it(case: CaseWorld) -> None:
    account = Account.objects.using("owner").get(login="noor")
    with acting(case.client()), connection.cursor() as cursor:
        cursor.execute("SELECT access.lacks_second_step(%s)", [account.id])
        assert cursor.fetchone() == (True,)


def test_who_lost_the_device_gets_it_erased_reads_why_and_every_session_ends(case: CaseWorld) -> None:
    browser = came("peter")
    browser.get("/")
    set_up(browser)
    browser.post(NEEDED)
    for reason in ("", "x" * 201):
        with pytest.raises(ValidationError):
            erase_second_step("peter", reason)
    assert browser.get("/search").status_code == 200
    erase_second_step("Peter", "telefoon verloren, gezien aan de balie")
    assert browser.get("/search")["Location"].startswith(LOGIN)
    assert not Session.objects.using("owner").filter(account_id__isnull=False).exists()
    assert not Authenticator.objects.using("owner").exists()
    again = came("peter")
    again.get("/")
    told = words(again.get(NEEDED))
    assert "Uw organisatie heeft op" in told
    assert "Reden: telefoon verloren, gezien aan de balie" in told
    set_up(again)
    again.post(NEEDED)
    assert "Reden: telefoon verloren" in words(again.get("/account/2fa/"))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT action, after->>'reason' FROM history.event WHERE table_name = 'access_steperased'")
        assert cursor.fetchall() == [("INSERT", "telefoon verloren, gezien aan de balie")]
