"""The pages after a planned talk and of the calendar, each as it opens, refused, and after it was saved."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.audit import Audit
from tests.browser.audited import AFTER_TALKS, unfold
from tests.browser.looks import heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, Site, Windows

# The talks that Peter planned were three days ago.
PAST = """UPDATE cases_appointment SET starts_at = now() - interval '3 days' WHERE id = (
  SELECT a.id FROM cases_appointment a JOIN people_worker w ON w.id = a.worker_id
   WHERE w.given_name = 'Peter' AND w.family_name = 'Lindehof' AND a.client_id IS NOT NULL
   ORDER BY a.starts_at DESC LIMIT 1)"""


def test_pages_after_a_talk(windows: Windows, site: Site) -> None:
    site.change(PAST)
    audit = Audit(windows.sign_in("peter.reclassering", DESKTOP))
    page = audit.page
    page.goto("/")
    expect(page.get_by_role("heading", name="Is het gesprek geweest?")).to_be_visible()
    audit.look()
    asked = page.locator("section", has=page.locator("#talks-asked"))
    audit.visit(asked.locator("a.row-title").first.get_attribute("href") or "")
    heading(page, "Is het gesprek geweest?")
    page.get_by_role("link", name=re.compile("kwam niet")).click()
    heading(page, re.compile(r"Heeft u \w+ bereikt\?"))
    audit.look()
    go(page, "Bewaar")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.get_by_label("Gebeld").check()
    page.get_by_label("Nee, niet bereikt").check()
    go(page, "Bewaar")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard.")
    unfold(page)
    audit.look()
    page.get_by_role("link", name="Nog een keer geprobeerd").click()
    page.get_by_label("Langs geweest").check()
    page.get_by_label("Ja, bereikt").check()
    page.get_by_label("Wat zegt de ander ervan?").fill("Ik was ziek.")
    go(page, "Bewaar")
    expect(page.locator("main")).to_contain_text("Langs geweest, bereikt. Zegt: Ik was ziek.")
    go(page, "Klopt niet: neem terug")
    expect(page.get_by_role("status").first).to_contain_text("Teruggenomen.")
    audit.look()
    audit.visit(reverse("calendar"))
    go(page, "Maak een adres")
    expect(page.locator(".calendar-address")).to_contain_text("/calendar/")
    audit.look()
    audit.visit(reverse("calendar"))
    go(page, "Trek het adres in")
    expect(page.get_by_role("status").first).to_contain_text("ingetrokken")
    audit.look()
    audit.is_right(AFTER_TALKS)
