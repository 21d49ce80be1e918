"""Keeping and deleting: what is due, batches that one proposes and another approves, and the proof of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.access.routes import WORKERS, open_to
from alliantie.access.seen import fingerprint
from alliantie.insight.keeping_forms import LONGEST_REASON, chosen, number, reason_of
from alliantie.insight.keeping_proof import proof
from alliantie.insight.keeping_words import BECAME, CALLED, practice_name, shown_term, stands
from alliantie.insight.privacy_forms import Errors
from alliantie.insight.views.common import actor_of, language, page
from alliantie.keeping import operations, queries
from alliantie.keeping.models import Batch, Item
from alliantie.keeping.words import months_in_words, source_in_words
from alliantie.people.models import Organisation
from alliantie.people.queries import workers_of
from alliantie.practices.keeping import Category
from alliantie.web.papers import pdf_response

View = Callable[..., HttpResponse]
BATCHES = 20


def keeper_view(view: View) -> View:
    """A view for whoever guards privacy or manages, with the organisation; for anyone else it does not exist."""

    @open_to(WORKERS)
    @wraps(view)
    def shown(request: HttpRequest, **rest: Any) -> HttpResponse:
        return view(request, queries.organisation_kept(actor_of(request)), **rest)

    return shown


@require_safe
@keeper_view
def keeping(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What is due and what is held, batches, holds, and every term with where it comes from."""
    return kept_page(request, organisation, request.GET.get("saved", ""))


def kept_page(
    request: HttpRequest,
    organisation: Organisation,
    saved: str,
    status: int = 200,
    typed: Mapping[str, object] | None = None,
) -> HttpResponse:
    """The same page, after something was `saved` or refused; `typed` is what stays in the fields of one hold (`id`)."""
    actor = actor_of(request)
    counted: dict[Category, tuple[int, int]] = {}
    for (category, _practice), (count, held) in queries.counts(actor).items():
        before = counted.get(Category(category), (0, 0))
        counted[Category(category)] = (before[0] + count, before[1] + held)
    names = {each.id: each.name for each in workers_of(actor, organisation.id)}
    left = queries.left(actor)
    return page(
        request,
        "keeping.html",
        status,
        organisation=organisation,
        typed=typed or {"id": None, "why": ""},
        due=[(each, CALLED[each], *counted[each]) for each in Category if each in counted],
        batches=[
            (each, CALLED[Category(each.category)], stands(each, left.get(each.id, 0)), names.get(each.proposed_by, ""))
            for each in queries.batches(actor, BATCHES)
        ],
        unread=queries.unread(actor),
        ended=[
            (each, names.get(each.ended_by, "") if each.ended_by else "")
            for each in queries.ended_holds(actor, BATCHES)
        ],
        holds=[(each, names.get(each.set_by, ""), fingerprint(each.until)) for each in queries.holds(actor)],
        terms=[shown_term(each, language()) for each in queries.rules_of(actor, organisation)],
        saved=saved,
    )


def _category(text: str) -> Category:
    try:
        return Category(text)
    except ValueError as unknown:
        raise Http404 from unknown


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_view
def due(request: HttpRequest, organisation: Organisation, category: str) -> HttpResponse:
    """What is due of one category, why and since when; what is ticked can be proposed. Nothing is deleted here."""
    actor, here = actor_of(request), _category(category)
    found = queries.due(actor, here, operations.MOST)
    free = [each.number for each in found if not each.held]
    ticked, reason, errors, status = free, "", Errors(), 200
    if request.method == "POST":
        ticked = chosen(request.POST.getlist("number"), free)
        reason, errors = reason_of(request.POST.dict())
        if not ticked:
            errors.append(("number", _("Kies wat weg mag.")))
        token, status = number(request.POST.get("token", "")) or uuid4(), 422
        if not errors:
            try:
                operations.propose(actor=actor, token=token, category=here, numbers=ticked, reason=reason)
                return redirect(f"{reverse('keeping-batch', args=[token])}?saved=proposed")
            except NotNow:
                errors = [("", _("De lijst veranderde net. Er is niets voorgesteld. Kijk nog een keer."))]
                status = 409
    return page(
        request,
        "keeping_due.html",
        status,
        category=here,
        called=CALLED[here],
        found=[
            (
                each,
                practice_name(each.practice_id, language()) if each.practice_id else "",
                months_in_words(each.months),
            )
            for each in found
        ],
        sources=sorted({source_in_words(each.source, language()) for each in found}),
        listed_at=found[0].listed_at if found else None,
        ticked=set(ticked),
        reason=reason,
        errors=errors,
        token=uuid4(),
        most=operations.MOST,
        longest=LONGEST_REASON,
    )


