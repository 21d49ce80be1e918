"""A decision reserved for who leads the team is asked for, and taken by that person alone; no other way leads there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.models import Reading
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import AskedDecision, Case, Duty, Fact, Response
from alliantie.cases.operations import NewFact, cover, record_facts, take_back_fact
from alliantie.cases.operations.decisions import take_decision
from alliantie.cases.operations.reserved import withdraw_decision
from alliantie.cases.queries import get_case
from alliantie.cases.queries.reserved import asked_of_leader, get_asked, who_decides
from alliantie.exports.case_file import case_file
from alliantie.people import administration
from alliantie.people.models import Office, Worker
from tests.cases.letter_ways import begin, send, sign
from tests.cases.reserved_ways import ask, child_under_supervision, no, yes
from tests.cases.test_ending import end, reopen
from tests.cases.test_incidents import happened, respond
from tests.insight.teams import leader
from tests.support.at_once import at_once
from tests.worlds import SINCE, CaseWorld, World, hand_over

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.usefixtures("reserved"),
]


@pytest.fixture
def zeist() -> CaseWorld:
    with clock.at(clock.now() - timedelta(days=40)):
        return World.make().case("nl-debt-zeist")


@pytest.fixture
def ellen(zeist: CaseWorld) -> Actor:
    return leader(zeist.world)


@pytest.fixture
def demo_rules(settings: Any) -> None:
    settings.DEMO = True


def state(asked_id: UUID) -> str:
    return AskedDecision.objects.using("owner").get(id=asked_id).state


def decided(case: CaseWorld) -> list[Fact]:
    return list(Fact.objects.using("owner").filter(case_id=case.case_id, kind="decision_taken"))


def recovered(case: CaseWorld) -> None:
    """The recovery term that comes before every ending in Zeist is over."""
    with acting(case.worker) as actor:
        over = clock.today() - timedelta(days=1)
        record_facts(
            actor=actor,
            now=clock.now(),
            facts=[
                NewFact(
                    area_id=case.world.area.id,
                    case_id=case.case_id,
                    kind="intent-sent",
                    on=clock.today() - timedelta(days=20),
                    client_id=case.client_ids[0],
                    values={"answer_by": over},
                )
            ],
        )


def lead_too(worker: Worker, world: World) -> None:
    administration.give_office(worker, since=SINCE, team=world.team)


# Asking


def test_a_worker_asks_with_a_reason_and_the_leader_reads_it(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)
    with acting(ellen):
        (found,) = asked_of_leader(ellen)
        assert who_decides(ellen, found.case) == ("Ellen Waterlinde",)
    assert (found.id, found.case.title, found.about, found.reason) == (
        made,
        "Noor Yilmaz",
        "Noor Yilmaz",
        "Noor komt niet meer.",
    )
    assert (found.asked_by, found.open, found.involved) == ("Peter Jansen", True, False)
    assert decided(zeist) == []


def test_without_a_reason_or_for_a_decision_of_ones_own_nothing_is_asked(zeist: CaseWorld) -> None:
    with pytest.raises(Denied, match="Schrijf waarom"):
        ask(zeist, reason="  ")
    with pytest.raises(Denied, match="neemt u zelf"):
        ask(zeist, "send-intent")
    with pytest.raises(KeyError):
        ask(zeist, "no-such-decision")
    assert not AskedDecision.objects.using("owner").exists()


def test_a_decision_is_asked_once_at_a_time_for_a_person(zeist: CaseWorld) -> None:
    token = uuid4()
    assert ask(zeist, token=token) == ask(zeist, token=token)
    with pytest.raises(NotNow, match="al gevraagd"):
        ask(zeist)
    results = at_once(lambda: ask(zeist, client=None), lambda: ask(zeist, client=None))
    assert sorted(type(each).__name__ for each in results) == ["NotNow", "UUID"]


def test_a_question_is_taken_back_until_it_is_answered_and_asked_anew(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)
    with acting(zeist.worker) as actor:
        here = get_case(actor, zeist.case_id)
        for _twice in range(2):
            withdraw_decision(actor=actor, case=here, asked_id=made)
    assert state(made) == "withdrawn"
    with pytest.raises(NotNow, match="Peter Jansen trok de vraag in"):
        yes(ellen, made)
    again = ask(zeist)
    no(ellen, again)
    with acting(zeist.worker) as actor, pytest.raises(NotNow):
        withdraw_decision(actor=actor, case=get_case(actor, zeist.case_id), asked_id=again)
    assert state(ask(zeist)) == "open"


def test_in_a_closed_case_nothing_is_asked_and_closing_takes_back_what_was(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)
    end(zeist, "client-stops", account="")
    assert state(made) == "withdrawn"
    with pytest.raises(NotNow, match="afgesloten"):
        ask(zeist)
    with pytest.raises(NotNow, match="trok de vraag in"):
        yes(ellen, made)
    assert [fact.values["decision"] for fact in decided(zeist)] == ["stop-by-client"]


# Answering


def test_a_yes_takes_the_decision_in_the_name_of_who_leads(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)
    yes(ellen, made, "Er is alles aan gedaan.")
    yes(ellen, made)
    (fact,) = decided(zeist)
    assert (fact.id, fact.recorded_by, fact.client_id) == (made, ellen.me, zeist.client_ids[0])
    assert (fact.values, fact.text) == ({"decision": "end-help"}, "Er is alles aan gedaan.")
    row = AskedDecision.objects.using("owner").get()
    assert (row.state, row.reason, row.settled_by_id) == ("granted", "Noor komt niet meer.", ellen.me)


def test_a_no_has_a_reason_and_takes_no_decision(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)
    with pytest.raises(Denied, match="waarom niet"):
        no(ellen, made, " ")
    no(ellen, made)
    no(ellen, made)
    assert (state(made), decided(zeist)) == ("refused", [])
    with pytest.raises(NotNow, match="Ellen Waterlinde zei al nee"):
        yes(ellen, made)


@pytest.mark.usefixtures("demo_rules")
def test_the_gates_hold_for_who_leads_as_well(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)
    for danger in (False, True):
        with pytest.raises(NotNow, match="Dit kan nog niet"):
            yes(ellen, made, "Er is gevaar.", danger=danger)
    assert (state(made), decided(zeist)) == ("open", [])
    recovered(zeist)
    yes(ellen, made)
    assert len(decided(zeist)) == 1


@pytest.mark.usefixtures("demo_rules")
def test_in_danger_who_leads_passes_a_step_which_is_due_the_next_working_day() -> None:
    family = child_under_supervision()
    ellen, made = leader(family.world), ask(family, "place-out-of-home")
    with pytest.raises(NotNow):
        yes(ellen, made)
    yes(ellen, made, "Het mes lag op tafel.", danger=True)
    forced = Fact.objects.using("owner").filter(case_id=family.case_id, kind="gate_forced")
    assert {fact.recorded_by for fact in forced} == {ellen.me}
    due = Duty.objects.using("owner").filter(case_id=family.case_id, norm_id__in=[f.values["norm"] for f in forced])
    assert due.count() == forced.count() > 0


def test_two_who_lead_answer_at_once_and_one_answer_counts(zeist: CaseWorld, ellen: Actor) -> None:
    other = administration.make_worker(zeist.world.organisation, "Farid", "Bos", teams=[], since=SINCE)
    lead_too(other, zeist.world)
    farid, made = Actor("worker", other.id, area_id=other.area_id), ask(zeist)
    results = at_once(lambda: yes(ellen, made), lambda: no(farid, made))
    assert sorted(isinstance(each, NotNow) for each in results) == [False, True]
    assert len(decided(zeist)) == (state(made) == "granted")


def test_whoever_asked_leaves_the_answer_to_somebody_else_who_leads(zeist: CaseWorld) -> None:
    peter, made = zeist.worker, ask(zeist)
    lead_too(zeist.world.workers[0], zeist.world)
    lead_too(zeist.world.workers[1], zeist.world)
    for answer in (yes, no):
        with pytest.raises(Denied, match="Iemand anders"):
            answer(peter, made)
    with acting(peter), pytest.raises(Denied):
        _answer_raw(made)
    yes(zeist.world.worker(1), made)
    assert state(made) == "granted"


def test_whose_case_it_is_does_not_answer_what_a_stand_in_asked(zeist: CaseWorld, ellen: Actor) -> None:
    lead_too(zeist.world.workers[0], zeist.world)
    with acting(zeist.worker) as actor:
        cover(
            actor=actor, case_id=zeist.case_id, worker_id=zeist.world.workers[1].id,
            starts_at=clock.now(), ends_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    made = ask(zeist, by=zeist.world.worker(1))
    with pytest.raises(Denied, match="Iemand anders"):
        yes(zeist.worker, made)
    yes(ellen, made)


def test_who_alone_leads_answers_the_own_question_and_history_says_so(zeist: CaseWorld) -> None:
    lead_too(zeist.world.workers[0], zeist.world)
    made = ask(zeist)
    yes(zeist.worker, made)
    row = AskedDecision.objects.using("owner").get()
    assert row.asked_by_id == row.settled_by_id == zeist.worker.me


# Whose it is to answer


def test_nobody_else_reads_or_answers_what_is_asked(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)
    neighbour = World.in_area(zeist.world.area, "Buren")
    other_team = administration.make_team(zeist.world.organisation, "Team Zuid")
    next_door = administration.make_worker(zeist.world.organisation, "Gijs", "Zuid", teams=[], since=SINCE)
    administration.give_office(next_door, since=SINCE, team=other_team)
    strangers = [
        zeist.worker,
        zeist.client(),
        leader(neighbour),
        leader(World.make("Elders")),
        Actor("worker", next_door.id, area_id=next_door.area_id),
    ]
    for who in strangers:
        with acting(who):
            assert asked_of_leader(who) == ()
            with pytest.raises(AskedDecision.DoesNotExist):
                get_asked(who, made)
            with pytest.raises(Denied):
                _answer_raw(made)
        with pytest.raises(AskedDecision.DoesNotExist):
            yes(who, made)
    with pytest.raises(AskedDecision.DoesNotExist):
        yes(ellen, uuid4())
    assert state(made) == "open"


def _answer_raw(asked_id: UUID) -> None:
    from alliantie.access.call import call

    call("access.answer_decision", asked_id, True, "")


def test_an_office_that_is_over_answers_nothing(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)
    Office.objects.using("owner").filter(worker_id=ellen.me).update(ends_on=clock.today())
    with pytest.raises(AskedDecision.DoesNotExist):
        yes(ellen, made)
    assert (state(made), decided(zeist)) == ("open", [])


def test_a_case_in_another_team_is_answered_there(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)
    south = administration.make_team(zeist.world.organisation, "Team Zuid")
    other = administration.make_worker(zeist.world.organisation, "Gijs", "Zuid", teams=[south], since=SINCE)
    administration.give_office(other, since=SINCE, team=south)
    Case.objects.using("owner").filter(id=zeist.case_id).update(team_id=south.id)
    with pytest.raises(AskedDecision.DoesNotExist):
        yes(ellen, made)
    yes(Actor("worker", other.id, area_id=other.area_id), made)


def test_after_a_hand_over_the_next_worker_finds_and_takes_back_the_question(zeist: CaseWorld, ellen: Actor) -> None:
    made, samira = ask(zeist), zeist.world.worker(1)
    hand_over(zeist.case_id, zeist.worker, samira)
    with acting(samira) as actor:
        withdraw_decision(actor=actor, case=get_case(actor, zeist.case_id), asked_id=made)
    assert state(made) == "withdrawn"


def test_who_leads_reads_nothing_more_of_the_case_and_the_client_sees_the_reading(
    zeist: CaseWorld, ellen: Actor
) -> None:
    made = ask(zeist)
    with acting(ellen):
        for _twice in range(2):
            get_asked(ellen, made)
        assert not Case.objects.visible_to(ellen).exists()
        assert not Fact.objects.visible_to(ellen).exists()
        assert not AskedDecision.objects.visible_to(ellen).exists()
    (read,) = Reading.objects.using("owner").filter(what="decision asked")
    assert (read.reader_id, read.client_id, read.ground) == (ellen.me, zeist.client_ids[0], "leads the team")


def test_who_leads_records_nothing_else_and_nothing_once_it_is_answered(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)

    def put(kind: str) -> None:
        with acting(ellen), transaction.atomic():
            Fact.objects.bulk_create(
                [
                    Fact(
                        area_id=zeist.world.area.id, case_id=zeist.case_id, kind=kind, on=clock.today(),
                        recorded_by=ellen.me, recorded_at=clock.now(),
                    )
                ]
            )  # fmt: skip

    with pytest.raises(DatabaseError):
        put("warning")
    no(ellen, made)
    with pytest.raises(DatabaseError):
        put("decision_taken")


def test_the_application_changes_no_question_and_asks_none_in_anothers_name(zeist: CaseWorld) -> None:
    made = ask(zeist)
    with acting(zeist.worker):
        for statement in (
            "UPDATE cases_askeddecision SET state = 'granted', settled_by_id = asked_by_id, settled_at = now()",
            "DELETE FROM cases_askeddecision",
            "INSERT INTO cases_askeddecision SELECT gen_random_uuid(), 'send-intent', reason, asked_at, 'granted', '',"
            " now(), area_id, asked_by_id, case_id, client_id, asked_by_id FROM cases_askeddecision",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    assert state(made) == "open"


# No way around it


def test_no_worker_takes_or_records_a_reserved_decision(zeist: CaseWorld) -> None:
    with acting(zeist.worker) as actor:
        here = get_case(actor, zeist.case_id)
        with pytest.raises(NotNow, match="Wie het team leidt"):
            take_decision(actor=actor, now=clock.now(), case=here, decision_id="end-help", token=uuid4())
        fact = NewFact(
            area_id=here.area_id, case_id=here.id, kind="decision_taken", on=clock.today(),
            values={"decision": "end-help"},
        )  # fmt: skip
        with pytest.raises(Denied, match="Wie het team leidt"):
            record_facts(actor=actor, now=clock.now(), facts=[fact])
    assert decided(zeist) == []


def test_no_case_ends_that_way_before_a_yes_and_one_does_after_it(zeist: CaseWorld, ellen: Actor) -> None:
    with pytest.raises(NotNow, match="Wie het team leidt"):
        end(zeist, "conditions-not-kept")
    no(ellen, ask(zeist, "close-ended"))
    with pytest.raises(NotNow):
        end(zeist, "conditions-not-kept")
    yes(ellen, ask(zeist, "close-ended"))
    end(zeist, "conditions-not-kept")
    assert [fact.recorded_by for fact in decided(zeist)] == [ellen.me]
    reopen(zeist)
    end(zeist, "conditions-not-kept")


def test_a_later_no_takes_the_yes_away_and_after_four_weeks_it_is_asked_again(zeist: CaseWorld, ellen: Actor) -> None:
    with clock.at(clock.now() - timedelta(days=29)):
        yes(ellen, ask(zeist, "close-ended"))
    with pytest.raises(NotNow):
        end(zeist, "conditions-not-kept")
    with clock.at(clock.now() - timedelta(days=27)):
        yes(ellen, ask(zeist, "close-ended"))
    no(ellen, ask(zeist, "close-ended"))
    with pytest.raises(NotNow):
        end(zeist, "conditions-not-kept")


@pytest.mark.usefixtures("demo_rules")
def test_a_gate_without_emergency_way_that_shuts_after_the_yes_stops_the_ending(zeist: CaseWorld, ellen: Actor) -> None:
    recovered(zeist)
    yes(ellen, ask(zeist, "close-ended"), "De brief volgt vandaag.")
    with acting(zeist.worker) as actor:
        withdrawn = NewFact(
            area_id=zeist.world.area.id, case_id=zeist.case_id, kind="intent-withdrawn", on=clock.today(),
            client_id=zeist.client_ids[0],
        )  # fmt: skip
        record_facts(actor=actor, now=clock.now(), facts=[withdrawn])
    with pytest.raises(NotNow, match="Dit kan nog niet"):
        end(zeist, "conditions-not-kept")


def test_a_letter_that_carries_it_out_waits_for_the_yes(zeist: CaseWorld, ellen: Actor) -> None:
    made = begin(zeist, "termination", filled={"ends_on": clock.today() + timedelta(days=7)})
    with pytest.raises(NotNow, match="Wie het team leidt"):
        sign(zeist, made)
    with clock.at(clock.now() - timedelta(days=3)):
        yes(ellen, ask(zeist))
    sign(zeist, made)
    no(ellen, ask(zeist))
    with pytest.raises(NotNow, match="Wie het team leidt"):
        send(zeist, made)
    yes(ellen, ask(zeist))
    send(zeist, made)
    assert {fact.recorded_by for fact in decided(zeist)} == {ellen.me}


def test_a_response_to_an_incident_waits_for_a_yes_given_after_it(zeist: CaseWorld, ellen: Actor) -> None:
    recovered(zeist)
    with clock.at(clock.now() - timedelta(days=2)):
        yes(ellen, ask(zeist))
    made = happened(zeist, "not-come", {})
    with pytest.raises(NotNow, match="Wie het team leidt"):
        respond(zeist, made, "end")
    assert not Response.objects.using("owner").exists()
    yes(ellen, ask(zeist))
    respond(zeist, made, "end")
    assert Response.objects.using("owner").get().option == "end"


def test_a_yes_about_one_child_is_none_about_the_other_or_the_family() -> None:
    family = child_under_supervision("Sam", "Lot")
    ellen = leader(family.world)
    yes(ellen, ask(family, "place-out-of-home"))

    def take(client_id: UUID | None) -> UUID:
        with acting(family.worker) as actor:
            return take_decision(
                actor=actor, now=clock.now(), case=get_case(actor, family.case_id), decision_id="place-out-of-home",
                token=uuid4(), client_id=client_id,
            )  # fmt: skip

    (fact,) = decided(family)
    assert take(family.client_ids[0]) == fact.id
    for other in (family.client_ids[1], None):
        with pytest.raises(NotNow):
            take(other)
    # It is about one child, so nobody asks it about the family.
    with pytest.raises(NotNow, match="gaat over één"):
        ask(family, "place-out-of-home", client=None)
    yes(ellen, ask(family, "place-out-of-home", client=1))
    assert take(family.client_ids[1]) == next(each.id for each in decided(family) if each.id != fact.id)


def test_a_worker_does_not_take_back_what_who_leads_decided(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)
    yes(ellen, made)
    with acting(zeist.worker) as actor, pytest.raises(NotNow, match="wie het team leidt"):
        take_back_fact(actor=actor, now=clock.now(), fact_id=made)
    assert [fact.void for fact in decided(zeist)] == [False]


# What is kept


def test_the_file_of_a_case_and_history_have_the_question_and_the_answer(zeist: CaseWorld, ellen: Actor) -> None:
    made = ask(zeist)
    yes(ellen, made, "Goed.")
    with acting(zeist.worker) as actor:
        found = case_file(actor, get_case(actor, zeist.case_id, whole=True), now=clock.now())
    (row,) = found["asked_decisions"]
    assert (row["id"], row["state"], row["answer"], row["settled_by_id"]) == (
        str(made),
        "granted",
        "Goed.",
        str(ellen.me),
    )
    assert str(ellen.me) in {worker["id"] for worker in found["workers"]}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT action FROM history.event WHERE row_id = %s ORDER BY id", [str(made)])
        actions = [action for (action,) in cursor.fetchall()]
    assert sorted(actions) == ["INSERT", "INSERT", "UPDATE"]
    with acting(zeist.client()) as client:
        assert not AskedDecision.objects.visible_to(client).exists()
