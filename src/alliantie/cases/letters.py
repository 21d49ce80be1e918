"""What a letter says and how it is printed, from plain values: nothing here asks the database.

The words that are filled in come from the list of `alliantie.practices.letter`: nothing of the two people's rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from alliantie import clock
from alliantie.cases.models import Case
from alliantie.cases.queries.cases import number_of
from alliantie.cases.queries.incidents import WholeIncident
from alliantie.cases.queries.letters import LetterHere
from alliantie.cases.queries.people import Person
from alliantie.documents.pdf import Paper
from alliantie.documents.text import blocks, plain
from alliantie.norms.fact_values import told_in
from alliantie.norms.gates import gates
from alliantie.norms.running import first_end
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, FactValue
from alliantie.people.models import Worker
from alliantie.practices import Practice
from alliantie.practices.facts import Option
from alliantie.practices.letter import DECIDED_BY, PLACEHOLDERS, Letter, LetterField
from alliantie.practices.reaction import TIE
from alliantie.web.dates import short_day_in_words

MOST_ADDRESSEES = 100
REFERENCE_LINE = "Kenmerk: {}"
_REFERENCE_MARKS = ("kenmerk", "uw kenmerk", "reference", "your reference")
_YES_NO = {"nl": ("nee", "ja"), "en": ("no", "yes")}
_CONCEPT = {"nl": "Concept, nog niet ondertekend", "en": "Draft, not signed yet"}
_SHARED = {"nl": "Wat er met anderen is gedeeld", "en": "What was shared with others"}
_ABOUT = {"nl": "Over: {}", "en": "About: {}"}


@dataclass(frozen=True, slots=True)
class Begun:
    """What a letter is written with: who it is about, who writes it, in which language, and what was filled in.

    A report to an authority ends with what was `shared` about its client.
    """

    letter: Letter
    person: Person
    worker: Worker
    language: str
    filled: Mapping[str, FactValue]
    shared: Sequence[str] = ()


def text_for(begun: Begun, case: Case, standing: Standing) -> str:
    """The text of a letter, with everything filled in; what is not known stays as its name in square brackets."""
    language, practice = begun.language, standing.practice
    values = {name: text or f"[{_name(practice, name, language)}]" for name, text in _usual(begun, case, standing)}
    for field in begun.letter.fields:
        values[field.id] = plain(in_words(field, begun.filled.get(field.id), language))
    cited = {source.id: source.title.in_(language) for source in practice.sources if source.checked is not None}
    no = {id for id, said in begun.filled.items() if said is False}
    text = begun.letter.text(language, values, cited, no, {force.measure for force in standing.unended})
    if not begun.shared:
        return text
    return "\n\n".join((text, f"# {_SHARED[language]}", "\n".join(f"- {each}" for each in begun.shared)))


def begins_with(
    field: LetterField, standing: Standing, incident: str = "", asked: Fact | None = None
) -> FactValue | None:
    """What a field begins with: what the latest fact of its kind said, or the one by which the letter is `asked`, or
    the first day its term may end.

    A fact that names another incident than a letter answers says nothing there.
    """
    if field.runs is not None:
        return first_end(standing, field.runs, standing.day)
    if field.latest is None:
        return None
    of_kind = standing.by_kind.get(field.latest.fact, ())
    facts = (asked,) if asked is not None and asked.kind == field.latest.fact else of_kind
    found = [fact for fact in facts if not incident or fact.values.get(TIE, incident) == incident]
    return told_in(found[-1], field.latest.value) if found else None


def said_before(letter: Letter, standing: Standing, incident: str = "") -> dict[str, FactValue]:
    """What a letter takes as an earlier fact said it; nobody says it otherwise. Without what that left empty."""
    found = {field.id: begins_with(field, standing, incident) for field in letter.fields if field.as_said}
    return {id: value for id, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Ends:
    """The day on which a term that a letter sets ends, and the first day that may be."""

    field: LetterField
    said: date
    first: date


def ends_in(letter: Letter, filled: Mapping[str, object], standing: Standing, sent: date) -> tuple[Ends, ...]:
    """The ends of the terms that a letter sets, as filled in or kept, when it is `sent` on a day.

    Where a letter says why one ends sooner, it may end on any day from then on.
    """
    days = ((field, field.runs, filled.get(field.id)) for field in letter.fields)
    return tuple(
        Ends(
            field,
            said if isinstance(said, date) else date.fromisoformat(str(said)),
            sent if field.sooner and filled.get(field.sooner) else first_end(standing, runs, sent),
        )
        for field, runs, said in days
        if runs is not None and said is not None
    )


def told_by(letter: Letter, whole: WholeIncident | None, practice: Practice) -> dict[str, FactValue]:
    """What the incident that a letter answers says of its fields, by their names, and the response to it that the
    letter is; without what was left empty.

    Of what was written of it the first comes first, and what was written later says so, with its day: a reader outside
    takes a bare day for the day on which it happened.
    """
    if whole is None:
        return {}
    incident = whole.incident
    texts = [*reversed(whole.texts)]
    later = [f"Later opgeschreven, op {short_day_in_words(each.on, 'nl')}: {each.text}" for each in texts[1:]]
    written = "\n\n".join([*(each.text for each in texts[:1]), *later])
    says, reason = _chosen(letter, whole, practice)
    told: dict[str, FactValue] = {"name": incident.values[TIE], "on": incident.on, "text": written, "reason": reason}
    chosen: dict[str, FactValue] = dict(letter.saying(says))
    return chosen | {field.id: told[field.tells] for field in letter.fields if field.tells and told[field.tells] != ""}


def _chosen(letter: Letter, whole: WholeIncident, practice: Practice) -> tuple[Mapping[str, str | bool], str]:
    """What the response that was chosen last by this letter says, and why it was chosen."""
    options = {each.id: each for each in practice.reactions.responses} if practice.reactions else {}
    done = sorted(whole.responses, key=lambda each: each.recorded_at, reverse=True)
    for each in done:
        option = options.get(each.option)
        if option is not None and option.letter == letter.id and not whole.judged_since(each):
            return option.says if option.fact is None else {}, each.reason
    return {}, ""


def recorded_of(
    letter: Letter,
    filled: Mapping[str, FactValue],
    standing: Standing,
    carries: Fact | None = None,
    about: UUID | None = None,
) -> dict[str, FactValue]:
    """What a letter tells that nobody fills in: whether something was recorded about the incident it names and on which
    day, what an earlier fact said, who took the decision it `carries` out, and on which day was done what had to come
    before that one, or before its decision `about` a person.
    """
    found = said_before(letter, standing, letter.incident_in(filled)) | _of_incident(letter, filled, standing)
    if carries is not None and carries.values.get(DECIDED_BY) and letter.asks_who:
        found[DECIDED_BY] = carries.values[DECIDED_BY]
    if letter.decision is not None and any(field.gate for field in letter.fields):
        before, whom = standing.without(carries), str(about) if about else None
        opened = {
            gate.norm: gate.open_by.on
            for gate in gates(
                before.practice,
                before.timeline,
                letter.decision,
                before.day,
                about=whom,
                incident=letter.incident_in(filled),
            )
            if gate.open_by is not None
        }
        found |= {field.id: opened[field.gate] for field in letter.fields if field.gate in opened}
    return found


def _of_incident(letter: Letter, filled: Mapping[str, FactValue], standing: Standing) -> dict[str, FactValue]:
    named = letter.incident_in(filled)
    found: dict[str, FactValue] = {}
    for field in letter.fields:
        if field.recorded is not None:
            facts = [
                fact for fact in standing.by_kind.get(field.recorded, ()) if named and fact.values.get(TIE) == named
            ]
            if field.kind == "yes_no":
                found[field.id] = bool(facts)
            elif facts:
                found[field.id] = facts[-1].on
    return found


def unchecked(letter: Letter, practice: Practice, language: str) -> tuple[str, ...]:
    """The sources a letter leans on that nobody checked against the law of today, so that it does not print them."""
    named = dict.fromkeys(passage.source for passage in letter.body if passage.source is not None)
    sources = [practice.source(id) for id in named]
    return tuple(source.title.in_(language) for source in sources if source.checked is None and source.kind != "own")


def in_words(field: LetterField, value: FactValue | None, language: str) -> str:
    """What was filled in, as a letter says it; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES_NO[language][value]
    if isinstance(value, date):
        return short_day_in_words(value, language)
    if isinstance(value, Decimal):
        return f"€ {value:.2f}".replace(".", "," if language == "nl" else ".")
    return _answer(field.options, str(value), language)


