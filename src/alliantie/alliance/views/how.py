"""How the picture of a round is made: the rules of its own questions in plain words, and no score of anyone."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alliantie.alliance import policies
from alliantie.alliance.queries import RoundHere
from alliantie.alliance.views.common import actor_of, language, page, round_view


@dataclass(frozen=True, slots=True)
class Example:
    """Three answers that count, twice the one and once the one below it, with their sum and mean."""

    many: int
    less: int
    together: int
    mean: str


@require_safe
@round_view()
def how(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Of whichever of the two may see the picture."""
    actor = actor_of(request)
    policies.check_can_see_picture(actor, here)
    asked = here.questionnaire(actor, language())
    return page(
        request,
        here,
        "how.html",
        options=asked.options,
        example=example_of(max(option.value for option in asked.options)),
        at_least=here.instrument.missing.at_least_percent,
        label=here.instrument.label.in_(here.instrument.language_for(language())),
    )


def example_of(highest: int) -> Example:
    """The example for questions of which the answers run from 1 to `highest`."""
    many, less = (4, 3) if highest > 3 else (highest, highest - 1)
    together = 2 * many + less
    mean = format_decimal(together / 3, "0.0", locale="en_GB" if language() == "en" else "nl_NL")
    return Example(many, less, together, mean)
