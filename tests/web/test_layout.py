"""The page around everything: language, theme, skip link, and who is offered which way out."""

from typing import Any

import pytest
from jinja2 import TemplateRuntimeError

from tests.web.pages import Reader, flat, render, tags

CLIENT = """{% extends "web/client.html" %}{% block title %}Titel{% endblock %}
{% block main %}<h1>Kop</h1>{% endblock %}
{% block print_line %}Van Noor en Peter samen. Hoort niet in het dossier.{% endblock %}"""
WORKER = CLIENT.replace("client.html", "worker.html")


def page(source: str = CLIENT, kind: str = "client", language: str = "nl", **context: Any) -> str:
    return render(source, language, actor=Reader(kind), **context)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_says_its_language(language: str) -> None:
    ((_, root),) = tags(page(language=language), "html")
    assert root["lang"] == language


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_stands_on_the_page_and_its_switch(theme: str) -> None:
    html = page(theme=theme)
    ((_, root),) = tags(html, "html")
    assert root["data-theme"] == theme
    pressed = [
        button["value"]
        for _, button in tags(html, "button")
        if button.get("name") == "theme" and button["aria-pressed"] == "true"
    ]
    assert pressed == [theme]


def test_the_device_decides_when_nothing_is_chosen() -> None:
    ((_, root),) = tags(page(), "html")
    assert "data-theme" not in root
    assert "Zoals dit apparaat" in page()


def test_switches_are_forms_that_bring_the_reader_back() -> None:
    html = page()
    back = [field["value"] for _, field in tags(html, "input") if field.get("name") == "next"]
    assert back == ["/here?a=b&c=d"] * 2
    assert {form["action"] for _, form in tags(html, "form")} >= {"/language/", "/theme/"}
    buttons = [button for _, button in tags(html, "button")]
    spoken = [button["lang"] for button in buttons if button.get("name") == "language"]
    assert spoken == ["nl", "en"]


def test_the_first_link_leads_past_the_header() -> None:
    html = page(WORKER, "worker")
    _, first = tags(html, "a")[0]
    ((_, main),) = tags(html, "main")
    assert first["href"] == f"#{main['id']}"


@pytest.mark.parametrize(("kind", "offered"), [("worker", True), ("client", True), ("link", False), ("door", False)])
def test_only_who_signed_in_can_sign_out_or_go_home(kind: str, offered: bool) -> None:
    html = page(kind=kind)
    assert ("/account_logout/" in html) is offered
    assert ('href="/start/"' in html) is offered


def test_a_page_without_a_title_fails() -> None:
    with pytest.raises(TemplateRuntimeError, match="title"):
        render('{% extends "web/client.html" %}')


def test_each_layout_has_its_own_type_and_the_worker_a_menu() -> None:
    assert tags(page(), "body")[0][1]["class"].endswith("client")
    assert tags(page(), "nav") == []
    assert tags(page(WORKER, "worker"), "body")[0][1]["class"].endswith("worker")
    assert len(tags(page(WORKER, "worker"), "nav")) == 1


def test_the_paper_line_is_there_for_round_pages() -> None:
    assert "Hoort niet in het dossier." in flat(page())


def test_the_layout_speaks_english() -> None:
    words = flat(page(WORKER, "worker", "en"))
    for dutch in ("Afmelden", "Vandaag", "Naar de inhoud", "Licht", "Donker", "Zoals"):
        assert dutch not in words
    assert "Like this device" in words
