"""A real provider: npm's oidc-provider in a process of its own, installed once as its lock file says."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urljoin

import requests

HERE = Path(__file__).resolve().parents[1] / "access" / "openid"
# Node and npm come from the list of packages of the tests, so that a machine needs none.
PROGRAMS = Path(sys.executable).parent
_WAYS = re.compile(r'action="([^"]+)"')


def installed() -> Path:
    """The folder in which the provider is installed; npm checks each package by its hash."""
    lock = HERE / "package-lock.json"
    folder = Path(sys.prefix) / "openid" / hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "lock").open("w") as waiting:
        fcntl.flock(waiting, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(HERE / name, folder / name)
            environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
            subprocess.run([PROGRAMS / "npm", "ci", "--silent"], cwd=folder, env=environment, check=True, timeout=300)
            (folder / "done").touch()
        shutil.copy(HERE / "provider.mjs", folder / "provider.mjs")
    return folder


@contextmanager
def real_provider(redirect: str, secret: str, signed_out: str = "") -> Iterator[str]:
    """Run one that sends people back to `redirect` until the block ends; its issuer.

    Who signs out there is told at `signed_out`, where that is given.
    """
    command = [str(PROGRAMS / "node"), "provider.mjs", redirect, secret, *filter(None, [signed_out])]
    with subprocess.Popen(
        command, cwd=installed(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        issuer = process.stdout.readline().strip()
        assert issuer.startswith("http://127.0.0.1:")
        yield issuer
        process.stdin.close()


def sign_in_there(address: str, name: str, held: requests.Session | None = None) -> str:
    """Show there that one is `name`, and agree: the address with which one is sent back.

    In a browser that holds what a provider gave it before, where one is given.
    """
    with nullcontext(held) if held else requests.Session() as browser:
        answer = browser.get(address, timeout=20, allow_redirects=False)
        for _page in range(12):
            if answer.is_redirect:
                there = urljoin(answer.url, answer.headers["Location"])
                if not there.startswith(answer.url.split("/", 3)[0] + "//" + answer.url.split("/", 3)[2]):
                    return there
                answer = browser.get(there, timeout=20, allow_redirects=False)
                continue
            way = _WAYS.search(answer.text)
            assert way, answer.text
            form = {"prompt": "login", "login": name, "password": "any"}
            if "consent" in answer.text and 'name="login"' not in answer.text:
                form = {"prompt": "consent"}
            answer = browser.post(urljoin(answer.url, way[1]), data=form, timeout=20, allow_redirects=False)
    raise AssertionError("it never sent back")
