"""Files sealed with age: whoever holds the public key can make one, only whoever holds the secret key can open it.

age encrypts in pieces of 64 KB that are each authenticated, the last one as the last (age-encryption.org/v1), so
that a file that was cut short or changed does not open, and memory stays small however large it is.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pyrage
from pyrage import x25519

from alliantie.server.errors import ServerError

_BEGINS = "AGE-SECRET-KEY-"


class Reader(Protocol):
    """Gives what is to be sealed, b"" at the end."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes."""


class Writer(Protocol):
    """Takes what was sealed, in pieces."""

    def write(self, data: bytes, /) -> int:
        """The number of bytes that were taken."""

    def flush(self) -> None:
        """Called at the end."""


def new_key(path: Path) -> str:
    """Write a fresh secret key to a file that only its owner can read; the public key, for `seal`.

    Raises:
        ServerError: there is such a file, or it cannot be written.
    """
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"# public key: {public}\n{identity}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ServerError(f"{path} cannot be written: {error.strerror}.") from error
    return public


def secret_keys(path: Path) -> list[x25519.Identity]:
    """The secret keys in a file, one a line; lines that begin with # are remarks.

    Raises:
        ServerError: it cannot be read, or holds none.
    """
    try:
        lines = path.read_text(encoding="utf-8").split()
        found = [x25519.Identity.from_str(line) for line in lines if line.startswith(_BEGINS)]
    except OSError as error:
        raise ServerError(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, pyrage.IdentityError) as error:
        raise ServerError(f"{path} holds no secret key of backups.") from error
    if not found:
        raise ServerError(f"{path} holds no secret key of backups.")
    return found


def public_keys(texts: Sequence[str]) -> list[x25519.Recipient]:
    """Public keys, from their text.

    Raises:
        ServerError: one is no public key.
    """
    found = []
    for text in texts:
        try:
            found.append(x25519.Recipient.from_str(text.strip()))
        except pyrage.RecipientError:
            # Whoever takes the secret one by mistake should not find it in a log.
            raise ServerError("A public key of backups begins with age1; alliantie backup key makes one.") from None
    return found


def seal(path: Path, recipients: Sequence[x25519.Recipient], reader: Reader) -> None:
    """Seal all that `reader` gives. The file has its name only once it is whole and on the disk.

    Raises:
        ServerError: there is such a file, the disk is full, or what `reader` raised.
    """
    aside = path.with_name(f".{path.name}.part")
    if path.exists():
        raise ServerError(f"{path} exists; a backup never takes the place of another.")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            pyrage.encrypt_io(reader, file, recipients)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
        sync_folder(path.parent)
    except (OSError, pyrage.EncryptError) as error:
        raise ServerError(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}.") from error
    finally:
        aside.unlink(missing_ok=True)


def unseal(path: Path, identities: Sequence[x25519.Identity], writer: Writer) -> None:
    """Give `writer` what was sealed; nothing of it may be relied on before this returns.

    Raises:
        ServerError: it cannot be read, is for another key, was changed or is not whole; or what `writer` raised.
    """
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, writer, identities)
    except OSError as error:
        if error.errno is not None:
            raise ServerError(f"{path} cannot be read: {error.strerror}.") from error
        raise ServerError(f"{path} is damaged or not whole.") from error
    except pyrage.DecryptError as error:
        raise ServerError(f"{path} does not open: it is for another key, or was changed.") from error


def sync_folder(folder: Path) -> None:
    """Let what got its name in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
