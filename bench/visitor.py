"""Someone who visits over one connection that stays open, with cookies and forms as a browser sends them."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE = 120.0
Form = Mapping[str, str | list[str]]
# A server closes a connection that stands still for some seconds; a browser then opens another.
_STILL = 1.0


class VisitError(Exception):
    """A page answered with another status than it should."""


class Visitor:
    """One person, one connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}
        self.seconds = 0.0
        self._until = 0.0
        self.location = ""

    def ask(
        self, method: str, path: str, form: Form | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and content. `seconds` then holds the time from the first byte sent to the last received."""
        body = urlencode(form, doseq=True).encode() if form is not None else None
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if time.perf_counter() - self._until > _STILL:
            self._connection.close()
            self._connection.connect()
        start = time.perf_counter()
        self._connection.request(method, path, body, sent)
        answer = self._connection.getresponse()
        content = answer.read()
        self._until = time.perf_counter()
        self.seconds = self._until - start
        self.location = answer.headers.get("Location", "")
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer.status, content

    def get(self, path: str) -> bytes:
        """A page. Raises VisitError unless it is there."""
        status, content = self.ask("GET", path)
        if status != 200:
            raise VisitError(f"GET {path}: {status} {self.location}")
        return content

    def costs(self, path: str, what: str) -> dict[str, Any]:
        """What a page costs, as `bench.costs` tells it. Raises VisitError unless the page is there."""
        status, content = self.ask("GET", path, headers={"X-Bench": what})
        told: dict[str, Any] = json.loads(content) if status == 200 else {"status": status}
        if told["status"] != 200:
            raise VisitError(f"GET {path}: {told['status']}")
        return told

    def token(self, path: str) -> str:
        """What a form of this page has to send along."""
        found = _TOKEN.search(self.get(path).decode())
        if found is None:
            raise VisitError(f"{path} has no form")
        return found[1]

    def post(self, path: str, csrf: str, /, **form: str | list[str]) -> int:
        """Send a form with what `token` gave. Returns the status, 204 or a redirect. Raises VisitError otherwise."""
        status, _content = self.ask("POST", path, {"csrfmiddlewaretoken": csrf, **form})
        if status not in (204, 302):
            raise VisitError(f"POST {path}: {status}")
        return status

    def sign_in(self, login: str, password: str) -> None:
        """Sign in by the form. Raises VisitError."""
        path = "/account/login/"
        self.post(path, self.token(path), login=login, password=password)
        self.get("/bench/empty")
