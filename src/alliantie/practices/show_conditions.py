"""A condition in words: its names, answers and operators as a reader of the practice calls them, in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from alliantie.practices.classification import Classification
from alliantie.practices.conditions import Known
from alliantie.practices.facts import ValueOf
from alliantie.practices.schema import Practice
from alliantie.practices.show_norm_words import OUTCOMES
from alliantie.practices.texts import Language, Text, uncapitalised

_PIECE = re.compile(r'in \[|"[^"]*"|\'[^\']*\'|[a-z][a-z0-9_]*|[0-9]+|==|!=|<=|>=|&&|\|\||.', re.DOTALL)
_OPERATORS: dict[str, dict[Language, str]] = {
    "==": {"nl": "is", "en": "is"},
    "!=": {"nl": "is niet", "en": "is not"},
    ">=": {"nl": "minstens", "en": "at least"},
    "<=": {"nl": "hoogstens", "en": "at most"},
    ">": {"nl": "meer dan", "en": "more than"},
    "<": {"nl": "minder dan", "en": "less than"},
    "&&": {"nl": "en", "en": "and"},
    "||": {"nl": "of", "en": "or"},
    "!": {"nl": "niet", "en": "not"},
    "in": {"nl": "bij", "en": "among"},
    "in [": {"nl": "is", "en": "is"},
    "true": {"nl": "ja", "en": "yes"},
    "false": {"nl": "nee", "en": "no"},
}
_NAMES: dict[str, dict[Language, str]] = {
    "talk": {"nl": "gesprek", "en": "talk"},
    "mode": {"nl": "manier", "en": "mode"},
    "minutes": {"nl": "minuten", "en": "minutes"},
    "present": {"nl": "wie erbij was", "en": "who was there"},
    "everyone": {"nl": "iedereen was erbij", "en": "everyone was there"},
    "measure": {"nl": "maatregel", "en": "measure"},
    "measures": {"nl": "maatregelen", "en": "measures"},
    "phase": {"nl": "fase", "en": "phase"},
    "age": {"nl": "leeftijd", "en": "age"},
    "decision": {"nl": "besluit", "en": "decision"},
    "outcome": {"nl": "hoe het eindigde", "en": "how it ended"},
    "reason": {"nl": "reden van het einde", "en": "reason for the ending"},
    "explained": {"nl": "kader uitgelegd", "en": "frame explained"},
    "norm": {"nl": "regel", "en": "rule"},
    "client": {"nl": "cliënt", "en": "client"},
    "young_person": {"nl": "jongere", "en": "young person"},
    "parent": {"nl": "ouder", "en": "parent"},
    "worker": {"nl": "medewerker", "en": "worker"},
    "other": {"nl": "een ander", "en": "somebody else"},
    "office": {"nl": "kantoor", "en": "office"},
    "home": {"nl": "thuis", "en": "home"},
    "elsewhere": {"nl": "ergens anders", "en": "somewhere else"},
    "phone": {"nl": "telefoon", "en": "telephone"},
    "online": {"nl": "online", "en": "online"},
    "written": {"nl": "schriftelijk", "en": "in writing"},
    "any": {"nl": "elke manier", "en": "any mode"},
}


def condition_in_words(practice: Practice, text: str, language: Language, table: Classification | None = None) -> str:
    """`text`, a condition of `practice` or of one of its tables, in words."""
    names, answers = _names_of(practice), _answers_of(practice)
    for asked in table.asks if table else ():
        names[asked.id] = asked.name
        answers[asked.id] = {option.id: option.name for option in asked.options}
    anywhere = {id: name for of_one in answers.values() for id, name in of_one.items()}
    said, last = [], ""
    listed: list[str] | None = None
    for piece in _PIECE.findall(text):
        if piece.isspace() or (listed is not None and piece == ","):
            continue
        if listed is not None and piece == "]":
            said.append(one_of(listed, language))
            listed = None
        elif listed is not None:
            listed.append(_word(anywhere | answers.get(last, {}), piece.strip("\"'"), language))
        elif piece in _OPERATORS:
            said.append(_OPERATORS[piece][language])
            listed = [] if piece == "in [" else None
        elif piece[0] in "\"'":
            said.append(_word(anywhere | answers.get(last, {}), piece[1:-1], language))
        elif piece[0].isalpha():
            last = piece
            said.append(_word(names, piece, language))
        else:
            said.append(piece)
    sentence = " ".join(said)
    return re.sub(r" ?([)\],])", r"\1", re.sub(r"([([]) ", r"\1", sentence))


def one_of(names: Sequence[str], language: Language) -> str:
    """Several names of which any will do: "A, B of C"."""
    first, last = names[:-1], names[-1:]
    return f" {_OPERATORS['||'][language]} ".join(filter(None, (", ".join(first), *last)))


def answers_in_words(
    table: Classification, names: Iterable[str], answers: Mapping[str, Known], language: Language
) -> tuple[str, ...]:
    """What was answered to these questions of a table, each with its question: "Budgetbeheer: is nodig"."""
    asked = {each.id: each for each in table.asks}
    return tuple(
        f"{asked[name].name.in_(language)}: {_answered(asked[name], answers[name], language)}" for name in names
    )


def _answered(asked: ValueOf, answer: Known, language: Language) -> str:
    if isinstance(answer, bool):
        return _OPERATORS["true" if answer else "false"][language]
    option = next((option.name.in_(language) for option in asked.options if option.id == answer), str(answer))
    return uncapitalised(option)


def _word(named: dict[str, Text], id: str, language: Language) -> str:
    if id in named:
        return named[id].in_(language)
    return _NAMES[id][language] if id in _NAMES else id


def _names_of(practice: Practice) -> dict[str, Text]:
    """What the practice calls the values of its facts and what it wants known."""
    values = {value.id: value.name for sort in practice.facts for value in sort.values}
    return values | {known.id: known.name for known in practice.known}


def _answers_of(practice: Practice) -> dict[str, dict[str, Text]]:
    """What the practice calls each answer, by the name it answers: a talk and a measure can share an id.

    Measures come last of all: they also stand before their name, as in ``"crisis" in measures``.
    """
    answers: dict[str, dict[str, Text]] = {}
    for value in (value for sort in practice.facts for value in sort.values):
        answers.setdefault(value.id, {}).update({option.id: option.name for option in value.options})
    reasons = practice.outcomes.reasons if practice.outcomes else ()
    answers["reason"] = {each.id: each.name for each in reasons} | answers.get("reason", {})
    kinds = {kind: Text(**words) for kind, words in OUTCOMES.items()}
    answers["outcome"] = {str(kind): name for kind, name in kinds.items()} | answers.get("outcome", {})
    answers["talk"] = {each.id: each.name for each in practice.talks}
    answers["phase"] = {each.id: each.name for each in practice.phases}
    answers["decision"] = {each.id: each.name for each in practice.decisions}
    answers["measure"] = {each.id: each.name for each in practice.measures}
    return answers
