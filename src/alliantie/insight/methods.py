"""The pages on methods: in plain words for who reads a figure, and the definition in full for who reckons it again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from alliantie.web.markdown import rendered, title_of

PAGES = Path(__file__).resolve().parents[3] / "docs" / "methods"
"""The product runs from its checkout, so the pages are those of the documentation."""
_LINK = re.compile(r"(?:\.\./)*(?P<name>[a-z-]+)\.md(?:#.*)?")

ON_SCREENS = {
    "rounds": ("figures", "charts"),
    "cases": ("outcomes", "stock", "waiting", "beside"),
    "pair": ("scores", "alarms", "shrinkage"),
    "privacy": ("suppression", "sums", "cells"),
}
"""Where a figure of a screen is explained; every other method is for research and the command line."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its page in the language of the reader, and the full one, which is English."""

    title: str
    plain: Markup
    full: Markup


@dataclass(frozen=True, slots=True)
class Group:
    """Methods that belong to the same screens, by name and title."""

    heading: str
    methods: tuple[tuple[str, str], ...]


@cache
def names() -> frozenset[str]:
    """Every method that has a page in plain words."""
    return frozenset(each.stem for each in (PAGES / "plain" / "nl").glob("*.md"))


@cache
def title(name: str, language: str) -> str:
    """What a method is called. Raises KeyError for one there is not."""
    return title_of(_plain(name, language))


@cache
def method(name: str, language: str) -> Method:
    """One method. Raises KeyError for one there is not."""
    plain = _plain(name, language)
    full = (PAGES / f"{name}.md").read_text("utf-8")
    return Method(
        title(name, language), rendered(_body(plain), _page_of(name)), rendered(full, _page_of(name), below=2)
    )


def groups(language: str) -> tuple[Group, ...]:
    """All methods: by where their figures stand, then those of research by their titles."""
    headings = {
        "rounds": _("Cijfers van rondes"),
        "cases": _("Cijfers van zaken"),
        "pair": _("Cijfers van een paar en van uw eigen cliënten"),
        "privacy": _("Hoe niemand te vinden is"),
    }
    found = [Group(headings[each], _titled(ON_SCREENS[each], language)) for each in ON_SCREENS]
    rest = names() - {name for each in ON_SCREENS.values() for name in each}
    by_title = sorted(_titled(tuple(rest), language), key=lambda each: each[1].casefold())
    return (*found, Group(_("Voor onderzoek"), tuple(by_title)))


def _titled(some: tuple[str, ...], language: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, title(name, language)) for name in some)


def _plain(name: str, language: str) -> str:
    if name not in names():
        raise KeyError(name)
    return (PAGES / "plain" / language / f"{name}.md").read_text("utf-8")


def _body(text: str) -> str:
    """Without the title, which the page has by itself."""
    return text.lstrip().partition("\n")[2]


def _page_of(name: str) -> Callable[[str], str | None]:
    def address(target: str) -> str | None:
        """The page of the method a link points to; of no other file there is a page."""
        found = _LINK.fullmatch(target)
        there = found["name"] if found else ""
        if "/" in target or there not in names() or there == name:
            return None
        return reverse("method", args=[there])

    return address
