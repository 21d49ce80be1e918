"""Keeping and deleting in words, for who guards privacy or manages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliantie.keeping.models import Batch, Item
from alliantie.keeping.rules import Rule
from alliantie.keeping.words import months_in_words, source_in_words
from alliantie.practices import UnknownPracticeError, library
from alliantie.practices.keeping import Category

CALLED: Mapping[Category, str | Promise] = {
    Category.CASE: gettext_lazy("Afgesloten zaken, helemaal"),
    Category.ANSWERS: gettext_lazy("Antwoorden van rondes"),
    Category.DRAFT: gettext_lazy("Concepten die niemand afmaakte"),
    Category.WAITING: gettext_lazy("Mensen die op een wachtlijst stonden"),
    Category.SEARCH: gettext_lazy("Zoeken in het logboek, en wat opviel"),
}
STARTS: Mapping[Category, str | Promise] = {
    Category.CASE: gettext_lazy("na het einde, of na de laatste verandering"),
    Category.ANSWERS: gettext_lazy("nadat de twee stopten"),
    Category.DRAFT: gettext_lazy("nadat het voor het laatst bewaard is"),
    Category.WAITING: gettext_lazy("nadat het wachten stopte"),
    Category.SEARCH: gettext_lazy("na het zoeken, of na het afhandelen"),
}
BECAME: Mapping[str, str | Promise] = {
    Item.State.WAITS: gettext_lazy("wacht"),
    Item.State.DONE: gettext_lazy("gewist"),
    Item.State.HELD: gettext_lazy("vastgehouden, dus gebleven"),
    Item.State.CHANGED: gettext_lazy("er veranderde iets, dus gebleven"),
    Item.State.STOPPED: gettext_lazy("gestopt, dus gebleven"),
}


def practice_name(practice_id: str, language: str) -> str:
    """A way of working by its name; by its id where it cannot be read."""
    try:
        return library().latest(practice_id).name.in_(language)
    except UnknownPracticeError:
        return practice_id


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """One term in words: of what, how long, from when it counts, and by which source."""

    key: str
    called: str
    long: str
    starts: str
    source: str
    months: int


def shown_term(rule: Rule, language: str) -> ShownTerm:
    """A rule in words."""
    name = practice_name(rule.practice, language) if rule.practice else ""
    called = f"{CALLED[rule.category]}: {name}" if name else str(CALLED[rule.category])
    source = rule.why or source_in_words(rule.kept.source.id, language)
    key = f"{rule.category}:{rule.practice}"
    return ShownTerm(
        key, called, months_in_words(rule.kept.months), str(STARTS[rule.category]), source, rule.kept.months
    )


def stands(batch: Batch, left: int) -> str:
    """How a batch stands, in a few words."""
    if batch.done_at is not None:
        return _("uitgevoerd")
    if batch.stopped_at is not None:
        return _("gestopt")
    if batch.approved_at is None:
        return _("wacht op goedkeuring")
    return _("goedgekeurd; nog %(count)s te gaan") % {"count": left}
