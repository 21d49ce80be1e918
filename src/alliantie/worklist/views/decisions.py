"""Taking a decision of the organisation's own, with what comes first; and doing something else than a norm says."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliantie import clock
from alliantie.access.before import Told
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Case
from alliantie.cases.operations.decisions import LONGEST_REASON, do_otherwise, take_decision
from alliantie.cases.queries import Due, Person, due_in, get_case, measures_now, people_of, waiting_in
from alliantie.cases.queries.duties import set_otherwise
from alliantie.practices.norm import Limits
from alliantie.worklist.decision_form import DecisionForm, day_chosen
from alliantie.worklist.forms import day_field, refused, sheet, token_of
from alliantie.worklist.queries.decisions import Choice, choices_of
from alliantie.worklist.queries.letters import to_write
from alliantie.worklist.queries.todo import todo_of
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import Before, actor_of, case_view, in_practice, language, number, page
from alliantie.worklist.views.recording import back_to
from alliantie.worklist.views.reserved import asking


@require_safe
@case_view()
def decisions(request: HttpRequest, here: Case) -> HttpResponse:
    """Every decision that can be taken in this case, and what has to come first."""
    actor = actor_of(request)
    found = choices_of(actor, here, language(), clock.today())
    called = _called(people_of(actor, here, noted="case"))
    waiting = {each.id: joined([called[whom] for whom in each.waits_for]) for each in found}
    return page(request, "decisions.html", case=here, choices=found, waiting=waiting)


@require_http_methods(["GET", "POST"])
@case_view()
def decision(request: HttpRequest, here: Case, decision_id: str) -> HttpResponse:
    """Take one decision; one that can be about several people asks first about whom."""
    actor, today = actor_of(request), clock.today()
    day = day_chosen(request.POST if request.method == "POST" else request.GET, here.opened_on, today)
    about: UUID | None = number(request.GET.get("about"))
    chosen, refusal = _choice(actor, here, decision_id, about, day), ""
    if chosen is None and day != today:
        # Its measure did not run that day: what was typed stays, and the day is what is wrong.
        refusal = _("Op die dag kon dit besluit niet genomen worden. Kies een andere dag.")
        day, chosen = today, _choice(actor, here, decision_id, about, today)
    if chosen is None:
        raise Http404
    if chosen.reserved:
        return asking(request, here, chosen)
    people = people_of(actor, here, noted="case")
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        reason_needed=chosen.asks_reason,
        opened_on=here.opened_on,
        today=today,
        initial={"token": uuid.uuid4(), "on": day},
    )
    if form.is_valid() and not refusal:
        try:
            whom = about if about or len(people) > 1 else people[0].client_id
            made = take_decision(
                actor=actor,
                now=clock.now(),
                case=here,
                decision_id=decision_id,
                token=form.cleaned_data["token"],
                client_id=whom,
                reason=form.cleaned_data["reason"].strip(),
                danger=form.cleaned_data["danger"],
                decided_by=form.cleaned_data["decided_by"],
                on=form.cleaned_data["on"],
            )
            return _on_from(actor, here, decision_id, whom) or back_to(here, done=made)
        except Denied as denied:
            refusal = refused(form, denied)
    return page(
        request,
        "decision.html",
        422 if form.is_bound else 200,
        case=here,
        chosen=chosen,
        on=day,
        called=_called(people),
        about=about,
        names=joined([person.given_name for person in people if chosen.about in (None, person.client_id)]),
        sheet=sheet(form, also=refusal),
        token=token_of(form),
        longest=LONGEST_REASON,
    )


def _choice(actor: Actor, here: Case, decision_id: str, about: UUID | None, day: date) -> Choice | None:
    """The decision as it could be taken on a day, about one person where that is said; None where it could not."""
    found = next((each for each in choices_of(actor, here, language(), day) if each.id == decision_id), None)
    if found is None or about is None or found.reserved:
        return found
    return next((each for each in found.each or (found,) if each.about == about), None)


def _on_from(actor: Actor, here: Case, decision_id: str, whom: UUID | None) -> HttpResponse | None:
    """Where a decision is carried out: what begins by it, chosen where that is one measure, or the one letter that
    tells it; None for another. What was begun of that letter is gone on with.
    """
    practice, spoken = in_practice(here)
    begins = [each.id for each in practice.measures if decision_id in each.begins_by]
    if begins and here.worker_id == actor.id:
        chosen = f"?{urlencode({'what': f'start:{begins[0]}'})}" if len(begins) == 1 else ""
        return HttpResponseRedirect(reverse("case-measure", args=[here.id]) + chosen)
    telling = {each.id for each in practice.letters if each.decision == decision_id}
    letters = [each.id for each in to_write(practice, measures_now(actor, here), spoken) if each.id in telling]
    if len(letters) != 1:
        return None
    waits = waiting_in(get_case(actor, here.id, whole=True))
    begun = [each.id for each in waits if each.template_id in letters and whom in (None, each.client_id)]
    route, which = ("case-letter", begun[0]) if begun else ("case-letter-new", letters[0])
    return HttpResponseRedirect(f"{reverse(route, args=[here.id, which])}?saved=decided")


def _called(people: Sequence[Person]) -> dict[UUID, str]:
    return {person.client_id: person.given_name for person in people}


class OtherwiseForm(forms.Form):
    """Another day, or another term, and why."""

    token = forms.UUIDField()

    def __init__(
        self, data: object = None, *, limits: Limits | None, counts_from: date | None, initial: dict[str, object]
    ) -> None:
        """`counts_from` is the day from which the rule counts, where the case may set another."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.limits, self.counts_from = limits, counts_from
        ways = ["norm_deviated", "norm_suspended"]
        ways += [way for way, there in (("term_set", limits), ("start_set", counts_from)) if there]
        choose = _("Kies wat u wilt.")
        self.fields["way"] = forms.ChoiceField(
            choices=[(way, way) for way in ways], error_messages={"required": choose, "invalid_choice": choose}
        )
        self.fields["until"] = day_field(_("Kies tot en met welke dag."))
        self.fields["until"].required = False
        self.fields["since"] = day_field("")
        self.fields["since"].required = False
        least, most = (limits.least.count, limits.most.count) if limits else (1, 1)
        wrong = _("Kies een getal van %(least)s tot en met %(most)s.") % {"least": least, "most": most}
        self.fields["count"] = forms.IntegerField(
            min_value=least,
            max_value=most,
            required=False,
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
        )
        self.fields["reason"] = forms.CharField(
            max_length=LONGEST_REASON, error_messages={"required": _("Schrijf waarom.")}
        )

    def clean(self) -> dict[str, object]:
        """A day that comes, or a number of days or weeks."""
        cleaned = super().clean() or self.cleaned_data
        way, until = cleaned.get("way"), cleaned.get("until")
        if way == "term_set" and cleaned.get("count") is None and "count" not in self.errors:
            self.add_error("count", _("Schrijf hoe lang."))
        if way == "start_set" and cleaned.get("since") is None and "since" not in self.errors:
            self.add_error("since", _("Kies vanaf welke dag."))
        if way in ("norm_deviated", "norm_suspended") and "until" not in self.errors:
            if until is None:
                self.add_error("until", _("Kies tot en met welke dag."))
            elif until <= clock.today():
                self.add_error("until", _("Kies een dag na vandaag."))
            elif until > clock.today().replace(year=clock.today().year + 3, day=1):
                self.add_error("until", _("Deze dag kan niet. Klopt het jaar?"))
        return cleaned

    @property
    def start(self) -> tuple[date, date] | None:
        """The day from which the rule counts and that from which it shall, where that was chosen."""
        chosen = self.cleaned_data["since"] if self.cleaned_data["way"] == "start_set" else None
        return (self.counts_from, chosen) if self.counts_from and chosen else None

    @property
    def term(self) -> str:
        """The term of this case's own, as norms write it, or ""."""
        if self.cleaned_data["way"] != "term_set" or self.limits is None:
            return ""
        # The unit of the limits, with the number that was chosen.
        return str(self.limits.least).replace(str(self.limits.least.count), str(self.cleaned_data["count"]), 1)


