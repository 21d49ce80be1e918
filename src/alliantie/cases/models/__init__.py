"""A case, who takes part in it, under which measure, and what happened, as dated facts."""

from alliantie.cases.models.appointment import Appointment
from alliantie.cases.models.case import CASES, Case, Measure, Participant
from alliantie.cases.models.duty import Duty, Reckoning
from alliantie.cases.models.fact import Fact
from alliantie.cases.models.frame import Acknowledgement, Explanation

__all__ = [
    "CASES",
    "Acknowledgement",
    "Appointment",
    "Case",
    "Duty",
    "Explanation",
    "Fact",
    "Measure",
    "Participant",
    "Reckoning",
]
