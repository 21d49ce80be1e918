"""Ending a case: weighed first, behind its gates, everything put away, and undone within a week."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from alliantie import clock
from alliantie.access.identity import JOB, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Appointment, Case, Duty, Fact, Incident, Measure, Outcome
from alliantie.cases.operations import change_measure, cover, record_fact
from alliantie.cases.operations import incidents as incidents
from alliantie.cases.operations.ending import Ending, end_case, reopen_case
from alliantie.cases.queries import get_case, practice_of
from alliantie.cases.queries.standing import standing_of
from alliantie.cases.queries.written import written_for
from alliantie.norms.outcomes import reentry
from tests.support import raw
from tests.support.at_once import at_once
from tests.support.practices import everyone_lacks
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def here() -> CaseWorld:
    with clock.at(clock.now() - timedelta(days=30)):
        return World.make().case()


def ending(reason: str = "completed", **more: Any) -> Ending:
    said: dict[str, Any] = {
        "kind": Outcome.Kind.OTHER,
        "interests": "Rust voor Noor, en zicht voor de rechter.",
        "cause": "De tijd is om.",
        "contact": "Twee keer gebeld.",
        "why": "Zo is het besproken.",
        "outside": {("suspended-sentence", None): more.get("on") or clock.today()},
        **more,
    }
    return Ending(reason=reason, **said)


def end(case: CaseWorld, reason: str = "completed", *, worker: int | None = None, **more: Any) -> None:
    with acting(case.worker if worker is None else case.world.worker(worker)) as actor:
        token: UUID = more.pop("token", None) or uuid4()
        danger: bool = more.pop("danger", False)
        found = get_case(actor, case.case_id)
        made = ending(reason, **more)
        end_case(actor=actor, now=clock.now(), case=found, ending=made, token=token, danger=danger)


def reopen(case: CaseWorld) -> None:
    with acting(case.worker) as actor:
        reopen_case(actor=actor, now=clock.now(), case=get_case(actor, case.case_id))


def as_it_stands(case: CaseWorld) -> Case:
    found: Case = Case.objects.using("owner").get(id=case.case_id)
    return found


def standing(case: CaseWorld, kind: str) -> list[Fact]:
    found = Fact.objects.using("owner").filter(case_id=case.case_id, kind=kind, void=False)
    gone = Fact.objects.using("owner").filter(case_id=case.case_id, void=True).values("corrects_id")
    return list(found.exclude(id__in=gone))


def test_an_ending_keeps_what_was_weighed_and_how_it_ended(here: CaseWorld) -> None:
    end(here)
    (outcome,) = Outcome.objects.using("owner").all()
    assert (outcome.kind, outcome.reason, outcome.on) == ("completed", "completed", clock.today())
    assert outcome.interests == "Rust voor Noor, en zicht voor de rechter."
    assert as_it_stands(here).closed_on == clock.today()
    (fact,) = standing(here, "case_closed")
    assert fact.values == {"outcome": "completed", "reason": "completed"}


def test_with_the_case_end_its_measures_talks_incidents_and_duties(here: CaseWorld) -> None:
    plan_talk(here, clock.now() + timedelta(days=3))
    with acting(here.worker) as actor:
        incidents.record_incident(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, here.case_id),
            client_id=here.client_ids[0],
            kind="appointment",
            on=clock.today(),
            values={"judged": "not-established"},
            text="",
            token=uuid4(),
        )
    assert Duty.objects.using("owner").filter(case_id=here.case_id).exists()
    end(here, outside={("suspended-sentence", None): clock.today()})
    assert Measure.objects.using("owner").get(case_id=here.case_id).ends_on == clock.today()
    assert len(standing(here, "measure_ended")) == 1
    planned = Appointment.objects.using("owner").get()
    assert planned.cancelled_by == "worker"
    assert planned.settled_at is not None
    assert Incident.objects.using("owner").get().state == "closed"
    assert not Duty.objects.using("owner").filter(case_id=here.case_id).exists()


def test_a_case_is_not_closed_over_a_breach_that_was_not_reported(here: CaseWorld) -> None:
    with acting(here.worker) as actor:
        made = incidents.record_incident(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, here.case_id),
            client_id=here.client_ids[0],
            kind="offence",
            on=clock.today(),
            values={"judged": "breach-general"},
            text="",
            token=uuid4(),
        )
    with pytest.raises(NotNow, match="Meld de overtreding"):
        end(here)
    assert as_it_stands(here).closed_on is None
    with acting(here.worker) as actor:
        incidents.respond(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, here.case_id),
            incident_id=made,
            option="reported",
            reason="Gebeld en geschreven.",
            token=uuid4(),
        )
    end(here)
    assert as_it_stands(here).closed_on == clock.today()


def test_a_case_ends_once_however_often_it_is_sent(here: CaseWorld) -> None:
    at_once(lambda: end(here), lambda: end(here, "early-negative"))
    end(here)
    assert Outcome.objects.using("owner").count() == 1
    assert len(standing(here, "case_closed")) == 1


def test_only_who_works_in_the_case_ends_it(here: CaseWorld) -> None:
    with acting(here.worker) as actor:
        cover(
            actor=actor,
            case_id=here.case_id,
            worker_id=here.world.worker(1).me,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=1),
        )
    with pytest.raises(Denied):
        end(here, worker=1)
    assert as_it_stands(here).closed_on is None
    with pytest.raises(KeyError):
        end(here, "no-such-reason")


def test_in_zeist_no_ending_goes_before_the_recovery_term_even_in_danger(settings: Any) -> None:
    settings.DEMO = True
    zeist = World.make().case("nl-debt-zeist")
    for danger in (False, True):
        with pytest.raises(NotNow):
            end(zeist, "conditions-not-kept", danger=danger)
    assert as_it_stands(zeist).closed_on is None
    with acting(zeist.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=zeist.world.area.id,
            case_id=zeist.case_id,
            kind="intent-sent",
            on=clock.today() - timedelta(days=20),
            values={"answer_by": clock.today() - timedelta(days=1)},
        )
    end(zeist, "conditions-not-kept")
    assert standing(zeist, "decision_taken")[0].values == {"decision": "close-ended"}
    assert Outcome.objects.using("owner").get().kind == "negative"


def test_a_practice_without_reasons_of_its_own_still_says_how_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    everyone_lacks(monkeypatch, "nl-debt-tilburg", outcomes=None)
    tilburg = World.make().case("nl-debt-tilburg")
    end(tilburg, "", kind=Outcome.Kind.TRANSFERRED)
    assert Outcome.objects.using("owner").get().kind == "transferred"
    assert standing(tilburg, "case_closed")[0].values == {"outcome": "transferred"}


def test_who_comes_back_meets_the_rule_of_the_stored_ending() -> None:
    zeist = World.make().case("nl-debt-zeist")
    with acting(zeist.worker) as actor:
        found = get_case(actor, zeist.case_id)
        change_measure(actor=actor, now=clock.now(), case=found, measure_id="settlement", starts=True, on=clock.today())
    end(zeist, "settled")
    with acting(zeist.worker) as actor:
        found = get_case(actor, zeist.case_id)
        (rule,) = reentry(
            practice_of(found), standing_of(actor, found, clock.today()).timeline, clock.today() + timedelta(days=400)
        )
    assert rule.rule.id == "two-years"


def test_within_a_week_an_ending_is_undone_and_all_but_the_talks_runs_on(here: CaseWorld) -> None:
    before = set(Duty.objects.using("owner").filter(case_id=here.case_id).values_list("norm_id", flat=True))
    end(here)
    for _twice in range(2):
        reopen(here)
    assert as_it_stands(here).closed_on is None
    assert Measure.objects.using("owner").get(case_id=here.case_id).ends_on is None
    assert standing(here, "case_closed") == standing(here, "measure_ended") == []
    assert Outcome.objects.using("owner").get().undone_at is not None
    assert set(Duty.objects.using("owner").filter(case_id=here.case_id).values_list("norm_id", flat=True)) == before
    end(here, "early-positive")
    assert Outcome.objects.using("owner").filter(undone_at__isnull=True).count() == 1


def test_after_a_week_a_new_case_is_needed(here: CaseWorld) -> None:
    end(here)
    ended: datetime = Outcome.objects.using("owner").get().recorded_at
    with clock.at(ended + timedelta(days=7, seconds=1)), pytest.raises(NotNow):
        reopen(here)
    with clock.at(ended + timedelta(days=7)):
        reopen(here)
    assert as_it_stands(here).closed_on is None


def test_what_was_weighed_is_for_the_workers_of_the_case_alone(here: CaseWorld) -> None:
    end(here)
    strangers = (here.client(), here.world.worker(1), World.make("Ver").worker())
    with acting(JOB):
        assert raw.read_all("public.cases_outcome") == "InsufficientPrivilege"
    for stranger in strangers:
        with acting(stranger):
            assert raw.read_all("public.cases_outcome") == []
    with acting(here.worker):
        assert len(raw.read_all("public.cases_outcome")) == 1
        for sql in ("UPDATE cases_outcome SET interests = 'x'", "DELETE FROM cases_outcome"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)


def test_who_stops_is_asked_for_the_own_words_and_would_rather_not_is_an_answer(settings: Any) -> None:
    settings.DEMO = True
    told, quiet = (World.make(place).case("nl-debt-zeist") for place in ("Hier", "Daar"))
    with pytest.raises(NotNow, match="Liever niets zeggen is ook een antwoord"):
        end(told, "client-stops")
    assert as_it_stands(told).closed_on is None
    end(told, "client-stops", account="Ik red het nu zelf.")
    end(quiet, "client-stops", account="")
    for case, said, text in ((told, "told", "Ik red het nu zelf."), (quiet, "declined", "")):
        (fact,) = standing(case, "client-stopped")
        assert (fact.values, fact.text, fact.client_id) == ({"account": said}, text, case.client_ids[0])
        with acting(case.client()) as client:
            assert [each.text for each in written_for(client)] == ([text] if text else [])
    # An ending for another reason keeps no words of the client.
    reopen(quiet)
    end(quiet, "advice-given", account="Iets.")
    assert standing(quiet, "client-stopped") == []
