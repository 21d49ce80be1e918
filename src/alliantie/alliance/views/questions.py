"""The client's questions: one at a time, each answer kept as it is pressed, and looking them over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.routes import CLIENTS
from alliantie.alliance import operations, queries
from alliantie.alliance.drafts import HELPED
from alliantie.alliance.queries import RoundHere
from alliantie.alliance.views.common import actor_of, language, open_part, page, parse_answer, round_view
from alliantie.instruments.questionnaire import ApartOption, Option
from alliantie.web.addresses import address


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the client reads it. `is_helped` is the one about last time's agreement."""

    text: str
    heading: str
    options: tuple[Option, ...]
    apart: tuple[ApartOption, ...]
    is_helped: bool = False

    @property
    def offered(self) -> tuple[Option | ApartOption, ...]:
        """Every answer in the order of the page."""
        return (*self.options, *self.apart)

    def place(self, given: object) -> str:
        """Where an answer stands among those offered, from "0" on; "-" for none. One sign, whatever was answered."""
        values: list[object] = [option.value for option in self.offered]
        return str(values.index(given)) if given in values else "-"

    def label(self, given: object) -> str:
        """An answer in the words the client chose it by."""
        return next(option.label for option in self.offered if option.value == given)


def _asked(request: HttpRequest, here: RoundHere) -> tuple[dict[str, Asked], str]:
    """The questions in order, by id, after the one about last time's agreement when there was one; and that text."""
    actor = actor_of(request)
    questionnaire = here.questionnaire(actor, language())
    spoken, address = questionnaire.language, here.practice.address
    asked = {}
    agreement = queries.last_agreement(actor, here)
    if agreement:
        helped = queries.side_questions(here).helped
        asked[HELPED] = Asked(
            helped.text.in_(spoken, address), "", helped.answers(spoken), questionnaire.apart, is_helped=True
        )
    heading = here.instrument.heading.client.in_(spoken, address)
    for item in questionnaire.items:
        asked[item.id] = Asked(item.text, heading, questionnaire.options, questionnaire.apart)
    return asked, agreement


def how_many(request: HttpRequest, here: RoundHere) -> int:
    """How many questions this client is asked, the one about last time's agreement included. One query."""
    return len(_asked(request, here)[0])


@require_safe
@round_view(CLIENTS, own=True)
def resume(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """To the first question without an answer, or to the look back."""
    _part, draft = open_part(request, here)
    asked, _agreement = _asked(request, here)
    for number, step in enumerate(asked, 1):
        if draft.given(step) is None:
            answer = redirect("round-question", round_id=here.round.id, step=number)
            if number > 1 and "taken" not in request.GET:
                answer["Location"] += "?back=1"
            return answer
    return redirect("round-review", round_id=here.round.id)


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(CLIENTS, own=True)
def question(request: HttpRequest, here: RoundHere, step: int) -> HttpResponse:
    """One question. Each answer is saved as it is chosen; "next" saves it too, for browsers without script.

    All questions come along in the page, so that its script can go on without internet. Looking changes nothing.
    """
    actor = actor_of(request)
    _part, draft = open_part(request, here)
    if draft.stance != "taking_part":
        return redirect("round", round_id=here.round.id)
    asked, agreement = _asked(request, here)
    current = _step(asked, step)
    review = address("round-review", here.round.id)
    after = address("round-question", here.round.id, step + 1)
    next_url = review if request.GET.get("from") == "review" or step == len(asked) else after
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("answer"):
                _save(request, here, current)
                return redirect(next_url)
            error = _("Kies een antwoord. Of kies: Zeg ik liever niet.")
        except ValueError:
            error = _("Dit antwoord kennen we niet. Kies een antwoord.")
    return page(
        request,
        here,
        "question.html",
        422 if error else 200,
        step=step,
        total=len(asked),
        error=error,
        returned="back" in request.GET and not error,
        newer="newer" in request.GET and not error,
        chosen=draft.given(current),
        # Under this an answer waits for internet on the own phone: another account, or a code, is another owner.
        owner=salted_hmac("answers that wait", f"{actor.kind}:{actor.id}").hexdigest()[:16],
        save_url=address("round-save", here.round.id, step),
        next_url=next_url,
        agreement=agreement,
        asked_here=asked[current],
        asked_otherwise=next((each for each in asked.values() if each.is_helped != asked[current].is_helped), None),
        questions={
            "texts": [each.text for each in asked.values()],
            "given": "".join(each.place(draft.given(one)) for one, each in asked.items()),
            "helped": HELPED in asked,
            "name": _("Vraag %(step)s van %(total)s") % {"step": "{step}", "total": len(asked)},
            "review": review,
        },
    )


def _step(asked: dict[str, Asked], step: int) -> str:
    if not 1 <= step <= len(asked):
        raise Http404
    return list(asked)[step - 1]


def _save(request: HttpRequest, here: RoundHere, step: str) -> bool:
    """Save the answer that was sent; False when the client chose something else since. Raises ValueError."""
    answer = parse_answer(request.POST.get("answer", ""))
    # How long ago it was pressed, in seconds: it may have waited for internet, and the phone's clock may be wrong.
    ago = request.POST.get("ago", "0")
    if not ago.isdecimal() or len(ago) > 7:
        raise ValueError("no number of seconds")
    pressed_at = clock.now() - timedelta(seconds=int(ago))
    actor = actor_of(request)
    if step == HELPED:
        return operations.save_helped(actor=actor, here=here, helped=answer, pressed_at=pressed_at, takes_part=True)
    return operations.save_answer(
        actor=actor, here=here, item=step, answer=answer, pressed_at=pressed_at, takes_part=True
    )


@require_POST
@round_view(CLIENTS, own_held=True)
def save(request: HttpRequest, here: RoundHere, step: int) -> HttpResponse:
    """Save one answer without leaving the page.

    204; 205 when the client chose something else since, which stands; 409 when it is too late or the client no longer
    takes part; 422 for what is no answer.
    """
    current = _step(_asked(request, here)[0], step)
    try:
        return HttpResponse(status=204 if _save(request, here, current) else 205)
    except ValueError:
        return HttpResponse(status=422)


@require_safe
@round_view(CLIENTS, own=True)
def review(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Look back at the own answers before sending, each can be changed."""
    _part, draft = open_part(request, here)
    asked, _agreement = _asked(request, here)
    lines = []
    for number, (step, one) in enumerate(asked.items(), 1):
        given = draft.given(step)
        if given is None:
            return redirect("round-question", round_id=here.round.id, step=number)
        lines.append((number, one.text, one.label(given)))
    return page(request, here, "review.html", lines=lines)
