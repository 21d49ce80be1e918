"""What a practice does when something happened, and how its cases end, in words: statements in groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Protocol

from alliantie.practices.reaction import TIE, Incident, Reactions, Response
from alliantie.practices.schema import Practice
from alliantie.practices.show_conditions import condition_in_words
from alliantie.practices.show_norm_words import OUTCOMES
from alliantie.practices.show_norms import fact_name, measures_in_words
from alliantie.practices.show_words import WORDS
from alliantie.practices.sources import day_in_words
from alliantie.practices.texts import Address, ClientText, Language, Text

Parts = Iterator[tuple[str, list[tuple[str, str]]]]
"""Groups of statements: the title of each, and its texts with the ids of their sources."""

_WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "heard": "Vooraf",
        "hear": "Eerst het eigen verhaal van de cliënt. Liever niets zeggen mag.",
        "incidents": "Wat er kan gebeuren",
        "causes": "Hoe de medewerker de oorzaak kan zien; de cliënt kan dat tegenspreken",
        "responses": "Wat er kan, van licht naar zwaar",
        "ladder": "Treden: {name}",
        "single": "Treden, één tegelijk: {name}",
        "reasons": "Redenen voor een einde",
        "returns": "Als iemand terugkomt",
        "by": "beslist: {who}",
        "for": "bij: {incidents}",
        "if": "als {when}",
        "asked": "eerst staat: {first}",
        "beyond": "pas als dit zo is: {rule}",
        "first": "eerst: {facts}",
        "decision": "besluit: {decision}",
        "by_itself": "geen besluit beëindigt het",
        "letter": "brief: {letter}",
        "objection": "bezwaar binnen {term}",
        "own": "niet uit de bron",
        "return": "{text}: {term}",
        "set": "zo lang als is bepaald ({fact})",
        "else": ", en anders ",
        "yes": "ja",
        "no": "nee",
    },
    "en": {
        "heard": "Beforehand",
        "hear": "First the client's own account. Rather not saying is allowed.",
        "incidents": "What can happen",
        "causes": "How the worker can see the cause; the client can contradict that",
        "responses": "What can be done, from light to heavy",
        "ladder": "Rungs: {name}",
        "single": "Rungs, one at a time: {name}",
        "reasons": "Reasons for an ending",
        "returns": "When somebody comes back",
        "by": "decides: {who}",
        "for": "with: {incidents}",
        "if": "if {when}",
        "asked": "first stands: {first}",
        "beyond": "once this is so: {rule}",
        "first": "first: {facts}",
        "decision": "decision: {decision}",
        "by_itself": "no decision ends it",
        "letter": "letter: {letter}",
        "objection": "objection within {term}",
        "own": "not in the source",
        "return": "{text}: for {term}",
        "set": "as long as was set ({fact})",
        "else": ", or else ",
        "yes": "yes",
        "no": "no",
    },
}


def reactions_in_words(practice: Practice, language: Language) -> Parts:
    """What is done when something happened; nothing for a practice that does not say."""
    words, reactions = _WORDS[language], practice.reactions
    if reactions is None:
        return
    yield words["heard"], [(words["hear"], reactions.heard)]
    yield (
        words["incidents"],
        [
            (
                each.name.in_(language)
                + (f" [{measures_in_words(practice, each.measures, language)}]" if each.measures else "")
                + (f" ({words['asked'].format(first=_names(reactions, each, language))})" if each.first else ""),
                each.source,
            )
            for each in reactions.incidents
        ],
    )
    yield words["causes"], [(each.name.in_(language), each.source) for each in reactions.causes]
    yield words["responses"], [(_response(practice, each, language), each.source) for each in reactions.responses]
    for ladder in reactions.ladders:
        title = words["single" if ladder.single else "ladder"].format(name=ladder.name.in_(language))
        yield title, [(rung.name.in_(language), ladder.source) for rung in ladder.rungs]


def _names(reactions: Reactions, incident: Incident, language: Language) -> str:
    return ", ".join(reactions.response(each).name.in_(language) for each in incident.first)


def outcomes_in_words(practice: Practice, language: Language) -> Parts:
    """How cases end; nothing for a practice that does not say."""
    words, outcomes = _WORDS[language], practice.outcomes
    if outcomes is None:
        return
    reasons = []
    for reason in outcomes.reasons:
        more = [OUTCOMES[reason.kind][language]]
        if reason.measures != "any":
            more.append(measures_in_words(practice, reason.measures, language))
        for decision in reason.decision:
            more.append(words["decision"].format(decision=practice.decision(decision).name.in_(language)))
        if reason.by_itself:
            more.append(words["by_itself"])
        reasons.append((f"{reason.name.in_(language)} ({'; '.join(more)})", reason.source))
    yield words["reasons"], reasons
    returns = []
    for rule in outcomes.returns:
        terms = [words["set"].format(fact=fact_name(practice, rule.term_from.fact, language))] if rule.term_from else []
        terms += [rule.term.in_words(language)] if rule.term else []
        text = words["return"].format(text=rule.text.in_(language), term=words["else"].join(terms))
        returns.append((f"{text} ({WORDS[language][rule.grade]})", rule.source))
    yield words["returns"], returns


class _Named(Protocol):
    @property
    def name(self) -> Text: ...
    @property
    def client(self) -> ClientText | None: ...


def called(entry: _Named, language: str, address: Address | None) -> str:
    """What something is called: for a worker by its name; for a client of this address in the client's words."""
    if address is None or entry.client is None:
        return entry.name.in_(language)
    return entry.client.in_(language, address).rstrip(".")


