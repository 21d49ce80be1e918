"""How long pages take, asked one after another in turn with the floor, and at once by sixteen people."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench.people import Client, Worker
from bench.visitor import VisitError

WARM_UP = 10


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many requests."""

    median: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Times:
        """The middle, and what nineteen in twenty stay below; of at least two requests."""
        return cls(median(seconds) * 1000, quantiles(seconds, n=20, method="inclusive")[-1] * 1000)


def in_turn(visits: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Times]:
    """Each visit once in every round, so that a busy moment of the machine falls on all of them.

    A visit returns how long it took, in seconds.
    """
    taken: dict[str, list[float]] = {name: [] for name in visits}
    for turn in range(rounds + WARM_UP):
        for name, visit in visits.items():
            seconds = visit()
            if turn >= WARM_UP:
                taken[name].append(seconds)
    return {name: Times.of(seconds) for name, seconds in taken.items()}


@dataclass(slots=True)
class Load:
    """What came of many at once: milliseconds of each request, errors, and for how long."""

    seconds: float
    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.taken) / self.seconds


def at_once(workers: Sequence[Worker], clients: Sequence[Client], seconds: float) -> Load:
    """Everybody visits one page after another, without a pause: workers read, clients answer."""
    found, lock = Load(seconds), threading.Lock()
    end = time.monotonic() + seconds

    def go(visits: Sequence[Callable[[], float]]) -> None:
        turn = 0
        while time.monotonic() < end:
            try:
                taken = visits[turn % len(visits)]()
            except (VisitError, OSError, http.client.HTTPException) as error:
                with lock:
                    found.errors.append(str(error))
                return
            with lock:
                found.taken.append(taken)
            turn += 1

    people = [*map(reading, workers), *map(answering, clients)]
    threads = [threading.Thread(target=go, args=(visits,)) for visits in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def reading(worker: Worker) -> list[Callable[[], float]]:
    """A worker's pages, as visits."""
    return [lambda path=path: _get(worker, path) for path in worker.pages.values()]  # type: ignore[misc]


def _get(worker: Worker, path: str) -> float:
    worker.visitor.get(path)
    return worker.visitor.seconds


def answering(client: Client) -> list[Callable[[], float]]:
    """A client's question, and an answer saved, as visits."""
    value = 0

    def question() -> float:
        client.visitor.get(client.question)
        return client.visitor.seconds

    def save() -> float:
        nonlocal value
        value = value % 3 + 1
        client.save(value)
        return client.visitor.seconds

    return [question, save]
