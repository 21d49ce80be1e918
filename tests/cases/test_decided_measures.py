"""A measure that begins or ends by a decision: the decision is asked wherever the measure is changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Case, Fact, Measure, Outcome
from alliantie.cases.operations import NewPerson, change_measure, extend_measure, open_case, record_fact
from alliantie.cases.operations.decisions import take_decision
from alliantie.cases.operations.ending import Ending, end_case
from alliantie.cases.queries import get_case
from alliantie.cases.queries.standing import ended_by
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact as Told
from alliantie.norms.timeline import Person, Timeline
from alliantie.people import administration
from alliantie.practices import Practice, library
from alliantie.worklist.operations import take_back
from tests.cases.reserved_ways import ask, yes
from tests.insight.teams import leader
from tests.worklist.browse import as_worker, words
from tests.worklist.work import at
from tests.worlds import CaseWorld, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

WITH_COACH, WITHOUT_DUTY = "assistance-with-coach", "assistance-without-duty"


def decided(monkeypatch: pytest.MonkeyPatch, *, reserved: bool = False, hard: bool = False) -> Practice:
    """A practice in which help with a coach begins by an offer and ends by a decision, for one test."""
    read = library().latest("nl-work-rsd-krh")
    by = {WITH_COACH: {"begins_by": ("offer-trajectory",), "ends_by": ("impose-fine" if hard else "end-benefit",)}}
    made = read.model_copy(
        update={
            "measures": tuple(each.model_copy(update=by.get(each.id, {})) for each in read.measures),
            "decisions": tuple(
                each.model_copy(update={"reserved": "leader"}) if reserved and each.id == "offer-trajectory" else each
                for each in read.decisions
            ),
        }
    )
    monkeypatch.setitem(library()._practices[read.id], read.version, made)
    return made


@pytest.fixture(autouse=True)
def _in_the_demo(settings: Any) -> None:
    """Nobody checked a rule of these practices against today's law yet; in the demo it stops what it stops."""
    settings.DEMO = True


@pytest.fixture
def here() -> CaseWorld:
    """A case that began without a coach."""
    return World.make("nl-work-rsd-krh").case("nl-work-rsd-krh", measure_id="application")


def found(case: CaseWorld) -> Case:
    return get_case(case.worker, case.case_id)


def change(case: CaseWorld, measure: str, *, starts: bool = True, on: date | None = None, **said: object) -> None:
    with acting(case.worker) as actor:
        change_measure(
            actor=actor,
            now=clock.now(),
            case=found(case),
            measure_id=measure,
            starts=starts,
            on=on or clock.today(),
            **{"decided_by": "Aylin Demir", **said},  # type: ignore[arg-type]
        )


def kinds(case: CaseWorld) -> list[tuple[str, str]]:
    rows = Fact.objects.using("owner").filter(case_id=case.case_id, kind__in=["decision_taken", "gate_forced"])
    return sorted((each.kind, each.values.get("decision", each.values.get("norm"))) for each in rows)


def runs(case: CaseWorld) -> set[str]:
    rows = Measure.objects.using("owner").filter(case_id=case.case_id, ends_on__isnull=True)
    return set(rows.values_list("measure_id", flat=True))


def test_a_measure_that_begins_by_a_decision_asks_what_comes_first(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch)
    with pytest.raises(NotNow):
        change(here, WITH_COACH)
    assert (runs(here), kinds(here)) == ({"application"}, [])
    change(here, WITH_COACH, reason="Het plan volgt morgen.")
    assert runs(here) == {WITH_COACH}
    assert kinds(here) == [("decision_taken", "offer-trajectory")]


