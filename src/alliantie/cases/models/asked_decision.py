"""A decision that a practice reserves for who leads the team, asked for by a worker of the case."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class AskedDecision(models.Model):
    """That a worker asked for a decision, why, and what who leads the team answered. The fact of a yes has its number.

    One is open at a time for a decision, a case and a person; without a person it is about everyone in the case.
    """

    class State(models.TextChoices):
        OPEN = "open"
        WITHDRAWN = "withdrawn"
        GRANTED = "granted"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    decision_id = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(max_length=500, blank=True)
    """In the words of who answered."""
    settled_by = models.ForeignKey("people.Worker", models.PROTECT, null=True, related_name="+")
    """Who answered, or who took the question back."""
    settled_at = models.DateTimeField(null=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        indexes: ClassVar = [
            # What was asked in a case, newest first.
            models.Index(name="asked_decision_of_case", fields=["case", "-asked_at"])
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_asked_decision",
                fields=["case", "decision_id", "client"],
                condition=models.Q(state="open"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="asked_decision_settled_by_someone",
                condition=models.Q(state="open", settled_at=None, settled_by=None)
                | ~models.Q(state="open") & models.Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="asked_decision_no_has_reason", condition=~models.Q(state="refused") | ~models.Q(answer="")
            ),
        ]
