"""A letter in the browser: what is typed is kept, nobody writes over another unseen, and the client reads what came."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.audited import href
from tests.browser.letters import INVITATION, begin_invitation, send, sign
from tests.browser.looks import at_most_one_filled, heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows, find_internet, lose_internet


def test_a_client_reads_at_home_what_the_worker_wrote_signed_and_sent(windows: Windows) -> None:
    peter = windows.sign_in("peter.reclassering", DESKTOP)
    begin_invitation(peter, "Noor Yilmaz")
    at_most_one_filled(peter)
    letter = peter.locator("article.letter")
    for said in (
        "Dag: 1 december 2026",
        "Tijd: 10.30 uur",
        "Plaats: Kantoor, kamer 2",
        "Concept, nog niet ondertekend",
    ):
        expect(letter).to_contain_text(said)
    body = peter.get_by_label("Tekst", exact=True)
    body.fill("Dag Noor,\n\n# Kom je?\n\n- dinsdag\n- om tien uur")
    expect(peter.locator(".save-status")).to_contain_text("Bewaard om")
    # What was typed stands there without a button pressed.
    peter.reload()
    expect(body).to_have_value("Dag Noor,\n\n# Kom je?\n\n- dinsdag\n- om tien uur")
    sign(peter)
    at_most_one_filled(peter)
    paper = peter.request.get(peter.get_by_role("link", name="Open de PDF").get_attribute("href") or "")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-")
    noor = windows.sign_in("noor.reclassering", PHONE)
    noor.goto("/home/letters")
    expect(noor.locator("main")).to_contain_text("Er zijn nog geen brieven aan u.")
    send(peter)
    noor.goto("/home")
    go(noor, "Brieven aan u", link=True)
    noor.goto(href(noor, INVITATION))
    heading(noor, "Brief van Peter Lindehof")
    expect(noor.locator("article.letter li")).to_have_text(["dinsdag", "om tien uur"])


def test_a_text_survives_a_lost_connection_and_a_second_window(windows: Windows) -> None:
    here = windows.sign_in("peter.reclassering", DESKTOP)
    begin_invitation(here, "Noor Yilmaz")
    body = here.get_by_label("Tekst", exact=True)
    lose_internet(here)
    body.fill("Zonder internet getypt.")
    expect(here.locator(".save-status")).to_have_text("Geen verbinding. Uw tekst staat nog hier.")
    find_internet(here)
    windows.wrong = [each for each in windows.wrong if "ERR_INTERNET_DISCONNECTED" not in each]
    expect(here.locator(".save-status")).to_contain_text("Bewaard om")
    there = windows.sign_in("peter.reclassering", DESKTOP)
    there.goto(here.url)
    expect(there.get_by_label("Tekst", exact=True)).to_have_value("Zonder internet getypt.")
    for step in range(3):
        there.get_by_label("Tekst", exact=True).fill(f"In het andere venster {step}.")
        expect(there.locator(".save-status")).to_have_text("")
        expect(there.locator(".save-status")).to_contain_text("Bewaard om")
    body.fill("In het eerste venster.")
    expect(here.locator(".save-status")).to_have_text("Hier is intussen iets anders bewaard. Uw tekst staat er nog.")
    go(here, "Bewaar en bekijk")
    expect(here.locator("#errors")).to_contain_text("Er werd net iets anders bewaard in deze brief.")
    expect(here.locator("article.letter")).to_contain_text("In het andere venster 2.")
    expect(body).to_have_value("In het eerste venster.")
