"""Every write of a case."""

from alliantie.cases.operations.appointments import FURTHEST, Arrangement, cancel, move, pass_on, plan, put_away
from alliantie.cases.operations.calendar import drop_calendar, make_calendar
from alliantie.cases.operations.covering import cover, end_cover
from alliantie.cases.operations.facts import NewFact, record_fact, record_facts, take_back_fact
from alliantie.cases.operations.frame import acknowledge_frame, change_measure, explain_frame
from alliantie.cases.operations.missed import Tried, note_missed, take_back_missed
from alliantie.cases.operations.opening import NewPerson, Opened, open_case

__all__ = [
    "FURTHEST",
    "Arrangement",
    "NewFact",
    "NewPerson",
    "Opened",
    "Tried",
    "acknowledge_frame",
    "cancel",
    "change_measure",
    "cover",
    "drop_calendar",
    "end_cover",
    "explain_frame",
    "make_calendar",
    "move",
    "note_missed",
    "open_case",
    "pass_on",
    "plan",
    "put_away",
    "record_fact",
    "record_facts",
    "take_back_fact",
    "take_back_missed",
]
