"""On which ground something may be shared, and when consent cannot carry that. The database checks the same.

The law is as we know it, not checked by a lawyer: each source says so. The grounds are of the GDPR, so of Flanders
as well.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from alliantie.practices import Practice
from alliantie.practices.sources import Source
from alliantie.practices.texts import Text

OWN_FROM, ADULT_FROM = 12, 18
"""Ages: from 12 on a talk alone is the young person's own, until 18 is no child any more."""
LONGEST_DAYS, URGENT_DAYS, KEPT_DAYS = 366, 14, 14
"""Our own choices: days a decision may run, in an emergency, and days that a worker can keep it from the client."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground to share on; `asks` is what has to be named with it, None for consent."""

    id: str
    name: Text
    asks: Text | None
    source: Source


def _law(name: str, dutch: str, english: str) -> Source:
    return Source(id=f"law-{name}", kind="statute", as_in_source="2018", title=Text(nl=dutch, en=english))


GROUNDS: tuple[Ground, ...] = (
    Ground(
        "law",
        Text(nl="Een wet zegt dat het moet of mag", en="A law says that it must or may"),
        Text(nl="Welke wet en welk artikel?", en="Which law and which article?"),
        _law("gdpr-6-c", "AVG artikel 6 lid 1 onder c: wettelijke plicht", "GDPR article 6(1)(c): legal obligation"),
    ),
    Ground(
        "task",
        Text(nl="De ander heeft het nodig voor een taak uit de wet", en="The other needs it for a task given by law"),
        Text(nl="Welke taak, uit welke wet?", en="Which task, of which law?"),
        _law("gdpr-6-e", "AVG artikel 6 lid 1 onder e: publieke taak", "GDPR article 6(1)(e): public task"),
    ),
    Ground(
        "agreement",
        Text(
            nl="Een afspraak tussen organisaties die op een wet rust",
            en="An agreement between organisations, based on a law",
        ),
        Text(
            nl="Welke afspraak, van welke dag, op welke wet?", en="Which agreement, of which day, based on which law?"
        ),
        _law(
            "gdpr-6-2",
            "AVG artikel 6 lid 1 onder e, lid 2 en 3: publieke taak, in afspraken uitgewerkt",
            "GDPR article 6(1)(e), (2) and (3): public task, worked out in agreements",
        ),
    ),
    Ground(
        "consent",
        Text(nl="Alleen toestemming", en="Consent alone"),
        None,
        _law(
            "gdpr-7",
            "AVG artikel 6 lid 1 onder a en artikel 7: toestemming",
            "GDPR article 6(1)(a) and article 7: consent",
        ),
    ),
    Ground(
        "emergency",
        Text(nl="Er is gevaar en het kan niet wachten", en="There is danger and it cannot wait"),
        Text(nl="Welk gevaar, voor wie?", en="Which danger, to whom?"),
        _law("gdpr-6-d", "AVG artikel 6 lid 1 onder d: vitaal belang", "GDPR article 6(1)(d): vital interest"),
    ),
)


def ground_of(name: str) -> Ground:
    """The ground of this id. Raises KeyError."""
    return {each.id: each for each in GROUNDS}[name]


def is_forced(practice: Practice, running: Collection[str]) -> bool:
    """Whether a measure runs that a client cannot refuse: a mandate, a ban, a crisis, or what an authority imposed."""
    measures = [measure for measure in practice.measures if measure.id in running]
    return any(each.kind in ("mandate", "house_ban", "crisis") or each.outside is not None for each in measures)
