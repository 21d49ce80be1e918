"""What workers fill in about an incident."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.models import Account
from alliantie.cases.operations.incident_parts import LONGEST_TEXT
from alliantie.norms.timeline import FactValue
from alliantie.practices import Practice
from alliantie.practices.reaction import DECLINED, TIE
from alliantie.worklist.fact_form import Asked, FactForm, answers_of, asked_of, value_field
from alliantie.worklist.forms import choice_field, day_field, decided_by_field

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

    `asked` is for each option what its fact says besides, and `about` among whom is chosen for whom it is decided. Of
    what has to be done anyway (`musts`) nobody says why it fits.
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
        musts: Collection[str] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.asked, self.about, self.musts = asked, about or {}, musts
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
        self.fields["reason"] = text_field()

    @property
    def values_asked(self) -> list[Asked]:
        """What one of the options asks, each once."""
        return list({each.id: each for asked in self.asked.values() for each in asked}.values())

    def clean(self) -> dict[str, Any]:
        """What the chosen option asks has to be there."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("reason") and cleaned.get("option") not in self.musts and "reason" not in self.errors:
            self.add_error("reason", _("Schrijf waarom."))
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
