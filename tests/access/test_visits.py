"""Where somebody is signed in: seen by its owner alone, ended the same second, and over after quiet minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.utils import timezone

from alliantie.access.identity import Actor, acting
from alliantie.access.jobs import remove_ended_sessions
from alliantie.access.models import Session, Visit
from alliantie.access.visits import device_of, end_visits, visits
from alliantie.people.administration import close_account, set_password
from tests.access.entering import LOGIN, account_of, sign_in, words
from tests.support import raw
from tests.worlds import CaseWorld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

PAGE = "/account/signed-in/"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"


@pytest.fixture(autouse=True)
def quarter(settings: Any) -> None:
    """After a quarter of an hour a session rests."""
    settings.IDLE = (15, 15)


def came(login: str, says: str = CHROME) -> Browser:
    browser = Browser(headers={"user-agent": says})
    assert sign_in(browser, login)["Location"] == "/"
    return browser


def key_of(browser: Browser) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def quiet_for(**time: float) -> None:
    """Nobody did anything for so long."""
    before = timezone.now() - timedelta(**time)
    Session.objects.using("owner").update(began_at=before)
    Visit.objects.using("owner").update(used_at=before)


@pytest.mark.parametrize(
    ("says", "device"),
    [
        (CHROME, "Chrome Windows"),
        (IPHONE, "Safari iPhone"),
        (CHROME + " Edg/140.0", "Edge Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0", "Samsung Android"),
        ("curl/8.0 <b>" + "x" * 100_000, ""),
        ("", ""),
    ],
)
def test_of_what_a_browser_says_two_words_are_kept(says: str, device: str) -> None:
    assert device_of(says) == device


def test_everyone_sees_the_own_devices_this_one_first_and_nobody_elses(case: CaseWorld) -> None:
    came("noor", IPHONE)
    browser = came("peter")
    came("peter", IPHONE)
    page = words(browser.get(PAGE))
    assert page.index("Chrome op Windows") < page.index("Dit apparaat") < page.index("Safari op iPhone")
    assert page.count("iPhone") == 1
    own = came("noor")
    assert words(own.get(PAGE)).count("Safari op iPhone") == 1
    for one in (own, browser):
        html = one.get(PAGE).content.decode()
        assert not any(key in html for key in Session.objects.using("owner").values_list("session_key", flat=True))


def test_one_that_is_ended_is_out_at_its_next_request_and_so_are_all_others(case: CaseWorld) -> None:
    here, phone, desk = came("peter"), came("peter", IPHONE), came("peter")
    with acting(case.worker) as actor:
        (mine, *others) = visits(actor, key_of(here))
        assert mine.this
        (there,) = [visit for visit in others if visit.device == "Safari iPhone"]
    answer = here.post(f"{PAGE}end", {"visit": str(there.id)})
    assert answer["Location"] == f"{PAGE}?ended=one"
    assert phone.get("/search")["Location"].startswith(LOGIN)
    assert desk.get("/search").status_code == here.get("/search").status_code == 200
    here.post(f"{PAGE}end", {"visit": "others"})
    assert desk.get("/search")["Location"].startswith(LOGIN)
    assert here.get("/search").status_code == 200
    assert "U bent nergens anders ingelogd." in words(here.get(PAGE))
    # Twice, made up, and the own one change nothing.
    for named in (str(there.id), str(uuid4()), str(mine.id), "", "' OR 1=1 --", "\0"):
        assert here.post(f"{PAGE}end", {"visit": named}).status_code == 302
    assert here.get("/search").status_code == 200


def test_nobody_ends_or_sees_what_is_of_another_by_form_or_raw_sql(case: CaseWorld) -> None:
    peter, noor = came("peter"), came("noor")
    with acting(case.client()) as actor:
        (mine,) = visits(actor, key_of(noor))
    assert peter.post(f"{PAGE}end", {"visit": str(mine.id)}).status_code == 302
    assert noor.get("/home").status_code == 200
    with acting(case.worker) as actor:
        assert end_visits(actor, key_of(peter), mine.id) == 0
        assert raw.read_all("access_session") == []
        assert raw.read_all("access_visit") == "InsufficientPrivilege"
        assert [visit.this for visit in visits(actor, key_of(noor))] == [False]
    with acting(Actor("link", case.client_ids[0])) as actor:
        assert visits(actor, key_of(noor)) == []
    with pytest.raises(DatabaseError), acting(Actor("job")) as actor:
        visits(actor, key_of(noor))
    with acting(case.worker), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT access.tidy_visits()")


def test_no_other_site_ends_a_session(case: CaseWorld) -> None:
    browser = Browser(enforce_csrf_checks=True)
    token = browser.get(LOGIN).cookies["csrftoken"].value
    sign_in(browser, "peter", csrfmiddlewaretoken=token)
    assert browser.post(f"{PAGE}end", {"visit": "others"}).status_code == 403


def test_where_no_minutes_are_set_a_session_rests_only_when_it_ends(case: CaseWorld, settings: Any) -> None:
    settings.IDLE = (0, 0)
    browser = came("noor")
    quiet_for(hours=11)
    page = browser.get("/home")
    assert page.status_code == 200
    assert 'id="idle"' not in page.content.decode()


def test_after_quiet_minutes_a_session_opens_nothing_and_is_on_no_list(case: CaseWorld) -> None:
    browser = came("noor")
    quiet_for(minutes=14)
    assert browser.get("/home").status_code == 200
    # That page was a use.
    assert browser.get("/home").status_code == 200
    quiet_for(minutes=15)
    other = came("noor", IPHONE)
    assert "Chrome op Windows" not in words(other.get(PAGE))
    assert browser.get("/home")["Location"] == f"{LOGIN}?next=/home"
    assert sign_in(browser, "noor", next="/home")["Location"] == "/home"
    assert browser.get("/home").status_code == 200


def test_what_a_page_asks_by_itself_does_not_keep_a_session_awake(case: CaseWorld) -> None:
    browser, round_id = came("peter"), case.round()
    before = Visit.objects.using("owner")
    quiet_for(minutes=14)
    browser.get(f"/rounds/{round_id}/together/state")
    assert not before.filter(used_at__gt=timezone.now() - timedelta(minutes=13)).exists()
    browser.get("/search")
    assert before.filter(used_at__gt=timezone.now() - timedelta(minutes=1)).count() == 1


def test_a_request_does_not_wait_for_another_that_notes_the_same_use(case: CaseWorld) -> None:
    from django.db import connections

    browser = came("peter")
    browser.get("/search")
    quiet_for(minutes=1)
    browser.get("/search")
    quiet_for(minutes=1)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as held:
        held.execute("SELECT id FROM access_visit FOR UPDATE")
        assert browser.get("/search").status_code == 200


def test_a_visit_stays_the_same_when_its_password_changes_and_all_others_end(case: CaseWorld) -> None:
    here, other = came("noor"), came("noor", IPHONE)
    before = Session.objects.using("owner").get(session_key=key_of(here)).visit_id
    asked = here.get("/account/password/change/")
    if asked.status_code == 302:
        here.post(asked["Location"], {"password": "vier losse woorden hier"})
    new = "nog langere losse woorden"
    here.post(
        "/account/password/change/", {"oldpassword": "vier losse woorden hier", "password1": new, "password2": new}
    )
    assert isinstance(before, UUID)
    assert Session.objects.using("owner").get(account_id__isnull=False).visit_id == before
    assert other.get("/home")["Location"].startswith(LOGIN)
    assert here.get("/home").status_code == 200


def test_a_new_password_and_a_closed_account_leave_no_session(case: CaseWorld) -> None:
    for login, end in (("noor", lambda: set_password("noor", "nog langere losse woorden")), ("peter", _closed)):
        came(login)
        end()
        assert not Session.objects.using("owner").exists()


def _closed() -> None:
    close_account("peter")


def test_when_sessions_were_last_used_goes_with_them(case: CaseWorld) -> None:
    browser = came("noor")
    quiet_for(minutes=2)
    browser.get("/home")
    assert Visit.objects.using("owner").count() == 1
    remove_ended_sessions()
    assert Visit.objects.using("owner").count() == 1
    Session.objects.using("owner").all().delete()
    remove_ended_sessions()
    assert not Visit.objects.using("owner").exists()


def test_who_represents_clients_sees_the_own_devices_too(case: CaseWorld) -> None:
    from alliantie.access.models import Account
    from alliantie.cases.models import Representative

    one = Representative.objects.using("owner").create(
        area=case.world.area, organisation=case.world.organisation, given_name="Fatma", family_name="Demir"
    )
    account = account_of(case.world.workers[1], "fatma")
    Account.objects.using("owner").filter(id=account.id).update(worker=None, representative=one)
    assert "Dit apparaat" in words(came("fatma").get(PAGE))