def addressees_in(text: str) -> tuple[tuple[str, ...], ...]:
    """The addressees in a text: for each the name and the lines of the address, apart by an empty line."""
    return tuple(tuple(lines.split("\n")) for part in plain(text).split("\n\n") if (lines := part.strip("\n")))


def without_reference(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines of an addressee without what a letter is about, which belongs to one case."""
    return tuple(line for line in lines if line.partition(":")[0].strip().lower() not in _REFERENCE_MARKS)


def reference_in(lines: Sequence[str]) -> str:
    """What a letter is about, as it stands in the lines of an addressee behind "Kenmerk:"; "" where it does not."""
    told = (line.partition(":") for line in lines[1:])
    return next((said.strip() for mark, _colon, said in told if mark.strip().lower() in _REFERENCE_MARKS), "")


def signed_as(here: LetterHere, worker: Worker) -> LetterHere:
    """A draft with the name under it of who may sign it."""
    return replace(here, signer_name=worker.name, signer_phone=worker.phone)


def papers_of(here: LetterHere, case: Case, practice: Practice, *, today: date | None = None) -> tuple[Paper, ...]:
    """A letter as it is printed, for each addressee: as it was signed, as it is signed `today`, or as a draft."""
    on = clock.day_of(here.signed_at) if here.signed_at else today
    sender = (case.organisation.name, case.team.name, case.team.phone)
    day = short_day_in_words(on, here.language) if on else _CONCEPT[here.language]
    about = (day, "" if here.to_client else _ABOUT[here.language].format(here.client_name))
    role = practice.words.professional.one(here.language)
    signed = (here.signer_name, role[:1].upper() + role[1:], here.signer_phone)
    parts = blocks(here.body)
    return tuple(Paper(here.title, _some(sender), to, _some(about), parts, _some(signed)) for to in here.addressees)


def _some(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _usual(begun: Begun, case: Case, standing: Standing) -> list[tuple[str, str]]:
    practice, language = standing.practice, begun.language
    measures = dict.fromkeys(practice.measure(force.measure).name.in_(language) for force in standing.unended)
    known = standing.known()
    return [
        ("client", begun.person.name),
        ("birth_date", short_day_in_words(begun.person.born_on, language)),
        ("given_name", begun.person.given_name),
        ("worker", begun.worker.name),
        ("organisation", case.organisation.name),
        ("team", case.team.name),
        ("phone", begun.worker.phone or case.team.phone),
        ("today", short_day_in_words(standing.day, language)),
        ("case", practice.words.case.one(language)),
        ("case_number", number_of(case.id)),
        ("professional", practice.words.professional.one(language)),
        ("measures", ", ".join(measures)),
        *((each.id, _known(practice, each.id, known.get(each.id), language)) for each in practice.known),
    ]


def _known(practice: Practice, id: str, value: object, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES_NO[language][value]
    one = next(each for each in practice.known if each.id == id)
    options = (
        option
        for sort in practice.facts
        if sort.id == one.fact
        for said in sort.values
        if said.id == one.value
        for option in said.options
    )
    return _answer(tuple(options), str(value), language)


def _answer(options: Sequence[Option], value: str, language: str) -> str:
    return next((option.name.in_(language) for option in options if option.id == value), value)


def _name(practice: Practice, placeholder: str, language: str) -> str:
    if placeholder in PLACEHOLDERS:
        return PLACEHOLDERS[placeholder].in_(language)
    return next(each.name.in_(language) for each in practice.known if each.id == placeholder)
