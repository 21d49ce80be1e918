"""What is done about an incident, where it came from, and who can read and write it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import JOB, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import (
    Account,
    Case,
    Contradiction,
    Fact,
    Incident,
    Response,
    ViewOfCause,
)
from alliantie.cases.operations import change_measure, heard, record_fact
from alliantie.cases.operations import incidents as operations
from alliantie.cases.queries import get_case
from alliantie.cases.queries.incidents import incidents_in, offered_to, whole_incident, whole_incidents
from alliantie.portal.queries.incidents import own_incidents
from tests.cases.test_incidents import BREACH, called, case_of, change, due, facts, happened, judge, respond
from tests.support import raw
from tests.worklist.browse import as_worker, words
from tests.worlds import CaseWorld, World, worker_actor


@pytest.fixture
def here() -> CaseWorld:
    return World.make().case()


@pytest.fixture
def since_a_week() -> CaseWorld:
    with clock.at(clock.now() - timedelta(days=7)):
        return World.make().case()


pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


TABLES = ("incident", "account", "viewofcause", "response", "contradiction")


def options(case: CaseWorld, incident_id: UUID) -> list[str]:
    with acting(case.worker) as actor:
        incident = whole_incident(actor, case.case_id, incident_id).incident
        return [each.id for each in offered_to(actor, case_of(case, actor), incident, clock.now())]


def test_unwanted_behaviour_is_free_to_react_to_and_a_breach_is_warned_for_and_reported(here: CaseWorld) -> None:
    made = happened(here, values={"judged": "unwanted"})
    assert options(here, made) == ["no-action", "talk", "instruct", "reprimand"]
    with pytest.raises(Denied):
        respond(here, made, "warn")
    judge(here, made, BREACH)
    assert options(here, made)[:4] == ["nothing-besides", "talk-besides", "instruct", "reprimand"]
    respond(here, made, "warn")
    respond(here, made, "report")
    assert facts(here, "breach-reported") == []
    respond(here, made, "reported", told={"to": "Officier De Boer"})
    assert facts(here, "breach-warning")[0].values == {"incident": called()}
    assert facts(here, "breach-reported")[0].values == {
        "incident": called(),
        "in_writing": True,
        "to": "Officier De Boer",
    }
    assert not {"report-breach", "warn-after-breach"} & due(here)
    assert "report-warning" in due(here)
    respond(here, made, "report-warning")
    assert "report-warning" not in due(here)


def test_what_has_to_be_done_anyway_asks_no_reason_and_what_was_free_does(here: CaseWorld) -> None:
    made = happened(here, values=BREACH)
    with pytest.raises(Denied, match="Schrijf waarom"):
        respond(here, made, "instruct", reason=" ")
    respond(here, made, "reported", told={"to": "Officier De Boer"}, reason="")
    respond(here, made, "warn", reason="")
    assert not {"report-breach", "warn-after-breach"} & due(here)
    worker = as_worker(here)
    there = reverse("case-incident", args=[here.case_id, made])
    assert "Hoeft niet bij wat moet: Een waarschuwing geven; De overtreding schriftelijk melden" in words(worker, there)
    sent = {"token": str(uuid4()), "option": "report", "on": clock.today().isoformat(), "reason": ""}
    assert worker.post(there, sent).status_code == 302
    assert worker.post(there, {**sent, "token": str(uuid4()), "option": "instruct"}).status_code == 422


def test_what_was_done_elsewhere_is_noted_on_the_day_it_was_done(since_a_week: CaseWorld) -> None:
    here = since_a_week
    yesterday = clock.today() - timedelta(days=1)
    made = happened(here, values=BREACH, on=yesterday)
    for wrong in (yesterday - timedelta(days=1), clock.today() + timedelta(days=1)):
        with pytest.raises(Denied):
            respond(here, made, "reported", on=wrong)
    respond(here, made, "reported", on=yesterday)
    assert facts(here, "breach-reported")[0].on == yesterday
    assert Response.objects.using("owner").get().on == yesterday


def test_what_comes_first_comes_first_about_this_incident(here: CaseWorld) -> None:
    other, made = happened(here, values=BREACH), happened(here, values=BREACH)
    respond(here, other, "reported")
    with pytest.raises(NotNow, match="Eerst: Overtreding gemeld"):
        respond(here, made, "enforcement")
    respond(here, made, "reported")
    respond(here, made, "enforcement")


def test_an_incident_is_not_put_away_while_something_must_be_done_because_of_it(here: CaseWorld) -> None:
    made, other = happened(here, values=BREACH), happened(here, values={"judged": "unwanted"})
    respond(here, made, "nothing-besides")
    with pytest.raises(NotNow, match="Meld de overtreding"):
        change(here, operations.close_incident, made)
    respond(here, other, "no-action")
    change(here, operations.close_incident, other)
    for step in ("reported", "warn", "report-warning"):
        respond(here, made, step)
    change(here, operations.close_incident, made)


def test_a_letter_that_was_chosen_is_told_to_the_client_once_it_was_sent(here: CaseWorld) -> None:
    made = happened(here, values=BREACH)
    respond(here, made, "report")

    def told() -> list[str]:
        with acting(here.client()) as client:
            return [step.name for step in own_incidents(client, "nl")[0].steps]

    assert told() == []
    with acting(here.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=here.world.area.id,
            case_id=here.case_id,
            client_id=here.client_ids[0],
            kind="breach-reported",
            on=clock.today(),
            values={"incident": called(), "in_writing": True},
        )
    assert told() == ["De overtreding melden aan de officier van justitie"]


def test_what_a_parent_did_leads_to_a_decision_about_the_child_and_never_about_another_child() -> None:
    roles = ("young_person", "young_person", "parent")
    made = World.make().case(
        "nl-save-protection", (("Sam", "Wit"), ("Lot", "Wit"), ("Ank", "Wit")), roles=roles, measure_id="house-ban"
    )
    with acting(made.worker) as actor:
        change_measure(
            actor=actor, now=clock.now(), case=case_of(made, actor), measure_id="supervision-order", starts=True,
            on=clock.today(), client_id=made.client_ids[0],
        )  # fmt: skip
    with pytest.raises(NotNow):
        respond(made, happened(made, "signal", {"what": "safety"}, client=1), "care")
    assert facts(made, "decision_taken") == []
    respond(made, happened(made, "signal", {"what": "safety"}, client=2), "care")
    assert [each.client_id for each in facts(made, "decision_taken")] == [made.client_ids[0]]


def test_doing_nothing_is_noted_with_its_reason_and_makes_no_fact(here: CaseWorld) -> None:
    made = happened(here)
    before = Fact.objects.using("owner").count()
    respond(here, made, "no-action", reason="Noor belde vooraf.")
    assert Fact.objects.using("owner").count() == before
    with acting(here.worker) as actor:
        whole = whole_incident(actor, here.case_id, made)
    assert [(each.option, each.reason, each.worker_name) for each in whole.responses] == [
        ("no-action", "Noor belde vooraf.", "Peter")
    ]
    assert whole.incident.state == "weighed"


def test_the_same_response_sent_twice_is_noted_once(here: CaseWorld) -> None:
    made, token = happened(here, values=BREACH), uuid4()
    assert respond(here, made, "warn", token=token) == respond(here, made, "warn", token=token)
    assert Response.objects.using("owner").count() == 1
    assert len(facts(here, "breach-warning")) == 1


def test_the_same_response_from_another_tab_is_refused_on_that_day(here: CaseWorld) -> None:
    made = happened(here, values=BREACH)
    respond(here, made, "warn")
    with pytest.raises(NotNow, match="al vastgelegd"):
        respond(here, made, "warn", reason="Nog een keer.")
    assert len(facts(here, "breach-warning")) == 1
    assert Response.objects.using("owner").count() == 1


def test_in_zeist_help_does_not_end_before_a_recovery_term_whatever_happened(settings: Any) -> None:
    settings.DEMO = True
    zeist = World.make().case("nl-debt-zeist")
    made = happened(zeist, "not-come", {})
    for danger in (False, True):
        with pytest.raises(NotNow):
            respond(zeist, made, "end", danger=danger)
    assert not Response.objects.using("owner").exists()
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
    respond(zeist, made, "end")
    assert facts(zeist, "decision_taken")[0].values == {"decision": "end-help"}
    (response,) = Response.objects.using("owner").all()
    assert response.objection_until == clock.today() + timedelta(weeks=6)


def test_an_incident_is_put_away_after_somebody_chose_what_to_do(here: CaseWorld) -> None:
    made = happened(here)
    with pytest.raises(NotNow):
        change(here, operations.close_incident, made)
    respond(here, made, "no-action")
    change(here, operations.close_incident, made)
    with acting(here.worker) as actor:
        assert incidents_in(get_case(actor, here.case_id, whole=True)) == ()


def test_an_incident_that_was_none_is_taken_back_with_what_it_made_due(here: CaseWorld) -> None:
    before = due(here)
    made = happened(here)
    judge(here, made, BREACH)
    for _twice in range(2):
        change(here, operations.withdraw_incident, made)
    assert due(here) == before
    for what in (heard.note_declined, operations.close_incident):
        with pytest.raises(NotNow):
            change(here, what, made)
    done = happened(here)
    respond(here, done, "no-action")
    with pytest.raises(NotNow):
        change(here, operations.withdraw_incident, done)


# Where it came from, and the client's word against it


def test_a_view_of_the_cause_is_the_workers_of_that_day_and_a_later_one_stands_beside_it() -> None:
    zeist = World.make().case("nl-debt-zeist")
    made = happened(zeist, "not-come", {})
    for cause in ("unwilling", "unwilling", "unable"):
        change(zeist, heard.note_cause, made, cause=cause, text="")
    with acting(zeist.client()) as client:
        views = whole_incident(client, zeist.case_id, made).views
        assert [(each.cause, each.worker_name, each.on) for each in views] == [
            ("unwilling", "Peter", clock.today()),
            ("unable", "Peter", clock.today()),
        ]
        incident = Incident.objects.visible_to(client).get(id=made)
        for _twice in range(2):
            heard.contradict(actor=client, now=clock.now(), incident=incident, view_id=views[0].id, text="Ik wil wel.")
        heard.contradict(actor=client, now=clock.now(), incident=incident, view_id=None, text="Ik was er wel.")
    with acting(zeist.worker) as actor:
        whole = whole_incident(actor, zeist.case_id, made)
    assert [each.text for each in whole.views[0].against] == ["Ik wil wel."]
    assert whole.views[1].against == ()
    assert [each.text for each in whole.against] == ["Ik was er wel."]
    with pytest.raises(KeyError):
        change(zeist, heard.note_cause, made, cause="bad-character", text="")


# The wall in the database


@pytest.fixture
def family() -> CaseWorld:
    case = World.make().case(
        "nl-save-protection", (("Sam", "de Wit"), ("Ank", "de Wit")), roles=("young_person", "parent")
    )
    made = happened(case, "signal", {"what": "safety"})
    change(case, heard.note_account, made, readers=Account.Readers.FILE, text="Het ging mis.")
    respond(case, made, "talk")
    with acting(case.client()) as client:
        incident = Incident.objects.visible_to(client).get(id=made)
        heard.contradict(actor=client, now=clock.now(), incident=incident, view_id=None, text="Nee.")
    return case


def test_each_of_a_family_reads_what_is_about_them_alone(family: CaseWorld) -> None:
    with acting(family.client(0)) as sam:
        (whole,) = whole_incidents(sam, [family.case_id])
        assert (whole.account, whole.responses[0].option) == ("Het ging mis.", "talk")
    with acting(family.client(1)):
        for table in TABLES:
            assert raw.read_all(f"public.cases_{table}") == [], table


def test_nobody_else_reads_an_incident(family: CaseWorld) -> None:
    neighbour = World.in_area(family.world.area, "Buren")
    others = (family.world.worker(1), neighbour.worker(), World.make("Ver").worker(), JOB, family.link(family.round()))
    for other in others:
        with acting(other):
            for table in TABLES:
                assert raw.read_all(f"public.cases_{table}") == [], (table, other)


def written(sql: str, *values: Any) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def test_no_client_writes_for_another_or_changes_what_was_noted(family: CaseWorld) -> None:
    incident = Incident.objects.using("owner").get()
    against = (
        "INSERT INTO cases_contradiction (id, area_id, case_id, client_id, incident_id, text, at)"
        " VALUES (gen_random_uuid(), %s, %s, %s, %s, 'x', now())"
    )
    for index, who in ((1, 1), (1, 0), (0, 1)):
        with acting(family.client(index)), pytest.raises(DatabaseError):
            written(against, family.world.area.id, family.case_id, family.client_ids[who], incident.id)
    for actor in (family.client(), family.worker):
        with acting(actor):
            for table in TABLES[1:]:
                column = "reason" if table == "response" else "text"
                with pytest.raises(DatabaseError):
                    written(f"UPDATE cases_{table} SET {column} = 'x'")  # noqa: S608
            with pytest.raises(DatabaseError):
                written("UPDATE cases_incident SET text = 'x'")
            for table in TABLES:
                with pytest.raises(DatabaseError):
                    written(f"DELETE FROM cases_{table}")  # noqa: S608
    with acting(family.client()):
        assert written("UPDATE cases_incident SET state = 'closed'") == 0


def test_a_view_of_another_incident_cannot_be_contradicted_with_this_one() -> None:
    world = World.make()
    one, two = world.case("nl-debt-zeist"), world.case("nl-debt-zeist", (("Ali", "Demir"),))
    other = happened(two, "not-come", {})
    change(two, heard.note_cause, other, cause="unable", text="")
    view = ViewOfCause.objects.using("owner").get()
    made = happened(one, "not-come", {})
    with acting(one.client()) as client:
        incident = Incident.objects.visible_to(client).get(id=made)
        with pytest.raises(DatabaseError), transaction.atomic():
            heard.contradict(actor=client, now=clock.now(), incident=incident, view_id=view.id, text="x")
    assert not Contradiction.objects.using("owner").exists()


def test_a_worker_without_the_case_writes_nothing_about_it(family: CaseWorld) -> None:
    incident = Incident.objects.using("owner").get()
    stranger = worker_actor(family.world.workers[1])
    with acting(stranger), pytest.raises(Denied):
        operations.record_incident(
            actor=stranger,
            now=clock.now(),
            case=Case.objects.using("owner").get(id=family.case_id),
            client_id=family.client_ids[0],
            kind="signal",
            on=clock.today(),
            values={},
            text="",
            token=uuid4(),
        )
    own = World.in_area(family.world.area, "Eigen").case("nl-save-protection", roles=("young_person",))
    # Nor with an own case and another's client, nor about an incident of another case.
    with acting(own.worker), pytest.raises(DatabaseError):
        written(
            'INSERT INTO cases_incident (id, area_id, case_id, client_id, kind, "on", values, text, heard, state,'
            " recorded_by, recorded_at) VALUES (gen_random_uuid(), %s, %s, %s, 'signal', now(), '{}', '', 'not_yet',"
            " 'open', %s, now())",
            own.world.area.id,
            own.case_id,
            family.client_ids[0],
            own.worker.me,
        )
    with acting(own.worker), pytest.raises(DatabaseError):
        written(
            'INSERT INTO cases_response (id, area_id, case_id, client_id, incident_id, option, reason, "on",'
            " recorded_by, recorded_at) VALUES (gen_random_uuid(), %s, %s, %s, %s, 'talk', '', now(), %s, now())",
            own.world.area.id,
            own.case_id,
            own.client_ids[0],
            incident.id,
            own.worker.me,
        )
