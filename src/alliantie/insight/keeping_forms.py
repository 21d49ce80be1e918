"""What somebody types who proposes a batch, lays a legal hold or sets a term."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from alliantie.insight.privacy_forms import Errors, Form
from alliantie.keeping.operations import LONGEST_HOLD, Held
from alliantie.practices.keeping import LONGEST, SHORTEST

LONGEST_REASON, LONGEST_LAW, LONGEST_NAME = 300, 200, 160


def reason_of(sent: Mapping[str, str], name: str = "reason") -> tuple[str, Errors]:
    """The reason that was typed, and what is wrong with it."""
    reason = " ".join(sent.get(name, "").split())
    if not reason:
        return "", [(name, _("Schrijf waarom. Dat wordt bewaard."))]
    if len(reason) > LONGEST_REASON:
        return reason[:LONGEST_REASON], [(name, _("Deze tekst is te lang. Maak hem korter."))]
    return reason, []


def chosen(sent: Sequence[str], offered: Collection[UUID]) -> list[UUID]:
    """The numbers that were ticked, of those there are."""
    known = {str(each): each for each in offered}
    return [known[each] for each in dict.fromkeys(sent) if each in known]


def empty_hold(today: date, case: str = "") -> Form:
    """A hold for three months."""
    until = (today + timedelta(days=90)).isoformat()
    return Form({"token": str(uuid4()), "until": until, "case": case if number(case) else ""})


def read_hold(sent: Mapping[str, str], today: date, *, by_name: bool) -> tuple[Form, UUID, Held | None]:
    """What was sent, the number it came with, and the hold; None when something is wrong with it.

    Whoever may not ask `by_name` has to know the number.
    """
    typed = {
        name: " ".join(sent.get(name, "").split())
        for name in ("token", "case", "name", "born", "reason", "law", "until")
    }
    typed["name"], typed["law"] = typed["name"][:LONGEST_NAME], typed["law"][:LONGEST_LAW]
    typed["reason"], errors = reason_of(sent)
    case_id, born = number(typed["case"]), day(typed["born"])
    if typed["case"] and case_id is None:
        errors.append(("case", _("Dit is geen nummer van een zaak.")))
    if not typed["case"] and not by_name:
        errors.append(("case", _("Vul het nummer van de zaak in.")))
    elif not typed["case"]:
        if " " not in typed["name"]:
            errors.append(("name", _("Schrijf voornaam en achternaam, precies zoals ze er staan.")))
        if born is None:
            errors.append(("born", _("Vul de geboortedatum in.")))
    until = day(typed["until"])
    if until is None or not today <= until <= today + timedelta(days=LONGEST_HOLD):
        errors.append(("until", _("Kies een dag vanaf vandaag, hoogstens een jaar verder.")))
    form, token = Form(typed, tuple(errors)), number(typed["token"]) or uuid4()
    if errors or until is None:
        return form, token, None
    return form, token, Held(case_id, typed["name"], born, typed["reason"], typed["law"], until)


def read_term(sent: Mapping[str, str], least: int) -> tuple[Form, int, str]:
    """What was sent of a term: months, and why; with errors, 0 months."""
    why, errors = reason_of(sent, "why")
    years, months = (sent.get(name, "").strip() for name in ("years", "months"))
    total = 0
    if all(text == "" or (text.isascii() and text.isdecimal() and len(text) <= 4) for text in (years, months)):
        total = int(years or 0) * 12 + int(months or 0)
    if not SHORTEST <= total <= LONGEST:
        errors.append(("years", _("Vul in hoeveel jaren en maanden: van 1 maand tot 100 jaar.")))
    elif total < least:
        errors.append(("years", _("De wet noemt een langere tijd. Korter kan niet.")))
    return Form({"years": years[:4], "months": months[:4], "why": why}, tuple(errors)), 0 if errors else total, why


def day(text: str) -> date | None:
    """A day as a form sends it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number(text: str) -> UUID | None:
    """A number of ours as a form sends it."""
    try:
        return UUID(text)
    except ValueError:
        return None
