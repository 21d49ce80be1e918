"""Turns the story of a case into rows: the same ones, at the same moments, that `performing` gets by everyday use.

A test performs and records one story and compares every table. What the database's own functions decide in use
(which state follows, what closes by itself) is therefore written here a second time, for loading in bulk only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import singledispatchmethod
from uuid import UUID

from alliantie import clock
from alliantie.cases.models import Fact
from alliantie.cases.operations.decisions import decided_values
from alliantie.demo import steps, work
from alliantie.demo.days import COVERED, FIRST_TALK, READ_FROM, day_ahead, workday
from alliantie.demo.recorded_case import RecordedCase
from alliantie.demo.rows import number
from alliantie.people.names import plain, sort_key, trigrams


class Recorder(RecordedCase):
    """Records one case, step by step."""

    def record(self) -> tuple[UUID, ...]:
        """Record every step in its order. Returns the numbers of the clients."""
        for step in self._case.steps:
            start = datetime.combine(workday(step.days_ago, self._today), FIRST_TALK, clock.HOME)
            self._moment = max(start, self._moment + timedelta(minutes=5))
            self._days_ago = step.days_ago
            self._do(step.act)
        return self._client_ids

    @singledispatchmethod
    def _do(self, act: steps.Act) -> None:
        raise TypeError(f"nobody can do {act!r}")

    @_do.register
    def _(self, act: steps.Open) -> None:
        self._later()
        area_id = self._place.area_id
        title = " · ".join(f"{person.name.given} {person.name.family}" for person in self._case.people)[:160]
        self._held = self._grant("worker", self._worker, "work", "own case")
        self._file = self._rows.add(
            "cases_case",
            id=self._id,
            area_id=area_id,
            organisation_id=self._place.organisation_id,
            team_id=self._place.team_id,
            worker_id=self._worker,
            practice_id=self._practice.id,
            practice_version=self._practice.version,
            practice_hash=self._practice.hash,
            title=title,
            title_key=plain(title),
            opened_on=self._day,
        )
        for client_id, person in zip(self._client_ids, self._case.people, strict=True):
            self._rows.add(
                "people_client",
                id=client_id,
                area_id=area_id,
                given_name=person.name.given,
                family_name=person.name.family,
                born_on=self._today - timedelta(days=person.born_days_ago),
                sort_key=sort_key(*person.name),
                trigrams=trigrams(f"{person.name.given} {person.name.family}"),
                language=person.language,
                easy_form=person.easy,
            )
            self._rows.add(
                "cases_participant",
                id=number(self._chance),
                area_id=area_id,
                case_id=self._id,
                client_id=client_id,
                role=person.role,
            )
            self._grant("client", client_id, "own", "own data")
        for measure_id in self._case.measures:
            self._start_measure(measure_id)
        self._fact(Fact.Kind.CASE_OPENED, text=self._case.before)
        self._begin_pairs()

    @_do.register
    def _(self, act: steps.Contact) -> None:
        self._later()
        self._fact(
            Fact.Kind.CONTACT,
            self._of(act.person),
            act.talk_id,
            text=act.text,
            values=steps.held(act.mode, self._practice.talk(act.talk_id)),
            others=act.others,
        )
        if self._days_ago < READ_FROM:
            for client_id in self._client_ids:
                self._read("case", client_id)

    @_do.register
    def _(self, act: steps.Happened) -> None:
        self._later()
        self._fact(act.kind, talk_id=act.measure, values=act.says(self._today))

    @_do.register
    def _(self, act: steps.Imposed) -> None:
        self._rows.add(
            "cases_condition",
            **self._about(0),
            sort=act.sort,
            text=act.text,
            starts_on=self._day,
            until=None,
            noted_by=self._worker,
            noted_at=self._later(),
        )

    @_do.register
    def _(self, act: steps.Explain) -> None:
        about = {
            "area_id": self._place.area_id,
            "case_id": self._id,
            "client_id": self._client_ids[act.person],
            "practice_version": self._practice.version,
        }
        self._later()
        self._rows.add(
            "cases_explanation",
            **about,
            id=number(self._chance),
            explained_on=self._day,
            explained_by=self._worker,
        )
        self._rows.add("cases_acknowledgement", **about, id=number(self._chance), at=self._later())

    @_do.register
    def _(self, act: steps.PlanAgreed) -> None:
        values = work.plan_values(act, self._worker, self._later(), number(self._chance))
        made = self._rows.add("cases_plan", **self._about(act.person), **values)
        self._fact(Fact.Kind.PLAN_AGREED, self._of(act.person), fact_id=made["id"], together=made["id"])

    @_do.register
    def _(self, act: steps.Promised) -> None:
        values = work.promise_values(act, self._worker, self._later())
        self._promised[act.number] = self._rows.add("cases_agreement", **self._about(act.person), **values)

    @_do.register
    def _(self, act: steps.Kept) -> None:
        made = self._promised[act.number]
        by = made["client_id"] or self._client_ids[0] if act.by_client else self._worker
        made.update(state="done", settled_at=self._later(), settled_by=by)

    @_do.register
    def _(self, act: steps.Warned) -> None:
        self._later()
        self._fact(Fact.Kind.WARNING, self._client_ids[0])

    @_do.register
    def _(self, act: steps.NextMeasure) -> None:
        self._later()
        self._measures[act.ended]["ends_on"] = self._day
        self._fact(Fact.Kind.MEASURE_ENDED, talk_id=act.ended)
        for decision in self._practice.measure(act.started).begins_by:
            values = decided_values(self._practice, decision, "", self._place.colleague)
            self._fact(Fact.Kind.DECISION_TAKEN, values=values)
        self._start_measure(act.started)
        self._fact(Fact.Kind.MEASURE_STARTED, talk_id=act.started)

    @_do.register
    def _(self, act: steps.Close) -> None:
        self._later()
        self._close(act.reason)

    @_do.register
    def _(self, act: steps.HandOver) -> None:
        # One asks, a minute later the other says yes.
        self._later()
        self._later()
        for pair in self._pairs.values():
            pair.end(self._day)
        later, self._earlier = self._place.worker_ids[act.worker], self._pairs
        self._fact(Fact.Kind.WORKER_CHANGED, by=later)
        self._held["ends_at"] = self._moment
        self._held = self._grant("worker", later, "work", "taken over")
        self._worker = self._file["worker_id"] = later
        self._begin_pairs()
        self._later()

    @_do.register
    def _(self, act: steps.Cover) -> None:
        until = self._later() + COVERED
        self._grant("worker", self._place.worker_ids[act.worker], "cover", "stands in", until)

    @_do.register
    def _(self, act: steps.ShowEarlier) -> None:
        self._later()
        earlier, later = (pairs[act.person].id for pairs in (self._earlier, self._pairs))
        made = number(self._chance)
        self._rows.add("alliance_shown", id=made, area_id=self._place.area_id, earlier_id=earlier, later_id=later)

    @_do.register
    def _(self, act: steps.StartRound) -> None:
        self._later()
        self._pairs[act.person].start(act, self._day)

    @_do.register
    def _(self, act: steps.Answer) -> None:
        self._pairs[act.person].answer(act, self._later())

    @_do.register
    def _(self, act: steps.LookTogether) -> None:
        client_id, client_at = self._client_ids[act.person], self._later()
        self._read("together", client_id, as_client=True)
        self._pairs[act.person].look(client_at, self._later())
        self._fact(
            Fact.Kind.CONTACT, client_id, act.talk_id, values=steps.held(act.mode, self._practice.talk(act.talk_id))
        )
        self._read("together", client_id)

    @_do.register
    def _(self, act: steps.Talk) -> None:
        pair, client_id = self._pairs[act.person], self._client_ids[act.person]
        # The worker proposes, a minute later the client answers.
        self._later()
        self._later()
        pair.talk(act, self._day)
        if act.date_in_file:
            pair.put_in_file(self._fact(Fact.Kind.ROUND_DISCUSSED, client_id, by=client_id))

    @_do.register
    def _(self, act: steps.PlanTalk) -> None:
        self._later()
        self._rows.add(
            "cases_appointment",
            id=number(self._chance),
            area_id=self._place.area_id,
            case_id=self._id,
            client_id=None if act.person is None else self._client_ids[act.person],
            worker_id=self._worker,
            talk_id=act.talk_id,
            starts_at=datetime.combine(day_ahead(act.days_ahead, self._today), act.at, clock.HOME),
            minutes=act.minutes,
            place=act.place,
            bring=act.bring,
            cancelled_by="",
        )

    @_do.register
    def _(self, act: steps.CloseDue) -> None:
        for pair in self._pairs.values():
            pair.close_due(self._day)
