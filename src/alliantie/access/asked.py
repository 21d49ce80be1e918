"""The questions of a form that was sent without script, read from its page as its reader would see it now."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import transaction
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from alliantie.access.kept import Kept
from alliantie.access.policies import Denied
from alliantie.access.routes import can_be_opened, kinds_of, may_be_kept
from alliantie.practices import UnknownPracticeError

_CHOSEN = ("checkbox", "radio")


@dataclass(slots=True)
class _Field:
    """A field as it stands on a page: words are gathered while the page is read."""

    name: str
    value: str
    chosen: bool
    id: str
    group: list[str]
    label: list[str]


class _Page(HTMLParser):
    """What a page asks, with the words beside each field as idle.js takes them."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[_Field] = []
        self.options: list[tuple[str, str, list[str]]] = []
        self.labels: dict[str, list[str]] = {}
        self._groups: list[list[str]] = []
        self._open: dict[str, list[str]] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to gather words, or note a field."""
        told = {name: value or "" for name, value in attrs}
        if tag == "fieldset":
            self._groups.append([])
        elif tag == "legend" and self._groups:
            self._open[tag] = self._groups[-1]
        elif tag == "label":
            self._open[tag] = self.labels.setdefault(told.get("for", ""), []) if "for" in told else []
        elif tag == "option":
            self._open[tag] = []
            self.options.append((self._select, told.get("value", ""), self._open[tag]))
        elif tag in ("input", "select", "textarea") and "name" in told:
            self._select = told["name"] if tag == "select" else ""
            group = self._groups[-1] if self._groups else []
            chosen = told.get("type") in _CHOSEN
            label = self._open.get("label", [])
            self.fields.append(_Field(told["name"], told.get("value", "on"), chosen, told.get("id", ""), group, label))

    def handle_endtag(self, tag: str) -> None:
        """End gathering."""
        self._open.pop(tag, None)
        if tag == "fieldset" and self._groups:
            self._groups.pop()

    def handle_data(self, data: str) -> None:
        """Gather words."""
        for words in self._open.values():
            words.append(data)

    def asked(self, name: str, text: str) -> tuple[str, str]:
        """The question of a field, "" where the page asks it no more; and what was typed or chosen, in its words."""
        same = [each for each in self.fields if each.name == name]
        found = next((each for each in same if each.chosen and each.value == text), same[0] if same else None)
        if found is None:
            return "", text
        label, group = _plain(self.labels.get(found.id, []) or found.label), _plain(found.group)
        if found.chosen:
            return group, label or text
        option = next((_plain(words) for of, value, words in self.options if (of, value) == (name, text)), "")
        return ": ".join(filter(None, (group, label))), option or text


def _plain(words: list[str]) -> str:
    return " ".join("".join(words).split())


def with_questions(request: Any, kept: Kept) -> Kept:
    """The same with the questions of its page beside its texts, as far as the reader can open that page still."""
    page = _Page()
    page.feed(_opened(request, kept.page))
    return replace(kept, named=False, fields=tuple(page.asked(name, text) for name, text in kept.fields))


def _opened(request: Any, address: str) -> str:
    """A page as its reader would see it; "" where it does not open. Nothing of it stays: nobody looked at it."""
    parts = urlsplit(address)
    try:
        match = resolve(unquote(parts.path))
    except Resolver404:
        return ""
    view = match.func
    if not (may_be_kept(view) and can_be_opened(view) and request.actor.kind in (kinds_of(view) or ())):
        return ""
    asks: HttpRequest = copy(request)
    asks.method, asks.path, asks.path_info, asks.resolver_match = "GET", parts.path, parts.path, match
    asks.GET, asks.POST = QueryDict(parts.query), QueryDict()
    try:
        with transaction.atomic():
            response = view(asks, *match.args, **match.kwargs)
            transaction.set_rollback(True)
    except (Http404, Denied, UnknownPracticeError):
        # The case is gone, or not the reader's any more: the texts are there without their questions.
        return ""
    return response.content.decode(errors="replace") if response.status_code == 200 else ""
