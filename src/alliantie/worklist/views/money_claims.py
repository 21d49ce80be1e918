"""Claims: a new one, what was said of it, how it stands, where the creditor is, and letters to several at once."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.cases.models import Case
from alliantie.cases.queries import people_of
from alliantie.money import operations, words
from alliantie.money.letters import Contact, contacts_of, steps_of
from alliantie.money.models import Claim
from alliantie.money.models.claim import Answer, By
from alliantie.money.operations import NewClaim
from alliantie.money.queries import ClaimHere, claim_with, claims_of, contacts_in, creditors_to_choose
from alliantie.money.states import TRANSITIONS, Status
from alliantie.worklist.money_forms import AddressForm, ClaimForm, LettersForm, SaidForm, StatusForm
from alliantie.worklist.queries.money import called, contact_name, recorders
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import Now, actor_of, in_practice, number
from alliantie.worklist.views.money_common import (
    back_to,
    back_to_money,
    filled_in,
    money_shown,
    money_view,
    sent,
)


def _found(request: HttpRequest, here: Case, claim_id: UUID) -> ClaimHere:
    return claim_with(actor_of(request), here, claim_id, clock.today())


def _who_says() -> list[tuple[str, str]]:
    return [(each.value, words.by(each)) for each in By]


@require_http_methods(["GET", "POST"])
@money_view
def new_claim(request: HttpRequest, here: Case) -> HttpResponse:
    """Record a claim, with a creditor chosen or new."""
    actor = actor_of(request)
    people = people_of(actor, here, noted="case")
    form = ClaimForm(sent(request), people=people, initial={"token": uuid.uuid4(), "on": clock.today()})

    def save() -> HttpResponse:
        now, filled = clock.now(), form.cleaned_data
        creditor_id = operations.add_creditor(actor=actor, now=now, case=here, **form.creditor)
        new = NewClaim(
            creditor_id, form.client_ids, Claim.Kind(filled["kind"]), form.said, filled["reference"], filled["since"]
        )
        operations.add_claim(actor=actor, now=now, case=here, claim=new, token=filled["token"])
        return back_to_money(here, saved="claim")

    return filled_in(
        request,
        here,
        "claim_form.html",
        form,
        save,
        people=people,
        kinds=[(each, words.kind(each)) for each in Claim.Kind.values],
        who_says=_who_says(),
        creditors=creditors_to_choose(actor, here),
    )


@require_safe
@money_view
def claim(request: HttpRequest, here: Case, claim_id: UUID) -> HttpResponse:
    """One claim with everything that was said of it."""
    actor, found = actor_of(request), _found(request, here, claim_id)
    people = people_of(actor, here, noted="money")
    practice, language = in_practice(here)
    contacts = [each for each in contacts_in(actor, here.id) if each.concerns(found)]
    return money_shown(
        request,
        "claim.html",
        case=here,
        claim=found,
        names=joined([called(people)[each] for each in found.client_ids]),
        contacts=[(contact_name(practice, each.contact, language), each.on) for each in contacts],
        recorders=recorders(actor, [each.recorded_by for each in found.told]),
        saved="saved" in request.GET,
    )


@require_http_methods(["GET", "POST"])
@money_view
def said(request: HttpRequest, here: Case, claim_id: UUID) -> HttpResponse:
    """Record what the client or the creditor says of a claim."""
    found = _found(request, here, claim_id)
    practice, language = in_practice(here)
    steps = steps_of(practice, Contact.ANSWER)
    form = SaidForm(
        sent(request),
        steps=[step for step, _name in steps],
        proposal=bool(steps),
        initial={"token": uuid.uuid4(), "on": clock.today()},
    )

    def save() -> HttpResponse:
        filled = form.cleaned_data
        about: dict[str, Any] = {"claim_id": claim_id, "said": form.said, "token": filled["token"]}
        by: dict[str, Any] = {"actor": actor_of(request), "now": clock.now(), "case": here}
        if filled.get("step") and filled["by"] == By.CREDITOR:
            operations.creditor_answered(**by, **about, step=filled["step"])
        else:
            operations.record_statement(**by, **about)
        return back_to("case-money-claim", here, claim_id=claim_id)

    return filled_in(
        request,
        here,
        "said_form.html",
        form,
        save,
        claim=found,
        who_says=_who_says(),
        answers=[(each.value, words.said(each)) for each in (Answer.AMOUNT, Answer.AGREES, Answer.REFUSES)],
        steps=[(step, name.in_(language)) for step, name in steps],
    )


@require_http_methods(["GET", "POST"])
@money_view
def status(request: HttpRequest, here: Case, claim_id: UUID) -> HttpResponse:
    """Record how a claim stands now."""
    found = _found(request, here, claim_id)
    following = TRANSITIONS[found.status]
    form = StatusForm(sent(request), following=following, initial={"token": uuid.uuid4(), "on": clock.today()})

    def save() -> HttpResponse:
        operations.change_status(
            actor=actor_of(request),
            now=clock.now(),
            case=here,
            claim_id=claim_id,
            status=Status(form.cleaned_data["status"]),
            on=form.cleaned_data["on"],
        )
        return back_to("case-money-claim", here, claim_id=claim_id)

    options = [(each.value, words.status(each)) for each in following]
    return filled_in(request, here, "status_form.html", form, save, claim=found, options=options)


@require_http_methods(["GET", "POST"])
@money_view
def address(request: HttpRequest, here: Case, claim_id: UUID) -> HttpResponse:
    """Change where a creditor can be reached."""
    found = _found(request, here, claim_id)
    there = {"address": found.creditor.address, "email": found.creditor.email}
    form = AddressForm(sent(request), initial={"token": uuid.uuid4(), **there})

    def save() -> HttpResponse:
        filled = form.cleaned_data
        operations.change_address(
            actor=actor_of(request),
            creditor_id=found.creditor.id,
            address=filled["address"],
            email=filled["email"],
            seen=request.POST.get("seen"),
        )
        return back_to("case-money-claim", here, claim_id=claim_id)

    def stands() -> dict[str, Now]:
        now = _found(request, here, claim_id).creditor
        return {"address": Now(_("Adres"), now.address), "email": Now(_("Mailadres"), now.email)}

    return filled_in(request, here, "address_form.html", form, save, stands=stands, claim=found)


@require_http_methods(["GET", "POST"])
@money_view
def letters(request: HttpRequest, here: Case) -> HttpResponse:
    """Record that several creditors were written to, reminded or called."""
    actor = actor_of(request)
    practice, language = in_practice(here)
    contacts = [each for each in contacts_of(practice) if each is not Contact.ANSWER]
    if not contacts:
        raise Http404
    people_of(actor, here, noted="money")
    steps = steps_of(practice, contacts[0])
    claims = [each for each in claims_of(actor, [here.id], clock.today()) if each.open]
    form = LettersForm(
        sent(request),
        contacts=[each.value for each in contacts],
        steps=[step for step, _name in steps],
        claims=[each.id for each in claims],
        initial={"token": uuid.uuid4(), "on": clock.today()},
    )

    def save() -> HttpResponse:
        filled = form.cleaned_data
        made = operations.contacted(
            actor=actor,
            now=clock.now(),
            case=here,
            contact=Contact(filled["contact"]),
            claim_ids=form.claim_ids,
            step=filled["step"],
            on=filled["on"],
            token=filled["token"],
        )
        return back_to_money(here, sent=made)

    return filled_in(
        request,
        here,
        "letters.html",
        form,
        save,
        claims=claims,
        contacts=[(each.value, contact_name(practice, each, language)) for each in contacts],
        steps=[(step, name.in_(language)) for step, name in steps],
    )


@require_POST
@money_view
def undo_letters(request: HttpRequest, here: Case) -> HttpResponse:
    """What was recorded at once about creditors did not happen."""
    fact_id: UUID | None = number(request.POST.get("fact"))
    if fact_id is None:
        raise Http404
    operations.contact_undone(actor=actor_of(request), now=clock.now(), case=here, fact_id=fact_id)
    return back_to_money(here, saved="contact-undone")
