"""The pair and its rounds, behind a wall.

What others can see of a round is its state. How far someone's own part is, and why a round closed, stands only in that
person's own row of `Part`. Answers and pictures are ciphertext of a fixed length under a key per pair.

Walled rows have no foreign keys in the database: the check of one may lock the row it points to, which leaves a mark
(xmax) that the other of the pair could read. They are made by functions that check what they point to.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alliantie.access.visible import Visible
from alliantie.alliance.states import State

PAIRS_TO_READ = "access.pairs_to_read()"


class Pair(models.Model):
    """One client and one professional in one case, from the day they begin until the day they end (half-open)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+")
    worker = models.ForeignKey("people.Worker", models.PROTECT, related_name="+")
    pair_kind = models.CharField(max_length=60)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = Visible.manager(PAIRS_TO_READ, "id")
    # Once `queries.key_of` opened it, for as long as this object lives; never in the database.
    opened_key: bytes | None = None

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_running_pair",
                fields=["case", "client", "worker"],
                condition=models.Q(ends_on__isnull=True),
            )
        ]
        indexes: ClassVar = [
            models.Index(name="pair_worker", fields=["worker"]),
            models.Index(name="pair_client", fields=["client"]),
            models.Index(name="pair_case", fields=["case"]),
        ]


class Shown(models.Model):
    """The client shows the rounds of an earlier pair to the worker of a later pair, until taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    earlier = models.ForeignKey(Pair, models.PROTECT, related_name="+")
    later = models.ForeignKey(Pair, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="shown_once", fields=["earlier", "later"])]


class Wish(models.Model):
    """Walled, the client's only: does this client not want to be asked again. One row a pair, from its start."""

    pair = models.OneToOneField(Pair, models.PROTECT, primary_key=True, related_name="+", db_constraint=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    client = models.ForeignKey("people.Client", models.PROTECT, related_name="+", db_constraint=False)
    do_not_ask = models.BooleanField(default=False)
    # With which PIN it was said, when it was said by a code: only that takes it back, or the account.
    by_code = models.BinaryField(null=True)


class Round(models.Model):
    """One round of a pair. The row changes only when it opens, completes, is revealed, discussed or closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="+")
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
    round = models.ForeignKey(Round, models.PROTECT, related_name="+", db_constraint=False)
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
