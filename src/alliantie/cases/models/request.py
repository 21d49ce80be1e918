"""What a client asked about the own data: to correct something, to go against a decision, or to withdraw."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class Right(models.TextChoices):
    """What a client can make use of."""

    CORRECT = "correct"
    OBJECT = "object"
    WITHDRAW = "withdraw"


class State(models.TextChoices):
    """How a request stands."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class Sort(models.TextChoices):
    """What a request can be about."""

    PERSON = "person"
    FACT = "fact"
    INCIDENT = "incident"
    RESPONSE = "response"
    LETTER = "letter"
    CONDITION = "condition"
    MEASURE = "measure"
    REQUEST = "request"
    SHARE = "share"
    OTHER = "other"


class ClientRequest(models.Model):
    """One request, with its term and the answer. Written by functions of the database alone.

    `about` names the sort of thing it is about and `about_id` which one; `called` is how the client saw it called.
    `statement` is the client's own word beside what was not corrected: it stays with that and goes along with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    right = models.CharField(max_length=10, choices=Right.choices)
    about = models.CharField(max_length=10, choices=Sort.choices)
    about_id = models.UUIDField(null=True)
    called = models.CharField(max_length=200)
    text = models.TextField()
    wanted = models.TextField(blank=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    due = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True)
    settled_by = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)
    statement = models.TextField(blank=True)
    statement_at = models.DateTimeField(null=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="client_request_answered_with_a_reason",
                condition=~models.Q(state__in=["granted", "refused"])
                | ~models.Q(answer="") & ~models.Q(settled_at=None),
            )
        ]
        indexes: ClassVar = [
            # What was asked in a case, newest first.
            models.Index(name="client_request_of_case", fields=["case", "-asked_at"]),
            # The client's own words beside a fact, for each fact of a timeline.
            models.Index(name="client_request_beside", fields=["about_id"], condition=~models.Q(statement="")),
        ]
