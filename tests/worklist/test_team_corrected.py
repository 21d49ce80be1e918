"""What was decided on a judgement that was corrected since is told to who leads the team, and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import Reading
from alliantie.cases.models import Incident
from alliantie.cases.operations.incidents import judge_again, respond
from alliantie.cases.queries import get_case, team_corrected
from alliantie.people.models import Worker
from tests.insight.teams import leader
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worklist.letters_there import noted
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

HEADING = "Besloten op een oordeel dat veranderde"


@pytest.fixture
def case() -> CaseWorld:
    return World.make(workers=("Peter", "Samira")).case()


def leading(case: CaseWorld) -> Browser:
    return sign_in(Worker.objects.using("owner").get(id=leader(case.world).me))


def chosen(case: CaseWorld, incident: Incident, option: str) -> None:
    with acting(case.worker) as actor:
        respond(
            actor=actor, now=clock.now(), case=get_case(actor, case.case_id), incident_id=incident.id, option=option,
            reason="Zo is het besproken.", token=uuid4(),
        )  # fmt: skip


def judged(case: CaseWorld, incident: Incident, said: str) -> None:
    with acting(case.worker) as actor:
        judge_again(
            actor=actor, now=clock.now(), case=get_case(actor, case.case_id), incident_id=incident.id,
            on=clock.today(), values={"judged": said}, text="Bij nader inzien.", token=uuid4(),
        )  # fmt: skip


def logged(case: CaseWorld) -> list[UUID | None]:
    read = Reading.objects.using("owner").filter(what="team corrected", case_id=case.case_id)
    return list(read.values_list("client_id", flat=True))


def test_a_judgement_corrected_after_a_decision_is_told_to_who_leads_until_it_is_long_ago_and_answered(
    case: CaseWorld,
) -> None:
    incident = noted(case, "special-condition", 3)
    chosen(case, incident, "warn")
    leads = leading(case)
    assert HEADING not in words(leads, "/team")
    assert logged(case) == []
    judged(case, incident, "unwanted")
    told = words(leads, "/team")
    assert HEADING in told
    assert "nog niet opnieuw gekozen wat er gebeurt" in told
    assert "Bij nader inzien." not in told
    words(leads, "/team")
    assert logged(case) == [case.client_ids[0]], "once a day"
    assert "Dat het oordeel over iets van u veranderde" in words(as_client(case), reverse("who-looked"))
    chosen(case, incident, "no-action")
    assert "nog niet opnieuw gekozen" not in words(leads, "/team")
    with acting(leader(case.world)) as actor:
        assert len(team_corrected(actor, clock.now() - timedelta(days=28))) == 1
        assert team_corrected(actor, clock.now() + timedelta(days=1)) == ()


def test_a_judgement_before_the_decision_or_after_none_is_no_correction_of_it(case: CaseWorld) -> None:
    first, second = noted(case, "special-condition", 3), noted(case, "appointment", 2)
    judged(case, first, "unwanted")
    chosen(case, first, "no-action")
    judged(case, first, "breach-special")
    chosen(case, second, "warn")
    judged(case, second, "breach-special")
    with acting(leader(case.world)) as actor:
        assert team_corrected(actor, clock.now() - timedelta(days=28)) == ()
    assert as_worker(case).get("/team").status_code != 200
