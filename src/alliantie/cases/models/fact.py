"""What happened in a case, as dated facts."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class Fact(models.Model):
    """Something that happened, on a day, with who recorded it when. A correction is a new fact naming the old."""

    class Kind(models.TextChoices):
        CASE_OPENED = "case_opened"
        CONTACT = "contact"
        WARNING = "warning"
        SANCTION = "sanction"
        PLAN_AGREED = "plan_agreed"
        MEASURE_STARTED = "measure_started"
        MEASURE_ENDED = "measure_ended"
        WORKER_CHANGED = "worker_changed"
        ROUND_DISCUSSED = "round_discussed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    talk_id = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    void = models.BooleanField(default=False)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        indexes: ClassVar = [
            # The timeline of a case, newest first.
            models.Index(name="fact_timeline", fields=["case", "-on", "-recorded_at"])
        ]
