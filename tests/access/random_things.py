"""What stands in the cases of a random world: papers, money, people around a client, what happened and what is asked.

Each thing has a number that can stand in an address, and most a mark: who ought to read that is told with it.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Duty
from alliantie.cases.operations import note_condition
from alliantie.cases.operations.incidents import record_incident
from alliantie.cases.operations.network import Near, add_near
from alliantie.cases.queries import get_case
from alliantie.people.models import Office
from tests.access.random_story import Mark, Story, Thing
from tests.cases import form_ways, letter_ways, reserved_ways
from tests.money.ledger import claim, deadline, line, papers, seen
from tests.worklist.work import look_back, plan_in
from tests.worlds import CaseWorld

# Of one person: debts, sentences of probation. Of two: a family, or a couple whose debts are not all shared.
OF_ONE = ("nl-probation", "nl-debt-zeist", "nl-debt-tilburg")
OF_TWO = ("nl-save-protection", "nl-debt-zeist")
INCIDENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "nl-probation": ("appointment", {"judged": "not-established"}),
    "nl-debt-zeist": ("not-come", {}),
    "nl-debt-tilburg": ("not-come", {"missed": "data-collection"}),
}
WITH_MONEY = ("nl-debt-zeist", "nl-debt-tilburg")


def tell_things(story: Story, dice: random.Random, case: CaseWorld, practice_id: str, number: int) -> None:
    """All of it in one case, about a client of it that the dice choose: in a family never all about the same one."""
    index = dice.randrange(len(case.client_ids))
    teller = _Teller(story, case, index, f"{number}{'ab'[index]}q")
    teller.network()
    teller.plan()
    teller.duty()
    if practice_id in INCIDENTS:
        teller.incident(*INCIDENTS[practice_id])
    if practice_id in WITH_MONEY:
        teller.money()
    if practice_id == "nl-probation":
        teller.condition()
        teller.letter(sent=dice.randrange(2) == 0)
    if practice_id == "nl-debt-zeist":
        teller.form()
    if practice_id == "nl-debt-tilburg":
        teller.asked()


class _Teller:
    """Tells of one client of one case; every text ends in the same letters, which stand in no other case."""

    def __init__(self, story: Story, case: CaseWorld, index: int, ending: str) -> None:
        self.story, self.case, self.index, self.ending = story, case, index, ending
        self.client_id = case.client_ids[index]

    def _told(self, words: str, **more: Any) -> str:
        """Words of this client alone, with this ending."""
        self.story.marks.append(Mark(words + self.ending, self.case.case_id, self.client_id, "inside", **more))
        return words + self.ending

    def _thing(self, slot: str, number: UUID, **more: Any) -> None:
        self.story.things.append(Thing(slot, number, self.case.case_id, self.client_id, **more))

    def network(self) -> None:
        """Somebody around the client, on the map of that client alone."""
        with acting(self.case.worker) as actor:
            made = add_near(
                actor=actor,
                now=clock.now(),
                case=get_case(actor, self.case.case_id),
                client_id=self.client_id,
                near=Near(self._told("Oma"), "family", "oma", 1),
                effect="helps",
                words=self._told("Steun"),
                token=uuid4(),
            )
        self._thing("person_id", made)

    def plan(self) -> None:
        """A plan that was agreed, and how it stands."""
        made = plan_in(self.case, self._told("Doel"), client=self.index)
        self._thing("plan_id", made)
        self._thing("evaluation_id", look_back(self.case, made, self._told("Terugblik")))

    def duty(self) -> None:
        """Something that is due: only who works in the case opens it."""
        duty = Duty.objects.using("owner").filter(case_id=self.case.case_id).order_by("key").first()
        if duty is not None:
            self._thing("duty_id", duty.id, of_workers=True)

    def incident(self, kind: str, values: dict[str, Any]) -> None:
        """Something that went wrong, which the client reads and can contradict."""
        with acting(self.case.worker) as actor:
            made = record_incident(
                actor=actor,
                now=clock.now(),
                case=get_case(actor, self.case.case_id),
                client_id=self.client_id,
                kind=kind,
                values=values,
                on=clock.today(),
                text=self._told("Voorval"),
                token=uuid4(),
            )
        self._thing("incident_id", made)

    def condition(self) -> None:
        with acting(self.case.worker) as actor:
            made = note_condition(
                actor=actor,
                now=clock.now(),
                case=get_case(actor, self.case.case_id),
                sort="special",
                text=self._told("Voorwaarde"),
                starts_on=clock.today(),
                until=None,
                client_id=self.client_id,
                token=uuid4(),
            )
        self._thing("condition_id", made)

    def letter(self, *, sent: bool) -> None:
        """A letter: until it is sent it is the workers' alone."""
        body = f"Dag Noor,\n\n{self._told('Brieftekst', of_workers=not sent)}\n\nmes op zak, 2 maart 2026"
        letter_ways.judged(self.case)
        made = letter_ways.begin(self.case, client=self.index, body=body)
        if sent:
            letter_ways.sign(self.case, made)
            letter_ways.send(self.case, made)
        self._thing("letter_id", made, of_workers=not sent)

    def form(self) -> None:
        """A form that a worker fills in, which the client asks for."""
        self._thing("filled_id", form_ways.begin(self.case, client=self.index), of_workers=True)

    def money(self) -> None:
        """A debt, an income, a paper and what threatens: of this client, and not of the partner."""
        whose = (self.index,)
        self._thing("claim_id", claim(self.case, of=self._told("Schuldeiser", debt=True), whose=whose))
        self._thing("line_id", line(self.case, name=self._told("Loon"), whose=whose))
        papers(self.case, self._told("Papier"), whose=whose)
        self._thing("paper_id", seen(self.case).papers[0].id)
        on = clock.today() + timedelta(days=9)
        self._thing("deadline_id", deadline(self.case, on, whose=whose))

    def asked(self) -> None:
        """A decision that is the leader's, asked with a reason that the leader reads as well."""
        words = self._told("Redenvraag", of_workers=True)
        made = reserved_ways.ask(self.case, client=self.index, reason=words)
        asked = Thing("asked_id", made, self.case.case_id, self.client_id, of_workers=True)
        self.story.things.append(asked)
        for worker_id in leaders_of(self.story, self.case):
            self.story.open_to(worker_id, asked, words=words)


def leaders_of(story: Story, case: CaseWorld) -> list[UUID]:
    """Who leads the team of a case."""
    there = story.offices.items()
    return [worker_id for worker_id, (kind, world) in there
            if kind is Office.Kind.LEADS and world.team.id == case.world.team.id]  # fmt: skip


def practice_for(dice: random.Random, people: int) -> tuple[str, tuple[str, ...]]:
    """A practice for a case of so many people, and the place each has in it."""
    practice_id = dice.choice(OF_ONE if people == 1 else OF_TWO)
    return practice_id, ("young_person", "parent") if practice_id == "nl-save-protection" else ("client",) * people
