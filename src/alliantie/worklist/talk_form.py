"""The form with which a worker records a talk, in one case or in several at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from alliantie.cases.models import Case
from alliantie.cases.operations import Promise
from alliantie.cases.queries import Agreed, Person
from alliantie.norms.timeline import FactValue
from alliantie.practices.rounds import Talk
from alliantie.worklist.agreement_form import AgreementForm
from alliantie.worklist.forms import Sheet, check_past, choice_field, day_field, sheet

MODES = ("office", "home", "elsewhere", "phone", "online")
LONGEST = 4000
LONGEST_MINUTES = 8 * 60
MOST_CASES = 8
MOST_AGREEMENTS = 5
# A form is kept as it is typed: no more than this, in characters.
LARGEST = 120_000

Fields = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """A case in which the talk is recorded, with its people. `suffix` is what its fields end with.

    `explains` are the talks in which the frame is usually explained, by name; `unheard` that somebody did not hear it
    yet, or not what began since; `with_others` the rules for which a talk counts only when others were there too.
    """

    case: Case
    people: tuple[Person, ...]
    suffix: str = ""
    explains: tuple[str, ...] = ()
    unheard: bool = False
    with_others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldIn:
    """Who of one case was there, whether others were, and what is written for each; None: for workers alone.

    `explained` is that the worker said to have explained the frame.
    """

    case: Case
    texts: Mapping[UUID | None, str]
    others: bool
    explained: bool = False


class TalkForm(forms.Form):
    """A talk that was held: what, when, with whom, how, what each may read of it, and what became of agreements."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        talks: Mapping[str, Talk],
        places: Sequence[Place],
        agreements: Iterable[Agreed],
        today: date,
    ) -> None:
        super().__init__(data)
        self.talks, self.places, self.today = talks, places, today
        expired = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        self.fields["token"] = forms.UUIDField(error_messages=dict.fromkeys(("required", "invalid"), expired))
        self.fields["what"] = choice_field(talks, _("Kies wat voor gesprek het was."))
        self.fields["on"] = day_field(_("Kies de dag."))
        self.fields["mode"] = choice_field(MODES, _("Kies hoe jullie elkaar spraken."))
        self.fields["mode"].required = False
        how_long = _("Schrijf hoeveel minuten, hoogstens %(count)s.") % {"count": LONGEST_MINUTES}
        self.fields["minutes"] = forms.IntegerField(
            required=False,
            min_value=1,
            max_value=LONGEST_MINUTES,
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), how_long),
        )
        for place in places:
            self._add(place)
        self.kept = [f"kept-{each.id}" for each in agreements]
        for name in self.kept:
            self.fields[name] = choice_field(("done", "not_yet", "dropped"), _("Kies hoe het ermee staat."))
            self.fields[name].required = False
        self.new = [
            AgreementForm(data, people=places[0].people, today=today, may_be_empty=True, prefix=f"new-{number}")
            for number in range(blocks(data))
        ]

    def _add(self, place: Place) -> None:
        too_long = {"max_length": _("Dit is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST}}
        self.fields[f"who{place.suffix}"] = forms.MultipleChoiceField(
            choices=[(str(person.client_id), person.given_name) for person in place.people],
            required=False,
            error_messages={"invalid_choice": _("Kies met wie.")},
        )
        self.fields[f"others{place.suffix}"] = forms.BooleanField(required=False)
        self.fields[f"explained{place.suffix}"] = forms.BooleanField(required=False)
        for name in (f"common{place.suffix}", *(text_name(place, person) for person in place.people)):
            self.fields[name] = forms.CharField(required=False, max_length=LONGEST, error_messages=too_long)

    def clean_on(self) -> date:
        """A day up to today, not long before the case."""
        return check_past(self.cleaned_data["on"], self.today, self.places[0].case.opened_on)

    def clean(self) -> dict[str, Any]:
        """In each case someone was there, and what is written of a person is of one who was."""
        filled = super().clean() or {}
        for place in self.places:
            who = f"who{place.suffix}"
            if who in self.errors:
                continue
            there = self._there(place)
            if not there and not filled.get(f"others{place.suffix}"):
                self.add_error(who, _("Kies met wie."))
            for person in place.people:
                if filled.get(text_name(place, person)) and person.client_id not in there:
                    self.add_error(
                        who, _("U schreef iets voor %(name)s. Was %(name)s erbij?") % {"name": person.given_name}
                    )
        return filled

    def is_valid(self) -> bool:
        """Also what is agreed anew."""
        return all([super().is_valid(), *(each.is_valid() for each in self.new)])

    def _there(self, place: Place) -> list[UUID]:
        chosen = self.cleaned_data.get(f"who{place.suffix}") or []
        if len(place.people) == 1:
            return [place.people[0].client_id]
        return [person.client_id for person in place.people if str(person.client_id) in chosen]

    @property
    def held(self) -> list[HeldIn]:
        """In which cases it was held, with whom and what is written. The text for all comes before that of each."""
        return [self._held(place) for place in self.places]

    def _held(self, place: Place) -> HeldIn:
        filled, there = self.cleaned_data, self._there(place)
        common = filled[f"common{place.suffix}"].strip()
        texts: dict[UUID | None, str] = {
            person.client_id: "\n\n".join(filter(None, (common, filled[text_name(place, person)].strip())))
            for person in place.people
            if person.client_id in there
        }
        others, explained = filled[f"others{place.suffix}"], filled[f"explained{place.suffix}"]
        return HeldIn(place.case, texts or {None: common}, others, explained and bool(texts))

    @property
    def values(self) -> dict[str, FactValue]:
        """How and how long: as chosen, or as such a talk usually is."""
        filled = self.cleaned_data
        usual = self.talks[filled["what"]].mode
        mode = filled["mode"] or ("" if usual == "any" else usual)
        found: dict[str, FactValue] = {"mode": mode} if mode else {}
        return found | ({"minutes": filled["minutes"]} if filled["minutes"] else {})

    @property
    def settled(self) -> dict[UUID, str]:
        """What became of the agreements that were looked at."""
        return {
            UUID(name.removeprefix("kept-")): self.cleaned_data[name]
            for name in self.kept
            if self.cleaned_data[name] in ("done", "dropped")
        }

    @property
    def promises(self) -> list[Promise]:
        """What was agreed anew."""
        return [promise for each in self.new if (promise := each.promise) is not None]

    def mistakes(self) -> dict[str, str]:
        """What is wrong, by name of the field."""
        return {name: text for each in (self, *self.new) for name, text in sheet(each).mistakes.items()}


def text_name(place: Place, person: Person) -> str:
    """The field for what one person may read."""
    return f"text{place.suffix}-{person.client_id}"


def blocks(data: QueryDict | None) -> int:
    """How many agreements can be filled in: one, or as many as were asked for."""
    asked = (data or QueryDict()).get("news", "1")
    return min(int(asked), MOST_AGREEMENTS) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 3 else 1


def other_cases(data: QueryDict | None) -> list[str]:
    """The numbers of the other cases in which the talk is recorded too, as they were sent."""
    return list(dict.fromkeys((data or QueryDict()).getlist("also")))[:MOST_CASES]


def typed(data: QueryDict) -> dict[str, list[str]] | None:
    """What stands in the form, to keep it as it is; None where it is more than can be kept."""
    fields = {name: data.getlist(name) for name in data if name not in ("csrfmiddlewaretoken", "seen", "page", "then")}
    return fields if sum(len(value) for values in fields.values() for value in values) <= LARGEST else None


def from_kept(fields: Fields) -> QueryDict:
    """The form as it was kept."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, list(values))
    return data


def filled_in(data: QueryDict, mistakes: dict[str, str]) -> Sheet:
    """What stands in each field, for a template: of people and cases a list, of the rest one text."""
    many = ("who", "also")
    values = {name: data.getlist(name) if name.startswith(many) else data.get(name, "") for name in data}
    return Sheet(values, mistakes)
