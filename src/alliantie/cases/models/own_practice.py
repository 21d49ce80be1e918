"""What an organisation makes of its ways of working: a copy in the making, versions that never change, and moves."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class OwnPractice(models.Model):
    """One version of a practice as an organisation made it its own; it never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    practice_id = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    based_on = models.CharField(max_length=20, blank=True)
    """The version it was copied from, "" for a practice of the organisation's own."""
    content = models.TextField()
    hash = models.CharField(max_length=64)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")

    objects = Visible.manager("access.own_organisation()", "organisation_id")

    class Meta:
        db_table = "cases_practice"
        constraints: ClassVar = [
            # A case names a version by these two alone, whatever its organisation.
            models.UniqueConstraint(name="own_practice_once", fields=["practice_id", "version"])
        ]


class PracticeDraft(models.Model):
    """The copy of a practice that an organisation is changing; it always passes the check. One at a time.

    `kept` counts each time it was kept, so that nobody writes over what another changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    practice_id = models.CharField(max_length=60)
    based_on = models.CharField(max_length=20, blank=True)
    content = models.TextField()
    kept = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")

    objects = Visible.manager("access.organisations_managed()", "organisation_id")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_practice_draft", fields=["organisation", "practice_id"])
        ]


class Move(models.Model):
    """Cases of one practice that are to go to another version, or back to the one they came from.

    It is looked ahead first, case by case; once it is started, each case that fits goes over.
    """

    class State(models.TextChoices):
        AHEAD = "ahead"
        STARTED = "started"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    practice_id = models.CharField(max_length=60)
    version = models.CharField(max_length=20, blank=True)
    """Where to; "" where each case goes back to where it came from."""
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.AHEAD)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True)

    objects = Visible.manager("access.organisations_managed()", "organisation_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="move_started_at_a_moment",
                condition=models.Q(state="ahead", started_at__isnull=True)
                | models.Q(state="started", started_at__isnull=False),
            ),
            models.CheckConstraint(name="move_has_a_reason", condition=~models.Q(reason="")),
        ]


class MovedCase(models.Model):
    """One case of a move: from which version to which, what would change in what is due, and how far it came."""

    class State(models.TextChoices):
        WAITS = "waits"
        FITS = "fits"
        LACKS = "lacks"
        MOVED = "moved"
        PASSED = "passed"
        """Something else happened to the case since it was looked at."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    move = models.ForeignKey(Move, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITS)
    changes = models.JSONField(default=list)
    """Of each duty that changes: its norm, when it was due and when it will be, None for not at all."""
    lacking = models.JSONField(default=list)
    """What the case uses and the version does not have: its sort and its id."""
    moved_at = models.DateTimeField(null=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="moved_case_once", fields=["move", "case"])]
        indexes: ClassVar = [
            models.Index(name="moved_case_case", fields=["case"]),
            # What is still to do, for the job that goes on with it.
            models.Index(name="moved_case_to_do", fields=["move"], condition=models.Q(state__in=["waits", "fits"])),
        ]
