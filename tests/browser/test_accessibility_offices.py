"""Every page of who leads a team or manages the practices, and what each of them does there."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from alliantie.insight.methods import names
from alliantie.practices.library import LIBRARY
from tests.browser.audit import NARROW, Audit
from tests.browser.audited import OFFICES, unfold
from tests.browser.looks import heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, Windows
from tests.practices.own_tables import OWN

PRACTICE, ZEIST = ("nl-probation", "2026-1"), ("nl-debt-zeist", "2026-1")
# The same page with what each address has in it, which is faster than going there; and what is wider than the screen.
TOO_WIDE = """async (addresses) => {
  const wide = [];
  for (const address of addresses) {
    const there = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    document.querySelector("main").replaceWith(there.querySelector("main"));
    document.querySelectorAll("details").forEach((each) => { each.open = true });
    const width = document.documentElement.scrollWidth;
    if (width > window.innerWidth) {
      const all = [...document.querySelectorAll("main *")];
      const out = all.filter((each) => each.getBoundingClientRect().right > window.innerWidth);
      wide.push(`${address}: ${width}: ${out.at(-1)?.outerHTML.slice(0, 120)}`);
    }
  }
  return wide;
}"""
FILE = (LIBRARY / "nl-probation" / "2026-1.yaml").read_text(encoding="utf-8")


def test_pages_of_who_leads_and_manages(windows: Windows) -> None:
    leads = Audit(windows.sign_in("ellen.reclassering", DESKTOP))
    leads.page.get_by_role("link", name="Cijfers van het team").click()
    leads.visit(reverse("team-figures"))
    expect(leads.page.locator("tbody tr").first).to_contain_text("tot en met")
    expect(leads.page.locator("table").first.locator("tbody tr").last).to_contain_text("te weinig cliënten om te tonen")
    unfold(leads.page)
    leads.look()
    for name in ("own-figures", "outcomes", "waiting-figures", "evidence", "methods", "method"):
        leads.visit(reverse(name, args=["alarms"] if name == "method" else []))
        unfold(leads.page)
        leads.look()
    leads.visit(reverse("stock"))
    expect(leads.page.locator("tbody tr").first).to_contain_text("ja")
    unfold(leads.page)
    leads.look()

    audit = Audit(windows.sign_in("jeroen.reclassering", DESKTOP))
    page = audit.page
    pages = (
        reverse("practices"),
        reverse("practice", args=PRACTICE),
        reverse("questionnaires"),
        reverse("year-report"),
        reverse("averages"),
    )
    for address in pages:
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


def test_every_method_can_be_read_in_full_on_the_narrowest_screen_without_scrolling_sideways(windows: Windows) -> None:
    page = windows.sign_in("ellen.reclassering", {"viewport": {"width": min(NARROW), "height": 664}})
    audit = Audit(page)
    for language in ("nl", "en"):
        audit.speak(language)
        page.goto(reverse("methods"))
        pages = page.locator("main li a").evaluate_all("(all) => all.map((each) => each.getAttribute('href'))")
        assert len(pages) == len(names())
        assert page.evaluate(TOO_WIDE, pages) == []


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
