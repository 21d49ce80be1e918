"""Something that went wrong or may have: what happened, what the client says of it, and what was done."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class _OfCase(models.Model):
    """What all of it shares: the case, the person it is about, and a number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        abstract = True


class Incident(_OfCase):
    """An incident with one client. Its fact has the same number; later facts about it name that in their values."""

    class State(models.TextChoices):
        OPEN = "open"
        WEIGHED = "weighed"
        CLOSED = "closed"
        WITHDRAWN = "withdrawn"

    class Heard(models.TextChoices):
        NOT_YET = "not_yet"
        TOLD = "told"
        DECLINED = "declined"

    kind = models.CharField(max_length=60)
    on = models.DateField()
    values = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    heard = models.CharField(max_length=10, choices=Heard.choices, default=Heard.NOT_YET)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            # The incidents of a case, newest first.
            models.Index(name="incident_of_case", fields=["case", "-on", "-recorded_at"])
        ]


class Account(_OfCase):
    """The client's own account of an incident, readable by whom the client chose."""

    class Readers(models.TextChoices):
        WORKER = "worker"
        LEADER = "leader"
        FILE = "file"

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="+")
    text = models.TextField()
    readers = models.CharField(max_length=10, choices=Readers.choices)
    told_to = models.UUIDField()
    told_at = models.DateTimeField()


class ViewOfCause(_OfCase):
    """What an incident came from, as a worker saw it on a day. A later view stands beside it."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    on = models.DateField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()


class Response(_OfCase):
    """What was done after an incident, and why."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    option = models.CharField(max_length=60)
    reason = models.TextField()
    on = models.DateField()
    objection_until = models.DateField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()


class Contradiction(_OfCase):
    """What the client says against an incident, or against a worker's view of its cause."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    view = models.ForeignKey(ViewOfCause, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
