"""Values that R gave for public data, and whether ours are the same; see references/README.md."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from alliantie import cli

FOLDER = Path(__file__).parent / "references"


def reference(name: str) -> dict[str, Any]:
    """What R gave."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def data(name: str) -> str:
    """The path of a data file, as a command takes it."""
    return str(FOLDER / f"{name}.csv")


def same(found: Any, expected: Any, tolerance: float = 1e-9) -> None:
    """Everything of `expected` stands in `found`, numbers to a relative tolerance."""
    if isinstance(expected, Mapping):
        for name, value in expected.items():
            same(found[name], value, tolerance)
    elif isinstance(expected, Sequence) and not isinstance(expected, str):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            same(one, other, tolerance)
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=tolerance, abs=tolerance)
    else:
        assert found == expected


def stats(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The answer of `alliantie stats … --json`."""
    assert cli.main(["stats", *arguments, "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    answer: dict[str, Any] = json.loads(captured.out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert {"method", "n", "estimator", "refused"} <= set(answer)
    return answer
