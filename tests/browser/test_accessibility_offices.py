"""Every page of who leads a team or manages the practices, and what each of them does there."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from alliantie.practices.library import LIBRARY
from tests.browser.audit import Audit
from tests.browser.audited import OFFICES, unfold
from tests.browser.looks import heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, Site, Windows
from tests.practices.own_tables import OWN

PRACTICE, ZEIST = ("nl-probation", "2026-1"), ("nl-debt-zeist", "2026-1")
FILE = (LIBRARY / "nl-probation" / "2026-1.yaml").read_text(encoding="utf-8")

# Thirty-three clients of three workers, two quarters ago: enough to show, which the demo is not.
MANY_CLIENTS = """
DO $$
DECLARE
  began date := (date_trunc('quarter', now()) - interval '6 months')::date;
  home record; worker uuid; client uuid; kase uuid; pair uuid;
BEGIN
  SELECT t.id, t.area_id, t.organisation_id INTO home FROM people_team t WHERE t.name = 'Team Oost';
  FOR worker IN SELECT m.worker_id FROM people_membership m WHERE m.team_id = home.id LOOP
    FOR number IN 1..11 LOOP
      client := gen_random_uuid(); kase := gen_random_uuid(); pair := gen_random_uuid();
      INSERT INTO people_client (id, area_id, given_name, family_name, born_on, sort_key, trigrams, language, easy_form)
      VALUES (client, home.area_id, 'A', 'B', '1990-01-01', 'b, a', '{}', 'nl', false);
      INSERT INTO cases_case (id, area_id, organisation_id, team_id, worker_id, practice_id, practice_version,
        practice_hash, title, title_key, opened_on)
      VALUES (kase, home.area_id, home.organisation_id, home.id, worker, 'nl-probation', '2026-1', '', 'A B', 'a b',
        began);
      INSERT INTO cases_measure (id, area_id, case_id, measure_id, starts_on)
      VALUES (gen_random_uuid(), home.area_id, kase, 'suspended-sentence', began);
      INSERT INTO alliance_pair (id, area_id, case_id, client_id, worker_id, pair_kind, begins_on)
      VALUES (pair, home.area_id, kase, client, worker, '', began);
      INSERT INTO alliance_round (id, area_id, pair_id, number, state, instrument_id, instrument_version, variant,
        length, form, reason, opens_on, answer_until)
      SELECT gen_random_uuid(), home.area_id, pair, 1, 'closed', 'own', '1', 'probation', 4, 'standard', 'asked',
        began + 9, began + 23 WHERE number > 4;
    END LOOP;
  END LOOP;
END $$"""


def test_pages_of_who_leads_and_manages(windows: Windows, site: Site) -> None:
    leads = Audit(windows.sign_in("ellen.reclassering", DESKTOP))
    leads.page.get_by_role("link", name="Cijfers van het team").click()
    expect(leads.page.locator("main")).to_contain_text("Te weinig cliënten om te tonen.")
    leads.visit(reverse("team-figures"))
    site.change(MANY_CLIENTS)
    leads.page.goto(reverse("team-figures"))
    row = leads.page.locator("tbody tr").first
    expect(row).to_contain_text("30 tot en met 39")
    expect(row).to_contain_text("20 tot en met 29")
    expect(row).to_contain_text("te weinig cliënten om te tonen")
    unfold(leads.page)
    leads.look()
    leads.visit(reverse("stock"))
    expect(leads.page.locator("tbody tr").first).to_contain_text("niet te zeggen")
    unfold(leads.page)
    leads.look()

    audit = Audit(windows.sign_in("jeroen.reclassering", DESKTOP))
    page = audit.page
    for address in (reverse("practices"), reverse("practice", args=PRACTICE), reverse("questionnaires")):
        audit.visit(address)
    audit.visit(reverse("questionnaire", args=("own", "1")))
    for name, numbers, button in (
        ("practice-check", (), "Controleer"),
        ("practice-compare", PRACTICE, "Vergelijk"),
        ("questionnaire-check", (), "Controleer"),
        ("questionnaire-compare", ("own", "1"), "Vergelijk"),
    ):
        audit.visit(reverse(name, args=numbers))
        go(page, button)
        expect(page.locator("#errors")).to_be_visible()
        audit.look()
        page.get_by_label("Tekst van").fill("schema: 1\nid: x\n")
        go(page, button)
        heading_of_faults = page.get_by_role("heading", name="Wat er mis is")
        expect(heading_of_faults).to_be_visible()
        audit.look()
    page.goto(reverse("practice-compare", args=PRACTICE))
    page.get_by_label("Tekst van").fill(FILE.replace('"2026-1"', '"2026-2"').replace("controleert en", "begeleidt en"))
    go(page, "Vergelijk")
    expect(page.get_by_role("heading", name="Anders (1)")).to_be_visible()
    audit.look()
    page.goto(reverse("practices"))
    page.get_by_role("link", name="Reclasseringstoezicht").click()
    heading(page, "Reclasseringstoezicht")
    unfold(page)
    audit.look()
    go(page, "Geef vrij voor cliënten")
    expect(page.get_by_role("status")).to_contain_text("Vrijgegeven.")
    audit.look()
    go(page, "Neem terug")
    expect(page.get_by_role("status")).to_contain_text("Teruggenomen.")

    loads = Audit(windows.sign_in("umut.zeist", DESKTOP))
    page = loads.page
    tables = reverse("practice-tables", args=ZEIST)
    loads.visit(tables)
    page.get_by_label("Tekst van").fill("id: offer\n")
    go(page, "Kijk na")
    expect(page.get_by_role("heading", name="Wat er mis is")).to_be_visible()
    loads.look()
    page.get_by_label("Tekst van").fill(OWN)
    go(page, "Kijk na")
    expect(page.get_by_role("heading", name="Wat er verandert")).to_be_visible()
    loads.look()
    go(page, "Laad deze tabel")
    expect(page.get_by_role("status")).to_contain_text("Geladen.")
    expect(page.locator("main")).to_contain_text("Hilde Voorbeeld")
    loads.visit(reverse("practice-table", args=(*ZEIST, "offer")))
    go(page, "Trek de eigen tabel in")
    expect(page.get_by_role("status")).to_contain_text("Ingetrokken.")
    expect(page.locator("main")).to_contain_text("Vandaag telt: Voorbeeld, niet uit de bron.")
    loads.look()
    leads.and_(audit).and_(loads).is_right(OFFICES)


def test_a_practice_prints_on_a4_with_nothing_cut(windows: Windows) -> None:
    page = windows.sign_in("umut.zeist", {"viewport": {"width": 718, "height": 1050}})
    page.goto(reverse("practice", args=("nl-debt-zeist", "2026-1")))
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    kept = "(all, style, kept) => all.every((each) => getComputedStyle(each)[style] === kept)"
    assert page.locator("main h2, main h3").evaluate_all(f"(all) => ({kept})(all, 'breakAfter', 'avoid')")
    assert page.locator("main li").evaluate_all(f"(all) => ({kept})(all, 'breakInside', 'avoid')")
    expect(page.locator("main .utrecht-button").first).to_be_hidden()
    expect(page.get_by_text("Lees wat er voor cliënten geldt")).to_be_hidden()
