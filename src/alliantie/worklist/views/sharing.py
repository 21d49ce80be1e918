"""What is shared about the clients of a case: decided after a look at what the other sees, refused, or stopped."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Case, Sharing, TalkDraft
from alliantie.cases.operations import forget_talk
from alliantie.cases.operations.sharing import check_consent, refuse, share, stop_sharing
from alliantie.cases.queries import people_of, talk_draft
from alliantie.cases.queries.cases import running_measures
from alliantie.cases.queries.sharing import sharings
from alliantie.cases.representing import CARE_UNTIL, birthday
from alliantie.cases.sharing import GROUNDS, KEPT_DAYS, is_forced
from alliantie.cases.sharing_told import Words, sorts, told_in_groups
from alliantie.money.states import Status
from alliantie.money.words import status_for_client
from alliantie.worklist.forms import sheet
from alliantie.worklist.queries.sharing import Seen, as_the_other_sees, offers
from alliantie.worklist.sharing_form import LONGEST, LONGEST_TEXT, RefusingForm, SharingForm, whose
from alliantie.worklist.views.common import actor_of, case_view, in_practice, number, page
from alliantie.worklist.views.drafts import draft_mark, keep_typed


@require_safe
@case_view()
def shared(request: HttpRequest, here: Case) -> HttpResponse:
    """What was decided, newest first."""
    return _list(request, here)


def _list(request: HttpRequest, here: Case, refused: str = "", status: int = 200) -> HttpResponse:
    actor, (_practice, language) = actor_of(request), in_practice(here)
    people = people_of(actor, here, noted="case")
    return page(
        request,
        "sharing.html",
        status,
        case=here,
        found=sharings(actor, [here.id]),
        names=sorts(),
        several=len(people) > 1,
        refused=refused,
        saved=request.GET.get("saved", ""),
        language=language,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(running=("POST",))
def new(request: HttpRequest, here: Case) -> HttpResponse:
    """Fill in what is shared, look at it as the other will, and only then share it."""
    actor, (practice, language) = actor_of(request), in_practice(here)
    if here.closed_on is not None:
        raise Http404
    if request.POST.get("do") == "forget":
        return _forget(request, here, number(request.POST.get("token")))
    draft = talk_draft(actor, here.id, TalkDraft.Of.SHARING) if request.method != "POST" else None
    people = people_of(actor, here, noted="case")
    offered = offers(actor, here, practice, {each.client_id: each.born_on for each in people}, language)
    forced = is_forced(practice, running_measures(actor, [here.id]).get(here.id, []))
    form = SharingForm(
        request.POST if request.method == "POST" else None,
        people=people,
        offered=offered,
        today=clock.today(),
        forced=forced,
        initial=_begun(request, here) | (_as_kept(draft) if draft else {}),
    )
    do, also, status = request.POST.get("do", ""), "", 200
    token = draft.id if draft else number(request.POST.get("token")) or uuid4()
    if form.is_bound:
        status = 422
        if form.is_valid():
            decided = form.decided()
            try:
                check_consent(decided)
                if do == "share":
                    # Two pages of one draft have one number: other words are another decision, the same are sent twice.
                    share(actor=actor, case_id=here.id, decided=decided, act=uuid5(token, repr(decided)))
                    seen, by_page = draft_mark(request)
                    if by_page is not None:
                        forget_talk(actor=actor, case_id=here.id, token=token, seen=seen, page=by_page)
                    return redirect(f"{reverse('case-sharing', args=[here.id])}?saved=shared")
                if do == "look":
                    keep_typed(request, here, request.POST, TalkDraft.Of.SHARING)
                    return _preview(request, here, form, as_the_other_sees(actor, here.id, decided), token)
                status = 200
            except NotNow as error:
                also = error.reason
            except Denied as error:
                raise Http404 from error
    names = sorts()
    groups = [
        (names[sort], [(each.key, each.part.text, whose(each, people)) for each in offered if each.part.sort == sort])
        for sort in names
    ]
    return page(
        request,
        "sharing_new.html",
        status,
        case=here,
        people=people,
        several=len(people) > 1,
        groups=[group for group in groups if group[1]],
        chosen=form["part"].value() or [],
        about=form["about"].value() or [],
        grounds=GROUNDS,
        grounds_offered=[
            (each.id, each.name.in_(language), each.asks.in_(language) if each.asks else "") for each in GROUNDS
        ],
        young_since=_young_since(),
        forced=forced,
        sheet=sheet(form, also=also),
        token=token,
        draft=draft,
        seen=draft.revision if draft else draft_mark(request)[0],
        page_number=draft_mark(request)[1] or uuid4(),
        longest=LONGEST,
        longest_text=LONGEST_TEXT,
        kept_days=KEPT_DAYS,
        language=language,
    )


@require_POST
@case_view(running=("POST",))
def keep(request: HttpRequest, here: Case) -> HttpResponse:
    """What is being typed, kept a moment after the last key; asked by the page itself, which gets a status alone."""
    of = TalkDraft.Of.REFUSING if "refusing" in request.GET else TalkDraft.Of.SHARING
    return HttpResponse(status=204 if keep_typed(request, here, request.POST, of) else 409)


def _forget(request: HttpRequest, here: Case, token: UUID | None) -> HttpResponse:
    """Throw away what was typed."""
    if token is not None:
        forget_talk(actor=actor_of(request), case_id=here.id, token=token)
    return redirect(f"{reverse('case-sharing', args=[here.id])}?saved=forgotten")


def _as_kept(draft: TalkDraft) -> dict[str, object]:
    """What stood in each field: of whom it is about and what is shared a list, of the rest one text."""
    return {
        name: values if name in ("about", "part") else values[-1] for name, values in draft.fields.items() if values
    }


def _begun(request: HttpRequest, here: Case) -> dict[str, object]:
    """What is known of who asked before, where a refusal is taken up again."""
    asked = number(request.GET.get("after"))
    found = Sharing.objects.visible_to(actor_of(request)).filter(id=asked, case_id=here.id).first() if asked else None
    if found is None:
        return {}
    return {"works_at": found.whom[:120], "purpose": found.purpose, "about": [str(found.client_id)]}


def _preview(request: HttpRequest, here: Case, form: SharingForm, seen: Seen, token: UUID) -> HttpResponse:
    """What the other sees, with all that was filled in at hand to share it or to go back."""
    (practice, language), today = in_practice(here), clock.today()
    shown = [
        (each, told_in_groups(pieces, Words(practice, language, today, each.worker, each.client, _status)))
        for each, pieces in seen
    ]
    ours = ("csrfmiddlewaretoken", "do", "token")
    return page(
        request,
        "sharing_look.html",
        case=here,
        shown=shown,
        kept=[(name, value) for name, values in request.POST.lists() if name not in ours for value in values],
        token=token,
        whom=form.whom,
        account=form.cleaned_data["way"] == Sharing.Way.ACCOUNT,
        ends_on=form.cleaned_data["ends_on"],
        language=language,
    )


def _young_since() -> date:
    """Whoever was born after this day is under sixteen."""
    return birthday(clock.today(), -CARE_UNTIL)


def _status(said: str) -> str:
    return status_for_client(Status(said))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(running=("POST",))
def not_shared(request: HttpRequest, here: Case) -> HttpResponse:
    """Record that something is not shared, by which rule, and how consent can still be asked."""
    actor = actor_of(request)
    if here.closed_on is not None:
        raise Http404
    if request.POST.get("do") == "forget":
        return _forget(request, here, number(request.POST.get("token")))
    draft = talk_draft(actor, here.id, TalkDraft.Of.REFUSING) if request.method != "POST" else None
    people = people_of(actor, here, noted="case")
    form = RefusingForm(
        request.POST if request.method == "POST" else None, people=people, initial=_as_kept(draft) if draft else {}
    )
    token, status = draft.id if draft else number(request.POST.get("token")) or uuid4(), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                refused = form.refused()
                refuse(actor=actor, case_id=here.id, refused=refused, act=uuid5(token, repr(refused)))
                seen, by_page = draft_mark(request)
                if by_page is not None:
                    forget_talk(actor=actor, case_id=here.id, token=token, seen=seen, page=by_page)
                _forget_begun(request, here, form)
                return redirect(f"{reverse('case-sharing', args=[here.id])}?saved=refused")
            except Denied as error:
                raise Http404 from error
    return page(
        request,
        "sharing_refuse.html",
        status,
        case=here,
        people=people,
        several=len(people) > 1,
        about=form["about"].value() or [],
        young_since=_young_since(),
        sheet=sheet(form),
        token=token,
        draft=draft,
        seen=draft.revision if draft else draft_mark(request)[0],
        page_number=draft_mark(request)[1] or uuid4(),
        longest=LONGEST,
    )


def _forget_begun(request: HttpRequest, here: Case, form: RefusingForm) -> None:
    """Throw away what was begun of sharing with the same other, now that it is not shared; of another it stays."""
    actor = actor_of(request)
    draft = talk_draft(actor, here.id, TalkDraft.Of.SHARING)
    same = ("works_at", "given_name", "family_name")
    if draft is not None and all(
        " ".join(draft.fields.get(name, [""])[-1].split()).casefold() == form.cleaned_data[name].casefold()
        for name in same
    ):
        forget_talk(actor=actor, case_id=here.id, token=draft.id)


@require_POST
@case_view()
def stop(request: HttpRequest, here: Case, sharing_id: UUID) -> HttpResponse:
    """Stop it the same second, with a reason that the client reads."""
    actor, why = actor_of(request), request.POST.get(f"why_{sharing_id}", "").strip()
    if not Sharing.objects.visible_to(actor).filter(id=sharing_id, case_id=here.id).exists():
        raise Http404
    if not why or len(why) > 300:
        return _list(
            request, here, _("Schrijf kort waarom het stopt. De cliënt leest het. Er is niets veranderd."), 422
        )
    try:
        stop_sharing(actor=actor, sharing_id=sharing_id, why=why)
    except NotNow:
        return _list(request, here, _("Dit liep al niet meer. Er is niets veranderd."), 409)
    except Denied as error:
        raise Http404 from error
    return redirect(f"{reverse('case-sharing', args=[here.id])}?saved=stopped")
