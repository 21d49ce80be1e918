"""What may be shown of a team or an organisation in figures, as it was made last."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class KeptFigures(models.Model):
    """The rows of one kind of figures (`rounds`, `outcomes`, `waiting`) of a team, or under no team of an organisation.

    `told` holds what the function of that kind gives, its practice and period first: whole tens, never about few people
    or one worker. Who leads or manages reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+", db_index=False)
    told = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="figures_kept_once", fields=["name", "organisation", "team"], nulls_distinct=False
            )
        ]
