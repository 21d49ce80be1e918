"""Walks through a practice: a client from the first contact to the end, by the operations of everyday use.

Each step names the lines of the source it comes from (`shared/seeds/seed-000`), and everything that is due after it:
what is not in its list is not due, so no rule of another measure or practice is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

import pytest

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import NotNow
from alliantie.cases import operations
from alliantie.cases.models import Case, Duty, Fact, Incident, Outcome
from alliantie.cases.operations import NewFact, forms, incidents, letter_sending, letters
from alliantie.cases.operations.decisions import take_decision
from alliantie.cases.operations.duties import reckon_behind
from alliantie.cases.operations.ending import Ending, end_case
from alliantie.cases.operations.reserved import ask_decision, grant, refuse
from alliantie.cases.policies import check_decision
from alliantie.cases.queries import get_case, get_letter, people_of, practice_of
from alliantie.cases.queries.forms import get_form
from alliantie.cases.queries.incidents import offered_to, whole_incident
from alliantie.cases.queries.standing import decisions_open, standing_of
from alliantie.norms.timeline import Timeline
from alliantie.norms.waiting import waiting
from alliantie.people import administration
from alliantie.practices import library
from alliantie.web.dates import short_day_in_words
from alliantie.worklist.queries.ending import ending_page
from tests.worklist.browse import as_worker
from tests.worlds import CaseWorld, World, worker_actor

TEN = time(10, 0)
MOST_ON_START, MOST_FIRST = 5, 3
OTHER_ROLE = "Aylin Demir"
"""Who decides what belongs to another role than the worker's."""


@dataclass(frozen=True)
class Step:
    """What is done on a day, the lines of the source behind it, and what is due and shut after it.

    `due` has a line for each duty, "2026-01-19 Leg het kader uit", with a name behind it where it is about one person.
    `shut` are decisions that cannot be taken, each with what has to come first, or the whole sentence of a refusal;
    `open` are decisions that can. One that is asked of one person has a name behind it.
    """

    on: str
    seed: str
    what: str
    do: Callable[[Walk], object]
    due: tuple[str, ...] = ()
    shut: Mapping[str, str] = field(default_factory=dict)
    open: tuple[str, ...] = ()


def nothing(_walk: Walk) -> None:
    """A day on which nothing happens."""


