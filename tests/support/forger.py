"""A provider that does what it is told: as OpenID Connect says, or not. For what a real one would never send."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "alliantie", "a secret of forty signs, more or less, yes"


@cache
def new_key(kid: str, number: int = 0) -> RSAKey:
    """A key that a provider signs with; another number is another key of the same name."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


class Forger:
    """What it says of itself, which keys it shows, and the token it gives for each code."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.begin_anew()

    def begin_anew(self) -> None:
        """As a provider that does everything right and knows nobody."""
        issuer = self.issuer
        self.key = new_key("first")
        self.shown = [self.key]
        self.published: dict[str, Any] = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "end_session_endpoint": f"{issuer}/out",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        self.tokens: dict[str, Callable[[], str]] = {}
        self.challenges: dict[str, str] = {}
        self.asked: list[str] = []
        self.slow = 0.0

    def claims(self, nonce: str, /, **changed: Any) -> dict[str, Any]:
        """What an id token says; a claim that is None is left out."""
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "sub": "subject-1", "iat": now, "exp": now + 300}
        said |= {"auth_time": now, "nonce": nonce}
        return {name: value for name, value in (said | changed).items() if value is not None}

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None) -> str:
        """An id token, with the key that is in use unless another is given."""
        key = key or self.key
        return str(jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key))

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """What is answered to the server that asks."""
        self.asked.append(path)
        time.sleep(self.slow)
        if path == "/.well-known/openid-configuration":
            return 200, self.published
        if path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.shown]}
        code = form.get("code", "")
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        right = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() == self.challenges.get(code)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if path != "/token" or code not in self.tokens or not right or authorization != basic:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "one", "token_type": "Bearer", "id_token": self.tokens.pop(code)()}


@contextmanager
def forging() -> Iterator[Forger]:
    """A forger that listens on this machine until the block ends."""
    held: list[Forger] = []

    class Handler(BaseHTTPRequestHandler):
        def _said(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            form = {name: values[0] for name, values in parse_qs(self.rfile.read(size).decode()).items()}
            status, body = held[0].answer(urlparse(self.path).path, form, self.headers.get("Authorization", ""))
            sent = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = _said  # noqa: N815 - the names that are looked for

        def log_message(self, *_words: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.append(Forger(f"http://127.0.0.1:{server.server_port}"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield held[0]
    finally:
        server.shutdown()
        server.server_close()
