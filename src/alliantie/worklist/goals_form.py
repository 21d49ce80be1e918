"""The forms around a plan: agreeing on it, what someone says of it, and how its goals stand later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.models import PlanVoice
from alliantie.cases.plan_rules import LONGEST_NAME, LONGEST_WORDS, RESULTS, Goal, GoalLater
from alliantie.worklist.agreement_form import text_field
from alliantie.worklist.forms import DayForm, choice_field

REASON = 300
OTHER = "other"


class VoiceForm(DayForm):
    """What one of the case, a co-author or somebody else by name says of a plan, and on which day."""

    def __init__(self, data: Any = None, *, people: Iterable[str], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["who"] = choice_field([*people, OTHER], _("Kies wie dit zegt."))
        self.fields["name"] = text_field(LONGEST_NAME)
        self.fields["answer"] = choice_field(PlanVoice.Answer.values, _("Kies een antwoord."))
        self.fields["reason"] = text_field(REASON)

    def clean(self) -> dict[str, Any]:
        """Somebody else has a name, and whoever does not agree or was not asked has a reason."""
        filled = super().clean() or {}
        for name in ("name", "reason"):
            filled[name] = " ".join(filled.get(name, "").split())
        if filled.get("who") == OTHER and not filled["name"]:
            self.add_error("name", _("Schrijf de naam op."))
        if filled.get("answer") in (PlanVoice.Answer.DISAGREES, PlanVoice.Answer.UNASKED) and not filled["reason"]:
            self.add_error("reason", _("Schrijf kort waarom."))
        return filled


class EvaluationForm(DayForm):
    """How each goal stands, each skippable but not all, on a day; and a number that makes a second press harmless."""

    token = forms.UUIDField()

    def __init__(self, data: Any = None, *, goals: Sequence[Goal], **options: Any) -> None:
        super().__init__(data, **options)
        self.goals = goals
        self.fields["token"].error_messages = dict.fromkeys(
            ("required", "invalid"), _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        )
        for number, _goal in enumerate(goals):
            result = choice_field(RESULTS, _("Kies hoe het met dit doel staat."))
            result.required = False
            self.fields[f"result-{number}"] = result
            self.fields[f"text-{number}"] = text_field(LONGEST_WORDS)

    def clean(self) -> dict[str, Any]:
        """Of at least one goal something is said."""
        filled = super().clean() or {}
        if not self.errors and not any(goal.result or goal.text for goal in self.told):
            raise forms.ValidationError(_("Kies bij een doel hoe het ermee staat, of schrijf er iets bij."))
        return filled

    @property
    def told(self) -> tuple[GoalLater, ...]:
        """What was said of each goal, in the order of the plan."""
        filled = self.cleaned_data
        return tuple(
            GoalLater(result=filled[f"result-{number}"] or None, text=filled[f"text-{number}"])
            for number, _goal in enumerate(self.goals)
        )


def day_form(data: Any, *, today: date, opened_on: date) -> DayForm:
    """The day on which a plan is agreed."""
    return DayForm(data, today=today, opened_on=opened_on, initial={"on": today})
