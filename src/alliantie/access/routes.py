"""Every view says to whom it is open. One that does not say so is closed to everyone."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal, TypeVar

from django.urls import Resolver404, resolve

from alliantie.access.identity import Kind

View = TypeVar("View", bound=Callable[..., Any])

WORKERS: frozenset[Kind] = frozenset({"worker"})
ACCOUNTS: frozenset[Kind] = frozenset({"client"})
REPRESENTATIVES: frozenset[Kind] = frozenset({"for"})
PARTNERS: frozenset[Kind] = frozenset({"partner"})
CLIENTS: frozenset[Kind] = frozenset({"client", "link"})
SIGNED_IN: frozenset[Kind] = WORKERS | ACCOUNTS | REPRESENTATIVES | PARTNERS
PAIR: frozenset[Kind] = WORKERS | CLIENTS
EVERYONE: frozenset[Kind] = PAIR | REPRESENTATIVES | PARTNERS | frozenset[Kind]({"door"})


def open_to(kinds: frozenset[Kind]) -> Callable[[View], View]:
    """Say which kinds of actor may call the view."""

    def mark(view: View) -> View:
        view.open_to = kinds  # type: ignore[attr-defined]
        return view

    return mark


def about_one(what: Literal["case", "round"]) -> Callable[[View], View]:
    """Say that a page shows the case or round in its address and nothing beyond it: nor does the database then.

    Opened with more than its address, such as what was just saved, it may look further.
    """

    def mark(view: View) -> View:
        view.about_one = what  # type: ignore[attr-defined]
        return view

    return mark


def only_of(view: Any, query: Collection[str], numbers: Mapping[str, object]) -> str:
    """What a page with this query and these numbers in its address shows alone, as `prove` takes it; "" for no such."""
    what = None if query else getattr(view, "about_one", None)
    return f"{what}:{numbers[f'{what}_id']}" if what else ""


def asks_by_itself(view: View) -> View:
    """Say that a page asks this again and again by itself: it does not tell that somebody is there."""
    view.asks_by_itself = True  # type: ignore[attr-defined]
    return view


def known_of(address: str, query: Collection[str]) -> tuple[str, bool]:
    """What the page at an address shows alone, as `only_of`, and whether asking it tells that somebody is there.

    "" and True also where there is no page.
    """
    try:
        found = resolve(address)
    except Resolver404:
        return "", True
    return only_of(found.func, query, found.kwargs), not getattr(found.func, "asks_by_itself", False)


def never_kept(view: View) -> View:
    """Say that what somebody types for this view is never kept when a page locks: it holds a secret."""
    view.never_kept = True  # type: ignore[attr-defined]
    return view


def may_be_kept(view: Any) -> bool:
    """Whether what somebody typed for this view may be kept when a page locks.

    Never what a client answers, nor the digits that open it, nor what belongs to signing in.
    """
    inner = view.__module__.startswith(("alliantie.alliance", "alliantie.access"))
    return not inner and not is_sign_in(view) and not getattr(view, "never_kept", False)


def kinds_of(view: Any) -> frozenset[Kind] | None:
    """To whom a view is open, or None when it does not say. Sign-in's own views run at the door, for everyone."""
    said: frozenset[Kind] | None = getattr(view, "open_to", None)
    if said is None and is_sign_in(view):
        return EVERYONE
    return said


def can_be_opened(view: Any) -> bool:
    """Whether an address of this view shows a page, and does not only take what a form sends."""
    methods = inspect.getclosurevars(view).nonlocals.get("request_method_list") if inspect.isfunction(view) else None
    return methods is None or "GET" in methods


def is_sign_in(view: Any) -> bool:
    """Whether a view is one of allauth's, which check for themselves who is signed in."""
    module = getattr(getattr(view, "view_class", view), "__module__", "")
    return module.startswith("allauth.")
