"""A worker's planned talks as a calendar that another program reads."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Calendar(models.Model):
    """The one secret address of a worker under which a calendar program reads the planned talks.

    Only a hash of the secret is kept: the address is shown once. Revoking it deletes the row.
    """

    worker = models.OneToOneField("people.Worker", models.PROTECT, primary_key=True, related_name="+")
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    secret_hash = models.BinaryField()
    initials = models.BooleanField(default=False)
    """Whether each talk tells the initials of whom it is with."""
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="calendar_of_secret", fields=["secret_hash"])]
