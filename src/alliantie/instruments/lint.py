"""Are the items readable for the most nervous reader: short, plain, one idea, nothing denied.

The word lists and the exceptions with their reasons are data (`lint_rules.yaml`). The limits are
our own choice, after the guideline figures for readers with a mild intellectual disability (about
ten to twelve words, concrete, present tense, no negations, no comparisons).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

from alliantie.instruments.questionnaire import PLACEHOLDER, Form, Questionnaire, fill, text_of
from alliantie.instruments.schema import ROLES, Instrument
from alliantie.instruments.tree import read

MOST_WORDS = {"standard": 12, "easy": 8}
MOST_WORDS_QUESTION = 12

# A practice may call someone by two words ("justice assistant"), so a placeholder counts as two.
_TWO_WORDS = "de ander"

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_JOINED = re.compile(r"[,;:/&()]")
_FIRST_PERSON = {
    "nl": frozenset(["ik", "mij", "me", "mijn", "we", "wij", "ons", "onze", "mezelf"]),
    "en": frozenset(["i", "me", "my", "we", "us", "our", "myself"]),
}
_PASSIVE = {
    "nl": (
        re.compile(r"\b(?:word|wordt|worden|werd|werden)\b"),
        re.compile(r"\b(?:ben|bent|is|zijn)\b.*\b(?:ge|be|ver|ont|her)\w{2,}(?:d|t|en)\b"),
        re.compile(r"\bvoel(?:t|en)?\b.*\bge\w{2,}(?:d|t|en)\b"),
    ),
    "en": (
        re.compile(
            r"\b(?:am|is|are|was|were|be|been|being|get|gets|feel|feels)\b"
            r"(?:\s\w+ly)?\s(?:\w+ed|made|told|given|taken|seen|done|kept|heard|held|understood)\b"
        ),
    ),
}
_CONTRACTED_NOT = re.compile(r"\b\w+n['’]t\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule broken in one text; `where` says which wording it is."""

    text: str
    language: str
    rule: str
    found: str
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.rule} ({self.found}): {self.sentence}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """A found thing that may stay, with the reason."""

    text: str
    language: str
    rule: str
    found: str
    why: str

    def covers(self, finding: Finding) -> bool:
        """Is this the exception for that finding."""
        return (self.text, self.language, self.rule, self.found) == (
            finding.text,
            finding.language,
            finding.rule,
            finding.found,
        )


def lint(instrument: Instrument) -> list[Finding]:
    """Everything broken in all wordings of an instrument, without looking at the exceptions."""
    return [*_items(instrument), *_questions(instrument)]


def lint_questionnaire(questionnaire: Questionnaire) -> list[Finding]:
    """Everything broken once a practice's own words are filled in."""
    form: Form = "standard" if len(questionnaire.options) == 5 else "easy"
    return [
        Finding(item.id, questionnaire.language, rule, found, questionnaire.key, item.text)
        for item in questionnaire.items
        for rule, found in check_item(item.text, questionnaire.language, form)
    ]


def allowed() -> tuple[Allowed, ...]:
    """The exceptions with their reasons."""
    return tuple(Allowed(**entry) for entry in _rules()["allowed"])


def not_allowed(findings: list[Finding]) -> list[Finding]:
    """The findings for which there is no exception."""
    exceptions = allowed()
    return [f for f in findings if not any(exception.covers(f) for exception in exceptions)]


def check_item(sentence: str, language: str, form: Form) -> list[tuple[str, str]]:
    """The rules a statement breaks, each with what was found."""
    broken = _common(sentence, language, MOST_WORDS[form])
    words = {word.lower() for word in _WORD.findall(sentence)}
    if not words & _FIRST_PERSON[language]:
        broken.append(("first_person", "none"))
    if not re.fullmatch(r"[^.!?…]+\.", sentence):
        broken.append(("one_sentence", sentence[-1:]))
    return broken


def check_question(sentence: str, language: str) -> list[tuple[str, str]]:
    """The rules a question beside the items breaks."""
    broken = _common(sentence, language, MOST_WORDS_QUESTION)
    if not re.fullmatch(r"[^.!?…]+[.?]", sentence):
        broken.append(("one_sentence", sentence[-1:]))
    return broken


def _common(sentence: str, language: str, most_words: int) -> list[tuple[str, str]]:
    lower = sentence.lower()
    words = _WORD.findall(lower)
    broken = [("length", str(len(words)))] if len(words) > most_words else []
    for rule, listed in _rules()["words"][language].items():
        broken += [(rule, word) for word in sorted(set(words) & set(listed))]
    broken += [("double", sign) for sign in sorted(set(_JOINED.findall(lower)))]
    broken += [("negation", word) for word in _CONTRACTED_NOT.findall(lower)]
    for pattern in _PASSIVE[language]:
        broken += [("passive", found[0]) for found in pattern.finditer(lower)]
    return broken


def _items(instrument: Instrument) -> Iterator[Finding]:
    forms: tuple[Form, ...] = get_args(Form)
    for variant in instrument.variants:
        for scale in instrument.scales:
            for item in scale.items:
                for role in ROLES:
                    for form in forms:
                        if getattr(item, role) is None or getattr(instrument.forms, form) is None:
                            continue
                        text = text_of(item, variant, role, form)
                        for language in instrument.languages:
                            where = f"{variant.id} {item.id} {role} {form} {language}"
                            words = {
                                "professional": variant.words.professional.in_(language),
                                "client": variant.words.client.in_(language),
                            }
                            template = text.in_(language)
                            broken = dict.fromkeys(
                                check_item(PLACEHOLDER.sub(_TWO_WORDS, template), language, form)
                                + check_item(fill(template, words), language, form)
                            )
                            for rule, found in broken:
                                yield Finding(item.id, language, rule, found, where, template)


def _questions(instrument: Instrument) -> Iterator[Finding]:
    for name, language, sentence in _asked(instrument):
        for rule, found in check_question(sentence, language):
            yield Finding(name, language, rule, found, f"{name} {language}", sentence)


def _asked(instrument: Instrument) -> Iterator[tuple[str, str, str]]:
    """Each sentence that is no item: its name, language and words."""
    asked = {"heading.client": instrument.heading.client}
    asked["heading.professional"] = instrument.heading.professional
    questions = instrument.questions
    if questions is not None:
        for language in instrument.languages:
            yield "practice", language, questions.practice.in_(language)
        asked["helped"] = questions.helped.text
        asked["own_say"] = questions.own_say.text
        asked["talk_worth"] = questions.talk_worth.text
    for name, text in asked.items():
        for language in instrument.languages:
            for address in ("u", "je") if language == "nl" else ("u",):
                yield name, language, text.in_(language, address)


@cache
def _rules() -> dict[str, Any]:
    path = Path(__file__).with_name("lint_rules.yaml")
    tree, _ = read(path.read_bytes(), path.name)
    return tree.value
