"""Creditors, claims, lines of the budget with their figures, papers, and days that threaten a home or a supply."""

from alliantie.money.models.claim import Claim, Creditor, Statement
from alliantie.money.models.line import Figure, Line
from alliantie.money.models.needed import Deadline, Paper

__all__ = ["Claim", "Creditor", "Deadline", "Figure", "Line", "Paper", "Statement"]
