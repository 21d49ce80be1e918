"""What a team keeps beside its cases: how heavy a measure weighs, and who waits."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Weight(models.Model):
    """How heavy a case under a measure weighs for a team, by its own choice; a measure that is not here weighs 1."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, related_name="+")
    practice_id = models.CharField(max_length=60)
    measure_id = models.CharField(max_length=60)
    weight = models.DecimalField(max_digits=3, decimal_places=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="weight_once", fields=["team", "practice_id", "measure_id"]),
            models.CheckConstraint(name="weight_not_below_nothing", condition=models.Q(weight__gte=0)),
        ]


class Waiting(models.Model):
    """Somebody who waits for a team: since when, how urgent with the reason in words, and who would pay.

    Urgency and stream stand side by side and nothing orders by them: which of the two decides has to be seen.
    """

    class Urgency(models.TextChoices):
        NOW = "now"
        SOON = "soon"
        CAN_WAIT = "can_wait"

    class Ended(models.TextChoices):
        BEGUN = "begun"
        ELSEWHERE = "elsewhere"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    asked_on = models.DateField()
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    reason = models.CharField(max_length=200)
    stream = models.CharField(max_length=60)
    ended_on = models.DateField(null=True)
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="waiting_ended_somehow",
                condition=models.Q(ended_on__isnull=True, ended="")
                | (models.Q(ended_on__isnull=False) & ~models.Q(ended="")),
            ),
        ]
        indexes: ClassVar = [
            # Who waits for the teams somebody leads.
            models.Index(name="waiting_for_team", fields=["team"], condition=models.Q(ended_on__isnull=True))
        ]
