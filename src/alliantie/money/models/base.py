"""What every row about the money of a case has in common."""

from __future__ import annotations

import uuid
from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models import CASES, Case

NAME, DOCUMENT = 80, 120


def options(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """The values of an enumeration as Django wants its choices."""
    return [(each.value, each.name) for each in kind]


class OfCase(models.Model):
    """A row of a case: recorded once, by whom and when. Taken back it stays, and counts no more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        abstract = True


class OfPeople(OfCase):
    """A row about some of the people of a case: each of them sees it, and no other client does."""

    client_ids = ArrayField(models.UUIDField())

    class Meta:
        abstract = True


class Documented(models.Model):
    """The paper a figure rests on, by its title and day; empty where somebody only said so."""

    document = models.CharField(max_length=DOCUMENT, blank=True)
    documented_on = models.DateField(null=True)

    class Meta:
        abstract = True
