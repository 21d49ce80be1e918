"""Who cannot come to a talk with several people."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.appointment import Appointment
from alliantie.cases.models.case import CASES, Case


class Absence(models.Model):
    """A client said not to be able to come to a talk with everyone at this moment; for the others it goes on.

    The workers of the case and that client alone see it. A talk that is moved begins at another moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    said_at = models.DateTimeField()

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="absence_once", fields=["appointment", "client", "starts_at"])
        ]
