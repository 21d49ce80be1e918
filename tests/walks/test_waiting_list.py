"""V15: one stream is used up while another has room, and the leader sees urgency beside it (000:2093-2103)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases import operations
from alliantie.cases.operations.team import Request
from alliantie.people.models import Worker
from tests.insight.teams import leader
from tests.worklist.browse import as_worker, sign_in, words
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_v15_a_leader_sees_that_who_needs_it_now_waits_for_a_stream_that_is_used_up() -> None:
    world = World.make()
    leads = leader(world)
    asked = clock.today().replace(day=1)
    for request in (
        Request("Bo Vermeer", asked, "now", "Slaapt in de auto.", "Wmo"),
        Request("Mo Vos", clock.today(), "can_wait", "Heeft nog een huis.", "Wlz"),
    ):
        with acting(leads):
            operations.put_on_list(actor=leads, now=clock.now(), team=world.team, request=request, token=uuid4())
    browser = sign_in(Worker.objects.using("owner").get(id=leads.me))
    seen = words(browser, "/team/waiting")
    # 2097-2103: a place follows the money and not the need; both stand beside each other, and nobody is put ahead.
    assert "Nu nodig: Slaapt in de auto. Wmo" in seen
    assert "Geldstroom Wachten Van wie nu nodig Wlz 1 0 Wmo 1 1" in seen
    assert "Alliantie zet niemand vooraan: u kiest de volgorde." in seen
    by_need, by_stream = (words(browser, f"/team/waiting?order={order}") for order in ("urgency", "stream"))
    assert by_need.index("Bo Vermeer") < by_need.index("Mo Vos")
    assert by_stream.index("Mo Vos") < by_stream.index("Bo Vermeer")
    assert as_worker(world.case()).get("/team/waiting").status_code in (403, 404)
