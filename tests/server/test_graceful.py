"""Asked to stop, the web server finishes what it is at work on, and takes nothing new."""

from __future__ import annotations

import http.client
import os
import signal
import threading
from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.support.live import live_server
from tests.support.programs import PATIENCE, wait_for


@pytest.mark.django_db(transaction=True)
def test_a_request_under_way_is_answered_when_the_server_is_asked_to_stop(databases: Databases, tmp_path: Path) -> None:
    begun = databases.server.data / "slow-begun"
    begun.unlink(missing_ok=True)
    answers: list[int] = []
    with live_server(databases.server, databases.name, tmp_path, application="tests.server.slow:application") as live:
        port = int(live.url.rsplit(":", 1)[1])

        def ask() -> None:
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            asking.request("GET", "/healthz?slowly", headers={"Host": "localhost"})
            answers.append(asking.getresponse().status)

        thread = threading.Thread(target=ask)
        thread.start()
        wait_for(begun.exists)
        os.kill(live.process, signal.SIGTERM)
        thread.join(PATIENCE)
        assert answers == [200]
        wait_for(lambda: not _listens(port))
    databases.renew()


def _listens(port: int) -> bool:
    try:
        http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
    except OSError:
        return False
    return True
