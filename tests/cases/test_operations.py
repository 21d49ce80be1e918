"""Opening a case, recording what happened, and taking it back without losing it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connections, transaction

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases import operations, queries
from alliantie.cases.models import Acknowledgement, Case, Duty, Explanation, Fact, Measure
from alliantie.cases.operations import NewPerson
from alliantie.cases.operations.duties import reckon
from alliantie.people.models import Team
from alliantie.people.queries import match
from alliantie.practices import library
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

SECRET = b"k" * 32


@pytest.fixture
def here() -> CaseWorld:
    return World.make().case()


def contact(
    here: CaseWorld,
    on: date,
    fact_id: uuid.UUID | None = None,
    talk_id: str = "reporting-talk",
    explained: bool = False,
) -> uuid.UUID:
    with acting(here.worker) as actor:
        return operations.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=here.world.area.id,
            case_id=here.case_id,
            kind=Fact.Kind.CONTACT,
            on=on,
            talk_id=talk_id,
            client_id=here.client_ids[0],
            fact_id=fact_id,
            values={"explained": True} if explained else {},
        )


def test_a_case_keeps_the_version_and_the_hash_of_its_practice(here: CaseWorld) -> None:
    case = Case.objects.using("owner").get(id=here.case_id)
    practice = library().get(case.practice_id, case.practice_version)
    assert case.practice_hash == practice.hash


def test_a_case_needs_people_a_measure_and_a_team_of_ones_own() -> None:
    world, other = World.make("Een"), World.make("Twee")
    practice = library().latest("nl-probation")
    someone = [NewPerson("Noor", "Yilmaz", date(1990, 5, 4), "client")]
    measure = [next(each.id for each in practice.measures if each.rounds)]
    asked: tuple[tuple[Team, list[NewPerson], list[str]], ...] = (
        (world.team, [], measure),
        (world.team, someone, []),
        (other.team, someone, measure),
    )
    for team, people, measures in asked:
        with acting(world.worker()) as actor, pytest.raises(Denied):
            operations.open_case(
                actor=actor, now=clock.now(), team=team, practice=practice, measure_ids=measures, people=people
            )
    assert not Case.objects.using("owner").exists()


def test_a_fact_of_tomorrow_is_refused(here: CaseWorld) -> None:
    with pytest.raises(Denied):
        contact(here, clock.today() + timedelta(days=1))


def test_the_same_fact_sent_twice_is_recorded_once(here: CaseWorld) -> None:
    number = uuid.uuid4()
    assert contact(here, clock.today(), number) == contact(here, clock.today(), number) == number
    assert Fact.objects.using("owner").filter(kind="contact").count() == 1


def test_a_correction_keeps_the_old_fact_and_takes_it_from_the_timeline(here: CaseWorld) -> None:
    fact = contact(here, clock.today())
    with acting(here.worker) as actor:
        for _twice in range(2):
            operations.take_back_fact(actor=actor, now=clock.now(), fact_id=fact)
        assert [each.kind for _case, each in queries.timeline(actor, [here.case_id])] == ["case_opened"]
    assert Fact.objects.using("owner").filter(kind="contact").count() == 2


def test_a_wrongly_noted_day_of_the_frame_is_corrected_and_history_keeps_the_old_one(here: CaseWorld) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with acting(here.worker) as actor:
        case = queries.get_case(actor, here.case_id)
        explain = partial(operations.explain_frame, actor=actor, now=clock.now(), case=case)
        explain(client_id=here.client_ids[0])
        for _twice in range(2):
            explain(client_id=here.client_ids[0], on=yesterday, wrong=clock.today())
        assert queries.explained_days(actor, case, here.client_ids[0]) == [yesterday]
        with pytest.raises(NotNow):
            explain(client_id=here.client_ids[0], on=clock.today(), wrong=yesterday - timedelta(days=1))
        with pytest.raises(Denied):
            operations.explain_frame(
                actor=actor,
                now=clock.now(),
                case=case,
                client_id=here.client_ids[0],
                on=clock.today() + timedelta(days=1),
            )
    assert Explanation.objects.using("owner").count() == 1
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT action FROM history.event WHERE table_name = 'cases_explanation' ORDER BY id")
        assert [action for (action,) in cursor.fetchall()] == ["INSERT", "UPDATE"]


def test_a_talk_about_the_frame_is_recorded_once_and_settles_the_duty_as_long_as_it_stands(here: CaseWorld) -> None:
    def due(actor: Actor) -> bool:
        return Duty.objects.visible_to(actor).filter(norm_id="explain-frame").exists()

    with acting(here.worker) as actor:
        case = queries.get_case(actor, here.case_id)
        reckon(actor=actor, today=clock.today(), case_ids=[case.id])
        contact(here, clock.today())
        assert due(actor)
        assert queries.people_of(actor, case)[0].explained_on is None
        contact(here, clock.today(), talk_id="frame-talk")
        assert due(actor), "nobody said that the frame was explained"
        assert queries.people_of(actor, case)[0].explained_on is None
        talk = contact(here, clock.today(), talk_id="frame-talk", explained=True)
        assert not due(actor)
        assert queries.people_of(actor, case)[0].explained_on == clock.today()
        operations.take_back_fact(actor=actor, now=clock.now(), fact_id=talk)
        assert due(actor)
        assert queries.people_of(actor, case)[0].explained_on is None


def test_the_frame_is_explained_again_and_each_day_stands(here: CaseWorld) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with acting(here.worker) as actor:
        case = queries.get_case(actor, here.case_id)
        explain = partial(operations.explain_frame, actor=actor, now=clock.now(), case=case)
        explain(client_id=here.client_ids[0], on=yesterday)
        talk = contact(here, clock.today(), talk_id="frame-talk", explained=True)
        assert queries.explained_days(actor, case, here.client_ids[0]) == [clock.today(), yesterday]
        assert queries.people_of(actor, case)[0].explained_on == clock.today()
        operations.take_back_fact(actor=actor, now=clock.now(), fact_id=talk)
        assert queries.explained_days(actor, case, here.client_ids[0]) == [yesterday]


def test_what_a_talk_explained_is_taken_back_by_nobody_else_and_only_with_the_talk(here: CaseWorld) -> None:
    talk = contact(here, clock.today(), talk_id="frame-talk", explained=True)
    stranger = here.world.case(names=(("Ali", "Demir"),))
    with acting(here.worker):
        call("access.take_back_explanation", talk)
        call("access.explain_in_talk", [talk])
    for other in (World.make("Elders").worker(), here.client(), stranger.client()):
        for function, named in (("take_back_explanation", talk), ("explain_in_talk", [talk])):
            with acting(other), pytest.raises(Denied):
                call(f"access.{function}", named)
    assert Explanation.objects.using("owner").count() == 1


def test_whoever_may_not_record_in_a_case_is_refused_and_nothing_is_kept(here: CaseWorld) -> None:
    elsewhere = World.make("Elders").case()
    for other, talk in ((elsewhere.worker, ""), (elsewhere.worker, "frame-talk"), (here.client(), "frame-talk")):
        with acting(other) as actor, pytest.raises(Denied):
            operations.record_fact(
                actor=actor, now=clock.now(), area_id=here.world.area.id, case_id=here.case_id, kind="contact",
                on=clock.today(), client_id=here.client_ids[0], talk_id=talk,
            )  # fmt: skip
    assert not Fact.objects.using("owner").filter(case_id=here.case_id, kind="contact").exists()


def test_nobody_notes_the_frame_for_a_client_of_others(here: CaseWorld) -> None:
    stranger = here.world.case(names=(("Ali", "Demir"),))
    with acting(here.worker) as actor:
        case = queries.get_case(actor, here.case_id)
        with pytest.raises(Denied):
            operations.explain_frame(actor=actor, now=clock.now(), case=case, client_id=stranger.client_ids[0])
    assert not Explanation.objects.using("owner").exists()


def test_the_worker_sees_when_the_frame_was_explained_and_not_what_the_client_says_of_it(here: CaseWorld) -> None:
    with acting(here.worker) as actor:
        case = queries.get_case(actor, here.case_id)
        for _twice in range(2):
            operations.explain_frame(actor=actor, now=clock.now(), case=case, client_id=here.client_ids[0])
    with acting(here.client()) as actor:
        assert not queries.frame_is_known(actor, case)
        for _twice in range(2):
            operations.acknowledge_frame(actor=actor, case=case)
        assert queries.frame_is_known(actor, case)
    with acting(here.worker) as actor:
        assert queries.people_of(actor, case)[0].explained_on == clock.today()
        assert queries.acknowledgements(actor) == ()
    assert Explanation.objects.using("owner").count() == 1
    assert Acknowledgement.objects.using("owner").count() == 1


def test_a_measure_ends_those_whose_place_it_takes_and_no_others() -> None:
    zeist = World.make("nl-debt-zeist").case("nl-debt-zeist")
    with acting(zeist.worker) as actor:
        case = queries.get_case(actor, zeist.case_id)
        Measure.objects.visible_to(actor).filter(case_id=case.id).update(ends_on=clock.today())
        change = partial(operations.change_measure, actor=actor, now=clock.now(), case=case, on=clock.today())
        for begun in ("application", "crisis", "stabilisation"):
            change(measure_id=begun, starts=True)
    running = Measure.objects.using("owner").filter(case_id=case.id, ends_on__isnull=True).order_by("measure_id")
    assert [each.measure_id for each in running] == ["crisis", "stabilisation"]
    facts = Fact.objects.using("owner").filter(case_id=case.id, kind="measure_ended")
    assert [fact.talk_id for fact in facts] == ["application"]


def test_a_measure_of_one_child_ends_that_of_no_other() -> None:
    world = World.make("nl-save-protection")
    family = world.case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Pim", "Wit")), roles=("young_person", "young_person")
    )
    sam, pim = family.client_ids
    with acting(family.worker) as actor:
        case = queries.get_case(actor, family.case_id)
        Measure.objects.visible_to(actor).filter(case_id=case.id).update(ends_on=clock.today())
        change = partial(operations.change_measure, actor=actor, now=clock.now(), case=case, on=clock.today())
        for child in (sam, pim):
            change(measure_id="provisional-order", starts=True, client_id=child)
        change(measure_id="supervision-order", starts=True, client_id=sam)
    running = Measure.objects.using("owner").filter(case_id=case.id, ends_on__isnull=True)
    assert {(each.measure_id, each.client_id) for each in running} == {
        ("supervision-order", sam),
        ("provisional-order", pim),
    }


def test_a_measure_runs_once_and_does_not_end_before_it_began(here: CaseWorld) -> None:
    with acting(here.worker) as actor:
        case = queries.get_case(actor, here.case_id)
        running = queries.running_measures(actor, [case.id])[case.id][0]
        change = partial(
            operations.change_measure,
            actor=actor,
            now=clock.now(),
            case=case,
            measure_id=running,
            on=clock.today(),
        )
        with pytest.raises(Denied):
            change(starts=True)
        change(starts=False)
        with pytest.raises(Denied):
            change(starts=False)
    with pytest.raises(IntegrityError), transaction.atomic(using="owner"):
        Measure.objects.using("owner").update(ends_on=date(2000, 1, 1))


def test_matching_tells_the_team_alone_and_only_within_the_own_organisation(here: CaseWorld) -> None:
    elsewhere = World.in_area(here.world.area, "Elders")
    born = date(1990, 5, 4)
    with acting(here.world.worker(1)) as actor:
        assert match(actor, "noor", "YILMAZ", born, SECRET).team == "Team Noord"
        assert match(actor, "Noor", "Yilmaz", date(1990, 5, 5), SECRET).team is None
        assert match(actor, "Noor", "Yilma", born, SECRET).team is None
    with acting(elsewhere.worker()) as actor:
        assert match(actor, "Noor", "Yilmaz", born, SECRET).team is None


def test_matching_is_limited_to_twenty_questions_an_hour_and_logged(here: CaseWorld) -> None:
    from alliantie.access.models import Matching

    start = clock.now()
    with clock.at(start), acting(here.world.worker(1)) as actor:
        answers = [match(actor, "Noor", "Yilmaz", date(1990, 5, 4), SECRET) for _question in range(21)]
    assert [answer.refused for answer in answers] == [False] * 20 + [True]
    assert Matching.objects.using("owner").count() == 20
    assert b"yilmaz" not in bytes(Matching.objects.using("owner").first().question_hash)  # type: ignore[union-attr]
    with clock.at(start + timedelta(minutes=61)), acting(here.world.worker(1)) as actor:
        assert not match(actor, "Noor", "Yilmaz", date(1990, 5, 4), SECRET).refused
