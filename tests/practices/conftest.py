"""Practices are read from files alone here: no organisation has made any of its own."""

from __future__ import annotations

from importlib import import_module

import pytest


@pytest.fixture(autouse=True)
def _files_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("alliantie.practices.library"), "_finders", [])
