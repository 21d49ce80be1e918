"""Papers that are needed, and days on which a home or a supply is lost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from alliantie.money.models.base import DOCUMENT, Documented, OfPeople


class Paper(OfPeople):
    """A paper that was asked for, the day it came in, and the last day somebody was reminded of it."""

    name = models.CharField(max_length=DOCUMENT)
    asked_on = models.DateField()
    in_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="paper_in_after_asked",
                condition=models.Q(in_on__isnull=True) | models.Q(in_on__gte=models.F("asked_on")),
            ),
        ]
        indexes: ClassVar = [models.Index(name="paper_case", fields=["case"])]


class Deadline(OfPeople, Documented):
    """A day on which people lose their home, or gas, electricity or water, unless it is averted."""

    class Kind(models.TextChoices):
        EVICTION = "eviction"
        ENERGY = "energy"
        WATER = "water"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    over_on = models.DateField(null=True)
    """The day on which it was averted, put off or over."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="deadline_day_of_document",
                condition=models.Q(documented_on__isnull=True) | ~models.Q(document=""),
            ),
        ]
        indexes: ClassVar = [
            # What still threatens, soonest first.
            models.Index(name="deadline_coming", fields=["case", "on"], condition=models.Q(over_on__isnull=True)),
        ]
