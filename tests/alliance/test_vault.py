"""What is encrypted opens only with its own key, in its own place, and tells nothing by its size."""

from __future__ import annotations

import os
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliantie.alliance import vault

KEY, PLACE = vault.new_key(), uuid.uuid4()
VALUES = st.dictionaries(st.text(max_size=8), st.integers(-9, 9) | st.text(max_size=8), max_size=6)


@given(VALUES)
def test_what_was_locked_opens_to_the_same(value: dict[str, Any]) -> None:
    assert vault.unlock(KEY, "answers", PLACE, vault.lock(KEY, "answers", PLACE, value)) == value


@given(VALUES, VALUES)
def test_two_values_of_a_room_have_the_same_length(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert len(vault.lock(KEY, "answers", PLACE, one)) == len(vault.lock(KEY, "answers", PLACE, two))


def test_the_same_value_twice_gives_two_ciphertexts() -> None:
    assert vault.lock(KEY, "picture", PLACE, {}) != vault.lock(KEY, "picture", PLACE, {})


@given(st.integers(0, 400), st.integers(1, 255))
def test_one_changed_byte_does_not_open(where: int, change: int) -> None:
    blob = bytearray(vault.lock(KEY, "picture", PLACE, {"a": 1}))
    blob[where % len(blob)] ^= change
    with pytest.raises(vault.DamagedError):
        vault.unlock(KEY, "picture", PLACE, bytes(blob))


def test_a_value_moved_to_another_row_or_room_does_not_open() -> None:
    blob = vault.lock(KEY, "answers", PLACE, {"a": 1})
    with pytest.raises(vault.DamagedError):
        vault.unlock(KEY, "answers", uuid.uuid4(), blob)
    with pytest.raises(vault.DamagedError):
        vault.unlock(KEY, "agreement", PLACE, blob)


def test_a_pairs_key_opens_only_under_the_master_key_and_for_its_pair() -> None:
    master, pair = os.urandom(32), uuid.uuid4()
    wrapped = vault.wrap(master, pair, KEY)
    assert vault.unwrap(master, pair, wrapped) == KEY
    for other_master, other_pair in ((os.urandom(32), pair), (master, uuid.uuid4())):
        with pytest.raises(vault.DamagedError):
            vault.unwrap(other_master, other_pair, wrapped)


def test_an_agreement_of_140_of_the_longest_letters_fits() -> None:
    assert vault.unlock(KEY, "agreement", PLACE, vault.lock(KEY, "agreement", PLACE, {"text": "😀" * 140}))["text"]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        vault.lock(KEY, "afterthought", PLACE, {"text": "x" * 300})


@pytest.mark.parametrize("blob", [b"", b"short", b"\x01" * 40])
def test_rubbish_does_not_open(blob: bytes) -> None:
    with pytest.raises(vault.DamagedError):
        vault.unlock(KEY, "answers", PLACE, blob)
