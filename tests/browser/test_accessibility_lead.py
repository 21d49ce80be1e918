"""The pages after a planned talk, of the calendar, of who leads a team and of the desk: opened, refused and saved."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.audit import Audit
from tests.browser.audited import LEADING, unfold
from tests.browser.looks import heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, Site, Windows

# The talks that Peter planned were three days ago.
PAST = """UPDATE cases_appointment SET starts_at = now() - interval '3 days' WHERE id = (
  SELECT a.id FROM cases_appointment a JOIN people_worker w ON w.id = a.worker_id
   WHERE w.given_name = 'Peter' AND w.family_name = 'Lindehof' AND a.client_id IS NOT NULL
   ORDER BY a.starts_at DESC LIMIT 1)"""


# Peter has the desk of the team today.
ON_DUTY = """INSERT INTO cases_desk (id, area_id, team_id, "on", worker_id)
  SELECT gen_random_uuid(), w.area_id, m.team_id, (now() AT TIME ZONE 'Europe/Amsterdam')::date, w.id
    FROM people_worker w JOIN people_membership m ON m.worker_id = w.id
   WHERE w.given_name = 'Peter' AND w.family_name = 'Lindehof'"""
# A case of Samira, which she asks Peter to take over.
ASKED = """INSERT INTO cases_handover (id, area_id, case_id, from_worker_id, to_worker_id, note, asked_at)
  SELECT gen_random_uuid(), k.area_id, k.id, k.worker_id, p.id, 'Bel liever niet op maandag.', now()
    FROM cases_case k JOIN people_worker w ON w.id = k.worker_id
    JOIN people_worker p ON p.given_name = 'Peter' AND p.family_name = 'Lindehof'
   WHERE w.given_name = 'Samira' AND w.family_name = 'Benargan' AND k.closed_on IS NULL LIMIT 1"""


def test_pages_after_a_talk(windows: Windows, site: Site) -> None:
    site.change(PAST)
    leads, desk = team_and_list(windows), desk_and_question(windows, site)
    audit = Audit(windows.sign_in("peter.reclassering", DESKTOP))
    page = audit.page
    page.goto("/")
    expect(page.get_by_role("heading", name="Is het gesprek geweest?")).to_be_visible()
    audit.look()
    asked = page.locator("section", has=page.locator("#talks-asked"))
    audit.visit(asked.locator("a.row-title").first.get_attribute("href") or "")
    heading(page, "Is het gesprek geweest?")
    page.get_by_role("link", name=re.compile("kwam niet")).click()
    expect(page.locator("h1")).to_have_text(re.compile(r"Heeft u \w+ bereikt\?"))
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
    page.get_by_role("button", name="Klopt niet: neem terug").first.click()
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
    audit.visit(reverse("closed"))
    heading(page, "Gesloten zaken")
    audit.look()
    leads.and_(desk).and_(audit).is_right(LEADING | {"start", "case"})


def team_and_list(windows: Windows) -> Audit:
    """The pages of who leads: the team, its weights, its desk, and the list of who waits."""
    audit = Audit(windows.sign_in("ellen.reclassering", DESKTOP))
    page = audit.page
    audit.visit(reverse("team"))
    page.get_by_role("row").get_by_role("link").first.click()
    heading(page, re.compile("^Te doen bij "))
    audit.look()
    page.get_by_role("link", name="Terug naar mijn team").click()
    page.get_by_role("link", name="Gesloten zaken").first.click()
    heading(page, "Gesloten zaken van mijn team")
    audit.look()
    page.get_by_role("link", name="Terug naar mijn team").click()
    unfold(page)
    audit.look()
    page.get_by_role("link", name="Zaken verdelen van").first.click()
    heading(page, re.compile("^Zaken verdelen van "))
    audit.look()
    go(page, "Vraag het")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.locator("main select").nth(1).select_option(index=2)
    go(page, "Vraag het")
    expect(page.get_by_role("status").first).to_contain_text("Gevraagd.")
    audit.look()
    go(page, "Neem terug")
    expect(page.get_by_role("status").first).to_contain_text("Teruggenomen.")
    page.get_by_role("link", name="Terug naar mijn team").click()
    page.get_by_role("link", name="Stel het gewicht in").click()
    heading(page, "Hoe zwaar weegt een zaak?")
    audit.look()
    page.locator("main input[type=text]").first.fill("veel")
    go(page, "Bewaar")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.locator("main input[type=text]").first.fill("2,5")
    go(page, "Bewaar")
    expect(page.get_by_role("status").first).to_contain_text("De nieuwe gewichten tellen nu.")
    page.get_by_role("link", name="Bureaudienst").click()
    audit.look()
    page.locator("main select").last.select_option(index=1)
    go(page, "Bewaar")
    expect(page.get_by_role("status").first).to_contain_text("Wie dienst heeft")
    audit.visit(reverse("waiting"))
    audit.visit(reverse("waiting-new"))
    go(page, "Bewaar")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.get_by_label("Naam").fill("Bo Vermeer")
    page.get_by_label("Nu nodig").check()
    page.get_by_label("Waarom?").fill("Slaapt in de auto.")
    page.get_by_label("Geldstroom").fill("Wmo")
    go(page, "Bewaar")
    expect(page.locator("main")).to_contain_text("Nu nodig: Slaapt in de auto.")
    audit.look()
    page.get_by_role("link", name="Bo Vermeer").click()
    heading(page, "Bo Vermeer")
    audit.look()
    go(page, "Kreeg elders hulp")
    expect(page.get_by_role("status").first).to_contain_text("Kreeg elders hulp")
    audit.look()
    go(page, "Ongedaan maken")
    expect(page.locator("main")).to_contain_text("Bo Vermeer")
    return audit


def desk_and_question(windows: Windows, site: Site) -> Audit:
    """What colleagues ask each other: a question from the desk, and a case to take over."""
    site.change(ON_DUTY)
    site.change(ASKED)
    audit = Audit(windows.sign_in("peter.reclassering", DESKTOP))
    page = audit.page
    page.goto("/")
    audit.look()
    page.get_by_role("link", name=re.compile("^Neemt u .* over")).click()
    expect(page.locator("main")).to_contain_text("Bel liever niet op maandag.")
    audit.look()
    name = page.locator("h1").inner_text().removeprefix("Neemt u ").split()[0]
    audit.visit(reverse("desk"))
    page.goto(f"{reverse('desk')}?q={name[:6].lower()}")
    audit.look()
    page.locator("main form[method=post]", has_text="Open").last.get_by_role("button").click()
    heading(page, "Geef een vraag door aan Samira")
    audit.look()
    go(page, "Geef door")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.get_by_label("Wat is de vraag?").fill("De huisbaas belde.")
    go(page, "Geef door")
    expect(page.get_by_role("status").first).to_contain_text("Doorgegeven aan Samira")
    return audit
