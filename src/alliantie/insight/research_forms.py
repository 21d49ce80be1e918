"""What a researcher fills in to ask for an export, and in which words its state is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from alliantie.alliance.models import Research
from alliantie.alliance.operations.research import Wanted
from alliantie.insight.privacy_forms import Errors, Form

LONGEST, LONGEST_PURPOSE = 120, 1000
MOST_DAYS = 10 * 366
"""Until when an export may be kept at most, our own choice."""


def empty_wish() -> Form:
    """A form to ask for an export."""
    return Form({"token": str(uuid4())})


def read_wish(sent: Mapping[str, str], today: date) -> tuple[Form, UUID, Wanted | None]:
    """What was sent, its number, and what is asked for; None when something is wrong with it."""
    names = ("study", "institution", "purpose", "reference", "sides", "until", "token")
    typed = {name: " ".join(sent.get(name, "").split()) for name in names}
    errors: Errors = []
    asked = {
        "study": _("Schrijf hoe het onderzoek heet."),
        "institution": _("Schrijf waar het onderzoek is."),
        "purpose": _("Schrijf waarvoor de antwoorden nodig zijn."),
        "reference": _("Schrijf wie het onderzoek toetste, met het nummer."),
    }
    for name, why in asked.items():
        longest = LONGEST_PURPOSE if name == "purpose" else LONGEST
        if not typed[name]:
            errors.append((name, why))
        elif len(typed[name]) > longest:
            errors.append((name, _("Deze tekst is te lang. Maak hem korter.")))
    if typed["sides"] not in ("client", "both"):
        errors.append(("sides", _("Kies wat u nodig heeft.")))
    try:
        until = date.fromisoformat(typed["until"])
        if not today < until <= today + timedelta(days=MOST_DAYS):
            raise ValueError
    except ValueError:
        errors.append(("until", _("Kies een dag na vandaag, hoogstens tien jaar verder.")))
        until = today
    try:
        token = UUID(typed["token"])
    except ValueError:
        token = uuid4()
    form = Form({**typed, "token": str(token)}, tuple(errors))
    if errors:
        return form, token, None
    wanted = Wanted(
        typed["study"], typed["institution"], typed["purpose"], typed["reference"], typed["sides"] == "both", until
    )
    return form, token, wanted


def state_of(research: Research, now: datetime) -> str:
    """How an export stands, for who asked and for who decides."""
    if research.approved is None:
        return _("Wacht op een besluit")
    if not research.approved:
        return _("Afgewezen")
    if research.made_at is None:
        return _("Wordt gemaakt") if research.keep_until >= now.date() else _("Verlopen")
    if research.too_few:
        return _("Te weinig mensen")
    if research.fetched_at is not None:
        return _("Opgehaald")
    if research.expires_at is not None and research.expires_at <= now:
        return _("Verlopen")
    return _("Klaar om op te halen")
