"""The questions for one person: built from an instrument, a practice's words and a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from alliantie.instruments.schema import Instrument, ItemText, Variant
    from alliantie.instruments.texts import Text

Role = Literal["client", "professional"]
Form = Literal["standard", "easy"]
ScaleId = Literal["trust", "direction", "bond", "friction"]
Apart = Literal["dont_know", "rather_not"]

PLACEHOLDER = re.compile(r"\{(professional|client)\}")
_WORD = re.compile(r"[^{}<>\r\n]{1,60}")


class Item(NamedTuple):
    """One statement as it is read."""

    id: str
    scale: ScaleId
    text: str


class Option(NamedTuple):
    """One answer of a form, with its value."""

    value: int
    label: str


class ApartOption(NamedTuple):
    """An answer that counts as missing."""

    value: Apart
    label: str


class Key(NamedTuple):
    """What must be equal before two rounds belong on one line."""

    instrument: str
    version: str
    variant: str
    length: int
    form: str

    def __str__(self) -> str:
        return "/".join(map(str, self))

    @classmethod
    def parse(cls, text: str) -> Key:
        """The parts of a written key; raises ValueError for anything else."""
        parts = text.split("/")
        if len(parts) == len(cls._fields) and all(parts) and re.fullmatch("[1-9][0-9]{0,2}", parts[3]):
            instrument, version, variant, length, form = parts
            if form in get_args(Form):
                return cls(instrument, version, variant, int(length), form)
        raise ValueError(f"not a key of a questionnaire: {text!r}")


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions, answers and rules for one person in one round.

    `key` names instrument, version, variant, length and form: rounds with different keys start a
    new line (`same_line`). `at_least_percent` is the share of a scale that must be answered.
    """

    key: str
    role: Role
    language: str
    items: tuple[Item, ...]
    options: tuple[Option, ...]
    apart: tuple[ApartOption, ...]
    at_least_percent: int

    @property
    def all_options(self) -> tuple[Option | ApartOption, ...]:
        """Every answer that may be given: those on the scale, then those that stand apart."""
        return (*self.options, *self.apart)


def same_line(key_a: str, key_b: str) -> bool:
    """May two rounds be joined in one trend: only if nothing about the questions differs.

    Another version, variant, length or form gives figures that cannot be compared without a
    linking study, and there is none. Raises ValueError for text that is no key.
    """
    return Key.parse(key_a) == Key.parse(key_b)


def build(
    instrument: Instrument,
    role_name: str,
    variant_id: str,
    length: int,
    form: str,
    language: str,
    words: Iterable[tuple[str, str]],
) -> Questionnaire:
    """See `Instrument.questionnaire`."""
    key = instrument.key(variant_id, length, form)
    if role_name not in get_args(Role):
        raise ValueError(f"no role {role_name!r}")
    role: Role = "client" if role_name == "client" else "professional"
    if language not in instrument.languages:
        raise ValueError(f"questionnaire {instrument.id} has no language {language!r}")
    variant = instrument.variant(variant_id)
    options = instrument.forms.get(form).options
    filled = _words(variant, language, words)
    items = [
        Item(item.id, scale, fill(text_of(item, variant, role, form).in_(language), filled))
        for item, scale in _ordered(instrument, role, length)
    ]
    return Questionnaire(
        key=key,
        role=role,
        language=language,
        items=tuple(items),
        options=tuple(Option(o.value, o.label.in_(language)) for o in options),
        apart=tuple(ApartOption(a.id, a.label.in_(language)) for a in instrument.apart),
        at_least_percent=instrument.missing.at_least_percent,
    )


def _ordered(instrument: Instrument, role: Role, length: int) -> Iterator[tuple[ItemText, ScaleId]]:
    """The items of one role and length.

    Without an order in the file the scales take turns, so that no two items of one characteristic
    stand side by side and friction is not a block of its own at the end.
    """
    by_scale = [
        [(item, scale.id) for item in scale.items if length in item.lengths and getattr(item, role) is not None]
        for scale in instrument.scales
    ]
    if instrument.order is None:
        for turn in range(max(map(len, by_scale))):
            yield from (items[turn] for items in by_scale if turn < len(items))
        return
    found = {item.id: (item, scale) for items in by_scale for item, scale in items}
    order: tuple[str, ...] = getattr(instrument.order, role)
    yield from (found[item_id] for item_id in order if item_id in found)


def text_of(item: ItemText, variant: Variant, role: Role, form: str) -> Text:
    """An item's text with its placeholders: the variant's words, else those of the item.

    Raises ValueError if the item has no such role or form.
    """
    own = variant.wording.get(item.id)
    for source in (getattr(own, role, None), getattr(item, role)):
        text: Text | None = getattr(source, form, None)
        if text is not None:
            return text
    raise ValueError(f"item {item.id} has no text for {role} in form {form!r}")


def fill(text: str, words: Mapping[str, str]) -> str:
    """Put the practice's words in a text; a sentence keeps its capital."""
    filled = PLACEHOLDER.sub(lambda found: words[found[1]], text)
    return filled[:1].upper() + filled[1:]


def _words(variant: Variant, language: str, words: Iterable[tuple[str, str]]) -> dict[str, str]:
    filled = {
        "professional": variant.words.professional.in_(language),
        "client": variant.words.client.in_(language),
    }
    for name, word in words:
        if name not in filled:
            raise ValueError(f"a questionnaire has no word {name!r}")
        if not _WORD.fullmatch(word) or not word.strip():
            raise ValueError(f"unusable word for {name}: {word!r}")
        filled[name] = word.strip()
    return filled
