"""Who guards privacy reads who looked, says why, and is told what is unusual; and reads nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError
from django.urls import reverse

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import JOB, Actor, acting
from alliantie.access.models import Alert, LogSearch, Reading, Watch
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Case, Fact, Representation
from alliantie.cases.queries import note_reading
from alliantie.cases.queries.sharing import one_shared
from alliantie.people import administration, guarding
from alliantie.people.jobs import watch_today
from alliantie.people.models import Office, Worker
from alliantie.portal.queries.reading import looks
from alliantie.portal.queries.representing import shown_for
from tests.cases.sharing_ways import partner_of, share_in
from tests.cases.test_representing import record
from tests.support import raw
from tests.web.pages import filled, flat
from tests.worklist.browse import as_client, as_worker, by_code, queries, sign_in, words
from tests.worlds import SINCE, CaseWorld, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def officer(world: World) -> Worker:
    """Someone who guards privacy at a world's organisation."""
    worker = administration.make_worker(world.organisation, "Vera", "Wachter", teams=[], since=SINCE)
    administration.give_office(worker, since=SINCE, kind=Office.Kind.GUARDS)
    return worker


def look(case: CaseWorld, who: Actor | None = None) -> None:
    with acting(who or case.worker):
        note_reading("case", case.case_id, case.client_ids[0])


def searched(actor: Actor, **more: Any) -> UUID:
    token, today = uuid4(), clock.today()
    asked = guarding.Asked(
        more.pop("reason", "Vraag van een cliënt"),
        more.pop("worker_id", None),
        more.pop("client", ""),
        more.pop("first", today - timedelta(days=6)),
        more.pop("last", today),
    )
    with acting(actor):
        guarding.search_log(actor=actor, token=token, asked=asked)
    return token


def lines(actor: Actor, search_id: UUID) -> list[tuple[str, str, str]]:
    with acting(actor):
        found = guarding.read_log(actor, search_id, None, 100)
    return [(each.worker, each.client, each.what) for each in found]


def alerts(actor: Actor, *, settled: bool = False) -> dict[str, guarding.Unusual]:
    with acting(actor):
        return {each.kind: each for each in guarding.read_alerts(actor, settled=settled, most=100)}


def test_who_looked_is_found_by_worker_by_whole_name_and_by_period() -> None:
    world = World.make()
    guard = worker_actor(officer(world))
    noor, daan = world.case(), world.case(names=(("Jan Willem", "de Vries"),), worker=1)
    look(noor)
    look(daan)
    seen = [("Samira Jansen", "Jan Willem de Vries", "case"), ("Peter Jansen", "Noor Yilmaz", "case")]
    assert lines(guard, searched(guard)) == seen
    assert lines(guard, searched(guard, worker_id=world.workers[1].id)) == seen[:1]
    for typed in ("Jan Willem de Vries", "De Vries, Jan Willem", "jan  willem DE VRIES"):
        assert lines(guard, searched(guard, client=typed)) == seen[:1], typed
    # Part of a name finds nobody: this is no list to browse.
    assert lines(guard, searched(guard, client="Vries")) == []
    yesterday = clock.today() - timedelta(days=1)
    assert lines(guard, searched(guard, first=yesterday, last=yesterday)) == []


def test_a_search_keeps_its_reason_and_each_client_that_was_shown_can_read_of_it_once() -> None:
    world = World.make()
    guard = worker_actor(officer(world))
    case = world.case()
    look(case)
    found = searched(guard, reason="De cliënt vroeg erom", client="Noor Yilmaz")
    assert len(lines(guard, found)) == 1
    # What the officer read is found by another officer, and is noted once a day.
    assert [what for _who, _whom, what in lines(guard, found)] == ["case"]
    other = worker_actor(officer(world))
    assert [what for _who, _whom, what in lines(other, searched(other, worker_id=guard.me))] == ["reading log"]
    kept = LogSearch.objects.using("owner").get(id=found)
    assert (kept.reason, kept.client_ids, kept.officer_id) == ("De cliënt vroeg erom", [case.client_ids[0]], guard.me)
    with acting(case.client()) as client:
        seen = [(each.name, each.what, each.ground) for each in looks(client).looks]
    officers = [("Vera Wachter", "reading log", "privacy officer")] * 2
    assert seen == [*officers, ("Peter Jansen", "case", "own case")]


def test_a_search_without_reason_over_too_long_or_of_another_organisation_is_refused() -> None:
    world = World.make()
    guard = worker_actor(officer(world))
    there = World.in_area(world.area, "Elders")
    today = clock.today()
    with pytest.raises(NotNow):
        searched(guard, reason="  ")
    with pytest.raises(NotNow):
        searched(guard, first=today - timedelta(days=31))
    with pytest.raises(NotNow):
        searched(guard, client="Noor Yilmaz", first=today - timedelta(days=366))
    with pytest.raises(Denied):
        searched(guard, worker_id=there.workers[0].id)
    with pytest.raises(Denied):
        searched(world.worker())
    assert not LogSearch.objects.using("owner").exists()


