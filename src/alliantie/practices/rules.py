"""The rules of a practice file that look at more than one field.

They work on the data as read, not on the finished model, so that all problems of a file come out at once,
each at its own field.
"""

from __future__ import annotations

from collections.abc import Iterator

from alliantie.practices.classification_rules import classification_findings
from alliantie.practices.fact_rules import measures_named
from alliantie.practices.finding import ids, unknown
from alliantie.practices.form_rules import form_findings
from alliantie.practices.letter_rules import letter_findings
from alliantie.practices.messages import message
from alliantie.practices.norm_rules import norm_findings
from alliantie.practices.printed import printed_findings
from alliantie.practices.problems import Finding, Location
from alliantie.practices.reaction_rules import reaction_findings
from alliantie.practices.round_rules import moment_findings
from alliantie.practices.texts import LONGEST_SENTENCE, word_count
from alliantie.practices.tree import Value, at, entries, several

WITHOUT_ROUNDS = frozenset({"crisis", "house_ban", "victim_reception", "information", "civil"})
"""Kinds of measure under which nobody is asked how the cooperation goes."""

_LISTS: tuple[tuple[str, ...], ...] = (
    ("sources",),
    ("roles",),
    ("frame", "statements"),
    ("measures",),
    ("conditions",),
    ("areas",),
    ("explanation", "rights"),
    ("explanation", "duties"),
    ("explanation", "confidentiality"),
    ("explanation", "reporting"),
    ("talks",),
    ("pairs",),
    ("rounds", "moments"),
    ("phases",),
    ("decisions",),
    ("norms",),
    ("classifications",),
    ("forms",),
    ("letters",),
    ("housing_forms",),
    ("printed",),
    ("facts",),
    ("known",),
    ("reactions", "incidents"),
    ("reactions", "causes"),
    ("reactions", "responses"),
    ("reactions", "ladders"),
    ("outcomes", "reasons"),
    ("outcomes", "returns"),
)
_VARIANTS = {
    "probation": ("probation",),
    "youth": ("youth_protection", "youth_probation"),
    "work": ("work",),
    "shelter": ("shelter",),
    "debt": ("debt",),
    "justice_house": ("justice_house",),
}
# "De leidinggevende en {authority} zien niets." takes five words itself.
_LONGEST_AUTHORITY = LONGEST_SENTENCE - 5


def findings(data: Value) -> Iterator[Finding]:
    """Every breach of a rule across fields in `data`."""
    yield from _unique_ids(data)
    yield from _sources_named(data)
    yield from _sources_complete(data)
    yield from _roles_named(data)
    yield from _duties_named(data)
    yield from _measures(data)
    yield from _held_under(data)
    yield from moment_findings(data)
    yield from _whole(data)
    yield from norm_findings(data)
    yield from _plan_approved(data)
    yield from classification_findings(data)
    yield from reaction_findings(data)
    yield from form_findings(data)
    yield from letter_findings(data)
    yield from printed_findings(data)


def _plan_approved(data: Value) -> Iterator[Finding]:
    """A plan is approved by a rule that agreeing on it settles."""
    named = at(data, "words", "plan", "approved")
    settled = [
        str(norm.get("id")) for _, norm in entries(data, "norms") if at(norm, "within", "done", "fact") == "plan_agreed"
    ]
    if isinstance(named, str) and named not in settled:
        yield unknown(("words", "plan", "approved"), named, settled, message("regel die eindigt met plan_agreed"))


def _unique_ids(data: Value) -> Iterator[Finding]:
    for path in _LISTS:
        seen: set[str] = set()
        for location, entry in entries(data, *path):
            id = entry.get("id")
            if not isinstance(id, str):
                continue
            if id in seen:
                yield Finding(
                    (*location, "id"),
                    message("%(id)s staat al bij %(list)s. Kies een andere naam.", id=id, list=".".join(path)),
                )
            seen.add(id)


def _sources_named(data: Value) -> Iterator[Finding]:
    known = ids(data, "sources")
    sources = set(known)
    for path in _LISTS[1:]:
        for location, entry in entries(data, *path):
            source = entry.get("source")
            if isinstance(source, str) and source not in sources:
                yield unknown((*location, "source"), source, known, message("bron"))


def _sources_complete(data: Value) -> Iterator[Finding]:
    for location, source in entries(data, "sources"):
        kind = source.get("kind")
        # What an organisation wrote itself stands in no source document of ours; its title says where.
        if kind not in ("own", "organisation") and source.get("seed") is None:
            yield Finding(
                (*location, "seed"),
                message("Dit ontbreekt. Alleen een bron van de soort own of organisation heeft het niet nodig."),
            )
        if kind != "own" and source.get("as_in_source") is None:
            yield Finding(
                (*location, "as_in_source"),
                message("Dit ontbreekt. Alleen een bron van de soort own heeft het niet nodig."),
            )
        start, end = source.get("valid_from"), source.get("valid_until")
        if isinstance(start, str) and isinstance(end, str) and end <= start:
            yield Finding((*location, "valid_until"), message("Deze dag ligt na valid_from."))


