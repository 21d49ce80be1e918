"""Addresses of pages, as Django's `reverse` gives them: one with numbers only is taken apart once a process."""

from __future__ import annotations

import re
from functools import cache
from uuid import UUID

from django.conf import settings
from django.urls import reverse


@cache
def _taken_apart(
    _urlconf: str, name: str, kinds: tuple[type, ...], called: tuple[str, ...]
) -> tuple[str, tuple[tuple[int, str], ...]]:
    """What stands before the first number of an address, and each number by its place with what stands behind it."""
    # No address holds these otherwise.
    stand_ins = [UUID(int=place) if kind is UUID else 987_654_321_000 + place for place, kind in enumerate(kinds)]
    kwargs = dict(zip(called, stand_ins, strict=True)) if called else None
    whole = reverse(name, args=None if called else stand_ins, kwargs=kwargs)
    if not stand_ins:
        return whole, ()
    places = {str(each): place for place, each in enumerate(stand_ins)}
    first, *rest = re.split(f"({'|'.join(places)})", whole)
    return first, tuple(zip((places[each] for each in rest[::2]), rest[1::2], strict=True))


def address(name: str, *args: object, **kwargs: object) -> str:
    """The address of the page called `name`. Raises NoReverseMatch as `reverse` does."""
    values = args or tuple(kwargs.values())
    kinds = tuple(map(type, values))
    if (args and kwargs) or not all(
        kind is UUID or (kind is int and value >= 0)  # type: ignore[operator]
        for kind, value in zip(kinds, values, strict=True)
    ):
        return reverse(name, args=args or None, kwargs=kwargs or None)
    first, numbers = _taken_apart(settings.ROOT_URLCONF, name, kinds, tuple(kwargs))
    return first + "".join([f"{values[place]}{after}" for place, after in numbers])
