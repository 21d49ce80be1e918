"""Every read of a case."""

from alliantie.cases.queries.agreements import (
    Agreed,
    agreements_of,
    get_agreement,
    open_agreements,
    own_agreements,
    waiting_for,
)
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
    agreements_in,
    get_case,
    involved,
    involved_in,
    measures_in,
    note_reading,
    plans_in,
    practice_of,
    running_measures,
)
from alliantie.cases.queries.duties import Due, due_in, due_until
from alliantie.cases.queries.happened import Happened, timeline
from alliantie.cases.queries.letters import LetterHere, LetterLine, get_letter, letters_of, paper
from alliantie.cases.queries.lists import LIKE_ENOUGH, PAGE, CaseRow, all_cases, case_count, case_list, search_cases
from alliantie.cases.queries.people import Person, acknowledgements, frame_is_known, people_of
from alliantie.cases.queries.plans import PlanHere, PlanInShort, current, get_plan, own_plans, plans_of
from alliantie.cases.queries.standing import standing_of
from alliantie.cases.queries.talk_drafts import talk_draft

__all__ = [
    "EVER",
    "LIKE_ENOUGH",
    "PAGE",
    "USUAL",
    "Agreed",
    "CaseRow",
    "Due",
    "Entry",
    "Happened",
    "Involved",
    "LetterHere",
    "LetterLine",
    "OwnCalendar",
    "Person",
    "PlanHere",
    "PlanInShort",
    "Planned",
    "Try",
    "acknowledgements",
    "agreements_in",
    "agreements_of",
    "all_cases",
    "at_the_same_time",
    "calendar_of",
    "case_count",
    "case_list",
    "current",
    "due_in",
    "due_until",
    "frame_is_known",
    "get_agreement",
    "get_case",
    "get_letter",
    "get_plan",
    "get_planned",
    "involved",
    "involved_in",
    "letters_of",
    "measures_in",
    "next_planned",
    "note_reading",
    "open_agreements",
    "own_agreements",
    "own_calendar",
    "own_plans",
    "paper",
    "people_of",
    "planned",
    "plans_in",
    "plans_of",
    "practice_of",
    "running_measures",
    "search_cases",
    "standing_of",
    "talk_draft",
    "timeline",
    "waiting_for",
]
