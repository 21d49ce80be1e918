"""The duty desk of a team, and the questions it passes on."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class Desk(models.Model):
    """Somebody who takes the questions of a team on a day; several can have the same day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, related_name="+")
    on = models.DateField()
    worker = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="desk_once", fields=["team", "on", "worker"])]


class Question(models.Model):
    """A question that came in about a case of somebody else, passed on to the worker whose case it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    for_worker = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    text = models.CharField(max_length=400)
    urgent = models.BooleanField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        indexes: ClassVar = [
            # What waits for an answer in the cases one may see.
            models.Index(name="question_open", fields=["case"], condition=models.Q(answered_at__isnull=True))
        ]
