"""What the law gives as a term, and that a copy of a practice does not stretch it.

What the law says is known from the practice that comes with the program. A practice that somebody wrote from the
beginning has no such counterpart: what it calls law is its own word, and is told as one nobody compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from alliantie.practices.messages import Message, message
from alliantie.practices.norm import Norm
from alliantie.practices.periods import Term, unit
from alliantie.practices.problems import Finding, Location
from alliantie.practices.schema import Practice

_KINDS = (
    ("within", "term"),
    ("every", "term"),
    ("at_most", "window"),
    ("at_most", "term"),
    ("requires", "fresh"),
    ("requires", "passed"),
    ("requires", "runs.least"),
)
STRETCHED_BY_LESS = ("window", "passed", "runs.least")
"""How often something may be is stretched by counting in a shorter time, and a gate by waiting shorter."""
_SIZES = {"D": ("days", 1), "W": ("days", 7), "M": ("months", 1), "Y": ("months", 12), "WD": ("working days", 1)}


def term_at(norm: Norm) -> tuple[str, str, Term] | None:
    """Where the term of a rule stands, and what it is; the first where a rule has two."""
    for kind, name in _KINDS:
        term = _named(norm, kind, name)
        if term is not None:
            return kind, name, term
    return None


def _named(norm: Norm, kind: str, name: str) -> Term | None:
    """The term of that name, which can stand within another part; None where there is a day instead, or nothing."""
    found = getattr(norm, kind)
    for part in name.split("."):
        found = getattr(found, part, None)
    return None if isinstance(found, str) else found


def law_term(norm: Norm) -> Term | None:
    """The term that the law gives, where it gives one: what is law can also leave the term to us."""
    found = term_at(norm)
    if found is None or norm.hardness != "law" or getattr(getattr(norm, found[0]), "term_by", "source") == "own":
        return None
    return found[2]


def law_findings(practice: Practice, ours: Practice) -> Iterator[Finding]:
    """Where a copy stretches a term that the law gives in the practice of ours, or calls its own term the law's.

    Its country and sector say which laws hold, so they stay.
    """
    for name in ("country", "sector"):
        if getattr(practice, name) != (value := getattr(ours, name)):
            yield Finding((name,), message("Bij ons is dit %(value)s. Laat dat hier staan.", value=value))
    by_law = {norm.id: norm for norm in ours.norms if law_term(norm) is not None}
    for index, norm in enumerate(practice.norms):
        if norm.id in by_law:
            yield from _stretched(("norms", index), norm, by_law[norm.id])


def not_compared(practice: Practice, ours: Practice | None) -> tuple[Norm, ...]:
    """The rules whose term is said to be the law's, while nothing of ours can tell."""
    known = {norm.id for norm in ours.norms if law_term(norm) is not None} if ours else set()
    return tuple(norm for norm in practice.norms if norm.id not in known and law_term(norm) is not None)


def _stretched(place: Location, norm: Norm, by_law: Norm) -> Iterator[Finding]:
    found = term_at(by_law)
    if found is None:
        return
    kind, name, law = found
    term = _named(norm, kind, name)
    if term is None:
        yield Finding(place, message("De wet zegt %(term)s. Laat die termijn hier staan.", term=_words(law)))
        return
    where = (*place, kind, *name.split("."))
    yield from _longer(where, term, law, name)
    if str(term) != str(law) and law_term(norm) is not None:
        yield Finding(
            (*place, "hardness"),
            message("De wet zegt %(term)s. Korter is onze keuze: schrijf hardness: needed.", term=_words(law))
            if name not in STRETCHED_BY_LESS
            else message("De wet zegt %(term)s. Langer is onze keuze: schrijf hardness: needed.", term=_words(law)),
        )
    if (limits := getattr(getattr(norm, kind), "limits", None)) is not None:
        allowed = getattr(by_law, kind).limits
        yield from _longer((*place, kind, "limits", "most"), limits.most, allowed.most if allowed else law, name)


def _longer(where: Location, term: Term, law: Term, name: str) -> Iterator[Finding]:
    (counted, size), (lawful, size_by_law) = _SIZES[unit(term)], _SIZES[unit(law)]
    more = term.count * size - law.count * size_by_law
    if counted != lawful:
        yield Finding(where, message("De wet zegt %(term)s. Kies dezelfde eenheid.", term=_words(law)))
    elif name not in STRETCHED_BY_LESS and more > 0:
        yield Finding(where, message("De wet zegt %(term)s. Langer kan niet.", term=_words(law)))
    elif name in STRETCHED_BY_LESS and more < 0:
        yield Finding(where, message("De wet zegt %(term)s. Korter kan niet.", term=_words(law)))


def _words(term: Term) -> Message:
    return Message(term.in_words("en"), term.in_words("nl"))
