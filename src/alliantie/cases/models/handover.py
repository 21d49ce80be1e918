"""A case that one worker asks another to take over."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.cases.models.case import Case


class HandOver(models.Model):
    """The question to take a case over. Until it is accepted the case stays with who asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    from_worker = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    to_worker = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    # Who leads the team, where that one asked it of a colleague's case.
    asked_by = models.ForeignKey("people.Worker", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_hand_over",
                fields=["case"],
                condition=models.Q(accepted_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="hand_over_settled_once",
                condition=models.Q(accepted_at__isnull=True, declined_at__isnull=True)
                | models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True)
                | models.Q(declined_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(name="hand_over_to_another", condition=~models.Q(from_worker=models.F("to_worker"))),
        ]
        indexes: ClassVar = [
            # What somebody is asked, on the start page.
            models.Index(
                name="hand_over_asked",
                fields=["to_worker"],
                condition=models.Q(accepted_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True),
            )
        ]
