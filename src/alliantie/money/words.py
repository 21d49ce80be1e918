"""The words for what money is about, for workers and for clients."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliantie.money.models import Claim, Deadline
from alliantie.money.models.claim import Answer, By
from alliantie.money.rules import Per, Sort
from alliantie.money.states import Status


def kind(claim_kind: str) -> str:
    """What a claim is for."""
    return {
        Claim.Kind.RENT: _("Huur of hypotheek"),
        Claim.Kind.ENERGY: _("Gas en stroom"),
        Claim.Kind.WATER: _("Water"),
        Claim.Kind.CARE: _("Zorgverzekering"),
        Claim.Kind.TAX: _("Belasting of toeslag"),
        Claim.Kind.BENEFIT: _("Uitkering terugbetalen"),
        Claim.Kind.FINE: _("Boete"),
        Claim.Kind.CREDIT: _("Lening of krediet"),
        Claim.Kind.SHOP: _("Winkel of webwinkel"),
        Claim.Kind.PHONE: _("Telefoon of internet"),
        Claim.Kind.PERSONAL: _("Familie of kennis"),
        Claim.Kind.OTHER: _("Iets anders"),
    }[Claim.Kind(claim_kind)]


def status(claim_status: Status) -> str:
    """Where a claim stands, for a worker."""
    return {
        Status.KNOWN: _("Bekend"),
        Status.ASKED: _("Opgave gevraagd"),
        Status.CONFIRMED: _("Bevestigd"),
        Status.DISPUTED: _("Betwist"),
        Status.IN_ARRANGEMENT: _("In een regeling"),
        Status.SETTLED: _("Betaald"),
        Status.WRITTEN_OFF: _("Kwijtgescholden"),
    }[claim_status]


def status_for_client(claim_status: Status) -> str:
    """Where a claim stands, in the client's words."""
    return {
        Status.KNOWN: _("We weten hiervan."),
        Status.ASKED: _("We vroegen hoeveel het is."),
        Status.CONFIRMED: _("Dit bedrag komt van de schuldeiser."),
        Status.DISPUTED: _("Dit bedrag is nog niet zeker."),
        Status.IN_ARRANGEMENT: _("Hiervoor is een regeling."),
        Status.SETTLED: _("Dit is betaald."),
        Status.WRITTEN_OFF: _("Dit hoeft niet meer betaald te worden."),
    }[claim_status]


def per(how_often: Per) -> str:
    """How often an amount comes or goes."""
    return {
        Per.WEEK: _("per week"),
        Per.FOUR_WEEKS: _("per vier weken"),
        Per.MONTH: _("per maand"),
        Per.QUARTER: _("per kwartaal"),
        Per.YEAR: _("per jaar"),
        Per.ONCE: _("één keer"),
    }[how_often]


def sort(line_sort: Sort) -> str:
    """What a line of the budget is."""
    return {
        Sort.INCOME: _("Inkomen"),
        Sort.ALLOWANCE: _("Toeslag"),
        Sort.COST: _("Vaste last"),
        Sort.ATTACHMENT: _("Beslag"),
        Sort.EXEMPT: _("Vtlb"),
    }[line_sort]


def by(who: By) -> str:
    """Who said something of a claim."""
    return _("Volgens de schuldeiser") if who is By.CREDITOR else _("Volgens de cliënt")


def said(what: Answer) -> str:
    """What was said of a claim."""
    return {
        Answer.AMOUNT: _("Hoe hoog de schuld is"),
        Answer.UNKNOWN: _("Bedrag onbekend"),
        Answer.AGREES: _("Gaat akkoord met het voorstel"),
        Answer.REFUSES: _("Gaat niet akkoord met het voorstel"),
    }[what]


def threat(deadline_kind: str) -> str:
    """What happens on a day, unless it is averted."""
    return {
        Deadline.Kind.EVICTION: _("Ontruiming van de woning"),
        Deadline.Kind.ENERGY: _("Afsluiting van gas of stroom"),
        Deadline.Kind.WATER: _("Afsluiting van water"),
    }[Deadline.Kind(deadline_kind)]


def days_left(on: date, today: date) -> str:
    """How far off a day is: "over 12 dagen", "morgen", "3 dagen geleden"."""
    days = (on - today).days
    if days in (0, 1):
        return _("morgen") if days else _("vandaag")
    if days > 0:
        return ngettext("over %(count)s dag", "over %(count)s dagen", days) % {"count": days}
    return ngettext("%(count)s dag geleden", "%(count)s dagen geleden", -days) % {"count": -days}


def days_gone(on: date, today: date) -> str:
    """The same of a day that is over, and "" of any other."""
    return days_left(on, today) if on < today else ""
