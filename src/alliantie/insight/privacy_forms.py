"""What a privacy officer types: a search of the reading log, and what counts as unusual."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from alliantie.access.before import Before, Now
from alliantie.people.guarding import (
    LEAST,
    LONGEST_OF_ALL,
    LONGEST_SPAN,
    MOST_NAMES,
    TIMES,
    Asked,
    Settings,
)

LONGEST_REASON, LONGEST_NAME, LONGEST_NAMES = 300, 160, 20_000

Errors = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields, and what is wrong with it."""

    values: Mapping[str, str]
    errors: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """What is wrong with a field, or ""."""
        return dict(self.errors).get(name, "")


def met(form: Form, before: Before) -> Form:
    """A form of which another was kept first: what was left alone is as it stands now."""
    taken = {name: str(value) for name, value in before.taken.items()}
    return Form({**form.values, **taken}, (("", before.refusal), *before.beside.items()))


def empty_search(today: date, worker_id: str = "") -> Form:
    """A search over the last week."""
    return Form(
        {
            "first": (today - timedelta(days=6)).isoformat(),
            "last": today.isoformat(),
            "worker": worker_id,
            "token": str(uuid4()),
        }
    )


def read_search(sent: Mapping[str, str], workers: Collection[UUID]) -> tuple[Form, UUID, Asked | None]:
    """What was sent, the number it came with, and the search; None when something is wrong with it."""
    names = ("reason", "worker", "client", "first", "last", "token")
    typed = {name: " ".join(sent.get(name, "").split()) for name in names}
    errors: Errors = []
    for name, longest in (("reason", LONGEST_REASON), ("client", LONGEST_NAME)):
        if len(typed[name]) > longest:
            errors.append((name, _("Deze tekst is te lang. Maak hem korter.")))
            typed[name] = typed[name][:longest]
    if not typed["reason"]:
        errors.append(("reason", _("Schrijf waarom u zoekt. Dat wordt bewaard.")))
    worker = next((each for each in workers if str(each) == typed["worker"]), None)
    if typed["worker"] and worker is None:
        errors.append(("worker", _("Kies iemand uit de lijst, of niemand.")))
    first, last = (_day(typed[name]) for name in ("first", "last"))
    errors += [(name, _("Vul een dag in.")) for name, day in (("first", first), ("last", last)) if day is None]
    if first and last:
        most = LONGEST_SPAN if worker or typed["client"] else LONGEST_OF_ALL
        if last < first:
            errors.append(("last", _("De laatste dag ligt voor de eerste.")))
        elif (last - first).days >= most:
            errors.append(("last", _("Kies hoogstens %(days)s dagen.") % {"days": most}))
    form = Form(typed, tuple(errors))
    token = _number(typed["token"]) or uuid4()
    if errors or first is None or last is None:
        return form, token, None
    return form, token, Asked(typed["reason"], worker, typed["client"], first, last)


def settings_form(stands: Mapping[str, Now]) -> Form:
    """The settings as they are."""
    return Form({name: str(each.value) for name, each in stands.items()})


def settings_now(settings: Settings) -> dict[str, Now]:
    """How the settings stand, by the questions of the form."""

    def ticked(question: str, on: bool) -> Now:
        return Now(question, "on" if on else "", _("Ja") if on else _("Nee"))

    return {
        "surname": ticked(_("Zelfde achternaam als de medewerker"), settings.surname),
        "outside": ticked(_("Zaken van een ander team"), settings.outside),
        "many_least": Now(_("Veel zaken op een dag: vanaf hoeveel"), str(settings.many_least)),
        "many_times": Now(_("En hoeveel keer wat voor die medewerker gewoon is"), str(settings.many_times)),
        "names": Now(_("Namen die aandacht vragen"), settings.names),
    }


def read_settings(sent: Mapping[str, str]) -> tuple[Form, Settings | None]:
    """What was sent, and the settings; None when something is wrong with it."""
    typed = {name: sent.get(name, "").strip() for name in ("surname", "outside", "many_least", "many_times", "names")}
    errors: Errors = []
    numbers = {}
    for name, (least, most) in (("many_least", LEAST), ("many_times", TIMES)):
        text = typed[name]
        if text.isascii() and text.isdecimal() and len(text) <= 4 and least <= int(text) <= most:
            numbers[name] = int(text)
        else:
            errors.append((name, _("Vul een getal in van %(least)s tot %(most)s.") % {"least": least, "most": most}))
    lines = [" ".join(line.split()) for line in typed["names"][:LONGEST_NAMES].splitlines() if line.strip()]
    if len(lines) > MOST_NAMES or len(typed["names"]) > LONGEST_NAMES:
        errors.append(("names", _("Schrijf hoogstens %(most)s namen.") % {"most": MOST_NAMES}))
    elif any(" " not in line or len(line) > LONGEST_NAME for line in lines):
        errors.append(("names", _("Schrijf op elke regel een voornaam en een achternaam.")))
    if errors:
        return Form(typed, tuple(errors)), None
    kept = Settings(typed["surname"] == "on", typed["outside"] == "on", **numbers, names="\n".join(lines))
    return Form(typed), kept


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
