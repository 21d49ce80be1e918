"""What commands about files share: reading and writing one, printing data, and running inside Django."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path

from alliantie.server.errors import ServerError


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file, of a larger one one byte more than may be, so that it is told to be larger.

    Raises:
        ServerError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise ServerError(f"{path} cannot be read: {error.strerror}.") from error


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone reads, also where one stood that more people read; whole or not at all.

    What is no file, such as a pipe, is written to as it is.

    Raises:
        ServerError: it cannot be written; what stood there is as it was.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
            return
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            # Never a file that somebody else laid ready under this name.
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ServerError(f"{path} cannot be written: {error.strerror}.") from error


def print_json(data: object) -> None:
    """Print data for another program to read."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def inside(carry_out: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Run a command inside Django, on the data folder that was asked for; others do without."""

    def run_inside(asked: argparse.Namespace) -> int:
        # Imported when needed: a command that does without starts at once.
        from alliantie.cli.manage import with_database

        with with_database(asked.data):
            return carry_out(asked)

    return run_inside
