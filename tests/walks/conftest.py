"""The walks are taken in the demo, where a rule nobody checked against current law stops what it stops."""

from __future__ import annotations

from typing import Any

import pytest

# What is asserted there is told as fully as in a test.
pytest.register_assert_rewrite("tests.walks.walking")


@pytest.fixture(autouse=True)
def _in_the_demo(settings: Any) -> None:
    settings.DEMO = True
