"""Who asks for money, for what, and what was said of it when."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import ClassVar

from django.db import models

from alliantie.cases.models import Case
from alliantie.money.models.base import NAME, Documented, OfCase, OfPeople, options
from alliantie.money.states import Status


class Creditor(models.Model):
    """Somebody who asks for money: an organisation that every case of the area can choose, or someone of one case.

    The name stays as it is, since what was sent to whom is told by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    """Of which case it is someone only; nobody else should learn that a brother lent money."""
    name = models.CharField(max_length=NAME)
    name_key = models.CharField(max_length=NAME)
    address = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=200, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            # Also how a form finds one by name.
            models.UniqueConstraint(name="creditor_once", fields=["area", "name_key", "case"], nulls_distinct=False),
        ]


class Claim(OfPeople):
    """What somebody asks of one or more of the people of a case."""

    class Kind(models.TextChoices):
        RENT = "rent"
        ENERGY = "energy"
        WATER = "water"
        CARE = "care"
        TAX = "tax"
        BENEFIT = "benefit"
        FINE = "fine"
        CREDIT = "credit"
        SHOP = "shop"
        PHONE = "phone"
        PERSONAL = "personal"
        OTHER = "other"

    creditor = models.ForeignKey(Creditor, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reference = models.CharField(max_length=60, blank=True)
    since = models.DateField(null=True)
    status = models.CharField(max_length=16, choices=options(Status))
    status_on = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(name="claim_case", fields=["case"]),
            # Whether a client may read a creditor, and a worker change its address.
            models.Index(name="claim_creditor", fields=["creditor"]),
        ]


class By(StrEnum):
    """Who said it."""

    CLIENT = "client"
    CREDITOR = "creditor"


class Answer(StrEnum):
    """What was said of a claim."""

    AMOUNT = "amount"
    UNKNOWN = "unknown"
    AGREES = "agrees"
    REFUSES = "refuses"


class Statement(OfCase, Documented):
    """What the client or the creditor said of a claim on a day: how much it is, or yes or no to a proposal."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    since = models.DateField()
    by = models.CharField(max_length=10, choices=options(By))
    answer = models.CharField(max_length=10, choices=options(Answer))
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="statement_amount_when_told",
                condition=models.Q(answer="amount", amount__gte=0)
                | models.Q(answer__in=["unknown", "agrees", "refuses"], amount__isnull=True),
            ),
            models.CheckConstraint(
                name="statement_day_of_document",
                condition=models.Q(documented_on__isnull=True) | ~models.Q(document=""),
            ),
        ]
        indexes: ClassVar = [
            # Everything said of the claims of a case; and of one claim.
            models.Index(name="statement_case", fields=["case"]),
            models.Index(name="statement_claim", fields=["claim"]),
        ]
