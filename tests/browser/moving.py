"""The program as a web server has it, with a clock that each request of a test sets for itself.

A browser sends `X-Moment`, and `X-Reckon` with the case in which the night has passed since: no test waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.support.serving import application as program

# isort: split
# Only now Django knows its models.
from alliantie import clock
from alliantie.access.identity import JOB, acting
from alliantie.cases.operations.duties import reckon

_reckoned: dict[str, str] = {}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request at the moment it names, or now."""
    moment = environ.get("HTTP_X_MOMENT")
    if not moment:
        return program(environ, start_response)
    with clock.at(datetime.fromisoformat(moment)):
        case = environ.get("HTTP_X_RECKON", "")
        if case and _reckoned.get(case) != clock.today().isoformat():
            _reckoned[case] = clock.today().isoformat()
            with acting(JOB):
                reckon(actor=JOB, today=clock.today(), case_ids=[UUID(case)])
        return program(environ, start_response)


__all__ = ["application"]
