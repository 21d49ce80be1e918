"""Legal holds, and how long something is kept."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.before import Before, Now
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied, NotNow
from alliantie.access.seen import Meanwhile
from alliantie.insight.keeping_forms import (
    LONGEST_LAW,
    LONGEST_REASON,
    day,
    empty_hold,
    read_hold,
    read_term,
    reason_of,
)
from alliantie.insight.keeping_words import shown_term
from alliantie.insight.privacy_forms import Form, met
from alliantie.insight.views.common import actor_of, language, page
from alliantie.insight.views.keeping import BATCHES, keeper_view, kept_page
from alliantie.keeping import operations, queries
from alliantie.keeping.rules import Rule
from alliantie.keeping.words import months_in_words
from alliantie.people.models import Organisation
from alliantie.practices.keeping import kept


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_view
def hold(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Hold a case by its number, or all cases of somebody by name and birth date, with a reason and until a day."""
    actor, today = actor_of(request), clock.today()
    form, status = empty_hold(today, request.GET.get("case", "")), 200
    if request.method == "POST":
        form, token, asked = read_hold(request.POST.dict(), today, by_name="guards" in actor.offices)
        status = 422
        if asked is not None:
            try:
                found = operations.place_hold(actor=actor, token=token, asked=asked, secret=settings.MASTER_KEY)
                if found:
                    return redirect(f"{reverse('keeping')}?saved=held#holds")
                wrong = ("case" if asked.case_id else "name", _("Zo iemand of zo een zaak is hier niet."))
                form = Form(form.values, (wrong,))
            except operations.TooOftenError as refused:
                form = Form(form.values, (("", str(refused)),))
            except NotNow:
                form = Form(form.values, (("", _("Dit kan zo niet. Er is niets vastgehouden.")),))
    return page(request, "keeping_hold.html", status, form=form, longest=LONGEST_REASON, longest_law=LONGEST_LAW)


@require_POST
@keeper_view
def change_hold(request: HttpRequest, organisation: Organisation, hold_id: UUID) -> HttpResponse:
    """Let a hold last until another day, or end it now; to end or shorten it asks why.

    Of what is refused, the day and the reason that were typed stay in its fields; of one that somebody else let go
    meanwhile the reason stands above.
    """
    typed = {"id": hold_id, "until": request.POST.get("until", ""), "why": request.POST.get("why", "")[:LONGEST_REASON]}

    def refused(said: str, status: int) -> HttpResponse:
        return kept_page(request, organisation, said, status, typed)

    ends = request.POST.get("do") == "end"
    until = None if ends else day(request.POST.get("until", ""))
    here = next((each for each in queries.holds(actor_of(request)) if each.id == hold_id), None)
    if here is None:
        gone = next((each for each in queries.ended_holds(actor_of(request), BATCHES) if each.id == hold_id), None)
        if gone is None:
            raise Http404
        # Sent twice is no quarrel with oneself.
        if not ends or gone.ended_by != actor_of(request).me:
            return refused("meanwhile", 409)
        return redirect(f"{reverse('keeping')}?saved=let-go#holds")
    try:
        if until is None and not ends:
            return refused("no-day", 422)
        why, missing = reason_of(request.POST.dict(), "why")
        if missing and (until is None or clock.today() <= until < here.until):
            return refused("no-why", 422)
        seen = request.POST.get("seen")
        operations.change_hold(actor=actor_of(request), hold_id=hold_id, until=until, why=why, seen=seen)
    except Meanwhile:
        return refused("meanwhile", 409)
    except NotNow:
        return refused("no-day", 422)
    except Denied:
        return refused("not-yours", 422)
    return redirect(f"{reverse('keeping')}?saved={'let-go' if ends else 'held'}#holds")


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_view
def term(request: HttpRequest, organisation: Organisation, key: str) -> HttpResponse:
    """How long the organisation keeps one thing, and why. A term of the law is not made shorter."""
    actor = actor_of(request)
    rule = _rule(actor, organisation, key)
    used = queries.of_practice(rule.practice)
    usual = kept(rule.category, country=used.country, sector=used.sector)
    least = usual.months if usual.by_law else 0
    form, status = Form({name: str(each.value) for name, each in _stands(rule).items()}), 200
    before = Before.of(request, _stands(rule), *queries.term_told(actor, rule.category, rule.practice))
    if request.method == "POST":
        form, months, why = read_term(request.POST.dict(), least)
        status = 422
        if months:
            try:
                operations.set_term(
                    actor=actor,
                    category=rule.category,
                    practice_id=rule.practice,
                    months=months,
                    why=why,
                    law_months=least,
                    seen=request.POST.get("seen"),
                )
                return redirect(f"{reverse('keeping')}?saved=term#terms")
            except Meanwhile as refused:
                rule = _rule(actor, organisation, key)
                row = queries.term_told(actor, rule.category, rule.practice)
                before = Before.anew(request, refused, form.values, _stands(rule), *row)
                form = met(form, before)
    return page(
        request,
        "keeping_term.html",
        status,
        form=form,
        before=before,
        shown=shown_term(rule, language()),
        usual=months_in_words(usual.months),
        usual_source=usual.source.title.in_(language()),
        standing=usual.source.standing(language()),
        by_law=usual.by_law,
        longest=LONGEST_REASON,
    )


def _rule(actor: Actor, organisation: Organisation, key: str) -> Rule:
    known = queries.rules_of(actor, organisation)
    rule = next((each for each in known if f"{each.category}:{each.practice}" == key), None)
    if rule is None:
        raise Http404
    return rule


def _stands(rule: Rule) -> dict[str, Now]:
    """How long something is kept now, by the questions of the form."""
    return {
        "years": Now(_("Jaren"), str(rule.kept.months // 12)),
        "months": Now(_("En maanden"), str(rule.kept.months % 12)),
        "why": Now(_("Waarom zo lang? Noem de wet, de selectielijst of het besluit."), rule.why),
    }
