"""A letter or report about someone of a case: a draft that is written, then paper that never changes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.cases.models.case import CASES, Case


class Letter(models.Model):
    """A letter of the practice about one person of the case, to one or several addressees, in its own words.

    While it is a draft, `version` counts each time it was kept, so that nobody writes over what another wrote. Signing
    it makes the papers; after that nothing of it changes but that it was sent. Another text is a letter of its own that
    names the one it `replaces`.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SIGNED = "signed"
        SENT = "sent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    template_id = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=160)
    to_client = models.BooleanField()
    addressees = models.JSONField()
    """Lines of each: the name first, then the address."""
    filled = models.JSONField()
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    writer = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    signed_by = models.ForeignKey("people.Worker", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    sent_on = models.DateField(null=True)
    sent_by = models.ForeignKey("people.Worker", models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="letter_signed_by_someone",
                condition=models.Q(state="draft", signed_by__isnull=True, signed_at__isnull=True)
                | models.Q(state__in=["signed", "sent"], signed_by__isnull=False, signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_sent_on_a_day",
                condition=models.Q(state="sent", sent_on__isnull=False, sent_by__isnull=False)
                | models.Q(state__in=["draft", "signed"], sent_on__isnull=True, sent_by__isnull=True),
            ),
        ]
        # The letters of a case, newest first.
        indexes: ClassVar = [models.Index(name="letter_of_case", fields=["case", "-made_at"])]


class LetterPaper(models.Model):
    """What was signed, as PDF: one for each addressee from 1 on, and where there are several, 0 for all in one.

    The application can neither write nor erase it; signing does, once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="+")
    copy = models.PositiveSmallIntegerField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    objects = Visible.manager(CASES, "case_id")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="letter_paper_once", fields=["letter", "copy"])]


class LetterOpened(models.Model):
    """That the client opened a letter that was sent to them. The client's own: whoever sent it does not learn of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    # Whoever throws away a draft may not look here; the database keeps a letter that was opened.
    letter = models.ForeignKey(Letter, models.DO_NOTHING, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="letter_opened_once", fields=["letter"])]
        # What a client did not open yet, on every first page.
        indexes: ClassVar = [models.Index(name="letter_opened_by", fields=["client"])]
