"""What the program said of itself in all tests, kept beside what people wrote in them, and compared when they are done.

As a program it reads what the runs of one server kept: each line is one others can read by machine, and none holds a
name of a client or a text that somebody typed.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg

FOLDER = "said"
KNOWN = {"at", "level", "from", "said", "error", "places", "status"}
LEAST = 20
"""So many lines at least: fewer, and the tests that let something go wrong did not run."""


def keep(data: Path) -> None:
    """From now on keep what this process logs, what is typed in its pages, and what its clients are called."""
    from alliantie.access.logs import Lines

    folder = data / FOLDER
    folder.mkdir(exist_ok=True)
    lines = logging.FileHandler(folder / f"{os.getpid()}.log", encoding="utf-8", delay=True)
    lines.setFormatter(Lines())
    lines.setLevel(logging.WARNING)
    for name in ("", "django.request"):
        logging.getLogger(name).addHandler(lines)
    listen(data)


def listen(data: Path) -> None:
    """From now on keep what is typed in the pages of this process, and what its clients are called."""
    from django.core.handlers.base import BaseHandler
    from django.db.models.signals import post_save

    written = data / FOLDER / f"{os.getpid()}.written"
    written.parent.mkdir(exist_ok=True)
    seen: set[str] = set()

    def note(texts: Iterable[str]) -> None:
        new = {text for text in texts if text not in seen}
        if new:
            seen.update(new)
            with written.open("a", encoding="utf-8") as file:
                file.writelines(f"{json.dumps(text)}\n" for text in new)

    respond = BaseHandler.get_response

    def noting(self: BaseHandler, request: Any) -> Any:
        try:
            return respond(self, request)
        finally:
            if hasattr(request, "_post"):
                note(text for _name, texts in request.POST.lists() for text in texts if is_telling(text))

    patch.object(BaseHandler, "get_response", noting).start()
    post_save.connect(
        lambda instance, **_more: note((instance.given_name, instance.family_name)),
        sender="people.Client", weak=False, dispatch_uid="said",
    )  # fmt: skip


def take(log: Path, data: Path) -> None:
    """Keep what a program that ended has written."""
    (data / FOLDER).mkdir(exist_ok=True)
    shutil.copy(log, data / FOLDER / f"{log.parent.name}-{os.getpid()}.log")


# A page of ours that names somebody's work by its number.
_ADDRESS = re.compile(r"/[a-z-]+/[0-9a-f]{8}-[0-9a-f]{4}")


def is_telling(text: str) -> bool:
    """Whether somebody typed this text: what a form offers to choose from is one word, and stands in the code."""
    return len(text) >= 8 and " " in text.strip()


def wrong_in(lines: Iterable[str], written: Iterable[str]) -> Iterator[str]:
    """What is wrong in lines of a log, given what people wrote: no JSON, another key, an address, or a text."""
    texts = sorted({text.strip() for text in written if text.strip()}, key=len, reverse=True)
    # One word stands for itself only: "Noor" is no part of "Noordwijk".
    found = re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in texts)) if texts else None
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            yield f"no line of JSON: {line[:200]}"
            continue
        if not isinstance(told, dict) or set(told) - KNOWN:
            yield f"a line with other keys: {line[:200]}"
        elif address := _ADDRESS.search(line):
            yield f"an address of a page, {address.group()}: {line[:200]}"
        elif found and (quoted := found.search(" ".join(map(str, told.values())))):
            yield f"what somebody wrote, {quoted.group()!r}: {line[:200]}"


def names_in(url: str) -> set[str]:
    """What the clients in a database are called."""
    with psycopg.connect(url) as owner:
        return {name for row in owner.execute("SELECT given_name, family_name FROM people_client") for name in row}


def main() -> int:
    """Compare what the runs so far have kept. Status 1 where something is wrong, or next to nothing was said."""
    from tests.support.databases import VARIABLE, TestServer

    given = os.environ.get(VARIABLE)
    kept = Path(given) / FOLDER if given else None
    if kept is None or not kept.is_dir():
        sys.stderr.write("Nothing was kept: this looks at what the parts before it said, in the same run.\n")
        return 1
    lines = [line for log in sorted(kept.glob("*.log")) for line in log.read_text(encoding="utf-8").splitlines()]
    written = {json.loads(text) for each in kept.glob("*.written") for text in each.read_text().splitlines()}
    server = TestServer("said")
    if (server.data / "demo.prepared").exists():
        written |= names_in(server.addresses("demo").owner)
    wrong = list(wrong_in(lines, written))
    told = f"{len(lines)} lines said, {len(written)} texts and names of people: {len(wrong)} lines wrong"
    sys.stdout.write("\n".join([told, *wrong[:50], ""]))
    if len(lines) < LEAST:
        sys.stderr.write(f"Fewer than {LEAST} lines: hardly anything was looked at.\n")
    return int(bool(wrong) or len(lines) < LEAST)


if __name__ == "__main__":
    sys.exit(main())
