"""Killed with -9 in the middle of sending: what was acknowledged is there, nothing is half there, nothing strays."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from alliantie.server import web
from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, environment
from alliantie.server.processes import start_child, stop_child
from tests.faults.seeds import SEEDS
from tests.faults.sending import PATIENCE, Sender, filled, finish, rows, sealed_in, talked_in, talking
from tests.support.databases import TestServer
from tests.support.live import free_port, live_server, web_command
from tests.support.programs import clean_environment, processes_of, wait_for


@dataclass
class Sealing:
    """Sends part after part until all are acknowledged, whatever happens to the server meanwhile."""

    senders: list[Sender]
    port: int
    acknowledged: set[tuple[str, str]] = field(default_factory=set)
    broken: int = 0
    """How many requests died with the server."""
    dying: bool = False
    """While a server goes down that lost its database, it may say that it failed."""
    wrong: list[str] = field(default_factory=list)

    def start(self) -> threading.Thread:
        """Begin in a thread of its own."""
        thread = threading.Thread(target=self.run, daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        """Each part until it is acknowledged; a refusal is one only after a request that died."""
        for sender in self.senders:
            died = False
            deadline = time.monotonic() + 2 * PATIENCE
            while (sender.round_id, sender.role) not in self.acknowledged:
                if time.monotonic() > deadline:
                    self.wrong.append(f"{sender.role}: no answer")
                    return
                try:
                    status = sender.seal(self.port)
                except (OSError, http.client.HTTPException) as error:
                    died = True
                    self.broken += not isinstance(error, ConnectionRefusedError)
                    time.sleep(0.02)
                    continue
                if status == 500 and self.dying:
                    died = True
                elif status == 302 or (status == 409 and died):
                    self.acknowledged.add((sender.round_id, sender.role))
                else:
                    self.wrong.append(f"{sender.role}: {status}")
                    return


def kill_all(processes: list[int]) -> None:
    """Kill with -9, all at once."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


@dataclass
class Talking:
    """Takes rounds from the reveal to the end of their talk, whatever happens to the server."""

    pairs: list[tuple[Sender, Sender]]
    port: int
    acknowledged: set[tuple[str, str]] = field(default_factory=set)
    broken: int = 0
    wrong: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Each round in turn, each step until it is acknowledged; a refusal is one only after a request that died."""
        for client, worker in self.pairs:
            for step, act in talking(client, worker, self.port):
                died, deadline = False, time.monotonic() + 2 * PATIENCE
                while (client.round_id, step) not in self.acknowledged:
                    try:
                        status = act()
                    except (OSError, http.client.HTTPException) as error:
                        died = True
                        self.broken += not isinstance(error, ConnectionRefusedError)
                        time.sleep(0.02)
                    else:
                        if status == 302 or (status == 409 and died):
                            self.acknowledged.add((client.round_id, step))
                        else:
                            self.wrong.append(f"{step}: {status}")
                            return
                    if time.monotonic() > deadline:
                        self.wrong.append(f"{step}: no answer")
                        return


@contextlib.contextmanager
def web_server(env: dict[str, str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A web server in a process group of its own, which the test may kill."""
    with log.open("ab") as output:
        process = start_child(web_command(port), env=env, output=output)
    try:
        web.wait_until_answering(process, "127.0.0.1", port)
        yield process
    finally:
        stop_child(process, signal.SIGTERM, signal.SIGKILL)


@pytest.mark.parametrize("seed", SEEDS)
def test_killing_the_web_server_loses_nothing_that_was_acknowledged(
    server: TestServer, tmp_path: Path, seed: int
) -> None:
    name, port, log = server.clone(), free_port(), tmp_path / "web.log"
    env = server.environment(name, f"http://localhost:{port}")
    owner = server.addresses(name).owner
    senders = filled(env, 20)
    chance = random.Random(seed)
    chance.shuffle(senders)
    sealing = Sealing(senders, port)
    kills = 0
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(web_server(env, port, log))
        thread = sealing.start()
        while thread.is_alive() and kills < 4:
            acknowledged = len(sealing.acknowledged)
            wait_for(lambda: len(sealing.acknowledged) > acknowledged or not thread.is_alive())  # noqa: B023
            time.sleep(chance.uniform(0, 0.12))
            known = set(sealing.acknowledged)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
            assert known <= sealed_in(owner)
            process = stack.enter_context(web_server(env, port, log))
        thread.join(PATIENCE)
        assert sealing.wrong == []
        assert sealing.acknowledged == sealed_in(owner) == {(each.round_id, each.role) for each in senders}
        # It was killed while it was at work, not only between two requests.
        assert kills >= 3
        assert sealing.broken > 0
        by_round: dict[str, dict[str, Sender]] = {}
        for each in senders:
            by_round.setdefault(each.round_id, {})[each.role] = each
        talk = Talking([(both["client"], both["professional"]) for both in by_round.values()], port)
        thread = threading.Thread(target=talk.run, daemon=True)
        thread.start()
        for _kill in range(2):
            before = len(talk.acknowledged)
            wait_for(lambda: len(talk.acknowledged) > before + 3 or not thread.is_alive())  # noqa: B023
            time.sleep(chance.uniform(0, 0.12))
            said = set(talk.acknowledged)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            assert said <= talked_in(owner)
            process = stack.enter_context(web_server(env, port, log))
        thread.join(2 * PATIENCE)
        assert talk.wrong == []
        assert talk.broken > 0
        assert talk.acknowledged == talked_in(owner)
        # Once each: a step that was sent again after its answer was lost did nothing a second time.
        assert rows(
            owner,
            "SELECT r.state, n.agreement_state, count(*) FROM alliance_round r JOIN alliance_conversation n"
            " ON n.round_id = r.id GROUP BY 1, 2",
        ) == [("discussed", "confirmed", len(by_round))]
    assert "Traceback" not in log.read_text()
    server.drop(name)


