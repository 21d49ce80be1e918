"""What several tests of rounds begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.worlds import CaseWorld

# Imports of ours stand inside: this file may be read before Django's settings are there.


@pytest.fixture
def case() -> CaseWorld:
    """A case of Peter and Noor, who read the frame in her account; two colleagues are not in it."""
    from alliantie.access.identity import acting
    from alliantie.alliance import queries
    from alliantie.cases.operations import acknowledge_frame
    from tests.worlds import World

    here = World.make(workers=("Peter", "Samira", "Kees")).case()
    with acting(here.client()) as client:
        acknowledge_frame(actor=client, case=queries.get_pair(client, here.pair_ids[0]).case)
    return here
