"""Who may read some sections of a case reads these alone, as long as it runs; the database refuses the rest."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie import clock
from alliantie.access.call import rows
from alliantie.access.identity import JOB, Actor, acting
from alliantie.access.models import Alert, Reading, SectionGrant
from alliantie.access.policies import Denied, NotNow
from alliantie.access.sections import SECTIONS
from alliantie.cases.models import Case, Incident
from alliantie.cases.operations import heard
from alliantie.cases.operations.incidents import withdraw_incident
from alliantie.cases.operations.sections import end_sections, give_sections
from alliantie.cases.queries.sections import one_with_me, paper_with_me, sections_with_me
from alliantie.money.operations import Thing
from alliantie.people import administration, guarding
from alliantie.people.models import Membership, Office, Team, Worker
from tests.access.test_reads import rows_read
from tests.cases import letter_ways
from tests.cases.section_ways import give_in, given
from tests.cases.test_incidents import change, happened
from tests.money.ledger import claim, done, line
from tests.support import raw
from tests.worlds import SINCE, CaseWorld, World, agree_in, hand_over, plan_talk, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

# Tables with rows of a case, or of a person, that stand in no section, and why.
NO_SECTION = {
    **dict.fromkeys(
        ("access_account", "access_binding", "access_invitation", "access_kept", "access_session", "access_steperased",
         "account_emailaddress", "account_emailconfirmation", "mfa_authenticator"),
        "ways in, which are nobody else's",
    ),
    **dict.fromkeys(
        ("alliance_afterthought", "alliance_conversation", "alliance_jotting", "alliance_link", "alliance_mailbox",
         "alliance_pair", "alliance_part", "alliance_researchconsent", "alliance_researchuse", "alliance_round",
         "alliance_shown", "alliance_wish", "secrets.ending_pair", "secrets.pair_key", "secrets.retest_pair",
         "secrets.sum_pair"),
        "rounds belong to two people: the wall",
    ),
    **dict.fromkeys(
        ("cases_acknowledgement", "cases_letteropened", "cases_owncopy", "cases_reminded"), "the client's own to tell"
    ),
    "cases_account": "a client's own account of an incident, for whom the client chose",
    "cases_networkperson": "the client's own map, with who is a victim: for who works with them",
    "cases_planvoice": "what a client adds to the plan, for who made it with them",
    "cases_clientrequest": "what a client asks of who works with them",
    "cases_talkdraft": "its writer's, until it is kept",
    **dict.fromkeys(
        ("cases_duty", "cases_reckoning", "cases_handover", "cases_question", "cases_askeddecision", "cases_movedcase",
         "cases_planevaluation", "cases_explanation", "cases_absence", "cases_missed", "cases_outcome", "cases_case"),
        "how the work is done, for who does it; its people, team and worker stand on each grant",
    ),
    **dict.fromkeys(
        ("access_alert", "access_emergency", "access_grant", "access_sectiongrant", "cases_sharing",
         "cases_sharedpart", "keeping_hold"),
        "who sees what, for the client, who works in the case and who guards privacy",
    ),
    "cases_letterpaper": "by a function of its own, with the section of documents",
    "people_citizennumber": "opened where it is needed alone",
}  # fmt: skip
# What hangs on no case, and is read by the rows of one that name it.
BY_THE_WAY = {"cases_representative"}


def owner(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_every_table_of_a_case_is_of_a_section_or_says_why_not() -> None:
    # All that hangs on a case or a person, as what is erased with them is found.
    of_cases = {
        table
        for (table,) in owner(
            "WITH RECURSIVE of_case (t) AS (VALUES ('cases_case'::regclass::oid), ('people_client'::regclass::oid)"
            " UNION SELECT h.child FROM of_case, LATERAL secrets.hangs_on(of_case.t) h) SELECT t::regclass::text"
            " FROM of_case"
        )
    }
    shown = {table for (table,) in owner("SELECT table_name FROM secrets.section_table")}
    assert of_cases - shown == set(NO_SECTION)
    assert shown - of_cases == BY_THE_WAY


def test_what_a_section_reads_is_there_and_no_section_is_of_rounds() -> None:
    for section, table, columns in owner("SELECT section, table_name, columns FROM secrets.section_table"):
        there = {name for (name,) in owner("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass", table)}
        assert section in SECTIONS
        assert set(columns) <= there, table
        assert not table.startswith("alliance_")
    assert {section for (section,) in owner("SELECT section FROM secrets.section_table")} == set(SECTIONS)


@pytest.fixture
def world() -> World:
    return World.make(workers=("Peter", "Samira", "Youssef"))


@pytest.fixture
def case(world: World) -> CaseWorld:
    """A case in which something stands in most sections, and a round."""
    made = world.case("nl-debt-zeist")
    agree_in(made, "Noor belt de bank.")
    plan_talk(made, clock.now() + timedelta(days=3))
    claim(made, of="Woonstichting")
    made.reveal(made.round())
    return made


def test_what_was_taken_back_is_read_in_no_section_with_nothing_that_hangs_on_it(world: World) -> None:
    case, samira = world.case("nl-debt-zeist"), world.workers[1]
    grant = give_in(case, samira, "incidents", "money")
    gone = claim(case, "31.07", of="Houthandel Vos")
    line_gone = line(case, "42.19", name="Loon van Vos")
    made = happened(case, "not-come", {})
    change(case, heard.note_cause, made, cause="unwilling", text="Had geen zin.")
    with acting(case.client()) as client:
        incident = Incident.objects.visible_to(client).get(id=made)
        heard.contradict(actor=client, now=clock.now(), incident=incident, view_id=None, text="Ik was er wel.")
    words = ("Vos", "31.07", "42.19", "zin", "wel")
    with acting(worker_actor(samira)):
        before = str(rows("access.section_rows", grant))
    assert all(word in before for word in words)
    done(case, "take_back", thing=Thing.CLAIM, id=gone)
    done(case, "take_back", thing=Thing.LINE, id=line_gone)
    change(case, withdraw_incident, made)
    with acting(worker_actor(samira)):
        assert rows("access.section_rows", grant) == []


def test_a_section_that_is_named_twice_is_kept_once_and_noted_in_one_line(world: World, case: CaseWorld) -> None:
    samira = world.workers[1]
    give_in(case, samira, *["plan"] * 100, "money", "money")
    with acting(worker_actor(samira)) as actor:
        (found,) = sections_with_me(actor)
    assert sorted(found.sections) == ["money", "plan"]


def other_team(world: World) -> Team:
    return administration.make_team(world.organisation, "Team Schulden")


def read(who: Worker | Actor, grant_id: UUID) -> set[str] | None:
    """The sections of which somebody reads rows; None where there is no such page."""
    with acting(who if isinstance(who, Actor) else worker_actor(who)) as actor:
        found = one_with_me(actor, grant_id)
        listed = [each.id for each in sections_with_me(actor, noted=False)]
    assert (found is not None) is (grant_id in listed)
    return None if found is None else {each.section for each in found[1]}


def test_the_sections_that_were_named_are_read_and_no_other(world: World, case: CaseWorld) -> None:
    samira = world.workers[1]
    for section in SECTIONS:
        found = read(samira, give_in(case, samira, section))
        assert found is not None
        assert found <= {section}
        assert found or section in ("incidents", "documents", "frame")
    both = give_in(case, samira, "identity", "money")
    with acting(worker_actor(samira)) as actor:
        here, rows = one_with_me(actor, both) or pytest.fail("nothing")
    assert {each.section for each in rows} == {"identity", "money"}
    assert here.names == "Noor Yilmaz"
    assert "Woonstichting" in str(rows)
    assert "Noor belt" not in str(rows)


def test_raw_sql_shows_who_reads_sections_no_row_of_any_table(world: World, case: CaseWorld) -> None:
    samira = world.worker(1)
    with acting(samira):
        before = raw.everything()
    give_in(case, world.workers[1], *SECTIONS)
    with acting(samira) as actor:
        one_with_me(actor, SectionGrant.objects.using("owner").get().id)
        after = raw.everything()
        with pytest.raises(Case.DoesNotExist):
            Case.objects.visible_to(actor).get()
    # The key of a row marks the area: that something was written somewhere in it.
    assert [table for table in before if after[table] != before[table]] == ["public.people_area"]
    assert after["public.cases_case"] == after["public.access_sectiongrant"] == []


WRITES = {
    "a grant": "INSERT INTO access_sectiongrant (id, area_id, act, case_id, subject_kind, subject_id, sections, ground,"
    " named, reason, starts_on, ends_on, given_by, given_at) SELECT gen_random_uuid(), %(area)s, gen_random_uuid(),"
    " %(case)s, 'worker', %(me)s, ARRAY['plan'], 'task', 'x', 'x', now(), now() + interval '9 days', %(me)s, now()",
    "a longer grant": "UPDATE access_sectiongrant SET ends_on = ends_on + 30",
    "a grant gone": "DELETE FROM access_sectiongrant",
    "the table of sections": "INSERT INTO secrets.section_table VALUES ('money', 'alliance_part', '{answers}', 'true')",
    "which rows": "UPDATE secrets.section_table SET which = 'true'",
    "a claim": "INSERT INTO money_claim (id, area_id, case_id, client_ids, creditor_id, kind, reference, status,"
    " status_on, recorded_by, recorded_at) SELECT gen_random_uuid(), %(area)s, %(case)s, ARRAY[]::uuid[],"
    " gen_random_uuid(), 'rent', '', 'known', now(), %(me)s, now()",
    "an own grant by function": "SELECT access.give_sections(gen_random_uuid(), ARRAY[%(case)s]::uuid[],"
    " jsonb_build_object("
    "'subject_kind', 'team', 'subject_id', %(team)s::text, 'sections', jsonb_build_array('plan'), 'ground', 'task',"
    " 'named',"
    " 'x', 'reason', 'x', 'starts_on', access.day(), 'ends_on', access.day() + 3))",
    "a line in the log as another": "INSERT INTO access_reading (area_id, reader_kind, reader_id, what, device, ground,"
    " at) SELECT %(area)s, 'worker', gen_random_uuid(), 'sections', '', 'x', now()",
}


@pytest.mark.parametrize("what", sorted(WRITES))
def test_who_reads_sections_can_write_nothing(world: World, case: CaseWorld, what: str) -> None:
    samira = world.workers[1]
    give_in(case, samira, *SECTIONS)
    values: dict[str, Any] = {"me": samira.id, "case": case.case_id, "area": world.area.id, "team": str(world.team.id)}
    with (
        acting(worker_actor(samira)),
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(WRITES[what], values)
    assert getattr(refused.value.__cause__, "sqlstate", "") in ("42501", "AL403")


def test_it_counts_from_its_first_day_to_its_last_and_not_a_second_after_it_is_ended(
    world: World, case: CaseWorld
) -> None:
    samira, now, today = world.workers[1], clock.now(), clock.today()
    coming = give_in(case, samira, "plan", starts_on=today + timedelta(days=2), ends_on=today + timedelta(days=3))
    assert read(samira, coming) is None
    with clock.at(now + timedelta(days=2)):
        assert read(samira, coming) == {"plan"}
    with clock.at(now + timedelta(days=3)):
        assert read(samira, coming) is None
    ended = give_in(case, samira, "plan")
    with clock.at(now):
        with acting(case.worker) as actor:
            end_sections(actor=actor, grant_id=ended)
            end_sections(actor=actor, grant_id=ended)
        assert read(samira, ended) is None
    with acting(worker_actor(samira)) as actor, pytest.raises(Denied):
        end_sections(actor=actor, grant_id=coming)


def test_a_team_reads_by_who_is_in_it_today_and_who_left_reads_nothing(world: World, case: CaseWorld) -> None:
    team, (_peter, samira, youssef) = other_team(world), world.workers
    inside = administration.make_worker(world.organisation, "Bram", "Smit", teams=[team], since=SINCE)
    of_team, of_one = give_in(case, team, "money"), give_in(case, youssef, "money")
    assert read(inside, of_team) == {"money"}
    assert read(samira, of_team) is None
    assert read(inside, of_one) is None
    for worker in (inside, youssef):
        Membership.objects.using("owner").filter(worker=worker).update(ends_on=clock.today())
    assert read(inside, of_team) is None
    assert read(youssef, of_one) is None


def test_nobody_of_another_organisation_or_area_is_given_any_or_reads_any(world: World, case: CaseWorld) -> None:
    beside, elsewhere = World.in_area(world.area, "Buren"), World.make("Elders")
    mine = give_in(case, world.workers[1], "money")
    for other in (beside, elsewhere):
        for subject in (other.workers[0], other.team):
            with pytest.raises(Denied):
                give_in(case, subject, "money")
        assert read(other.workers[0], mine) is None
    # A row that came in another way gives nothing either: the organisation is that of the case.
    for subject in (beside.workers[0], elsewhere.workers[0]):
        SectionGrant.objects.using("owner").filter(id=mine).update(subject_id=subject.id)
        assert read(subject, mine) is None


def test_a_closed_case_is_read_by_nobody_so(world: World, case: CaseWorld) -> None:
    grant = give_in(case, world.workers[1], "money")
    Case.objects.using("owner").filter(id=case.case_id).update(closed_on=clock.today())
    assert read(world.workers[1], grant) is None


def test_a_forged_or_switched_identity_reads_no_section(world: World, case: CaseWorld) -> None:
    samira = world.worker(1)
    grant = give_in(case, world.workers[1], *SECTIONS)
    moment = f"{int(time.time() * 1_000_000)}:{int(time.time())}"
    asked: tuple[tuple[str, list[Any]], ...] = (
        ("SELECT * FROM access.section_rows(%s)", [grant]),
        ("SELECT * FROM access.sections_with_me()", []),
        ("SELECT * FROM access.section_paper(%s, gen_random_uuid())", [grant]),
    )
    for proof in ("", "0" * 64):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('alliantie.claim', %s, true), set_config('alliantie.proof', %s, true)",
                [f"{samira.claim}:{moment}", proof],
            )
            for statement, values in asked:
                cursor.execute(statement, values)
                assert cursor.fetchall() == []
    for who in (case.client(), world.worker(2), Actor("partner", world.workers[1].id, area_id=world.area.id)):
        with acting(who), connection.cursor() as cursor:
            for statement, values in asked:
                cursor.execute(statement, values)
                assert cursor.fetchall() == [], who.kind


def test_only_who_holds_the_case_gives_and_rounds_are_no_section(world: World, case: CaseWorld) -> None:
    samira, youssef = world.workers[1:]
    for who in (worker_actor(samira), case.client()):
        with acting(who) as actor, pytest.raises(Denied):
            give_sections(actor=actor, case_ids=[case.case_id], given=given(youssef, "plan"), act=uuid4())
    today = clock.today()
    for sections, wrong in (
        (("alliance",), {}),
        (("plan", "alliance"), {}),
        ((), {}),
        (("plan",), {"ground": "consent"}),
        (("plan",), {"named": " "}),
        (("plan",), {"reason": ""}),
        (("plan",), {"ends_on": today}),
        (("plan",), {"ends_on": today + timedelta(days=367)}),
        (("plan",), {"starts_on": today - timedelta(days=1)}),
    ):
        with pytest.raises(NotNow):
            give_in(case, samira, *sections, **wrong)
    with pytest.raises(Denied):
        give_in(case, world.workers[0], "plan")
    assert not SectionGrant.objects.using("owner").exists()


def test_a_grant_outlives_a_hand_over_and_who_took_over_can_end_it(world: World, case: CaseWorld) -> None:
    samira, youssef = world.workers[1:]
    grant = give_in(case, youssef, "plan")
    hand_over(case.case_id, case.worker, worker_actor(samira))
    assert read(youssef, grant) == {"plan"}
    with acting(worker_actor(samira)) as actor:
        end_sections(actor=actor, grant_id=grant)
    assert read(youssef, grant) is None


def test_what_was_given_twice_is_given_once_and_in_a_household_in_each_case_or_in_none(world: World) -> None:
    one, two, strange = world.case(), world.case(), world.case(worker=1)
    youssef, act = world.workers[2], uuid4()
    for _again in range(2):
        give_in(one, youssef, "plan", act=act)
    assert SectionGrant.objects.using("owner").filter(act=act).count() == 1
    with acting(one.worker) as actor:
        both = [one.case_id, two.case_id]
        give_sections(actor=actor, case_ids=both, given=given(youssef, "frame"), act=(together := uuid4()))
        torn, cases = uuid4(), [one.case_id, strange.case_id]
        with pytest.raises(Denied):
            give_sections(actor=actor, case_ids=cases, given=given(youssef, "money"), act=torn)
    assert SectionGrant.objects.using("owner").filter(act=together).count() == 2
    assert not SectionGrant.objects.using("owner").filter(act=torn).exists()


def test_each_look_stands_in_the_log_of_everybody_of_the_case_with_its_sections(world: World) -> None:
    family = world.case(
        "nl-save-protection", names=(("Noor", "Yilmaz"), ("Ali", "Yilmaz")), roles=("young_person", "parent")
    )
    samira = world.workers[1]
    grant = give_in(family, samira, "plan", "identity")
    with acting(worker_actor(samira)) as actor:
        for _again in range(2):
            sections_with_me(actor)
        one_with_me(actor, grant)
    lines = Reading.objects.using("owner").filter(reader_id=samira.id)
    assert sorted(lines.values_list("what", "client_id", "ground")) == sorted(
        (what, client_id, "sections:task:plan,identity")
        for what in ("sections", "sections list")
        for client_id in family.client_ids
    )


def test_a_paper_is_read_with_the_section_of_documents_alone(world: World) -> None:
    case, samira = world.case(), world.workers[1]
    letter_ways.judged(case)
    letter = letter_ways.begin(case)
    documents, plan = give_in(case, samira, "documents"), give_in(case, samira, "plan")
    with acting(worker_actor(samira)) as actor:
        assert paper_with_me(actor, documents, letter) is None
    letter_ways.sign(case, letter)
    with acting(worker_actor(samira)) as actor:
        found = paper_with_me(actor, documents, letter)
        assert found is not None
        assert found[1].startswith(b"%PDF")
        assert paper_with_me(actor, plan, letter) is None
        assert paper_with_me(actor, documents, uuid4()) is None


def test_a_name_in_a_list_is_no_opened_case_and_what_was_given_is_no_case_of_a_stranger() -> None:
    world = World.make()
    guard = administration.make_worker(world.organisation, "Vera", "Kastelein", teams=[], since=SINCE)
    administration.give_office(guard, since=SINCE, kind=Office.Kind.GUARDS)
    team = other_team(world)
    reader = administration.make_worker(world.organisation, "Bram", "Smit", teams=[team], since=SINCE)
    grants = [give_in(world.case(names=((f"Naam{number}", "Smit"),)), reader, "plan") for number in range(3)]
    with acting(worker_actor(guard)) as actor:
        guarding.set_watch(actor=actor, settings=guarding.Settings(surname=True, many_least=2, many_times=1))
    for opened in (0, 1):
        with acting(worker_actor(reader)) as actor:
            sections_with_me(actor)
            for grant in grants[:opened]:
                one_with_me(actor, grant)
        with acting(JOB):
            guarding.watch([clock.today()])
        # That it is somebody of the same name is told all the same.
        assert set(Alert.objects.using("owner").values_list("kind", flat=True)) == ({"surname"} if opened else set())


def test_what_others_may_read_is_not_even_read_to_know_what_one_may(world: World, case: CaseWorld) -> None:
    team, samira = other_team(world), world.worker(1)
    give_in(case, world.workers[1], "plan")
    asked = [(name, who) for name in ("sections_with_me", "note_sections_list") for who in (samira, case.worker)]
    before = [rows_read(who, f"access.{name}()") for name, who in asked]
    for number in range(6):
        give_in(world.case(names=((f"Naam{number}", "Smit"),)), team, "plan")
    after = [rows_read(who, f"access.{name}()") for name, who in asked]
    assert [each.get("access_sectiongrant", 0) for each in after[:2]] == [1, 0]
    # What stands in the log of today already is not looked for again.
    for table in ("access_sectiongrant", "cases_case"):
        assert all(now.get(table, 0) <= then.get(table, 0) <= 1 for now, then in zip(after, before, strict=True))