def _found(request: HttpRequest, batch_id: UUID) -> Batch:
    try:
        return queries.get_batch(actor_of(request), batch_id)
    except Batch.DoesNotExist as missing:
        raise Http404 from missing


@require_safe
@keeper_view
def batch(request: HttpRequest, organisation: Organisation, batch_id: UUID) -> HttpResponse:
    """A batch: what it holds, who proposed and approved it, and what became of each."""
    return _batch(request, organisation, batch_id)


def _batch(request: HttpRequest, organisation: Organisation, batch_id: UUID, error: str = "") -> HttpResponse:
    actor, here = actor_of(request), _found(request, batch_id)
    names = {each.id: each.name for each in workers_of(actor, organisation.id)}
    items = queries.items(actor, here.id)
    gone = queries.tombstones(actor, here.id)
    return page(
        request,
        "keeping_batch.html",
        409 if error else 200,
        batch=here,
        called=CALLED[Category(here.category)],
        stands=stands(here, sum(each.state == Item.State.WAITS for each in items)),
        proposed_by=names.get(here.proposed_by, ""),
        approved_by=names.get(here.approved_by, "") if here.approved_by else "",
        stopped_by=names.get(here.stopped_by, "") if here.stopped_by else "",
        mine=here.proposed_by == actor.me,
        begins_at=here.approved_at + timedelta(hours=operations.HOURS) if here.approved_at else None,
        items=[
            (
                each,
                practice_name(each.practice_id, language()) if each.practice_id else "",
                months_in_words(each.months),
                BECAME[each.state],
                sum(gone[each.number].counts.values()) if each.number in gone else 0,
            )
            for each in items
        ],
        sources=sorted({source_in_words(each.source, language()) for each in items}),
        logs_wait=any(each.logs_done_at is None for each in gone.values()),
        saved=request.GET.get("saved", ""),
        hours=operations.HOURS,
        error=error,
    )


@require_POST
@keeper_view
def decide(request: HttpRequest, organisation: Organisation, batch_id: UUID) -> HttpResponse:
    """Agree with a batch of somebody else, or stop one."""
    actor = actor_of(request)
    _found(request, batch_id)
    try:
        if request.POST.get("do") == "approve":
            operations.approve(actor=actor, batch_id=batch_id)
            return redirect(f"{reverse('keeping-batch', args=[batch_id])}?saved=approved")
        operations.stop(actor=actor, batch_id=batch_id)
        return redirect(f"{reverse('keeping-batch', args=[batch_id])}?saved=stopped")
    except NotNow:
        return _batch(request, organisation, batch_id, _("Een collega was u voor. Er is niets veranderd."))
    except Denied:
        return _batch(request, organisation, batch_id, _("U stelde dit zelf voor. Een ander keurt het goed."))


@require_safe
@keeper_view
def proof_file(request: HttpRequest, organisation: Organisation, batch_id: UUID) -> HttpResponse:
    """The proof of what a batch deleted, as PDF. It names nobody whom it was about."""
    actor, here = actor_of(request), _found(request, batch_id)
    gone = queries.tombstones(actor, here.id)
    if not gone:
        raise Http404
    names: dict[UUID, str] = {each.id: each.name for each in workers_of(actor, organisation.id)}
    made = proof(organisation, here, tuple(gone.values()), names, now=clock.now(), language=language())
    return pdf_response(made, _("Verklaring van vernietiging"))
