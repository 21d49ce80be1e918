"""What the program says of itself: a line of JSON each, which never carries what people wrote.

Paths of pages name people's work by a number, and errors may quote a form, a row or an address. So a line tells a kind
of error and places in the code, and of a request its status alone.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any


class Lines(logging.Formatter):
    """Writes a record as one line of JSON: `at` (UTC), `level`, `from`, and what follows.

    `error` and `places` (file and line, the innermost first) of one with an exception; `status` of one about a request;
    `said`, the first line of the message, of any other.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end. A message that cannot be filled in is told as it stands in the code."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        if record.exc_info and record.exc_info[0] is not None:
            kind, _error, trace = record.exc_info
            told["error"] = kind.__name__
            told["places"] = _places((frame.filename, frame.lineno) for frame in traceback.extract_tb(trace))
        elif record.name == "django.request" or hasattr(record, "request"):
            told["status"] = getattr(record, "status_code", None)
        else:
            # What others say may go on with an error in full; the web server does.
            first, *rest = _said(record).split("\n")
            told["said"] = first
            if places := _places(_PLACE.findall("\n".join(rest))):
                told["places"] = places
        return json.dumps(told, ensure_ascii=False)


_PLACE = re.compile(r'^  File "([^"\n]+)", line (\d+)', re.MULTILINE)


def _places(frames: Iterable[tuple[str, object]]) -> list[str]:
    return [f"{file.rsplit('/', 1)[-1]}:{line}" for file, line in reversed(list(frames))]


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)
