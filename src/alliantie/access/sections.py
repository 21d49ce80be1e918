"""The sections of a case that can be granted apart, in words; which table is of which stands in the database.

Rounds are no section. What two people answer belongs to these two, and no right on a case opens it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from alliantie.practices.texts import uncapitalised

SECTIONS = ("identity", "frame", "plan", "contacts", "money", "incidents", "documents")
"""In the order in which they are shown."""
GROUNDS = ("law", "task", "agreement")
"""Consent is none of them: who is helped by the same organisation is not free to refuse a colleague of it."""
LONGEST_DAYS = 366
"""Our own choice: days it may last, and days ahead that it may begin."""
_LOGGED = "sections:"


def names() -> dict[str, str]:
    """What each section is called."""
    return {
        "identity": _("Wie erbij hoort"),
        "frame": _("Kader en voorwaarden"),
        "plan": _("Plan en afspraken"),
        "contacts": _("Gesprekken en verslagen"),
        "money": _("Geld"),
        "incidents": _("Voorvallen en besluiten"),
        "documents": _("Brieven en formulieren"),
    }


def called(sections: Iterable[str]) -> str:
    """These sections in one line, in the order in which they are shown."""
    there = set(sections)
    return ", ".join(uncapitalised(name) for section, name in names().items() if section in there)


def logged(ground: str) -> tuple[str, ...] | None:
    """The sections that a line of the reading log names as its ground; None of another ground."""
    if not ground.startswith(_LOGGED):
        return None
    return tuple(ground.split(":", 2)[2].split(","))
