"""What a worker fills in to share something about clients of a case, or to record that it is not shared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from alliantie.cases.models import SharedPart, Sharing
from alliantie.cases.operations.sharing import About, Decided, Part, Person, Refused
from alliantie.cases.queries import Person as InCase
from alliantie.cases.representing import birthday
from alliantie.cases.sharing import ADULT_FROM, GROUNDS, KEPT_DAYS, LONGEST_DAYS, OWN_FROM, URGENT_DAYS
from alliantie.worklist.forms import choice_field, day_field
from alliantie.worklist.queries.sharing import Offer

LONGEST, LONGEST_NAME, LONGEST_TEXT = 500, 80, 2000
_TEXTS = (("gain", LONGEST), ("harm", LONGEST), ("less", LONGEST))


class _AboutForm(forms.Form):
    """Whom it is about, with what each said when consent was asked, who asked or gets it, and what for."""

    def __init__(self, data: Any = None, *, people: Sequence[InCase], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.people = people
        self.fields["about"] = forms.MultipleChoiceField(
            choices=[(str(each.client_id), each.name) for each in people],
            required=len(people) > 1,
            error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies over wie het gaat.")),
        )
        self._text("works_at", 120, _("Schrijf bij welke organisatie."))
        self._text("given_name", 60)
        self._text("family_name", LONGEST_NAME)
        self._text("purpose", LONGEST, _("Schrijf waarvoor de ander het nodig heeft."))
        for each in people:
            self.fields[f"consent_{each.client_id}"] = forms.ChoiceField(
                choices=Sharing.Consent.choices, required=False
            )
            self._text(f"words_{each.client_id}", 300)

    def _text(self, name: str, longest: int, missing: str = "") -> None:
        too_long = _("Deze tekst is te lang. Maak hem korter.")
        self.fields[name] = forms.CharField(
            required=bool(missing), max_length=longest, error_messages={"required": missing, "max_length": too_long}
        )

    @property
    def chosen(self) -> list[InCase]:
        """Whom it is about: those chosen, or the only one there is."""
        ids = self.cleaned_data.get("about") or ([str(self.people[0].client_id)] if len(self.people) == 1 else [])
        return [each for each in self.people if str(each.client_id) in ids]

    @property
    def whom(self) -> str:
        """Who it is, as the client reads it."""
        said = self.cleaned_data
        name = " ".join(filter(None, (said["given_name"], said["family_name"])))
        return ", ".join(filter(None, (name, said["works_at"])))[:200]

    def _check_consent(self) -> None:
        for each in self.chosen:
            answer, words = f"consent_{each.client_id}", f"words_{each.client_id}"
            if not self.cleaned_data.get(answer):
                self.add_error(answer, _("Zeg of het %(name)s gevraagd is.") % {"name": each.given_name})
            elif not self.cleaned_data.get(words) and words not in self.errors:
                asked = self.cleaned_data[answer] != Sharing.Consent.NOT_ASKED
                self.add_error(words, _("Schrijf wat er gezegd is.") if asked else _("Schrijf waarom niet."))

    def _about(self) -> tuple[About, ...]:
        said = self.cleaned_data
        return tuple(
            About(each.client_id, said[f"consent_{each.client_id}"], said[f"words_{each.client_id}"])
            for each in self.chosen
        )


class SharingForm(_AboutForm):
    """A decision to share."""

    def __init__(self, data: Any = None, *, offered: Sequence[Offer], today: date, forced: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.offered, self.today, self.forced = {each.key: each for each in offered}, today, forced
        self.fields["part"] = forms.MultipleChoiceField(choices=[(key, key) for key in self.offered], required=False)
        self._text("text", LONGEST_TEXT)
        self._text("phone", 40)
        self.fields["way"] = choice_field(Sharing.Way.values, _("Kies hoe de ander het krijgt."))
        self.fields["ground"] = choice_field([each.id for each in GROUNDS], _("Kies waarom het mag."))
        self._text("named", 200)
        for name, longest in _TEXTS:
            self._text(name, longest, _("Schrijf hier een zin. De cliënt leest dit."))
        self.fields["free"] = forms.BooleanField(required=False)
        until = day_field("")
        until.required = False
        self.fields["ends_on"] = until
        self._text("law", 200)

    def clean(self) -> dict[str, Any]:
        """What belongs together: consent, the ground and its name, the account and its end, walls in a household."""
        said: dict[str, Any] = super().clean() or {}
        self._check_consent()
        if said.get("ground") not in (None, Sharing.Ground.CONSENT) and not said.get("named"):
            self.add_error("named", _("Noem het hier. Een grond zonder naam is niet na te gaan."))
        if said.get("way") == Sharing.Way.ACCOUNT:
            self._check_account(said)
        self._check_parts(said)
        return said

    def _check_account(self, said: dict[str, Any]) -> None:
        missing = {
            "given_name": _("Schrijf de voornaam."),
            "family_name": _("Schrijf de achternaam."),
            "phone": _("Schrijf het nummer. Zo weten we zeker wie het is."),
        }
        for name, message in missing.items():
            if not said.get(name) and name not in self.errors:
                self.add_error(name, message)
        longest = URGENT_DAYS if said.get("ground") == Sharing.Ground.EMERGENCY else LONGEST_DAYS
        ends_on = said.get("ends_on")
        if ends_on is None and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Kies tot wanneer de ander dit kan lezen."))
        elif ends_on is not None and not self.today < ends_on <= self.today + timedelta(days=longest):
            self.add_error(
                "ends_on", _("Kies een dag na vandaag, hoogstens %(days)s dagen verder.") % {"days": longest}
            )

    def _check_parts(self, said: dict[str, Any]) -> None:
        about = {each.client_id: each for each in self.chosen}
        for key in said.get("part", ()):
            offer = self.offered[key]
            others = (offer.owners or {each.client_id for each in self.people}) - about.keys()
            if others:
                names = [each.given_name for each in self.people if each.client_id in others]
                told = {"what": offer.part.text, "names": ", ".join(names)}
                self.add_error(
                    "part",
                    _("“%(what)s” is ook van %(names)s. Deel over iedereen van wie het is, of laat het weg.") % told,
                )
            elif offer.part.sort == SharedPart.Sort.TALK and len(offer.owners) == 1:
                self._check_own_talk(about[next(iter(offer.owners))], said)

    def _check_own_talk(self, person: InCase, said: dict[str, Any]) -> None:
        young = birthday(person.born_on, OWN_FROM) <= self.today < birthday(person.born_on, ADULT_FROM)
        if young and said.get(f"consent_{person.client_id}") != Sharing.Consent.YES:
            told = {"name": person.given_name}
            self.add_error(
                "part", _("Een gesprek met %(name)s alleen is van %(name)s. Deel dat alleen na een ja.") % told
            )

    def decided(self) -> Decided:
        """What was filled in, as the operation takes it."""
        said = self.cleaned_data
        parts = [self.offered[key].part for key in said["part"]]
        if said["text"]:
            parts.append(Part(SharedPart.Sort.TEXT, None, said["text"]))
        account = said["way"] == Sharing.Way.ACCOUNT
        person = Person(said["given_name"], said["family_name"], said["works_at"], said["phone"]) if account else None
        return Decided(
            about=self._about(),
            parts=parts,
            whom=self.whom,
            person=person,
            way=said["way"],
            purpose=said["purpose"],
            ground=said["ground"],
            named=said["named"],
            gain=said["gain"],
            harm=said["harm"],
            less=said["less"],
            free=said["free"],
            forced=self.forced,
            ends_on=said["ends_on"] if account else None,
            law=said["law"],
            kept_until=self.today + timedelta(days=KEPT_DAYS) if said["law"] else None,
        )


class RefusingForm(_AboutForm):
    """A decision not to share what somebody asked."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._text("source", 300, _("Noem de wet of de regel. “Privacy” alleen is geen regel."))
        self.fields["route"] = choice_field(Sharing.Route.values, _("Kies hoe toestemming nog kan."))
        self._text("less", LONGEST)

    def clean(self) -> dict[str, Any]:
        """Who wants it not was asked and said no."""
        said: dict[str, Any] = super().clean() or {}
        self._check_consent()
        return said

    def refused(self) -> Refused:
        """What was filled in, as the operation takes it."""
        said = self.cleaned_data
        return Refused(self._about(), self.whom, said["purpose"], said["source"], said["route"], said["less"])


def whose(offer: Offer, people: Sequence[InCase]) -> str:
    """Of whom something is, where a case has several people."""
    if not offer.owners:
        return _("van iedereen")
    return ", ".join(each.given_name for each in people if each.client_id in offer.owners)
