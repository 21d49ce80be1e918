"""Terms and where they come from, in words, for workers and clients alike."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import ngettext

from alliantie.keeping.rules import SET
from alliantie.practices.keeping import OWN, SUPPORT, YOUTH
from alliantie.practices.sources import Source

SOURCES: Mapping[str, Source] = {each.id: each for each in (OWN, YOUTH, SUPPORT, SET)}


def months_in_words(months: int) -> str:
    """A term as people say it."""
    if months % 12:
        return ngettext("%(count)s maand", "%(count)s maanden", months) % {"count": months}
    return ngettext("%(count)s jaar", "%(count)s jaar", months // 12) % {"count": months // 12}


def source_in_words(source_id: str, language: str) -> str:
    """Where a term comes from, and what that says about today."""
    source = SOURCES.get(source_id, OWN)
    title = source.title.in_(language)
    return title if source in (OWN, SET) else f"{title}. {source.standing(language)}"
