"""All that is known of a client, made for that client to take along."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class OwnCopy(models.Model):
    """One copy that a client asked for: made in the background, kept encrypted for a week, read by that client alone.

    Nothing of a round stands in it: answers are read when the copy is fetched, so that erased answers are gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    paper = models.BinaryField(null=True)
    data = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_copy_being_made", fields=["client"], condition=models.Q(made_at__isnull=True)
            )
        ]
