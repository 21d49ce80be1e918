"""The form with which a worker plans a talk, or moves one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.cases.operations.appointments import Arrangement
from alliantie.cases.queries import Person
from alliantie.worklist.forms import choice_field, day_field

EVERYONE = "everyone"
LONGEST = 8 * 60
PLACE = 80
BRING = 160


class MoveForm(forms.Form):
    """What is arranged about a talk. Whether the moment is still to come, the operation decides."""

    def __init__(self, data: Any = None, *, talks: Iterable[str], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        how_long = _("Schrijf hoeveel minuten, hoogstens %(count)s.") % {"count": LONGEST}
        self.fields["talk"] = choice_field(talks, _("Kies wat voor gesprek het wordt."))
        self.fields["on"] = day_field(_("Kies de dag."))
        self.fields["at"] = forms.TimeField(
            input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
            error_messages={
                "required": _("Kies de tijd."),
                "invalid": _("Dit is geen tijd. Schrijf bijvoorbeeld 10.30."),
            },
        )
        self.fields["minutes"] = forms.IntegerField(
            required=False,
            min_value=1,
            max_value=LONGEST,
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), how_long),
        )
        self.fields["sure"] = forms.BooleanField(required=False)
        for name, longest in (("place", PLACE), ("bring", BRING)):
            too_long = _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": longest}
            self.fields[name] = forms.CharField(
                required=False, max_length=longest, error_messages={"max_length": too_long}
            )

    def clean_place(self) -> str:
        """The place on one line."""
        return " ".join(self.cleaned_data["place"].split())

    def clean_bring(self) -> str:
        """What to bring, on one line."""
        return " ".join(self.cleaned_data["bring"].split())

    @property
    def agreed(self) -> Arrangement:
        """What was filled in."""
        filled = self.cleaned_data
        starts_at = datetime.combine(filled["on"], filled["at"], clock.HOME)
        return Arrangement(starts_at, filled["talk"], filled["minutes"], filled["place"], filled["bring"])


class PlanForm(MoveForm):
    """A new talk: also with whom, and a number that makes a second press harmless."""

    def __init__(
        self,
        data: Any = None,
        *,
        talks: Iterable[str],
        people: Sequence[Person],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, talks=talks, initial=initial)
        self.people = people
        self.fields["token"] = forms.UUIDField(
            error_messages=dict.fromkeys(
                ("required", "invalid"), _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
            )
        )
        if len(people) > 1:
            self.fields["who"] = choice_field(
                [*(str(person.client_id) for person in people), EVERYONE], _("Kies met wie.")
            )

    @property
    def client_id(self) -> UUID | None:
        """Whom it is with: the one there is or was chosen; None for everyone."""
        if len(self.people) == 1:
            return self.people[0].client_id
        who = self.cleaned_data["who"]
        return None if who == EVERYONE else UUID(who)
