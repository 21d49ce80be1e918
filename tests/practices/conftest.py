"""Practices are read from files alone here: no organisation has made any of its own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _files_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alliantie.practices.library._finders", [])
