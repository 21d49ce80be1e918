"""A client on a phone finds the next talk, says "I cannot", and the worker finds another time."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

from alliantie import clock
from alliantie.web.dates import day_in_words
from tests.browser.audit import Audit
from tests.browser.looks import equal_weight, heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows

CALL = "tel:0300000110"


def test_from_i_cannot_to_a_new_time(windows: Windows) -> None:
    phone = windows.sign_in("noor.reclassering", PHONE)
    talks = phone.locator("section", has=phone.get_by_role("heading", name="Volgend gesprek"))
    # It is the first thing below the greeting, and the number to call stands above the fold.
    expect(phone.locator("main h2").first).to_have_text("Volgend gesprek")
    moment = talks.locator("strong").first.inner_text()
    day = moment.split(" om ")[0]
    box = talks.get_by_role("link", name=re.compile("^030")).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 664
    expect(talks.get_by_role("link", name=re.compile("^030"))).to_have_attribute("href", CALL)
    go(phone, "Ik kan niet")
    heading(phone, "U kunt niet")
    expect(phone.locator("main")).to_contain_text(moment)
    equal_weight(phone.locator(".equal-buttons .utrecht-button"), ("Ik kom toch", "Klaar"))
    assert phone.locator(".utrecht-button--primary-action").count() == 0
    go(phone, "Ik kom toch")
    expect(talks).to_contain_text(moment)
    go(phone, "Ik kan niet")
    go(phone, "Klaar", link=True)
    expect(talks).to_contain_text(f"U kunt niet op {day}. Peter ziet dat.")
    saying = Audit(phone)
    saying.look()

    desk = windows.sign_in("peter.reclassering", DESKTOP)
    look = Audit(desk)
    look.look()
    desk.get_by_role("link", name=f"Noor kan niet op {day}").click()
    heading(desk, "Noor Yilmaz")
    look.look()
    go(desk, "Maak een nieuwe tijd", link=True)
    heading(desk, "Plan een gesprek")
    assert desk.locator("#id_place").input_value().startswith("Kantoor")
    new = clock.today() + timedelta(days=20)
    desk.get_by_label("Op welke dag?").fill(new.isoformat())
    desk.get_by_label("Hoe laat?").fill("14:15")
    go(desk, "Bewaar")
    expect(desk.get_by_role("status").first).to_contain_text("Gepland:")
    expect(desk.locator("main")).not_to_contain_text("Noor kan niet")
    look.look()

    phone.goto("/home")
    expect(talks).to_contain_text(f"{day_in_words(new, 'nl', clock.today())} om 14.15 uur")
    expect(talks).not_to_contain_text("U kunt niet op")
    phone.emulate_media(media="print")
    expect(talks.get_by_role("button", name="Ik kan niet")).to_be_hidden()
    expect(talks).to_contain_text("14.15 uur")
    look.and_(saying).is_right({"home", "start", "case"})
