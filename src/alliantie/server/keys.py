"""The secret files: made once at the first start, readable by their owner only."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from alliantie.server.errors import ServerError

FOLDER = "secrets"
NAMES = ("django", "identity", "master")
_SIZE = 32


@dataclass(frozen=True)
class Secrets:
    """The three secrets of an installation; none is ever shown in a representation."""

    django: str = field(repr=False)
    """Signs sessions and forms (Django's SECRET_KEY)."""
    identity: bytes = field(repr=False)
    """Proves to the database who acts (HMAC-SHA256, 32 bytes)."""
    master: bytes = field(repr=False)
    """Wraps the key of every pair's answers (AES-256, 32 bytes)."""


def load_secrets(data: Path) -> Secrets:
    """Read `data/secrets`, making what is missing with random bytes (files 0600, folder 0700).

    Raises:
        ServerError: the folder cannot be made or a file cannot be read or is damaged.
    """
    return read_secrets(data / FOLDER)


def check_complete(data: Path) -> None:
    """Refuse a data folder that was in use but lost a secret: a fresh one could open no answer.

    Raises:
        ServerError: a secret file is missing.
    """
    for name in NAMES:
        if not (data / FOLDER / f"{name}.key").exists():
            missing = data / FOLDER / f"{name}.key"
            raise ServerError(f"The secret file {missing} is missing; put back a copy from your backup.")


def read_secrets(folder: Path) -> Secrets:
    """The same, given the folder itself (what the environment names in ALLIANTIE_SECRETS)."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        values = [_read_or_make(folder / f"{name}.key") for name in NAMES]
    except OSError as error:
        raise ServerError(f"Cannot read or make the secret files in {folder}: {error.strerror}.") from error
    return Secrets(django=values[0].hex(), identity=values[1], master=values[2])


def _read_or_make(path: Path) -> bytes:
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_SIZE))
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link fails when another start was first; a half-written file never has the name.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    value = path.read_bytes()
    if len(value) != _SIZE:
        raise ServerError(f"The secret file {path} is damaged; put back a copy from your backup.")
    return value
