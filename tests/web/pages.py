"""Rendering a template of our own the way Django's backend does, without views or a database."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

from django.template import engines
from django.test import RequestFactory, override_settings
from django.utils import translation

import alliantie

PACKAGE = Path(alliantie.__file__).resolve().parent
STATIC = PACKAGE / "web" / "static"
TEMPLATES = sorted(path for path in PACKAGE.rglob("*.html") if "jinja2" in path.parts)


SOMEBODY = UUID(int=7)


@dataclass(frozen=True)
class Reader:
    """Who reads the page, as far as the layout wants to know."""

    kind: str = "client"
    name: str = "Noor"
    offices: tuple[str, ...] = ()
    id: UUID = SOMEBODY


def render(source: str, language: str = "nl", **context: Any) -> str:
    """Return the page of a template given as text; `actor` and `theme` come with the request, as in real life."""
    request = RequestFactory().get("/here?a=b&c=d")
    request.actor = context.pop("actor", Reader())  # type: ignore[attr-defined]
    request.COOKIES["theme"] = context.pop("theme", "device")
    with override_settings(ROOT_URLCONF="tests.web.addresses"), translation.override(language):
        return engines["jinja2"].from_string(source).render({"address": "u", **context}, request)


def flat(html: str) -> str:
    """Return the words a reader sees, with single spaces."""
    without = re.sub(r"<(script|style|title)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", without)).strip()


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def tags(html: str, name: str = "") -> list[tuple[str, dict[str, str]]]:
    """Return the opening tags with their attributes, in order; with a name only those."""
    parser = _Tags()
    parser.feed(html)
    return [tag for tag in parser.found if not name or tag[0] == name]


def drawing(svg: str) -> ElementTree.Element:
    """Return the parsed SVG; raises when it is not well-formed XML."""
    return ElementTree.fromstring(svg)  # noqa: S314 - our own output


class _Filled(HTMLParser):
    """The fields of each form as a browser would send them, without buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = [{}]
        self.choosing = self.writing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name = told.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and name:
            if told.get("type") not in ("checkbox", "radio") or "checked" in told:
                self.forms[-1][name] = told.get("value", "")
        elif tag == "select":
            self.choosing = name
        elif tag == "option" and self.choosing:
            if "selected" in told or self.choosing not in self.forms[-1]:
                self.forms[-1][self.choosing] = told.get("value", "")
        elif tag == "textarea":
            self.writing, self.forms[-1][name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        self.choosing = "" if tag == "select" else self.choosing
        if tag == "textarea":
            # What a browser leaves out is the newline that the tag begins with.
            self.forms[-1][self.writing] = self.forms[-1][self.writing].removeprefix("\n")
            self.writing = ""

    def handle_data(self, data: str) -> None:
        if self.writing:
            self.forms[-1][self.writing] += data


def filled(html: str, having: str) -> dict[str, str]:
    """Return what a browser would send of the first form that has a field of this name, one value for each name."""
    parser = _Filled()
    parser.feed(html)
    return next(form for form in parser.forms if having in form)
