"""The trend in the browser: a panel a characteristic, a line for each pair and form, on a phone and on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import JOIN, SHAPES, no_grade
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows


def panels(page: Page, width: int) -> list[Any]:
    """The panels that show, of which each must be the size that fits."""
    shown = page.locator(".trend-panel svg").filter(visible=True)
    expect(shown).to_have_count(5)
    for each in shown.all():
        assert str(each.get_attribute("viewBox")).split()[2] == str(width)
        assert set(each.locator("*").evaluate_all(JOIN)) <= SHAPES
    return shown.all()


def marks(panel: Any) -> tuple[int, int]:
    return panel.locator(".picture-client").count(), panel.locator(".picture-professional-small").count()


@pytest.mark.parametrize(("size", "width"), [(PHONE, 350), (DESKTOP, 720)])
def test_a_new_worker_begins_a_new_line_in_the_same_panel(windows: Windows, size: dict[str, Any], width: int) -> None:
    page = windows.sign_in("rachid.opvang", size)
    go(page, "Bekijk het verloop", link=True)
    assert "Rachid" not in page.title()
    trust, _direction, _bond, his, theirs = panels(page, width)
    assert marks(trust) == (7, 7)
    # Four rounds with the one worker and three with the other: one line for each, and the change between them.
    assert trust.locator(".picture-client-line").count() == trust.locator(".picture-professional-line").count() == 5
    assert trust.locator(".picture-event").count() == 1
    assert (marks(his)[1], marks(theirs)[0]) == (0, 0)
    expect(page.locator("main")).to_contain_text("met Femke. Daar begint een nieuwe lijn.")
    expect(page.locator(".row-title")).to_contain_text("1 · ")
    no_grade(page)
    page.emulate_media(media="print")
    assert len(panels(page, 350)) == 5
    expect(page.locator(".print-line")).to_have_text("Van Rachid en Femke samen. Hoort niet in het dossier.")


def test_the_easy_form_keeps_its_three_words_in_the_picture_and_in_the_trend(windows: Windows) -> None:
    page = windows.sign_in("selam.amersfoort", DESKTOP)
    go(page, "Bekijk het verloop", link=True)
    for panel in panels(page, 720)[:3]:
        assert panel.locator("text").all_text_contents()[:3] == ["Nee", "Een beetje", "Ja"]
        assert marks(panel) == (7, 7)
    go(page, "Terug naar het beeld", link=True)
    shown = page.locator(".picture svg").filter(visible=True)
    assert shown.locator("text[text-anchor=middle]").all_text_contents() == ["Nee", "Een beetje", "Ja"]
