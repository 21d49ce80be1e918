"""What stands in the sections of a case that somebody may read, in words: row by row, by heading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.sections import names
from alliantie.cases.models import SharedPart
from alliantie.cases.queries.sections import Row, SectionsOf
from alliantie.cases.representing import ground_of
from alliantie.cases.sharing_told import Said
from alliantie.cases.told import happened
from alliantie.practices import library
from alliantie.worklist.queries.section_money import money_in_words
from alliantie.worklist.queries.section_rows import Telling, Told, at
from alliantie.worklist.queries.words import role

Shared = SharedPart.Sort

Parts = Iterator[tuple[str, list[Said]]]


@dataclass(frozen=True, slots=True)
class Part:
    """Things under a heading of their own."""

    heading: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section, and what stands in it; without parts nothing does."""

    id: str
    name: str
    parts: tuple[Part, ...]


def in_words(here: SectionsOf, rows: Sequence[Row], language: str, today: date) -> tuple[Section, ...]:
    """Each section that was granted, in the order of all, also one in which nothing stands."""
    practice = library().get(here.practice_id, here.practice_version)
    telling = _Telling(here, rows, practice, language, today)
    return tuple(
        Section(id, name, tuple(Part(heading, tuple(found)) for heading, found in telling.of(id) if found))
        for id, name in names().items()
        if id in here.sections
    )


