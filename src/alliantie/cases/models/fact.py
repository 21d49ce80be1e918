"""What happened in a case, as dated facts."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Value

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class Fact(models.Model):
    """Something that happened, on a day, with who recorded it when. A correction is a new fact naming the old.

    `kind` is one of every practice (`Kind` names those the code speaks of) or one of the case's own practice. `talk_id`
    names the talk or measure it was, `values` the rest of what it says. What was recorded at once for several people or
    cases, such as one visit to four children, shares `together`; the text of each stands with that person alone.
    """

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
        MEASURE_EXTENDED = "measure_extended"
        PHASE_ENTERED = "phase_entered"
        DECISION_TAKEN = "decision_taken"
        GATE_FORCED = "gate_forced"
        NORM_DEVIATED = "norm_deviated"
        NORM_SUSPENDED = "norm_suspended"
        TERM_SET = "term_set"
        START_SET = "start_set"
        CASE_CLOSED = "case_closed"
        PRACTICE_CHANGED = "practice_changed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    # By the case and the day there is an index already.
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    talk_id = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    at = models.TimeField(null=True)
    values = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    together = models.UUIDField(null=True)
    others = models.BooleanField(default=False, db_default=False)
    """Whether someone was there who is no person of the case."""
    text = models.TextField(blank=True, default="", db_default="")
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    void = models.BooleanField(default=False)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        indexes: ClassVar = [
            # The timeline of a case, newest first.
            models.Index(name="fact_timeline", fields=["case", "-on", "-recorded_at"]),
            # A talk sent a second time: what was recorded with it the first time.
            models.Index(name="fact_together", fields=["together"], condition=models.Q(together__isnull=False)),
        ]