@contextlib.contextmanager
def serving(data: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`alliantie serve` with a database of its own, without demo people."""
    options = ["--no-demo", "--data", str(data), "--port", str(port)]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "alliantie", "serve", *options],
            env=clean_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        said = log.stat().st_size
        wait_for(lambda: "runs at" in log.read_text()[said:] or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def supervisor(process: subprocess.Popen[bytes], _data: Path) -> list[int]:
    """The one program that looks after the others, which have to notice."""
    return [process.pid]


def everything(process: subprocess.Popen[bytes], data: Path) -> list[int]:
    """It, the web server, the background worker and the whole database."""
    return [process.pid, *processes_of(data)]


@pytest.mark.parametrize("seed", SEEDS)
def test_killing_serve_loses_nothing_that_was_acknowledged_and_leaves_no_process(
    data: Path, tmp_path: Path, seed: int
) -> None:
    port, log = free_port(), tmp_path / "serve.log"
    log.touch()
    database = Embedded(data)
    addresses = Addresses.of(database.url)
    with serving(data, port, log):
        senders = filled(environment(data, addresses, f"http://localhost:{port}"), 10)
        known = sealed_in(addresses.owner)
        assert known == set()
    chance = random.Random(seed)
    chance.shuffle(senders)
    sealing = Sealing(senders, port)
    threads: list[threading.Thread] = []
    for killed in (supervisor, everything):
        with serving(data, port, log) as process:
            assert known <= sealed_in(addresses.owner)
            if not threads:
                threads.append(sealing.start())
            enough = len(sealing.acknowledged) + 3
            wait_for(lambda: len(sealing.acknowledged) >= enough or not threads[0].is_alive())  # noqa: B023
            time.sleep(chance.uniform(0, 0.05))
            known = set(sealing.acknowledged)
            sealing.dying = True
            kill_all(killed(process, data))
            process.wait()
        wait_for(lambda: processes_of(data) == [])
        sealing.dying = False
    assert 0 < len(known) < len(senders)
    with serving(data, port, log):
        assert known <= sealed_in(addresses.owner)
        threads[0].join(PATIENCE)
        assert sealing.wrong == []
        assert sealing.acknowledged == sealed_in(addresses.owner) == {(each.round_id, each.role) for each in senders}
        pair = {each.role: each for each in senders if each.round_id == senders[0].round_id}
        finish(port, pair["client"], pair["professional"])
    wait_for(lambda: processes_of(data) == [])
    assert "Traceback" not in log.read_text()


def at_once(senders: list[Sender], port: int) -> list[int]:
    """Send several parts at the same instant; the statuses of the answers."""
    gate = threading.Barrier(len(senders))
    found: list[int] = []

    def run(sender: Sender) -> None:
        gate.wait()
        found.append(sender.seal(port))

    threads = [threading.Thread(target=run, args=(sender,)) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return sorted(found)


def test_two_seals_at_the_same_instant_make_one_complete_round(server: TestServer, tmp_path: Path) -> None:
    name = server.clone()
    with live_server(server, name, tmp_path, workers=2) as live:
        port = int(live.url.rsplit(":", 1)[1])
        owner = server.addresses(name).owner
        senders = filled(server.environment(name, live.url), 24)
        pairs = [senders[place : place + 2] for place in range(0, len(senders), 2)]
        for pair in pairs[:20]:
            assert at_once(pair, port) == [302, 302]
        # Pressed twice by each: the second press changes nothing, and breaks nothing.
        for pair in pairs[20:]:
            told = at_once([*pair, *pair], port)
            # The second press of each leads on, or says "sent already" when both came at the very same time.
            assert told.count(302) >= len(pair)
            assert set(told) <= {302, 409}
        assert len(sealed_in(owner)) == len(senders)
        assert rows(owner, "SELECT state, count(*) FROM alliance_round GROUP BY state") == [("complete", 24)]
        history = rows(
            owner,
            "SELECT count(*), count(DISTINCT t.after ->> 'id') FROM history.event t"
            " WHERE t.table_name = 'alliance_round' AND t.after ->> 'state' = 'complete'",
        )
        assert history == [(24, 24)]
        assert "Traceback" not in live.log.read_text()
    server.drop(name)
