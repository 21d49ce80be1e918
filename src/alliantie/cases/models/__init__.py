"""A case, who takes part in it, under which measure, and what happened, as dated facts."""

from alliantie.cases.models.absence import Absence
from alliantie.cases.models.addressee import Addressee
from alliantie.cases.models.agreement import Agreement
from alliantie.cases.models.appointment import Appointment
from alliantie.cases.models.asked_decision import AskedDecision
from alliantie.cases.models.calendar import Calendar
from alliantie.cases.models.case import CASES, Case, Measure, Participant
from alliantie.cases.models.condition import Condition
from alliantie.cases.models.desk import Desk, Question
from alliantie.cases.models.duty import Duty, Reckoning
from alliantie.cases.models.fact import Fact
from alliantie.cases.models.form import FilledForm
from alliantie.cases.models.frame import Acknowledgement, Explanation
from alliantie.cases.models.handover import HandOver
from alliantie.cases.models.imported import ImportReference
from alliantie.cases.models.incident import Account, Contradiction, Incident, Response, ViewOfCause
from alliantie.cases.models.kept_figures import KeptFigures
from alliantie.cases.models.letter import Letter, LetterOpened, LetterPaper
from alliantie.cases.models.missed import Missed
from alliantie.cases.models.network import NetworkPerson
from alliantie.cases.models.outcome import Outcome
from alliantie.cases.models.own_copy import OwnCopy
from alliantie.cases.models.own_practice import Move, MovedCase, OwnPractice, PracticeDraft
from alliantie.cases.models.own_table import LoadedTable
from alliantie.cases.models.plan import Plan, PlanEvaluation, PlanVoice
from alliantie.cases.models.reminded import Reminded
from alliantie.cases.models.representation import Representation, Representative
from alliantie.cases.models.request import ClientRequest
from alliantie.cases.models.sharing import Partner, SharedPart, Sharing
from alliantie.cases.models.stock import StockCount
from alliantie.cases.models.talk_draft import TalkDraft
from alliantie.cases.models.team import Waiting, Weight

__all__ = [
    "CASES",
    "Absence",
    "Account",
    "Acknowledgement",
    "Addressee",
    "Agreement",
    "Appointment",
    "AskedDecision",
    "Calendar",
    "Case",
    "ClientRequest",
    "Condition",
    "Contradiction",
    "Desk",
    "Duty",
    "Explanation",
    "Fact",
    "FilledForm",
    "HandOver",
    "ImportReference",
    "Incident",
    "KeptFigures",
    "Letter",
    "LetterOpened",
    "LetterPaper",
    "LoadedTable",
    "Measure",
    "Missed",
    "Move",
    "MovedCase",
    "NetworkPerson",
    "Outcome",
    "OwnCopy",
    "OwnPractice",
    "Participant",
    "Partner",
    "Plan",
    "PlanEvaluation",
    "PlanVoice",
    "PracticeDraft",
    "Question",
    "Reckoning",
    "Reminded",
    "Representation",
    "Representative",
    "Response",
    "SharedPart",
    "Sharing",
    "StockCount",
    "TalkDraft",
    "ViewOfCause",
    "Waiting",
    "Weight",
]
