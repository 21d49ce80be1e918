"""A case, who takes part in it, under which measure, and what happened, as dated facts.

Plans, norms, incidents and documents come with the case engine; they hang on these rows and need no change to them.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible

CASES = "access.cases()"


class Case(models.Model):
    """One client's (in youth work: one family's) trajectory with one organisation, under one version of a practice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, related_name="+")
    worker = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    practice_id = models.CharField(max_length=60)
    practice_version = models.CharField(max_length=20)
    practice_hash = models.CharField(max_length=64)
    title = models.CharField(max_length=160)
    title_key = models.CharField(max_length=160)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    objects = Visible.manager(CASES, "id")
    # What `queries.get_case` brings along of a case as a whole.
    with_measures: list[tuple[str, str, str | None]]
    with_involved: list[dict[str, str]]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="case_closed_after_opened",
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
            )
        ]


class Participant(models.Model):
    """A person the case is about: the client, or in youth work a young person or a parent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="participant_once", fields=["case", "client"])]
        indexes: ClassVar = [models.Index(name="participant_client", fields=["client"])]


class Measure(models.Model):
    """A measure of the practice that holds for the case, half-open in days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    measure_id = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="measure_ends_after_start",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            )
        ]
        indexes: ClassVar = [models.Index(name="measure_case", fields=["case"])]


class Fact(models.Model):
    """Something that happened, on a day, with who recorded it when. A correction is a new fact naming the old."""

    class Kind(models.TextChoices):
        CASE_OPENED = "case_opened"
        CONTACT = "contact"
        WARNING = "warning"
        SANCTION = "sanction"
        PLAN_AGREED = "plan_agreed"
        MEASURE_STARTED = "measure_started"
        MEASURE_ENDED = "measure_ended"
        WORKER_CHANGED = "worker_changed"
        ROUND_DISCUSSED = "round_discussed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    talk_id = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    void = models.BooleanField(default=False)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        indexes: ClassVar = [
            # The timeline of a case, newest first.
            models.Index(name="fact_timeline", fields=["case", "-on", "-recorded_at"])
        ]


class Appointment(models.Model):
    """A talk with a day and a time, with one client or, where there is none, with everyone in the case.

    That it was held is not kept here: the contact of that kind on that day says so.
    """

    class By(models.TextChoices):
        WORKER = "worker"
        CLIENT = "client"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    talk_id = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True)
    place = models.CharField(max_length=80, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=10, choices=By.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    """When a cancelled talk was planned anew, or put away: nobody needs to be told of it any more."""

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="appointment_cancelled_by_someone",
                condition=models.Q(cancelled_at__isnull=True, cancelled_by="", settled_at__isnull=True)
                | models.Q(cancelled_at__isnull=False, cancelled_by__in=["worker", "client"]),
            ),
            models.CheckConstraint(
                name="appointment_lasts_a_while",
                condition=models.Q(minutes__isnull=True) | models.Q(minutes__gt=0),
            ),
        ]
        indexes: ClassVar = [
            # What is planned from a moment on in the cases one may see.
            models.Index(name="appointment_coming", fields=["case", "starts_at"]),
            # Those for which a new time has to be found.
            models.Index(
                name="appointment_unsettled",
                fields=["case"],
                condition=models.Q(cancelled_at__isnull=False, settled_at__isnull=True),
            ),
        ]


class Explanation(models.Model):
    """The frame, explained to one client on a day by a worker. What the client says of it stands apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    practice_version = models.CharField(max_length=20)
    explained_on = models.DateField()
    explained_by = models.UUIDField()

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="explanation_once", fields=["case", "client", "practice_version"])
        ]


class Acknowledgement(models.Model):
    """Walled, the client's only: when the client read the frame and said it was clear.

    The worker cannot see it: the client reads the frame just before the first question, so it would tell that the
    client had begun. No foreign keys in the database, since their check would mark the rows they point to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_constraint=False)
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+", db_constraint=False)
    practice_version = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="acknowledged_once", fields=["case", "client", "practice_version"])
        ]
