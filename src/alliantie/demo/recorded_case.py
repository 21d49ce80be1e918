"""The rows of one case of the demo: its facts, grants, readings, measures and pairs, whatever made them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from psycopg.types.json import Jsonb

from alliantie import clock
from alliantie.alliance.queries import practice_pair
from alliantie.cases.models import Fact
from alliantie.cases.operations.decisions import decided_values
from alliantie.demo.recorded_pair import RecordedPair
from alliantie.demo.rows import Row, Rows, number
from alliantie.demo.steps import CaseStory
from alliantie.norms.fact_values import written
from alliantie.norms.timeline import FactValue
from alliantie.practices import Practice, library


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case belongs, and its workers in the order in which the story numbers them."""

    area_id: UUID
    organisation_id: UUID
    team_id: UUID
    worker_ids: tuple[UUID, ...]
    colleague: str
    """The name of the last of them, who takes what is decided in another role."""


class RecordedCase:
    """One case as rows. Its numbers come from `chance`; keys and ciphertext never come twice."""

    _held: Row
    """The grant of whoever works in it now."""
    _file: Row

    def __init__(self, case: CaseStory, place: Place, today: date, chance: Random, rows: Rows) -> None:
        self._case, self._place, self._today, self._chance, self._rows = case, place, today, chance, rows
        self._practice: Practice = library().latest(case.practice_id)
        self._worker = place.worker_ids[case.worker]
        self._moment = datetime.min.replace(tzinfo=clock.HOME)
        self._days_ago = 0
        self._id = number(chance)
        self._client_ids = tuple(number(chance) for _person in case.people)
        self._pairs: dict[int, RecordedPair] = {}
        self._earlier: dict[int, RecordedPair] = {}
        self._measures: dict[str, Row] = {}
        self._promised: dict[int, Row] = {}

    def _later(self) -> datetime:
        """Someone else's turn, or the next thing: a minute later."""
        self._moment += timedelta(minutes=1)
        return self._moment

    @property
    def _day(self) -> date:
        return clock.day_of(self._moment)

    def _fact(
        self,
        kind: str,
        client_id: UUID | None = None,
        talk_id: str = "",
        by: UUID | None = None,
        text: str = "",
        fact_id: UUID | None = None,
        values: Mapping[str, FactValue] | None = None,
        others: bool = False,
        together: UUID | None = None,
    ) -> UUID:
        made = self._rows.add(
            "cases_fact",
            id=fact_id or number(self._chance),
            area_id=self._place.area_id,
            case_id=self._id,
            client_id=client_id,
            kind=kind,
            talk_id=talk_id,
            on=self._day,
            values=Jsonb(written(values or {})),
            others=others,
            together=together,
            recorded_by=by or self._worker,
            recorded_at=self._moment,
            void=False,
            text=text,
        )
        found: UUID = made["id"]
        return found

    def _grant(self, kind: str, who: UUID, right: str, ground: str, until: datetime | None = None) -> Row:
        return self._rows.add(
            "access_grant",
            id=number(self._chance),
            area_id=self._place.area_id,
            subject_kind=kind,
            subject_id=who,
            case_id=self._id,
            right=right,
            ground=ground,
            starts_at=self._moment,
            ends_at=until,
            given_by=self._worker,
        )

    def _read(self, what: str, client_id: UUID, *, as_client: bool = False) -> None:
        self._rows.add(
            "access_reading",
            area_id=self._place.area_id,
            reader_kind="client" if as_client else "worker",
            reader_id=client_id if as_client else self._worker,
            what=what,
            case_id=self._id,
            client_id=client_id,
            device="",
            ground="own data" if as_client else self._held["ground"],
            at=self._moment,
        )

    def _begin_pairs(self) -> None:
        self._pairs = {
            person: RecordedPair(self._rows, self._chance, self._practice, self._file, client_id, kind, self._day)
            for person, client_id in enumerate(self._client_ids)
            if (kind := practice_pair(self._practice, self._case.people[person].role)) is not None
        }

    def _start_measure(self, measure_id: str) -> None:
        self._measures[measure_id] = self._rows.add(
            "cases_measure",
            id=number(self._chance),
            area_id=self._place.area_id,
            case_id=self._id,
            measure_id=measure_id,
            starts_on=self._day,
        )

    def _close(self, reason_id: str) -> None:
        """Everything that ends with the case, and what is decided with it."""
        outcomes = self._practice.outcomes
        if outcomes is None:
            raise LookupError("a practice without reasons ends no case of the demo")
        reason = outcomes.reason(reason_id)
        for decision in reason.decision:
            for person in self._decided_about(decision):
                values = decided_values(self._practice, decision, "", self._place.colleague)
                self._fact(Fact.Kind.DECISION_TAKEN, person, values=values)
        self._rows.add(
            "cases_outcome",
            id=number(self._chance),
            area_id=self._place.area_id,
            case_id=self._id,
            kind=reason.kind,
            reason=reason.id,
            interests="",
            cause="",
            contact="",
            on=self._day,
            recorded_by=self._worker,
            recorded_at=self._moment,
        )
        for measure_id, row in self._measures.items():
            if row.get("ends_on") is None:
                row["ends_on"] = self._day
                self._fact(Fact.Kind.MEASURE_ENDED, talk_id=measure_id)
        self._fact(Fact.Kind.CASE_CLOSED, values={"outcome": reason.kind, "reason": reason.id})
        self._file["closed_on"] = self._day

    def _decided_about(self, decision_id: str) -> list[UUID | None]:
        """Each person a decision is about apart, or nobody in particular."""
        role = self._practice.decision(decision_id).per
        if role is None:
            return [None]
        people = zip(self._case.people, self._client_ids, strict=True)
        return [client_id for person, client_id in people if person.role == role]

    def _of(self, person: int | None) -> UUID | None:
        return None if person is None else self._client_ids[person]

    def _about(self, person: int | None) -> Row:
        about = {"area_id": self._place.area_id, "case_id": self._id, "client_id": self._of(person)}
        return {"id": number(self._chance), **about}
