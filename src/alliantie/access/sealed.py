"""Bytes that are kept encrypted under the master key, bound to the row and the place they stand in."""

from __future__ import annotations

import os
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def seal(master: bytes, place: str, row_id: UUID, blob: bytes) -> bytes:
    """`blob` as ciphertext (AES-256-GCM) that opens in this place of this row alone."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(master).encrypt(nonce, blob, f"{place}:".encode() + row_id.bytes)


def unseal(master: bytes, place: str, row_id: UUID, kept: bytes) -> bytes:
    """What `seal` was given. Raises InvalidTag where key, place or row is another."""
    return AESGCM(master).decrypt(kept[:_NONCE], kept[_NONCE:], f"{place}:".encode() + row_id.bytes)
