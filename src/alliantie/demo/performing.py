"""Carries out a story through the operations of everyday use, as the people themselves, at the moments it happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import singledispatchmethod
from uuid import UUID, uuid4

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.alliance import operations as alliance
from alliantie.alliance import queries as rounds
from alliantie.alliance.jobs import open_and_close_due
from alliantie.cases import operations as cases
from alliantie.cases.models import Fact
from alliantie.cases.operations import appointments
from alliantie.cases.queries import asked_of, note_reading
from alliantie.demo import answering, steps, work
from alliantie.demo.days import COVERED, READ_FROM, day_ahead
from alliantie.demo.stage import Stage, actor_of


class Performer(Stage):
    """Performs one case, step by step."""

    def perform(self) -> tuple[Actor, UUID, tuple[UUID, ...]]:
        """Perform every step in its order. Gives whose case it is then, its number, and those of its people."""
        for step in self._case.steps:
            self._go_to(step)
            self._do(step.act)
        return self._worker, self._case_id, self._client_ids

    @singledispatchmethod
    def _do(self, act: steps.Act) -> None:
        raise TypeError(f"nobody can do {act!r}")

    @_do.register
    def _(self, act: steps.Open) -> None:
        with self._as(self._worker) as now:
            opened = cases.open_case(
                actor=self._worker,
                now=now,
                team=self._team,
                practice=self._practice,
                measure_ids=self._case.measures,
                people=[
                    cases.NewPerson(
                        person.name.given,
                        person.name.family,
                        self._today - timedelta(days=person.born_days_ago),
                        person.role,
                        person.language,
                        person.easy,
                    )
                    for person in self._case.people
                ],
                before=self._case.before,
            )
            self._case_id = opened.case_id
            self._client_ids = opened.client_ids
            alliance.begin_pairs(
                actor=self._worker,
                case=self._get_case(self._worker),
                practice=self._practice,
                worker_id=self._workers[self._case.worker].id,
            )
            self._find_pairs()

    @_do.register
    def _(self, act: steps.Contact) -> None:
        with self._as(self._worker) as now:
            said = steps.held(act.mode, self._practice.talk(act.talk_id))
            held = {"values": said, "others": act.others, "text": act.text}
            self._record(now, Fact.Kind.CONTACT, act.talk_id, act.person, **held)
            if self._days_ago < READ_FROM:
                for client_id in self._client_ids:
                    note_reading("case", self._case_id, client_id)

    @_do.register
    def _(self, act: steps.Happened) -> None:
        with self._as(self._worker) as now:
            self._record(now, act.kind, act.measure, values=act.says(self._today))

    @_do.register
    def _(self, act: steps.Imposed) -> None:
        with self._as(self._worker) as now:
            cases.note_condition(
                actor=self._worker,
                now=now,
                case=self._get_case(self._worker),
                sort=act.sort,
                text=act.text,
                starts_on=clock.day_of(now),
                until=None,
                client_id=self._client_ids[0],
                token=uuid4(),
            )

    @_do.register
    def _(self, act: steps.Explain) -> None:
        client = self._client(act.person)
        with self._as(self._worker) as now:
            cases.explain_frame(
                actor=self._worker, now=now, case=self._get_case(self._worker), client_id=self._client_ids[act.person]
            )
        with self._as(client) as now:
            cases.acknowledge_frame(actor=client, case=self._get_case(client))

    @_do.register
    def _(self, act: steps.PlanAgreed) -> None:
        with self._as(self._worker) as now:
            work.agree_on_plan(self._worker, now, self._get_case(self._worker), self._of(act.person), act.goals)

    @_do.register
    def _(self, act: steps.Promised) -> None:
        with self._as(self._worker) as now:
            made = work.promise(self._worker, now, self._get_case(self._worker), self._of(act.person), act)
        self._promised[act.number] = (act.person, made)

    @_do.register
    def _(self, act: steps.Kept) -> None:
        person, agreement_id = self._promised[act.number]
        actor = self._client(person or 0) if act.by_client else self._worker
        with self._as(actor):
            cases.settle_agreement(actor=actor, agreement_id=agreement_id, state="done")

    @_do.register
    def _(self, act: steps.Warned) -> None:
        with self._as(self._worker) as now:
            self._record(now, Fact.Kind.WARNING, person=0)

    @_do.register
    def _(self, act: steps.NextMeasure) -> None:
        with self._as(self._worker) as now:
            case, on = self._get_case(self._worker), clock.day_of(now)
            for measure_id, starts in ((act.ended, False), (act.started, True)):
                # Where the decision is for another role, a colleague took it.
                cases.change_measure(
                    actor=self._worker,
                    now=now,
                    case=case,
                    measure_id=measure_id,
                    starts=starts,
                    on=on,
                    decided_by=self._workers[-1].name,
                )

    @_do.register
    def _(self, act: steps.Close) -> None:
        with self._as(self._worker) as now:
            work.end(self._worker, now, self._get_case(self._worker), act.reason, self._workers[-1].name)

    @_do.register
    def _(self, act: steps.HandOver) -> None:
        later = self._workers[act.worker]
        with self._as(self._worker):
            cases.ask_hand_over(actor=self._worker, case_id=self._case_id, worker_id=later.id)
        self._worker, self._earlier = actor_of(later), self._pairs
        with self._as(self._worker) as now:
            asked = asked_of(self._worker).hand_overs[-1]
            alliance.take_over_case(actor=self._worker, now=now, hand_over_id=asked.id)
        with self._as(self._worker):
            self._find_pairs()

    @_do.register
    def _(self, act: steps.Cover) -> None:
        colleague = self._workers[act.worker]
        with self._as(self._worker) as now:
            cases.cover(
                actor=self._worker,
                case_id=self._case_id,
                worker_id=colleague.id,
                starts_at=now,
                ends_at=now + COVERED,
            )

    @_do.register
    def _(self, act: steps.ShowEarlier) -> None:
        client = self._client(act.person)
        with self._as(client):
            earlier, later = (rounds.get_pair(client, pairs[act.person]) for pairs in (self._earlier, self._pairs))
            alliance.show_earlier(actor=client, earlier=earlier, later=later, show=True)

    @_do.register
    def _(self, act: steps.StartRound) -> None:
        with self._as(self._worker) as now:
            round_id = alliance.start_round(
                actor=self._worker,
                now=now,
                pair=rounds.get_pair(self._worker, self._pairs[act.person]),
                practice=self._practice,
                reason=self._practice.moment(act.reason).id,
                length=act.length,
                easy=act.easy,
            )
            self._rounds[act.person] = rounds.get_round(self._worker, round_id)

    @_do.register
    def _(self, act: steps.Answer) -> None:
        actor = self._client(act.person) if act.role == "client" else self._worker
        with self._as(actor):
            answering.answer(actor, self._rounds[act.person], act)

    @_do.register
    def _(self, act: steps.LookTogether) -> None:
        client = self._client(act.person)
        with self._as(client):
            alliance.say_own(actor=client, here=self._rounds[act.person], yes=True)
            alliance.confirm_together(actor=client, here=self._rounds[act.person])
            note_reading("together", self._case_id, client.id)
        with self._as(self._worker) as now:
            self._record(
                now,
                Fact.Kind.CONTACT,
                act.talk_id,
                act.person,
                values=steps.held(act.mode, self._practice.talk(act.talk_id)),
            )
            alliance.confirm_together(actor=self._worker, here=self._rounds[act.person])
            note_reading("together", self._case_id, client.id)

    @_do.register
    def _(self, act: steps.Talk) -> None:
        client = self._client(act.person)
        with self._as(self._worker):
            alliance.propose_agreement(actor=self._worker, here=self._rounds[act.person], text=act.agreement)
        with self._as(client):
            here = self._rounds[act.person]
            proposed = rounds.talk(client, here)
            seen = proposed.fingerprint if proposed else ""
            alliance.answer_agreement(actor=client, here=here, yes=True, seen=seen)
            alliance.finish_conversation(actor=client, here=here)
            alliance.answer_date_in_file(actor=client, here=here, yes=act.date_in_file)
            if act.afterthought is not None:
                own_say, worth = act.afterthought
                alliance.save_afterthought(actor=client, here=here, answers={"own_say": own_say, "talk_worth": worth})

    @_do.register
    def _(self, act: steps.PlanTalk) -> None:
        with self._as(self._worker) as now:
            appointments.plan(
                actor=self._worker,
                now=now,
                case=self._get_case(self._worker),
                client_id=self._of(act.person),
                agreed=appointments.Arrangement(
                    datetime.combine(day_ahead(act.days_ahead, self._today), act.at, clock.HOME),
                    act.talk_id,
                    act.minutes,
                    act.place,
                    act.bring,
                ),
                token=uuid4(),
            )

    @_do.register
    def _(self, act: steps.CloseDue) -> None:
        with clock.at(self._moment):
            open_and_close_due()
