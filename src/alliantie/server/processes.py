"""Child processes that never outlive the program that started them."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from alliantie.server.errors import ServerError
from alliantie.side_by_side import dies_with_parent


def start_child(
    command: Sequence[str | Path],
    *,
    sign: signal.Signals = signal.SIGTERM,
    account: tuple[int, int] | None = None,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program that dies with us, in a session of its own: Ctrl-C does not reach it.

    Args:
        command: program and arguments.
        sign: the signal it gets when we die in any way.
        account: user id and group id to run under; only root can give one.
        env: its whole environment, else ours.
        output: where both its streams go, else ours.
        cwd: its working directory, else ours.

    Raises:
        ServerError: the program cannot be started.
    """
    uid, gid = account or (None, None)
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            env=env,
            cwd=cwd,
            user=uid,
            group=gid,
            extra_groups=[] if account else None,
            start_new_session=True,
            preexec_fn=dies_with_parent(sign, os.getpid()),  # noqa: PLW1509 - forked from the only thread
        )
    except OSError as error:
        raise ServerError(f"Cannot start {Path(command[0]).name}: {error.strerror}.") from error


def piped(stream: IO[bytes] | None) -> IO[bytes]:
    """A stream of a child that was started with a pipe there. Raises ValueError when it was not."""
    if stream is None:
        raise ValueError("no pipe was asked for")
    return stream


def stop_child(child: subprocess.Popen[bytes], *signs: signal.Signals, seconds: float = 15) -> None:
    """Send each signal in turn until the child has ended, waiting at most `seconds` after each."""
    for sign in signs:
        if child.poll() is not None:
            return
        child.send_signal(sign)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
