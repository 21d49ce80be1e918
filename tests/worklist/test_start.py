"""The start page: everyone lands where they belong, and a worker reads of rounds only the own side."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.alliance import operations as alliance
from alliantie.alliance import queries as rounds
from alliantie.cases import operations as cases
from alliantie.cases.models import Fact
from alliantie.cases.queries import get_case
from alliantie.people.models import Membership, Worker
from tests.insight.teams import leader
from tests.worklist.browse import as_client, as_worker, by_code, queries, sign_in, words
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

START = "/"
ALL = "/all"


def weeks_ago(weeks: int) -> datetime:
    return clock.now() - timedelta(weeks=weeks)


def record(case: CaseWorld, kind: Fact.Kind, days_ago: int, talk_id: str = "", index: int = 0) -> None:
    with acting(case.worker) as actor:
        cases.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=clock.today() - timedelta(days=days_ago),
            talk_id=talk_id,
            client_id=case.client_ids[index],
        )


def test_everyone_lands_where_they_belong() -> None:
    case = World.make().case()
    round_id = case.round()
    assert as_client(case).get(START)["Location"] == reverse("home")
    assert by_code(case, round_id).get(START)["Location"] == reverse("round", kwargs={"round_id": round_id})
    assert Browser().get(START)["Location"] == reverse("account_login")
    assert "Vandaag" in words(as_worker(case), START)


def test_a_round_is_told_from_the_own_side_in_each_state() -> None:
    world = World.make()
    names = (("Noor", "Yilmaz"), ("Ali", "Demir"), ("Kim", "Bos"), ("Mo", "Vos"))
    todo, sent, complete, revealed = (world.case(names=(name,)) for name in names)
    todo.round()
    sent.answer(sent.worker, sent.round())
    both = complete.round()
    complete.answer(complete.client(), both)
    complete.answer(complete.worker, both)
    revealed.reveal(revealed.round())
    seen = words(as_worker(todo), START)
    for text in ("Vul uw kant in: Noor", "Uw kant is klaar: Ali", "Samen kijken kan: Kim", "Gesprek afmaken: Mo"):
        assert text in seen


def test_the_page_is_the_same_whatever_the_client_did_before_both_are_done() -> None:
    case = World.make().case()
    round_id = case.round()
    worker = as_worker(case)
    untouched = words(worker, START)
    case_page = reverse("case", kwargs={"case_id": case.case_id})
    untouched_case = words(worker, case_page)
    with acting(case.client()) as actor:
        cases.acknowledge_frame(actor=actor, case=get_case(actor, case.case_id))
        here = rounds.get_round(actor, round_id)
        alliance.take_stance(actor=actor, here=here, stance="not_now", do_not_ask=True)
    assert words(worker, START) == untouched
    assert words(worker, case_page) == untouched_case
    case.answer(case.client(), round_id)
    assert words(worker, START) == untouched
    assert words(worker, case_page) == untouched_case


def test_a_round_past_its_window_asks_nothing() -> None:
    with clock.at(weeks_ago(3)):
        case = World.make().case()
        case.round()
    assert "Vul uw kant in" not in words(as_worker(case), START)


def test_a_round_is_suggested_with_its_moment_its_rule_and_whose_choice_it_is() -> None:
    world = World.make()
    with clock.at(weeks_ago(7)):
        case = world.case()
    seen = words(as_worker(case), START)
    assert "Begin een ronde: Noor" in seen
    assert "Na de eerste zes weken" in seen
    assert "6 weken" in seen
    assert "eigen keuze van ons" in seen.lower()
    assert "Een voorstel hoeft u niet te volgen." in seen


def test_a_running_round_or_a_crisis_leaves_the_suggestion_out() -> None:
    world = World.make()
    with clock.at(weeks_ago(7)):
        running = world.case()
        crisis = world.case("nl-save-protection", names=(("Sam", "Wit"),), roles=("young_person",))
    running.round()
    worker = as_worker(running)
    assert "Begin een ronde: Sam" in words(worker, START)
    with acting(crisis.worker) as actor:
        cases.change_measure(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, crisis.case_id),
            measure_id="house-ban",
            starts=True,
            on=clock.today(),
        )
    seen = words(worker, START)
    assert "Begin een ronde" not in seen


def test_what_happened_to_one_child_suggests_nothing_for_the_other() -> None:
    world = World.make()
    case = world.case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "young_person")
    )
    record(case, Fact.Kind.CONTACT, 1, "alone", index=0)
    seen = words(as_worker(case), START)
    assert "Begin een ronde: Sam" in seen
    assert "Begin een ronde: Eva" not in seen


def test_one_talk_with_two_people_is_one_contact_for_each() -> None:
    world = World.make()
    case = world.case("nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent"))
    record(case, Fact.Kind.WARNING, 5)
    record(case, Fact.Kind.CONTACT, 2, "family", index=0)
    record(case, Fact.Kind.CONTACT, 2, "family", index=1)
    assert "Begin een ronde" not in words(as_worker(case), START)
    record(case, Fact.Kind.CONTACT, 1, "family", index=0)
    assert "Begin een ronde: Sam" in words(as_worker(case), START)


def test_a_colleagues_case_shows_as_stand_in_without_its_rounds() -> None:
    world = World.make()
    with clock.at(weeks_ago(7)):
        case = world.case()
        with acting(case.worker) as actor:
            cases.cover(
                actor=actor,
                case_id=case.case_id,
                worker_id=world.workers[1].id,
                starts_at=clock.now(),
                ends_at=clock.now() + timedelta(weeks=9),
            )
    seen = words(sign_in(world.workers[1]), START)
    assert "u neemt waar voor Peter Jansen" in seen
    assert "Mijn zaken (1)" in seen
    assert "ronde: Noor" not in seen


def test_two_clients_with_one_first_name_are_told_apart() -> None:
    world = World.make()
    world.case().round()
    other = world.case(names=(("Noor", "Bakker"),))
    other.round()
    seen = words(as_worker(other), START)
    assert "Vul uw kant in: Noor Yilmaz" in seen
    assert "Vul uw kant in: Noor Bakker" in seen


def test_an_empty_page_says_what_comes_next() -> None:
    world = World.make()
    worker = sign_in(world.workers[0])
    assert "U heeft nog geen zaken." in words(worker, START)
    case = world.case()
    assert "Niets te doen vandaag." in words(worker, START)
    on = clock.today() + timedelta(days=6)
    case.round(opens_on=on)
    assert "Volgende: ronde met Noor" in words(worker, START)


def test_who_only_leads_or_manages_is_not_told_to_begin_a_case() -> None:
    world = World.make()
    leads = sign_in(Worker.objects.using("owner").get(id=leader(world).me))
    Membership.objects.using("owner").filter(worker_id=world.workers[0].id).delete()
    told = words(leads, START), words(sign_in(world.workers[0]), START)
    assert "U heeft zelf geen zaken. Mijn team" in told[0]
    assert "U zit nu niet in een team." in told[1]
    assert not any("Nieuwe zaak" in each for each in told)


def test_at_most_seven_rows_of_a_group_are_open() -> None:
    world = World.make()
    for number in range(9):
        case = world.case(names=((f"Naam{number}", "Test"),))
        case.round()
    worker = as_worker(case)
    short, whole = words(worker, START), words(worker, ALL)
    assert (short.count("Vul uw kant in"), whole.count("Vul uw kant in")) == (7, 9)
    assert ("Nog 2 rondes" in short, "Nog 2 rondes" in whole) == (True, False)
    # Some of many cases are of no use: the list stands on the page that leaves nothing out.
    assert "Mijn zaken (9)" in short
    assert "Laat de zaken zien" in short
    assert (short.count(" · sinds "), whole.count(" · sinds ")) == (0, 9)


def test_seven_cases_stand_on_the_page_itself() -> None:
    world = World.make()
    for number in range(7):
        case = world.case(names=((f"Naam{number}", "Test"),))
    seen = words(as_worker(case), START)
    assert seen.count(" · sinds ") == 7
    assert "Laat de zaken zien" not in seen


def test_the_number_of_queries_does_not_grow_with_the_cases() -> None:
    world = World.make()
    for number in range(3):
        case = world.case(names=((f"Naam{number}", "Test"),))
        if number:
            case.round()
    worker = sign_in(world.workers[0])
    few = queries(worker, START)
    for number in range(37):
        case = world.case(names=((f"Later{number}", "Test"),))
        if number % 2:
            case.round()
        plan_talk(case, clock.now() + timedelta(days=number, minutes=1))
    many = queries(worker, START)
    assert (len(few), len(many)) == (1, 1)


def test_cases_come_in_pages_of_fifty_and_the_address_names_nobody() -> None:
    world = World.make()
    for number in range(52):
        world.case(names=(("Kind", f"Achter{number:02}"),))
    worker = sign_in(world.workers[0])
    first = worker.get(ALL).content.decode()
    assert "Achter49" in first
    assert "Achter50" not in first
    after = first.split("?after=")[1].split("#")[0]
    second = words(worker, f"{ALL}?after={after}")
    assert "Achter51" in second
    assert "Achter49" not in second
    assert "Eerste zaken" in second
    assert "Volgende zaken" not in second
    assert "Mijn zaken (52)" in words(worker, f"{ALL}?after=nonsense")
