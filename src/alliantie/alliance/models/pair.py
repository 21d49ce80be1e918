"""The pair: one client and one professional, from when until when, and what the client wishes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible

PAIRS_TO_READ = "access.pairs_to_read()"


class Pair(models.Model):
    """One client and one professional in one case, from the day they begin until the day they end (half-open)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey("people.Worker", models.PROTECT, related_name="+", db_index=False)
    pair_kind = models.CharField(max_length=60)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = Visible.manager(PAIRS_TO_READ, "id")
    # Once `queries.key_of` opened it, for as long as this object lives; never in the database.
    opened_key: bytes | None = None

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_running_pair",
                fields=["case", "client", "worker"],
                condition=models.Q(ends_on__isnull=True),
            )
        ]
        indexes: ClassVar = [
            models.Index(name="pair_worker", fields=["worker", "id"]),
            models.Index(name="pair_client", fields=["client"]),
            models.Index(name="pair_case", fields=["case", "id"]),
        ]


class Shown(models.Model):
    """The client shows the rounds of an earlier pair to the worker of a later pair, until taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    earlier = models.ForeignKey(Pair, models.PROTECT, related_name="+")
    later = models.ForeignKey(Pair, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="shown_once", fields=["earlier", "later"])]


class Wish(models.Model):
    """Walled, the client's only: does this client not want to be asked again. One row a pair, from its start."""

    pair = models.OneToOneField(Pair, models.PROTECT, primary_key=True, related_name="+", db_constraint=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+", db_constraint=False)
    do_not_ask = models.BooleanField(default=False)
    # With which PIN it was said, when it was said by a code: only that takes it back, or the account.
    by_code = models.BinaryField(null=True)
