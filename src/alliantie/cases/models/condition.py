"""A condition, ban or right that holds in a case, in its own words."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class Condition(models.Model):
    """One condition, of a kind the practice names, for one person or (without) for everyone in the case.

    `until` is the last day that was named for it, `ended_on` the day on which it ended all the same; without either it
    holds as long as the case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    sort = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    starts_on = models.DateField()
    until = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    noted_by = models.UUIDField()
    noted_at = models.DateTimeField()

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="condition_says_something", condition=~models.Q(text="")),
            models.CheckConstraint(
                name="condition_until_after_start",
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("starts_on")),
            ),
        ]
        indexes: ClassVar = [models.Index(name="condition_case", fields=["case"])]
