"""Pages of who guards privacy, of emergencies, of who acts for a client and of sharing: axe, narrow screens, paper."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import expect

from alliantie import clock
from tests.browser.audit import Audit
from tests.browser.audited import FOR_A_CLIENT, GUARDING, KEEPING, SECTIONS, SHARING, case_of, unfold
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Site, Windows


def test_pages_of_who_guards_privacy(windows: Windows) -> None:
    sanne = Audit(windows.sign_in("sanne.opvang", DESKTOP))
    page = sanne.page
    sanne.visit(reverse("privacy"))
    go(page, "Handel af")
    expect(page.locator("#errors")).to_be_visible()
    sanne.look()
    emergency = page.get_by_role("link", name="Lees waarom").first.get_attribute("href")
    assert emergency
    sanne.visit(emergency)
    sanne.visit(reverse("privacy-settings"))
    sanne.visit(reverse("privacy-log"))
    go(page, "Open het logboek")
    expect(page.locator("#errors")).to_be_visible()
    sanne.look()
    page.get_by_label("Waarom zoekt u?").fill("Een cliënt vroeg ernaar.")
    go(page, "Open het logboek")
    sanne.visit(page.url)
    sanne.visit(reverse("privacy"))
    unfold(page)
    page.get_by_label("Wat u deed, of waarom er niets hoeft").first.fill("Gevraagd, en het klopte.")
    go(page, "Handel af")
    expect(page.get_by_role("status")).to_contain_text("Het staat bij Afgehandeld.")
    sanne.look()
    sanne.is_right(GUARDING)


def test_pages_of_who_acts_for_a_client_and_of_an_emergency(windows: Windows, site: Site) -> None:
    ilse = Audit(windows.sign_in("ilse.jeugdbescherming", PHONE))
    page = ilse.page
    ilse.visit(reverse("emergency"))
    go(page, "Open de zaak")
    expect(page.locator("#errors")).to_be_visible()
    ilse.look()
    here = case_of(page, "Amin")
    ilse.visit(f"{here}representation")
    go(page, "Bewaar")
    expect(page.locator("#errors")).to_be_visible()
    ilse.look()
    if page.get_by_label("Voor wie").count():
        page.get_by_label("Voor wie").select_option(index=1)
    page.get_by_label("Op welke grond").select_option("guardian")
    page.get_by_label("Voornaam").fill("Fatma")
    page.get_by_label("Achternaam").fill("Haddou")
    page.get_by_label("Waar staat het in?").fill("Beschikking van de rechtbank")
    for label in ("Dag van dat stuk", "Geldt vanaf"):
        page.get_by_label(label).fill(clock.today().isoformat())
    go(page, "Bewaar")
    expect(page.get_by_role("status")).to_contain_text("Bewaard. De cliënt ziet het.")
    ilse.look()
    ilse.visit(f"{here}numbers")
    for typed in ("123", "111222333"):
        page.get_by_label("Nummer", exact=True).first.fill(typed)
        page.get_by_role("button", name="Bewaar", exact=True).first.click()
        page.wait_for_load_state()
        ilse.look()
    go(page, "Toon het nummer")
    expect(page.get_by_text("1112 22 333")).to_be_visible()
    ilse.look()
    go(page, "Verberg het nummer", link=True)
    page.get_by_label("Ander nummer").fill("123456782")
    page.get_by_label("Ander nummer").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Bewaard.")
    expect(page.get_by_text("1234 56 782")).to_have_count(0)
    go(page, "Haal het nummer weg")
    expect(page.get_by_text("Weet u het zeker?")).to_be_visible()
    ilse.look()
    go(page, "Haal het nummer weg")
    expect(page.get_by_role("status")).to_have_text("Weggehaald.")
    # A number in the box of every page is taken out of the address, and looked up where it stands in none.
    page.goto(f"{reverse('search')}?q=123456782")
    assert "123456782" not in page.url
    for typed in ("123456789", "123456782"):
        page.locator("form[action='/search/number'] input[name=number]").fill(typed)
        page.locator("form[action='/search/number'] input[name=number]").press("Enter")
        page.wait_for_url("**/search/number")
        ilse.look()
    # As `alliantie user representative` makes it, with a password that is known.
    [(login,)] = site.rows("SELECT login FROM access_account WHERE login = 'amin.jeugdbescherming'")
    site.change(
        "INSERT INTO access_account (id, login, password, is_active, area_id, representative_id, shown_as, of_demo)"
        " SELECT gen_random_uuid(), 'fatma.haddou', a.password, true, a.area_id, r.id, 'Fatma', true"
        " FROM access_account a, cases_representative r WHERE a.login = %s AND r.family_name = 'Haddou'",
        login,
    )
    fatma = Audit(windows.sign_in("fatma.haddou", PHONE))
    fatma.visit(reverse("for-home"))
    one = fatma.page.locator(".row-title").first.get_attribute("href")
    assert one
    fatma.visit(one)
    unfold(fatma.page)
    fatma.look()
    ilse.and_(fatma).is_right(FOR_A_CLIENT)


def test_pages_of_keeping_and_deleting(windows: Windows, site: Site) -> None:
    sanne = Audit(windows.sign_in("sanne.opvang", DESKTOP))
    page = sanne.page
    site.change(
        "INSERT INTO keeping_due (id, area_id, organisation_id, category, number, practice_id, months, source, since,"
        " due_on, held, listed_at)"
        " SELECT gen_random_uuid(), c.area_id, c.organisation_id, 'case', c.id, c.practice_id, 180, 'law-wmo-5-3-4',"
        " c.closed_on, c.closed_on, false, now() FROM cases_case c WHERE c.closed_on IS NOT NULL AND c.organisation_id"
        " = (SELECT w.organisation_id FROM people_worker w JOIN access_account a ON a.worker_id = w.id"
        " WHERE a.login = %s) ORDER BY c.id LIMIT 2",
        "sanne.opvang",
    )
    sanne.visit(reverse("keeping-due", args=["case"]))
    go(page, "Stel voor om te wissen")
    expect(page.locator("#errors")).to_be_visible()
    sanne.look()
    page.get_by_label("Waarom mag dit nu weg?").fill("De tijd is om.")
    go(page, "Stel voor om te wissen")
    expect(page.get_by_role("status")).to_contain_text("Voorgesteld.")
    unfold(page)
    sanne.look()
    go(page, "Stop dit voorstel")
    sanne.visit(reverse("keeping-hold"))
    go(page, "Houd vast")
    expect(page.locator("#errors")).to_be_visible()
    sanne.look()
    number = site.rows("SELECT number::text FROM keeping_due ORDER BY number LIMIT 1")[0][0]
    page.get_by_label("Nummer van de zaak").fill(number)
    page.get_by_label("Waarom?").fill("Een klacht die nog loopt.")
    go(page, "Houd vast")
    expect(page.get_by_role("status")).to_contain_text("wordt er niets van gewist")
    unfold(page)
    sanne.look()
    sanne.visit(page.locator("#terms ~ ul .row-title").first.get_attribute("href") or "")
    go(page, "Bewaar")
    expect(page.locator("#errors")).to_be_visible()
    sanne.look()
    sanne.is_right(KEEPING)


def test_pages_of_what_is_shared_with_others(windows: Windows) -> None:
    ilse = Audit(windows.sign_in("ilse.jeugdbescherming", PHONE))
    page = ilse.page
    here = case_of(page, "Amin")
    ilse.visit(f"{here}sharing")
    unfold(page)
    ilse.look()
    ilse.visit(f"{here}sharing/refuse")
    go(page, "Bewaar")
    expect(page.locator("#errors")).to_be_visible()
    ilse.look()
    ilse.visit(f"{here}sharing/new")
    go(page, "Kijk wat de ander ziet")
    expect(page.locator("#errors")).to_be_visible()
    unfold(page)
    ilse.look()
    page.get_by_label("Amin El Marzouq").check()
    page.get_by_label("Organisatie van de ander").fill("Huisarts")
    page.get_by_label("Waarvoor heeft de ander het nodig?").fill("Weten wie ze kan bellen.")
    page.get_by_label("Aan de telefoon").check()
    page.get_by_label("Een wet zegt dat het moet of mag").check()
    page.get_by_label("Noem de wet, taak, afspraak of het gevaar").fill("Een wet, artikel 1")
    page.get_by_label("Is Amin om toestemming gevraagd?").select_option("yes")
    page.get_by_label("Wat werd er gezegd, of waarom niet gevraagd?").first.fill("Dat is goed.")
    for label in ("Wat levert het de cliënt op?", "Wat kan het de cliënt kosten?", "Waarom kan het niet met minder?"):
        page.get_by_label(label).fill("Een zin.")
    go(page, "Kijk wat de ander ziet")
    expect(page.locator("h1")).to_contain_text("Dit vertelt u aan Huisarts")
    ilse.look()
    go(page, "Leg dit vast")
    expect(page.get_by_role("status")).to_contain_text("De cliënt leest met wie, wat en waarom.")
    marga = Audit(windows.sign_in("marga.school", PHONE))
    marga.visit(reverse("partner-home"))
    one = marga.page.locator(".row-title").first.get_attribute("href")
    assert one
    marga.visit(one)
    unfold(marga.page)
    marga.look()
    amin = Audit(windows.sign_in("amin.jeugdbescherming", PHONE))
    amin.visit(reverse("my-shared"))
    unfold(amin.page)
    amin.look()
    ilse.and_(marga).and_(amin).is_right(SHARING)


def test_pages_of_who_reads_a_part_of_a_case(windows: Windows, site: Site) -> None:
    peter = Audit(windows.sign_in("peter.reclassering", PHONE))
    page = peter.page
    here = case_of(page, "Noor")
    peter.visit(f"{here}sections")
    peter.look()
    peter.visit(f"{here}sections/new")
    go(page, "Bewaar")
    expect(page.locator("#errors")).to_be_visible()
    peter.look()
    name = page.get_by_label("Wie mag het lezen?").locator("option", has_text="Team: ").first.inner_text()
    page.get_by_label("Wie mag het lezen?").select_option(label=name)
    for section in ("Wie erbij hoort", "Plan en afspraken", "Gesprekken en verslagen"):
        page.get_by_label(section).check()
    page.get_by_label("De ander heeft het nodig voor een taak uit de wet").check()
    page.get_by_label("Noem de wet, de taak of de afspraak").fill("Een wet, artikel 1")
    page.get_by_label("Waarvoor heeft de ander het nodig?").fill("Meedenken in het overleg.")
    page.get_by_label("Laatste dag").fill((clock.today() + timedelta(days=20)).isoformat())
    go(page, "Bewaar")
    expect(page.get_by_role("status")).to_contain_text("De cliënt leest wie wat ziet")
    unfold(page)
    peter.look()
    # Of the workers of the demo one signs in at each organisation: a colleague's case is given to this one by hand.
    assert site.rows(
        "INSERT INTO access_sectiongrant (id, area_id, act, case_id, subject_kind, subject_id, sections, ground, named,"
        " reason, starts_on, ends_on, given_by, given_at) SELECT gen_random_uuid(), k.area_id, gen_random_uuid(), k.id,"
        " 'worker', a.worker_id, ARRAY['identity', 'frame', 'plan', 'contacts', 'money', 'incidents', 'documents'],"
        " 'task', 'Een wet, artikel 1', 'Meedenken.', %s, %s, k.worker_id, now() FROM cases_case k, access_account a"
        " JOIN people_worker w ON w.id = a.worker_id WHERE a.login = 'peter.reclassering' AND k.closed_on IS NULL"
        " AND k.organisation_id = w.organisation_id AND NOT EXISTS (SELECT FROM access_grant g WHERE g.case_id = k.id"
        " AND g.subject_id = w.id) LIMIT 1 RETURNING id",
        clock.today() - timedelta(days=1),
        clock.today() + timedelta(days=9),
    )
    peter.visit(reverse("sections"))
    peter.look()
    peter.visit(page.locator(".row-title").first.get_attribute("href") or "")
    expect(page.locator("main")).to_contain_text("Van deze zaak ziet u: wie erbij hoort, kader en voorwaarden")
    unfold(page)
    peter.look()
    noor = Audit(windows.sign_in("noor.reclassering", PHONE))
    noor.visit(reverse("my-involved"))
    expect(noor.page.locator("main")).to_contain_text("Dat deel is: wie erbij hoort")
    unfold(noor.page)
    noor.look()
    peter.and_(noor).is_right(SECTIONS)
