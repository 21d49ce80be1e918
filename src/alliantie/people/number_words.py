"""What the number by which the state knows somebody is called, by the country of the practices people work with."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from alliantie.practices import UnknownPracticeError, library


def number_name(practices: Iterable[str]) -> str:
    """The name in the middle of a sentence; both where practices of both countries are in use, or none is known."""
    countries = set()
    for each in set(practices):
        try:
            countries.add(library().latest(each).country)
        except UnknownPracticeError:
            continue
    match sorted(countries):
        case ["BE"]:
            return _("rijksregisternummer")
        case ["NL"]:
            return _("burgerservicenummer")
        case _:
            return _("burgerservicenummer of rijksregisternummer")
