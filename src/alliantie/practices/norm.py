"""What a practice decides and says that is due: its decisions, the facts that are meant, and its norms.

A norm keeps apart: its source, how strictly the source puts it (grade), the fact it starts from, how hard it is for the
reader (hardness) and what it does (effect). It hangs on the measures it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool

from alliantie.practices import periods
from alliantie.practices.terms import (
    After,
    Age,
    Basis,
    ConditionText,
    Decisions,
    Effect,
    FactId,
    Grade,
    Hardness,
    Measures,
    Name,
    PersonRole,
    Term,
)
from alliantie.practices.texts import ClientText, Part, Text
from alliantie.practices.values import Id


class Decision(Part):
    """A decision or letter of the organisation's own, before which a gate may stand.

    One `reserved` for the leader is asked for by a worker, and taken by who leads the team of the case. One with `per`
    is about one person in that role, and the gates before it hold for each of them apart. `client` is how a client
    reads what was decided, where the worker's word is none of theirs.
    """

    id: Id
    name: Text
    by: Id
    source: Id
    measures: Measures = "any"
    per: PersonRole | None = None
    reserved: Literal["leader"] | None = None
    client: ClientText | None = None


class Match(Part):
    """Which facts are meant: their kind, a condition on what they say, and a value that they do not say (`lacks`)."""

    fact: FactId
    where: ConditionText | None = None
    lacks: Name | None = None


class Done(Match):
    """The fact that settles a duty; `same` names values in which it must equal the fact the duty started from.

    In those of `same_where_said` it must equal it only where both say them. `ever` lets one from before the start count
    too, where it only has to be there: since the measure began from which the rule comes, or else in all of the case.
    """

    same: tuple[Name, ...] = ()
    same_where_said: tuple[Name, ...] = ()
    ever: StrictBool = False


def _as_several(value: Any) -> Any:
    return (value,) if isinstance(value, Mapping | Match) else value


Matches = Annotated[
    tuple[Match, ...],
    BeforeValidator(_as_several, json_schema_input_type=Match | tuple[Match, ...]),
    Field(min_length=1),
]
"""One description of facts, or several of which any will do."""
Ways = Annotated[
    tuple[Done, ...], BeforeValidator(_as_several, json_schema_input_type=Done | tuple[Done, ...]), Field(min_length=1)
]
"""One fact that settles a duty, or several of which any will do."""


class Followed(Part):
    """That something came after each of several facts: `by` one of these, about the same where that is said.

    The facts can be of several kinds.
    """

    each: Matches
    by: Ways


class Said(Part):
    """What the latest fact of a kind said."""

    fact: FactId
    value: Name


class Runs(Part):
    """How long a term that we set for somebody has to run: at `least` so long, and so many `days` as a fact said."""

    least: Term
    days: Said | None = None


class Limits(Part):
    """Between which terms one case may have its own."""

    least: Term
    most: Term


class _Timed(Part):
    """What runs from a fact for a term, of which one case may have its own within the limits."""

    start: Match
    start_by: Basis = "source"
    term: Term
    term_by: Basis = "source"
    limits: Limits | None = None

    @property
    def own_start(self) -> bool:
        """Whether the source names no start, so that one case may count from a day of its own."""
        return self.start_by == "own"

    def own_term(self, value: object) -> periods.Term | None:
        """The term that `value` stands for, if one case may have it: in the unit of the limits and between them."""
        if self.limits is None:
            return None
        try:
            term = periods.parse_term(value)
        except ValueError:
            return None
        least, most = self.limits.least, self.limits.most
        fits = periods.unit(term) == periods.unit(least) and least.count <= term.count <= most.count
        return term if fits else None


class Within(_Timed):
    """Once, within a term after a fact, or before a day that the fact names.

    It counts from each start, from the first or the latest, or from the `oldest` that is not settled: one duty at a
    time, which a new start does not make younger. Of a measure that ended that asks nothing, but where the
    rule outlives it.
    With `after` the rule is silent for a first term, or until the day that the fact names is over; its own term runs
    from there. With `from_age` it is silent until the birthday on which the person reaches that age, and the term runs
    from that day, also where the start is later: the start only says that the rule is there. With `followed` it is
    silent as long as that is not so of every such fact. With `apart` each start needs its own: a way that names what
    has to be the `same` settles the oldest start it can and no other, and one that names nothing settles them all.
    What starts after a fact `part_of` is part of it, and no start of its own, unless it is such a fact too: for ever,
    or no longer after it than `part_for`; after what began a measure, that counts from its end.
    """

    which: Literal["each", "first", "latest", "oldest"] = "each"
    part_of: Matches = ()
    part_for: Term | None = None
    part_for_by: Basis = "source"
    apart: StrictBool = False
    after: After | None = None
    before: Name | None = None
    from_age: Age | None = None
    done: Done
    dropped: Ways = ()
    followed: Followed | None = None
    ends_on_working_day: StrictBool = False


class Every(_Timed):
    """Again and again, from the latest start: `times` facts that count, in each term.

    With `which: first` it goes on from its first start, also where that comes again: a phase that is left and entered
    once more begins no new term, and what was done in between counts.
    A fact `until` ends it for good, for as long as the measure lasts (or the case); what comes and goes is a `when`.
    """

    times: Annotated[int, Field(ge=1, le=100, strict=True)] = 1
    counts: Match
    which: Literal["first", "latest"] = "latest"
    until: Match | None = None


class AtMost(Part):
    """No more than a number of facts (in a window, if named), or no longer than a term between two facts.

    Where the start, or its latest extension, says an earlier day in `named`, it lasts until that day. One that
    `asks_reason` is told why when a later end is recorded of a measure it limits.
    """

    number: Annotated[int, Field(ge=0, le=1000, strict=True)] | None = None
    counts: Match | None = None
    window: Term | None = None
    start: Match | None = None
    term: Term | None = None
    term_by: Basis = "source"
    named: Name | None = None
    ends: Done | None = None

    @property
    def is_count(self) -> bool:
        """Whether it is about how often: once that is passed it is told, and no day comes by which to act."""
        return self.number is not None


class Requires(Part):
    """A gate: the decision, or each of several, waits for a fact, no older than `fresh`, and until `passed` is over.

    `passed` is a day that the fact names, or a term after it; `holds_until` the last day it names on which it counts.

    Only the latest such fact counts, and not when a fact `unless` took it back on the same day or later. The day named
    has to be over for each one that was not taken back, and with `runs` so has the term from the day of that fact.
    With `if_there` it asks only to wait: it stands only while such a fact is there that was not taken back.
    With `followed` it waits as well until that is so of every such fact. With `same` a decision because of an incident
    is opened by what names that incident, and shut by what names it or none; one that is taken because of no incident
    is opened by nothing.
    """

    decision: Annotated[Decisions, Field(min_length=1)]
    needs: Match
    unless: Matches = ()
    same: tuple[Literal["incident"], ...] = ()
    fresh: Term | None = None
    holds_until: Name | None = None
    passed: After | None = None
    runs: Runs | None = None
    if_there: StrictBool = False
    followed: Followed | None = None
    emergency: StrictBool
    emergency_source: Id | None = None


class Norm(Part):
    """One rule: exactly one of `within`, `every`, `at_most` and `requires`.

    `waits` says for what, as long as a rule is silent for a first term (`after`): it is somebody else's turn then.
    """

    id: Id
    text: Text
    waits: Text | None = None
    source: Id
    grade: Grade
    hardness: Hardness
    effect: Effect
    measures: Measures
    outlives: StrictBool = False
    when: ConditionText | None = None
    per: PersonRole | None = None
    who: Id
    within: Within | None = None
    every: Every | None = None
    at_most: AtMost | None = None
    requires: Requires | None = None

    @property
    def only_tells(self) -> bool:
        """Whether what it finds is told from its day on, and is never too late."""
        return self.at_most is not None and self.at_most.is_count

    @property
    def is_wish(self) -> bool:
        """Whether its day is one to aim at: past it, nothing is missed."""
        return self.hardness == "wished" and not self.only_tells

    @property
    def never_late(self) -> bool:
        """Whether no day comes after which it is too late."""
        return self.only_tells or self.is_wish

    @property
    def ends_measure(self) -> bool:
        """Whether the end of a measure is what it asks for, or else that it is extended."""
        ways = (self.within.done, *self.within.dropped) if self.within else (self.at_most and self.at_most.ends,)
        asked = [way.fact for way in ways if way]
        return "measure_ended" in asked and asked[0] in ("measure_ended", "measure_extended")
