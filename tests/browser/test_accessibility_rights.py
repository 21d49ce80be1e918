"""The pages of a client's rights: axe, narrow screens, targets and paper; and a question from asking to its answer."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.audit import Audit
from tests.browser.audited import RIGHTS, case_of, unfold
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows


def test_pages_of_a_clients_rights(windows: Windows) -> None:
    noor = Audit(windows.sign_in("noor.reclassering", PHONE))
    page = noor.page
    for name in ("my-involved", "my-requests"):
        noor.visit(reverse(name))
        unfold(page)
        noor.look()
    for right in ("object", "withdraw", "correct"):
        noor.visit(reverse("my-request-new", args=[right]))
    go(page, "Versturen")
    expect(page.locator("#errors")).to_be_visible()
    noor.look()
    page.get_by_label("Waar gaat het over?").select_option(index=1)
    page.get_by_label("Wat klopt er niet?").fill("Mijn geboortedag is fout.")
    go(page, "Versturen")
    expect(page.get_by_role("status")).to_contain_text("Deze bladzijde is het bewijs.")
    asked = page.url.split("?")[0]
    noor.visit(asked)
    unfold(page)
    noor.look()
    noor.visit(reverse("my-copy"))
    go(page, "Vraag alles op")
    noor.look()
    peter = Audit(windows.sign_in("peter.reclassering", DESKTOP))
    here = case_of(peter.page, "Noor Yilmaz")
    peter.visit(f"{here}requests")
    there = re.sub(r".*/home/", here, asked)
    peter.visit(there)
    go(peter.page, "Antwoord versturen")
    expect(peter.page.locator("#errors")).to_be_visible()
    peter.look()
    peter.page.get_by_label("Nee", exact=True).check()
    peter.page.get_by_label("Waarom?").fill("Zo staat het in uw paspoort.")
    go(peter.page, "Antwoord versturen")
    peter.look()
    noor.visit(asked)
    page.get_by_label("Schrijf hoe u het ziet").fill("Mijn paspoort is fout.")
    go(page, "Bewaren")
    noor.look()
    noor.and_(peter).is_right(RIGHTS)
