"""The plan of a case: drafts that nobody overwrites unseen, versions that stay, and who says and sees what."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from pydantic import ValidationError

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases import operations as cases
from alliantie.cases import plan_rules
from alliantie.cases.models import Fact, Measure, Plan, PlanEvaluation, PlanVoice
from alliantie.cases.queries import current, get_case, get_plan, own_plans, plans_in, plans_of
from alliantie.practices import library
from alliantie.worklist import operations as worklist
from tests.support import raw
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=clock.HOME)
GOAL = {"goal-0-area": "housing", "goal-0-words": "Ik wil een eigen kamer.", "goal-0-0-what": "Inschrijven"}

AREAS = ("housing", "health")


@pytest.fixture
def here() -> CaseWorld:
    with clock.at(TUESDAY - timedelta(days=30)):
        return World.make().case()


@pytest.fixture
def family() -> CaseWorld:
    with clock.at(TUESDAY - timedelta(days=30)):
        return World.make().case(
            "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
        )


def start(case: CaseWorld, client: int | None = 0, by: Actor | None = None) -> uuid.UUID:
    with clock.at(TUESDAY), acting(by or case.worker) as actor:
        return cases.start_plan(
            actor=actor,
            now=TUESDAY,
            case=get_case(actor, case.case_id),
            client_id=None if client is None else case.client_ids[client],
        )


def save(
    case: CaseWorld, plan_id: uuid.UUID, words: str, *, seen: int, page: uuid.UUID, by: Actor | None = None
) -> bool:
    content = plan_rules.from_fields({**GOAL, "goal-0-words": words}, AREAS)
    with clock.at(TUESDAY), acting(by or case.worker) as actor:
        return cases.save_plan(actor=actor, now=TUESDAY, plan_id=plan_id, content=content, seen=seen, page=page)


def agree(case: CaseWorld, plan_id: uuid.UUID, *, seen: int = 1, on: date | None = None) -> None:
    with clock.at(TUESDAY), acting(case.worker) as actor:
        cases.agree_plan(
            actor=actor,
            now=TUESDAY,
            case=get_case(actor, case.case_id),
            plan=get_plan(actor, plan_id).plan,
            seen=seen,
            on=on or TUESDAY.date(),
        )


def agreed(case: CaseWorld, words: str = "Ik wil een eigen kamer.", client: int | None = 0) -> uuid.UUID:
    made = start(case, client)
    assert save(case, made, words, seen=0, page=uuid.uuid4())
    agree(case, made)
    return made


def say(actor: Actor, plan_id: uuid.UUID, answer: str = "agrees", **more: Any) -> None:
    with clock.at(TUESDAY), acting(actor):
        cases.say_of_plan(
            actor=actor,
            plan_id=plan_id,
            answer=PlanVoice.Answer(answer),
            reason=more.pop("reason", ""),
            on=TUESDAY.date(),
            **more,
        )


def words_of(actor: Actor, case: CaseWorld) -> list[str]:
    with clock.at(TUESDAY), acting(actor):
        return [each.content.goals[0].words if each.content.goals else "" for each in plans_of(actor, case.case_id)]


# What a plan holds


def test_what_was_left_empty_is_no_goal_and_no_step() -> None:
    content = plan_rules.from_fields(
        {
            **GOAL,
            "goal-0-1-what": "  ",
            "goal-0-1-who": "Peter",
            "goal-1-words": " ",
            "goal-2-words": "Ik wil werken.",
            "authors": "Oma, ,Lisa",
        },
        AREAS,
    )
    assert [goal.words for goal in content.goals] == ["Ik wil een eigen kamer.", "Ik wil werken."]
    assert [step.what for step in content.goals[0].steps] == ["Inschrijven"]
    assert content.authors == ("Oma", "Lisa")


@pytest.mark.parametrize(
    ("fields", "lacking"),
    [({}, "goals"), ({"goal-0-area": "housing"}, "words"), (GOAL, ""), ({**GOAL, "goal-1-0-what": "Bellen"}, "words")],
)
def test_a_plan_without_goals_or_words_lacks_something(fields: dict[str, str], lacking: str) -> None:
    assert plan_rules.lacks(plan_rules.from_fields(fields, AREAS)) == lacking


@pytest.mark.parametrize(
    ("name", "longest"),
    [("goal-0-words", 500), ("goal-0-0-what", 200), ("goal-0-0-who", 80), ("goal-0-0-when", 60)],
)
def test_a_text_is_refused_from_one_character_too_many(name: str, longest: int) -> None:
    plan_rules.from_fields({**GOAL, name: "x" * longest}, AREAS)
    with pytest.raises(ValidationError):
        plan_rules.from_fields({**GOAL, name: "x" * (longest + 1)}, AREAS)


def goals(*areas: str) -> tuple[plan_rules.Goal, ...]:
    return tuple(plan_rules.Goal(area=area, words=f"{place}") for place, area in enumerate(areas))


def test_goals_stand_by_area_in_the_order_of_the_practice_then_older_headings_then_the_rest() -> None:
    practice = library().latest("nl-probation")
    found = plan_rules.by_area(practice, goals("", "health", "Mijn hond", "housing", "health"), "nl")
    assert [(group.heading, [goal.words for goal in group.goals]) for group in found] == [
        ("Wonen", ["3"]),
        ("Gezondheid", ["1", "4"]),
        ("Mijn hond", ["2"]),
        ("", ["0"]),
    ]
    assert plan_rules.by_area(practice, (), "nl") == ()
    assert plan_rules.by_area(practice, goals("housing"), "en")[0].heading == "Housing"


def test_an_area_is_chosen_from_the_practice_and_an_older_heading_stays_where_it_stood() -> None:
    practice = library().latest("nl-work-amersfoort")
    before = plan_rules.Content(goals=goals("Mijn hond", "housing", ""))
    options = dict(plan_rules.areas_to_choose(practice, before, "nl"))
    assert list(options)[:3] == ["work-education", "daytime", "housing"]
    assert options["Mijn hond"] == "Mijn hond"
    assert "" not in options
    assert "Mijn hond" not in dict(plan_rules.areas_to_choose(practice, plan_rules.Content(), "nl"))
    content = plan_rules.from_fields({**GOAL, "goal-0-area": "<b>iets</b>"}, options)
    assert content.goals[0].area == ""


def test_only_where_somebody_else_makes_the_plan_does_the_worker_approve_it() -> None:
    # 773-779, 888-896: under an order the family makes the plan; of guardianship the worker does, and approves nothing.
    found = {
        (practice.id, measure.id)
        for practice in (library().latest(practice_id) for practice_id in library().ids())
        for measure in practice.measures
        if plan_rules.approval(practice, [measure.id])
    }
    assert found == {("nl-save-protection", "supervision-order"), ("nl-save-youth-probation", "double")}


def test_a_plan_agreed_under_an_order_was_approved_also_once_guardianship_followed(family: CaseWorld) -> None:
    there = Measure.objects.using("owner").filter(case_id=family.case_id)
    there.update(measure_id="supervision-order", starts_on=TUESDAY.date() - timedelta(days=30))
    agreed(family, client=None)
    assert approvals(family) == ["approve-plan"]
    following = there.get()
    there.update(ends_on=TUESDAY.date() + timedelta(days=1))
    following.pk, following.measure_id, following.starts_on = (
        uuid.uuid4(),
        "guardianship",
        TUESDAY.date() + timedelta(days=1),
    )
    following.save(using="owner", force_insert=True)
    made = start(family, None)
    save(family, made, "Wij leiden het plan.", seen=0, page=uuid.uuid4())
    assert approvals(family) == ["", "approve-plan"]


def approvals(case: CaseWorld) -> list[str]:
    """By which norm each version is approved, newest first; "" where nobody has to."""
    with clock.at(TUESDAY), acting(case.worker) as actor:
        return [each.approval.id if each.approval else "" for each in plans_of(actor, case.case_id)]


# Writing


def test_a_draft_is_one_also_for_two_who_begin_at_the_same_moment(here: CaseWorld) -> None:
    first, second = at_once(lambda: start(here), lambda: start(here))
    assert first == second == start(here)
    assert Plan.objects.using("owner").count() == 1


def test_a_page_goes_on_over_what_it_wrote_itself(here: CaseWorld) -> None:
    made, page = start(here), uuid.uuid4()
    for words in ("eerst", "dan", "nu"):
        assert save(here, made, words, seen=0, page=page)
    assert words_of(here.worker, here) == ["nu"]


def test_a_page_never_writes_over_what_another_wrote_since(here: CaseWorld) -> None:
    made, mine, theirs = start(here), uuid.uuid4(), uuid.uuid4()
    assert save(here, made, "van mij", seen=0, page=mine)
    assert not save(here, made, "van de ander", seen=0, page=theirs)
    assert words_of(here.worker, here) == ["van mij"]
    assert save(here, made, "van de ander", seen=1, page=theirs)
    assert not save(here, made, "weer van mij", seen=0, page=mine)
    assert words_of(here.worker, here) == ["van de ander"]


def test_of_two_pages_that_write_at_the_same_moment_one_is_told(here: CaseWorld) -> None:
    made = start(here)
    results = at_once(*(lambda words=words: save(here, made, words, seen=0, page=uuid.uuid4()) for words in "ab"))
    assert sorted(results, key=str) == [False, True]


def test_a_plan_that_lacks_something_cannot_be_agreed(here: CaseWorld) -> None:
    with pytest.raises(Denied, match="Schrijf eerst een doel op"):
        agree(here, start(here), seen=0)


@pytest.mark.parametrize(("seen", "days"), [(0, 0), (2, 0), (-1, 0), (1, 1)])
def test_only_what_was_read_is_agreed_and_not_before_its_day(here: CaseWorld, seen: int, days: int) -> None:
    made = start(here)
    save(here, made, "doel", seen=0, page=uuid.uuid4())
    with pytest.raises((NotNow, Denied)):
        agree(here, made, seen=seen, on=TUESDAY.date() + timedelta(days=days))
    assert not Fact.objects.using("owner").filter(kind="plan_agreed").exists()
    assert Plan.objects.using("owner").get().state == "draft"


def test_agreeing_says_so_in_the_case_once(here: CaseWorld) -> None:
    made = agreed(here)
    with pytest.raises(NotNow):
        agree(here, made)
    fact = Fact.objects.using("owner").get(kind="plan_agreed")
    assert (fact.on, fact.client_id) == (TUESDAY.date(), here.client_ids[0])


def test_an_agreed_plan_stays_as_it_is_also_for_the_owner_of_the_database(here: CaseWorld) -> None:
    made = agreed(here)
    assert not save(here, made, "anders", seen=1, page=uuid.uuid4())
    for statement in (
        "UPDATE cases_plan SET content = '{}' WHERE id = %s",
        "UPDATE cases_plan SET state = 'draft', agreed_on = NULL, agreed_by = NULL WHERE id = %s",
        "DELETE FROM cases_plan WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute(statement, [made])
    assert words_of(here.worker, here) == ["Ik wil een eigen kamer."]


def test_a_change_is_a_next_version_that_begins_as_the_last(here: CaseWorld) -> None:
    first = agreed(here, "Ik wil een kamer.")
    second = start(here)
    assert second != first
    assert words_of(here.worker, here) == ["Ik wil een kamer.", "Ik wil een kamer."]
    save(here, second, "Ik wil een huis.", seen=0, page=uuid.uuid4())
    agree(here, second)
    with clock.at(TUESDAY), acting(here.worker) as actor:
        plans = plans_of(actor, here.case_id)
        assert [each.plan.number for each in plans] == [2, 1]
        assert [each.content.goals[0].words for each in current(plans)] == ["Ik wil een huis."]


def test_a_case_read_as_a_whole_brings_the_newest_version_and_the_draft_along(here: CaseWorld) -> None:
    agreed(here, "een")
    agreed(here, "twee")
    start(here)
    with clock.at(TUESDAY), acting(here.worker) as actor:
        found = plans_in(get_case(actor, here.case_id, whole=True))
    assert [(each.number, each.state, each.goals[0].words) for each in found] == [
        (2, "agreed", "twee"),
        (3, "draft", "twee"),
    ]


# Voices and looking back


def test_each_says_it_once_and_a_later_word_takes_the_place_of_an_earlier(here: CaseWorld) -> None:
    made = agreed(here)
    for answer in ("unasked", "disagrees"):
        say(here.worker, made, answer, client_id=here.client_ids[0], reason="Ziek")
    say(here.worker, made, name="Oma")
    with clock.at(TUESDAY), acting(here.worker) as actor:
        voices = get_plan(actor, made).voices
    assert [(each.name, each.answer, each.by_self) for each in voices] == [
        ("Noor Yilmaz", "disagrees", False),
        ("Oma", "agrees", False),
    ]


def test_what_a_client_says_in_the_own_account_no_worker_writes_over(here: CaseWorld) -> None:
    made, noor = agreed(here), here.client_ids[0]
    say(here.worker, made, "agrees", client_id=noor)
    say(here.client(), made, "disagrees", client_id=noor)
    with pytest.raises(NotNow):
        say(here.worker, made, "agrees", client_id=noor)
    say(here.client(), made, "agrees", client_id=noor)
    assert PlanVoice.objects.using("owner").get().by_self


def test_a_client_speaks_for_nobody_else_and_of_no_draft(family: CaseWorld) -> None:
    made = agreed(family, client=None)
    sam, eva = family.client_ids
    say(family.client(0), made, client_id=sam)
    with pytest.raises(Denied):
        say(family.client(0), made, client_id=eva)
    with pytest.raises(Denied):
        say(family.client(0), made, name="Oma")
    draft = start(family, client=0)
    with pytest.raises(Denied):
        say(family.client(0), draft, client_id=sam)
    evas = agreed(family, client=1)
    for actor in (family.client(0), family.worker):
        with pytest.raises(Denied):
            say(actor, evas, client_id=sam)


def test_how_the_goals_stand_is_noted_once_and_read_by_whose_plan_it_is(family: CaseWorld) -> None:
    made, token = agreed(family, client=0), uuid.uuid4()
    goals = [plan_rules.GoalLater(result="partly", text="Het gaat beter.")]
    for _twice in range(2):
        with clock.at(TUESDAY), acting(family.worker) as actor:
            cases.evaluate_plan(
                actor=actor,
                now=TUESDAY,
                case=get_case(actor, family.case_id),
                plan=get_plan(actor, made).plan,
                on=TUESDAY.date(),
                goals=goals,
                token=token,
            )
    assert PlanEvaluation.objects.using("owner").count() == 1
    for index, seen in ((0, [goals[0]]), (1, [])):
        with clock.at(TUESDAY), acting(family.client(index)) as actor:
            assert [goal for plan in own_plans(actor) for each in plan.evaluations for goal in each.goals] == seen


# Who


def test_in_a_family_each_reads_the_own_plan_and_that_of_all_and_only_the_own_answer(family: CaseWorld) -> None:
    shared = agreed(family, "van allen", client=None)
    agreed(family, "van Sam", client=0)
    agreed(family, "van Eva", client=1)
    for person in family.client_ids:
        say(family.worker, shared, client_id=person, reason="geheim")
    say(family.worker, shared, name="Oma")
    for index, own in ((0, "van Sam"), (1, "van Eva")):
        with clock.at(TUESDAY), acting(family.client(index)) as actor:
            found = own_plans(actor)
            assert {each.content.goals[0].words for each in found} == {"van allen", own}
            assert [voice.client_id for each in found for voice in each.voices] == [family.client_ids[index]]


def test_a_draft_is_for_workers_alone_and_a_code_shows_no_plan(here: CaseWorld) -> None:
    start(here)
    assert words_of(here.client(), here) == []
    agreed(here)
    assert len(words_of(here.client(), here)) == 1
    with clock.at(TUESDAY):
        link = here.link(here.round())
    assert words_of(link, here) == []


@pytest.mark.parametrize("who", ["colleague", "other organisation", "other area", "other client"])
def test_anyone_else_sees_and_changes_nothing(here: CaseWorld, who: str) -> None:
    made = agreed(here)
    say(here.worker, made, client_id=here.client_ids[0])
    draft = start(here)
    with clock.at(TUESDAY):
        stranger = {
            "colleague": lambda: here.world.worker(1),
            "other organisation": lambda: World.in_area(here.world.area, "Buren").worker(),
            "other area": lambda: World.make("Elders").worker(),
            "other client": lambda: here.world.case(names=(("Ali", "Demir"),)).client(),
        }[who]()
    with clock.at(TUESDAY), acting(stranger) as actor:
        for table in ("cases_plan", "cases_planvoice", "cases_planevaluation"):
            assert raw.read_all(f"public.{table}") == [], table
        with pytest.raises(Plan.DoesNotExist):
            get_plan(actor, made)
    assert not save(here, draft, "x", seen=0, page=uuid.uuid4(), by=stranger)
    for plan_id in (made, draft):
        with pytest.raises(Denied):
            say(stranger, plan_id, client_id=stranger.id)
    with clock.at(TUESDAY), acting(stranger), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("SELECT access.agree_plan(%s, 0, now()::date)", [draft])


def refused(actor: Actor, statement: str, values: list[Any]) -> bool:
    """Whether the database raises, or changes no row."""
    try:
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


def test_raw_sql_neither_agrees_nor_speaks_nor_evaluates_past_the_rules(here: CaseWorld) -> None:
    made = agreed(here)
    draft = start(here)
    area, case, noor, peter = here.world.area.id, here.case_id, here.client_ids[0], here.worker.id
    evaluation = (
        'INSERT INTO cases_planevaluation (id, area_id, case_id, plan_id, client_id, "on", goals, recorded_by,'
        " recorded_at) VALUES (gen_random_uuid(), %s, %s, %s, %s, now(), '[]', %s, now())"
    )
    assert not refused(here.worker, evaluation, [area, case, made, noor, peter])
    for actor, statement, values in (
        (
            here.worker,
            "UPDATE cases_plan SET state = 'agreed', agreed_on = now(), agreed_by = %s WHERE id = %s",
            [peter, draft],
        ),
        (here.worker, "UPDATE cases_plan SET client_id = NULL WHERE id = %s", [draft]),
        (here.worker, "DELETE FROM cases_plan WHERE id = %s", [made]),
        (here.client(), "DELETE FROM cases_plan WHERE id = %s", [draft]),
        (
            here.worker,
            'INSERT INTO cases_planvoice (id, area_id, case_id, plan_id, client_id, name, answer, reason, "on",'
            " by_self)"
            " VALUES (gen_random_uuid(), %s, %s, %s, %s, '', 'agrees', '', now(), true)",
            [area, case, made, noor],
        ),
        (here.worker, "UPDATE cases_planvoice SET answer = 'agrees'", []),
        (here.worker, evaluation, [area, case, draft, noor, peter]),
        (here.worker, evaluation, [area, case, made, None, peter]),
        (here.worker, evaluation, [area, case, made, noor, noor]),
        (here.client(), evaluation, [area, case, made, noor, noor]),
        (here.client(), "UPDATE cases_plan SET content = '{}' WHERE id = %s", [draft]),
    ):
        assert refused(actor, statement, values), statement


def test_each_version_and_voice_stands_in_the_history(here: CaseWorld) -> None:
    say(here.client(), agreed(here), client_id=here.client_ids[0])
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, action, split_part(by_claim, ':', 1) FROM history.event"
            " WHERE table_name LIKE 'cases_plan%%' ORDER BY id"
        )
        assert cursor.fetchall() == [
            ("cases_plan", "INSERT", "worker"),
            ("cases_plan", "UPDATE", "worker"),
            ("cases_plan", "UPDATE", "worker"),
            ("cases_planvoice", "INSERT", "client"),
        ]


# What was wrong


def take_back(case: CaseWorld, plan_id: uuid.UUID) -> None:
    """Take back that a version was agreed, as the worker's page does."""
    with clock.at(TUESDAY), acting(case.worker) as actor:
        worklist.take_back(actor=actor, now=TUESDAY, case=get_case(actor, case.case_id), fact_ids=[plan_id])


