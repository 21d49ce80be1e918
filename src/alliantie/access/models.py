"""Who may sign in (in accounts.py), who may see what, and who looked.

The application role has no rights on grants: they are made and ended by the functions of migration 0002, which check
who asks.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from alliantie.access.accounts import (
    Account,
    Accounts,
    Binding,
    Invitation,
    Kept,
    Session,
    StepErased,
    Visit,
    account_columns,
)
from alliantie.access.sections import GROUNDS, SECTIONS
from alliantie.access.visible import Visible

__all__ = [
    "Account",
    "Accounts",
    "Alert",
    "Binding",
    "Emergency",
    "Grant",
    "Invitation",
    "Kept",
    "LogSearch",
    "Matching",
    "Reading",
    "SectionGrant",
    "Session",
    "StepErased",
    "Visit",
    "Watch",
    "account_columns",
]


class Grant(models.Model):
    """Who may see or do what in one case, on which ground, from when until when (half-open), given by whom."""

    class Right(models.TextChoices):
        WORK = "work"
        COVER = "cover"
        OWN = "own"

    class Subject(models.TextChoices):
        WORKER = "worker"
        TEAM = "team"
        CLIENT = "client"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=12, choices=Subject.choices)
    subject_id = models.UUIDField()
    # Not a foreign key: the grant is made before the case, else its maker could not see the new row.
    case_id = models.UUIDField()
    right = models.CharField(max_length=12, choices=Right.choices)
    ground = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    given_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
            ),
        ]
        indexes: ClassVar = [
            # access.cases(): the cases of one actor, on every request.
            models.Index(name="grant_of_subject", fields=["subject_id", "case_id"]),
            # access.give_* and hand-over: who holds this case.
            models.Index(name="grant_on_case", fields=["case_id"]),
        ]


class SectionGrant(models.Model):
    """That a worker or a team may read these sections of one case, and nothing else of it: half-open in days.

    What was given at once in several cases, of a household say, shares an `act`. Ended before its day it stays.
    """

    class Subject(models.TextChoices):
        WORKER = "worker"
        TEAM = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    act = models.UUIDField()
    case_id = models.UUIDField()
    subject_kind = models.CharField(max_length=12, choices=Subject.choices)
    subject_id = models.UUIDField()
    sections = ArrayField(models.CharField(max_length=12))
    ground = models.CharField(max_length=12)
    named = models.CharField(max_length=200)
    """The law and article, the task or the agreement behind the ground."""
    reason = models.CharField(max_length=300)
    starts_on = models.DateField()
    ends_on = models.DateField()
    given_by = models.UUIDField()
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    objects = Visible.manager("access.cases()", "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="section_grant_ends", condition=models.Q(ends_on__gt=models.F("starts_on"))),
            # Rounds are no section: no grant can name them.
            models.CheckConstraint(
                name="section_grant_of_sections",
                condition=models.Q(sections__contained_by=list(SECTIONS), sections__len__gt=0)
                & models.Q(ground__in=list(GROUNDS)),
            ),
        ]
        indexes: ClassVar = [
            # Who reads a part of a case, newest first; what one worker or team reads; what was given at once.
            models.Index(name="section_grant_of_case", fields=["case_id", "-given_at"]),
            models.Index(name="section_grant_of", fields=["subject_id", "ends_on"]),
            models.Index(name="section_grant_act", fields=["act"]),
        ]


class Reading(models.Model):
    """One line of the reading log: who opened what, when, on which ground. Written by a function, never changed.

    Without a foreign key: its check would lock the row of the area at every reading.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    reader_kind = models.CharField(max_length=12)
    reader_id = models.UUIDField()
    what = models.CharField(max_length=40)
    case_id = models.UUIDField(null=True)
    client_id = models.UUIDField(null=True)
    device = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            # "Wie keek": what was read about one client, newest first.
            models.Index(name="reading_of_client", fields=["client_id", "-at"]),
            # Whether someone's reading of a case was noted already today.
            models.Index(name="reading_by_reader", fields=["client_id", "case_id", "reader_id", "what", "-at"]),
            # What one worker looked at, and what anybody did on a day: for who guards privacy.
            models.Index(name="reading_by_worker", fields=["reader_id", "-at"]),
            BrinIndex(name="reading_by_day", fields=["at"], autosummarize=True),
        ]


class Matching(models.Model):
    """One question whether a person is known already, kept for a day, to limit such questions."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    asked_by = models.UUIDField()
    question_hash = models.BinaryField()
    found = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(name="matching_by_worker", fields=["asked_by", "at"])]


class LogSearch(models.Model):
    """That a privacy officer opened the reading log, why, and what for: a worker, clients, a period (days, both in)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    officer_id = models.UUIDField()
    reason = models.CharField(max_length=300)
    worker_id = models.UUIDField(null=True)
    # Those who were meant by the name or number that was typed; None when nobody was asked for.
    client_ids = ArrayField(models.UUIDField(), null=True)
    first_on = models.DateField()
    last_on = models.DateField()
    at = models.DateTimeField()


class Alert(models.Model):
    """Reading that is unusual by the settings: a reason to talk, which says nothing of whether it was wrong.

    `facts` holds numbers by which it is told. Settled with a note by a privacy officer.
    """

    class Kind(models.TextChoices):
        SURNAME = "surname"
        KNOWN = "known"
        MANY = "many"
        OUTSIDE = "outside"
        EMERGENCY = "emergency"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    worker_id = models.UUIDField()
    client_id = models.UUIDField(null=True)
    on = models.DateField()
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    settled_by = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            # The job may look at a day as often as it likes.
            models.UniqueConstraint(
                name="one_alert_a_day",
                fields=["organisation", "worker_id", "kind", "on", "client_id"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="alert_settled_with_a_note",
                condition=models.Q(settled_at=None, note="")
                | (models.Q(settled_at__isnull=False) & ~models.Q(note="")),
            ),
        ]


class Watch(models.Model):
    """What counts as unusual reading at an organisation. Without a row the defaults hold, which are our own choice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField("people.Organisation", models.PROTECT, related_name="+")
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    surname = models.BooleanField(default=True)
    outside = models.BooleanField(default=True)
    many_least = models.PositiveSmallIntegerField(default=20)
    many_times = models.PositiveSmallIntegerField(default=3)
    # As they were typed, a line each, and in plain letters as `sort_key` gives them.
    names = models.TextField(blank=True)
    name_keys = ArrayField(models.CharField(max_length=160), default=list)
    changed_by = models.UUIDField()
    changed_at = models.DateTimeField()


class Emergency(models.Model):
    """That a worker opened a case in an emergency, why, and until when it lasts.

    `law` forbids to tell the client, who reads of it from `kept_until` on; "" where no law does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    # Who was named; others of the case can be read as well, and read of it in their own log.
    client_id = models.UUIDField()
    worker_id = models.UUIDField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    law = models.CharField(max_length=200, blank=True)
    kept_until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(name="emergency_of_case", fields=["case_id", "-at"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="emergency_kept_by_a_law",
                condition=models.Q(kept_until=None, law="") | (models.Q(kept_until__isnull=False) & ~models.Q(law="")),
            ),
        ]
