"""Every figure leads to how it is reckoned: in plain words of two languages, an example, and what it does not say."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie.insight import methods
from alliantie.web.markdown import rendered
from tests.insight.teams import team_of
from tests.web.pages import flat
from tests.worklist.browse import as_client, sign_in
from tests.worlds import World

PARTS = {"nl": ("Voorbeeld", "Grenzen"), "en": ("Example", "Limits")}
OTHERS = {"statistics"}
"""The list of methods is a page of its own in the product."""


def test_every_method_has_a_page_in_plain_words_in_both_languages_and_every_page_a_method() -> None:
    full = {each.stem for each in methods.PAGES.glob("*.md")} - OTHERS
    for language in PARTS:
        assert {each.stem for each in (methods.PAGES / "plain" / language).glob("*.md")} == full
    assert {name for some in methods.ON_SCREENS.values() for name in some} <= full == methods.names()


@pytest.mark.parametrize("language", PARTS)
@pytest.mark.parametrize("name", sorted(methods.names()))
def test_a_page_says_what_it_is_gives_an_example_and_its_limits_and_links_to_what_is_there(
    name: str, language: str
) -> None:
    text = (methods.PAGES / "plain" / language / f"{name}.md").read_text("utf-8")
    assert tuple(re.findall(r"^## (.*)$", text, re.MULTILINE)) == PARTS[language]
    found = methods.method(name, language)
    for part in (found.plain, found.full):
        assert not re.search(r"<(img|script|iframe|link|object)|https?://|src=", part)
        leads = re.findall(r'href="([^"]*)"', part)
        assert set(leads) <= {reverse("method", args=[each]) for each in methods.names() - {name}}


def test_what_is_written_as_html_is_shown_as_text_and_a_link_that_leads_nowhere_is_its_words() -> None:
    made = rendered("# A\n\n<b onclick=x>b</b> [c](https://elsewhere.nl) ![d](e.png)\n", lambda _target: None, below=1)
    assert "<h2" in made
    assert "&lt;b onclick" in made
    assert "href" not in made
    assert "<img" not in made


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_who_works_reads_each_method_and_nobody_else() -> None:
    world = team_of(1)
    browser = sign_in(world.workers[0])
    said = flat(browser.get(reverse("methods")).content.decode())
    assert "Hoe rondes van een team gingen" in said
    said = flat(browser.get(reverse("method", args=["stock"])).content.decode())
    assert "Er liepen er 120." in said
    assert "access.stock_and_flow()" in said
    for name in ("statistics", "nothing", "plain"):
        assert browser.get(reverse("method", args=[name])).status_code == 404
    client = as_client(World.make("Elders").case())
    for route in (reverse("methods"), reverse("method", args=["stock"])):
        assert Browser().get(route).status_code == 302
        assert client.get(route).status_code == 404
