"""What every page of a worker does: know the reader, find the case, and hide what is not theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alliantie import clock
from alliantie.access.before import Before, Now
from alliantie.access.routes import WORKERS, open_to
from alliantie.alliance.views.common import actor_of, language
from alliantie.cases.models import Case
from alliantie.cases.operations.duties import renew
from alliantie.cases.queries import get_case, practice_of
from alliantie.practices import Practice

View = Callable[..., HttpResponse]


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the worker's surface."""
    return render(request, f"worklist/{template}", {"today": clock.today(), **context}, status=status)


def case_view(*, own: bool = False, whole: bool = False, running: Collection[str] = ()) -> Callable[[View], View]:
    """A view of one case the worker may see; `own` leaves out whoever stands in, `whole` as in `get_case`.

    The methods in `running` are for a case that has not ended: of another the case itself is shown.
    """

    def decorate(view: View) -> View:
        @open_to(WORKERS)
        @wraps(view)
        def shown(request: HttpRequest, case_id: UUID, **rest: Any) -> HttpResponse:
            actor = actor_of(request)
            try:
                case = get_case(actor, case_id, whole=whole)
                if whole and renew(actor=actor, today=clock.today(), case=case):
                    case = get_case(actor, case_id, whole=True)
            except Case.DoesNotExist as error:
                raise Http404 from error
            if own and case.worker_id != actor.id:
                raise Http404
            if case.closed_on is not None and request.method in running:
                return redirect("case", case_id=case_id)
            return view(request, case, **rest)

        return shown

    return decorate


def in_practice(case: Case) -> tuple[Practice, str]:
    """The practice of a case, and the reader's language to read it in."""
    return practice_of(case), language()


def number(text: str | None) -> UUID | None:
    """A number as an address or a form sends it, or None when it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


__all__ = ["Before", "Now", "actor_of", "case_view", "in_practice", "language", "number", "page"]
