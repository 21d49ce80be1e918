"""A citizen service number: checked, encrypted, found by a keyed hash, hidden until asked for, gone with its client."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from alliantie import cli, clock
from alliantie.access.identity import Actor, acting
from alliantie.access.jobs import clear_counters
from alliantie.access.policies import Denied
from alliantie.cases import operations as cases
from alliantie.exports import own_copy
from alliantie.keeping import operations as keeping
from alliantie.keeping.models import Hold
from alliantie.people import administration, citizen
from alliantie.people.models import CitizenNumber as Row
from alliantie.people.models import Office
from alliantie.people.numbers import NoNumberError, hash_of, keep, opened, read_number
from alliantie.portal.queries.reading import looks
from tests.keeping.ways import ended, erase, hold, later, owner, where
from tests.support.programs import wait_for
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, hidden, sign_in, words
from tests.worlds import SINCE, CaseWorld, World, worker_actor

ASKED = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])
BSN, OTHER, NRN = "111222333", "123456782", "85073003328"


@pytest.mark.parametrize("typed", [BSN, "111.222.333", "1112 22 333", "010000008", "10000008", NRN, "85.07.30-033.28"])
def test_a_number_is_read_with_dots_and_spaces_and_eight_digits_begin_with_a_zero(typed: str) -> None:
    assert read_number(typed).digits in (BSN, "010000008", NRN)


@pytest.mark.parametrize(
    "typed", ["", "111222334", "000000000", "1112223", "11122233x", "85073003329", "1" * 12, "٣" * 9]
)
def test_a_mistyped_number_is_none(typed: str) -> None:
    with pytest.raises(NoNumberError):
        read_number(typed)


@given(st.integers(1, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_digit_that_is_mistyped_is_always_found_out(first: int, place: int, by: int) -> None:
    eight = f"{first:08d}"
    check = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), eight, strict=True)) % 11
    if check == 10:
        return
    right = f"{eight}{check}"
    assert read_number(right).digits == right
    wrong = f"{right[:place]}{(int(right[place]) + by) % 10}{right[place + 1 :]}"
    with pytest.raises(NoNumberError):
        read_number(wrong)


def test_who_was_born_in_this_century_has_a_number_that_counts_with_a_two_before_it() -> None:
    first = "010203001"
    for check in (97 - int(first) % 97, 97 - int(f"2{first}") % 97):
        assert read_number(f"{first}{check:02d}").kind == "nrn"


def test_what_is_kept_opens_with_its_own_hash_and_key_alone() -> None:
    key, number = b"k" * 32, read_number(BSN)
    made, other = keep(key, number), keep(key, read_number(OTHER))
    assert opened(key, made.kind, made.found_by, made.sealed) == number
    assert hash_of(b"l" * 32, number) != made.found_by
    assert BSN.encode() not in made.sealed
    assert BSN not in repr(number)
    for wrong in ((key, other.found_by), (b"l" * 32, made.found_by)):
        with pytest.raises(InvalidTag):
            opened(wrong[0], "bsn", wrong[1], made.sealed)


pytestmark = ASKED


@pytest.fixture
def case() -> CaseWorld:
    world = World.make()
    owner("UPDATE people_organisation SET practices = '{nl-save-protection}' WHERE id = %s", world.organisation.id)
    administration.name_number_ground(world.organisation, "Jeugdwet artikel 7.2.2")
    return world.case()


def kept(case: CaseWorld, typed: str = BSN, actor: Actor | None = None) -> None:
    with acting(actor or case.worker) as who:
        citizen.keep_number(
            actor=who, case_id=case.case_id, client_id=case.client_ids[0], number=read_number(typed),
            secret=settings.MASTER_KEY,
        )  # fmt: skip


def refused(case: CaseWorld) -> None:
    """Try a number that is somebody else's: told, and counted."""
    client = str(case.client_ids[0])
    sent = {"client": client, "do": "keep", f"number-{client}": BSN}
    assert as_worker(case).post(page_of(case), sent).status_code == 409
    assert owner("SELECT count(*) FROM access_matching") == [(1,)]


