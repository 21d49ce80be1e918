"""Who leads a team reads numbers, titles and what is due of its running cases, and keeps its list; nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie import clock
from alliantie.access.identity import DOOR, JOB, Actor, acting
from alliantie.access.models import Reading
from alliantie.access.policies import Denied
from alliantie.cases import operations
from alliantie.cases.models import Case, Duty, Waiting, Weight
from alliantie.cases.operations import Request
from alliantie.cases.queries import caseloads, get_waiting, team_duties, weights_of, who_waits
from alliantie.people import administration
from tests.insight.teams import leader
from tests.support import raw
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ASKED = Request("Bo Vermeer", date(2026, 3, 3), "now", "Slaapt in de auto.", "Wmo")


@pytest.fixture
def world() -> World:
    return World.make(workers=("Peter", "Samira", "Kees"))


def due(case: CaseWorld, days: int, *, norm: str = "norm", start: str = "case_opened", hardness: str = "law") -> None:
    """Something that is due in so many days, as the night would have reckoned it."""
    Duty.objects.using("owner").create(
        area_id=case.world.area.id,
        case_id=case.case_id,
        key=str(uuid4()),
        norm_id=norm,
        who="supervisor",
        due=clock.today() + timedelta(days=days),
        told={"hardness": hardness, "start": {"kind": start}},
    )


def without_duties() -> None:
    Duty.objects.using("owner").all().delete()


def loads(actor: Actor) -> list[tuple[str, int, Decimal]]:
    with acting(actor):
        return [(each.name, each.cases, each.weight) for each in caseloads(actor, clock.today())]


def duties(
    actor: Actor, days: int = 7, *, most: int = 500, worker_id: UUID | None = None
) -> list[tuple[str, str, bool]]:
    with acting(actor):
        found = team_duties(actor, clock.today() + timedelta(days=days), most, worker_id=worker_id)
        return [(each.case_title, each.norm_id, each.forced) for each in found]


def put(actor: Actor, world: World, request: Request = ASKED, token: UUID | None = None) -> UUID:
    with acting(actor):
        return operations.put_on_list(
            actor=actor, now=clock.now(), team=world.team, request=request, token=token or uuid4()
        )


def strangers(world: World) -> dict[str, Actor]:
    """Everyone near who does not lead this team."""
    case = world.case()
    neighbour = World.in_area(world.area, "Buren")
    return {
        "worker of the team": world.worker(),
        "client": case.client(),
        "leader next door": leader(neighbour),
        "leader of another area": leader(World.make("Elders")),
        "manager": Actor("worker", _manager(world), area_id=world.area.id),
        "door": DOOR,
        "job": JOB,
    }


def _manager(world: World) -> UUID:
    worker = administration.make_worker(world.organisation, "Jeroen", "Baas", teams=[], since=date(2020, 1, 1))
    administration.give_office(worker, since=date(2020, 1, 1))
    return worker.id


# Caseload


def test_each_worker_of_the_team_has_the_number_of_running_cases_in_the_order_of_names(world: World) -> None:
    for number in range(3):
        world.case(names=((f"Naam{number}", "Test"),), worker=1)
    closed = world.case(names=(("Ali", "Demir"),), worker=1)
    Case.objects.using("owner").filter(id=closed.case_id).update(closed_on=clock.today())
    found = [(name, cases, int(weight)) for name, cases, weight in loads(leader(world))]
    assert found == [("Kees Jansen", 0, 0), ("Peter Jansen", 0, 0), ("Samira Jansen", 3, 3)]


def test_a_case_weighs_as_its_heaviest_running_measure_by_the_teams_own_choice_and_else_one(world: World) -> None:
    case = world.case("nl-save-protection", names=(("Sam", "Wit"),), roles=("young_person",))
    world.case(names=(("Ali", "Demir"),))
    leads = leader(world)
    with acting(leads):
        operations.set_weights(
            actor=leads,
            team=world.team,
            weights={
                ("nl-save-protection", "guidance"): Decimal("1.5"),
                ("nl-save-protection", "supervision-order"): Decimal("2.5"),
            },
        )
    measure = _measures(case)[0]
    before = {name: weight for name, _cases, weight in loads(leads)}["Peter Jansen"]
    _add_measure(case, "supervision-order")
    after = {name: weight for name, _cases, weight in loads(leads)}["Peter Jansen"]
    known = {"guidance": Decimal("1.5"), "supervision-order": Decimal("2.5")}
    assert (before, after) == (1 + known.get(measure, Decimal(1)), Decimal("3.5"))


def _measures(case: CaseWorld) -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT measure_id FROM cases_measure WHERE case_id = %s", [case.case_id])
        return [measure for (measure,) in cursor.fetchall()]


def _add_measure(case: CaseWorld, measure_id: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_measure (id, area_id, case_id, measure_id, starts_on)"
            " VALUES (gen_random_uuid(), %s, %s, %s, '2020-01-01')",
            [case.world.area.id, case.case_id, measure_id],
        )


def test_what_weighs_one_is_not_kept_and_two_leaders_at_once_leave_one_row_a_measure(world: World) -> None:
    leads = leader(world)

    def save(weight: str) -> Callable[[], None]:
        def run() -> None:
            with acting(leads):
                operations.set_weights(
                    actor=leads, team=world.team, weights={("nl-probation", "parole"): Decimal(weight)}
                )

        return run

    at_once(save("2.5"), save("3"), save("0.5"))
    assert Weight.objects.using("owner").count() == 1
    save("1")()
    assert not Weight.objects.using("owner").exists()


# What is due


def test_the_leader_reads_what_is_due_up_to_a_day_late_first_and_what_an_emergency_left(world: World) -> None:
    case = world.case()
    without_duties()
    due(case, -3, norm="late")
    due(case, 5, norm="soon", start="gate_forced")
    due(case, 30, norm="later")
    assert duties(leader(world)) == [("Noor Yilmaz", "late", False), ("Noor Yilmaz", "soon", True)]


def test_what_stays_due_in_a_case_that_ended_is_told_though_the_case_counts_in_no_caseload(world: World) -> None:
    case = world.case()
    without_duties()
    due(case, -3, norm="passed-over", start="gate_forced")
    Case.objects.using("owner").update(closed_on=clock.today())
    leads = leader(world)
    assert duties(leads) == [("Noor Yilmaz", "passed-over", True)]
    assert {cases for _name, cases, _weight in loads(leads)} == {0}


def test_each_client_finds_in_the_own_log_that_the_leader_read_once_a_day(world: World) -> None:
    case = world.case("nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent"))
    quiet = world.case(names=(("Ali", "Demir"),))
    without_duties()
    due(case, 1)
    leads = leader(world)
    for _twice in range(2):
        duties(leads)
    read = Reading.objects.using("owner").filter(what="team duties")
    assert (read.count(), {each.client_id for each in read}) == (2, set(case.client_ids))
    assert {(each.reader_id, each.ground) for each in read} == {(leads.me, "leads the team")}
    assert quiet.client_ids[0] not in {each.client_id for each in read}
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        assert duties(leads, 1)
    assert read.all().count() == 4


def test_no_log_says_that_was_read_what_stood_beyond_the_limit(world: World) -> None:
    first, later = (world.case(names=((name, "Demir"),)) for name in ("Ali", "Bo"))
    without_duties()
    due(first, 1)
    due(later, 2)
    assert len(duties(leader(world), most=1)) == 1
    read = Reading.objects.using("owner").filter(what="team duties")
    assert [each.client_id for each in read] == [first.client_ids[0]]


def test_the_hardest_comes_first_whatever_its_day_and_an_emergency_is_never_left_out(world: World) -> None:
    case = world.case()
    without_duties()
    due(case, -9, norm="wished", hardness="wished")
    due(case, 5, norm="law")
    due(case, 1, norm="needed", hardness="needed")
    due(case, 6, norm="emergency", hardness="wished", start="gate_forced")
    assert [norm for _title, norm, _forced in duties(leader(world))] == ["law", "needed", "wished", "emergency"]
    assert [norm for _title, norm, _forced in duties(leader(world), most=1)] == ["law", "emergency"]


def test_of_one_worker_nothing_of_another_is_read(world: World) -> None:
    mine, other = world.case(), world.case(names=(("Ali", "Demir"),), worker=1)
    without_duties()
    due(mine, 1, norm="mine")
    due(other, 1, norm="other")
    assert [norm for _title, norm, _forced in duties(leader(world), worker_id=other.worker.me)] == ["other"]
    read = Reading.objects.using("owner").filter(what="team duties")
    assert [each.client_id for each in read] == [other.client_ids[0]]


def test_of_each_worker_what_is_late_and_what_comes_is_counted_also_in_a_closed_case(world: World) -> None:
    case, closed = world.case(), world.case(names=(("Ali", "Demir"),), worker=1)
    without_duties()
    for days in (-3, -1, 0, 7, 8):
        due(case, days)
    due(closed, -2)
    Case.objects.using("owner").filter(id=closed.case_id).update(closed_on=clock.today())
    leads = leader(world)
    with acting(leads):
        found = caseloads(leads, clock.today() + timedelta(days=7))
    numbers = {each.name: (each.cases, int(each.weight), each.late, each.coming) for each in found}
    assert numbers == {"Kees Jansen": (0, 0, 0, 0), "Peter Jansen": (1, 1, 2, 2), "Samira Jansen": (0, 0, 1, 0)}


# The waiting list


def test_the_same_form_sent_twice_or_at_once_puts_somebody_on_the_list_once(world: World) -> None:
    leads, token = leader(world), uuid4()
    at_once(*[lambda: put(leads, world, token=token)] * 3)
    assert Waiting.objects.using("owner").count() == 1


def test_who_waits_no_more_leaves_the_list_with_a_reason_and_comes_back(world: World) -> None:
    leads = leader(world)
    made = put(leads, world)
    for _twice in range(2):
        with acting(leads):
            operations.end_waiting(actor=leads, now=clock.now(), waiting_id=made, ended="begun")
            assert who_waits(leads) == ()
            assert get_waiting(leads, made).ended == "begun"
    with acting(leads), pytest.raises(Waiting.DoesNotExist):
        operations.change_request(actor=leads, now=clock.now(), waiting_id=made, request=ASKED)
    with acting(leads):
        operations.wait_again(actor=leads, waiting_id=made)
        assert [each.name for each in who_waits(leads)] == ["Bo Vermeer"]


def test_nobody_waits_since_tomorrow(world: World) -> None:
    leads = leader(world)
    later = Request("Bo", clock.today() + timedelta(days=1), "now", "Slaapt in de auto.", "Wmo")
    with pytest.raises(Denied):
        put(leads, world, later)


# The database itself


def test_nobody_but_the_leader_of_the_team_reads_any_of_it(world: World) -> None:
    others = strangers(world)
    leads = leader(world)
    put(leads, world)
    with acting(leads):
        operations.set_weights(actor=leads, team=world.team, weights={("nl-probation", "parole"): Decimal(2)})
    assert loads(leads)
    assert duties(leads, 3000)
    with acting(others.pop("job")):
        for table in ("public.cases_waiting", "public.cases_weight"):
            assert raw.read_all(table) == "InsufficientPrivilege", table
    for who, actor in others.items():
        with acting(actor):
            for table in ("public.cases_waiting", "public.cases_weight"):
                assert raw.read_all(table) == [], (who, table)
            with connection.cursor() as cursor:
                for function in (
                    "access.team_numbers('9999-01-01', ARRAY['law'], 500)",
                    "access.team_duties('9999-01-01', ARRAY['law'], 500, NULL, NULL)",
                    "access.team_closed('1999-01-01', 500)",
                    "access.team_corrected('1999-01-01', 500)",
                ):
                    cursor.execute(f"SELECT * FROM {function}")  # noqa: S608 - names of our own
                    found = cursor.fetchall()
                    assert str(world.team.id) not in str(found), (who, function)
    with acting(leads):
        assert len(raw.read_all("public.cases_waiting")) == len(raw.read_all("public.cases_weight")) == 1


def test_leading_opens_no_case_no_fact_no_duty_and_nothing_of_rounds(world: World) -> None:
    case = world.case()
    case.reveal(case.round())
    leads = leader(world)
    with acting(leads):
        shown = {
            table: rows
            for table, rows in raw.everything().items()
            if table.startswith(("public.cases_", "public.alliance_", "public.people_client")) and rows
        }
    assert {table for table, rows in shown.items() if rows != "InsufficientPrivilege"} <= {
        "public.alliance_instrument", "public.alliance_release", "public.alliance_text"
    } | {table for table, rows in shown.items() if str(case.case_id) not in str(rows)}  # fmt: skip
    for table in ("case", "fact", "duty", "appointment", "participant", "measure"):
        assert shown.get(f"public.cases_{table}", []) == []


WRITES: dict[str, tuple[str, Callable[[World], list[Any]]]] = {
    "put somebody on the list": (
        "INSERT INTO cases_waiting (id, area_id, team_id, name, asked_on, urgency, reason, stream, ended)"
        " VALUES (gen_random_uuid(), %s, %s, 'X', '2026-01-01', 'now', 'x', 'x', '')",
        lambda world: [world.area.id, world.team.id],
    ),
    "change somebody on the list": ("UPDATE cases_waiting SET name = 'X'", lambda world: []),
    "set a weight": (
        "INSERT INTO cases_weight (id, area_id, team_id, practice_id, measure_id, weight)"
        " VALUES (gen_random_uuid(), %s, %s, 'a', 'b', 2)",
        lambda world: [world.area.id, world.team.id],
    ),
    "change a weight": ("UPDATE cases_weight SET weight = 9", lambda world: []),
    "drop a weight": ("DELETE FROM cases_weight", lambda world: []),
}


def refused(actor: Actor, sql: str, values: list[Any]) -> bool:
    try:
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


@pytest.mark.parametrize("what", WRITES)
def test_raw_sql_writes_only_as_the_leader_of_the_team(world: World, what: str) -> None:
    sql, values = WRITES[what]
    others, leads = strangers(world), leader(world)
    put(leads, world)
    with acting(leads):
        operations.set_weights(actor=leads, team=world.team, weights={("nl-probation", "parole"): Decimal(2)})
    for who, actor in others.items():
        assert refused(actor, sql, values(world)), who
    assert not refused(leads, sql, values(world))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM cases_waiting",
        "UPDATE cases_waiting SET team_id = gen_random_uuid()",
        "UPDATE cases_waiting SET ended_on = '2026-03-04'",
        "UPDATE cases_weight SET weight = -1",
        "UPDATE cases_weight SET practice_id = 'x'",
    ],
)
def test_even_the_leader_changes_only_what_a_form_changes(world: World, sql: str) -> None:
    leads = leader(world)
    put(leads, world)
    with acting(leads):
        operations.set_weights(actor=leads, team=world.team, weights={("nl-probation", "parole"): Decimal(2)})
    assert refused(leads, sql, [])


def test_an_office_that_ended_closes_all_of_it_the_same_day(world: World) -> None:
    leads = leader(world)
    put(leads, world)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE people_office SET ends_on = %s WHERE worker_id = %s", [clock.today(), leads.me])
    assert (loads(leads), duties(leads, 3000)) == ([], [])
    with acting(leads):
        assert (who_waits(leads), weights_of(leads, world.team.id)) == ((), {})
