"""How long the client's own cases are kept, and what is held of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alliantie.access.identity import Actor
from alliantie.cases.queries import practice_of
from alliantie.keeping.queries import cases_held, holds, of_practice, own_terms
from alliantie.keeping.rules import Rule, rule
from alliantie.keeping.words import months_in_words, source_in_words
from alliantie.portal.queries.cases import cases_of
from alliantie.practices.keeping import Category


@dataclass(frozen=True, slots=True)
class KeptFor:
    """How long one case is kept, and the answers of its rounds, by which sources; and why nothing goes for now."""

    organisation: str
    closed_on: date | None
    long: str
    source: str
    answers: str
    answers_source: str
    held: tuple[tuple[str, date], ...]
    """Until which day it is held; why, where that is about the client alone, else ""."""


def kept_for(actor: Actor, language: str, today: date) -> tuple[KeptFor, ...]:
    """Of each of the client's cases, newest first. Four queries."""
    own, whole_cases = own_terms(), cases_held(actor)
    held = [each for each in holds(actor) if each.client_id and each.until >= today]
    found = []
    for case in cases_of(actor):
        practice = practice_of(case)
        used = of_practice(practice.id, practice.version)
        whole, answers = (rule(case.organisation_id, each, used, own) for each in (Category.CASE, Category.ANSWERS))
        found.append(
            KeptFor(
                case.organisation.name,
                case.closed_on,
                months_in_words(whole.kept.months),
                _source(whole, language),
                months_in_words(answers.kept.months),
                _source(answers, language),
                (
                    *((("", whole_cases[case.id]),) if case.id in whole_cases else ()),
                    *((each.reason, each.until) for each in held if each.organisation_id == case.organisation_id),
                ),
            )
        )
    return tuple(found)


def _source(found: Rule, language: str) -> str:
    return found.why or source_in_words(found.kept.source.id, language)