def shown(case: CaseWorld, actor: Actor | None = None) -> str | None:
    with acting(actor or case.worker) as who:
        found = citizen.show_number(who, case.case_id, case.client_ids[0], settings.MASTER_KEY)
    return found.digits if found else None


def page_of(case: CaseWorld) -> str:
    return reverse("case-numbers", args=[case.case_id])


def test_the_database_holds_it_nowhere_as_it_is_and_the_look_at_it_stands_in_the_clients_log(case: CaseWorld) -> None:
    kept(case)
    kept(case)
    assert where(BSN) == {}
    with acting(case.client()) as client:
        before = looks(client).looks
    assert shown(case) == BSN
    with acting(case.client()) as client:
        told = looks(client).looks
    assert len(told) == len(before) + 1
    assert (told[0].name, told[0].what, told[0].ground) == ("Peter Jansen", "citizen number", "own case")


def test_it_is_hidden_until_asked_for_and_in_no_other_page_list_search_or_file(case: CaseWorld) -> None:
    browser, client = as_worker(case), case.client_ids[0]
    page = page_of(case)
    sent = {"client": str(client), "do": "keep", f"number-{client}": "1112.22.333"}
    assert browser.post(page, sent).status_code == 302
    assert "Er staat een nummer. Het is verborgen." in words(browser, page)
    answer = browser.post(page, {"client": str(client), "do": "show"})
    assert "1112 22 333" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    pages = [reverse(name) for name in ("start", "start-all", "cases-export")]
    pages += [reverse(name, args=[case.case_id]) for name in ("case", "case-timeline", "case-export", "case-numbers")]
    for address in pages:
        said = browser.get(address).content.decode()
        assert BSN not in said, address
        assert "1112 22 333" not in said, address


def test_of_two_at_one_number_nobody_writes_over_what_they_did_not_see_nor_takes_it_away(case: CaseWorld) -> None:
    browser, client = as_worker(case), str(case.client_ids[0])
    made_on = hidden(browser, page_of(case), "seen")
    kept(case)
    late = {"client": client, "do": "keep", f"number-{client}": OTHER, "seen": made_on}
    answer = browser.post(page_of(case), late)
    said = flat(answer.content.decode())
    assert answer.status_code == 409
    assert "Er is niets overschreven." in said
    assert OTHER in answer.content.decode()
    assert browser.post(page_of(case), {"client": client, "do": "drop", "seen": made_on}).status_code == 409
    assert shown(case) == BSN
    # The same number twice is no quarrel, and once seen, another is meant.
    assert browser.post(page_of(case), late | {f"number-{client}": BSN}).status_code == 302
    again = hidden(browser, page_of(case), "seen")
    assert again != made_on
    assert browser.post(page_of(case), late | {"seen": again}).status_code == 302
    assert shown(case) == OTHER
    twice = {"client": client, "do": "drop", "seen": hidden(browser, page_of(case), "seen")}
    assert [browser.post(page_of(case), twice).status_code for _time in range(2)] == [302, 302]


def test_a_wrong_number_is_told_and_stays_typed_and_taking_it_away_asks_once_more(case: CaseWorld) -> None:
    browser, client, page = as_worker(case), str(case.client_ids[0]), page_of(case)
    wrong = browser.post(page, {"client": client, "do": "keep", f"number-{client}": "111222334"})
    assert wrong.status_code == 422
    assert "111222334" in wrong.content.decode()
    assert "Dit nummer kan niet" in wrong.content.decode()
    kept(case)
    assert "Weet u het zeker?" in browser.post(page, {"client": client, "do": "ask"}).content.decode()
    assert Row.objects.using("owner").count() == 1
    for _twice in range(2):
        assert browser.post(page, {"client": client, "do": "drop"}).status_code == 302
    assert not Row.objects.using("owner").exists()


