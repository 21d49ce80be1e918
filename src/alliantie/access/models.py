"""Who may sign in, who may see what, and who looked.

The application role has no rights on grants: they are made and ended by the functions of migration 0002, which check
who asks. Accounts belong to one person.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, models
from django.db.models.expressions import Func
from django.db.models.functions import Lower

from alliantie.access.plain import Columns


class Accounts(BaseUserManager["Account"]):
    """Finds an account by its login name, whatever the case of its letters."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with this login name. Raises Account.DoesNotExist."""
        return self.get(login=(username or "").strip().lower())

    def get_queryset(self) -> models.QuerySet[Account]:
        """Accounts with what their worker does beside own cases, which only the door is told."""
        offices = Func("worker_id", function="access.offices_of", output_field=ArrayField(models.TextField()))
        return super().get_queryset().annotate(offices=offices)

    def signed_in(self, account_id: Any) -> Account | None:
        """The account of a session; None when it is gone. One plain statement."""
        columns = account_columns("a")
        asked = f"SELECT {columns}, access.offices_of(a.worker_id) FROM access_account a WHERE a.id = %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(asked, (account_id,))
            found = cursor.fetchone()
        return None if found is None else self.read(found)

    def read(self, row: Sequence[Any]) -> Account:
        """The account of a row of `account_columns`, behind them what its worker does beside own cases."""
        account = account_columns("a").made(row[:-1])
        account.offices = row[-1] or []  # type: ignore[attr-defined]
        return account


class Account(AbstractBaseUser):
    """A way in for one worker, one client, or one who represents clients."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(max_length=80, unique=True)
    worker = models.OneToOneField("people.Worker", models.PROTECT, null=True, related_name="+")
    client = models.OneToOneField("people.Client", models.PROTECT, null=True, related_name="+")
    representative = models.OneToOneField("cases.Representative", models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    # The given name, so that a page can greet the reader without another query.
    shown_as = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="account_of_worker_or_client",
                condition=models.Q(worker__isnull=False, client__isnull=True, representative__isnull=True)
                | models.Q(worker__isnull=True, client__isnull=False, representative__isnull=True)
                | models.Q(worker__isnull=True, client__isnull=True, representative__isnull=False),
            ),
            models.CheckConstraint(
                name="account_login_lower_case",
                condition=models.Q(login=Lower("login")),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; of an account that exists only what the application may change, unless the caller names fields."""
        if not self._state.adding and not args:
            kwargs.setdefault("update_fields", ["password", "last_login"])
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return str(self.id)


@cache
def account_columns(alias: str) -> Columns[Account]:
    """The columns of accounts in a plain statement."""
    return Columns(Account, alias)


class Session(AbstractBaseSession):
    """Someone who came in. `account_id` is whose it is, None before sign-in and for a client who came by a code.

    Without a foreign key: its check would lock the account at every sign-in.
    """

    account_id = models.UUIDField(null=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """How sessions are kept."""
        from alliantie.access.sessions import SessionStore

        return SessionStore


class Grant(models.Model):
    """Who may see or do what in one case, on which ground, from when until when (half-open), given by whom."""

    class Right(models.TextChoices):
        WORK = "work"
        COVER = "cover"
        OWN = "own"

    class Subject(models.TextChoices):
        WORKER = "worker"
        TEAM = "team"
        CLIENT = "client"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=12, choices=Subject.choices)
    subject_id = models.UUIDField()
    # Not a foreign key: the grant is made before the case, else its maker could not see the new row.
    case_id = models.UUIDField()
    right = models.CharField(max_length=12, choices=Right.choices)
    ground = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    given_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
            ),
        ]
        indexes: ClassVar = [
            # access.cases(): the cases of one actor, on every request.
            models.Index(name="grant_of_subject", fields=["subject_id", "case_id"]),
            # access.give_* and hand-over: who holds this case.
            models.Index(name="grant_on_case", fields=["case_id"]),
        ]


