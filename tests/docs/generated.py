"""The parts of the documentation that are made from the code.

python -m tests.docs.generated   writes them anew; a test fails when that changes anything
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from alliantie.alliance.states import diagram
from alliantie.demo import accounts
from alliantie.money.states import diagram as claim_diagram
from alliantie.practices import Practice, library

CHECKOUT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"<!-- generated: (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _practices() -> list[Practice]:
    shelf = library()
    return [shelf.get(id, version) for id in shelf.ids() for version in shelf.versions(id)]


def practices() -> str:
    """Every practice in every version: id, name, sector, pairs, version."""
    return table(
        ("Id", "Name", "Sector", "Pairs", "Says", "Version"),
        [
            (
                f"`{each.id}`",
                f"{each.name.in_('nl')} ({each.name.in_('en')})",
                each.sector,
                "; ".join(pair.name.in_("en") for pair in each.pairs),
                each.address,
                f"{each.version}, {each.status}",
            )
            for each in _practices()
        ],
    )


def measures() -> str:
    """Every measure of every practice, and whether rounds are held under it."""
    return table(
        ("Practice", "Measure", "In English", "Kind", "Rounds"),
        [
            (
                f"`{each.id}`",
                measure.name.in_("nl"),
                measure.name.in_("en"),
                measure.kind,
                "yes" if measure.rounds else "no",
            )
            for each in _practices()
            for measure in each.measures
        ],
    )


def people() -> str:
    """Who can sign in to the demo, by practice."""
    roles = {
        "worker": "Worker",
        "client": "Client",
        "leader": "Leader",
        "manager": "Manager",
        "guard": "Privacy officer",
        "partner": "Partner",
    }
    found: dict[str, list[tuple[str, str]]] = {}
    for account in accounts():
        found.setdefault(account.practice.in_("en"), []).append((account.role, account.login))
    return table(
        ("Practice", *roles.values()),
        [
            (practice, *(", ".join(f"`{login}`" for is_, login in who if is_ == role) for role in roles))
            for practice, who in found.items()
        ],
    )


def states() -> str:
    """The states of a round, as Mermaid draws them."""
    return f"```mermaid\n{diagram()}```\n"


def claim_states() -> str:
    """The states of a claim, as Mermaid draws them."""
    return f"```mermaid\n{claim_diagram()}```\n"


BLOCKS: dict[str, Callable[[], str]] = {
    "accounts": people,
    "claim_states": claim_states,
    "measures": measures,
    "practices": practices,
    "states": states,
}
PAGES = ("README.md", "docs/practices.md", "docs/round-states.md", "docs/claim-states.md")


def fresh(text: str) -> str:
    """A page with its generated parts made anew. Raises KeyError for a part nobody makes."""
    return _BLOCK.sub(lambda found: f"<!-- generated: {found[1]} -->\n\n{BLOCKS[found[1]]()}\n<!-- end -->", text)


def main() -> None:
    """Write every page anew."""
    for name in PAGES:
        page = CHECKOUT / name
        page.write_text(fresh(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
