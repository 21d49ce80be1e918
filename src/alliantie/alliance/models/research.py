"""Research: who allows it, what was asked and approved, and in which exports somebody's answers went along."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible


class ResearchConsent(models.Model):
    """Walled, the person's own: that a client or a worker allows research with own answers, until taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    # One of the two. By these names what hangs on a client is found where all of it is deleted.
    client_id = models.UUIDField(null=True)
    worker_id = models.UUIDField(null=True)
    # Which words were said yes to.
    words = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_running_consent",
                fields=["client_id", "worker_id"],
                condition=models.Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="consent_of_one_person",
                condition=models.Q(client_id__isnull=True, worker_id__isnull=False)
                | models.Q(client_id__isnull=False, worker_id__isnull=True),
            ),
        ]


class Research(models.Model):
    """One export somebody asked for: what for, until when, decided by another, made once and fetched once.

    The file itself stands in the schema `secrets`, encrypted, until it was fetched or is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # In words for clients: they read it.
    study = models.CharField(max_length=120)
    institution = models.CharField(max_length=120)
    purpose = models.TextField()
    # Of the committee that looked at the ethics.
    reference = models.CharField(max_length=120)
    both_sides = models.BooleanField()
    keep_until = models.DateField()
    decided_by = models.ForeignKey("people.Worker", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    why = models.TextField(blank=True)
    made_at = models.DateTimeField(null=True)
    # Why nothing was made: too few who may go along.
    too_few = models.BooleanField(default=False)
    # How coarse it is: the place in `research.levels.LEVELS`.
    level = models.PositiveSmallIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)

    objects = Visible.manager("alliance.research_to_read()", "id")

    class Meta:
        indexes: ClassVar = [models.Index(name="research_of_organisation", fields=["organisation", "-asked_at"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="research_decided_by_another",
                condition=models.Q(decided_by__isnull=True, decided_at__isnull=True, approved__isnull=True)
                | models.Q(decided_at__isnull=False, approved__isnull=False)
                & ~models.Q(decided_by=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="research_refused_with_a_reason", condition=~models.Q(approved=False) | ~models.Q(why="")
            ),
        ]


class ResearchUse(models.Model):
    """Walled, the person's own: that somebody's answers went along in an export."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    research = models.ForeignKey(Research, models.PROTECT, related_name="+", db_constraint=False)
    client_id = models.UUIDField(null=True)
    worker_id = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="research_use_once", fields=["client_id", "worker_id", "research"], nulls_distinct=False
            )
        ]
