"""Practices of the library that lack what all of ours have, since an organisation's own may lack it."""

from __future__ import annotations

from typing import Any

import pytest

from alliantie.practices import Practice, library


def lacking(practice_id: str, **instead: Any) -> Practice:
    """The newest version of a practice, with these of its parts instead of its own."""
    bare = library().latest(practice_id).model_copy(update=instead)
    bare.__dict__.pop("vocabulary", None)
    return bare


def everyone_lacks(monkeypatch: pytest.MonkeyPatch, practice_id: str, **instead: Any) -> None:
    """For the time of a test every case of a practice lacks these parts of it."""
    there = library()
    of_its_own = there._of(practice_id)
    bare = lacking(practice_id, **instead)
    monkeypatch.setitem(of_its_own, bare.version, bare)
