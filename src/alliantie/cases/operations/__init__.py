"""Every write of a case."""

from alliantie.cases.operations.appointments import FURTHEST, Arrangement, cancel, move, pass_on, plan, put_away
from alliantie.cases.operations.covering import cover, end_cover
from alliantie.cases.operations.facts import NewFact, record_fact, record_facts, take_back_fact
from alliantie.cases.operations.frame import acknowledge_frame, change_measure, explain_frame
from alliantie.cases.operations.opening import NewPerson, Opened, open_case

__all__ = [
    "FURTHEST",
    "Arrangement",
    "NewFact",
    "NewPerson",
    "Opened",
    "acknowledge_frame",
    "cancel",
    "change_measure",
    "cover",
    "end_cover",
    "explain_frame",
    "move",
    "open_case",
    "pass_on",
    "plan",
    "put_away",
    "record_fact",
    "record_facts",
    "take_back_fact",
]
