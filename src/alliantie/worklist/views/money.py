"""The money page of a case, its claims as a file, and taking back what was recorded by mistake."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.cases.models import Case
from alliantie.cases.queries import people_of
from alliantie.money import operations, words
from alliantie.money.operations import Thing
from alliantie.money.queries import ClaimHere, claims_of
from alliantie.money.rules import A_MONTH
from alliantie.web.spreadsheet import spreadsheet
from alliantie.worklist.queries.money import called, money_page
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, language, number
from alliantie.worklist.views.money_common import back_to_money, money_shown, money_view


@require_safe
@money_view
def money(request: HttpRequest, here: Case) -> HttpResponse:
    """What threatens, what is owed, what a month looks like, and which papers are missing."""
    batch: UUID | None = number(request.GET.get("sent"))
    return money_shown(
        request,
        "money.html",
        case=here,
        shown=money_page(actor_of(request), here, language(), clock.today(), batch),
        saved=request.GET.get("saved", ""),
        taken=_taken(request),
        over=number(request.GET.get("over")),
        a_month=A_MONTH,
    )


def _taken(request: HttpRequest) -> tuple[str, UUID] | None:
    """What was just taken back, to undo it."""
    thing, _colon, id = request.GET.get("taken", "").partition(":")
    found: UUID | None = number(id)
    return (thing, found) if found is not None and thing in list(Thing) else None


@require_POST
@money_view
def take_back(request: HttpRequest, here: Case) -> HttpResponse:
    """Take back something that was recorded by mistake."""
    thing, id = _thing(request)
    try:
        operations.take_back(actor=actor_of(request), now=clock.now(), case=here, thing=thing, id=id)
    except Denied:
        return back_to_money(here, saved="only-amount")
    return back_to_money(here, taken=f"{thing}:{id}")


@require_POST
@money_view
def put_back(request: HttpRequest, here: Case) -> HttpResponse:
    """Undo that."""
    thing, id = _thing(request)
    operations.put_back(actor=actor_of(request), now=clock.now(), case=here, thing=thing, id=id)
    return back_to_money(here, saved="put-back")


def _thing(request: HttpRequest) -> tuple[Thing, UUID]:
    id: UUID | None = number(request.POST.get("id"))
    thing = request.POST.get("thing")
    if id is None or thing not in list(Thing):
        raise Http404
    return Thing(thing), id


@require_safe
@money_view
def claims_file(request: HttpRequest, here: Case) -> HttpResponse:
    """The claims as a file for a spreadsheet; each client can see that it was made."""
    actor = actor_of(request)
    people = called(people_of(actor, here, noted="money list"))
    columns = [
        _("Schuldeiser"), _("Waarvoor"), _("Kenmerk"), _("Sinds"), _("Hoe het staat"), _("Sinds die dag"),
        _("Bedrag"), _("Gezegd op"), _("Volgens"), _("Papier"), _("Dag van het papier"), _("Van wie"),
    ]  # fmt: skip
    cells = (_cells(claim, people) for claim in claims_of(actor, [here.id], clock.today()))
    return spreadsheet(f"schulden-{clock.today().isoformat()}", columns, cells)


def _cells(claim: ClaimHere, people: dict[UUID, str]) -> list[str]:
    said = claim.now
    amount = str(said.amount).replace(".", ",") if said and said.amount is not None else ""
    return [
        claim.creditor.name,
        words.kind(claim.kind),
        claim.reference,
        claim.since.isoformat() if claim.since else "",
        words.status(claim.status),
        claim.status_on.isoformat(),
        amount,
        said.since.isoformat() if said else "",
        words.by(said.by) if said else "",
        said.document if said else "",
        said.documented_on.isoformat() if said and said.documented_on else "",
        joined([people[each] for each in claim.client_ids if each in people]),
    ]