def test_a_search_opens_for_its_officer_and_for_a_day() -> None:
    world = World.make()
    guard, other = worker_actor(officer(world)), worker_actor(officer(world))
    found = searched(guard)
    for actor in (other, world.worker()):
        with acting(actor), pytest.raises(Denied):
            guarding.read_log(actor, found, None, 10)
    with clock.at(clock.now() + timedelta(days=1, minutes=1)), acting(guard), pytest.raises(Denied):
        guarding.read_log(guard, found, None, 10)


def test_looks_of_who_represents_of_a_partner_and_of_a_client_at_the_own_file_are_found_too() -> None:
    world = World.make()
    guard = worker_actor(officer(world))
    case = world.case()
    made, shared = record(case, ground="curator"), share_in(case)
    acts = Actor("for", Representation.objects.using("owner").get(id=made).representative_id)
    with acting(acts):
        shown_for(acts, made, "nl", clock.today())
    with acting(partner_of(shared)) as partner:
        one_shared(partner, shared)
    with acting(case.client()):
        note_reading("own file", case.case_id, case.client_ids[0])
    assert set(lines(guard, searched(guard))) == {
        ("Fatma Yilmaz", "Noor Yilmaz", "represented"),
        ("Marga Smit, De Horizon", "Noor Yilmaz", "shared"),
        ("Noor Yilmaz", "Noor Yilmaz", "own file"),
    }
    said = words(
        sign_in(Worker.objects.using("owner").get(id=guard.me)), reverse("privacy-found", args=(searched(guard),))
    )
    for told in ("Fatma Yilmaz, vertegenwoordiger", "Marga Smit, De Horizon, partner", "Noor Yilmaz, over zichzelf"):
        assert told in said


def test_what_clients_open_of_a_round_and_what_happens_at_another_organisation_is_in_no_search() -> None:
    world = World.make()
    guard = worker_actor(officer(world))
    case = world.case()
    case.link(case.round())
    with acting(case.client()):
        note_reading("picture", case.case_id, case.client_ids[0])
    there = World.in_area(world.area, "Elders").case()
    look(there)
    assert Reading.objects.using("owner").filter(client_id=case.client_ids[0]).count() == 2
    assert lines(guard, searched(guard)) == []


def test_an_officer_reads_no_case_no_client_and_nothing_of_a_round() -> None:
    world = World.make()
    guard = worker_actor(officer(world))
    case = world.case()
    case.reveal(case.round())
    look(case)
    with acting(guard):
        assert not Case.objects.all().exists()
        assert not Fact.objects.all().exists()
        for table in raw.tables():
            if table.startswith(("public.cases_", "public.alliance_", "public.money_", "public.people_client")):
                found = raw.read_all(table)
                assert found == "InsufficientPrivilege" or not found, table


def test_the_same_surname_and_a_name_that_was_set_are_told_once_and_the_own_worker_is_not() -> None:
    world = World.make()
    guard = worker_actor(officer(world))
    case = world.case(names=(("Noor", "Jansen-Bakker"),))
    look(case)
    with acting(guard):
        guarding.set_watch(actor=guard, settings=guarding.Settings(names="Noor Jansen-Bakker"))
    watch_today()
    assert set(alerts(guard)) == {"surname"}
    with acting(case.worker):
        call("access.let_work_along", case.case_id, world.workers[1].id)
    look(case, world.worker(1))
    watch_today()
    watch_today()
    assert Alert.objects.using("owner").filter(kind="surname").count() == 2
    assert Alert.objects.using("owner").get(kind="known").worker_id == world.workers[1].id
    with clock.at(clock.now() + timedelta(days=30)):
        look(case)
        watch_today()
    assert Alert.objects.using("owner").filter(kind="surname").count() == 2


def test_many_files_are_reckoned_against_what_is_usual_for_this_worker() -> None:
    world = World.make(workers=("Peter", "Samira", "Joost"))
    guard = worker_actor(officer(world))
    then = clock.now() - timedelta(days=3)
    with clock.at(then):
        cases = [world.case(names=((f"Naam{number}", "Test"),)) for number in range(6)]
    with acting(guard):
        guarding.set_watch(actor=guard, settings=guarding.Settings(surname=False, many_least=5, many_times=3))
    with clock.at(then + timedelta(hours=1)):
        look(cases[0])
        look(cases[1])
    for case in cases[:5]:
        look(case)
    watch_today()
    assert alerts(guard) == {}
    look(cases[5])
    watch_today()
    told = alerts(guard)["many"]
    assert (told.worker, told.facts) == ("Peter Jansen", {"files": 6, "usual": 2.0, "days": 1})


def test_cases_of_another_team_are_told_in_one_line_a_day() -> None:
    world = World.make()
    guard = worker_actor(officer(world))
    south = administration.make_team(world.organisation, "Team Zuid")
    away = administration.make_worker(world.organisation, "Olga", "Zuiderling", teams=[south], since=SINCE)
    for name in ("Ali", "Bo"):
        case = world.case(names=((name, "Test"),))
        with acting(case.worker):
            call("access.let_work_along", case.case_id, away.id)
        look(case, worker_actor(away))
        look(case)
    watch_today()
    told = alerts(guard)
    assert (told["outside"].worker, told["outside"].facts) == ("Olga Zuiderling", {"files": 2})
    assert set(told) == {"outside"}


