"""What was typed when a session came to rest: sealed, given to the same person to read, and to nobody else."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from alliantie.access.identity import acting
from alliantie.access.jobs import clear_counters
from alliantie.access.kept import LONGEST, keep, kept_of
from alliantie.access.models import Account, Kept, Reading, Session
from tests.access.entering import LOGIN, sign_in, words
from tests.access.test_visits import came, key_of, quiet_for
from tests.support import raw
from tests.worlds import CaseWorld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

KEEP, PAGE = "/account/kept/keep", "/account/kept/"
TEXT = "Ik belde drie keer en niemand nam op."


@pytest.fixture(autouse=True)
def quarter(settings: Any) -> None:
    """After a quarter of an hour a session rests."""
    settings.IDLE = (15, 15)


def form(page: str, text: str = TEXT) -> dict[str, str]:
    return {
        "page": page,
        "action": page,
        "title": "Mijn klacht",
        "fields": json.dumps([["Wat wilt u zeggen?", text]]),
    }


def account(login: str) -> UUID:
    return Account.objects.using("owner").get(login=login).id


def test_a_form_sent_after_quiet_minutes_is_kept_for_the_same_person_to_read_and_is_not_sent(case: CaseWorld) -> None:
    browser, address = came("noor"), reverse("complaint")
    quiet_for(minutes=16)
    asked = reverse("my-request-new", kwargs={"right": "correct"})
    # What a form sends along for itself nobody typed.
    sent = browser.post(asked, {"text": TEXT, "token": "1", "seen": "2", "made": json.dumps({"text": TEXT})})
    assert sent["Location"] == f"{LOGIN}?next=%2Faccount%2Fkept%2F"
    assert "Wat u typte, is bewaard." in words(browser.get(sent["Location"]))
    before = key_of(browser)
    assert sign_in(browser, "noor", next=PAGE)["Location"] == PAGE
    assert not Session.objects.using("owner").filter(session_key=before).exists()
    html = browser.get(PAGE).content.decode()
    assert f'action="{asked}"' not in html
    assert f'href="{asked}"' in html
    assert (html.count(TEXT), html.count("readonly")) == (1, 1)
    assert browser.get(address).status_code == 200


def test_of_a_form_sent_without_script_each_text_stands_beside_its_question(case: CaseWorld) -> None:
    browser, asked = came("noor"), reverse("my-request-new", kwargs={"right": "correct"})
    html = browser.get(asked).content.decode()
    looked = Reading.objects.using("owner").count()
    quiet_for(minutes=16)
    browser.post(asked, {"text": TEXT, "nothing": "Van een vraag die er niet meer is"})
    sign_in(browser, "noor", next=PAGE)
    page = browser.get(PAGE).content.decode()
    (question,) = re.findall(r'<label[^>]*for="id_text"[^>]*>([^<]+)', html)
    assert re.search(rf"{re.escape(question.strip())}\s*</label>\s*<textarea[^>]*>\s*{TEXT}", page), page
    assert "Tekst 2" in page
    # Nobody looked at that page.
    assert Reading.objects.using("owner").count() == looked


def test_of_a_page_that_does_not_open_any_more_the_texts_stay_without_questions(case: CaseWorld) -> None:
    browser = came("peter")
    quiet_for(minutes=16)
    gone = reverse("case-sharing-refuse", args=(uuid4(),))
    browser.post(gone, {"purpose": TEXT})
    sign_in(browser, "peter", next=PAGE)
    assert TEXT in (page := browser.get(PAGE).content.decode())
    assert "Tekst 1" in page


def test_what_was_chosen_stands_in_its_words(case: CaseWorld) -> None:
    browser = came("peter")
    quiet_for(minutes=16)
    browser.post(reverse("case-sharing-refuse", args=(case.case_id,)), {"route": "self", "source": TEXT})
    sign_in(browser, "peter", next=PAGE)
    said = words(browser.get(PAGE))
    assert "Welke wet of regel staat het in de weg?" in said
    assert "Hoe kan het met toestemming wel?" in said
    assert "De ander vraagt het de cliënt zelf" in said


def test_a_worker_who_signs_in_on_the_browser_of_another_gets_nothing_of_it(case: CaseWorld) -> None:
    browser = came("noor")
    quiet_for(minutes=16)
    browser.post(reverse("my-request-new", kwargs={"right": "correct"}), {"text": TEXT})
    sign_in(browser, "peter", next=PAGE)
    page = words(browser.get(PAGE))
    assert "Er is niets bewaard" in page
    assert TEXT not in page


def test_what_a_locking_page_keeps_is_told_on_every_page_until_it_is_thrown_away(case: CaseWorld) -> None:
    browser = came("noor")
    # As long as the session goes on there is nothing to keep.
    assert browser.post(KEEP, form("/home")).status_code == 409
    quiet_for(minutes=16)
    assert browser.post(KEEP, form("/home/complaint?a=1")).status_code == 204
    # Another tab of the same browser has something to keep too; a page opens no more, nor does going back.
    assert browser.post(KEEP, form("/home", "nog een tekst")).status_code == 204
    assert browser.get("/home/complaint")["Location"].startswith(LOGIN)
    sign_in(browser, "noor")
    assert "Wat u getypt had" in words(browser.get("/home"))
    html = browser.get(PAGE).content.decode()
    for seen in (TEXT, "nog een tekst", 'href="/home/complaint?a=1"', "Mijn klacht", "Wat wilt u zeggen?"):
        assert seen in html
    one, two = Kept.objects.using("owner").values_list("id", flat=True)
    for each in (one, two, two):
        assert browser.post(f"{PAGE}drop", {"id": each}).status_code == 302
    assert "Er is niets bewaard" in words(browser.get(PAGE))
    assert "Wat u getypt had" not in words(browser.get("/home"))


def test_every_tab_is_told_how_long_the_session_goes_on_and_asking_is_no_use_of_it(case: CaseWorld) -> None:
    browser = came("noor")
    quiet_for(minutes=14)
    told = browser.get("/account/quiet").json()
    assert 55 <= told["left"] <= 60
    assert browser.get("/account/quiet").json()["left"] <= 60
    # What is done in another tab, or said by one in which somebody types, counts for all.
    assert browser.get("/account/here").json()["who"] == told["who"]
    assert browser.get("/account/quiet").json()["left"] > 14 * 60
    quiet_for(minutes=16)
    for asked in ("quiet", "here"):
        assert browser.get(f"/account/{asked}")["Location"].startswith(LOGIN)
    sign_in(browser, "noor")
    again = browser.get("/account/quiet").json()
    assert again["who"] == told["who"]
    assert came("peter").get("/account/quiet").json()["who"] != told["who"]
    # A page of before sends with the token it is given.
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    sent = {**form("/home"), "csrfmiddlewaretoken": strict.get("/account/quiet").json()["token"]}
    assert strict.post(KEEP, sent).status_code == 409


def test_after_a_night_the_page_that_stood_open_still_keeps_its_text(case: CaseWorld) -> None:
    browser = came("noor")
    Session.objects.using("owner").update(expire_date=timezone.now() - timedelta(hours=2))
    quiet_for(hours=14)
    assert browser.post(KEEP, form("/home")).status_code == 204
    assert browser.get("/home")["Location"].startswith(LOGIN)
    Session.objects.using("owner").all().delete()
    # A session that was ended on purpose keeps nothing.
    assert browser.post(KEEP, form("/home")).status_code == 302
    assert Kept.objects.using("owner").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": "https://elsewhere.example/"},
        {"action": "//elsewhere.example/"},
        {"fields": "no JSON"},
        {"fields": "[1]"},
        {"fields": "[]"},
        {"fields": '[["text", "  "]]'},
        {"page": "/no-such-page"},
        {"fields": json.dumps([["text", "x" * LONGEST]])},
    ],
)
def test_what_leads_elsewhere_cannot_be_read_or_is_too_long_is_not_kept(case: CaseWorld, wrong: dict[str, str]) -> None:
    browser = came("noor")
    quiet_for(minutes=16)
    assert browser.post(KEEP, {**form("/home"), **wrong}).status_code == 422
    assert not Kept.objects.using("owner").exists()


def test_a_session_at_rest_sends_nothing_without_the_token_of_its_page(case: CaseWorld) -> None:
    browser = came("noor")
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    quiet_for(minutes=16)
    for address in (KEEP, reverse("complaint")):
        assert strict.post(address, form("/home")).status_code == 403
    assert not Kept.objects.using("owner").exists()


def test_answers_of_a_round_and_passwords_are_never_kept_so(case: CaseWorld) -> None:
    browser, round_id = came("noor"), case.round()
    quiet_for(minutes=16)
    browser.post(f"/rounds/{round_id}/question/1", {"answer": "3"})
    browser.post("/account/password/change/", {"oldpassword": TEXT, "password1": TEXT, "password2": TEXT})
    assert not Kept.objects.using("owner").exists()


def test_what_is_of_a_round_on_paper_a_citizen_number_or_of_signing_in_is_never_kept(case: CaseWorld) -> None:
    here = f"/rounds/{case.round()}"
    never = ("/paper/12345678", f"{here}/question/1", f"{here}/share", f"{here}/after", f"{here}/less",
             "/account/password/change/", "/account/login/", reverse("case-numbers", args=[case.case_id]),
             reverse("search-number"))  # fmt: skip
    browser = came("peter")
    quiet_for(minutes=16)
    for address in never:
        browser.post(address, {"number": TEXT})
        for page, action in ((address, address), ("/", address), (f"{address}?a=1", "/")):
            assert browser.post(KEEP, {**form(page), "action": action}).status_code == 422, address
    assert not Kept.objects.using("owner").exists()
    assert browser.post(KEEP, form("/")).status_code == 204


def test_a_form_of_the_figures_that_is_sent_at_rest_is_kept_too(case: CaseWorld) -> None:
    browser = came("peter")
    quiet_for(minutes=16)
    browser.post(reverse("research-new"), {"question": TEXT})
    assert Kept.objects.using("owner").count() == 1


def test_it_stands_sealed_and_only_its_own_functions_reach_it(case: CaseWorld) -> None:
    noor, peter = account("noor"), account("peter")
    with acting(case.client()) as actor:
        assert keep(noor, page="/home", title="", fields=[("text", TEXT)])
        assert [each.fields for each in kept_of(actor)] == [(("text", TEXT),)]
        assert raw.read_all("access_kept") == "InsufficientPrivilege"
    with acting(case.worker) as actor:
        assert kept_of(actor) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            keep(noor, page="/home", title="", fields=[("text", TEXT)])
        with connection.cursor() as cursor:
            cursor.execute("SELECT access.has_kept(%s)", [noor])
            assert cursor.fetchone() == (False,)
    row = Kept.objects.using("owner").get()
    assert TEXT.encode() not in bytes(row.sealed)
    # Moved to another account it opens for nobody.
    Kept.objects.using("owner").update(account_id=peter)
    with acting(case.worker) as actor:
        assert kept_of(actor) == []


def test_twenty_are_kept_for_a_day(case: CaseWorld) -> None:
    noor = account("noor")
    with acting(case.client()):
        for number in range(22):
            keep(noor, page="/home", title="", fields=[("text", f"tekst {number}")])
    with acting(case.client()) as actor:
        assert [each.fields[0][1] for each in kept_of(actor)] == [f"tekst {number}" for number in range(2, 22)]
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE access_kept SET kept_at = kept_at - interval '25 hours'")
    with acting(case.client()) as actor:
        assert kept_of(actor) == []
        keep(noor, page="/home", title="", fields=[("text", TEXT)])
    assert Kept.objects.using("owner").count() == 1
    clear_counters(0)
    assert Kept.objects.using("owner").count() == 1
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE access_kept SET kept_at = kept_at - interval '25 hours'")
    clear_counters(0)
    assert not Kept.objects.using("owner").exists()


def test_dropping_what_is_of_another_changes_nothing(case: CaseWorld) -> None:
    with acting(case.client()):
        keep(account("noor"), page="/home", title="", fields=[("text", TEXT)])
    peter = came("peter")
    for named in (str(Kept.objects.using("owner").get().id), str(uuid4()), ""):
        assert peter.post(f"{PAGE}drop", {"id": named}).status_code in (302, 422)
    assert Kept.objects.using("owner").count() == 1
