"""What a worker fills in of somebody around a client."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.models import NetworkPerson
from alliantie.cases.network_told import circles, effects, sorts
from alliantie.cases.operations.network import LONGEST_NAME, LONGEST_RELATION, LONGEST_WORDS, Near
from alliantie.worklist.agreement_form import text_field
from alliantie.worklist.forms import choice_field, day_field


class SayForm(forms.Form):
    """What the client says of somebody. Each part may be left open."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["effect"] = choice_field([value for value, _text in effects()], _("Kies een antwoord."))
        self.fields["effect"].required = False
        self.fields["words"] = text_field(LONGEST_WORDS)


class NearForm(forms.Form):
    """Who somebody is, how near, and whether they may be contacted; a number makes a second press harmless."""

    token = forms.UUIDField(required=False)
    victim = forms.BooleanField(required=False)
    banned = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, today: date, there: NetworkPerson | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.today, self.there = today, there
        self.fields["name"] = text_field(LONGEST_NAME, _("Schrijf een naam, of wie het is."))
        self.fields["sort"] = choice_field([value for value, _text in sorts()], _("Kies wie het is."))
        self.fields["relation"] = text_field(LONGEST_RELATION)
        self.fields["circle"] = choice_field([value for value, _text in circles()], _("Kies hoe dichtbij."))
        self.fields["may_contact"] = choice_field(NetworkPerson.MayContact.values, _("Kies een antwoord."))
        self.fields["may_contact"].required = False
        self.fields["said_by"] = text_field(LONGEST_NAME)
        for name in ("said_on", "ended_on"):
            self.fields[name] = day_field("")
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Whether somebody may be contacted was said by someone on a day; days have been."""
        filled = super().clean() or self.cleaned_data
        said_on, ended_on = filled.get("said_on"), filled.get("ended_on")
        if filled.get("may_contact"):
            if not filled.get("said_by"):
                self.add_error("said_by", _("Schrijf wie dat zei."))
            if said_on is None and "said_on" not in self.errors:
                self.add_error("said_on", _("Kies de dag."))
        for name, day in (("said_on", said_on), ("ended_on", ended_on)):
            if day is not None and day > self.today:
                self.add_error(name, _("Deze dag is nog niet geweest. Kies vandaag of eerder."))
        if ended_on is not None and self.there is not None and ended_on < self.there.starts_on:
            self.add_error("ended_on", _("Deze dag ligt voor het begin."))
        return filled

    @property
    def near(self) -> Near:
        """What was filled in. Without a yes or no nobody said anything."""
        told = self.cleaned_data
        asked = bool(told["may_contact"])
        return Near(
            name=told["name"],
            sort=told["sort"],
            relation=told["relation"],
            circle=int(told["circle"]),
            may_contact=told["may_contact"],
            said_by=told["said_by"] if asked else "",
            said_on=told["said_on"] if asked else None,
            victim=told["victim"],
            banned=told["banned"],
        )
