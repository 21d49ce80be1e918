"""What a practice does when something happened, and how its cases end: incidents, responses, ladders and outcomes.

Nothing here pushes: responses stand lightest first and none is proposed, a ladder only says where a case stands, and an
outcome is noted by a person.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictStr

from alliantie.practices.norm import Match
from alliantie.practices.terms import (
    Basis,
    ConditionText,
    Decisions,
    FactId,
    Grade,
    Measures,
    Name,
    PersonRole,
    Term,
    Under,
)
from alliantie.practices.texts import ClientText, Part, Text
from alliantie.practices.values import Id

NO_ACTION = "no-action"
"""The id of the first response of every practice: to do nothing."""

TIE = "incident"
"""The value in which facts name the incident they belong to, in words that a letter can print; nobody types it."""

ACCOUNT, TOLD, DECLINED = "account", "told", "declined"
"""The value in which a fact says whether a client told something in own words, and its two answers."""

OutcomeKind = Literal["completed", "positive", "neutral", "negative", "transferred", "other"]


class Incident(Part):
    """A kind of incident under these measures; recording one makes the fact, and asks what that fact says.

    One that is `not_come`, somebody did not come, asks first of all whether they were reached. Where what happened is
    no doing of the client, lightest first would keep the harm: the responses that stand `first` are what is asked.
    """

    id: Id
    name: Text
    source: Id
    fact: FactId
    client: ClientText | None = None
    measures: Under = ()
    not_come: StrictBool = False
    first: tuple[Id, ...] = ()


class Cause(Part):
    """What an incident can come from, as the worker sees it; the client can contradict that."""

    id: Id
    name: Text
    source: Id
    client: ClientText | None = None


class Objection(Part):
    """How long one can object to a response; `term_by` own means that the source gives no term."""

    term: Term
    term_by: Basis


class Response(Part):
    """Something that can be done after an incident: who decides, what comes first, and the fact or decision it is.

    `by` is a role of the practice; else `outside` names who decides. `where` asks what the incident's fact says. `asks`
    names what is filled in of its own fact, beside what that always `says`; of one without a fact that is what its
    letter tells, which begins with it. One that lies `beyond` a rule about how
    often something can be is there only once that number is passed.
    """

    id: Id
    name: Text
    source: Id
    grade: Grade
    by: Id | None = None
    outside: Text | None = None
    incidents: Literal["any"] | Annotated[tuple[Id, ...], Field(min_length=1)] = "any"
    measures: Measures = "any"
    where: ConditionText | None = None
    beyond: Id | None = None
    first: tuple[FactId, ...] = ()
    decision: Id | None = None
    letter: Id | None = None
    objection: Objection | None = None
    fact: FactId | None = None
    says: dict[Name, StrictBool | StrictStr] = {}
    asks: tuple[Name, ...] = ()
    client: ClientText | None = None


class Rung(Part):
    """A step of a ladder: a case stands on it from a fact `on` until a fact `off`."""

    id: Id
    name: Text
    on: Annotated[tuple[Match, ...], Field(min_length=1)]
    off: tuple[Match, ...] = ()


class Ladder(Part):
    """Steps in the order of the source; on a `single` ladder a case stands on one at a time, the one put on last.

    With `per` each person in that role stands on it apart.
    """

    id: Id
    name: Text
    source: Id
    measures: Measures
    single: StrictBool = False
    per: PersonRole | None = None
    rungs: Annotated[tuple[Rung, ...], Field(min_length=2)]


class Reactions(Part):
    """What is done after an incident. `heard` is the source of hearing the client before anything is noted.

    `responses` stand lightest first, and the first is `NO_ACTION`.
    """

    heard: Id
    incidents: Annotated[tuple[Incident, ...], Field(min_length=1)]
    causes: tuple[Cause, ...] = ()
    responses: Annotated[tuple[Response, ...], Field(min_length=1)]
    ladders: tuple[Ladder, ...] = ()

    @property
    def not_come(self) -> str:
        """The id of the first kind of incident that somebody did not come; "" where that is none."""
        return next((each.id for each in self.incidents if each.not_come), "")

    def incident(self, id: str) -> Incident:
        """The kind of incident with this id; raises KeyError."""
        return {each.id: each for each in self.incidents}[id]

    def cause(self, id: str) -> Cause:
        """The cause with this id; raises KeyError."""
        return {each.id: each for each in self.causes}[id]

    def response(self, id: str) -> Response:
        """The response with this id; raises KeyError."""
        return {each.id: each for each in self.responses}[id]


class Reason(Part):
    """Why a case ends, which says how it ended; `decision` names what is decided with it, each behind its gates.

    Without one it takes the decision by which what runs ends, unless it ended `by_itself`: nobody stopped it. With
    `account` the client's own words are asked first, and kept as that fact; to say nothing is an answer.
    """

    id: Id
    name: Text
    source: Id
    kind: OutcomeKind
    measures: Measures = "any"
    decision: Decisions = ()
    by_itself: StrictBool = False
    account: FactId | None = None


class TermFrom(Part):
    """A term that was set for somebody: the number that the latest fact of a kind said, from the day of that fact."""

    fact: FactId
    value: Name
    unit: Literal["D", "W", "M", "Y"]


class Return(Part):
    """For how long after an end for one of these reasons a new request meets a rule: a term, or one that was set.

    Where none was set the `term` counts, from the end; without a term the rule is not met then.
    """

    id: Id
    text: Text
    source: Id
    grade: Grade
    reasons: Annotated[tuple[Id, ...], Field(min_length=1)]
    term: Term | None = None
    term_from: TermFrom | None = None


class Outcomes(Part):
    """How cases of a practice end, and what that means for who comes back."""

    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    returns: tuple[Return, ...] = ()

    def reason(self, id: str) -> Reason:
        """The reason with this id; raises KeyError."""
        return {each.id: each for each in self.reasons}[id]
