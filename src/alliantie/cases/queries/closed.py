"""Reading the cases that ended: a worker those in sight, who leads a team those of the team and no more of them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case
from alliantie.cases.queries.lists import PAGE, CaseRow, name_of_practice, row_of

# So many ended cases of one team are more than anyone reads; the newest come first.
MOST_CLOSED = 200


def closed_cases(
    actor: Actor, language: str, since: date, after: UUID | None = None, most: int = PAGE
) -> tuple[tuple[CaseRow, ...], UUID | None]:
    """The cases in sight that were closed on that day or later, newest first, after one of them, at most so many.

    Also after which case the next page begins, if there is one. One query, and one more for a later page.
    """
    seen = Case.objects.visible_to(actor).filter(closed_on__gte=since)
    found = seen.select_related("worker").order_by("-closed_on", "title_key", "id")
    last = seen.filter(id=after).first() if after is not None else None
    if last is not None:
        same_day = Q(title_key__gt=last.title_key) | Q(title_key=last.title_key, id__gt=last.id)
        found = found.filter(Q(closed_on__lt=last.closed_on) | Q(closed_on=last.closed_on) & same_day)
    here = list(found[: most + 1])
    shown = here[:most]
    return tuple(row_of(case, actor, language) for case in shown), shown[-1].id if len(here) > most else None


def team_closed(actor: Actor, language: str, since: date, most: int = MOST_CLOSED) -> tuple[tuple[str, CaseRow], ...]:
    """The cases of the teams the actor leads that were closed on that day or later, newest first, with their team.

    One query, which notes in the reading log that the actor read of these cases, once a day. Nothing for anyone else.
    """
    proven_actor(actor)
    return tuple(
        (team, CaseRow(case, title, name_of_practice(practice, version, language), opened, worker, False, closed))
        for case, title, practice, version, opened, closed, worker, team in read("access.team_closed", since, most)
    )
