"""What is due in a case, as it followed from the facts the last time one changed or a day began."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class Duty(models.Model):
    """One thing that is due. Only `access.keep_duties` writes here; `told` is all that explains it.

    The database fills `hardness`, `tells` and `forced` from what is told, for its own functions that count and order.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    # By the case and the day there is an index already.
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    norm_id = models.CharField(max_length=60)
    client = models.ForeignKey("people.Client", models.PROTECT, null=True, related_name="+")
    who = models.CharField(max_length=60)
    due = models.DateField()
    told = models.JSONField()

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="duty_once", fields=["case", "key"])]
        indexes: ClassVar = [
            # What is due in the cases one may see, up to a day.
            models.Index(name="duty_due", fields=["case", "due"])
        ]


class Reckoning(models.Model):
    """On which day the duties of a case were reckoned last (no row: never), and which norms it could not decide.

    `unknown` names the norms that would hold but for what nobody recorded; `edition` the rules it was reckoned by.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    on = models.DateField()
    unknown = models.JSONField(default=list)
    edition = models.CharField(max_length=64, default="")

    class Meta:
        indexes: ClassVar = [
            # The cases whose day has not been reckoned yet.
            models.Index(name="reckoning_on", fields=["on"])
        ]
