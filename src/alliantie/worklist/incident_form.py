"""What workers fill in about an incident, and before a case ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.cases.models import Account
from alliantie.cases.operations.decisions import LONGEST_REASON
from alliantie.cases.operations.ending import own_words_first
from alliantie.cases.operations.incident_parts import LONGEST_TEXT
from alliantie.norms.timeline import FactValue
from alliantie.practices import Practice
from alliantie.practices.reaction import DECLINED, TIE, TOLD
from alliantie.worklist.fact_form import Asked, FactForm, answers_of, asked_of, value_field
from alliantie.worklist.forms import choice_field, day_field, decided_by_field, why_field
from alliantie.worklist.queries.ending import Imposed, ReasonShown, StepLeft

NOT_NOW = "not-now"
READERS = tuple(Account.Readers.values)


def text_field(missing: str = "") -> forms.CharField:
    """A text that fits the database; with `missing` it is needed."""
    long = _("Deze tekst is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST_TEXT}
    return forms.CharField(
        required=bool(missing), max_length=LONGEST_TEXT, error_messages={"required": missing, "max_length": long}
    )


def asked_about(
    practice: Practice, fact: str, language: str, measures: Collection[str], conditions: Collection[str] = ()
) -> tuple[Asked, ...]:
    """What is asked of an incident: all its fact says but which incident it is."""
    return tuple(each for each in asked_of(practice, fact, language, measures, conditions) if each.id != TIE)


class IncidentForm(FactForm):
    """What happened: a choice is made, and what is only known later stays empty."""

    def __init__(self, data: Any = None, *, reached: bool = False, **rest: Any) -> None:
        """With `reached` it asks whether somebody who did not come was reached; nothing stops who leaves that open."""
        super().__init__(data, **rest)
        self.reached = reached_or_not() if reached else ()
        if reached:
            self.fields["reached"] = choice_field(
                [option for option, _text in self.reached], _("Kies of het is gelukt.")
            )
            self.fields["reached"].required = False
        for each in self.asked:
            self.fields[each.name].required = each.needed or (bool(each.options) and each.kind != "text")

    @property
    def told(self) -> str:
        """What happened, after whether they were reached where that was said."""
        answer = dict(self.reached).get(self.cleaned_data.get("reached", ""), "")
        asked = f"{_('Heeft u de ander bereikt?')} {answer}." if answer else ""
        return "\n".join(filter(None, (asked, self.cleaned_data["text"].strip())))


def reached_or_not() -> tuple[tuple[str, str], ...]:
    """Whether somebody who did not come was reached, or not tried yet."""
    return (
        ("yes", _("Ja, bereikt")),
        ("no", _("Nee, niet bereikt")),
        ("untried", _("Nog niet geprobeerd")),
    )


class HeardForm(forms.Form):
    """Whether the client told the own account; then who may read it comes before the words."""

    def __init__(self, data: Any = None, *, later: bool = False) -> None:
        """With `later` it can be left for the next page."""
        super().__init__(data)
        self.fields["readers"] = choice_field((*READERS, DECLINED, NOT_NOW), _("Kies eerst wie het mag lezen."))
        self.fields["readers"].required = not later
        self.fields["account"] = text_field()

    def clean(self) -> dict[str, Any]:
        """Words where the client told something, and none where not: they would be lost."""
        cleaned = super().clean() or self.cleaned_data
        told = cleaned.get("readers") in READERS
        if "account" in cleaned and "readers" in cleaned:
            if told and not cleaned["account"].strip():
                self.add_error("account", _("Schrijf op wat de ander zegt. Of kies: zegt liever niets."))
            if not told and cleaned["account"].strip():
                self.add_error("readers", _("U schreef iets op. Kies wie dat mag lezen."))
        return cleaned


class CauseForm(forms.Form):
    """Where an incident came from, as the worker sees it."""

    def __init__(self, data: Any = None, *, causes: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["cause"] = choice_field(causes, _("Kies hoe u het ziet."))
        self.fields["text"] = text_field()


class RespondForm(forms.Form):
    """What is done, when and why; none is chosen beforehand.

    `asked` is for each option what its fact says besides, and `about` among whom is chosen for whom it is decided.
    """

    token = forms.UUIDField()
    danger = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        options: Iterable[str],
        asked: Mapping[str, tuple[Asked, ...]],
        about: Mapping[str, Collection[UUID]] | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.asked, self.about = asked, about or {}
        whom = dict.fromkeys(str(each) for each in chain.from_iterable(self.about.values()))
        self.fields["about"] = forms.MultipleChoiceField(
            choices=[(each, each) for each in whom],
            required=False,
            error_messages={"invalid_choice": _("Kies over wie het gaat.")},
        )
        expired = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        self.fields["token"].error_messages = dict.fromkeys(("required", "invalid"), expired)
        self.fields["option"] = choice_field(options, _("Kies wat u doet."))
        self.fields["on"] = day_field(_("Kies de dag."))
        for each in self.values_asked:
            self.fields[each.name] = value_field(each)
            self.fields[each.name].required = False
        self.fields["decided_by"] = decided_by_field()
        self.fields["reason"] = text_field(_("Schrijf waarom."))

    @property
    def values_asked(self) -> list[Asked]:
        """What one of the options asks, each once."""
        return list({each.id: each for asked in self.asked.values() for each in asked}.values())

    def clean(self) -> dict[str, Any]:
        """What the chosen option asks has to be there."""
        cleaned = super().clean() or self.cleaned_data
        for each in self.asked.get(cleaned.get("option", ""), ()):
            if cleaned.get(each.name) in (None, "") and each.name not in self.errors:
                self.add_error(each.name, _("Vul dit in."))
        can_be = {str(each) for each in self.about.get(cleaned.get("option", ""), ())}
        if can_be and not can_be.issuperset(cleaned.get("about") or [""]) and "about" not in self.errors:
            self.add_error("about", _("Kies over wie het gaat."))
        return cleaned

    @property
    def whom(self) -> list[UUID]:
        """For whom the chosen option is decided, where that was asked."""
        asked = self.about.get(self.cleaned_data["option"], ())
        return [each for each in asked if str(each) in self.cleaned_data["about"]]

    @property
    def told(self) -> dict[str, FactValue]:
        """What was filled in for the chosen option."""
        return answers_of(self.asked.get(self.cleaned_data["option"], ()), self.cleaned_data)


class EndForm(forms.Form):
    """What was weighed, and how and why a case ends."""

    token = forms.UUIDField()
    danger = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        reasons: Sequence[ReasonShown],
        steps: Sequence[StepLeft] = (),
        imposed: Sequence[Imposed] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.steps, self.imposed = steps, imposed
        self.running_on = {each.id for each in reasons if each.runs_on}
        self.told_why = {each.id for each in reasons if each.account}
        self.fields["heard"] = choice_field((TOLD, DECLINED), "")
        self.fields["heard"].required = False
        self.fields["account"] = text_field()
        self.in_danger = {each.id for each in reasons if each.emergency}
        for name in ("peril", *(each.field for each in steps)):
            self.fields[name] = why_field()
        for each in imposed:
            self.fields[each.field] = day_field("")
            self.fields[each.field].required = False
        expired = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        self.fields["token"].error_messages = dict.fromkeys(("required", "invalid"), expired)
        self.fields["interests"] = text_field(_("Schrijf welke belangen u heeft gewogen."))
        self.fields["cause"] = text_field(_("Schrijf waardoor het eindigt."))
        self.fields["contact"] = text_field(_("Schrijf hoe u contact heeft gezocht."))
        self.fields["reason"] = choice_field((each.id for each in reasons), _("Kies hoe het eindigt."))
        self.fields["on"] = day_field(_("Kies de dag."))
        self.fields["on"].required = False
        self.fields["decided_by"] = decided_by_field()

    def clean(self) -> dict[str, Any]:
        """Each step that is passed over has a reason of its own, and so has danger; what was imposed did not end before
        it began, nor after the case, and goes on only where the case is handed over.
        """
        cleaned = super().clean() or self.cleaned_data
        last = cleaned.get("on") or clock.today()
        for each in self._passed(cleaned):
            if each.field not in self.errors and not cleaned[each.field].strip():
                self.add_error(each.field, _("U wijkt af. Schrijf waarom."))
        self._own_words(cleaned)
        if cleaned.get("danger") and cleaned.get("reason", "") not in {"", *self.in_danger}:
            self.add_error("danger", _("Bij dit einde bestaat geen spoedweg. Haal dit vinkje weg."))
        if cleaned.get("danger") and "peril" not in self.errors and not cleaned["peril"].strip():
            self.add_error("peril", _("Schrijf in één zin welk gevaar er is."))
        if not self.errors and (over := len(self.why) - LONGEST_REASON) > 0:
            # All of it is kept with the decision, as one text.
            told = ["peril"] * bool(cleaned["danger"]) + [each.field for each in self._passed(cleaned)]
            self.add_error(
                told[-1], _("Samen is dit te lang: %(count)s tekens te veel. Maak het korter.") % {"count": over}
            )
        for imposed in self.imposed:
            ended = cleaned.get(imposed.field)
            if ended is not None and ended < imposed.starts_on:
                self.add_error(imposed.field, _("Deze dag ligt voor het begin."))
            elif ended is not None and ended > last:
                self.add_error(imposed.field, _("Kies een dag tot en met het einde van de zaak."))
            elif (
                ended is None
                and cleaned.get("reason", "") not in {"", *self.running_on}
                and imposed.field not in self.errors
            ):
                self.add_error(imposed.field, _("Dit loopt nog. Schrijf de dag waarop het eindigde, of draag over."))
        return cleaned

    def _own_words(self, cleaned: Mapping[str, Any]) -> None:
        """The client's own words where the reason asks them, and no words that would be lost."""
        heard, account = cleaned.get("heard", ""), (cleaned.get("account") or "").strip()
        if cleaned.get("reason", "") not in self.told_why:
            if account:
                self.add_error("account", _("Dit hoort niet bij dit einde. Haal het weg, of kies een ander einde."))
        elif not heard:
            self.add_error("heard", own_words_first())
        elif heard == TOLD and not account and "account" not in self.errors:
            self.add_error("account", _("Schrijf op wat de ander zegt. Of kies: zegt liever niets."))
        elif heard == DECLINED and account:
            self.add_error("heard", _("U schreef iets op. Kies dat de ander het vertelt, of haal het weg."))

    @property
    def account(self) -> str | None:
        """What the client says of the end; None where that is not asked."""
        return self.cleaned_data["account"].strip() if self.cleaned_data["reason"] in self.told_why else None

    def _passed(self, cleaned: Mapping[str, Any]) -> list[StepLeft]:
        return [each for each in self.steps if each.belongs_to(cleaned.get("reason", ""))]

    @property
    def why(self) -> str:
        """Which danger there is, and why each step is passed over."""
        told = [self.cleaned_data["peril"].strip()] if self.cleaned_data["danger"] else []
        steps = self._passed(self.cleaned_data)
        return "\n".join((*told, *(f"{each.text}: {self.cleaned_data[each.field].strip()}" for each in steps)))

    @property
    def ended(self) -> dict[tuple[str, UUID | None], date]:
        """On which day what was imposed ended, as far as it did."""
        found = {(each.measure_id, each.client_id): self.cleaned_data[each.field] for each in self.imposed}
        return {whose: on for whose, on in found.items() if on is not None}
