"""The program with one page that takes long, to be stopped while it is at work."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.support.serving import DATA
from tests.support.serving import application as whole

__all__ = ["application"]

BEGUN = "slow-begun"
SECONDS = 2


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The health check, which takes its time where the question says so."""
    if environ.get("QUERY_STRING") == "slowly":
        Path(DATA, BEGUN).touch()
        time.sleep(SECONDS)
    return whole(environ, start_response)