@require_http_methods(["GET", "POST"])
@case_view(whole=True)
def otherwise(request: HttpRequest, here: Case, duty_id: UUID) -> HttpResponse:
    """Put a duty off with a reason, suspend it, or give this case its own term or start."""
    actor, today = actor_of(request), clock.today()
    people = people_of(actor, here, noted="case")
    due = _due(here, duty_id, {person.client_id: person.given_name for person in people})
    norm = due.practice.norm(due.duty.norm)
    if norm.id in due.practice.rights:
        raise Http404
    rule = norm.within or norm.every
    limits = rule.limits if rule else None
    counts_from = due.duty.start.on if due.duty.counts_from_start(norm) else None
    form = OtherwiseForm(
        request.POST if request.method == "POST" else None,
        limits=limits,
        counts_from=counts_from,
        initial={"token": uuid.uuid4()},
    )
    whom = UUID(due.duty.person) if due.duty.person else None
    there = set_otherwise(actor, here, norm.id, whom)
    before, refusal = Before.of(request, {}, *(each.id for each in there)), ""
    if form.is_valid():
        try:
            made = do_otherwise(
                actor=actor,
                now=clock.now(),
                case=here,
                norm_id=norm.id,
                kind=form.cleaned_data["way"],
                reason=form.cleaned_data["reason"],
                token=form.cleaned_data["token"],
                until=form.cleaned_data["until"],
                term=form.term,
                start=form.start,
                client_id=whom,
                seen=request.POST.get("seen"),
            )
            return back_to(here, done=made)
        except Meanwhile as denied:
            there = set_otherwise(actor, here, norm.id, whom)
            told = tuple(Told(dict(ways())[each.kind], each.text, taken=False) for each in there[:1])
            before = replace(Before.anew(request, denied, {}, {}, *(each.id for each in there)), told=told)
        except Denied as denied:
            refusal = denied.reason
    return page(
        request,
        "otherwise.html",
        422 if form.is_bound else 200,
        case=here,
        todo=todo_of(due, language(), today, about=due.name),
        limits=limits,
        counts_from=counts_from,
        names=joined([each.given_name for each in people if due.duty.person in (None, str(each.client_id))]),
        ways=dict(ways()),
        before=before,
        sheet=sheet(form, also=refusal, before=before),
        token=token_of(form),
        longest=LONGEST_REASON,
    )


def ways() -> list[tuple[str, str]]:
    """What can be set of a norm in one case."""
    return [
        ("norm_deviated", _("Later doen")),
        ("norm_suspended", _("Tijdelijk niet doen")),
        ("term_set", _("Een eigen termijn voor deze zaak")),
        ("start_set", _("Vanaf een andere dag tellen")),
    ]


def _due(here: Case, duty_id: UUID, names: dict[UUID, str]) -> Due:
    found = next((each for each in due_in(here, names, clock.today()) if each.id == duty_id), None)
    if found is None:
        raise Http404
    return found