class Walk:
    """A case on its way. Every way of acting is one operation of the app, at ten o'clock of the day of the step."""

    case: CaseWorld
    incident = letter = UUID(int=0)

    def __init__(self, practice_id: str) -> None:
        self.practice = library().latest(practice_id)
        self.world = World.make(practice_id)

    def go(self, steps: Iterable[Step]) -> None:
        """Take the steps, and read after each what the app keeps and what its pages show."""
        for step in steps:
            said = f"{step.on}, {step.what} (000:{step.seed})"
            with clock.at(datetime.combine(date.fromisoformat(step.on), TEN, clock.HOME).astimezone(UTC)):
                # What the night does before the day begins.
                reckon_behind(today=clock.today())
                step.do(self)
                assert (said, self.due()) == (said, sorted(step.due))
                for decision, first in step.shut.items():
                    with acting(self.case.worker) as actor, pytest.raises(NotNow) as refused:
                        check_decision(actor, self.here(), **self.asked(decision))
                    assert str(refused.value) in (first, f"Dit kan nog niet. {first}."), said
                for decision in step.open:
                    with acting(self.case.worker) as actor:
                        assert check_decision(actor, self.here(), **self.asked(decision)) == (), said
                self.look(said)

    def due(self) -> list[str]:
        """What is kept as due, a line for each."""
        names: dict[UUID | None, str] = dict(zip(self.case.client_ids, self.names, strict=True))
        found = Duty.objects.using("owner").filter(case_id=self.case.case_id)
        return sorted(
            " ".join(
                filter(
                    None,
                    (
                        str(each.due),
                        self.practice.norm(each.norm_id).text.nl,
                        names.get(each.client_id, ""),
                        f"(nog {each.told['still']} keer)" if each.told["still"] > 1 else "",
                    ),
                )
            )
            for each in found
        )

    def look(self, said: str) -> None:
        """No more than five things to do on the start page, and no more than three first on the case.

        What several rules ask of one start in the same words stands in one row; for what the case waits stands below.
        """
        browser = as_worker(self.case)
        start = browser.get("/").content.decode()
        if 'id="todo"' in start:
            todo = start.split('id="todo"')[1].split("</section>")[0]
            assert in_sight(todo) <= MOST_ON_START, said
        first = browser.get(f"/cases/{self.case.case_id}/").content.decode().split('id="first"')[1]
        kept = Duty.objects.using("owner").filter(case_id=self.case.case_id)
        asked = {(self.practice.norm(each.norm_id).text.nl, each.told["start"]["id"], each.client_id) for each in kept}
        with acting(self.case.worker) as actor:
            standing = standing_of(actor, self.here(), clock.today())
        waits = () if standing.is_closed else waiting(standing)
        assert in_sight(first.split("</section>")[0]) == min(MOST_FIRST, len(asked)) + len(waits), said

    def asked(self, decision: str) -> dict[str, Any]:
        """A decision of a step, with the person whose name stands behind it, because of what went wrong last."""
        named, _space, name = decision.partition(" ")
        about = self.case.client_ids[self.names.index(name)] if name else None
        called = self.called if self.incident.int else ""
        return {"decision_id": named, "now": clock.now(), "about": about, "incident": called}

    def here(self) -> Case:
        """The case, as its worker reads it now."""
        return get_case(self.case.worker, self.case.case_id)

    def timeline(self) -> Timeline:
        """What happened, as the norms read it today."""
        with acting(self.case.worker) as actor:
            return standing_of(actor, self.here(), clock.today()).timeline

    def unread_by_client(self) -> Walk:
        """Nothing that workers alone see is read by the client."""
        with acting(self.case.client()) as client:
            kinds = set(Fact.objects.visible_to(client).values_list("kind", flat=True))
        assert not [kind for kind in kinds if self.practice.for_workers(kind)]
        return self

    # What happens

    def open(self, measure: str, *people: tuple[str, str], until: str = "") -> Walk:
        """The first contact: a case is opened for people of these names and roles."""
        self.names = [name for name, _role in people]
        actor = self.world.worker()
        with acting(actor):
            opened = operations.open_case(
                actor=actor,
                now=clock.now(),
                team=self.world.team,
                practice=self.practice,
                measure_ids=[measure],
                people=[operations.NewPerson(name, "de Wit", date(2010, 5, 4), role) for name, role in people],
                until=date.fromisoformat(until) if until else None,
                before="Dit liep al.",
            )
        self.case = CaseWorld(self.world, opened.case_id, opened.client_ids, (), actor)
        return self

    def led(self, decision: str, *, yes: bool) -> Walk:
        """The worker asks for a decision about the first client, and who leads the team answers that day."""
        with acting(self.case.worker) as actor:
            asked = ask_decision(
                actor=actor, now=clock.now(), case=self.here(), decision_id=decision, reason="Zie de gebeurtenis.",
                token=uuid4(), client_id=self.case.client_ids[0],
            )  # fmt: skip
        team, since = self.world.team, date(2020, 1, 1)
        leader = administration.make_worker(self.world.organisation, "Wilma", "Ligusterman", teams=[], since=since)
        administration.give_office(leader, since=since, team=team)
        with acting(worker_actor(leader)) as actor:
            if yes:
                grant(actor=actor, now=clock.now(), asked_id=asked)
            else:
                refuse(actor=actor, asked_id=asked, words="Er valt niets te verwijten.")
        return self

    def record(self, kind: str, *names: str, talk: str = "", **values: Any) -> Walk:
        """Something happened, for these people at once or (nobody named) for the case as a whole."""
        return self._record(self.case.worker, kind, names, talk_id=talk, values=values)

    def _record(self, by: Actor, kind: str, names: Iterable[str], **more: Any) -> Walk:
        whom: list[UUID | None] = [self.case.client_ids[self.names.index(name)] for name in names]
        whom = whom or [None]
        fact = NewFact(
            area_id=self.world.area.id,
            case_id=self.case.case_id,
            kind=kind,
            on=clock.today(),
            together=uuid4() if len(whom) > 1 else None,
            **more,
        )
        with acting(by) as actor:
            operations.record_facts(
                actor=actor,
                now=clock.now(),
                facts=[replace(fact, client_id=client_id) for client_id in whom],
            )
        return self

    def met(self, talk: str, *names: str, others: bool = False, mode: str = "") -> Walk:
        """A talk was held, with these people or with all of them, and with others too."""
        said: dict[str, Any] = {"mode": mode} if mode else {}
        # Who works by the source explains the frame where it says so, and says it.
        said |= {"explained": True} if self.practice.talk(talk).explains_frame else {}
        return self._record(self.case.worker, "contact", names, talk_id=talk, values=said, others=others)

    def explain(self) -> Walk:
        """The frame was explained to everyone."""
        for client_id in self.case.client_ids:
            with acting(self.case.worker) as actor:
                operations.explain_frame(actor=actor, now=clock.now(), case=self.here(), client_id=client_id)
        return self

    def measure(self, measure: str, *, starts: bool, until: str = "") -> Walk:
        """A measure starts, with its last day where that is set, or ends."""
        with acting(self.case.worker) as actor:
            operations.change_measure(
                actor=actor,
                now=clock.now(),
                case=self.here(),
                measure_id=measure,
                starts=starts,
                on=clock.today(),
                until=date.fromisoformat(until) if until else None,
                decided_by=OTHER_ROLE,
            )
        return self

    def extend(self, measure: str, until: str, why: str = "") -> Walk:
        """A measure gets a later last day."""
        with acting(self.case.worker) as actor:
            operations.extend_measure(
                actor=actor,
                now=clock.now(),
                case=self.here(),
                measure_id=measure,
                on=clock.today(),
                until=date.fromisoformat(until),
                why=why,
            )
        return self

    def decide(self, decision: str, *, reason: str = "", danger: bool = False) -> Walk:
        """A decision of the organisation's own is taken, about the person whose name stands behind it."""
        asked = self.asked(decision)
        with acting(self.case.worker) as actor:
            take_decision(
                actor=actor,
                now=clock.now(),
                case=self.here(),
                decision_id=asked["decision_id"],
                client_id=asked["about"],
                token=uuid4(),
                reason=reason,
                danger=danger,
                incident=asked["incident"],
                decided_by=OTHER_ROLE,
            )
        return self

    def went_wrong(self, kind: str, **values: Any) -> Walk:
        """An incident is noted."""
        with acting(self.case.worker) as actor:
            self.incident = incidents.record_incident(
                actor=actor,
                now=clock.now(),
                case=self.here(),
                client_id=self.case.client_ids[0],
                kind=kind,
                on=clock.today(),
                values=values,
                text="",
                token=uuid4(),
            )
        return self

    @property
    def called(self) -> str:
        """What the incident is called, which ties to it what is done about it."""
        name: str = Incident.objects.using("owner").get(id=self.incident).values["incident"]
        return name

    def judge(self, **values: Any) -> Walk:
        """What is known of the incident now."""
        with acting(self.case.worker) as actor:
            incidents.judge_again(
                actor=actor,
                now=clock.now(),
                case=self.here(),
                incident_id=self.incident,
                on=clock.today(),
                values=values,
                text="",
                token=uuid4(),
            )
        return self

    def offered(self) -> list[str]:
        """What can be done about the incident, lightest first."""
        with acting(self.case.worker) as actor:
            found = whole_incident(actor, self.case.case_id, self.incident).incident
            return [each.id for each in offered_to(actor, self.here(), found, clock.now())]

    def choices(self) -> tuple[set[str], set[str]]:
        """What the pages offer: the decisions that can be taken, and the reasons for an ending."""
        with acting(self.case.worker) as actor:
            here = get_case(actor, self.case.case_id, whole=True)
            decisions = decisions_open(standing_of(actor, here, clock.today()))
            page = ending_page(actor, here, people_of(actor, here), "nl", clock.today())
        return set(decisions), {each.id for each in page.reasons}

    def respond(self, option: str, reason: str = "Dit past nu.") -> Walk:
        """Something is done about the incident."""
        with acting(self.case.worker) as actor:
            incidents.respond(
                actor=actor,
                now=clock.now(),
                case=self.here(),
                incident_id=self.incident,
                option=option,
                reason=reason,
                token=uuid4(),
                decided_by=OTHER_ROLE,
            )
        return self

    def put_away(self) -> Walk:
        """The incident is put away."""
        with acting(self.case.worker) as actor:
            incidents.close_incident(actor=actor, now=clock.now(), case=self.here(), incident_id=self.incident)
        return self

    def write(self, template: str, to: str = "Noor de Wit", **filled: Any) -> Walk:
        """A letter is written and signed."""
        with acting(self.case.worker) as actor:
            here = self.here()
            asks = practice_of(here).letter(template).asks_who
            filled = {**({"decided_by": OTHER_ROLE} if asks else {}), **filled}
            days = [short_day_in_words(each, "nl") for each in filled.values() if isinstance(each, date)]
            draft = letters.Draft(
                practice_of(here).letter(template),
                self.case.client_ids[0],
                "nl",
                ((to,),),
                filled,
                "\n\n".join(("Een brief.", *days)),
            )
            self.letter = letters.begin(actor=actor, now=clock.now(), case=here, draft=draft, token=uuid4())
            seen = get_letter(actor, self.letter).version
            letter_sending.sign(actor=actor, now=clock.now(), case=here, letter_id=self.letter, seen=seen)
        return self

    def send(self) -> Walk:
        """The letter that was signed is sent today."""
        with acting(self.case.worker) as actor:
            letter_sending.send(actor=actor, now=clock.now(), case=self.here(), letter_id=self.letter, on=clock.today())
        return self

    def post(self, template: str, to: str = "Noor de Wit", **filled: Any) -> Walk:
        """A letter is written, signed and sent on one day."""
        self.write(template, to, **filled)
        self.send()
        return self

    def fill_in(self, form_id: str, chosen: str = "", reason: str = "", **answers: Any) -> Walk:
        """A form about the first person is filled in and sent, with what is chosen where it has a table."""
        with acting(self.case.worker) as actor:
            here = self.here()
            form = practice_of(here).form(form_id)
            client_id = self.case.client_ids[0]
            made = forms.begin_form(actor=actor, now=clock.now(), case=here, form=form, client_id=client_id)
            found = get_form(actor, here, made)
            kept = forms.keep_form(
                actor=actor, now=clock.now(), case=here, here=found, seen=found.kept, answers=answers
            )
            decided = forms.Decided(clock.today(), chosen, reason)
            forms.send_form(actor=actor, now=clock.now(), case=here, filled_id=made, seen=kept, decided=decided)
        return self

    def end(self, reason: str, why: str = "", over: Iterable[str] = ()) -> Walk:
        """The case ends, and what was weighed is noted; `why` a step before it was passed over, if one was.

        `over` are measures that an authority ended that day.
        """
        ending = Ending(
            kind=Outcome.Kind.OTHER,
            reason=reason,
            interests="Rust.",
            cause="Het is klaar.",
            contact="Gebeld.",
            why=why,
            decided_by=OTHER_ROLE,
            outside={(each, None): clock.today() for each in over},
        )
        with acting(self.case.worker) as actor:
            end_case(actor=actor, now=clock.now(), case=self.here(), ending=ending, token=uuid4())
        return self


def in_sight(html: str) -> int:
    """How many rows of a piece of a page stand in sight, outside what folds open."""
    depth = seen = 0
    for piece in html.replace("</details", "\n</details").replace("<details", "\n<details").split("\n"):
        depth += piece.startswith("<details")
        depth -= piece.startswith("</details")
        if depth == 0:
            seen += piece.count("row-title")
    return seen
