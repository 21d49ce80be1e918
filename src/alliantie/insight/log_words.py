"""The reading log and what is unusual in it, in words for who guards privacy."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliantie.access.sections import called, logged
from alliantie.people.guarding import Unusual

WHAT: Mapping[str, str | Promise] = {
    "case": gettext_lazy("De zaak"),
    "case list": gettext_lazy("Een lijst met zaken"),
    "money": gettext_lazy("Het geld"),
    "money list": gettext_lazy("Een lijst met schulden"),
    "desk": gettext_lazy("De zaak, aan de bureaudienst"),
    "emergency": gettext_lazy("Noodtoegang"),
    "hand-over": gettext_lazy("Wat er te doen is, bij een overdracht"),
    "caseload": gettext_lazy("De naam van de zaak, om zaken te verdelen"),
    "team duties": gettext_lazy("Wat er te doen is, voor wie het team leidt"),
    "team closed": gettext_lazy("Afgesloten zaken van het team"),
    "team listed": gettext_lazy("Wie in het team op een wachtlijst staat"),
    "team corrected": gettext_lazy("Verbeterde oordelen van het team"),
    "decision asked": gettext_lazy("Een vraag om een besluit"),
    "search": gettext_lazy("Gevonden bij het zoeken"),
    "network": gettext_lazy("De mensen eromheen"),
    "incident": gettext_lazy("Een gebeurtenis"),
    "citizen number": gettext_lazy("Het %(number)s"),
    "together": gettext_lazy("Samen kijken"),
    "picture": gettext_lazy("Het beeld van een ronde"),
    "beside": gettext_lazy("Samen kijken op één scherm"),
    "trend": gettext_lazy("Het verloop van de rondes"),
    "paper": gettext_lazy("Een papieren formulier ingevoerd"),
    "form": gettext_lazy("Een formulier"),
    "letter": gettext_lazy("Een brief"),
    "export": gettext_lazy("De zaak, om over te dragen"),
    "own file": gettext_lazy("De gegevens op papier"),
    "represented": gettext_lazy("Wat wie vertegenwoordigt mag lezen"),
    "shared": gettext_lazy("Wat is gedeeld"),
    "shared list": gettext_lazy("Een lijst van wat is gedeeld"),
    "sections": gettext_lazy("Een deel van de zaak"),
    "sections list": gettext_lazy("Een lijst van delen van zaken"),
    "reading log": gettext_lazy("Dit logboek"),
    "research export": gettext_lazy("Antwoorden voor onderzoek opgehaald, zonder namen"),
}
"""What was looked at, by its word in the log."""

GROUND: Mapping[str, str | Promise] = {
    "own case": gettext_lazy("eigen zaak"),
    "taken over": gettext_lazy("nam de zaak over"),
    "works along": gettext_lazy("werkt mee"),
    "stands in": gettext_lazy("valt in"),
    "duty desk": gettext_lazy("bureaudienst"),
    "emergency": gettext_lazy("noodtoegang"),
    "asked to take over": gettext_lazy("gevraagd om over te nemen"),
    "leads the team": gettext_lazy("leidt het team"),
    "paper": gettext_lazy("voerde in voor een collega"),
    "pair": gettext_lazy("doet de ronde"),
    "privacy officer": gettext_lazy("bewaakt de privacy"),
    "research": gettext_lazy("goedgekeurd onderzoek"),
    "own data": gettext_lazy("eigen gegevens"),
    "parent": gettext_lazy("ouder met gezag"),
    "guardian": gettext_lazy("voogd"),
    "curator": gettext_lazy("curator"),
    "administrator": gettext_lazy("bewindvoerder"),
    "mentor": gettext_lazy("mentor"),
    "law": gettext_lazy("gedeeld door een wet"),
    "task": gettext_lazy("gedeeld voor een taak"),
    "agreement": gettext_lazy("gedeeld door een overeenkomst"),
    "consent": gettext_lazy("gedeeld met toestemming"),
}
"""Why that was allowed, by its word in the log."""


READER: Mapping[str, str | Promise] = {
    "for": gettext_lazy("%(name)s, vertegenwoordiger"),
    "partner": gettext_lazy("%(name)s, partner"),
    "client": gettext_lazy("%(name)s, over zichzelf"),
}
"""How a reader who is no worker is called, by the kind of reader."""


def reader_in_words(kind: str, name: str) -> str:
    """Who looked, and what this one is if not a worker."""
    return str(READER[kind]) % {"name": name} if kind in READER else name


def in_words(words: Mapping[str, str | Promise], said: str) -> str:
    """A word of the log for the reader; what has none yet as it stands there."""
    if (sections := logged(said)) is not None:
        return _("mag alleen zien: %(sections)s") % {"sections": called(sections)}
    return str(words.get(said, said))


def talking_point(found: Unusual) -> tuple[str, str]:
    """What was unusual: a heading, and the facts as a reason to talk. Neither says that anything was wrong."""
    facts = found.facts
    match found.kind:
        case "surname":
            return _("Zelfde achternaam"), _(
                "%(worker)s opende een zaak van %(client)s. De achternaam is gelijk. Dat kan toeval zijn."
            ) % {"worker": found.worker, "client": found.client}
        case "known":
            return _("Naam die aandacht vraagt"), _(
                "%(worker)s opende een zaak van %(client)s, van een collega. Deze naam staat in de instellingen."
            ) % {"worker": found.worker, "client": found.client}
        case "many" if facts["days"]:
            return _("Veel zaken op één dag"), _(
                "%(worker)s opende %(files)s zaken. De 30 dagen ervoor waren het er gemiddeld %(usual)s op een dag."
            ) % {"worker": found.worker, "files": facts["files"], "usual": _number(facts["usual"])}
        case "many":
            return _("Veel zaken op één dag"), _(
                "%(worker)s opende %(files)s zaken. De 30 dagen ervoor opende %(worker)s er geen."
            ) % {"worker": found.worker, "files": facts["files"]}
        case "outside" if facts["files"] == 1:
            return _("Zaak van een ander team"), _("%(worker)s opende één zaak van een ander team.") % {
                "worker": found.worker
            }
        case "outside":
            return _("Zaken van een ander team"), _("%(worker)s opende %(files)s zaken van een ander team.") % {
                "worker": found.worker,
                "files": facts["files"],
            }
        case _:
            return _("Noodtoegang"), _("%(worker)s gebruikte noodtoegang voor een zaak van %(client)s.") % {
                "worker": found.worker,
                "client": found.client,
            }


def _number(value: float) -> str:
    text = f"{value:g}"
    return text.replace(".", _(","))
