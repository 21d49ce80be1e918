"""A manager without any programming changes a term, a talk and a letter in a copy, and moves cases to it.

The worker of those cases finds all three changed.
"""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.audit import Audit
from tests.browser.audited import OWN_PRACTICE, unfold
from tests.browser.letters import begin_invitation
from tests.browser.people import go
from tests.browser.windows import DESKTOP, Windows

PRACTICE = ("nl-probation", "2026-1")


def test_a_manager_makes_a_version_of_the_own_practice_and_moves_cases_to_it(windows: Windows) -> None:
    audit = Audit(windows.sign_in("jeroen.reclassering", DESKTOP))
    page = audit.page
    audit.visit(reverse("practice-new"))
    page.get_by_label("Tekst van").fill("id: x\n")
    go(page, "Begin hiermee")
    expect(page.get_by_role("alert")).to_contain_text("Er is niets veranderd.")
    audit.look()
    audit.visit(reverse("practice", args=PRACTICE))
    go(page, "Maak een kopie")
    unfold(page)
    audit.look()

    page.get_by_role("link", name="Leg het kader uit", exact=True).click()
    page.get_by_label("Hoeveel").fill("veel")
    go(page, "Bewaar in de kopie")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.get_by_label("Hoeveel").fill("1")
    page.get_by_label("Waarvan").select_option("weken")
    go(page, "Bewaar in de kopie")
    expect(page.get_by_role("status")).to_contain_text("Bewaard in de kopie.")

    unfold(page)
    page.locator("a[href$='rules/reporting-level-2']").click()
    page.get_by_label("Hoeveel").fill("3")
    go(page, "Bewaar in de kopie")

    unfold(page)
    page.get_by_role("link", name="Huisbezoek", exact=True).click()
    page.get_by_label("Naam in het Nederlands").fill("Bezoek aan huis")
    audit.look()
    go(page, "Bewaar in de kopie")
    page.get_by_role("link", name="Voeg een gesprek toe").click()
    page.get_by_label("Naam in het Nederlands").fill("Wandeling")
    page.get_by_label("Naam in het Engels").fill("Walk")
    page.get_by_label("Wie houdt dit gesprek").select_option(index=1)
    page.get_by_label("Waar komt dit gesprek vandaan").select_option(label="Onze eigen keuze")
    audit.look()
    go(page, "Bewaar in de kopie")
    unfold(page)
    page.get_by_role("link", name="Uitnodiging voor een gesprek", exact=True).click()
    page.get_by_label("1. Alinea", exact=True).fill("Goedendag {client},")
    go(page, "Bewaar in de kopie")
    unfold(page)
    page.get_by_role("link", name="Melding van een overtreding", exact=True).click()
    page.get_by_label("1. Alinea", exact=True).fill("Volgens artikel 14 meld ik dit.")
    go(page, "Bewaar in de kopie")
    expect(page.get_by_role("alert").last).to_contain_text("Dit past niet in de werkwijze.")
    unfold(page)
    audit.look()
    page.get_by_label("1. Alinea", exact=True).fill("Geachte officier,")
    go(page, "Bewaar in de kopie")
    expect(page.locator("main")).to_contain_text("Was: 2 weken")
    expect(page.locator("main")).to_contain_text("Wordt: Geachte officier,")
    audit.look()
    audit.visit(reverse("practice-draft-text", args=PRACTICE[:1]))
    audit.visit(reverse("practice-draft-book", args=PRACTICE[:1]))
    page.goto(reverse("practice-draft", args=PRACTICE[:1]))
    # Before it is adopted, all three are seen on a case that is nobody's.
    page.get_by_role("link", name="Kijk op een verzonnen zaak").click()
    page.get_by_label("Welke regel").select_option("reporting-level-2")
    page.get_by_label("Op welke dag begint het").fill("2026-01-05")
    go(page, "Laat zien")
    expect(page.locator("main")).to_contain_text("Was: uiterlijk 19 januari 2026")
    expect(page.locator("main")).to_contain_text("Wordt: uiterlijk 26 januari 2026")
    expect(page.locator("main")).to_contain_text("Huisbezoek heet dan Bezoek aan huis")
    expect(page.locator("main")).to_contain_text("Zo leest hij in de kopie")
    unfold(page)
    audit.look()
    page.get_by_label("Op welke dag begint het").fill("")
    go(page, "Laat zien")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.goto(reverse("practice-draft", args=PRACTICE[:1]))
    go(page, "Neem aan als nieuwe versie")
    expect(page.get_by_role("status")).to_contain_text("Aangenomen als versie")
    audit.look()
    audit.visit(reverse("practices"))

    works = windows.sign_in("peter.reclassering", DESKTOP)
    late = works.locator(".row-title", has_text="Houd een meldplichtgesprek").first.get_attribute("href")
    assert late is not None
    held = late.split("/talk")[0].split("#")[0].rstrip("/")
    works.goto(held + "/")
    unfold(works)
    expect(works.locator("main")).to_contain_text("Termijn: 1 keer per 2 weken")
    works.goto(held + "/talk")
    expect(works.locator("main")).to_contain_text("Huisbezoek")
    expect(works.locator("main")).not_to_contain_text("Wandeling")

    page.go_back()
    page.get_by_role("link", name="Verplaats zaken naar deze versie").click()
    go(page, "Kijk wat er verandert")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.get_by_label("Waarom").fill("Nieuwe afspraak met de rechtbank.")
    go(page, "Kijk wat er verandert")
    expect(page.locator("main")).to_contain_text("Wat er verandert")
    audit.look()
    page.get_by_role("button", name="Verplaats ").click()
    expect(page.get_by_role("status")).to_contain_text("verplaatst.")
    audit.look()
    audit.is_right(OWN_PRACTICE)

    # What the manager changed is what the worker reads: the term, the talk and the letter.
    works.goto(held + "/")
    unfold(works)
    expect(works.locator("main")).to_contain_text("Termijn: 1 keer per 3 weken")
    works.goto(held + "/talk")
    expect(works.locator("main")).to_contain_text("Wandeling")
    expect(works.locator("main")).to_contain_text("Bezoek aan huis")
    expect(works.locator("main")).not_to_contain_text("Huisbezoek")
    begin_invitation(works, "Noor Yilmaz")
    expect(works.locator("article.letter")).to_contain_text("Goedendag Noor")
