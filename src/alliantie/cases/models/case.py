"""A case, who takes part in it, and under which measure."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

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
    with_measures: list[tuple[str, str | None, str, str, str | None, str | None]]
    with_involved: list[dict[str, str]]
    with_duties: list[dict[str, Any]]
    with_unknown: list[str]
    with_conditions: list[dict[str, Any]]
    with_agreements: list[dict[str, Any]]
    with_plans: list[dict[str, Any]]
    with_incidents: list[tuple[str, str, str, str, str, str, str, bool]]
    with_outcome: list[str]
    with_handing: dict[str, Any]
    kept_by: str | None
    """The edition of the rules by which what is due was reckoned; None where it never was."""
    with_letters: list[tuple[str, str, list[str], str, str, str | None, str | None, str, str, dict[str, Any]]]

    # What the client's own page of the frame brings along: since when another version holds, and why.
    moved_on: date | None
    moved_why: str

    with_network: dict[str, dict[str, Any]]

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
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="participant_once", fields=["case", "client"])]
        indexes: ClassVar = [models.Index(name="participant_client", fields=["client"])]


class Measure(models.Model):
    """A measure of the practice that holds for the case, half-open in days, or for one person of it.

    `until` is the end that was named when it began; a fact `measure_extended` names a later one, `ends_on` the day on
    which it did end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    measure_id = models.CharField(max_length=60)
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    until = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="measure_ends_after_start",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="measure_until_after_start",
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("starts_on")),
            ),
        ]
        indexes: ClassVar = [models.Index(name="measure_case", fields=["case"])]
