"""The plan of a case in its versions, what each says of it, and how its goals stood later on."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class Plan(models.Model):
    """One version of the plan of one client or, where there is none, of everyone in the case.

    A draft is for workers, and `content` is what `plan_rules.Content` describes. Once agreed the database changes
    nothing in it any more: a change is a next version. `saved_with` is the page that wrote last, which may go on.
    A version is withdrawn, and no longer the client's to read, as long as the fact that it was agreed is taken back.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        AGREED = "agreed"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    content = models.JSONField()
    revision = models.PositiveIntegerField(default=0)
    saved_with = models.UUIDField()
    saved_by = models.UUIDField()
    saved_at = models.DateTimeField()
    agreed_on = models.DateField(null=True)
    agreed_by = models.UUIDField(null=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="plan_agreed_by_someone",
                condition=models.Q(state="draft", agreed_on__isnull=True, agreed_by__isnull=True)
                | models.Q(state__in=["agreed", "withdrawn"], agreed_on__isnull=False, agreed_by__isnull=False),
            ),
            models.UniqueConstraint(name="plan_number_once", fields=["case", "client", "number"], nulls_distinct=False),
            models.UniqueConstraint(
                name="plan_one_draft",
                fields=["case", "client"],
                condition=models.Q(state="draft"),
                nulls_distinct=False,
            ),
        ]


class PlanVoice(models.Model):
    """What someone of the case, or another who helped to make it (`name`), says of an agreed plan."""

    class Answer(models.TextChoices):
        AGREES = "agrees"
        DISAGREES = "disagrees"
        UNSURE = "unsure"
        UNASKED = "unasked"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    reason = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    by_self = models.BooleanField()
    """Said by the client in the own account; then no worker writes over it."""

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="voice_of_one",
                condition=models.Q(client__isnull=False, name="")
                | models.Q(models.Q(client__isnull=True, by_self=False), ~models.Q(name="")),
            ),
            models.UniqueConstraint(name="voice_once", fields=["plan", "client", "name"], nulls_distinct=False),
        ]
        indexes: ClassVar = [models.Index(name="voice_case", fields=["case"])]


class PlanEvaluation(models.Model):
    """How the goals of an agreed plan stood on a day: a result and a few words for each, in the order of the plan.

    A correction names what it corrects, which stays; one that only takes back is `void` and tells of no goal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    goals = models.JSONField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    void = models.BooleanField(default=False, db_default=False)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        indexes: ClassVar = [models.Index(name="evaluation_of_plan", fields=["plan", "on"])]
