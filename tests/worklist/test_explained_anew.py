"""The page to explain the frame: as often as it was explained a day, and a slip in one is mended in its place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Duty
from alliantie.cases.operations import explain_frame
from alliantie.cases.queries import explained_days, get_case
from tests.worklist.browse import as_worker, hidden, words
from tests.worklist.test_of_one_child import begin
from tests.worklist.work import at
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_what_began_since_the_frame_was_explained_asks_a_new_day_beside_the_old_one() -> None:
    with clock.at(clock.now() - timedelta(days=30)):
        old = clock.today()
        case = World.make().case(measure_id="suspended-sentence")
        with acting(case.worker) as actor:
            here = get_case(actor, case.case_id)
            explain_frame(actor=actor, now=clock.now(), case=here, client_id=case.client_ids[0])
    worker, there = as_worker(case), at("case-frame", case, client_id=case.client_ids[0])
    today = clock.today().isoformat()
    assert hidden(worker, there, "wrong") == old.isoformat()
    begin(case, "conditional-release")
    assert "Daarna begon er iets nieuws. Leg dat ook uit." in words(worker, there)
    assert hidden(worker, there, "on") == today
    asked = Duty.objects.using("owner").filter(case_id=case.case_id, norm_id="explain-frame")
    assert asked.exists()
    assert "Ik legde uit wat er geldt" in words(worker, at("case-talk", case))
    assert worker.post(there, {"on": today}).status_code == 302
    assert not asked.exists()
    page = words(worker, there)
    assert "De laatste keer uitgelegd op" in page
    assert "Daarna begon" not in page
    with acting(case.worker) as actor:
        assert explained_days(actor, get_case(actor, case.case_id), case.client_ids[0]) == [clock.today(), old]


def test_a_slip_in_a_day_is_mended_in_its_place_and_never_doubles_another() -> None:
    case = World.make().case(measure_id="suspended-sentence")
    worker, there = as_worker(case), at("case-frame", case, client_id=case.client_ids[0])
    today, before = clock.today(), clock.today() - timedelta(days=2)
    for day in (today, before):
        assert worker.post(there, {"on": day.isoformat()}).status_code == 302
    doubled = worker.post(there, {"wrong": before.isoformat(), "right": today.isoformat()})
    assert (doubled.status_code, "Deze dag staat er al." in doubled.content.decode()) == (422, True)
    right = before + timedelta(days=1)
    assert worker.post(there, {"wrong": before.isoformat(), "right": right.isoformat()}).status_code == 302
    with acting(case.worker) as actor:
        assert explained_days(actor, get_case(actor, case.case_id), case.client_ids[0]) == [today, right]
    for wrong in ("", "niets", before.isoformat()):
        assert worker.post(there, {"wrong": wrong, "right": today.isoformat()}).status_code == 422
