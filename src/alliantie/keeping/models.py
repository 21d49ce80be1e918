"""Terms, legal holds, what is due, batches, and tombstones. All of it is written by functions of the database alone."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class _Ours(models.Model):
    """What all of it shares: whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Term(_Ours):
    """How long an organisation keeps something, in months, and why; `practice_id` is "" where it holds for all."""

    category = models.CharField(max_length=12)
    practice_id = models.CharField(max_length=60, blank=True)
    months = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=300)
    set_by = models.UUIDField()
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="term_once", fields=["organisation", "category", "practice_id"]),
        ]


class Hold(_Ours):
    """A case, or all cases of a person at the organisation, that may not be deleted for now; `until` is the last day.

    The client reads of it, unless a `law` forbids.
    """

    case_id = models.UUIDField(null=True)
    client_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300)
    law = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    until = models.DateField()
    set_by = models.UUIDField()
    set_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Who ended or shortened it last, when, and why.
    less_by = models.UUIDField(null=True)
    less_at = models.DateTimeField(null=True)
    less_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="hold_on_a_case_or_a_person",
                condition=models.Q(case_id__isnull=True, client_id__isnull=False)
                | models.Q(case_id__isnull=False, client_id__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            # Whether a case, or somebody in it, is held.
            models.Index(name="hold_of_case", fields=["case_id"]),
            models.Index(name="hold_of_client", fields=["client_id"]),
        ]


class Due(_Ours):
    """Something whose term is over, as it was listed last night. `number` is its own; nothing else of it is told."""

    category = models.CharField(max_length=12)
    number = models.UUIDField()
    practice_id = models.CharField(max_length=60, blank=True)
    months = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=60)
    since = models.DateField()
    due_on = models.DateField()
    held = models.BooleanField()
    listed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="due_once", fields=["category", "number"])]
        indexes: ClassVar = [models.Index(name="due_of_organisation", fields=["organisation", "category", "due_on"])]


class Batch(_Ours):
    """What is to be deleted together: proposed by one with a reason, approved by another, then carried out."""

    category = models.CharField(max_length=12)
    reason = models.CharField(max_length=300)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    stopped_by = models.UUIDField(null=True)
    stopped_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="batch_approved_by_another",
                condition=models.Q(approved_by__isnull=True, approved_at__isnull=True)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False)
                & ~models.Q(approved_by=models.F("proposed_by")),
            ),
            models.CheckConstraint(name="batch_has_a_reason", condition=~models.Q(reason="")),
        ]
        indexes: ClassVar = [
            # What waits to be carried out.
            models.Index(name="batch_to_do", fields=["approved_at"], condition=models.Q(done_at=None, stopped_at=None)),
        ]


class Item(_Ours):
    """One thing of a batch, and what became of it."""

    class State(models.TextChoices):
        WAITS = "waits"
        DONE = "done"
        HELD = "held"
        """A legal hold was laid on it meanwhile."""
        CHANGED = "changed"
        """Something happened to it meanwhile, or a hold on it was ended or shortened: it has to be proposed anew."""
        STOPPED = "stopped"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+")
    number = models.UUIDField()
    practice_id = models.CharField(max_length=60, blank=True)
    months = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=60)
    since = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITS)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="item_once", fields=["batch", "number"])]
        indexes: ClassVar = [
            # Whether something is in a batch already.
            models.Index(name="item_waits", fields=["number"], condition=models.Q(state="waits")),
        ]


class Tombstone(_Ours):
    """What remains of something that was deleted: numbers that lead nowhere, the rule, the day, and who agreed on it.

    It is whole in itself, since it goes along with backups and is carried out again after a restore.
    """

    category = models.CharField(max_length=12)
    number = models.UUIDField()
    # Of a case: those of its people who were in no other.
    client_ids = ArrayField(models.UUIDField())
    practice_id = models.CharField(max_length=60, blank=True)
    months = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=60)
    since = models.DateField()
    batch_id = models.UUIDField()
    proposed_by = models.UUIDField()
    approved_by = models.UUIDField()
    counts = models.JSONField()
    """Rows by table."""
    holds = models.JSONField(default=list)
    """Each hold there was on it: its days, who set it and who ended or shortened it. Never why."""
    done_at = models.DateTimeField()
    logs_done_at = models.DateTimeField(null=True)
    """When the last line of the logs was gone as well."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="tombstone_once", fields=["category", "number"])]
        indexes: ClassVar = [models.Index(name="tombstone_of_batch", fields=["batch_id"])]
