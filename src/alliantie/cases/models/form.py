"""A form about someone of a case: a draft that is filled in, then a version that never changes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case
from alliantie.cases.models.own_table import LoadedTable


class FilledForm(models.Model):
    """One version of a form of the practice about one person. A change is a new version, begun from the last.

    While it is a draft, `kept` counts each time it was kept, so that nobody writes over what another filled in.
    `outcome` is where the table of the form led, `chosen` what the worker chose, with a `reason` where those differ;
    `own_table` is the table of the organisation that led there, None for the one of the practice.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SENT = "sent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    form_id = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    kept = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    on = models.DateField(null=True)
    """The day it is about: of the talk, the call or the judgement."""
    outcome = models.CharField(max_length=60, blank=True)
    chosen = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    own_table = models.ForeignKey(LoadedTable, models.PROTECT, related_name="+", null=True)
    author = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    """Who kept it last; of a sent form, who sent it."""
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        db_table = "cases_form"
        constraints: ClassVar = [
            models.UniqueConstraint(name="form_version_once", fields=["case", "client", "form_id", "number"]),
            models.UniqueConstraint(
                name="form_one_draft", fields=["case", "client", "form_id"], condition=models.Q(state="draft")
            ),
            models.CheckConstraint(
                name="form_sent_on_a_day",
                condition=models.Q(state="draft", sent_at__isnull=True, on__isnull=True)
                | models.Q(state="sent", sent_at__isnull=False, on__isnull=False),
            ),
            models.CheckConstraint(
                name="form_choice_has_reason",
                condition=models.Q(chosen=models.F("outcome"))
                | models.Q(outcome="")
                | ~models.Q(chosen="") & ~models.Q(reason=""),
            ),
        ]