class _Telling(Telling):
    """Each section of it under its headings."""

    def of(self, section: str) -> Parts:
        """The headings of a section with what stands below each."""
        by_section: dict[str, Callable[[], Parts]] = {
            "identity": self._identity,
            "frame": self._frame,
            "plan": self._plan,
            "contacts": self._contacts,
            "money": lambda: money_in_words(self),
            "incidents": self._incidents,
            "documents": self._documents,
        }
        return by_section[section]()

    def _identity(self) -> Parts:
        born = {each["id"]: each["born_on"] for each in self.read("identity", "people_client")}
        roles = {each["client_id"]: each["role"] for each in self.read("identity", "cases_participant")}
        yield (
            _("Wie het zijn"),
            [
                Said(
                    name,
                    # Who is the only client of a case has no role in it.
                    " · ".join(
                        filter(None, (role(roles[str(id)]), _("geboren op %(day)s") % {"day": self.day(born[str(id)])}))
                    ),
                )
                for id, name in self.people.items()
            ],
        )
        acting = {each["id"]: each for each in self.read("identity", "cases_representative")}
        found = []
        for told in self.read("identity", "cases_representation"):
            who = acting[told["representative_id"]]
            name = f"{who['given_name']} {who['family_name']}".strip()
            ground = ground_of(told["ground"]).name.in_(self.language)
            for_whom = _("voor %(name)s") % {"name": self.people[UUID(told["client_id"])]}
            found.append(Said(name, " · ".join(filter(None, (ground, for_whom, who["works_at"], who["phone"])))))
        yield _("Wie voor hen beslist"), found

    def _frame(self) -> Parts:
        longer = self.read("frame", "cases_fact")
        measures = []
        for told in sorted(self.read("frame", "cases_measure"), key=lambda each: each["starts_on"], reverse=True):
            until = [each["values"].get("until") for each in longer if _extends(each, told)]
            named = max(filter(None, (told["until"], *until)), default=None)
            measures.append(
                self.shared(
                    Shared.MEASURE,
                    {
                        "measure": told["measure_id"],
                        "from": told["starts_on"],
                        "until": named,
                        "ended": told["ends_on"],
                        "client_id": told["client_id"],
                    },
                )
            )
        yield _("Maatregelen"), measures
        yield (
            _("Voorwaarden"),
            [
                self.shared(Shared.CONDITION, {**told, "from": told["starts_on"], "ended": told["ended_on"]})
                for told in sorted(self.read("frame", "cases_condition"), key=lambda each: each["starts_on"])
            ],
        )

    def _plan(self) -> Parts:
        plans: dict[str | None, Told] = {}
        for told in sorted(self.read("plan", "cases_plan"), key=lambda each: each["number"]):
            plans[told["client_id"]] = told
        yield (
            _("Doelen uit het plan"),
            [
                self.shared(
                    Shared.GOAL, {**goal, "on": told["agreed_on"], "newer": False, "client_id": told["client_id"]}
                )
                for told in plans.values()
                for goal in told["content"]["goals"]
            ],
        )
        agreed = sorted(self.read("plan", "cases_agreement"), key=lambda each: each["made_at"], reverse=True)
        yield _("Afspraken"), [self.shared(Shared.AGREEMENT, told) for told in agreed]

    def _contacts(self) -> Parts:
        coming = [told for told in self.read("contacts", "cases_appointment") if at(told["starts_at"]) >= clock.now()]
        yield (
            _("Geplande gesprekken"),
            [
                self.shared(
                    Shared.TALK,
                    {**told, "at": told["starts_at"], "talk": told["talk_id"], "cancelled": bool(told["cancelled_by"])},
                )
                for told in sorted(coming, key=lambda each: at(each["starts_at"]))
            ],
        )
        yield _("Wat er gebeurde"), self._facts("contacts")

    def _facts(self, section: str) -> list[Said]:
        found = sorted(
            self.read(section, "cases_fact"), key=lambda each: (each["on"], at(each["recorded_at"])), reverse=True
        )
        return [
            Said(
                happened(self.practice, told["kind"], told["talk_id"], self.language, told["values"]),
                self.line(told, self.day(told["on"])),
                text=told["text"],
            )
            for told in found
        ]

    def _incidents(self) -> Parts:
        reactions = self.practice.reactions
        if reactions is None:
            return
        found = []
        told_first = sorted(
            self.read("incidents", "cases_incident"),
            key=lambda each: (each["on"], at(each["recorded_at"])),
            reverse=True,
        )
        for told in told_first:
            after = [
                _("Oorzaak, volgens de medewerker: %(cause)s. %(text)s")
                % {"cause": reactions.cause(each["cause"]).name.in_(self.language), "text": each["text"]}
                for each in self._of_incident("cases_viewofcause", told)
            ]
            after += [
                _("Reactie: %(option)s. %(text)s")
                % {"option": reactions.response(each["option"]).name.in_(self.language), "text": each["reason"]}
                for each in self._of_incident("cases_response", told)
            ]
            after += [
                _("De cliënt spreekt het tegen: %(text)s") % {"text": each["text"]}
                for each in self._of_incident("cases_contradiction", told)
            ]
            found.append(
                Said(
                    reactions.incident(told["kind"]).name.in_(self.language),
                    self.line(told, self.day(told["on"])),
                    text="\n".join(filter(None, (told["text"], *(each.strip() for each in after)))),
                )
            )
        yield _("Voorvallen"), found
        yield _("Besluiten"), self._facts("incidents")

    def _of_incident(self, table: str, incident: Told) -> list[Told]:
        return [each for each in self.read("incidents", table) if each["incident_id"] == incident["id"]]

    def _documents(self) -> Parts:
        letters = sorted(self.read("documents", "cases_letter"), key=lambda each: at(each["signed_at"]), reverse=True)
        yield _("Brieven en verslagen"), [self.shared(Shared.LETTER, told) for told in letters]
        forms = sorted(self.read("documents", "cases_form"), key=lambda each: each["on"], reverse=True)
        yield (
            _("Ingevulde formulieren"),
            [
                Said(self.practice.form(told["form_id"]).name.in_(self.language), self.line(told, self.day(told["on"])))
                for told in forms
            ],
        )


def _extends(fact: Told, measure: Told) -> bool:
    return bool(
        fact["talk_id"] == measure["measure_id"]
        and fact["on"] >= measure["starts_on"]
        and (fact["client_id"] is None or measure["client_id"] in (None, fact["client_id"]))
    )
