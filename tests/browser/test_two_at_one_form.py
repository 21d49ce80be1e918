"""Two people at one form in real windows: on a worker's phone, and who leads a team on a wide screen."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.audit import Audit
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows


def is_told(page: Page, route: str, *words: str) -> None:
    """The page says that somebody was first, before all else, and is right to look at."""
    expect(page.locator("#errors h2")).to_have_text("Iemand was u voor")
    for each in words:
        expect(page.locator("main")).to_contain_text(each)
    audit = Audit(page)
    audit.look()
    audit.is_right({route})


def test_a_talk_that_a_stand_in_moved_meanwhile_keeps_what_each_of_the_two_changed(windows: Windows) -> None:
    talk = "SELECT a.case_id, a.id FROM cases_appointment a JOIN access_account l ON l.worker_id = a.worker_id"
    coming = "l.login = 'peter.reclassering' AND a.starts_at > now() AND a.cancelled_at IS NULL"
    case_id, number = windows.site.rows(f"{talk} WHERE {coming} ORDER BY a.starts_at LIMIT 1")[0]
    first, second = (windows.sign_in("peter.reclassering", PHONE) for _window in range(2))
    for page in (first, second):
        page.goto(f"{windows.site.url}/cases/{case_id}/talks/{number}")
    first.get_by_label("Hoe laat?").fill("16:15")
    first.get_by_label("Waar?").fill("Bij school")
    go(first, "Bewaar")
    expect(first.get_by_role("status").first).to_be_visible()
    second.get_by_label("Waar?").fill("Kantoor, kamer 2")
    go(second, "Bewaar")
    is_told(second, "case-appointment", "Hoe laat? 16.15 uur · overgenomen in het formulier", "Nu staat er: Bij school")
    expect(second.get_by_label("Hoe laat?")).to_have_value("16:15")
    expect(second.get_by_label("Waar?")).to_have_value("Kantoor, kamer 2")
    go(second, "Bewaar")
    expect(second.get_by_role("status").first).to_be_visible()
    kept = "SELECT place, to_char(starts_at AT TIME ZONE 'Europe/Amsterdam', 'HH24:MI') FROM cases_appointment"
    assert windows.site.rows(f"{kept} WHERE id = %s", number) == [("Kantoor, kamer 2", "16:15")]


def test_who_sets_weights_beside_a_colleague_loses_none_of_both(windows: Windows) -> None:
    pages = [windows.sign_in("hilde.zeist", DESKTOP) for _window in range(2)]
    for page in pages:
        page.goto(f"{windows.site.url}/team")
        page.locator('a[href$="/weights"]').first.click()
    for place, page in enumerate(pages):
        page.get_by_role("textbox").nth(place).fill("2,5")
        go(page, "Bewaar")
    is_told(pages[1], "team-weights", "2,5 · overgenomen in het formulier")
    go(pages[1], "Bewaar")
    expect(pages[1].get_by_role("status").first).to_be_visible()
    assert windows.site.rows("SELECT count(*) FROM cases_weight WHERE weight = 2.5") == [(2,)]
