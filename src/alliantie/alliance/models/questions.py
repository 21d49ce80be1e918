"""What rounds are asked with: worries about a question, packs of questionnaires, and notices that were released."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible


class ItemFlag(models.Model):
    """A remark that an item is hard or odd, without who made it and outside any case."""

    class Why(models.TextChoices):
        UNCLEAR = "unclear"
        DOES_NOT_FIT = "does_not_fit"
        HURTS = "hurts"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    instrument_id = models.CharField(max_length=60)
    instrument_version = models.CharField(max_length=20)
    variant = models.CharField(max_length=30)
    form = models.CharField(max_length=10)
    role = models.CharField(max_length=12)
    item = models.CharField(max_length=60)
    why = models.CharField(max_length=20, choices=Why.choices)
    month = models.DateField()


class QuestionnairePack(models.Model):
    """A questionnaire an organisation brought itself, with the file as it was loaded. Says nothing about any person.

    `hash` is that of the wording: another licence or another check of the words gives the same one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    instrument_id = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    hash = models.CharField(max_length=64)
    content = models.BinaryField()
    holder = models.CharField(max_length=500)
    last_day = models.DateField()
    loaded_at = models.DateTimeField()

    objects = Visible.manager("access.organisations()", "organisation_id")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="questionnaire_version_once", fields=["organisation", "instrument_id", "version"]
            )
        ]


class NoticeRelease(models.Model):
    """The texts for clients of one version of a practice, released by an organisation, until taken back.

    `practice_hash` is that of the file: a text that changes under the same version is no longer the released one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    practice_id = models.CharField(max_length=60)
    practice_version = models.CharField(max_length=20)
    practice_hash = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    released_by = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Worker", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="notice_released_once",
                fields=["organisation", "practice_id", "practice_version", "practice_hash"],
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="notice_ended_by_someone",
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
