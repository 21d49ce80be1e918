"""What a worker has typed of a talk that is not recorded yet, or of what is to be shared or not."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import Case


class TalkDraft(models.Model):
    """The form as it stands, for its writer alone, until what it is for is done or the draft is thrown away.

    From its number follows that of the recorded contact or act, so that the same form sent twice does it once.
    """

    class Of(models.TextChoices):
        TALK = "talk"
        SHARING = "sharing"
        REFUSING = "refusing"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    worker = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    of = models.CharField(max_length=10, choices=Of.choices, default=Of.TALK)
    fields = models.JSONField()
    """The fields of the form by name, each with what was filled in, unchecked."""
    revision = models.PositiveIntegerField(default=0)
    saved_with = models.UUIDField()
    saved_at = models.DateTimeField()

    objects = Visible.manager("access.cases_to_record()", "case_id")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="talk_draft_once", fields=["worker", "case", "of"])]