def _roles_named(data: Value) -> Iterator[Finding]:
    known = ids(data, "roles")
    for location, talk in entries(data, "talks"):
        holders = talk.get("held_by")
        for index, holder in enumerate(holders if isinstance(holders, list) else []):
            if isinstance(holder, str) and holder not in known:
                yield unknown((*location, "held_by", index), holder, known, message("rol"))
    for location, pair in entries(data, "pairs"):
        role = pair.get("professional_role")
        if isinstance(role, str) and role not in known:
            yield unknown((*location, "professional_role"), role, known, message("rol"))


def _duties_named(data: Value) -> Iterator[Finding]:
    known = ids(data, "explanation", "duties")
    named = at(data, "explanation", "missed_talk")
    for index, duty in enumerate(named if isinstance(named, list) else []):
        if isinstance(duty, str) and duty not in known:
            yield unknown(("explanation", "missed_talk", index), duty, known, message("plicht"))


def _measures(data: Value) -> Iterator[Finding]:
    for location, measure in entries(data, "measures"):
        kind = measure.get("kind")
        if isinstance(kind, str) and kind in WITHOUT_ROUNDS and measure.get("rounds") is True:
            yield Finding(
                (*location, "rounds"),
                message("Schrijf false: bij een maatregel van de soort %(kind)s zijn er geen rondes.", kind=kind),
            )
        yield from _ages(data, location, measure.get("ages"))
        follows, others = measure.get("follows"), [id for id in ids(data, "measures") if id != measure.get("id")]
        for index, followed in enumerate(follows if isinstance(follows, list) else []):
            if isinstance(followed, str) and followed not in others:
                yield unknown((*location, "follows", index), followed, others, message("andere maatregel"))
        if measure.get("outside") is not None and measure.get("ends_by"):
            yield Finding(
                (*location, "ends_by"), message("Dit gaat niet samen met outside: een ander beslist over het einde.")
            )
        for name in ("begins_by", "ends_by"):
            named, decisions = measure.get(name), ids(data, "decisions")
            for place, decision in several((*location, name), named):
                if isinstance(decision, str) and decision not in decisions:
                    yield unknown(place, decision, decisions, message("besluit"))


def _ages(data: Value, location: Location, ages: Value) -> Iterator[Finding]:
    if not isinstance(ages, dict):
        return
    known = ids(data, "sources")
    if isinstance(source := ages.get("source"), str) and source not in known:
        yield unknown((*location, "ages", "source"), source, known, message("bron"))
    least, most = ages.get("least"), ages.get("most")
    if isinstance(least, int) and isinstance(most, int) and most < least:
        yield Finding((*location, "ages", "most"), message("Dit is niet lager dan least."))


def _held_under(data: Value) -> Iterator[Finding]:
    known = ids(data, "measures")
    if isinstance(plan := at(data, "words", "plan"), dict):
        yield from measures_named(("words", "plan"), plan, known)
    for path in _LISTS:
        if path[0] in ("conditions", "explanation", "frame", "phases", "talks") or path == ("reactions", "incidents"):
            for location, entry in entries(data, *path):
                yield from measures_named(location, entry, known)
    for location, entry in entries(data, "notice", "instead"):
        yield from measures_named(location, entry, known)
    for place, sort in entries(data, "facts"):
        for in_sort, value in entries(sort, "values"):
            for in_value, option in entries(value, "options"):
                where = (*place, *in_sort, *in_value)
                yield from measures_named(where, option, known)
                broken, sorts = option.get("condition"), ids(data, "conditions")
                if isinstance(broken, str) and broken not in sorts:
                    yield unknown((*where, "condition"), broken, sorts, message("voorwaarde"))


def _whole(data: Value) -> Iterator[Finding]:
    id, country = at(data, "id"), at(data, "country")
    # What is no country says so itself.
    if (
        isinstance(id, str)
        and isinstance(country, str)
        and country in ("NL", "BE")
        and not id.startswith(f"{country.casefold()}-")
    ):
        yield Finding(
            ("id",),
            message(
                "Begin de naam met %(prefix)s-, want country is %(country)s.",
                prefix=country.casefold(),
                country=country,
            ),
        )
    sector, variant = at(data, "sector"), at(data, "rounds", "variant")
    if isinstance(sector, str) and isinstance(variant, str) and variant not in _VARIANTS.get(sector, (variant,)):
        yield Finding(
            ("rounds", "variant"),
            message(
                "%(variant)s past niet bij sector %(sector)s. Wel: %(fit)s.",
                variant=variant,
                sector=sector,
                fit=", ".join(_VARIANTS[sector]),
            ),
        )
    lengths = at(data, "rounds", "lengths")
    if isinstance(lengths, list) and len({str(length) for length in lengths}) < len(lengths):
        yield Finding(("rounds", "lengths"), message("Een lengte staat er twee keer."))
    if sector != "shelter" and at(data, "housing_forms"):
        yield Finding(("housing_forms",), message("Dit hoort alleen bij opvang (sector: shelter)."))
    for language in ("nl", "en"):
        authority = at(data, "notice", "authority", language)
        if isinstance(authority, str) and word_count(authority) > _LONGEST_AUTHORITY:
            yield Finding(
                ("notice", "authority", language),
                message(
                    "Hiermee wordt de zin in de uitleg te lang. Gebruik hoogstens %(most)s woorden.",
                    most=_LONGEST_AUTHORITY,
                ),
            )