def test_the_number_of_who_is_under_a_legal_hold_is_not_taken_away(case: CaseWorld) -> None:
    browser, client = as_worker(case), str(case.client_ids[0])
    guards = administration.make_worker(case.world.organisation, "Gea", "Ambt", teams=[], since=SINCE)
    administration.give_office(guards, since=SINCE, kind=Office.Kind.GUARDS)
    assert hold(worker_actor(guards), case_id=case.case_id)
    # Where there is none, no answer tells who is held.
    assert browser.post(page_of(case), {"client": client, "do": "drop"}).status_code == 302
    kept(case)
    refused = browser.post(page_of(case), {"client": client, "do": "drop"})
    assert refused.status_code == 409
    assert "Dit nummer mag nu niet weg." in refused.content.decode()
    assert Row.objects.using("owner").count() == 1
    Hold.objects.using("owner").update(until=clock.today() - timedelta(days=1))
    assert browser.post(page_of(case), {"client": client, "do": "drop"}).status_code == 302
    assert not Row.objects.using("owner").exists()


def test_without_a_law_that_is_named_none_is_kept_shown_or_looked_for(case: CaseWorld) -> None:
    kept(case)
    administration.name_number_ground(case.world.organisation, "")
    for do in (kept, shown):
        with pytest.raises(Denied):
            do(case)
    assert not Row.objects.using("owner").exists()
    assert "geen wet genoemd" in words(as_worker(case), page_of(case))
    # A creditor's reference that looks like one is looked for as any text.
    assert "Niets gevonden" in words(as_worker(case), reverse("search") + f"?q={BSN}")
    assert "Zoek op nummer" not in words(as_worker(case), reverse("search"))


def test_who_works_in_the_case_or_stands_in_sees_it_and_nobody_else_does(case: CaseWorld) -> None:
    kept(case)
    other, there = case.world.worker(1), World.in_area(case.world.area, "Elders")
    administration.name_number_ground(there.organisation, "Ook een wet")
    for actor in (other, there.worker(), case.client()):
        for do in (kept, shown):
            with pytest.raises(Denied):
                do(case, actor=actor)
        with acting(actor) as who:
            assert citizen.numbers_in(who, case.case_id) == {}
            assert citizen.cases_by_number(who, read_number(BSN), settings.MASTER_KEY) == ()
    assert sign_in(case.world.workers[1]).get(page_of(case)).status_code == 404
    assert as_client(case).get(page_of(case)).status_code == 404
    with acting(case.worker) as actor:
        now = clock.now()
        cases.cover(
            actor=actor, case_id=case.case_id, worker_id=other.me, starts_at=now, ends_at=now + timedelta(days=2)
        )
    assert shown(case, other) == BSN
    with pytest.raises(Denied):
        kept(case, OTHER, other)
    for actor in (case.worker, other, there.worker()):
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_citizennumber")
            assert cursor.fetchone() == (0,)


def test_one_number_is_of_one_client_at_an_organisation_and_may_be_at_another(case: CaseWorld) -> None:
    kept(case)
    second = case.world.case(names=(("Ali", "Smit"),))
    with pytest.raises(citizen.KnownError):
        kept(second)
    elsewhere = World.in_area(case.world.area, "Elders")
    administration.name_number_ground(elsewhere.organisation, "Ook een wet")
    kept(elsewhere.case())
    # Whoever goes on trying whose numbers are here, gets no answer any more.
    browser, client, page = as_worker(case), str(second.client_ids[0]), page_of(second)
    sent = {"client": client, "do": "keep", f"number-{client}": BSN}
    answers = [browser.post(page, sent) for _time in range(21)]
    assert {each.status_code for each in answers} == {409}
    told = ["al van iemand anders" in each.content.decode() for each in answers]
    assert told == [True] * 20 + [False]
    assert "Probeer het over een uur weer" in answers[-1].content.decode()


