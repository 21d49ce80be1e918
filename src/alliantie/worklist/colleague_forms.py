"""Forms that name a colleague: who stands in, takes a case over, or works along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from alliantie.people.queries import Colleague
from alliantie.worklist.forms import NOTE, choice_field, day_field


class CoverForm(forms.Form):
    """A colleague who stands in, from a day up to and including another."""

    def __init__(
        self, data: Any = None, *, colleagues: Sequence[Colleague], today: date, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.today = today
        self.fields["colleague"] = choice_field((str(each.id) for each in colleagues), _("Kies een collega."))
        self.fields["first"] = day_field(_("Kies de eerste dag."))
        self.fields["last"] = day_field(_("Kies de laatste dag."))

    def clean(self) -> dict[str, Any]:
        """Today or later, in order, and at most a year."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first is not None and first < self.today:
            self.add_error("first", _("Deze dag is al geweest. Kies vandaag of later."))
        elif first is not None and first > self.today + timedelta(days=365):
            self.add_error("first", _("Kies een dag binnen een jaar."))
        elif first is not None and last is not None:
            if last < first:
                self.add_error("last", _("De laatste dag ligt voor de eerste dag."))
            elif last > first + timedelta(days=364):
                self.add_error("last", _("Waarnemen kan hoogstens een jaar. Kies een eerdere dag."))
        return cleaned


class ColleagueForm(forms.Form):
    """A colleague."""

    def __init__(self, data: Any = None, *, colleagues: Sequence[Colleague]) -> None:
        super().__init__(data)
        self.fields["colleague"] = choice_field((str(each.id) for each in colleagues), _("Kies een collega."))


class HandOverForm(ColleagueForm):
    """The colleague who is asked to take a case over, with what that colleague has to know."""

    def __init__(self, data: Any = None, *, colleagues: Sequence[Colleague]) -> None:
        super().__init__(data, colleagues=colleagues)
        too_long = _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": NOTE}
        self.fields["note"] = forms.CharField(required=False, max_length=NOTE, error_messages={"max_length": too_long})


class AlongForm(ColleagueForm):
    """The colleague who works along, and in which role."""

    def __init__(self, data: Any = None, *, colleagues: Sequence[Colleague], kinds: Sequence[str]) -> None:
        super().__init__(data, colleagues=colleagues)
        self.kinds = kinds
        self.fields["kind"] = choice_field(kinds, _("Kies wat uw collega doet."))
        self.fields["kind"].required = len(kinds) > 1

    @property
    def kind(self) -> str:
        """The role chosen, or the only one there is."""
        return self.cleaned_data["kind"] or self.kinds[0]
