"""A talk with a day and a time."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class Appointment(models.Model):
    """A talk with a day and a time, with one client or, where there is none, with everyone in the case.

    That it was held is not kept here: the contact of that kind on that day says so.
    """

    class By(models.TextChoices):
        WORKER = "worker"
        CLIENT = "client"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    # By the case and the day there is an index already.
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    talk_id = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True)
    place = models.CharField(max_length=80, blank=True)
    bring = models.CharField(max_length=160, blank=True)
    """What to bring, as the client reads it."""
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=10, choices=By.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    """When a cancelled talk was planned anew, or put away: nobody needs to be told of it any more."""

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="appointment_cancelled_by_someone",
                condition=models.Q(cancelled_at__isnull=True, cancelled_by="", settled_at__isnull=True)
                | models.Q(cancelled_at__isnull=False, cancelled_by__in=["worker", "client"]),
            ),
            models.CheckConstraint(
                name="appointment_lasts_a_while",
                condition=models.Q(minutes__isnull=True) | models.Q(minutes__gt=0),
            ),
        ]
        indexes: ClassVar = [
            # What is planned from a moment on in the cases one may see.
            models.Index(name="appointment_coming", fields=["case", "starts_at"]),
            # What begins tomorrow, in any case: who wants to be reminded.
            models.Index(
                name="appointment_next_day", fields=["starts_at"], condition=models.Q(cancelled_at__isnull=True)
            ),
            # Those for which a new time has to be found.
            models.Index(
                name="appointment_unsettled",
                fields=["case"],
                condition=models.Q(cancelled_at__isnull=False, settled_at__isnull=True),
            ),
        ]
