"""The page to explain the frame: a slip in the day is mended there, and what began since gets a day of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Duty
from alliantie.cases.operations import explain_frame
from alliantie.cases.queries import get_case
from tests.worklist.browse import as_worker, hidden, words
from tests.worklist.test_of_one_child import begin
from tests.worklist.work import at
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_what_began_since_the_frame_was_explained_asks_a_new_day_and_no_mending_of_the_old_one() -> None:
    with clock.at(clock.now() - timedelta(days=30)):
        case = World.make().case(measure_id="suspended-sentence")
        with acting(case.worker) as actor:
            here = get_case(actor, case.case_id)
            explain_frame(actor=actor, now=clock.now(), case=here, client_id=case.client_ids[0])
    worker, there = as_worker(case), at("case-frame", case, client_id=case.client_ids[0])
    old, today = (clock.today() - timedelta(days=30)).isoformat(), clock.today().isoformat()
    assert "Klopt de dag niet?" in words(worker, there)
    assert hidden(worker, there, "on") == old
    begin(case, "conditional-release")
    page = words(worker, there)
    assert "Daarna begon er iets nieuws. Leg dat ook uit." in page
    assert "Klopt de dag niet?" not in page
    assert hidden(worker, there, "on") == today
    asked = Duty.objects.using("owner").filter(case_id=case.case_id, norm_id="explain-frame")
    assert asked.exists()
    assert worker.post(there, {"on": today}).status_code == 302
    assert not asked.exists()
