"""Texts of a practice: Dutch and English, and for clients the Dutch twice, with u and with je."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictStr

from alliantie.practices.messages import joined, message

Language = Literal["nl", "en"]
Address = Literal["u", "je"]

LONGEST_SENTENCE = 12
"""Words in a sentence for a client, at most (the plain-language rule of every client screen)."""

PLACEHOLDERS = frozenset({"professional", "organisation"})
_LONGEST_TEXT = 2000
_U_WORDS = frozenset({"u", "uw", "uwe", "uzelf"})
_JE_WORDS = frozenset({"je", "jij", "jou", "jouw", "jouwe", "jezelf"})
_SENTENCE_END = re.compile(r"(?<=[.?!])[\"'”’)]*\s+")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""Where a letter says what is filled in later."""
_WORD = re.compile(r"[^\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Part(BaseModel):
    """What all parts of a practice share: nothing in them changes, and no unknown field is let in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def uncapitalised(text: str) -> str:
    """The text as it stands within a sentence: with a small first letter, unless it begins with an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def sentences(text: str) -> list[str]:
    """The sentences of `text`, split after a full stop, question mark or exclamation mark followed by space."""
    return [sentence for sentence in _SENTENCE_END.split(text.strip()) if sentence]


def word_count(text: str) -> int:
    """Words as a reader counts them: pieces between spaces that hold a letter or digit."""
    return sum(1 for piece in text.split() if _WORD.search(piece))


def _fail(faults: Sequence[str]) -> None:
    if faults:
        raise ValueError(joined(faults))


def _text_faults(text: str) -> list[str]:
    faults: list[str] = []
    if not text.strip():
        return [message("Hier staat niets.")]
    if text != text.strip():
        faults.append(
            message(
                "De tekst begint of eindigt met een spatie of een lege regel. Schrijf >- voor een "
                "tekst over meer regels."
            )
        )
    if len(text) > _LONGEST_TEXT:
        faults.append(message("De tekst is langer dan %(most)s tekens.", most=_LONGEST_TEXT))
    if _CONTROL.search(text):
        faults.append(message("In de tekst staat een onzichtbaar teken. Haal het weg."))
    return faults


def _plain(text: str) -> str:
    faults = _text_faults(text)
    if "{" in text or "}" in text:
        faults.append(
            message(
                "Hier mag geen accolade staan. {professional} en {organisation} worden alleen in "
                "teksten voor cliënten ingevuld."
            )
        )
    _fail(faults)
    return text


def _for_client(text: str) -> str:
    faults = _text_faults(text)
    for sentence in sentences(text):
        count = word_count(sentence)
        if count > LONGEST_SENTENCE:
            faults.append(
                message(
                    "Een zin voor cliënten heeft %(count)s woorden, hoogstens %(most)s: %(sentence)s",
                    count=count,
                    most=LONGEST_SENTENCE,
                    sentence=sentence,
                )
            )
    if "!" in text:
        faults.append(message("Gebruik hier geen uitroepteken."))
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            faults.append(
                message("{%(name)s} wordt niet ingevuld. Gebruik {professional} of {organisation}.", name=name)
            )
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        faults.append(message("Hier staat een accolade te veel of te weinig."))
    _fail(faults)
    return text


def _template(text: str) -> str:
    faults = _text_faults(text)
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        faults.append(
            message(
                "Hier staat een accolade te veel of te weinig, of een naam met andere tekens dan "
                "kleine letters, cijfers en _."
            )
        )
    _fail(faults)
    return text


def _without(text: str, forbidden: frozenset[str], own: str) -> str:
    if found := sorted(words_of(text) & forbidden):
        raise ValueError(
            message("Dit is de tekst met %(own)s. Schrijf hier geen %(words)s.", own=own, words=", ".join(found))
        )
    return text


def other_address(address: str) -> frozenset[str]:
    """The Dutch words that a text for somebody we call `address` may not say."""
    return _JE_WORDS if address == "u" else _U_WORDS


def words_of(text: str) -> frozenset[str]:
    """The words of a text, in small letters."""
    return frozenset(_WORD.findall(text.casefold()))


def _says_u(text: str) -> str:
    return _without(text, _JE_WORDS, "u")


def _says_je(text: str) -> str:
    return _without(text, _U_WORDS, "je")


PlainText = Annotated[StrictStr, AfterValidator(_plain)]
ClientSentences = Annotated[StrictStr, AfterValidator(_for_client)]


class Text(Part):
    """One text for professionals in Dutch and English."""

    nl: PlainText
    en: PlainText

    def in_(self, language: str) -> str:
        """The text in `language` ("nl" or "en", also "nl-be"); raises ValueError for another language."""
        return self.nl if base_language(language) == "nl" else self.en


class Template(Part):
    """One text of a letter in Dutch and English, in which ``{names}`` stand for what is filled in."""

    nl: Annotated[StrictStr, AfterValidator(_template)]
    en: Annotated[StrictStr, AfterValidator(_template)]

    def in_(self, language: str) -> str:
        """The text in `language` ("nl" or "en", also "nl-be"); raises ValueError for another language."""
        return self.nl if base_language(language) == "nl" else self.en


class Addressed(Part):
    """One Dutch text written twice by hand, for clients we call u and for clients we call je."""

    u: Annotated[ClientSentences, AfterValidator(_says_u)]
    je: Annotated[ClientSentences, AfterValidator(_says_je)]


class ClientText(Part):
    """One text for clients: plain words, short sentences; Dutch with u and with je, and English.

    `{professional}` stands for the first name of the worker and `{organisation}` for the organisation's name.
    """

    nl: Addressed
    en: ClientSentences

    def in_(self, language: str, address: str) -> str:
        """The text in `language` ("nl", "en") for `address` ("u", "je"); raises ValueError for anything else."""
        if address not in ("u", "je"):
            raise ValueError(f"a practice says u or je, not {address!r}")
        if base_language(language) == "en":
            return self.en
        return self.nl.u if address == "u" else self.nl.je


class Forms(Part):
    """A word for one and for many."""

    one: PlainText
    many: PlainText


class Word(Part):
    """One of the practice's own words, such as "justitieassistent", in both languages."""

    nl: Forms
    en: Forms

    def one(self, language: str) -> str:
        """The singular in `language`; raises ValueError for another language than nl, en."""
        return self._forms(language).one

    def many(self, language: str) -> str:
        """The plural in `language`; raises ValueError for another language than nl, en."""
        return self._forms(language).many

    def _forms(self, language: str) -> Forms:
        return self.nl if base_language(language) == "nl" else self.en


# A page asks for its own language at each text.
@lru_cache(maxsize=32)
def base_language(language: str) -> Language:
    """ "nl" or "en" for a language code such as "nl", "nl-be" or "en_GB"; raises ValueError for another language."""
    code = re.split(r"[-_]", language, maxsplit=1)[0].casefold()
    if code == "nl":
        return "nl"
    if code == "en":
        return "en"
    raise ValueError(f"practices are written in nl and en, not in {language!r}")
