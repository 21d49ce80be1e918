"""An authority that an organisation wrote to, so that its address is not typed anew for each letter."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible


class Addressee(models.Model):
    """The name and address of one that letters of a kind went to, such as a prosecutor; nothing of a case is in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=20)
    """Whom the practice calls it, as `alliantie.practices.letter.Recipient`."""
    lines = models.JSONField()
    used_on = models.DateField()

    objects = Visible.manager("access.own_organisation()", "organisation_id")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="addressee_once", fields=["organisation", "recipient", "lines"])
        ]
