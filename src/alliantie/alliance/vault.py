"""Answers and agreements as ciphertext of a fixed length, under a key per pair.

The pair's key is itself encrypted under the master key, which never enters the database; destroying a pair's key
destroys the answers, in backups too. Fixed lengths keep the size of a row from telling whether something stands in it.
"""

from __future__ import annotations

import json
import os
from typing import Any, Literal
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Room = Literal["answers", "picture", "agreement", "note", "draft", "afterthought", "mailbox"]

# Bytes of text each room holds: 16 answers with their words and state; 4 scores; 140 letters of up to 6 bytes escaped;
# twice 500 such letters; two answers; an address of 200 letters.
SIZES: dict[Room, int] = {
    "answers": 1536,
    "picture": 384,
    "agreement": 1024,
    "note": 3072,
    "draft": 3072,
    "afterthought": 256,
    "mailbox": 1024,
}
_NONCE = 12
_DECODER = json.JSONDecoder()

Key = bytes | AESGCM
"""A key, or the cipher that `cipher` made of it: who opens much with one key makes it once."""


class DamagedError(Exception):
    """A value does not open with this key in this place: it was changed, moved, or the key is another."""


def new_key() -> bytes:
    """A fresh key for one pair (AES-256)."""
    return AESGCM.generate_key(256)


def cipher(key: bytes) -> AESGCM:
    """A key that opens many values. Raises ValueError for what is no key."""
    return AESGCM(key)


def wrap(master: bytes, pair_id: UUID, key: bytes) -> bytes:
    """The pair's key, encrypted under the master key and bound to the pair."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(master).encrypt(nonce, key, b"pair:" + pair_id.bytes)


def unwrap(master: Key, pair_id: UUID, wrapped: bytes) -> bytes:
    """The pair's key. Raises DamagedError when the master key or the pair is another."""
    return _decrypt(master, bytes(wrapped), b"pair:" + pair_id.bytes)


def lock(key: bytes, room: Room, row_id: UUID, value: dict[str, Any]) -> bytes:
    """`value` as ciphertext that only opens in this room of this row; always the same length for a room.

    Raises ValueError when the value does not fit.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > SIZES[room]:
        raise ValueError(f"{room} holds at most {SIZES[room]} bytes")
    nonce = os.urandom(_NONCE)
    padded = text.ljust(SIZES[room])
    return nonce + AESGCM(key).encrypt(nonce, padded, f"{room}:".encode() + row_id.bytes)


def unlock(key: Key, room: Room, row_id: UUID, blob: bytes) -> dict[str, Any]:
    """What `lock` was given. Raises DamagedError."""
    # What pads it is not looked at: `json.loads` takes twice as long, most of it for that.
    value: dict[str, Any] = _DECODER.raw_decode(text_of(key, room, row_id, blob).decode())[0]
    return value


def text_of(key: Key, room: Room, row_id: UUID, blob: bytes) -> bytes:
    """The JSON of what `lock` was given, with the spaces that pad it. Raises DamagedError."""
    return _decrypt(key, bytes(blob), f"{room}:".encode() + row_id.bytes)


def _decrypt(key: Key, blob: bytes, place: bytes) -> bytes:
    try:
        return (key if isinstance(key, AESGCM) else AESGCM(key)).decrypt(blob[:_NONCE], blob[_NONCE:], place)
    except (InvalidTag, ValueError) as error:
        raise DamagedError("a walled value does not open") from error
