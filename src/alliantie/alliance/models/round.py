"""A round of a pair: its state, what each filled in, the conversation after it, and links for who has no account."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.alliance.models.pair import PAIRS_TO_READ, Pair
from alliantie.alliance.states import State


class Round(models.Model):
    """One round of a pair. The row changes only when it opens, completes, is revealed, discussed or closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State.choices)
    instrument_id = models.CharField(max_length=60)
    instrument_version = models.CharField(max_length=20)
    variant = models.CharField(max_length=30)
    length = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=10)
    reason = models.CharField(max_length=60)
    opens_on = models.DateField()
    answer_until = models.DateField()
    revealed_at = models.DateTimeField(null=True)
    discussed_on = models.DateField(null=True)

    objects = Visible.manager(PAIRS_TO_READ, "pair_id")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="round_number", fields=["pair", "number"]),
            models.UniqueConstraint(
                name="one_running_round",
                fields=["pair"],
                condition=models.Q(state__in=["planned", "open", "complete", "revealed"]),
            ),
        ]
        indexes: ClassVar = [
            # The job that opens planned rounds and closes those past their window.
            models.Index(
                name="round_due",
                fields=["answer_until"],
                condition=models.Q(state__in=["planned", "open", "complete"]),
            )
        ]


class Part(models.Model):
    """One person's own part of a round. Both rows exist from the opening on; only the owner can see theirs."""

    class Share(models.TextChoices):
        ALL = "all"
        PICTURE = "picture"
        NOTHING = "nothing"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="+", db_constraint=False)
    role = models.CharField(max_length=12)
    # The pair's key as `queries.own_part` brings it along.
    wrapped: bytes
    owner_id = models.UUIDField()
    answers = models.BinaryField()
    picture = models.BinaryField()
    share = models.CharField(max_length=8, choices=Share.choices, null=True)  # noqa: DJ001 - null: nothing chosen
    sealed_at = models.DateTimeField(null=True)
    withdrawn = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=20, blank=True)
    # Of the client: whether these are the client's own answers, asked before looking together.
    own_word = models.BooleanField(null=True)
    # Of the client: said "not now", so no reminder; and whether the one reminder was sent.
    quiet = models.BooleanField(default=False)
    reminded = models.BooleanField(default=False)
    # Of the client who comes in by a code; random bytes until a PIN was chosen, so that a row tells nothing.
    pin_hash = models.BinaryField()
    # Whether there ever was one, the account's own locking included: before, no PIN can be a wrong one.
    pin_chosen = models.BooleanField(default=False)
    pin_tries = models.PositiveSmallIntegerField(default=0)
    # Of the client: something was written in the own account, so no code opens or changes this any more.
    by_account = models.BooleanField(default=False)
    # Of the client: what whoever holds this PIN said about being asked again.
    code_wish = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_part_a_role", fields=["round", "role"]),
            models.CheckConstraint(
                name="sealed_with_share",
                condition=models.Q(sealed_at__isnull=True, share__isnull=True)
                | models.Q(sealed_at__isnull=False, share__isnull=False),
            ),
        ]


class Conversation(models.Model):
    """What came of looking together: one agreement or none, confirmed by the client, and the day it was discussed."""

    class Agreement(models.TextChoices):
        OPEN = "open"
        PROPOSED = "proposed"
        CONFIRMED = "confirmed"
        NONE_ASKED = "none_asked"
        NONE = "none"

    round = models.OneToOneField(Round, models.PROTECT, primary_key=True, related_name="+")
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="+")
    agreement = models.BinaryField()
    agreement_state = models.CharField(max_length=12, choices=Agreement.choices, default=Agreement.OPEN)
    date_in_file = models.BooleanField(null=True)
    fact_id = models.UUIDField(null=True)

    objects = Visible.manager(PAIRS_TO_READ, "pair_id")


class Jotting(models.Model):
    """Walled: what is written during a talk beside the agreement. One note of the two; each one's own drafts."""

    class Kind(models.TextChoices):
        NOTE = "note"
        AGREEMENT_DRAFT = "agreement_draft"
        NOTE_DRAFT = "note_draft"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="+", db_constraint=False)
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="+", db_constraint=False)
    # Who wrote it; of the note, who wrote it last.
    owner_id = models.UUIDField()
    role = models.CharField(max_length=12)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_jotting_a_kind", fields=["round", "kind", "owner_id"]),
            models.UniqueConstraint(name="one_note_a_round", fields=["round"], condition=models.Q(kind="note")),
            models.CheckConstraint(
                name="jotting_of_a_kind",
                condition=models.Q(kind__in=["note", "agreement_draft", "note_draft"]),
            ),
        ]


class Afterthought(models.Model):
    """Walled, the client's only: own say and worth of the talk, asked after every second discussed round."""

    round = models.OneToOneField(Round, models.PROTECT, primary_key=True, related_name="+", db_constraint=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+", db_constraint=False)
    answers = models.BinaryField()


class Link(models.Model):
    """A way to the client's part: a short link with a one-time code, or the number of a paper form. Nobody reads it."""

    class Way(models.TextChoices):
        CODE = "code"
        PAPER = "paper"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="+", db_constraint=False)
    slug = models.CharField(max_length=24, unique=True)
    way = models.CharField(max_length=5, choices=Way.choices)
    code_hash = models.BinaryField()
    expires_at = models.DateTimeField()
    # A turn that is not the client's, or no longer: it looks like any other, also the next time with the same PIN, and
    # nothing of it counts. A round has one row for its codes, so what stands here outlives a code.
    shadow = models.BooleanField(default=False)
    shadow_answers = models.BinaryField(null=True)
    shadow_sealed_at = models.DateTimeField(null=True)
    shadow_share = models.CharField(max_length=8, null=True)  # noqa: DJ001 - null: nothing chosen
    shadow_withdrawn = models.BooleanField(default=False)
    shadow_wish = models.BooleanField(null=True)
    shadow_pin = models.BinaryField(null=True)
    shadow_tries = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)


class Mailbox(models.Model):
    """Walled, the client's only: where the client wants reminders, encrypted."""

    client = models.OneToOneField(
        "people.Client", models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    address = models.BinaryField()
