"""The pages of the documentation, as tests read them."""

from __future__ import annotations

import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = CHECKOUT / "src"
OPERATOR = CHECKOUT / "docs" / "operator-manual.md"
USER = CHECKOUT / "docs" / "user-manual.md"
GLOSSARY = CHECKOUT / "docs" / "GLOSSARY.md"
DECISIONS = sorted((CHECKOUT / "docs" / "decisions").glob("*.md"))
PAGES = sorted(CHECKOUT.glob("*.md")) + sorted((CHECKOUT / "docs").rglob("*.md"))

_FENCED = re.compile(r"^```.*?^```\n?", re.DOTALL | re.MULTILINE)


def text_of(page: Path) -> str:
    """All of a page."""
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """A page without what stands between fences, such as commands."""
    return _FENCED.sub("", text_of(page))


def sections(page: Path, level: int) -> dict[str, str]:
    """Heading to text, for the headings of one level; a section ends at a heading of its own or a higher level."""
    found: dict[str, str] = {}
    here = ""
    for line in text_of(page).splitlines():
        marks = len(line) - len(line.lstrip("#"))
        if line.startswith("#") and line[marks : marks + 1] == " " and marks <= level:
            here = line[marks + 1 :] if marks == level else ""
        elif here:
            found[here] = found.get(here, "") + line + "\n"
    return found


def cells(page: Path) -> list[list[str]]:
    """Every row of every table of a page, without heading and ruler."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text_of(page).splitlines()
        if line.startswith("|")
    ]
    rulers = [number for number, row in enumerate(rows) if set("".join(row)) <= set("-: ")]
    return [row for number, row in enumerate(rows) if number not in rulers and number + 1 not in rulers]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    found: dict[str, int] = {}
    made = set()
    for heading in re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        count = found.get(name, 0)
        found[name] = count + 1
        made.add(f"{name}-{count}" if count else name)
    return made
