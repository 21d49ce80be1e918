"""A table by which an organisation sorts, in the place of the one of a practice."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible


class LoadedTable(models.Model):
    """One version of an organisation's table for a practice, as it was loaded; it never changes.

    The version with the highest `number` of those that began counts. One without `content` withdraws the table: from
    its first day the one of the practice counts again. `valid_until` is the first day on which it does not hold.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    practice_id = models.CharField(max_length=60)
    table_id = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    content = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    """Who answers for it, as the file says."""
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey("people.Worker", models.PROTECT, related_name="+", null=True)
    """None where it was loaded by command."""

    objects = Visible.manager("access.own_organisation()", "organisation_id")

    class Meta:
        db_table = "cases_table"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="table_version_once", fields=["organisation", "practice_id", "table_id", "number"]
            ),
            models.CheckConstraint(
                name="table_or_withdrawal",
                condition=models.Q(content="", owner="", valid_until=None)
                | ~models.Q(content="") & ~models.Q(owner=""),
            ),
        ]