def test_a_case_is_found_by_a_form_and_a_number_in_the_search_box_is_not_looked_for(case: CaseWorld) -> None:
    kept(case)
    browser, find = as_worker(case), reverse("search-number")
    assert browser.get(find).status_code == 405
    assert browser.post(find, {"number": "1112 22 333"})["Location"] == reverse("case", args=[case.case_id])
    assert "Niemand met dit nummer" in browser.post(find, {"number": OTHER}).content.decode()
    assert browser.post(find, {"number": "1"}).status_code == 422
    # Not even the page that says so has it in its address.
    sent = browser.get(reverse("search"), {"q": BSN})
    assert BSN not in sent["Location"]
    said = browser.get(sent["Location"]).content.decode()
    assert "een burgerservicenummer kan zijn. Daar is niet naar gezocht" in said
    assert "Zoek op burgerservicenummer" in said
    assert "rijksregisternummer" not in said
    assert BSN not in said
    assert "Niets gevonden" in words(browser, reverse("search") + f"?reference={BSN}")
    assert sign_in(case.world.workers[1]).post(find, {"number": BSN}).status_code == 200


def test_the_client_finds_it_in_the_own_copy_and_it_goes_along_when_the_case_is_deleted(
    case: CaseWorld, tmp_path: Path, settings: Any
) -> None:
    settings.LAST_SEAL = tmp_path / "last-seal"
    kept(case)
    with acting(case.client()) as client:
        told = own_copy.own_data(client, now=clock.now())
    assert [each["number"] for each in told["citizen_numbers"]] == ["1112 22 333"]
    assert "1112 22 333" not in json.dumps({**told, "citizen_numbers": []})
    found_by = hash_of(settings.MASTER_KEY, read_number(BSN)).hex()
    # Who tried it for somebody else left another hash.
    refused(case.world.case(names=(("Ali", "Smit"),)))
    assert set(where(found_by)) == {"public.people_citizennumber", "history.event"}
    ended(case)
    with later():
        erase(case.world, [case.case_id])
    assert where(found_by) == {}


@pytest.mark.parametrize("stays", [False, True])
def test_of_a_number_that_was_taken_away_nothing_is_left_when_its_case_is_deleted(
    case: CaseWorld, stays: bool, tmp_path: Path, settings: Any
) -> None:
    settings.LAST_SEAL = tmp_path / "last-seal"
    if stays:
        there = World.in_area(case.world.area, "Elders").case()
        owner("UPDATE cases_participant SET client_id = %s WHERE case_id = %s", case.client_ids[0], there.case_id)
    kept(case)
    with acting(case.worker) as actor:
        citizen.drop_number(actor=actor, case_id=case.case_id, client_id=case.client_ids[0])
    found_by = hash_of(settings.MASTER_KEY, read_number(BSN)).hex()
    assert where(found_by) == {"history.event": 2}
    ended(case)
    with later():
        erase(case.world, [case.case_id])
    assert where(found_by) == {}
    assert bool(owner("SELECT 1 FROM people_client WHERE id = %s", case.client_ids[0])) is stays


def test_who_asked_whether_somebody_is_known_is_forgotten_after_a_day(case: CaseWorld) -> None:
    kept(case)
    refused(case.world.case(names=(("Ali", "Smit"),)))
    for hours, left in ((23, 1), (25, 0)):
        with later(0, hours=hours):
            clear_counters(0)
        assert owner("SELECT count(*) FROM access_matching") == [(left,)]


