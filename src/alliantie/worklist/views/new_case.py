"""A new case: the practice, the people and how it begins; then whether someone is known already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.access.routes import WORKERS, open_to
from alliantie.cases.operations import NewPerson
from alliantie.cases.operations.decisions import LONGEST_REASON
from alliantie.cases.queries.own_practices import current_versions
from alliantie.people.models import Team
from alliantie.people.queries import leads, teams_of
from alliantie.practices import Practice
from alliantie.worklist.forms import Sheet, sheet
from alliantie.worklist.new_case_form import PEOPLE, NewCaseForm, NewPersonForm
from alliantie.worklist.opening import open_new_case
from alliantie.worklist.queries import words
from alliantie.worklist.queries.doubts import of_measure
from alliantie.worklist.queries.ended import earlier_here, running_here
from alliantie.worklist.views.common import actor_of, language, page


@require_http_methods(["GET", "POST"])
@open_to(WORKERS)
def new(request: HttpRequest) -> HttpResponse:
    """Choose a practice, fill in the case, and open it when nobody in it is known elsewhere."""
    teams = teams_of(actor_of(request), clock.today())
    current = {
        id: practice
        for organisation in {team.organisation.id: team.organisation for team in teams}.values()
        for id, practice in current_versions(actor_of(request), organisation.id, organisation.practices).items()
    }
    offered = sorted(current)
    asked = (request.POST if request.method == "POST" else request.GET).get("practice", "")
    if len(offered) == 1:
        asked = offered[0]
    if asked not in offered:
        missing = _("Kies een werkwijze.") if asked or "practice" in request.GET else ""
        practices = [current[each] for each in offered]
        options = [(each.id, each.name.in_(language()), each.described.in_(language())) for each in practices]
        return page(request, "new_case_practice.html", 422 if missing else 200, offered=options, error=missing)
    practice = current[asked]
    with_practice = [team for team in teams if asked in team.organisation.practices]
    if request.method == "POST" and request.POST.get("action", "") in ("", "again"):
        return _checked(request, practice, with_practice)
    return _form(request, practice, with_practice)


def _form(request: HttpRequest, practice: Practice, teams: Sequence[Team]) -> HttpResponse:
    """The form as it was sent, without a word on errors: a first look, one person more, or back from matching."""
    typed: dict[str, Any] = dict(request.POST.items())
    count = _count(request) + (1 if typed.get("action") == "add" else 0)
    if not typed:
        typed["on"] = clock.today().isoformat()
    if not typed.get("team") and len(teams) == 1:
        typed["team"] = str(teams[0].id)
    return _page(request, practice, teams, Sheet(typed), min(count, PEOPLE))


def _checked(request: HttpRequest, practice: Practice, teams: Sequence[Team]) -> HttpResponse:
    form = NewCaseForm(request.POST, practice=practice, teams=teams, today=clock.today())
    people = _people(request, practice)
    fine = form.is_valid() and all(person.is_valid() for person in people)
    also = _twice(people) if fine else ""
    if fine and any(form.cleaned_data["on"] < person.cleaned_data["born"] for person in people):
        form.add_error("on", _("Deze dag ligt voor de geboorte."))
        fine = False
    if not fine or also:
        return _page(request, practice, teams, sheet(*people, form, also=also), _count(request), 422)
    doubts = () if form.cleaned_data["sure"] else _doubts(practice, form, people)
    if doubts:
        return _page(request, practice, teams, sheet(*people, form), _count(request), 422, doubts)
    return _opened(request, practice, teams, form, people)


def _doubts(practice: Practice, form: NewCaseForm, people: Sequence[NewPersonForm]) -> tuple[str, ...]:
    told = form.cleaned_data
    return of_measure(
        practice,
        told["measure"],
        told["on"],
        [tuple(each.cleaned_data[name] for name in ("given", "role", "born")) for each in people],
        language(),
    )


def _opened(
    request: HttpRequest,
    practice: Practice,
    teams: Sequence[Team],
    form: NewCaseForm,
    people: Sequence[NewPersonForm],
) -> HttpResponse:
    team = next(team for team in teams if str(team.id) == form.cleaned_data["team"])
    also, status = "", 422
    again = request.POST.get("action") == "again"
    typed_why = request.POST.get("why_back", "").strip()
    wrong = _why_wrong(typed_why) if again else ""
    try:
        made = open_new_case(
            actor=actor_of(request),
            now=clock.now(),
            team=team,
            practice=practice,
            measure_id=form.cleaned_data["measure"],
            until=form.cleaned_data["until"],
            on=form.cleaned_data["on"],
            why_long=form.cleaned_data["why"].strip(),
            before=form.cleaned_data["before"].strip(),
            people=[
                NewPerson(
                    person.cleaned_data["given"],
                    person.cleaned_data["family"],
                    person.cleaned_data["born"],
                    person.cleaned_data["role"],
                )
                for person in people
            ],
            why_back=typed_why if again and not wrong else "",
        )
        if made.outcome == "opened":
            return redirect("case", case_id=made.case_id)
        if made.outcome == "known":
            left_out = ("csrfmiddlewaretoken", "action", "why_back")
            typed = [(name, value) for name, value in request.POST.items() if name not in left_out]
            earlier = earlier_here(actor_of(request), _named(people), practice.id, language(), clock.today())
            running = running_here(actor_of(request), _named(people), language())
            return page(
                request,
                "known.html",
                422 if wrong else 200,
                known=made.known,
                running=running,
                elsewhere={name for name, _team in made.known} - {each.name for each in running},
                comes_back=made.comes_back,
                earlier=earlier,
                typed=typed,
                why=typed_why[:LONGEST_REASON],
                wrong=wrong,
                longest=LONGEST_REASON,
            )
        also, status = _limit(), 429
    except Denied as denied:
        also = denied.reason
    return _page(request, practice, teams, sheet(*people, form, also=also), _count(request), status)


def _why_wrong(why: str) -> str:
    if not why:
        return _("Schrijf waarom er een nieuwe zaak komt.")
    return _("Deze tekst is te lang. Maak hem korter.") if len(why) > LONGEST_REASON else ""


def _limit() -> str:
    return _(
        "U heeft dit uur twintig keer gevraagd of iemand bekend is."
        " Er is niets gemaakt. Wacht een uur en probeer het dan weer."
    )


def _page(
    request: HttpRequest,
    practice: Practice,
    teams: Sequence[Team],
    filled: Sheet,
    count: int,
    status: int = 200,
    doubts: tuple[str, ...] = (),
) -> HttpResponse:
    spoken = language()
    reserved = practice.begin_reserved
    if reserved and leads(actor_of(request), [team.id for team in teams]):
        reserved = frozenset()
    offered = [each for each in practice.measures if each.id not in reserved]
    return page(
        request,
        "new_case.html",
        status,
        practice=practice,
        practice_name=practice.name.in_(spoken),
        case_word=practice.words.case.one(spoken),
        teams=[(str(team.id), team.name) for team in teams],
        measures=[(each.id, each.name.in_(spoken)) for each in offered],
        asked=words.joined([each.name.in_(spoken) for each in practice.measures if each.id in reserved]),
        limits=words.limits_in_words(practice, [each.id for each in offered], spoken, clock.today()),
        roles=[(role, words.role(role)) for role in practice.people],
        decided=words.joined([each.name.in_(spoken) for each in offered if each.begins_by]),
        several=_several(practice),
        can_add=_several(practice) and count < PEOPLE,
        count=count,
        doubts=doubts,
        sheet=filled,
    )


def _several(practice: Practice) -> bool:
    """Whether one case can be about several people: where the practice knows people in more than one role."""
    return len(practice.people) > 1


def _count(request: HttpRequest) -> int:
    text = request.POST.get("count", "1")
    return max(1, min(int(text), PEOPLE)) if text.isdecimal() and len(text) < 3 else 1


def _people(request: HttpRequest, practice: Practice) -> list[NewPersonForm]:
    """The forms of the people that were filled in; of nobody, the first one, so that it says what is missing."""
    count = _count(request) if _several(practice) else 1
    forms = [
        NewPersonForm(request.POST, number=number, roles=practice.people, today=clock.today())
        for number in range(count)
    ]
    return [form for form in forms if not form.is_blank] or forms[:1]


def _named(people: Sequence[NewPersonForm]) -> list[tuple[str, str, date]]:
    return [tuple(person.cleaned_data[name] for name in ("given", "family", "born")) for person in people]


def _twice(people: Sequence[NewPersonForm]) -> str:
    named = _named(people)
    return _("Dezelfde persoon staat er twee keer.") if len(set(named)) < len(named) else ""
