"""The letters, reports and forms of a practice in words: all that they say and ask. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from alliantie.practices.letter import PLACEHOLDERS, Letter, Passage
from alliantie.practices.schema import Practice
from alliantie.practices.show_norms import measures_in_words
from alliantie.practices.show_reactions import Parts
from alliantie.practices.show_words import WORDS
from alliantie.practices.texts import PLACEHOLDER, Language


def letters_in_words(practice: Practice, language: Language) -> Parts:
    """Each letter with whom it goes to and its text; what is filled in later stands in brackets, by its name."""
    words, called = WORDS[language], practice.words.client.one(language)
    for template in practice.letters:
        letter = practice.letter(template.id)
        title = words["letter_to"].format(name=letter.name.in_(language), to=words[letter.to].format(called))
        said = [
            (text, passage.source or ("" if number else letter.source))
            for number, passage in enumerate(letter.body)
            for text in _said(practice, letter, passage, language)
        ]
        yield title, said


def _said(practice: Practice, letter: Letter, passage: Passage, language: Language) -> Iterator[str]:
    known = {each.id: each.name for each in practice.known}
    names = PLACEHOLDERS | known | {each.id: each.name for each in letter.fields}
    only = _only(practice, letter, passage, language)
    for text in passage.texts:
        filled = PLACEHOLDER.sub(lambda found: f"[{names[found[1]].in_(language)}]", text.in_(language))
        yield f"{filled} ({only})" if only else filled


def _only(practice: Practice, letter: Letter, passage: Passage, language: Language) -> str:
    """When a passage is said, where it is not always."""
    words = WORDS[language]
    asked = [(key, letter.field(name)) for key, name in (("needs", passage.needs), ("lacks", passage.lacks)) if name]
    parts = [words[key].format(field.name.in_(language)) for key, field in asked]
    if passage.under:
        parts.append(measures_in_words(practice, passage.under, language))
    if passage.not_under:
        others = tuple(each.id for each in practice.measures if each.id not in passage.not_under)
        parts.append(measures_in_words(practice, others, language))
    return "; ".join(parts)


def forms_in_words(practice: Practice, language: Language) -> Parts:
    """Each form with its questions, part by part."""
    for form in practice.forms:
        asked = [
            (f"{part.name.in_(language)}: " + " ".join(_asked(field.name.in_(language)) for field in part.fields), "")
            for part in form.sections
        ]
        yield form.name.in_(language), [(asked[0][0], form.source), *asked[1:]]


def _asked(question: str) -> str:
    return question if question.endswith(("?", ".")) else f"{question}."
