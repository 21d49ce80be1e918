"""The frame, explained by a worker and understood by the client."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class Explanation(models.Model):
    """The frame, explained to one client on a day by a worker. What the client says of it stands apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    practice_version = models.CharField(max_length=20)
    explained_on = models.DateField()
    explained_by = models.UUIDField()

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="explanation_once_a_day", fields=["case", "client", "practice_version", "explained_on"]
            )
        ]


class Acknowledgement(models.Model):
    """Walled, the client's only: when the client read the frame and said it was clear.

    The worker cannot see it: the client reads the frame just before the first question, so it would tell that the
    client had begun. No foreign keys in the database, since their check would mark the rows they point to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+", db_constraint=False)
    practice_version = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="acknowledged_once", fields=["case", "client", "practice_version"])
        ]
