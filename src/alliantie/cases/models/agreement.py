"""A small thing that someone in a case said they would do."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class Agreement(models.Model):
    """What was agreed with one client or, where there is none, with everyone in the case, and who does it.

    It is no agreement of a round: that belongs to two people and stands behind the wall.
    """

    class Owner(models.TextChoices):
        CLIENT = "client"
        WORKER = "worker"
        OTHER = "other"

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=200)
    owner = models.CharField(max_length=10, choices=Owner.choices)
    owner_name = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True)
    together = models.UUIDField(null=True)
    """The contact in which it was agreed: what the facts of that contact have in common."""
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    """The worker or client who ticked it off or dropped it."""
    reason = models.CharField(max_length=200, blank=True)
    """Why it was dropped; "" where it was simply not needed any more."""

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreement_settled_by_someone",
                condition=models.Q(state="open", settled_at__isnull=True, settled_by__isnull=True, reason="")
                | models.Q(state="done", settled_at__isnull=False, settled_by__isnull=False, reason="")
                | models.Q(state="dropped", settled_at__isnull=False, settled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_has_an_owner",
                condition=models.Q(owner="client", client__isnull=False, owner_name="")
                | models.Q(owner="worker", owner_name="")
                | models.Q(models.Q(owner="other"), ~models.Q(owner_name="")),
            ),
            models.CheckConstraint(name="agreement_says_something", condition=~models.Q(text="")),
        ]
        indexes: ClassVar = [
            # What is open in the cases one may see.
            models.Index(name="agreement_open", fields=["case"], condition=models.Q(state="open")),
            # Everything that was agreed in a case, newest first.
            models.Index(name="agreement_case", fields=["case", "-made_at"]),
        ]