def standing(case: CaseWorld) -> list[uuid.UUID]:
    with clock.at(TUESDAY), acting(case.worker) as actor:
        return [each.plan.id for each in current(plans_of(actor, case.case_id))]


def test_taking_back_that_a_plan_was_agreed_lets_the_version_before_stand_again(here: CaseWorld) -> None:
    first, second = agreed(here), agreed(here, "Ik wil werk.")
    assert standing(here) == [second]
    take_back(here, second)
    assert standing(here) == [first]
    assert words_of(here.client(), here) == ["Ik wil een eigen kamer."]
    with clock.at(TUESDAY), acting(here.worker) as actor:
        assert [each.id for each in plans_in(get_case(actor, here.case_id, whole=True))] == [first]


def test_what_was_taken_back_can_be_put_back_however_often(here: CaseWorld) -> None:
    made = agreed(here)
    for _again in range(2):
        with acting(here.worker) as actor:
            take_back(here, worklist.standing(actor, made))
            assert standing(here) == []
            worklist.put_back(actor=actor, now=clock.now(), case=get_case(actor, here.case_id), fact_ids=[made])
        assert standing(here) == [made]


def test_the_next_draft_begins_with_what_was_taken_back_and_can_be_agreed(here: CaseWorld) -> None:
    made = agreed(here)
    take_back(here, made)
    again = start(here)
    assert again != made
    agree(here, again, seen=0)
    assert standing(here) == [again]
    assert words_of(here.client(), here) == ["Ik wil een eigen kamer."]


