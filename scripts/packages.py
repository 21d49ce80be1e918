"""What is known of the packages of others: locked and explained, not withdrawn by their makers, no fault known.

Run by `./test packages`. What needs a service that cannot be reached is told as not asked, and is no proof of anything.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
# Each list of what we ask for, and the list of exactly what is installed for it.
LOCKS = {
    "requirements.in": "requirements.lock",
    "requirements-dev.in": "requirements-dev.lock",
    "requirements-uv.in": "requirements-uv.lock",
    "bench/requirements.in": "bench/requirements.lock",
}
DECISION = "docs/decisions/0006-dependencies.md"
# What stands in every new environment of Python, and ourselves.
NOT_LOCKED = frozenset({"pip", "setuptools", "wheel", "alliantie"})
_PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_OFFLINE = re.compile(
    r"error sending request|request failed after|failed to fetch|dns error|operation timed out", re.IGNORECASE
)
_UV = Path(sys.executable).parent / "uv"
# Seconds for one question: who is offline should not wait for it.
_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of a lock file."""

    name: str
    version: str
    hashes: int


def plain(name: str) -> str:
    """A name as the index of packages compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> tuple[list[Pin], list[str]]:
    """The packages of a lock file, and the lines that are no package of an exact version."""
    entries = re.split(r"\n(?=[^\s#])", re.sub(r"\\\n\s*", " ", text))
    found, wrong = [], []
    for entry in entries:
        said = re.sub(r"(^|\s)#.*", "", entry).strip()
        if not said:
            continue
        pin = _PIN.match(said)
        if pin is None or "://" in said or "--index" in said:
            wrong.append(said[:60])
        else:
            found.append(Pin(plain(pin[1]), pin[2], len(_HASH.findall(said))))
    return found, wrong


def asked(text: str) -> dict[str, str]:
    """What a list asks for, each with its reason, "" for none."""
    found = {}
    for line in text.splitlines():
        name = re.match(r"[A-Za-z0-9._-]+", line)
        if name and not line.startswith("-"):
            found[plain(name[0])] = line.partition("#")[2].strip()
    return found


def faults_here(checkout: Path) -> Iterator[str]:
    """What can be seen without asking anybody. Each is a sentence."""
    known = plain((checkout / DECISION).read_text())
    for wishes, lock in LOCKS.items():
        locked, wrong = pins((checkout / lock).read_text())
        yield from (f"{lock}: not a package of an exact version: {line}" for line in wrong)
        yield from (f"{lock}: {pin.name} has no hash" for pin in locked if not pin.hashes)
        names = {pin.name for pin in locked}
        for name, reason in asked((checkout / wishes).read_text()).items():
            if not reason:
                yield f"{wishes}: {name} has no reason"
            if name not in names:
                yield f"{lock} lacks {name}, which {wishes} asks for"
            if not re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", known):
                yield f"{DECISION} does not name {name}"


def faults_installed(checkout: Path, installed: dict[str, str]) -> Iterator[str]:
    """What differs between what was locked and what is installed, by name and version."""
    locked = {pin.name: pin.version for lock in LOCKS.values() for pin in pins((checkout / lock).read_text())[0]}
    for name, version in sorted(installed.items()):
        if name not in NOT_LOCKED and locked.get(name) != version:
            yield f"{name} {version} is installed; locked is {locked.get(name, 'nothing of that name')}"


def yanked(said: str) -> list[str]:
    """The packages that `uv` says their makers withdrew."""
    return re.findall(r"`(\S+)` is yanked[^\n]*", said)


def ask(command: Sequence[str | Path], folder: Path) -> tuple[int, str]:
    """The status of a program and all it said; status -1 when it took too long."""
    env = {**os.environ, "NO_COLOR": "1", "UV_HTTP_TIMEOUT": "10", "UV_HTTP_RETRIES": "1"}
    env |= {"UV_PYTHON": sys.executable, "UV_NO_PROGRESS": "1"}
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1, "no answer in time"
    return done.returncode, done.stdout + done.stderr


def judged(status: int, said: str, what: str) -> tuple[list[str], str]:
    """What is wrong after a question, and why it could not be asked, "" where it could.

    Only who is offline was not able to ask: a question that fails in another way is wrong itself.
    """
    if status == 0:
        return [], ""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if status == -1 or _OFFLINE.search(said):
        return [], next((line for line in lines if line.startswith("error:")), lines[-1] if lines else "no answer")
    return [f"{what}:", *lines], ""


def main() -> int:
    """Tell what is wrong, and what could not be asked; 1 when anything is wrong."""
    wrong = [
        *faults_here(CHECKOUT),
        *faults_installed(CHECKOUT, {plain(each.name): each.version for each in distributions()}),
    ]
    locked = [pin for lock in LOCKS.values() for pin in pins((CHECKOUT / lock).read_text())[0]]
    _tell(f"{len(locked)} packages are locked, with hashes.")
    locks: list[str | Path] = [part for lock in LOCKS.values() for part in ("-r", CHECKOUT / lock)]
    python = ["--python", sys.executable]
    command: list[str | Path] = [
        _UV,
        "pip",
        "install",
        "--dry-run",
        "--no-deps",
        "--reinstall",
        "--require-hashes",
        *python,
        *locks,
    ]
    questions = (
        ("whether makers withdrew a version", *ask(command, CHECKOUT)),
        ("whether a fault is known in one of them", *_audited(locked)),
    )
    for what, status, said in questions:
        found, not_asked = judged(status, said, what)
        _tell(f"NOT ASKED {what}: {not_asked}" if not_asked else f"Asked {what}.")
        wrong += [*found, *(f"{each} was withdrawn by its makers" for each in yanked(said))]
    changed = ask(["git", "log", "-1", "--format=%ct", "--", *LOCKS.values()], CHECKOUT)[1].strip()
    if changed.isdecimal():
        days = (datetime.now(UTC) - datetime.fromtimestamp(int(changed), UTC)).days
        _tell(f"The locks were last changed {days} days ago.")
    for each in wrong:
        sys.stderr.write(f"{each}\n")
    return int(bool(wrong))


def _tell(what: str) -> None:
    sys.stdout.write(f"{what}\n")


def _audited(locked: Sequence[Pin]) -> tuple[int, str]:
    """What `uv audit` says of all locked packages, as a project that asks for exactly these."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    wishes = ", ".join(f'"{pin.name}=={pin.version}"' for pin in locked)
    with tempfile.TemporaryDirectory() as folder:
        project = f'[project]\nname = "locked"\nversion = "0"\nrequires-python = "=={version}.*"\n'
        (Path(folder) / "pyproject.toml").write_text(f"{project}dependencies = [{wishes}]\n")
        command: list[str | Path] = [_UV, "audit", "--preview-features", "audit"]
        return ask(command, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
