"""An answer as JSON can hold it, and as someone reads it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

import numpy as np

# More rows than a screen holds are for --json.
_SHOWN = 20
# So many numbers still read as one thing, such as the two ends of an interval.
_ON_A_LINE = 10


def plain(value: Any) -> Any:
    """The same in dicts, lists, texts and numbers; what is no finite number is None."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def as_text(answer: Mapping[str, Any]) -> str:
    """A short table: one line a figure, what belongs together under its name."""
    return "\n".join(_lines(answer, ""))


def _lines(values: Mapping[str, Any], margin: str) -> list[str]:
    width = max(map(len, values), default=0)
    lines: list[str] = []
    for name, value in values.items():
        if isinstance(value, dict):
            lines += [f"{margin}{name}", *_lines(value, margin + "  ")]
        elif isinstance(value, list) and not _short(value):
            lines += [f"{margin}{name}", *_listed(value, margin + "  ")]
        else:
            lines.append(f"{margin}{name:<{width}}  {_word(value)}")
    return lines


def _short(values: list[Any]) -> bool:
    return len(values) <= _ON_A_LINE and not any(isinstance(each, (dict, list, str)) for each in values)


def _listed(values: list[Any], margin: str) -> list[str]:
    lines = [
        margin + "  ".join(f"{name} {_word(each)}" for name, each in value.items())
        if isinstance(value, dict)
        else margin + _word(value)
        for value in values[:_SHOWN]
    ]
    if len(values) > _SHOWN:
        lines.append(f"{margin}and {len(values) - _SHOWN} more; --json gives all")
    return lines


def _word(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4f}" if value == 0 or 1e-3 <= abs(value) < 1e6 else f"{value:.4g}"
    if isinstance(value, list):
        return "  ".join(map(_word, value)) or "-"
    return str(value)