class Reading(models.Model):
    """One line of the reading log: who opened what, when, on which ground. Written by a function, never changed.

    Without a foreign key: its check would lock the row of the area at every reading.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    reader_kind = models.CharField(max_length=12)
    reader_id = models.UUIDField()
    what = models.CharField(max_length=40)
    case_id = models.UUIDField(null=True)
    client_id = models.UUIDField(null=True)
    device = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            # "Wie keek": what was read about one client, newest first.
            models.Index(name="reading_of_client", fields=["client_id", "-at"]),
            # Whether someone's reading of a case was noted already today.
            models.Index(name="reading_by_reader", fields=["client_id", "case_id", "reader_id", "what", "-at"]),
            # What one worker looked at, and what anybody did on a day: for who guards privacy.
            models.Index(name="reading_by_worker", fields=["reader_id", "-at"]),
            BrinIndex(name="reading_by_day", fields=["at"], autosummarize=True),
        ]


class Matching(models.Model):
    """One question whether a person is known already, kept to limit and to account for such questions."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+", db_constraint=False)
    asked_by = models.UUIDField()
    question_hash = models.BinaryField()
    found = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(name="matching_by_worker", fields=["asked_by", "at"])]


class LogSearch(models.Model):
    """That a privacy officer opened the reading log, why, and what for: a worker, clients, a period (days, both in)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    officer_id = models.UUIDField()
    reason = models.CharField(max_length=300)
    worker_id = models.UUIDField(null=True)
    # Those who were meant by the name or number that was typed; None when nobody was asked for.
    client_ids = ArrayField(models.UUIDField(), null=True)
    first_on = models.DateField()
    last_on = models.DateField()
    at = models.DateTimeField()


class Alert(models.Model):
    """Reading that is unusual by the settings: a reason to talk, which says nothing of whether it was wrong.

    `facts` holds numbers by which it is told. Settled with a note by a privacy officer.
    """

    class Kind(models.TextChoices):
        SURNAME = "surname"
        KNOWN = "known"
        MANY = "many"
        OUTSIDE = "outside"
        EMERGENCY = "emergency"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    worker_id = models.UUIDField()
    client_id = models.UUIDField(null=True)
    on = models.DateField()
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    settled_by = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            # The job may look at a day as often as it likes.
            models.UniqueConstraint(
                name="one_alert_a_day",
                fields=["organisation", "worker_id", "kind", "on", "client_id"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="alert_settled_with_a_note",
                condition=models.Q(settled_at=None, note="")
                | (models.Q(settled_at__isnull=False) & ~models.Q(note="")),
            ),
        ]


class Watch(models.Model):
    """What counts as unusual reading at an organisation. Without a row the defaults hold, which are our own choice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField("people.Organisation", models.PROTECT, related_name="+")
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    surname = models.BooleanField(default=True)
    outside = models.BooleanField(default=True)
    many_least = models.PositiveSmallIntegerField(default=20)
    many_times = models.PositiveSmallIntegerField(default=3)
    # As they were typed, a line each, and in plain letters as `sort_key` gives them.
    names = models.TextField(blank=True)
    name_keys = ArrayField(models.CharField(max_length=160), default=list)
    changed_by = models.UUIDField()
    changed_at = models.DateTimeField()


class Emergency(models.Model):
    """That a worker opened a case in an emergency, why, and until when it lasts.

    `law` forbids to tell the client, who reads of it from `kept_until` on; "" where no law does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    # Who was named; others of the case can be read as well, and read of it in their own log.
    client_id = models.UUIDField()
    worker_id = models.UUIDField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    law = models.CharField(max_length=200, blank=True)
    kept_until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(name="emergency_of_case", fields=["case_id", "-at"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="emergency_kept_by_a_law",
                condition=models.Q(kept_until=None, law="") | (models.Q(kept_until__isnull=False) & ~models.Q(law="")),
            ),
        ]
