"""People who can sign in, for tests that come in by the front door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.forger import Forger
    from tests.worlds import CaseWorld, World

# Imports of ours stand inside: this file may be read before Django's settings are there.


@pytest.fixture
def world() -> World:
    """A world of its own."""
    from tests.worlds import World

    return World.make()


@pytest.fixture
def case(world: World) -> CaseWorld:
    """A case of peter and noor, who both have an account."""
    from tests.access.entering import account_of

    account_of(world.workers[0], "peter")
    case = world.case()
    account_of(case.client_ids[0], "noor")
    return case


@pytest.fixture(scope="module")
def served() -> Iterator[Forger]:
    """A provider that listens."""
    from tests.support.forger import forging

    with forging() as forger:
        yield forger


@pytest.fixture
def forger(served: Forger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Forger:
    """A provider called gemeente, that signs in workers and clients; its second step counts where it says mfa."""
    from tests.access.openid_ways import write

    served.begin_anew()
    write(tmp_path, monkeypatch, served.issuer)
    return served
