"""How a case ended."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case

# How long an ending can be undone.
UNDONE_WITHIN = timedelta(days=7)


class Outcome(models.Model):
    """An ending: how and why, and what was weighed before. One that was undone within a week stays, and counts not."""

    class Kind(models.TextChoices):
        COMPLETED = "completed"
        POSITIVE = "positive"
        NEUTRAL = "neutral"
        NEGATIVE = "negative"
        TRANSFERRED = "transferred"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=60, blank=True)
    """The practice's own reason, "" in a practice that names none."""
    interests = models.TextField()
    cause = models.TextField()
    contact = models.TextField()
    """What was tried to stay in contact."""
    on = models.DateField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            # A case ends once, until that is undone.
            models.UniqueConstraint(name="outcome_once", fields=["case"], condition=models.Q(undone_at__isnull=True))
        ]
