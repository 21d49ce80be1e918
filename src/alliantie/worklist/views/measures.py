"""Recording that a measure begins, runs on or ends."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.cases.models import Case
from alliantie.cases.operations.undo import moment_of_change
from alliantie.cases.policies import ReasonAsked
from alliantie.cases.queries import Person, people_of
from alliantie.practices import Practice
from alliantie.practices.frame import Measure
from alliantie.worklist import operations
from alliantie.worklist.forms import refused, sheet
from alliantie.worklist.measure_form import MeasureForm, can_begin, changed
from alliantie.worklist.queries import words
from alliantie.worklist.queries.decisions import OfMeasure, decisions_by_measure
from alliantie.worklist.queries.doubts import of_measure
from alliantie.worklist.queries.measures import RunningMeasure, measures_of
from alliantie.worklist.views.common import actor_of, case_view, in_practice, page
from alliantie.worklist.views.recording import back_to


def _for_whom(measure: RunningMeasure, several: bool) -> str:
    """The name of a measure, and whom it is about where that is one of several."""
    if not (several and measure.client_name):
        return measure.name
    return _("%(measure)s voor %(name)s") % {"measure": measure.name, "name": measure.client_name}


def _begins(measure: Measure, running: Sequence[RunningMeasure], spoken: str, several: bool) -> str:
    """That a measure begins, and which ones end with that: with several people, for whom it begins decides that."""
    begins = _("Begin: %(measure)s") % {"measure": measure.name.in_(spoken)}
    ends = [each for id in measure.follows for each in running if each.measure_id == id]
    if not ends:
        return begins
    ended = words.joined([_for_whom(each, several) for each in ends])
    if not several:
        return _("%(begins)s. Dan eindigt: %(ends)s") % {"begins": begins, "ends": ended}
    of_one: dict[str, list[str]] = {}
    for each in ends:
        if each.client_name:
            of_one.setdefault(each.client_name, []).append(each.name)
    said = [begins, _("Voor iedereen: dan eindigt %(ends)s") % {"ends": ended}]
    said += (
        _("Voor %(name)s: dan eindigt %(ends)s") % {"name": name, "ends": words.joined(theirs)}
        for name, theirs in of_one.items()
    )
    return ". ".join(said)


def about_whom(people: Sequence[Person]) -> tuple[tuple[str, str], ...]:
    """For everyone in the case, or for one of them."""
    return (("", _("Voor iedereen in deze zaak")), *((str(person.client_id), person.name) for person in people))


@require_http_methods(["GET", "POST"])
@case_view(own=True, whole=True)
def measure(request: HttpRequest, here: Case) -> HttpResponse:
    """Record that a measure begins or ends; the last that runs ends only where another begins.

    In a case that was closed nothing begins; what an authority imposed still ends, on the day that it decided.
    """
    actor, today = actor_of(request), clock.today()
    practice, spoken = in_practice(here)
    people = people_of(actor, here, noted="case")
    several = len(people) > 1
    running = {(each.measure_id, each.client_id): each for each in measures_of(here, spoken) if each.ends_on is None}
    closed = here.closed_on is not None
    if closed and not running:
        return redirect("case", case_id=here.id)
    begins = () if closed else can_begin(practice, running, people)
    form = MeasureForm(
        request.POST if request.method == "POST" else None,
        practice=practice,
        running={whose: each.starts_on for whose, each in running.items()},
        begins=begins,
        people=people,
        today=today,
        opened_on=here.opened_on,
        initial={"on": today, "what": request.GET.get("what", "")},
    )
    refusal = ""
    doubts: tuple[str, ...] = ()
    if form.is_valid() and not form.cleaned_data["sure"]:
        doubts = _doubts(practice, form, people, spoken)
    if form.is_valid() and not doubts:
        change, measure_id, client_id = form.chosen
        try:
            operations.change_measure(
                actor=actor,
                now=clock.now(),
                case=here,
                measure_id=measure_id,
                change=change,
                on=form.cleaned_data["on"],
                until=form.cleaned_data["until"],
                client_id=client_id,
                then=form.cleaned_data["then"],
                why=form.cleaned_data["why"].strip(),
                reason=form.cleaned_data["reason"].strip(),
                danger=form.cleaned_data["danger"],
                decided_by=form.cleaned_data["decided_by"],
            )
            return back_to(here, saved="measure", undo=moment_of_change().isoformat())
        except Denied as denied:
            if isinstance(denied, ReasonAsked):
                form.add_error("reason", denied.reason)
            else:
                refusal = refused(form, denied)
    called = [(whose, {"measure": _for_whom(each, several)}) for whose, each in running.items()]
    options = [(changed("end", *whose), _("Einde: %(measure)s") % name) for whose, name in called]
    options += (
        (
            changed("extend", *whose),
            (_("Verlenging: %(measure)s") if running[whose].until else _("Laatste dag: %(measure)s")) % name,
        )
        for whose, name in called
    )
    options += (
        (f"start:{each}", _begins(practice.measure(each), list(running.values()), spoken, several)) for each in begins
    )
    decided = decisions_by_measure(actor, here, begins, [each for each, _whose in running], spoken, today)
    what = str(form["what"].value() or "")
    others = [(each, practice.measure(each).name.in_(spoken)) for each in begins]
    return page(
        request,
        "measure.html",
        422 if form.is_bound else 200,
        case=here,
        names=words.joined([person.given_name for person in people]),
        several=several,
        options=options,
        others=(("", _("Niets")), *others),
        last=len(running) == 1 and not closed,
        decided=decided,
        chosen=[each for each in decided if _belongs(practice, each, what, str(form["then"].value() or ""))],
        limits=words.limits_in_words(practice, (*(id for id, _whose in running), *begins), spoken, today),
        about=about_whom(people),
        doubts=doubts,
        sheet=sheet(form, also=refusal),
    )


def _belongs(practice: Practice, decided: OfMeasure, what: str, then: str) -> bool:
    """Whether a decision belongs to what was chosen: what begins ends what it follows, `then` begins after an end."""
    change, measure_id, *_whose = (*what.split(":"), "")
    if change == "end" and then and decided.begins:
        return decided.measure_id == then
    if change != "start" or measure_id not in {each.id for each in practice.measures}:
        return change == "end" and not decided.begins and decided.measure_id == measure_id
    ends = practice.measure(measure_id).follows
    return decided.measure_id == measure_id if decided.begins else decided.measure_id in ends


def _doubts(practice: Practice, form: MeasureForm, people: Sequence[Person], spoken: str) -> tuple[str, ...]:
    change, measure_id, client_id = form.chosen
    begins = {"start": measure_id, "end": form.cleaned_data["then"]}.get(change)
    if not begins:
        return ()
    told = [(each.given_name, each.role, each.born_on) for each in people if client_id in (None, each.client_id)]
    return of_measure(practice, begins, form.cleaned_data["on"], told, spoken)
