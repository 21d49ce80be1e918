"""Moving cases to another version on purpose: whom, why, what it changes, and back again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Case, Move
from alliantie.cases.operations import moves as operations
from alliantie.cases.queries.moves import Shown, get_move, moves_of, own_cases, shown_move
from alliantie.insight.views.common import actor_of, language, manager_view, page
from alliantie.insight.views.practices import practice_view
from alliantie.people.models import Organisation, Team
from alliantie.practices import Practice

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Whom:
    """What was chosen and typed: everyone ("all"), a team or a case by its number, why, and what is wrong with it."""

    whom: str = "all"
    reason: str = ""
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def chosen(self) -> dict[str, UUID]:
        """The team or case, as the operation takes it."""
        kind, _colon, number = self.whom.partition(":")
        return {f"{kind}_id": UUID(number)} if number else {}


@require_http_methods(["GET", "HEAD", "POST"])
@practice_view
def plan(request: HttpRequest, organisation: Organisation, here: Practice) -> HttpResponse:
    """Choose which cases go to this version, and why; then what it changes is shown."""
    actor = actor_of(request)
    teams = tuple(Team.objects.filter(organisation_id=organisation.id).order_by("name", "id"))
    cases = own_cases(actor, organisation.id, here)
    typed, refused = Whom(), ""
    if request.method == "POST":
        typed = _typed(request, teams, cases)
        if not typed.errors:
            try:
                move_id = operations.plan_move(
                    actor=actor,
                    now=clock.now(),
                    organisation_id=organisation.id,
                    practice=here,
                    reason=typed.reason,
                    **typed.chosen,
                )
                return redirect("practice-moving", move_id=move_id)
            except NotNow:
                refused = _("Er is geen lopende zaak om te verplaatsen. Er is niets veranderd.")
            except Denied as refusal:
                raise Http404 from refusal
    return page(
        request,
        "move_plan.html",
        409 if refused else 422 if typed.errors else 200,
        practice=here,
        teams=teams,
        cases=cases,
        typed=typed,
        refused=refused,
        moves=moves_of(actor, organisation.id, here.id),
        longest=LONGEST_REASON,
        language=language(),
    )


def _typed(request: HttpRequest, teams: tuple[Team, ...], cases: tuple[Case, ...]) -> Whom:
    whom = request.POST.get("whom", "")
    offered = {"all", *(f"team:{each.id}" for each in teams), *(f"case:{each.id}" for each in cases)}
    reason, wrong = _reason(request)
    errors = [("whom", _("Kies een van de antwoorden."))] if whom not in offered else []
    return Whom(whom, reason, (*errors, *wrong))


def _reason(request: HttpRequest) -> tuple[str, tuple[tuple[str, str], ...]]:
    reason = " ".join(request.POST.get("reason", "").split())
    if not reason:
        return reason, (("reason", _("Schrijf waarom. Medewerkers en cliënten lezen dit.")),)
    if len(reason) > LONGEST_REASON:
        return "", (("reason", _("De tekst is te lang. Hij mag 300 tekens zijn.")),)
    return reason, ()


@require_safe
@manager_view
def moving(request: HttpRequest, organisation: Organisation, move_id: UUID) -> HttpResponse:
    """A move: what it changes and for how many, and how far it came."""
    return _move_page(request, _found(request, move_id))


def _found(request: HttpRequest, move_id: UUID) -> Move:
    try:
        return get_move(actor_of(request), move_id)
    except Move.DoesNotExist as missing:
        raise Http404 from missing


def _move_page(request: HttpRequest, move: Move, typed: Whom | None = None, refused: str = "") -> HttpResponse:
    told: Shown = shown_move(actor_of(request), move, language())
    typed = typed or Whom()
    return page(
        request,
        "move.html",
        409 if refused else 422 if typed.errors else 200,
        move=move,
        told=told,
        typed=typed,
        refused=refused,
        longest=LONGEST_REASON,
        language=language(),
    )


@require_POST
@manager_view
def start(request: HttpRequest, organisation: Organisation, move_id: UUID) -> HttpResponse:
    """Move the cases that fit."""
    move = _found(request, move_id)
    try:
        operations.start_move(actor=actor_of(request), now=clock.now(), move_id=move.id)
    except NotNow:
        return _move_page(
            request, move, refused=_("Dit kan nu niet meer. Er is niets veranderd. Kijk hieronder hoe het staat.")
        )
    return redirect("practice-moving", move_id=move.id)


@require_POST
@manager_view
def back(request: HttpRequest, organisation: Organisation, move_id: UUID) -> HttpResponse:
    """Plan to bring back what a move moved."""
    move = _found(request, move_id)
    reason, wrong = _reason(request)
    if wrong:
        return _move_page(request, move, Whom(reason=reason, errors=wrong))
    try:
        planned = operations.plan_back(actor=actor_of(request), now=clock.now(), move=move, reason=reason)
    except NotNow:
        return _move_page(request, move, refused=_("Er is niets om terug te zetten. Er is niets veranderd."))
    return redirect("practice-moving", move_id=planned)
