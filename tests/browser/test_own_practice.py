"""A manager without any programming changes a term, a talk and a letter in a copy, and moves cases to it.

The worker of those cases finds all three changed. On a telephone the same can be done.
"""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.audit import Audit
from tests.browser.audited import OWN_PRACTICE, unfold
from tests.browser.letters import begin_invitation
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows

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


def test_all_of_it_can_be_done_on_a_phone_and_seen_on_an_invented_case_before_anybody_works_with_it(
    windows: Windows,
) -> None:
    practice_id, version = "nl-debt-tilburg", "2026-1"
    page = windows.sign_in("maarten.tilburg", PHONE)

    def fits() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"], page.url

    page.goto(reverse("practice", args=(practice_id, version)))
    go(page, "Maak een kopie")
    draft = page.url.split("?")[0]
    # A term: the sentences that still name the old one are told, also what clients read.
    unfold(page)
    page.locator("a[href$='rules/follow-up-in-three-weeks']").click()
    fits()
    page.get_by_label("Hoeveel").fill("4")
    go(page, "Bewaar in de kopie")
    stale = page.locator("#stale ~ ul").first
    expect(stale).to_contain_text("Bespreek het plan van aanpak in het vervolggesprek (was 3 weken)")
    expect(stale).to_contain_text("Het vervolggesprek van 45 minuten is er uiterlijk drie weken na de intake.")
    expect(stale).to_contain_text("Binnen drie weken na de intake hoort u hoe het verder gaat.")
    fits()
    # A kind of talk, and one more.
    unfold(page)
    page.get_by_role("link", name="Tekengesprek", exact=True).click()
    page.get_by_label("Naam in het Nederlands").fill("Ondertekenen")
    go(page, "Bewaar in de kopie")
    page.get_by_role("link", name="Voeg een gesprek toe").click()
    page.get_by_label("Naam in het Nederlands").fill("Wandeling")
    page.get_by_label("Naam in het Engels").fill("Walk")
    page.get_by_label("Wie houdt dit gesprek").select_option(index=1)
    page.get_by_label("Waar komt dit gesprek vandaan").select_option(label="Onze eigen keuze")
    fits()
    go(page, "Bewaar in de kopie")
    # A letter: what does not fit is told beside its own text, and nothing of it is lost.
    unfold(page)
    page.locator("a[href$='letters/invitation']").click()
    page.get_by_label("1. Alinea", exact=True).fill("Goedendag {client},")
    page.get_by_label("2. Alinea", exact=True).fill("Volgens artikel 3 nodig ik u uit.")
    go(page, "Bewaar in de kopie")
    expect(page.locator("#errors")).to_contain_text("De brief noemt zelf artikel 3.")
    expect(page.get_by_label("1. Alinea", exact=True)).to_have_value("Goedendag {client},")
    fits()
    page.get_by_label("2. Alinea", exact=True).fill("Wij praten graag met u over {about}.")
    go(page, "Bewaar in de kopie")
    # Checked, and seen on a case that is nobody's: the term, both talks and the letter.
    page.get_by_role("link", name="Kijk op een verzonnen zaak").click()
    page.get_by_label("Welke regel").select_option("follow-up-in-three-weeks")
    page.get_by_label("Op welke dag begint het").fill("2026-01-05")
    go(page, "Laat zien")
    seen = page.locator("main")
    expect(seen).to_contain_text("Was: uiterlijk 26 januari 2026")
    expect(seen).to_contain_text("Wordt: uiterlijk 2 februari 2026")
    expect(seen).to_contain_text("Tekengesprek heet dan Ondertekenen")
    expect(seen).to_contain_text("Wandeling komt erbij")
    letter = seen.locator("details", has_text="Zo leest hij in de kopie")
    expect(letter).to_contain_text("Goedendag [naam],")
    expect(letter).to_contain_text("Wij praten graag met u over [Waarover].")
    expect(letter).not_to_contain_text("Ik nodig u uit voor een gesprek.")
    fits()
    # Adopted; running cases move on purpose, after a look at what changes.
    page.goto(draft)
    go(page, "Neem aan als nieuwe versie")
    expect(page.get_by_role("status")).to_contain_text("Lopende zaken blijven zoals ze zijn, tot u ze verplaatst.")
    fits()
    page.get_by_role("link", name="Verplaats zaken naar deze versie").click()
    page.get_by_label("Waarom").fill("Meer tijd voor het plan.")
    go(page, "Kijk wat er verandert")
    expect(page.locator("main")).to_contain_text(
        "Bespreek het plan van aanpak in het vervolggesprek: 3 weken wordt 4 weken"
    )
    fits()
    page.get_by_role("button", name="Verplaats ").click()
    expect(page.get_by_role("status")).to_contain_text("verplaatst.")
    fits()
