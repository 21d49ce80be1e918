"""That someone was reminded of a talk."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Reminded(models.Model):
    """Walled, nobody's: one client was reminded of one moment of a talk.

    Only who gave an address is reminded, so no worker may see it. Without foreign keys in the database, since their
    check would mark the row of the talk, which workers do see.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    appointment = models.ForeignKey("cases.Appointment", models.PROTECT, related_name="+", db_constraint=False)
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+", db_constraint=False)
    starts_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="reminded_once", fields=["appointment", "client", "starts_at"])
        ]
