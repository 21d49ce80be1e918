"""`visible_to(actor)`: the only door to rows about clients.

The condition is the one the database's own policy uses, so the two cannot drift apart unseen: a query that forgets this
door still meets the policy, and one run under a role without policies still meets this door.
"""

from __future__ import annotations

from typing import Any, Self, TypeVar, cast

from django.db import models
from django.db.models.expressions import Func

from alliantie.access.identity import Actor, proven_actor

Row = TypeVar("Row", bound=models.Model)


class AnyOf(Func):
    """`column = ANY ((SELECT function())::uuid[])`, the form that stays an index condition."""

    output_field = models.BooleanField()

    def __init__(self, column: str, function: str) -> None:
        super().__init__(models.F(column), template=f"%(expressions)s = ANY ((SELECT {function})::uuid[])")


class Visible(models.QuerySet[Row]):
    """A set of rows that has to be entered through `visible_to`."""

    door: tuple[str, str]

    @classmethod
    def manager(cls, function: str, column: str) -> Any:
        """A manager whose rows are those whose `column` is among what `function` returns for the actor."""
        made = cast(type[Visible[Row]], type(cls.__name__, (cls,), {"door": (column, function)}))
        return made.as_manager()

    def visible_to(self, actor: Actor) -> Self:
        """The rows `actor` may see. Raises WrongActor when another actor is proven in this transaction."""
        proven_actor(actor)
        column, function = self.door
        return self.filter(AnyOf(column, function))
