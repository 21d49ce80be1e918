"""Going to a provider and back in a test: its file of settings, and what a browser brings along."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.conf import settings
from django.test import Client as Browser

from alliantie.access.openid import flow, providers
from alliantie.access.openid.providers import provider_of
from alliantie.people.invitations import invite
from tests.access.entering import LOGIN
from tests.support.forger import CLIENT, SECRET, Forger

BEGIN, BACK, INVITED = "/account/with/gemeente/", "/account/with/gemeente/back", "/account/with/gemeente/invited"


def write(folder: Path, monkeypatch: pytest.MonkeyPatch, issuer: str, more: str = "", rest: str = "") -> None:
    """The file of providers, and nothing that is held of another."""
    (folder / "secret").write_text(SECRET + "\n")
    (folder / "providers.toml").write_text(
        f'[[provider]]\nid = "gemeente"\nname = "Gemeente Lindedal"\nissuer = "{issuer}"\nclient_id = "{CLIENT}"\n'
        f'secret_file = "{folder}/secret"\nsigns_in = ["workers", "clients"]\n'
        f'second_step_amr = ["mfa"]\nsign_out = true\n{more}\n{rest}'
    )
    monkeypatch.setattr(settings, "OPENID_FILE", str(folder / "providers.toml"))
    providers._read_once.cache_clear()
    flow._apps.clear()
    flow._asked.clear()


def left(browser: Browser, provider: str = BEGIN, **asked: str) -> dict[str, str]:
    """Leave for the provider; what the browser brings along there."""
    answer = browser.get(provider, asked)
    assert answer.status_code == 302, answer.content
    return {name: values[0] for name, values in parse_qs(urlparse(answer["Location"]).query).items()}


def granted(
    forger: Forger, sent: dict[str, str], code: str = "code-1", token: str | None = None, **claims: Any
) -> None:
    """Let the provider give a token for a code."""
    forger.challenges[code] = sent["code_challenge"]
    forger.tokens[code] = lambda: token or forger.signed(forger.claims(sent["nonce"], **claims))


def came_back(browser: Browser, sent: dict[str, str], code: str = "code-1", **more: str) -> Any:
    return browser.get(BACK, {"code": code, "state": sent["state"], **more})


def went(browser: Browser, forger: Forger, **claims: Any) -> Any:
    """To the provider and back."""
    sent = left(browser)
    granted(forger, sent, **claims)
    return came_back(browser, sent)


def bound(forger: Forger, login: str = "peter", **claims: Any) -> None:
    """Take an invitation, as somebody who comes for the first time."""
    browser = Browser()
    code = invite(login, provider_named())
    assert went(browser, forger, **claims)["Location"] == INVITED
    assert browser.post(INVITED, {"code": code.upper().replace("-", " ")}).status_code == 302


def provider_named() -> providers.Provider:
    found = provider_of("gemeente")
    assert found is not None
    return found


def is_in(browser: Browser) -> bool:
    return (
        not browser.get("/search")["Location"].startswith(LOGIN) if browser.get("/search").status_code == 302 else True
    )


def came_in_by(forger: Forger, **claims: Any) -> Browser:
    browser = Browser()
    answer = went(browser, forger, **claims)
    assert answer.status_code == 302, answer.content.decode()
    return browser
