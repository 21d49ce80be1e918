"""What a questionnaire file holds. An organisation's own file (a pack) adds its licence."""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache, partial
from typing import Literal, get_args

from pydantic import Field, StrictBool, StrictInt

from alliantie.instruments import questionnaire as building
from alliantie.instruments.questionnaire import Apart, Form, Key, Option, Questionnaire, Role, ScaleId
from alliantie.instruments.texts import ClientText, Day, Line, Name, Part, Text, Version

VariantId = Literal[
    "probation",
    "youth_protection",
    "youth_probation",
    "work",
    "shelter",
    "debt",
    "justice_house",
]

ROLES: tuple[Role, ...] = get_args(Role)
SCALES: tuple[ScaleId, ...] = get_args(ScaleId)
APART: tuple[Apart, ...] = get_args(Apart)
OPTIONS: Mapping[Form, int] = {"standard": 5, "easy": 3}

NOBODY_YET = {"nl": "Nog door niemand nagekeken", "en": "Not checked by anyone yet"}


class OptionText(Part):
    """One answer: its value and its word."""

    value: StrictInt
    label: Text


class FormOptions(Part):
    """The answers of one form, from low to high."""

    options: tuple[OptionText, ...] = Field(min_length=1)


class Forms(Part):
    """The forms a questionnaire has; packs may leave out the easy one."""

    standard: FormOptions
    easy: FormOptions | None = None

    def get(self, form: str) -> FormOptions:
        """The answers of a form; raises ValueError if the questionnaire has no such form."""
        found = {"standard": self.standard, "easy": self.easy}.get(form)
        if found is None:
            raise ValueError(f"no form {form!r}")
        return found


class ApartText(Part):
    """An answer beside the answers: it counts as missing and is counted apart."""

    id: Apart
    label: Text


class RoleText(Part):
    """An item's words for one role, in each form."""

    standard: Text
    easy: Text | None = None


class ItemText(Part):
    """One item. The friction items have one role only: they differ for the two on purpose."""

    id: Name
    lengths: tuple[StrictInt, ...] = Field(min_length=1)
    client: RoleText | None = None
    professional: RoleText | None = None


class Scale(Part):
    """One of the four characteristics with its items."""

    id: ScaleId
    name: Text
    about: Text
    items: tuple[ItemText, ...] = Field(min_length=1)


class RoleWording(Part):
    """Words of one role that a practice replaces; what is left out stays as it was."""

    standard: Text | None = None
    easy: Text | None = None


class Wording(Part):
    """The words a practice gives one item."""

    client: RoleWording | None = None
    professional: RoleWording | None = None


class Checked(Part):
    """Who went through the words of a variant, without names of clients, and when."""

    who: Line
    on: Day


class ReviewedBy(Part):
    """The clients and professionals who went through a variant."""

    clients: tuple[Checked, ...]
    professionals: tuple[Checked, ...]


class VariantWords(Part):
    """The usual words for the two people; the words of the practice itself go before these."""

    professional: Text
    client: Text


class Variant(Part):
    """The wording for one field of work."""

    id: VariantId
    name: Text
    words: VariantWords
    reviewed_by: ReviewedBy
    wording: dict[Name, Wording] = Field(default_factory=dict)

    def review(self, language: str) -> str:
        """Who has checked this wording, in one sentence."""
        clients, professionals = len(self.reviewed_by.clients), len(self.reviewed_by.professionals)
        if not clients and not professionals:
            return NOBODY_YET[language]
        if language == "nl":
            return f"Nagekeken: {clients} keer door cliënten, {professionals} keer door professionals"
        return f"Checked: {clients} times by clients, {professionals} times by professionals"


class Heading(Part):
    """The line above each item."""

    client: ClientText
    professional: ClientText


class Question(Part):
    """A question beside the four characteristics; it is never part of a score."""

    text: ClientText
    options: tuple[OptionText, ...] = Field(min_length=2)

    def answers(self, language: str) -> tuple[Option, ...]:
        """The answers from low to high."""
        return tuple(Option(o.value, o.label.in_(language)) for o in self.options)


class Questions(Part):
    """The questions to the client around a round.

    practice: tried once before the first item, never kept. helped: did last time's agreement help.
    own_say and talk_worth: optional, after every second discussed round.
    """

    practice: Text
    helped: Question
    own_say: Question
    talk_worth: Question


class Order(Part):
    """The order of the items for each role, where the scales do not simply take turns."""

    client: tuple[Name, ...]
    professional: tuple[Name, ...]


class Missing(Part):
    """How much of a scale must be answered; an organisation may ask more, never less."""

    at_least_percent: StrictInt = Field(ge=75, le=100)


class Instrument(Part):
    """A questionnaire of one version: same items for every practice, words per practice."""

    schema_: Literal[1] = Field(alias="schema")
    id: Name
    version: Version
    status: Literal["draft", "released"]
    languages: tuple[Literal["nl", "en"], ...] = Field(min_length=1)
    name: Text
    validated: StrictBool
    label: Text
    about: Text
    missing: Missing
    lengths: tuple[StrictInt, ...] = Field(min_length=1)
    forms: Forms
    apart: tuple[ApartText, ...]
    heading: Heading
    questions: Questions | None = None
    scales: tuple[Scale, ...]
    order: Order | None = None
    variants: tuple[Variant, ...] = Field(min_length=1)

    @property
    def hash(self) -> str:
        """SHA-256 over all that a reader can see; checking the words does not change it."""
        content = self.model_dump(mode="json", by_alias=True, exclude={"status", "licence"})
        for variant in content["variants"]:
            del variant["reviewed_by"]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def language_for(self, asked: str) -> str:
        """The language to show it in: the asked one, or the first it has when it lacks that."""
        return asked if asked in self.languages else self.languages[0]

    def variant(self, variant_id: str) -> Variant:
        """The wording for one field of work; raises ValueError if there is none."""
        for variant in self.variants:
            if variant.id == variant_id:
                return variant
        raise ValueError(f"questionnaire {self.id} has no variant {variant_id!r}")

    def key(self, variant: str, length: int, form: str = "standard") -> str:
        """What the rounds of one line share (see `same_line`); raises ValueError for what is not there."""
        if length not in self.lengths:
            raise ValueError(f"questionnaire {self.id} has no length {length!r}")
        self.forms.get(form)
        return str(Key(self.id, self.version, self.variant(variant).id, length, form))

    def questionnaire(
        self,
        role: str,
        variant: str,
        length: int,
        form: str = "standard",
        language: str = "nl",
        words: Mapping[str, str] | None = None,
    ) -> Questionnaire:
        """The questions for one person, ready to show and to score.

        `words` are the practice's words for "professional" and "client" in the asked language;
        without them the usual words of the variant stand. Raises ValueError for a role, variant,
        length, form or language that this questionnaire has not, and for an unusable word.
        """
        return self._built(role, variant, length, form, language, tuple((words or {}).items()))

    @cached_property
    def _built(self) -> Callable[..., Questionnaire]:
        # The same for everyone who is asked in the words of a practice.
        return lru_cache(maxsize=256)(partial(building.build, self))


class Evidence(Part):
    """What shows the right to use a questionnaire, for instance a letter of consent."""

    what: Line
    dated: Day


class Licence(Part):
    """Who owns a questionnaire, who may use it and until when (the last day counts)."""

    holder: Line
    evidence: Evidence
    organisations: tuple[Line, ...] = Field(min_length=1)
    last_day: Day


class LicensedInstrument(Instrument):
    """A questionnaire that an organisation brings itself."""

    licence: Licence
