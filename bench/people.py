"""Who visits: workers with a caseload, who leads their team, and clients in the middle of a questionnaire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from alliantie.demo import PASSWORD
from bench.visitor import Visitor

# A worker's case in which the last picture and both people's answers are there, with an earlier one to compare.
_CASE = """
SELECT p.case_id, r.id FROM alliance_round r JOIN alliance_pair p ON p.id = r.pair_id
  JOIN access_account a ON a.worker_id = p.worker_id JOIN alliance_part t ON t.round_id = r.id AND t.role = 'client'
 WHERE a.login = %s AND p.ends_on IS NULL AND r.revealed_at IS NOT NULL AND r.number >= 4 AND t.share = 'all'
 ORDER BY r.number DESC, r.id LIMIT 1"""
_OPEN = """
SELECT a.login, r.id FROM alliance_round r JOIN alliance_pair p ON p.id = r.pair_id
  JOIN access_account a ON a.client_id = p.client_id
 WHERE r.state = 'open' AND p.ends_on IS NULL AND r.number > 1 AND a.login LIKE 'client.%%'
   AND EXISTS (SELECT 1 FROM alliance_round e JOIN alliance_conversation c ON c.round_id = e.id
                WHERE e.pair_id = p.id AND e.number = r.number - 1 AND c.agreement_state = 'confirmed')
 ORDER BY length(a.login), a.login LIMIT %s"""
_NAME = """
SELECT k.given_name FROM cases_participant t JOIN people_client k ON k.id = t.client_id
 WHERE t.case_id = %s ORDER BY k.id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker who is signed in, with the pages that are measured."""

    visitor: Visitor
    login: str
    pages: dict[str, str]


@dataclass(frozen=True, slots=True)
class Client:
    """A client who is signed in and takes part, with a question and what saving it sends."""

    visitor: Visitor
    question: str
    token: str

    def save(self, value: int) -> None:
        """Choose an answer. Raises VisitError."""
        self.visitor.post(f"{self.question}/save", self.token, answer=str(value))


def worker(owner: psycopg.Connection[Any], port: int, place: int) -> Worker:
    """The worker of caseload `place`, counted from 1. Raises VisitError, LookupError."""
    login = f"medewerker.{place}"
    found = owner.execute(_CASE, [login]).fetchone()
    if found is None:
        raise LookupError(f"{login} has no picture to look at")
    name = owner.execute(_NAME, [found[0]]).fetchone()
    visitor = Visitor(port)
    visitor.sign_in(login, PASSWORD)
    return Worker(
        visitor,
        login,
        {
            "start page": "/",
            "case page": f"/cases/{found[0]}/",
            "what happened": f"/cases/{found[0]}/timeline",
            "reveal": f"/rounds/{found[1]}/picture",
            "search": f"/search?q={name[0] if name else 'a'}",
        },
    )


def leader(port: int, pages: dict[str, str], login: str = "leider.1", called: str = "leader") -> Worker:
    """Who leads a team, that of twelve to which the first caseloads belong if none is named. Raises VisitError."""
    visitor = Visitor(port)
    visitor.sign_in(login, PASSWORD)
    return Worker(visitor, login, {f"{called}: {name}": path for name, path in pages.items()})


def clients(owner: psycopg.Connection[Any], port: int, count: int) -> list[Client]:
    """Clients with an open round, who said that the frame is clear and that they take part. Raises VisitError."""
    return [_client(port, login, round_id) for login, round_id in owner.execute(_OPEN, [count]).fetchall()]


def _client(port: int, login: str, round_id: object) -> Client:
    visitor = Visitor(port)
    visitor.sign_in(login, PASSWORD)
    here = f"/rounds/{round_id}"
    visitor.post(f"{here}/notice", visitor.token(f"{here}/notice"), choice="yes")
    question = f"{here}/question/2"
    return Client(visitor, question, visitor.token(question))
