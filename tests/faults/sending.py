"""Sending the parts of rounds over HTTP, and what the database holds of them afterwards."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import psycopg

from alliantie.server.environment import CHECKOUT

# Django takes a bare secret as token too; both must be the same 32 signs.
TOKEN = "a" * 32
PATIENCE = 30.0


@dataclass(frozen=True)
class Sender:
    """One of the two of a round, signed in."""

    round_id: str
    role: str
    session: str
    items: tuple[str, ...] = ()

    def post(self, port: int, place: str, **fields: str) -> tuple[int, str]:
        """Send a form of the round; status and page. Raises OSError or HTTPException when no whole answer came."""
        return self.ask(port, "POST", place, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}))

    def ask(self, port: int, method: str, place: str, body: str | None = None) -> tuple[int, str]:
        """One request about the round."""
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {
            "Host": f"localhost:{port}",
            "Cookie": f"alliantie={self.session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with closing(asking):
            asking.request(method, f"/rounds/{self.round_id}/{place}", body, headers)
            answer = asking.getresponse()
            return answer.status, answer.read().decode()

    def seal(self, port: int) -> int:
        """Send the own part for good; the status of the answer."""
        if self.role == "client":
            status, _page = self.post(port, "share", share="all", helper="nobody")
        else:
            status, _page = self.post(port, "mine", **{f"answer-{item}": "4" for item in self.items})
        return status


def filled(env: Mapping[str, str], count: int) -> list[Sender]:
    """Fill a database with rounds; client and worker of each."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.fill", str(count)],
        env=dict(env),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    senders = []
    for each in json.loads(done.stdout):
        senders.append(Sender(each["id"], "client", each["client"]))
        senders.append(Sender(each["id"], "professional", each["worker"], tuple(each["items"])))
    return senders


def rows(url: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Read as the owner of the tables."""
    with psycopg.connect(url) as connection:
        return connection.execute(statement.encode(), values).fetchall()


def sealed_in(url: str) -> set[tuple[str, str]]:
    """Round and role of every part that was sent, once there is no half state anywhere."""
    # Parts may be sent while this reads, so both tables must be seen as they were at one moment.
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        parts = connection.execute(
            "SELECT round_id::text, role, sealed_at IS NOT NULL, share FROM alliance_part"
        ).fetchall()
        states = connection.execute("SELECT id::text, state FROM alliance_round").fetchall()
    assert parts
    for round_id, role, sealed, share in parts:
        assert (share is not None) == sealed, (round_id, role)
        assert share in ((None,) if not sealed else ("all", "picture", "nothing")), (round_id, role)
    sent = {(round_id, role) for round_id, role, sealed, _share in parts if sealed}
    for round_id, state in states:
        both = {(round_id, "client"), (round_id, "professional")} <= sent
        assert (state == "open") == (not both), (round_id, state)
    return sent


def talked_in(url: str) -> set[tuple[str, str]]:
    """Round and step of every step from the reveal to the end of the talk that the database holds."""
    steps = {
        "looked": "r.revealed_at IS NOT NULL",
        "agreed": "n.agreement_state IS NOT NULL AND n.agreement_state <> ''",
        "confirmed": "n.agreement_state = 'confirmed'",
        "finished": "r.state = 'discussed'",
    }
    found = "SELECT r.id::text FROM alliance_round r LEFT JOIN alliance_conversation n ON n.round_id = r.id WHERE "
    return {(round_id, step) for step, there in steps.items() for (round_id,) in rows(url, found + there)}


def talking(client: Sender, worker: Sender, port: int) -> list[tuple[str, Callable[[], int]]]:
    """The steps from looking together to the end of the talk, each with what it is called and how it is sent."""

    def looked() -> int:
        assert client.post(port, "own", answer="yes")[0] in (302, 409)
        assert client.post(port, "together")[0] in (302, 409)
        return worker.post(port, "together")[0]

    def agreed() -> int:
        return worker.post(port, "talk", agreement="Peter belt eerst.", choice="agree")[0]

    def confirmed() -> int:
        _status, page = client.ask(port, "GET", "talk")
        seen = re.search(r'name="seen" value="(\w+)"', page)
        # The yes came in and its answer was lost: there is nothing left to say yes to.
        return 409 if seen is None else client.post(port, "talk/agree", answer="yes", seen=seen[1])[0]

    def finished() -> int:
        return worker.post(port, "talk/finish")[0]

    return [("looked", looked), ("agreed", agreed), ("confirmed", confirmed), ("finished", finished)]


def finish(port: int, client: Sender, worker: Sender) -> None:
    """Look together, agree, and finish the talk of a complete round."""
    assert client.post(port, "own", answer="yes")[0] == 302
    assert client.post(port, "together")[0] == 302
    assert worker.post(port, "together")[0] == 302
    status, page = worker.ask(port, "GET", "picture")
    assert status == 200
    assert "picture-client" in page
    assert worker.post(port, "talk", agreement="Peter belt eerst.", choice="agree")[0] == 302
    _status, page = client.ask(port, "GET", "talk")
    assert "Peter belt eerst." in page
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    assert client.post(port, "talk/agree", answer="yes", seen=seen[1])[0] == 302
    assert worker.post(port, "talk/finish")[0] == 302
