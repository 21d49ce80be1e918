"""Calls to the database's own functions, whose refusals become Denied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from alliantie.access.policies import Denied, NotNow


@contextmanager
def refused_plainly() -> Iterator[None]:
    """What the database refuses, as Denied or NotNow. For who goes no further in this transaction after a refusal."""
    try:
        yield
    except DatabaseError as error:
        state = getattr(error.__cause__, "sqlstate", "")
        if state == "AL403":
            raise Denied(_("Dit mag u niet doen.")) from error
        if state in ("AL409", "AL422", "23505", "23P01"):
            raise NotNow(_("Dit kan nu niet meer. Er is niets veranderd.")) from error
        raise


def _run(function: str, arguments: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with refused_plainly(), transaction.atomic():
        return read(function, *arguments)


def read(function: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """The rows of a function that only reads and refuses nobody: without the savepoint that a refusal needs."""
    with connection.cursor() as cursor:
        # The name of the function is ours; what people sent is among the arguments.
        cursor.execute(f"SELECT * FROM {function}({', '.join(['%s'] * len(arguments))})", arguments)  # noqa: S608
        return cursor.fetchall()


def change(function: str, *arguments: object) -> Any:
    """The one value of a function that writes and tells a refusal by that value: without a savepoint either."""
    return read(function, *arguments)[0][0]


@contextmanager
def writing() -> Iterator[None]:
    """Write rows in one transaction. Raises Denied for a row that is not the actor's to write."""
    try:
        with transaction.atomic():
            yield
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != "42501":
            raise
        raise Denied(_("Dit mag u niet doen.")) from error


def call(function: str, *arguments: object) -> Any:
    """The one value a database function returns.

    Raises Denied when it is not the actor's to do, NotNow when the state does not allow it (any more).
    """
    return _run(function, arguments)[0][0]


def rows(function: str, *arguments: object) -> list[tuple[Any, ...]]:
    """The rows a database function returns. Raises as `call` does."""
    return _run(function, arguments)