def test_a_plan_that_was_taken_back_is_no_longer_the_clients_and_nothing_in_it_changes(here: CaseWorld) -> None:
    made = agreed(here)
    take_back(here, made)
    assert words_of(here.client(), here) == []
    with pytest.raises(Denied):
        say(here.client(), made, client_id=here.client_ids[0])
    with acting(here.worker) as actor:
        assert not cases.throw_away_plan(actor=actor, plan_id=made)
    with pytest.raises(DatabaseError, match="stays as it is"):
        Plan.objects.using("owner").filter(id=made).update(content={})


def test_a_draft_is_thrown_away_once_and_history_keeps_it(here: CaseWorld) -> None:
    made = start(here)
    save(here, made, "Fout.", seen=0, page=uuid.uuid4())
    with acting(here.client()) as actor:
        assert not cases.throw_away_plan(actor=actor, plan_id=made)
    with acting(here.worker) as actor:
        assert cases.throw_away_plan(actor=actor, plan_id=made)
        assert not cases.throw_away_plan(actor=actor, plan_id=made)
    assert not Plan.objects.using("owner").exists()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM history.event WHERE row_id = %s", [str(made)])
        assert cursor.fetchone() == (3,)


def looked_back(case: CaseWorld, plan_id: uuid.UUID, text: str, **more: Any) -> uuid.UUID:
    with clock.at(TUESDAY), acting(case.worker) as actor:
        return cases.evaluate_plan(
            actor=actor,
            now=TUESDAY,
            case=get_case(actor, case.case_id),
            plan=get_plan(actor, plan_id).plan,
            on=TUESDAY.date(),
            goals=() if more.get("void") else (plan_rules.GoalLater(result="partly", text=text),),
            token=more.pop("token", uuid.uuid4()),
            **more,
        )


