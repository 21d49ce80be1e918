"""A try to reach someone who did not come to a talk."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.appointment import Appointment
from alliantie.cases.models.case import CASES, Case


class Missed(models.Model):
    """Someone did not come to a talk: how a worker tried to reach them, whether that worked, and what they said of it.

    One row a try. What a worker noted by mistake is taken back, and stays in history.
    """

    class Way(models.TextChoices):
        PHONE = "phone"
        MESSAGE = "message"
        VISIT = "visit"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    on = models.DateField()
    """The day of the try."""
    tried = ArrayField(models.CharField(max_length=10, choices=Way.choices))
    reached = models.BooleanField()
    said = models.CharField(max_length=400, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="missed_tried_somehow", condition=models.Q(tried__len__gt=0)),
            models.CheckConstraint(
                name="missed_said_when_reached", condition=models.Q(reached=True) | models.Q(said="")
            ),
        ]
