"""Processes that share work. Imports no Django itself, because a fresh process sets Django up with what stands here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from signal import SIGTERM
from typing import TypeVar

from alliantie.server.processes import dies_with_parent

Task = TypeVar("Task")
Result = TypeVar("Result")


def side_by_side(work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
    """What `work` returns for each task, in the order in which they are done, by a process for each processor.

    The processes know our environment and set Django up. They die with this one.
    """
    # A forked process would share our connection to the database.
    count, context = os.cpu_count() or 1, get_context("spawn")
    with ProcessPoolExecutor(count, context, _start, (os.getpid(),)) as pool:
        for done in as_completed([pool.submit(work, task) for task in tasks]):
            yield done.result()


def _start(parent: int) -> None:
    import django

    dies_with_parent(SIGTERM, parent)()
    django.setup()
