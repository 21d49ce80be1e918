"""A rule that a release took out of a practice: what was kept or set by it breaks no page until the job renews it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.cases.models import Duty, Fact, Reckoning
from alliantie.people.models import Worker
from tests.insight.teams import leader
from tests.worklist.browse import as_worker, sign_in
from tests.worklist.test_todo import MOMENT, START, page_of, record
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

GONE = "a-rule-of-before"


def test_what_was_kept_by_a_rule_that_is_gone_breaks_no_page() -> None:
    with clock.at(MOMENT):
        case = World.make().case("nl-probation")
        record(case, "level-set", MOMENT.date(), level="3")
        record(case, "norm_deviated", MOMENT.date(), norm="reporting-level-3", until=MOMENT.date())
        deviated = Fact.objects.using("owner").get(kind="norm_deviated")
        deviated.values["norm"] = GONE
        Fact.objects.using("owner").filter(id=deviated.id).update(values=deviated.values)
        leads = sign_in(Worker.objects.using("owner").get(id=leader(case.world).me))
        kept = Duty.objects.using("owner").filter(case_id=case.case_id)
        first, today = kept.order_by("key")[0], MOMENT.date()
        gone = {"norm": GONE, "due": today.isoformat()}
        kept.filter(id=first.id).update(told=first.told | gone, due=today)
        Reckoning.objects.using("owner").filter(case_id=case.case_id).update(edition="before", unknown=[GONE])
        worker = as_worker(case)
        for page in (START, reverse("case-timeline", args=(case.case_id,)), page_of(case)):
            assert worker.get(page).status_code == 200, page
        assert leads.get(reverse("team")).status_code == 200
        with_worker = reverse("team-worker", args=(case.world.team.id, case.worker.me))
        assert leads.get(with_worker).status_code == 200
