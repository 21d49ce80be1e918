"""Every read of a case."""

from alliantie.cases.queries.appointments import (
    EVER,
    USUAL,
    Planned,
    Try,
    at_the_same_time,
    get_planned,
    next_planned,
    planned,
)
from alliantie.cases.queries.calendar import Entry, OwnCalendar, calendar_of, own_calendar
from alliantie.cases.queries.cases import (
    Involved,
    get_case,
    involved,
    involved_in,
    measures_in,
    note_reading,
    practice_of,
    running_measures,
)
from alliantie.cases.queries.duties import Due, due_in, due_until
from alliantie.cases.queries.happened import Happened, timeline
from alliantie.cases.queries.lists import LIKE_ENOUGH, PAGE, CaseRow, all_cases, case_count, case_list, search_cases
from alliantie.cases.queries.people import Person, acknowledgements, frame_is_known, people_of

__all__ = [
    "EVER",
    "LIKE_ENOUGH",
    "PAGE",
    "USUAL",
    "CaseRow",
    "Due",
    "Entry",
    "Happened",
    "Involved",
    "OwnCalendar",
    "Person",
    "Planned",
    "Try",
    "acknowledgements",
    "all_cases",
    "at_the_same_time",
    "calendar_of",
    "case_count",
    "case_list",
    "due_in",
    "due_until",
    "frame_is_known",
    "get_case",
    "get_planned",
    "involved",
    "involved_in",
    "measures_in",
    "next_planned",
    "note_reading",
    "own_calendar",
    "people_of",
    "planned",
    "practice_of",
    "running_measures",
    "search_cases",
    "timeline",
]