def notes(case: CaseWorld, plan_id: uuid.UUID) -> tuple[list[str], list[str]]:
    """What stands of how the goals went, and what was corrected."""
    with clock.at(TUESDAY), acting(case.worker) as actor:
        found = get_plan(actor, plan_id)
    corrected = [each.goals[0].text for each in found.evaluations if each.corrected]
    return [each.goals[0].text for each in found.looked_back], corrected


def test_a_wrong_look_back_is_corrected_and_what_was_written_stays(here: CaseWorld) -> None:
    plan = agreed(here)
    wrong = looked_back(here, plan, "Fout.")
    right = looked_back(here, plan, "Goed.", corrects=wrong)
    assert notes(here, plan) == (["Goed."], ["Fout."])
    looked_back(here, plan, "", corrects=right, void=True)
    standing_now, corrected = notes(here, plan)
    assert standing_now == []
    assert sorted(corrected) == ["Fout.", "Goed."]


def test_of_two_corrections_the_first_stands_and_the_second_is_told(here: CaseWorld) -> None:
    plan, token = agreed(here), uuid.uuid4()
    wrong = looked_back(here, plan, "Fout.")
    for _twice in range(2):
        looked_back(here, plan, "Goed.", corrects=wrong, token=token)
    with pytest.raises(NotNow, match="verbeterde dit net"):
        looked_back(here, plan, "Anders.", corrects=wrong)
    assert notes(here, plan) == (["Goed."], ["Fout."])


def test_a_correction_is_of_the_same_plan(here: CaseWorld) -> None:
    wrong = looked_back(here, agreed(here), "Fout.")
    later = agreed(here, "Ik wil werk.")
    with pytest.raises(DatabaseError):
        looked_back(here, later, "Goed.", corrects=wrong)