def test_where_the_law_ends_the_numbers_of_that_organisation_go_with_their_history_and_nobody_elses(
    case: CaseWorld, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LAST_SEAL = tmp_path / "last-seal"
    kept(case, OTHER)
    kept(case)
    there = World.in_area(case.world.area, "Elders")
    administration.name_number_ground(there.organisation, "Ook een wet")
    kept(there.case())
    asked = ["organisation", "citizen-number", case.world.organisation.name, "--law", ""]
    assert cli.main(asked) == 1
    assert "keeps 1 of these numbers" in " ".join(capsys.readouterr().err.split())
    assert Row.objects.using("owner").count() == 2
    assert cli.main([*asked, "--erase"]) == 0
    assert "Deleted: 1" in capsys.readouterr().out
    with later(0, hours=1):
        wait_for(lambda: keeping.forget() >= 0 and not owner("SELECT 1 FROM history.to_forget LIMIT 1"))
    assert where(hash_of(settings.MASTER_KEY, read_number(OTHER)).hex()) == {}
    here = where(hash_of(settings.MASTER_KEY, read_number(BSN)).hex())
    assert here == {"public.people_citizennumber": 1, "history.event": 1}


def test_where_the_law_ends_the_number_of_who_is_under_a_legal_hold_stays_until_that_ends(
    case: CaseWorld, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LAST_SEAL = tmp_path / "last-seal"
    other = case.world.case(names=(("Ali", "Smit"),))
    kept(case)
    kept(other, OTHER)
    guards = administration.make_worker(case.world.organisation, "Gea", "Ambt", teams=[], since=SINCE)
    administration.give_office(guards, since=SINCE, kind=Office.Kind.GUARDS)
    assert hold(worker_actor(guards), case_id=case.case_id)
    asked = ["organisation", "citizen-number", case.world.organisation.name, "--law", "", "--erase"]
    assert cli.main(asked) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Deleted: 1;" in told
    assert "1 of who is under a legal hold stay unseen" in told
    assert [each.client_id for each in Row.objects.using("owner").all()] == [case.client_ids[0]]
    with pytest.raises(Denied):
        shown(case)
    assert keeping.end_numbers() == 0
    Hold.objects.using("owner").update(until=clock.today() - timedelta(days=1))
    assert (keeping.end_numbers(), keeping.end_numbers()) == (1, 0)
    with later(0, hours=1):
        wait_for(lambda: keeping.forget() >= 0 and not owner("SELECT 1 FROM history.to_forget LIMIT 1"))
    for number in (BSN, OTHER):
        assert where(hash_of(settings.MASTER_KEY, read_number(number)).hex()) == {}


def test_what_history_holds_of_a_number_that_a_held_client_had_before_goes_with_the_hold_too(
    case: CaseWorld, settings: Any, tmp_path: Path
) -> None:
    settings.LAST_SEAL = tmp_path / "last-seal"
    kept(case)
    client = str(case.client_ids[0])
    assert as_worker(case).post(page_of(case), {"client": client, "do": "drop"}).status_code == 302
    guards = administration.make_worker(case.world.organisation, "Gea", "Ambt", teams=[], since=SINCE)
    administration.give_office(guards, since=SINCE, kind=Office.Kind.GUARDS)
    assert hold(worker_actor(guards), case_id=case.case_id)
    administration.name_number_ground(case.world.organisation, "")
    still = hash_of(settings.MASTER_KEY, read_number(BSN)).hex()
    keeping.end_numbers()
    assert where(still) == {"history.event": 2}
    Hold.objects.using("owner").update(until=clock.today() - timedelta(days=1))
    keeping.end_numbers()
    with later(0, hours=1):
        wait_for(lambda: keeping.forget() >= 0 and not owner("SELECT 1 FROM history.to_forget LIMIT 1"))
    assert where(still) == {}


def test_in_belgium_it_is_called_by_its_belgian_name_on_each_page_and_has_eleven_digits() -> None:
    world = World.make()
    owner("UPDATE people_organisation SET practices = '{be-houses-of-justice}' WHERE id = %s", world.organisation.id)
    administration.name_number_ground(world.organisation, "Wet Rijksregister artikel 5")
    case = world.case("be-houses-of-justice")
    browser = as_worker(case)
    link, page = reverse("case", args=[case.case_id]), page_of(case)
    client = str(case.client_ids[0])
    assert browser.post(page, {"client": client, "do": "keep", f"number-{client}": NRN}).status_code == 302
    seen = flat(browser.post(page, {"client": client, "do": "show"}).content.decode())
    told = {link: "Rijksregisternummer", page: "11 cijfers.", reverse("search"): "rijksregisternummer"}
    assert "85.07.30-033.28" in seen
    for address, said in told.items():
        assert said in words(browser, address)
        assert "urgerservicenummer" not in words(browser, address)
    assert "urgerservicenummer" not in seen