def values_in_words(
    practice: Practice, kind: str, values: Mapping[str, Any], language: Language, address: Address | None = None
) -> tuple[tuple[str, str], ...]:
    """What a fact of this kind says, as the database keeps it: the name and the answer of each value but the tie,
    in the order in which they are asked.

    With an `address`, as a client reads it.
    """
    asked = {value.id: value for sort in practice.facts if sort.id == kind for value in sort.values}
    told = []
    for name, value in asked.items():
        if name == TIE or name not in values:
            continue
        given = values[name]
        match value.kind:
            case "yes_no":
                said = _WORDS[language]["yes" if given else "no"]
            case "choice":
                said = next((called(each, language, address) for each in value.options if each.id == given), str(given))
            case "day":
                said = day_in_words(date.fromisoformat(given), language)
            case "money":
                said = f"€ {given}".replace(".", "," if language == "nl" else ".")
            case "number":
                said = value.counted(given, language)
            case _:
                said = str(given)
        told.append((called(value, language, address), said))
    return tuple(told)


def who_decides(practice: Practice, response: Response, language: Language) -> str:
    """The role or the party outside that decides on a response."""
    if response.by is not None:
        return practice.role(response.by).name.in_(language)
    return response.outside.in_(language) if response.outside is not None else ""


def objection_in_words(response: Response, language: Language) -> str:
    """How long one can object, and whether the source says so; "" where one cannot."""
    if response.objection is None:
        return ""
    words = _WORDS[language]
    text = words["objection"].format(term=response.objection.term.in_words(language))
    return f"{text} ({words['own']})" if response.objection.term_by == "own" else text


def _response(practice: Practice, response: Response, language: Language) -> str:
    words = _WORDS[language]
    more = [WORDS[language][response.grade], words["by"].format(who=who_decides(practice, response, language))]
    if response.incidents != "any" and practice.reactions is not None:
        named = [practice.reactions.incident(each) for each in response.incidents]
        more.append(words["for"].format(incidents=", ".join(each.name.in_(language) for each in named)))
    if response.measures != "any":
        more.append(measures_in_words(practice, response.measures, language))
    if response.where is not None:
        more.append(words["if"].format(when=condition_in_words(practice, response.where, language)))
    if response.beyond is not None:
        more.append(words["beyond"].format(rule=practice.norm(response.beyond).text.in_(language)))
    if response.first:
        facts = ", ".join(fact_name(practice, each, language) for each in response.first)
        more.append(words["first"].format(facts=facts))
    if response.decision is not None:
        more.append(words["decision"].format(decision=practice.decision(response.decision).name.in_(language)))
    if response.letter is not None:
        more.append(words["letter"].format(letter=practice.letter(response.letter).name.in_(language)))
    if response.objection is not None:
        more.append(objection_in_words(response, language))
    return f"{response.name.in_(language)} ({'; '.join(more)})"