def test_a_decision_that_was_taken_already_is_not_asked_again(here: CaseWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(monkeypatch)
    with acting(here.worker) as actor:
        take_decision(
            actor=actor,
            now=clock.now(),
            case=found(here),
            decision_id="offer-trajectory",
            token=uuid4(),
            reason="Het plan volgt.",
        )
    change(here, WITH_COACH)
    assert kinds(here) == [("decision_taken", "offer-trajectory")]


def test_it_is_asked_anew_when_the_measure_begins_anew(here: CaseWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(monkeypatch)
    change(here, WITH_COACH, reason="Het plan volgt.")
    change(here, WITHOUT_DUTY, reason="De uitkering wijzigt.")
    with clock.at(clock.now() + timedelta(days=2)), pytest.raises(NotNow):
        change(here, WITH_COACH)


def test_an_end_by_a_decision_is_asked_also_where_another_measure_takes_its_place(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, hard=True)
    change(here, WITH_COACH, reason="Het plan volgt.")
    for measure, starts in ((WITHOUT_DUTY, True), (WITH_COACH, False)):
        with pytest.raises(NotNow):
            change(here, measure, starts=starts, reason="Het moet.", danger=True)
    assert runs(here) == {WITH_COACH}


def test_a_measure_that_came_to_its_last_day_ends_without_a_decision(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, hard=True)
    change(here, WITH_COACH, reason="Het plan volgt.", until=clock.today() + timedelta(days=5))
    with clock.at(clock.now() + timedelta(days=5)):
        change(here, WITHOUT_DUTY)
    assert runs(here) == {WITHOUT_DUTY}


def test_an_end_by_a_decision_is_not_had_by_naming_today_the_last_day(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, hard=True)
    change(here, WITH_COACH, reason="Het plan volgt.")
    with clock.at(clock.now() + timedelta(days=3)), acting(here.worker) as actor:
        today = clock.today()
        named = {"actor": actor, "now": clock.now(), "case": found(here), "measure_id": WITH_COACH}
        with pytest.raises(Denied):
            extend_measure(**named, on=today - timedelta(days=1), until=today)  # type: ignore[arg-type]
        extend_measure(**named, on=today - timedelta(days=1), until=today + timedelta(days=1))  # type: ignore[arg-type]
    with clock.at(clock.now() + timedelta(days=3)), pytest.raises(NotNow):
        change(here, WITHOUT_DUTY, reason="Het moet.", danger=True)
    assert runs(here) == {WITH_COACH}


def test_a_last_day_that_was_named_on_the_day_itself_is_no_end_without_a_decision(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, hard=True)
    change(here, WITH_COACH, reason="Het plan volgt.", on=clock.today() - timedelta(days=1))
    with acting(here.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=here.world.area.id,
            case_id=here.case_id,
            kind="measure_extended",
            on=clock.today(),
            talk_id=WITH_COACH,
            values={"until": clock.today()},
        )
    with pytest.raises(NotNow):
        change(here, WITHOUT_DUTY, reason="Het moet.", danger=True)
    assert WITH_COACH in runs(here)


def test_a_reserved_decision_lets_a_measure_begin_after_a_yes_alone(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, reserved=True)
    with pytest.raises(NotNow):
        change(here, WITH_COACH, reason="Het plan volgt.", danger=True)
    who = leader(here.world)
    yes(who, ask(here, "offer-trajectory"), "Begin maar.")
    change(here, WITH_COACH)
    assert runs(here) == {WITH_COACH}
    assert kinds(here) == [("decision_taken", "offer-trajectory")]


def test_a_yes_to_a_beginning_serves_for_no_second_one(here: CaseWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(monkeypatch, reserved=True)
    who = leader(here.world)
    yes(who, ask(here, "offer-trajectory"), "Begin maar.")
    change(here, WITH_COACH)
    change(here, WITHOUT_DUTY, reason="De uitkering wijzigt.")
    with pytest.raises(NotNow):
        change(here, WITH_COACH)
    yes(who, ask(here, "offer-trajectory"), "Begin weer.")
    change(here, WITH_COACH)
    assert runs(here) == {WITH_COACH}


def test_a_new_case_under_such_a_measure_says_what_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    made = decided(monkeypatch)
    world = World.make("nl-work-rsd-krh")
    with acting(world.worker()) as actor:
        told = {
            "actor": actor,
            "now": clock.now(),
            "team": world.team,
            "practice": made,
            "measure_ids": [WITH_COACH],
            "people": [NewPerson("Noor", "de Wit", date(1990, 5, 4), "client")],
        }
        with pytest.raises(Denied):
            open_case(**told)  # type: ignore[arg-type]
        opened = open_case(**told, before="Overgenomen van een andere gemeente.")  # type: ignore[arg-type]
    said = Fact.objects.using("owner").get(case_id=opened.case_id, kind="case_opened")
    assert said.text == "Overgenomen van een andere gemeente."


def new_case(world: World, practice: Practice, by: Actor, before: str) -> UUID:
    with acting(by) as actor:
        return open_case(
            actor=actor,
            now=clock.now(),
            team=world.team,
            practice=practice,
            measure_ids=[WITH_COACH],
            people=[NewPerson("Noor", "de Wit", date(1990, 5, 4), "client")],
            before=before,
        ).case_id


def test_no_words_begin_in_a_new_case_what_is_reserved_for_who_leads_the_team(monkeypatch: pytest.MonkeyPatch) -> None:
    made = decided(monkeypatch, reserved=True)
    world = World.make("nl-work-rsd-krh")
    with pytest.raises(Denied, match="Wie het team leidt, beslist hierover"):
        new_case(world, made, world.worker(), before="Elders besloten.")
    case = world.case("nl-work-rsd-krh", measure_id="application")
    shown = as_worker(case).get("/cases/new", {"practice": made.id}).content.decode()
    assert f'value="{WITH_COACH}"' not in shown
    assert "Begin met iets anders en vraag het in de zaak." in shown
    since = date(2020, 1, 1)
    who = administration.make_worker(world.organisation, "Ellen", "Waterlinde", teams=[world.team], since=since)
    administration.give_office(who, since=since, team=world.team)
    assert new_case(world, made, worker_actor(who), before="Elders besloten.")


def test_a_decision_is_not_taken_back_while_what_began_by_it_runs(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch)
    change(here, WITH_COACH, reason="Het plan volgt.")
    taken = Fact.objects.using("owner").get(case_id=here.case_id, kind="decision_taken")

    def take_it_back() -> object:
        with acting(here.worker) as actor:
            return take_back(actor=actor, now=clock.now(), case=found(here), fact_ids=[taken.id])

    with pytest.raises(NotNow, match="Bijstand met participatiecoach"):
        take_it_back()
    worker = as_worker(here)
    answer = worker.post(at("case-take-back", here), {"fact": str(taken.id)}, follow=True)
    assert "Dit besluit is niet teruggenomen." in answer.content.decode()
    assert not Fact.objects.using("owner").filter(corrects_id=taken.id).exists()
    change(here, WITHOUT_DUTY, reason="De uitkering wijzigt.")
    assert take_it_back()


def test_a_decision_that_began_nothing_is_taken_back(here: CaseWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(monkeypatch)
    change(here, WITH_COACH, reason="Het plan volgt.")
    with clock.at(clock.now() + timedelta(minutes=5)), acting(here.worker) as actor:
        again = take_decision(
            actor=actor,
            now=clock.now(),
            case=found(here),
            decision_id="offer-trajectory",
            token=uuid4(),
            reason="Per ongeluk nog eens.",
        )
        assert take_back(actor=actor, now=clock.now(), case=found(here), fact_ids=[again])


def test_naming_tomorrow_the_last_day_of_what_had_none_is_no_way_around_the_decision_that_ends_it(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, hard=True)
    change(here, WITH_COACH, reason="Het plan volgt.")
    with acting(here.worker) as actor:
        extend_measure(
            actor=actor,
            now=clock.now(),
            case=found(here),
            measure_id=WITH_COACH,
            on=clock.today(),
            until=clock.today() + timedelta(days=1),
        )
    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(NotNow):
        change(here, WITHOUT_DUTY, reason="Het moet.", danger=True)
    assert runs(here) == {WITH_COACH}


def test_an_end_for_everyone_asks_the_decision_that_one_of_them_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    made = decided(monkeypatch)
    day = date(2026, 3, 2)
    facts = (
        told("1", date(2026, 1, 5), about="noor", until=date(2026, 3, 1)),
        told("2", date(2026, 1, 6), about="ali"),
    )
    people = tuple(Person(name, "client") for name in ("noor", "ali"))
    standing = Standing(made, Timeline(people, facts), day)
    assert ended_by(standing, WITH_COACH, day, "noor") == ()
    assert ended_by(standing, WITH_COACH, day, "ali") == ("end-benefit",)
    assert ended_by(standing, WITH_COACH, day) == ("end-benefit",)


def told(id: str, on: date, about: str, **values: date) -> Told:
    return Told(id, "measure_started", on, values={"measure": WITH_COACH, **values}, about=about)


def test_the_page_says_which_decision_belongs_to_it_and_takes_the_reason(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch)
    worker, there = as_worker(here), at("case-measure", here)
    shown = worker.get(there).content.decode()
    assert "Hier hoort een besluit bij" in shown
    assert "Een traject aanbieden" in shown
    sent = {"what": f"start:{WITH_COACH}", "on": clock.today().isoformat()}
    refused = worker.post(there, sent)
    assert refused.status_code == 422
    assert "U wijkt af van: " in refused.content.decode()
    assert worker.post(there, sent | {"reason": "x" * 501}).status_code == 422
    assert worker.post(there, sent | {"reason": "Het plan volgt."}).status_code == 302
    assert worker.post(there, sent | {"reason": "Het plan volgt."}).status_code == 422
    assert runs(here) == {WITH_COACH}


def test_a_row_of_a_decision_leads_to_its_beginning_with_that_chosen_and_says_what_comes_first(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = decided(monkeypatch)
    worker, there = as_worker(here), at("case-measure", here)
    way = f"{there}?what=start:{WITH_COACH}"
    assert f'href="{way}"' in worker.get(there).content.decode()
    shown = worker.get(way).content.decode()
    assert f'value="start:{WITH_COACH}" checked' in shown or f'value="start:{WITH_COACH}" selected' in shown
    assert "Hier hoort een besluit bij: Een traject aanbieden" in shown
    gate = next(each for each in practice.norms if each.requires and "offer-trajectory" in each.requires.decision)
    assert gate.text.nl in shown
    assert practice.source(gate.source).title.nl in shown
    sent = {"what": f"start:{WITH_COACH}", "on": clock.today().isoformat(), "reason": "Het plan volgt."}
    assert worker.post(way, sent).status_code == 302
    assert (runs(here), Fact.objects.using("owner").filter(kind="decision_taken").count()) == ({WITH_COACH}, 1)


@pytest.mark.parametrize("what", ["start:", "start:nothing", "end:x:y:z", "é" * 2000, "start:x%00", ":::", "extend"])
def test_what_is_chosen_in_an_address_and_is_no_choice_chooses_nothing(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    decided(monkeypatch)
    answer = as_worker(here).get(at("case-measure", here), {"what": what})
    assert answer.status_code == 200
    assert "checked" not in answer.content.decode().split("<form")[-1]


def test_a_decision_by_which_something_begins_leads_on_to_that_beginning(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch)
    worker, there = as_worker(here), f"{at('case-decisions', here)}/offer-trajectory"
    answer = worker.post(there, {"token": str(uuid4()), "reason": "Het plan volgt."})
    assert (answer.status_code, answer["Location"]) == (302, f"{at('case-measure', here)}?what=start%3A{WITH_COACH}")
    shown = worker.get(answer["Location"]).content.decode()
    # It was taken, so beginning asks nothing more.
    assert "Hier hoort een besluit bij: Een traject aanbieden" not in shown
    sent = {"what": f"start:{WITH_COACH}", "on": clock.today().isoformat()}
    assert worker.post(at("case-measure", here), sent).status_code == 302
    assert runs(here) == {WITH_COACH}


def ended(case: CaseWorld, reason: str = "", *, danger: bool = False) -> date | None:
    with acting(case.worker) as actor:
        weighed = Ending(
            kind=Outcome.Kind.OTHER, reason=reason, interests="Rust.", cause="Het is klaar.", contact="Gebeld.",
            decided_by="Aylin Demir",
        )  # fmt: skip
        end_case(actor=actor, now=clock.now(), case=found(case), ending=weighed, token=uuid4(), danger=danger)
    closed_on: date | None = Case.objects.using("owner").get(id=case.case_id).closed_on
    return closed_on


def reasons(monkeypatch: pytest.MonkeyPatch, practice: Practice) -> None:
    """Three ways to end: one that says nothing of a decision, one that happened, one with a decision of its own."""
    assert practice.outcomes is not None
    one = practice.outcomes.reasons[0].model_copy(update={"measures": "any", "decision": (), "by_itself": False})
    made = tuple(
        one.model_copy(update={"id": id, **more})
        for id, more in (
            ("just", {}),
            ("moved", {"by_itself": True}),
            ("own", {"decision": ("end-benefit",)}),
        )
    )
    outcomes = practice.outcomes.model_copy(update={"reasons": made, "returns": ()})
    monkeypatch.setitem(
        library()._practices[practice.id], practice.version, practice.model_copy(update={"outcomes": outcomes})
    )


def test_closing_a_case_is_no_way_round_the_decision_by_which_a_measure_ends(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    reasons(monkeypatch, decided(monkeypatch, hard=True))
    change(here, WITH_COACH, reason="Het plan volgt.")
    with pytest.raises(NotNow):
        ended(here, "just", danger=True)
    assert Case.objects.using("owner").get(id=here.case_id).closed_on is None
    assert "Dit kan nog niet." in words(as_worker(here), at("case-end", here))
    assert ended(here, "moved") == clock.today()
    assert ("decision_taken", "impose-fine") not in kinds(here)


def test_a_decision_by_which_a_measure_ends_is_taken_with_the_closing(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    reasons(monkeypatch, decided(monkeypatch))
    change(here, WITH_COACH, reason="Het plan volgt.")
    assert ended(here, "just") == clock.today()
    assert kinds(here) == [("decision_taken", "end-benefit"), ("decision_taken", "offer-trajectory")]


def test_a_decision_that_an_earlier_beginning_used_does_not_stand_in_for_one_that_is_taken_back(
    here: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch)
    now = clock.now()
    change(here, WITH_COACH, reason="Het plan volgt.")
    with clock.at(now + timedelta(days=5)):
        change(here, WITHOUT_DUTY, reason="De uitkering wijzigt.")
    with clock.at(now + timedelta(days=10)):
        change(here, WITH_COACH, reason="Toch weer hulp.")
        taken = Fact.objects.using("owner").filter(
            case_id=here.case_id, kind="decision_taken", values__decision="offer-trajectory"
        )
        last = taken.latest("recorded_at").id
        with acting(here.worker) as actor, pytest.raises(NotNow):
            take_back(actor=actor, now=clock.now(), case=found(here), fact_ids=[last])
    assert runs(here) == {WITH_COACH}
