"""The norm that every practice has: no measure stays past its last day without a word."""

from __future__ import annotations

from collections.abc import Iterable

from alliantie.practices import periods
from alliantie.practices.frame import Measure
from alliantie.practices.norm import Done, Match, Norm, Within
from alliantie.practices.terms import HARDEST_FIRST
from alliantie.practices.texts import Text

LAST_DAY = "last-day-over"
"""The id of that norm."""
_LAST_DAY = Text(
    nl="De laatste dag is voorbij: leg het einde of een verlenging vast",
    en="The last day is over: record the end or an extension",
)
_AT_ONCE = periods.parse_term("P0WD")


def last_day_of(measure: Measure, norms: Iterable[Norm], who: str) -> Norm:
    """That norm for a measure, as hard as the norms of the practice that ask for its end, and no mere wish."""
    under = (norm for norm in norms if norm.measures == "any" or measure.id in norm.measures)
    asked = {norm.hardness for norm in under if norm.ends_measure} - {"wished"}
    return Norm(
        id=LAST_DAY,
        text=_LAST_DAY,
        source=measure.source,
        grade="guideline",
        hardness=next((each for each in HARDEST_FIRST if each in asked), "needed"),
        effect="informs",
        measures=(measure.id,),
        who=who,
        within=Within(
            start=Match(fact="measure_started"),
            term=_AT_ONCE,
            term_by="own",
            before="until",
            done=Done(fact="measure_ended"),
        ),
    )
