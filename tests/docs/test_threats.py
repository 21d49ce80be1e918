"""The list of threats names tests that exist, and somebody of each kind."""

from __future__ import annotations

import ast
import re

from tests.docs.pages import CHECKOUT, sections, text_of

THREATS = CHECKOUT / "docs" / "threats.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
OPEN = "What nothing stops yet"


def test_each_test_that_is_named_exists() -> None:
    named = TEST.findall(text_of(THREATS))
    assert len(named) > 50
    missing = []
    for path, name in named:
        file = CHECKOUT / path
        known = (
            {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)}
            if file.is_file()
            else set()
        )
        if name not in known:
            missing.append(f"{path}::{name}")
    assert missing == []


def test_every_attempt_has_what_stops_it_and_a_test() -> None:
    parts = sections(THREATS, 2)
    assert len(parts) == 8
    assert parts[OPEN].count("\n- **") >= 5
    for heading, text in parts.items():
        rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
        assert heading == OPEN or len(rows) >= 5, heading
        for row in rows:
            cells = [cell.strip() for cell in row.strip("|").split(" | ")]
            assert len(cells) == 3, row
            assert all(cells), row
            assert TEST.search(cells[2]), row
