"""Processes that share work. Imports no Django itself, because a fresh process sets Django up with what stands here."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from signal import SIGTERM, Signals
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_PR_SET_PDEATHSIG = 1


def dies_with_parent(sign: Signals, parent: int) -> Callable[[], None]:
    """Return what a child calls so that the death of its parent, process `parent`, sends it `sign`.

    The kernel ties this to the thread that forks: call Popen from one that lives as long as we do.
    A change of user clears it; Popen changes users before `preexec_fn`. Source: prctl(2).
    """
    # Loaded before the fork: a child may not take the loader's lock.
    prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None

    def set_signal() -> None:
        if prctl is None:
            return
        prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return set_signal


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
