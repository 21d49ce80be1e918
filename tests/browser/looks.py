"""What the look asks of a page, as checks on what the browser shows."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

ARROWS = re.compile("[←-⇿➔-➾⬀-⬑▲▼◀▶△▽]")
# Words of a total or a grade; the visible words of a page, so folded explanations do not count.
JUDGING = re.compile(r"\b(totaal|score|cijfer|rapportcijfer|punten|gemiddelde|total|grade|points)\b|%", re.IGNORECASE)
ANSWER_WORDS = ("Nee, helemaal niet", "Nee", "Een beetje", "Ja", "Ja, helemaal")
EASY_WORDS = ("Nee", "Een beetje", "Ja")
APART = ("Weet ik niet", "Zeg ik liever niet")
# What the picture may be drawn with. Arrowheads would be a marker, a polygon or a path.
SHAPES = {"svg", "title", "desc", "text", "line", "circle", "rect"}

JOIN = "elements => elements.map(each => each.tagName.toLowerCase())"


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    """The page's one h1."""
    expect(page.locator("h1")).to_have_text(text)


def visible_words(page: Page) -> str:
    """The words a reader sees in the main part."""
    return page.locator("main").inner_text()


def no_grade(page: Page) -> None:
    """No total, no grade, no arrow among the words a reader sees."""
    words = visible_words(page)
    assert not ARROWS.search(words), words
    assert not JUDGING.search(words), words


def equal_weight(buttons: Locator, texts: tuple[str, ...]) -> None:
    """Buttons in this order, all outlined, of one size."""
    expect(buttons).to_have_text(list(texts))
    boxes = [button.bounding_box() for button in buttons.all()]
    assert len({(round(box["width"]), round(box["height"])) for box in boxes if box}) == 1, boxes
    looks = buttons.evaluate_all("all => all.map(each => each.className)")
    assert len(set(looks)) == 1, looks
    assert "utrecht-button--secondary-action" in looks[0]


def at_most_one_filled(page: Page) -> None:
    """One filled button at most."""
    assert page.locator(".utrecht-button--primary-action").count() <= 1


def table_in_words(page: Page, client: str, professional: str, words: tuple[str, ...]) -> None:
    """The table beside the picture: people by name, the four characteristics, and cells of words alone."""
    table = page.get_by_role("table", name="Hetzelfde in woorden")
    heads = table.locator("thead th").all_text_contents()
    assert heads[:3] == ["Kenmerk", client, professional]
    assert heads[3:] in ([], ["Vorige keer"])
    assert table.locator("tbody th").all_text_contents() == ["Vertrouwen", "Richting en kader", "Binding", "Stroefheid"]
    said = {word[:1].lower() + word[1:] for word in words} | {"te weinig antwoorden"}
    for cell in table.locator("tbody td").all_text_contents():
        assert not re.search(r"\d", cell), cell
        assert any(word in cell for word in said), cell
    friction = " ".join(table.locator("tbody tr").last.locator("td").all_text_contents())
    assert "gelijk" not in friction


def picture_of_two(page: Page, client: str, professional: str, missing: tuple[int, int]) -> str:
    """The one picture that shows: two people on three axes, friction on axes apart. Returns what is drawn.

    `missing` tells for the client and the professional how many of the four have too few answers for a mark.
    """
    shown = page.locator(".picture svg").filter(visible=True)
    expect(shown).to_have_count(1)
    assert set(shown.locator("*").evaluate_all(JOIN)) <= SHAPES
    # Circle and square once for each of the three characteristics, and once on each of the two friction axes.
    assert shown.locator(".picture-client").count() == 4 - missing[0]
    assert shown.locator(".picture-professional").count() == 4 - missing[1]
    words = shown.locator("text").all_text_contents()
    assert words.count("te weinig antwoorden") == sum(missing)
    assert f"Stroef voor {client}?" in " ".join(words)
    assert f"Stroef voor {professional}?" in " ".join(words)
    assert not any(re.search(r"\d|%", word) for word in words), words
    return str(shown.evaluate("svg => svg.outerHTML"))


def look_of_pair(page: Page, client: str, professional: str) -> None:
    """The picture is there for both, whatever the number of marks."""
    shown = page.locator(".picture svg").filter(visible=True)
    expect(shown).to_have_count(1)
    assert shown.locator(".picture-client").count() >= 1
    assert shown.locator(".picture-professional").count() >= 1
    heads = page.get_by_role("table", name="Hetzelfde in woorden").locator("thead th").all_text_contents()
    assert heads[:3] == ["Kenmerk", client, professional]
