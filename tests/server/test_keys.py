"""The secret files."""

import stat
from pathlib import Path

import pytest

from alliantie.server.errors import ServerError
from alliantie.server.keys import check_complete, load_secrets


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    first = load_secrets(tmp_path)
    assert load_secrets(tmp_path) == first
    assert len({first.django, first.identity.hex(), first.master.hex()}) == 3
    assert {len(first.identity), len(first.master)} == {32}
    folder = tmp_path / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["django.key", "identity.key", "master.key"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    secrets = load_secrets(tmp_path)
    assert secrets.django not in repr(secrets)


def test_a_damaged_secret_is_told_and_not_replaced(tmp_path: Path) -> None:
    load_secrets(tmp_path)
    file = tmp_path / "secrets" / "master.key"
    file.write_bytes(b"short")
    with pytest.raises(ServerError, match=r"master\.key is damaged"):
        load_secrets(tmp_path)
    assert file.read_bytes() == b"short"


def test_a_secret_that_was_lost_is_told_and_not_made_anew(tmp_path: Path) -> None:
    load_secrets(tmp_path)
    check_complete(tmp_path)
    (tmp_path / "secrets" / "master.key").unlink()
    with pytest.raises(ServerError, match=r"master\.key is missing"):
        check_complete(tmp_path)
