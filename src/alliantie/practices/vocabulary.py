"""What a condition of a practice may name: the facts every practice has, its own, and what is known of a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from alliantie.practices.conditions import Kind, Names
from alliantie.practices.facts import FactSort, Known
from alliantie.practices.rights import ANSWERED, ASKED, OF, REQUEST
from alliantie.practices.terms import ValueKind

Values = dict[str, ValueKind]

BUILTIN: dict[str, Values] = {
    "case_opened": {},
    "case_closed": {"outcome": "choice", "reason": "choice"},
    "frame_explained": {},
    "contact": {"talk": "choice", "mode": "choice", "minutes": "number", "explained": "yes_no"},
    "measure_started": {"measure": "choice", "until": "day"},
    "measure_extended": {"measure": "choice", "until": "day"},
    "measure_ended": {"measure": "choice"},
    "phase_entered": {"phase": "choice"},
    "plan_agreed": {},
    "warning": {},
    "sanction": {},
    "worker_changed": {},
    "round_discussed": {},
    "decision_taken": {"decision": "choice", "incident": "text", "decided_by": "text"},
    "norm_suspended": {"norm": "choice", "until": "day"},
    "norm_deviated": {"norm": "choice", "until": "day"},
    "term_set": {"norm": "choice", "term": "text"},
    "start_set": {"norm": "choice", "of": "day", "since": "day"},
    "gate_forced": {"norm": "choice"},
    **{fact: {REQUEST: "text"} for fact in (*ASKED.values(), ANSWERED)},
    ASKED["withdraw"]: {REQUEST: "text", OF: "text"},
}
"""Kinds of facts the engine itself knows, with what each says. A practice adds its own."""

NEEDED: dict[str, tuple[str, ...]] = {
    "measure_started": ("measure",),
    "measure_extended": ("measure", "until"),
    "measure_ended": ("measure",),
    "phase_entered": ("phase",),
    "decision_taken": ("decision",),
    "norm_suspended": ("norm", "until"),
    "norm_deviated": ("norm", "until"),
    "term_set": ("norm", "term"),
    "start_set": ("norm", "of", "since"),
    "gate_forced": ("norm",),
    **dict.fromkeys((*ASKED.values(), ANSWERED), (REQUEST,)),
}
"""What such a fact has to say to count at all; a practice adds what its own facts need."""

ROLES = ("client", "young_person", "parent", "worker", "other")
MODES = ("office", "home", "elsewhere", "phone", "online", "written", "any")

_IN_CONDITIONS: dict[ValueKind, Kind] = {"choice": "text", "number": "number", "yes_no": "yes_no"}


@dataclass(frozen=True)
class Vocabulary:
    """The kinds of facts of one practice with what each says, and what is known of its cases."""

    facts: dict[str, Values]
    known: dict[str, ValueKind]

    @cached_property
    def names_on_case(self) -> Names:
        """What a condition on a case on a day may name."""
        return names_of(self.known, measures="list", age="number", phase="text")

    @cached_property
    def _names_on_facts(self) -> dict[str, Names]:
        return {kind: names_of(values, present="list", everyone="yes_no") for kind, values in self.facts.items()}

    def names_on(self, kind: str) -> Names:
        """What a condition on a fact of this kind may name; raises KeyError for a kind that is not there."""
        return self._names_on_facts[kind]


def vocabulary(facts: Iterable[FactSort], known: Iterable[Known]) -> Vocabulary:
    """The vocabulary of these facts and this knowledge."""
    sorts = BUILTIN | {sort.id: {value.id: value.kind for value in sort.values} for sort in facts}
    return Vocabulary(facts=sorts, known={one.id: sorts[one.fact][one.value] for one in known})


def names_of(values: Values, **more: Kind) -> Names:
    """The values that a condition may name, and more, in alphabetical order; days, money and texts it may not."""
    kinds = {name: _IN_CONDITIONS[kind] for name, kind in values.items() if kind in _IN_CONDITIONS}
    return tuple(sorted((kinds | more).items()))
