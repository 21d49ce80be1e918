"""How many measures of a kind ran in a team as a month began, as it was counted then."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class StockCount(models.Model):
    """The measures of one kind that ran in a team at the start of a day. What was counted never changes.

    A kind of which none ran has no row. The application reads it by `access.stock_and_flow` alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, related_name="+")
    practice_id = models.CharField(max_length=60)
    measure_id = models.CharField(max_length=60)
    on = models.DateField()
    running = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="stock_counted_once", fields=["on", "team", "practice_id", "measure_id"])
        ]
