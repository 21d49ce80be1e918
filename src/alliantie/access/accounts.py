"""Who may sign in: accounts of one person each, and the sessions they came in with."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, models
from django.db.models.expressions import Func
from django.db.models.functions import Lower

from alliantie.access.plain import Columns

_BESIDE = "access.offices_of(a.worker_id), access.lacks_second_step(a.id)"


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
        asked = f"SELECT {columns}, {_BESIDE} FROM access_account a WHERE a.id = %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(asked, (account_id,))
            found = cursor.fetchone()
        return None if found is None else self.read(found)

    def read(self, row: Sequence[Any]) -> Account:
        """The account of a row of `account_columns`, behind them what its worker does beside own cases, and whether it
        lacks a second step that is asked of it.
        """
        account = account_columns("a").made(row[:-2])
        account.offices = row[-2] or []  # type: ignore[attr-defined]
        account.lacks_second_step = row[-1] is not False  # type: ignore[attr-defined]
        return account


def _of(owner: str) -> models.Q:
    """That an account is of this one alone."""
    owners = ("client", "partner", "representative", "worker")
    return models.Q(*((f"{each}__isnull", each != owner) for each in owners))


class Account(AbstractBaseUser):
    """A way in for one worker, one client, one who represents clients, or one partner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(max_length=80, unique=True)
    worker = models.OneToOneField("people.Worker", models.PROTECT, null=True, related_name="+")
    client = models.OneToOneField("people.Client", models.PROTECT, null=True, related_name="+")
    representative = models.OneToOneField("cases.Representative", models.PROTECT, null=True, related_name="+")
    partner = models.OneToOneField("cases.Partner", models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    # The given name, so that a page can greet the reader without another query.
    shown_as = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    # Made by the demo, whose password is printed for everyone: no second step is asked. Nothing else sets this.
    of_demo = models.BooleanField(default=False)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="account_of_worker_or_client",
                condition=_of("worker") | _of("client") | _of("representative") | _of("partner"),
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


class StepErased(models.Model):
    """That the organisation erased the second step of an account, and why; its owner reads of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    account_id = models.UUIDField(db_index=True)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()


class Session(AbstractBaseSession):
    """Someone who came in. `account_id` is whose it is, None before sign-in and for a client who came by a code.

    Without a foreign key: its check would lock the account at every sign-in. What `visit_id` numbers stays the same
    visit when its key changes.
    """

    account_id = models.UUIDField(null=True, db_index=True)
    visit_id = models.UUIDField(null=True, db_index=True)
    device = models.CharField(max_length=40, default="")
    began_at = models.DateTimeField(null=True)
    # Came with a second step of the provider that signed it in, which counts: none is asked here.
    stepped = models.BooleanField(default=False, db_default=False)
    # Hashes of who somebody is at the provider that signed them in, and of their session there; "" without.
    there_sub = models.CharField(max_length=64, default="", db_default="", db_index=True)
    there_sid = models.CharField(max_length=64, default="", db_default="", db_index=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """How sessions are kept."""
        from alliantie.access.sessions import SessionStore

        return SessionStore


class Visit(models.Model):
    """When a session was last used, in a row that no request waits for. Written and read by functions alone."""

    id = models.UUIDField(primary_key=True)
    used_at = models.DateTimeField()


class Kept(models.Model):
    """A form that somebody typed when the session came to rest, sealed. Written and read by functions alone."""

    id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField(db_index=True)
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()


class Binding(models.Model):
    """That whom a provider calls so has this account; made by a function, from an invitation alone.

    The subject is kept as a hash under the server's secret.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    account_id = models.UUIDField(db_index=True)
    provider = models.CharField(max_length=40)
    subject_hash = models.BinaryField(unique=True)
    bound_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="bound_once_a_provider", fields=["account_id", "provider"])
        ]


class Invitation(models.Model):
    """A code with which an account is bound to whoever signs in with a provider then, once. No query reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("people.Area", models.PROTECT, related_name="+")
    account_id = models.UUIDField(db_index=True)
    provider = models.CharField(max_length=40)
    code_hash = models.BinaryField(unique=True)
    ends_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="invited_once_a_provider", fields=["account_id", "provider"])
        ]
