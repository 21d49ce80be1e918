"""Pages of research: axe, narrow screens, targets and paper; for a client, a worker, a researcher and who decides."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.audit import Audit
from tests.browser.audited import RESEARCH, unfold
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Site, Windows


def test_pages_of_research(windows: Windows, site: Site) -> None:
    # As `alliantie user add` and `alliantie user research` make it, with a password that is known.
    site.change(
        "WITH rosa AS (INSERT INTO people_worker (id, area_id, organisation_id, given_name, family_name, phone)"
        " SELECT gen_random_uuid(), area_id, organisation_id, 'Rosa', 'Zoekema', '' FROM people_worker WHERE id ="
        " (SELECT worker_id FROM access_account WHERE login = 'samia.zeist') RETURNING id, area_id, organisation_id),"
        " office AS (INSERT INTO people_office (id, area_id, kind, worker_id, organisation_id, starts_on)"
        " SELECT gen_random_uuid(), area_id, 'researches', id, organisation_id, '2020-01-01' FROM rosa)"
        " INSERT INTO access_account (id, login, password, is_active, area_id, worker_id, shown_as, of_demo)"
        " SELECT gen_random_uuid(), 'rosa.zeist', a.password, true, a.area_id, r.id, 'Rosa', true"
        " FROM access_account a, rosa r WHERE a.login = %s",
        "samia.zeist",
    )
    rosa = Audit(windows.sign_in("rosa.zeist", DESKTOP))
    page = rosa.page
    rosa.visit(reverse("research"))
    unfold(page)
    rosa.look()
    rosa.visit(reverse("research-new"))
    go(page, "Vraag aan")
    expect(page.locator("#errors")).to_be_visible()
    rosa.look()
    page.get_by_label("Hoe heet het onderzoek?").fill("Wat helpt om samen te werken")
    page.get_by_label("Waar is het onderzoek?").fill("Hogeschool Lindedal")
    page.get_by_label("Waarvoor zijn de antwoorden nodig?").fill("Nagaan of de vragen samenhangen.")
    page.get_by_label("Wie toetste het onderzoek?").fill("EC 2026-17")
    page.get_by_label("Wat heeft u nodig?").select_option("both")
    page.get_by_label("Tot welke dag bewaart u het?").fill("2030-01-01")
    go(page, "Vraag aan")
    expect(page.get_by_role("status")).to_contain_text("Wie de privacy bewaakt, beslist.")
    rosa.visit(page.url)
    samia = Audit(windows.sign_in("samia.zeist", DESKTOP))
    samia.visit(reverse("privacy-research"))
    there = samia.page.locator(".row-title").first.get_attribute("href")
    assert there
    samia.visit(there)
    go(samia.page, "Wijs af")
    expect(samia.page.locator("#errors")).to_be_visible()
    samia.look()
    go(samia.page, "Keur goed")
    expect(samia.page.get_by_role("status")).to_contain_text("Bewaard.")
    samia.look()
    rosa.visit(page.url)
    daan = Audit(windows.sign_in("daan.zeist", PHONE))
    daan.visit(reverse("research-own"))
    go(daan.page, "Ja, ze mogen mee")
    daan.look()
    chantal = Audit(windows.sign_in("chantal.zeist", PHONE))
    chantal.visit(reverse("my-research"))
    unfold(chantal.page)
    chantal.look()
    go(chantal.page, "Ja, ik doe mee")
    expect(chantal.page.get_by_role("status")).to_contain_text("U doet mee.")
    chantal.look()
    rosa.and_(samia).and_(daan).and_(chantal).is_right(RESEARCH)
