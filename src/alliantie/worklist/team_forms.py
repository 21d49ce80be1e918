"""What who leads a team fills in: what measures weigh, and who waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.models import Waiting
from alliantie.cases.operations import USUAL_WEIGHT, Request
from alliantie.people.models import Team
from alliantie.worklist.forms import choice_field, day_field

HEAVIEST = Decimal("9.9")
LONGEST = {"name": 160, "reason": 200, "stream": 60}


class WeightsForm(forms.Form):
    """A number for each measure of each practice."""

    def __init__(
        self, data: Any = None, *, measures: Sequence[tuple[str, str]], known: Mapping[tuple[str, str], Decimal]
    ) -> None:
        super().__init__(data)
        self.measures = measures
        wrong = _("Kies een getal van 0 tot en met 9,9, met hoogstens één cijfer na de komma.")
        for key in measures:
            self.fields[field_of(key)] = forms.DecimalField(
                min_value=0,
                max_value=HEAVIEST,
                max_digits=3,
                decimal_places=1,
                initial=str(known.get(key, USUAL_WEIGHT).normalize()),
                error_messages=dict.fromkeys(
                    (
                        "required",
                        "invalid",
                        "min_value",
                        "max_value",
                        "max_digits",
                        "max_decimal_places",
                        "max_whole_digits",
                    ),
                    wrong,
                ),
            )

    @property
    def weights(self) -> dict[tuple[str, str], Decimal]:
        """What was filled in, by practice and measure."""
        return {key: self.cleaned_data[field_of(key)] for key in self.measures}


def field_of(key: tuple[str, str]) -> str:
    """The name of the field of a measure (practice, measure)."""
    return "-".join(key)


class DesksForm(forms.Form):
    """Who have the desk: for each day a choice for each place, of which there are two at least."""

    def __init__(
        self,
        data: Any = None,
        *,
        days: Sequence[date],
        workers: Sequence[str],
        known: Mapping[date, Sequence[UUID]],
        at_once: int = 1,
    ) -> None:
        super().__init__(data)
        self.places = {
            day: [desk_field(day, place) for place in range(max(2, at_once, len(known.get(day, ()))))] for day in days
        }
        for day, places in self.places.items():
            for name, chosen in zip_longest(places, known.get(day, ())):
                self.fields[name] = forms.ChoiceField(
                    choices=[("", ""), *((worker, worker) for worker in workers)],
                    required=False,
                    initial=str(chosen or ""),
                    error_messages={"invalid_choice": _("Kies een collega.")},
                )

    @property
    def desks(self) -> dict[date, set[UUID]]:
        """Who were chosen, by day."""
        return {
            day: {UUID(worker) for name in places if (worker := self.cleaned_data[name])}
            for day, places in self.places.items()
        }


def desk_field(day: date, place: int) -> str:
    """The name of the field of a place at the desk on a day, counted from 0."""
    return f"{day.isoformat()}-{place + 1}" if place else day.isoformat()


class WaitingForm(forms.Form):
    """Somebody who waits."""

    def __init__(
        self, data: Any = None, *, teams: Sequence[Team], today: date, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.teams, self.today = teams, today
        self.fields["token"] = forms.UUIDField(
            error_messages=dict.fromkeys(
                ("required", "invalid"), _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
            )
        )
        if len(teams) > 1:
            self.fields["team"] = choice_field((str(team.id) for team in teams), _("Kies een team."))
        for name, missing in (
            ("name", _("Schrijf de naam.")),
            ("reason", _("Schrijf waarom het zo snel nodig is, of waarom het kan wachten.")),
            ("stream", _("Schrijf uit welke geldstroom het komt.")),
        ):
            too_long = _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST[name]}
            self.fields[name] = forms.CharField(
                max_length=LONGEST[name], error_messages={"required": missing, "max_length": too_long}
            )
        self.fields["asked_on"] = day_field(_("Kies de dag."))
        self.fields["urgency"] = choice_field(Waiting.Urgency.values, _("Kies hoe dringend het is."))

    def clean(self) -> dict[str, Any]:
        """Each text on one line."""
        cleaned = super().clean() or self.cleaned_data
        return {key: " ".join(value.split()) if key in LONGEST else value for key, value in cleaned.items()}

    def clean_asked_on(self) -> date:
        """A day up to today, and no wrong year."""
        on: date = self.cleaned_data["asked_on"]
        if on > self.today:
            raise forms.ValidationError(_("Deze dag is nog niet geweest. Kies vandaag of eerder."))
        if on.year < self.today.year - 20:
            raise forms.ValidationError(_("Deze dag is lang geleden. Klopt het jaar?"))
        return on

    @property
    def team(self) -> Team:
        """The team chosen, or the only one there is."""
        chosen = self.cleaned_data.get("team")
        return next(team for team in self.teams if chosen in (None, str(team.id)))

    @property
    def request(self) -> Request:
        """What was filled in."""
        filled = self.cleaned_data
        return Request(filled["name"], filled["asked_on"], filled["urgency"], filled["reason"], filled["stream"])