def test_only_a_job_reckons_and_only_where_somebody_guards() -> None:
    world = World.make()
    case = world.case(names=(("Noor", "Jansen"),))
    look(case)
    watch_today()
    assert not Alert.objects.using("owner").exists()
    guard = worker_actor(officer(world))
    with pytest.raises(ProgrammingError, match="permission denied"), acting(guard):
        guarding.watch([clock.today()])
    with acting(JOB):
        guarding.watch([clock.today()])
    assert set(alerts(guard)) == {"surname"}
    assert alerts(case.worker) == {}


def test_what_is_unusual_is_settled_with_a_note_once_and_can_be_opened_again() -> None:
    world = World.make()
    guard, other = worker_actor(officer(world)), worker_actor(officer(world))
    look(world.case(names=(("Noor", "Jansen"),)))
    watch_today()
    alert = alerts(guard)["surname"]
    with acting(world.worker()), pytest.raises(Denied):
        guarding.settle(actor=world.worker(), alert_id=alert.id, note="Van mij")
    for _twice in range(2):
        with acting(guard):
            guarding.settle(actor=guard, alert_id=alert.id, note="Besproken: geen familie")
    with acting(other), pytest.raises(NotNow):
        guarding.settle(actor=other, alert_id=alert.id, note="Iets anders")
    told = alerts(other, settled=True)["surname"]
    assert (told.note, told.settled_by) == ("Besproken: geen familie", "Vera Wachter")
    with acting(other):
        guarding.settle(actor=other, alert_id=alert.id, note="")
    assert set(alerts(guard)) == {"surname"}


def test_the_pages_are_there_for_who_guards_and_for_nobody_else() -> None:
    world = World.make()
    case = world.case(names=(("Noor", "Jansen"),))
    worker = officer(world)
    look(case)
    watch_today()
    found = searched(worker_actor(worker))
    alert = Alert.objects.using("owner").get()
    addresses = [reverse(name) for name in ("privacy", "privacy-log", "privacy-settings")]
    addresses += [reverse(name, args=(found,)) for name in ("privacy-found", "privacy-file")]
    settle = reverse("privacy-settle", args=(alert.id,))
    elsewhere = sign_in(officer(World.in_area(world.area, "Elders")))
    for browser in (as_worker(case), as_client(case), by_code(case, case.round())):
        assert [browser.get(each).status_code for each in addresses] == [404] * 5
        assert browser.post(settle, {"note": "Nee"}).status_code == 404
    assert [elsewhere.get(each).status_code for each in addresses] == [200, 200, 200, 404, 404]
    assert elsewhere.post(settle, {"note": "Nee"}).status_code == 404
    guard = sign_in(worker)
    assert [guard.get(each).status_code for each in addresses] == [200] * 5
    assert "Peter Jansen opende een zaak van Noor Jansen" in words(guard, addresses[0])
    assert guard.post(settle, {"note": " "}).status_code == 422
    assert guard.post(settle, {"note": "Besproken"}).status_code == 302
    assert "Besproken" in words(guard, addresses[0])


def test_a_search_is_made_on_its_page_and_a_formula_in_a_name_stays_text_in_the_file() -> None:
    world = World.make()
    look(world.case(names=(("=1+1", "Naam"),)))
    guard = sign_in(officer(world))
    address = reverse("privacy-log")
    sent = {"reason": "", "first": "2026-13-01", "last": "", "worker": "x", "token": "x", "client": ""}
    refused = guard.post(address, sent)
    assert refused.status_code == 422
    assert "Schrijf waarom u zoekt" in refused.content.decode()
    today = clock.today()
    sent |= {"reason": "Een vraag", "first": str(today), "last": str(today), "worker": "", "token": str(uuid4())}
    opened = guard.post(address, sent)
    assert guard.post(address, sent)["Location"] == opened["Location"]
    assert "=1+1 Naam" in words(guard, opened["Location"])
    assert len(queries(guard, opened["Location"])) <= 5
    assert '"\'=1+1 Naam"' in guard.get(opened["Location"] + ".csv").content.decode()
    assert LogSearch.objects.using("owner").count() == 1


def test_who_sets_second_what_is_unusual_keeps_what_a_colleague_set_meanwhile() -> None:
    guard, there = sign_in(officer(World.make())), reverse("privacy-settings")
    form = filled(guard.get(there).content.decode(), "made")
    assert guard.post(there, form | {"many_times": "7", "names": "Bo Vermeer\nAn Wit"}).status_code == 302
    without = {name: value for name, value in form.items() if name != "surname"}
    answer = guard.post(there, without | {"many_least": "9"})
    assert answer.status_code == 422
    assert "Iemand was u voor" in flat(answer.content.decode())
    again = filled(answer.content.decode(), "made")
    assert guard.post(there, again).status_code == 302
    kept = Watch.objects.using("owner").get()
    assert (kept.surname, kept.many_least, kept.many_times, kept.names) == (False, 9, 7, "Bo Vermeer\nAn Wit")
