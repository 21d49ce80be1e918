"""A file a command writes is read by its owner alone, and stands there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliantie.cli.shared import write_private
from alliantie.server.errors import ServerError


def test_a_file_that_others_could_read_makes_way_for_one_that_its_owner_alone_reads(tmp_path: Path) -> None:
    path = tmp_path / "sums.json"
    path.write_text("older")
    path.chmod(0o644)
    with path.open() as held:
        write_private(path, "newer")
        assert held.read() == "older"
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("newer", 0o600)
    assert [each.name for each in tmp_path.iterdir()] == ["sums.json"]


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="cannot be written"):
        write_private(tmp_path / "away" / "sums.json", "text")
    write_private(Path("/dev/null"), "text")
    assert Path("/dev/null").is_char_device()
    assert list(tmp_path.iterdir()) == []
