"""The check of other people's packages sees each fault it is there for, and never takes silence for an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.packages import DECISION, LOCKS, faults_here, faults_installed, judged, pins, yanked

HASH = "--hash=sha256:" + "0" * 64
GOOD = f"one-two==1.0 \\\n    {HASH}\n    # via -r requirements.in\nthree==2 ; python_version < '4' \\\n    {HASH}\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / DECISION).parent.mkdir(parents=True)
    (tmp_path / DECISION).write_text("| One_Two | why |\n")
    for wishes, lock in LOCKS.items():
        (tmp_path / wishes).parent.mkdir(exist_ok=True)
        (tmp_path / wishes).write_text("One.Two[extra]~=1.0  # a reason\n")
        (tmp_path / lock).write_text(GOOD)
    return tmp_path


def test_what_is_locked_explained_and_installed_as_locked_is_in_order(checkout: Path) -> None:
    assert [(pin.name, pin.version, pin.hashes) for pin in pins(GOOD)[0]] == [("one-two", "1.0", 1), ("three", "2", 1)]
    assert list(faults_here(checkout)) == []
    assert list(faults_installed(checkout, {"one-two": "1.0", "three": "2", "pip": "9"})) == []


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("requirements.lock", GOOD.replace(HASH, "", 1), "one-two has no hash"),
        ("requirements.lock", GOOD.replace("one-two==1.0", "one-two>=1.0"), "not a package of an exact version"),
        ("requirements.lock", GOOD.replace("one-two==1.0", "one-two @ https://example.org/x"), "not a package of"),
        ("requirements-dev.lock", f"three==2 {HASH}\n", "lacks one-two"),
        ("requirements.in", "one-two\n", "one-two has no reason"),
        (DECISION, "| one | two |\n", "does not name one-two"),
    ],
)
def test_each_fault_of_the_lists_is_told(checkout: Path, file: str, text: str, told: str) -> None:
    (checkout / file).write_text(text)
    assert any(told in each for each in faults_here(checkout))


def test_something_else_installed_than_was_locked_is_told(checkout: Path) -> None:
    assert list(faults_installed(checkout, {"one-two": "1.1", "four": "1"})) == [
        "four 1 is installed; locked is nothing of that name",
        "one-two 1.1 is installed; locked is 1.0",
    ]


def test_a_version_that_its_makers_withdrew_is_named() -> None:
    assert yanked('warning: `attrs==21.1.0` is yanked (reason: "Not importable.")\n') == ["attrs==21.1.0"]


def test_a_known_fault_counts_and_who_is_offline_is_told_not_to_have_asked() -> None:
    assert judged(0, "Found no known vulnerabilities", "x") == ([], "")
    found, not_asked = judged(1, "Vulnerabilities:\n\njinja2 2.10 has 1 known vulnerability:\n", "x")
    assert ("jinja2 2.10 has 1 known vulnerability:" in found, not_asked) == (True, "")
    found, not_asked = judged(2, "error: error sending request for url (x)\n  cause: dns error\n", "x")
    assert (found, not_asked) == ([], "error: error sending request for url (x)")
    # A question put wrongly is no question that could not be asked.
    assert judged(2, "error: unexpected argument '--python' found", "x")[0] != []
