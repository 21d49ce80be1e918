"""Who may act for a client, on which ground, from when until when."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES
from alliantie.people.names import full_name


class Representative(models.Model):
    """Somebody who acts for clients of an organisation: a parent, guardian, curator and so on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=80)
    works_at = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(name="representative_by_name", fields=["organisation", "family_name"])]

    @property
    def name(self) -> str:
        """Given name and family name."""
        return full_name(self.given_name, self.family_name)


class Representation(models.Model):
    """That somebody acts for a client of a case; `void` when that was undone.

    Its last days follow from the ground and the birth date; on `ends_on` and the like it is over.
    """

    class Ground(models.TextChoices):
        PARENT = "parent"
        GUARDIAN = "guardian"
        CURATOR = "curator"
        ADMINISTRATOR = "administrator"
        MENTOR = "mentor"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=16, choices=Ground.choices)
    document = models.CharField(max_length=200)
    document_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    care = models.BooleanField()
    money = models.BooleanField()
    care_ends_on = models.DateField(null=True)
    money_ends_on = models.DateField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    void = models.BooleanField(default=False)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        indexes: ClassVar = [
            models.Index(name="representation_of_case", fields=["case", "-recorded_at"]),
            # What one representative sees, on each request.
            models.Index(name="representation_by", fields=["representative", "case"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="representation_ends_after_start",
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]
