"""Which kinds of facts a worker records by hand."""

from __future__ import annotations

from alliantie.practices import Practice
from alliantie.practices.reaction import TIE


def kinds_of(practice: Practice) -> tuple[str, ...]:
    """What can be recorded by hand: what the practice itself names first, then what every practice knows."""
    known = {kind for moment in practice.rounds.moments for kind in moment.trigger.second_contact_after or ()}
    counted = {sort.counts_as for sort in practice.facts}
    return (
        # What belongs to an incident is recorded with it.
        *(sort.id for sort in practice.facts if not any(value.id == TIE for value in sort.values) and not sort.only_by),
        *(("phase_entered",) if practice.phases else ()),
        "plan_agreed",
        *(("warning",) if "warning" not in counted else ()),
        *(("sanction",) if "sanction" in known - counted else ()),
    )
