"""Letters and reports of a practice: to whom, about which measures, what has to be filled in, and what they say.

A letter takes its words from the practice and what is filled in from a list that is closed: who it is about, who writes
it, the frame, what is known of the case, and the letter's own fields. Nothing of the two people's rounds is among them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr

from alliantie.practices.facts import ValueOf
from alliantie.practices.norm import Match, Runs
from alliantie.practices.terms import ConditionText, FactId, Measures, Name, Under
from alliantie.practices.texts import PLACEHOLDER, ClientText, Part, Template, Text
from alliantie.practices.values import Id

LetterKind = Literal["letter", "report"]
Recipient = Literal["client", "creditor", "prosecutor", "judge", "council", "partner", "other"]

PLACEHOLDERS: dict[str, Text] = {
    "client": Text(nl="naam", en="name"),
    "birth_date": Text(nl="geboortedatum", en="date of birth"),
    "given_name": Text(nl="voornaam", en="given name"),
    "worker": Text(nl="naam van de medewerker", en="name of the worker"),
    "organisation": Text(nl="organisatie", en="organisation"),
    "team": Text(nl="team", en="team"),
    "phone": Text(nl="telefoonnummer", en="telephone number"),
    "today": Text(nl="vandaag", en="today"),
    "case": Text(nl="soort zaak", en="kind of case"),
    "case_number": Text(nl="nummer van de zaak", en="number of the case"),
    "professional": Text(nl="functie", en="role"),
    "measures": Text(nl="maatregelen", en="measures"),
}
"""What every letter may name, beside its own fields and what its practice wants known of a case."""

AUTHORITIES: frozenset[Recipient] = frozenset({"prosecutor", "judge", "council"})
"""Whom an organisation writes to in more than one case, so that its address can be offered again."""

ADDRESSEE, REFERENCE = "{addressee}", "{reference}"
"""In what a sent letter records: the name of the one it went to, and what it was about as stands under the address."""


class FromIncident(Part):
    """What a letter takes from the incident it answers: exactly one of what it `tells` and what was `recorded` of it.

    It tells what it is called (`name`), its day (`on`), what the worker wrote (`text`), and why this response to it was
    chosen (`reason`). With `recorded` a yes_no says whether such a fact is there about it, and a day when that was;
    nobody fills that in.
    """

    tells: Literal["name", "on", "text", "reason"] | None = None
    recorded: FactId | None = None


Settling = Annotated[
    Match,
    BeforeValidator(
        lambda value: {"fact": value} if isinstance(value, str) else value, json_schema_input_type=FactId | Match
    ),
]
"""A description of facts, or only their kind."""


class LastDay(Part):
    """A day up to and including which the client can do something; it counts no more once one of these facts is there.

    `client` says what, as it stands above the day on the client's first page.
    """

    client: ClientText
    settled: tuple[Settling, ...] = ()


class Latest(Part):
    """What the latest fact of a kind said; without `value` the day on which it happened."""

    fact: FactId
    value: Name | None = None


class Begins(Part):
    """The option a choice begins with while one of these `norms` is due, or in a letter about one of these `incidents`.

    Of the incident that was said last what `where` asks, and so many such incidents happened.
    """

    option: Id
    norms: tuple[Id, ...] = ()
    incidents: tuple[Id, ...] = ()
    where: ConditionText | None = None
    times: Annotated[StrictInt, Field(ge=1, le=99)] = 1


class LetterField(ValueOf):
    """Something to fill in before a letter is written; `long` for more than a line.

    It begins with what the `latest` fact of a kind said, or the one by which a rule asks this letter now. A day that
    `runs` is the last one of a term from the day of sending: it begins with the first day that may be, an earlier one
    is refused, and the letter has to name it. Where the field `sooner` says why, an earlier day may be.
    A choice `begins` with the first option of which it is known that it holds; the writer can choose another.
    """

    optional: StrictBool = False
    long: StrictBool = False
    latest: Latest | None = None
    begins: tuple[Begins, ...] = ()
    as_said: StrictBool = False
    """Whether what the `latest` fact said stays so, and stands in the letter: asked only where it said nothing."""
    runs: Runs | None = None
    sooner: Name | None = None
    incident: FromIncident | None = None
    last_day: LastDay | None = None
    condition: StrictBool = False
    """Whether it is one of the conditions that were recorded in the case, in their words; another can be typed."""
    gate: Id | None = None
    """The gate before the letter's decision of which this day tells when what it asks for was done.

    It is empty while the gate is shut, and nobody fills it in.
    """

    @property
    def recorded(self) -> FactId | None:
        """The fact about the incident that this field tells of, which nobody fills in."""
        return self.incident.recorded if self.incident else None

    @property
    def by_itself(self) -> bool:
        """Whether what it says follows from what was recorded, so that nobody fills it in."""
        return self.recorded is not None or self.gate is not None

    @property
    def tells(self) -> str | None:
        """What this field takes from the incident a letter answers."""
        return self.incident.tells if self.incident else None


DECIDED_BY = "decided_by"
"""The field of a letter, and of the fact of a decision, that says who took what belongs to another role."""

WHO_DECIDED = LetterField(id=DECIDED_BY, name=Text(nl="Wie besloot dit", en="Who decided this"), kind="text")
"""What every letter asks that carries out such a decision, without its practice saying so."""


class Passage(Part):
    """A heading, a paragraph or a list, exactly one; it stays away as long as the field it `needs` is empty or not so.

    What has to be said while a field is empty `lacks` that field. It is said only where one of the measures runs that
    it stands `under`, and not where one runs that it does `not_under`.
    What its `source` is called is printed behind it, once somebody checked that source.
    """

    heading: Template | None = None
    paragraph: Template | None = None
    items: Annotated[tuple[Template, ...], Field(min_length=1)] | None = None
    source: Id | None = None
    needs: Name | None = None
    lacks: Name | None = None
    under: Under = ()
    not_under: Under = ()

    def fits(self, measures: Collection[str]) -> bool:
        """Whether it is said where these measures run."""
        return (not self.under or any(each in measures for each in self.under)) and not any(
            each in measures for each in self.not_under
        )

    @property
    def texts(self) -> tuple[Template, ...]:
        """What it says: one text, or the items of the list."""
        return self.items or tuple(text for text in (self.heading, self.paragraph) if text is not None)


class Sent(Part):
    """The fact of the practice that is recorded when a letter or form was sent, and what it says.

    A value is fixed, or ``{field}``: what was filled in; or ``{addressee}`` or ``{reference}``.
    """

    fact: FactId
    values: Mapping[Name, StrictBool | StrictInt | StrictStr] = {}

    def said(self, filled: Mapping[str, object]) -> dict[str, object]:
        """The values with what was filled in; what was left empty says nothing."""
        told = {
            name: filled.get(value[1:-1]) if isinstance(value, str) and PLACEHOLDER.fullmatch(value) else value
            for name, value in self.values.items()
        }
        return {name: value for name, value in told.items() if value not in (None, "")}


class Letter(Part):
    """A letter or report of the organisation's own; a `decision` it carries out has its gates before it.

    `to_whom` is what the practice calls the one who gets it, where `to` says too little. `where` asks what was said
    last of the incident it answers; where nothing was, it is not written.
    """

    id: Id
    name: Text
    kind: LetterKind
    to: Recipient
    to_whom: Text | None = None
    several: StrictBool = False
    source: Id
    measures: Measures
    where: ConditionText | None = None
    decision: Id | None = None
    sent: Sent | None = None
    fields: tuple[LetterField, ...] = ()
    body: Annotated[tuple[Passage, ...], Field(min_length=1)]

    def fits(self, measures: Iterable[str]) -> bool:
        """Whether it can be written in a case with these measures."""
        return self.measures == "any" or not set(self.measures).isdisjoint(measures)

    @property
    def reports(self) -> bool:
        """Whether it is a report to an authority, which ends with what was shared about its client."""
        return self.kind == "report" and (self.to in AUTHORITIES or self.to == "other")

    @property
    def answers(self) -> bool:
        """Whether it takes something from an incident."""
        return any(field.incident is not None for field in self.fields)

    @property
    def asks_who(self) -> bool:
        """Whether it asks who took the decision it carries out."""
        return any(field.id == DECIDED_BY for field in self.fields)

    def incident_in(self, filled: Mapping[str, object]) -> str:
        """What the incident is called that a letter answers, as filled in; "" where it names none."""
        named = (filled.get(field.id) for field in self.fields if field.tells == "name")
        return str(next(named, "") or "")

    def asking_who(self) -> Letter:
        """The same letter, with who decided among what it asks."""
        return self if self.asks_who else self.model_copy(update={"fields": (*self.fields, WHO_DECIDED)})

    def field(self, id: str) -> LetterField:
        """The field with this id; raises KeyError."""
        for each in self.fields:
            if each.id == id:
                return each
        raise KeyError(id)

    def text(
        self,
        language: str,
        values: Mapping[str, str],
        cited: Mapping[str, str],
        no: Collection[str] = (),
        measures: Collection[str] = (),
    ) -> str:
        """The letter as text: paragraphs, ``# `` headings and ``- `` lists, apart by an empty line.

        `values` holds what each placeholder stands for; one without stays as its name in square brackets, for the
        writer. `cited` holds what each source that may be printed is called, and `no` the fields that were answered
        with no, which is as little as nothing for a passage that needs them; `measures` are those that run. Raises
        KeyError for a placeholder that is not in `values`, and ValueError for another language than nl and en.
        """
        said = []
        so = {id for id, value in values.items() if value and id not in no}
        for passage in self.body:
            if (passage.needs is not None and passage.needs not in so) or passage.lacks in so:
                continue
            if not passage.fits(measures):
                continue
            texts = [PLACEHOLDER.sub(lambda found: values[found[1]], text.in_(language)) for text in passage.texts]
            if name := cited.get(passage.source or ""):
                texts[-1] += f" ({name})"
            mark = "# " if passage.heading else "- " if passage.items else ""
            said.append("\n".join(mark + text for text in texts))
        return "\n\n".join(said)

    def saying(self, says: Mapping[str, str | bool]) -> dict[str, str | bool]:
        """The fields that have to be filled in so that sending records this, by their names."""
        named = self.sent.values.items() if self.sent else ()
        return {
            value[1:-1]: says[name]
            for name, value in named
            if isinstance(value, str) and PLACEHOLDER.fullmatch(value) and name in says
        }

    def record(self, filled: Mapping[str, object], addressee: str, reference: str = "") -> dict[str, object]:
        """What the fact of sending says; a field that was left empty says nothing."""
        by_itself = {ADDRESSEE[1:-1]: addressee, REFERENCE[1:-1]: reference}
        return self.sent.said({**filled, **by_itself}) if self.sent else {}
