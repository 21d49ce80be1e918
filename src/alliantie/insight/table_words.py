"""What is wrong with a pasted table, in the language of the reader, and a table to begin with."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import StringIO

from django.utils.translation import gettext as _
from ruamel.yaml import YAML

from alliantie.practices.classification import Classification


def _told() -> tuple[tuple[str, Callable[[re.Match[str]], str]], ...]:
    """Each sentence of the checker that a table can meet, and how it reads here."""
    return (
        (r"(?:is empty|must not be empty)", lambda _found: _("Dit is leeg.")),
        (
            r"asks (.+), which this form does not",
            lambda found: _("Het formulier vraagt niet naar %(name)s.") % {"name": found[1]},
        ),
        (
            r"asks (.+) with other answers than this form",
            lambda found: _("Het formulier heeft bij %(name)s andere antwoorden.") % {"name": found[1]},
        ),
        (r"is missing", lambda _found: _("Dit ontbreekt.")),
        (r"is no field here.*", lambda _found: _("Dit hoort hier niet.")),
        (r"needs at least one", lambda _found: _("Er moet er minstens een staan.")),
        (r"must be a list", lambda _found: _("Hier hoort een lijst, met een streepje voor elke regel.")),
        (r"must be a group of fields.*", lambda _found: _("Hier horen velden, zoals in het voorbeeld.")),
        (
            r"must be text.*",
            lambda _found: _("Hier hoort tekst. Zet een getal of een woord als true tussen aanhalingstekens."),
        ),
        (r"must be true or false", lambda _found: _("Schrijf true of false.")),
        (r"must be a date.*", lambda _found: _("Hier hoort een dag, zoals 2026-01-31.")),
        (r"(.+) is no day of the calendar", lambda found: _("%(what)s is geen dag.") % {"what": found[1]}),
        (r"must come after valid_from", lambda _found: _("Deze dag komt na valid_from.")),
        (r"must be an id.*", lambda _found: _("Gebruik kleine letters, cijfers en streepjes.")),
        (r"must be a name.*", lambda _found: _("Gebruik kleine letters, cijfers en lage streepjes.")),
        (r"(.+) is no .+? of this practice(?:; did you mean (.+)\?)?", _unknown),
        (
            r"must be what the practice calls (.+?): (.+)",
            lambda found: _("De werkwijze noemt dit: %(name)s.") % {"name": found[2]},
        ),
        (r"must be ([a-z0-9-]+), where the practice.*", lambda found: _("Schrijf hier %(name)s.") % {"name": found[1]}),
        (r"(.+) is named twice", lambda found: _("%(name)s staat er twee keer.") % {"name": found[1]}),
        (r"(.+) is already used in this .*", lambda found: _("%(name)s staat er twee keer.") % {"name": found[1]}),
        (r"(.+) is reached by no row", lambda found: _("Geen regel leidt naar %(name)s.") % {"name": found[1]}),
        (
            r"belong to a choice, and a choice needs them",
            lambda _found: _("Antwoorden horen bij een keuze, en een keuze heeft ze nodig."),
        ),
        (
            r"names (.+?), which this practice.* may name (.+)",
            lambda found: _("%(name)s wordt niet gevraagd. Wel: %(known)s.") % {"name": found[1], "known": found[2]},
        ),
        (r"compares things of different kinds.*", lambda _found: _("Hier worden een getal en een woord vergeleken.")),
        (
            r"(?:cannot be read as a condition|(.+) is no part of a condition).*",
            lambda _found: _("Deze voorwaarde klopt niet. Kijk naar het voorbeeld."),
        ),
        (r"must be a question with yes or no.*", lambda _found: _("Op een voorwaarde is het antwoord ja of nee.")),
    )


def _unknown(found: re.Match[str]) -> str:
    told = {"what": found[1], "near": found[2]}
    return _("%(what)s is er niet. Bedoelt u %(near)s?") % told if found[2] else _("%(what)s is er niet.") % told


def in_plain_words(reason: str) -> str:
    """A sentence of the checker as the reader reads it; one that is not known here stays as it is, in English."""
    for pattern, told in _told():
        if (found := re.fullmatch(pattern, reason)) is not None:
            return told(found)
    return reason


def example_of(table: Classification, owner: str, today: date) -> str:
    """The table of a practice as an organisation can paste it, changed or not, valid from a day on."""
    said = table.model_dump(mode="json", exclude={"example"}, exclude_defaults=True)
    if not table.rows:
        asked = table.asks[0]
        first = (
            asked.id if asked.kind == "yes_no" else f'{asked.id} == "{asked.options[0].id}"' if asked.options else ""
        )
        said["rows"] = [{"when": first or f"{asked.id} > 0", "outcome": table.outcomes[0].id}]
    said |= {"owner": owner, "valid_from": today.isoformat()}
    written = StringIO()
    YAML().dump(said, written)
    return written.getvalue()
