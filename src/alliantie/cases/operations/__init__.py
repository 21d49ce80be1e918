"""Every write of a case."""

from alliantie.cases.operations.agreements import Promise, make_agreement, settle_agreement
from alliantie.cases.operations.appointments import FURTHEST, Arrangement, cancel, move, pass_on, plan, put_away
from alliantie.cases.operations.calendar import drop_calendar, make_calendar
from alliantie.cases.operations.conditions import change_condition, note_condition
from alliantie.cases.operations.covering import cover, end_cover
from alliantie.cases.operations.desk import answer_question, ask_again, open_at_desk, pass_question_on, set_desks
from alliantie.cases.operations.facts import NewFact, record_fact, record_facts, take_back_fact
from alliantie.cases.operations.frame import (
    acknowledge_frame,
    change_measure,
    check_something_runs,
    explain_frame,
    extend_measure,
)
from alliantie.cases.operations.handover import ask_caseload, ask_hand_over, decline_hand_over, withdraw_hand_over
from alliantie.cases.operations.missed import Tried, note_missed, take_back_missed
from alliantie.cases.operations.opening import NewPerson, Opened, open_case
from alliantie.cases.operations.plans import (
    agree_plan,
    evaluate_plan,
    save_plan,
    say_of_plan,
    start_plan,
    throw_away_plan,
    voice_told,
)
from alliantie.cases.operations.talk_drafts import forget_talk, keep_talk
from alliantie.cases.operations.team import (
    USUAL_WEIGHT,
    Request,
    change_request,
    end_waiting,
    put_on_list,
    set_weights,
    wait_again,
)

__all__ = [
    "FURTHEST",
    "USUAL_WEIGHT",
    "Arrangement",
    "NewFact",
    "NewPerson",
    "Opened",
    "Promise",
    "Request",
    "Tried",
    "acknowledge_frame",
    "agree_plan",
    "answer_question",
    "ask_again",
    "ask_caseload",
    "ask_hand_over",
    "cancel",
    "change_condition",
    "change_measure",
    "change_request",
    "check_something_runs",
    "cover",
    "decline_hand_over",
    "drop_calendar",
    "end_cover",
    "end_waiting",
    "evaluate_plan",
    "explain_frame",
    "extend_measure",
    "forget_talk",
    "keep_talk",
    "make_agreement",
    "make_calendar",
    "move",
    "note_condition",
    "note_missed",
    "open_at_desk",
    "open_case",
    "pass_on",
    "pass_question_on",
    "plan",
    "put_away",
    "put_on_list",
    "record_fact",
    "record_facts",
    "save_plan",
    "say_of_plan",
    "set_desks",
    "set_weights",
    "settle_agreement",
    "start_plan",
    "take_back_fact",
    "take_back_missed",
    "throw_away_plan",
    "voice_told",
    "wait_again",
    "withdraw_hand_over",
]
