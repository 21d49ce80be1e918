"""What workers fill in before a case ends: all that the chosen ending asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.cases.operations.decisions import LONGEST_REASON
from alliantie.cases.operations.ending import own_words_first
from alliantie.practices.reaction import DECLINED, TOLD
from alliantie.worklist.forms import choice_field, day_field, decided_by_field, why_field
from alliantie.worklist.incident_form import text_field
from alliantie.worklist.queries.ending import Imposed, ReasonShown


class EndForm(forms.Form):
    """What was weighed, and all that an ending for one reason asks."""

    token = forms.UUIDField()
    danger = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        reason: ReasonShown,
        imposed: Sequence[Imposed] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.reason, self.imposed = reason, imposed
        if reason.account:
            self.fields["heard"] = choice_field((TOLD, DECLINED), own_words_first())
            self.fields["account"] = text_field()
        if not reason.emergency:
            del self.fields["danger"]
        for name in (*(["peril"] if reason.emergency else []), *(each.field for each in reason.steps)):
            self.fields[name] = why_field()
        for each in imposed:
            self.fields[each.field] = day_field("")
            self.fields[each.field].required = False
        expired = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        self.fields["token"].error_messages = dict.fromkeys(("required", "invalid"), expired)
        self.fields["interests"] = text_field(_("Schrijf welke belangen u heeft gewogen."))
        self.fields["cause"] = text_field(_("Schrijf waardoor het eindigt."))
        self.fields["contact"] = text_field(_("Schrijf hoe u contact heeft gezocht."))
        self.fields["on"] = day_field(_("Kies de dag."))
        self.fields["on"].required = False
        self.fields["decided_by"] = decided_by_field()

    def clean(self) -> dict[str, Any]:
        """Each step that is passed over has a reason of its own, and so has danger; what was imposed did not end before
        it began, nor after the case, and goes on only where the case is handed over.
        """
        cleaned = super().clean() or self.cleaned_data
        last = cleaned.get("on") or clock.today()
        for each in self.reason.steps:
            if each.field not in self.errors and not cleaned[each.field].strip():
                self.add_error(each.field, _("U wijkt af. Schrijf waarom."))
        self._own_words(cleaned)
        if cleaned.get("danger") and "peril" not in self.errors and not cleaned["peril"].strip():
            self.add_error("peril", _("Schrijf in één zin welk gevaar er is."))
        if not self.errors and (over := len(self.why) - LONGEST_REASON) > 0:
            # All of it is kept with the decision, as one text.
            told = ["peril"] * bool(cleaned.get("danger")) + [each.field for each in self.reason.steps]
            self.add_error(
                told[-1], _("Samen is dit te lang: %(count)s tekens te veel. Maak het korter.") % {"count": over}
            )
        for imposed in self.imposed:
            ended = cleaned.get(imposed.field)
            if ended is not None and ended < imposed.starts_on:
                self.add_error(imposed.field, _("Deze dag ligt voor het begin."))
            elif ended is not None and ended > last:
                self.add_error(imposed.field, _("Kies een dag tot en met het einde van de zaak."))
            elif ended is None and not self.reason.runs_on and imposed.field not in self.errors:
                self.add_error(imposed.field, _("Dit loopt nog. Schrijf de dag waarop het eindigde, of draag over."))
        return cleaned

    def _own_words(self, cleaned: Mapping[str, Any]) -> None:
        """The client's own words where the reason asks them, and no words that would be lost."""
        heard, account = cleaned.get("heard", ""), (cleaned.get("account") or "").strip()
        if heard == TOLD and not account and "account" not in self.errors:
            self.add_error("account", _("Schrijf op wat de ander zegt. Of kies: zegt liever niets."))
        elif heard == DECLINED and account:
            self.add_error("heard", _("U schreef iets op. Kies dat de ander het vertelt, of haal het weg."))

    @classmethod
    def names(cls, reasons: Sequence[ReasonShown], imposed: Sequence[Imposed]) -> frozenset[str]:
        """What can be typed for any of these endings: kept while another one is chosen."""
        every = (cls(reason=each, imposed=imposed).fields for each in reasons)
        return frozenset(name for fields in every for name in fields) - {"token"}

    @property
    def account(self) -> str | None:
        """What the client says of the end; None where that is not asked."""
        return self.cleaned_data["account"].strip() if self.reason.account else None

    @property
    def why(self) -> str:
        """Which danger there is, and why each step is passed over."""
        told = [self.cleaned_data["peril"].strip()] if self.cleaned_data.get("danger") else []
        steps = (f"{each.text}: {self.cleaned_data[each.field].strip()}" for each in self.reason.steps)
        return "\n".join((*told, *steps))

    @property
    def ended(self) -> dict[tuple[str, UUID | None], date]:
        """On which day what was imposed ended, as far as it did."""
        found = {(each.measure_id, each.client_id): self.cleaned_data[each.field] for each in self.imposed}
        return {whose: on for whose, on in found.items() if on is not None}
