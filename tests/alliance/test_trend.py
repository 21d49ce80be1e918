"""The trend: every round the two looked at together, as far as the client shared it then, for these two alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import DOOR, JOB, Actor, acting
from alliantie.access.models import Reading
from alliantie.alliance import operations, queries
from alliantie.alliance.models import Round
from alliantie.alliance.questionnaires import available
from alliantie.alliance.trend import Trend, trend_of
from alliantie.cases.models import Fact
from alliantie.cases.operations import change_measure, cover, record_fact
from alliantie.cases.queries import get_case, practice_of
from alliantie.people.administration import make_area
from tests.alliance.pictures import many_say
from tests.alliance.test_blind import NOISE
from tests.alliance.test_packs import NAME, load
from tests.portal.people import discuss, hand_over, long_running, too_long
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, by_code
from tests.worlds import CaseWorld, World, look_along

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PICTURE = re.compile(r"<svg xmlns.*?</svg>", re.DOTALL)


@pytest.fixture
def case() -> CaseWorld:
    return long_running()


def look(
    case: CaseWorld,
    days_ago: int,
    share: str = "all",
    *,
    answers: tuple[int, int] | None = None,
    stop: bool = True,
    **options: Any,
) -> UUID:
    """A round both looked at some days ago. What it asks is answered with 3 and with 4, in the easy form 1 and 2."""
    with clock.at(clock.now() - timedelta(days=days_ago)):
        round_id = case.round(**options)
        client, professional = answers or ((1, 2) if options.get("easy") else (3, 4))
        case.answer(case.client(), round_id, client, share)
        case.answer(case.worker, round_id, professional)
        for actor in (case.client(), case.worker):
            look_along(actor, round_id)
        if stop:
            with acting(case.worker) as actor:
                operations.stop_round(actor=actor, here=queries.get_round(actor, round_id))
    return round_id


def read(actor: Actor, round_id: UUID) -> Trend:
    with acting(actor):
        return trend_of(actor, queries.get_round(actor, round_id))


def address(round_id: UUID) -> str:
    return reverse("round-trend", kwargs={"round_id": round_id})


def pictures(browser: Browser, round_id: UUID) -> list[str]:
    """The wide panels of the page."""
    answer = browser.get(address(round_id))
    assert answer.status_code == 200
    return [found for found in PICTURE.findall(answer.content.decode()) if 'viewBox="0 0 720' in found]


def marks(picture: str) -> tuple[int, int]:
    return picture.count('class="picture-client"'), picture.count('class="picture-professional-small"')


# What both see


def test_two_rounds_later_both_see_two_marks_of_each_in_words_and_figures(case: CaseWorld) -> None:
    look(case, 60)
    newest = look(case, 20)
    for browser in (as_client(case), as_worker(case)):
        drawn = pictures(browser, newest)
        assert [marks(each) for each in drawn] == [(2, 2), (2, 2), (2, 2), (2, 0), (0, 2)]
        assert all("picture-client-line" in each for each in drawn[:4])
        answer = browser.get(address(newest))
        said = flat(answer.content.decode())
        assert said.count("Noor: een beetje Peter: ja") == 8
        assert said.count("Noor: 3,00 Peter: 4,00") == 8
        assert said.count("Te weinig om te zeggen") == 3
        assert "Van Noor en Peter samen. Hoort niet in het dossier." in said
        title = re.search(r"<title>(.*?)</title>", answer.content.decode())
        assert title is not None
        assert "Noor" not in title[1]
        assert too_long(answer) == []


def test_once_many_pairs_say_it_both_read_in_the_trend_and_the_talk_that_something_fell(case: CaseWorld) -> None:
    look(case, 60, answers=(5, 4))
    many_say(case.world, queries.trend_key(Round.objects.using("owner").get()))
    newest = look(case, 20, answers=(1, 4), stop=False)
    for browser in (as_client(case), as_worker(case)):
        answer = browser.get(address(newest))
        said = flat(answer.content.decode())
        assert said.count("Noor: waarschijnlijk echt anders") == 3
        assert said.count("Peter: kan toeval zijn") == 3
        assert ["picture-client-band" in each for each in pictures(browser, newest)] == [True] * 3 + [False] * 2
        assert too_long(answer) == []
        talk = browser.get(reverse("round-talk", kwargs={"round_id": newest}))
        assert "Dit is lager dan eerst voor Noor: vertrouwen. Waarschijnlijk is dat geen toeval." in flat(
            talk.content.decode()
        )
        assert "Dit is anders dan vorige keer" not in talk.content.decode()
        picture = flat(browser.get(reverse("round-picture", kwargs={"round_id": newest})).content.decode())
        assert picture.count(" ± 1,0") == 6


def test_from_three_rounds_on_no_page_says_that_there_are_too_few(case: CaseWorld) -> None:
    look(case, 60)
    look(case, 40)
    newest = look(case, 20)
    for browser in (as_client(case), as_worker(case)):
        assert "Nog te weinig rondes" not in browser.get(address(newest)).content.decode()


@pytest.mark.parametrize("rounds", [["all"], ["all", "nothing"], ["nothing", "nothing", "picture"]])
def test_before_there_are_two_pictures_the_page_says_so(case: CaseWorld, rounds: list[str]) -> None:
    for place, share in enumerate(rounds):
        newest = look(case, 90 - 20 * place, share)
    for browser in (as_client(case), as_worker(case)):
        answer = browser.get(address(newest))
        assert "Nog te weinig rondes. Het verloop begint bij twee rondes met een beeld." in flat(
            answer.content.decode()
        )
        assert too_long(answer) == []
        assert pictures(browser, newest) == []


def test_a_round_that_was_not_shared_stays_so_in_every_later_trend(case: CaseWorld) -> None:
    hidden = look(case, 100, "nothing")
    look(case, 70, "picture")
    newest = look(case, 40)
    for actor in (case.client(), case.worker):
        trend = read(actor, newest)
        assert [each.shared for each in trend.rounds] == [False, True, True]
        assert trend.rounds[0].client is trend.rounds[0].professional is None
        assert read(actor, hidden) == trend
    drawn = pictures(as_worker(case), newest)
    assert [marks(each) for each in drawn] == [(2, 2), (2, 2), (2, 2), (2, 0), (0, 2)]
    assert all(each.count(">geen<") == 1 for each in drawn)


def test_a_withdrawn_round_looks_like_one_that_was_not_shared(case: CaseWorld) -> None:
    found = []
    for taken_back in (False, True):
        with clock.at(clock.now() - timedelta(days=10)):
            round_id = case.round()
            case.answer(case.client(), round_id, 1, "all" if taken_back else "nothing")
            case.answer(case.worker, round_id, 4)
            with acting(case.client()) as actor:
                if taken_back:
                    operations.withdraw(actor=actor, here=queries.get_round(actor, round_id))
            for actor in (case.client(), case.worker):
                look_along(actor, round_id)
            with acting(case.worker) as actor:
                operations.stop_round(actor=actor, here=queries.get_round(actor, round_id))
        found.append(read(case.worker, round_id).rounds[-1])
    assert found[0] == found[1]


def test_the_newest_eight_are_drawn_and_all_of_them_told(case: CaseWorld) -> None:
    for place in range(10):
        newest = look(case, 190 - 15 * place)
    browser = as_client(case)
    assert [marks(each) for each in pictures(browser, newest)] == [(8, 8), (8, 8), (8, 8), (8, 0), (0, 8)]
    assert flat(browser.get(address(newest)).content.decode()).count("Noor: een beetje Peter: ja") == 40


# Lines


def test_other_questions_begin_a_new_line_and_the_page_says_so(case: CaseWorld) -> None:
    look(case, 100, length=8)
    look(case, 80, length=8)
    look(case, 60, length=4)
    newest = look(case, 40, length=4)
    browser = as_client(case)
    drawn = pictures(browser, newest)
    assert marks(drawn[0]) == (4, 4)
    assert drawn[0].count("picture-client-line") == 2
    said = flat(browser.get(address(newest)).content.decode())
    assert said.count("zijn de vragen anders. Daar begint een nieuwe lijn.") == 1


def test_the_easy_form_has_a_picture_of_its_own_with_its_three_words(case: CaseWorld) -> None:
    look(case, 100)
    look(case, 80, easy=True)
    look(case, 60)
    newest = look(case, 40, easy=True)
    browser = as_client(case)
    drawn = pictures(browser, newest)
    assert [marks(each)[0] for each in drawn] == [2, 2, 2, 2, 0] * 2
    words = [re.findall(r'text-anchor="end">([^<]+)<', each)[:3] for each in (drawn[0], drawn[5])]
    assert words == [["Nee", "Een beetje", "Ja"], ["Nee, helemaal niet", "Een beetje", "Ja, helemaal"]]
    # The two forms took turns, so no two rounds of one form follow each other.
    assert not any("-line" in each for each in drawn)
    said = flat(browser.get(address(newest)).content.decode())
    assert said.index("Makkelijke vorm") < said.index("Gewone vorm")
    # Nor does the picture of a round show a mark of a round in another form.
    page = browser.get(reverse("round-picture", kwargs={"round_id": newest})).content.decode()
    assert "-before" not in page
    (wide,) = [found for found in PICTURE.findall(page) if 'viewBox="0 0 720' in found]
    assert re.findall(r'text-anchor="middle">([^<]+)<', wide) == ["Nee", "Een beetje", "Ja"]
    # Its lowest answer stands at the left end of the axis, the middle one halfway.
    assert re.findall(r'class="picture-client" cx="(\d+)"', wide) == ["256", "256", "256", "14"]
    assert re.findall(r'class="picture-professional" x="(\d+)"', wide)[:3] == ["456", "456", "456"]


def test_a_questionnaire_an_organisation_brought_has_a_picture_of_its_own_and_names_its_holder() -> None:
    with clock.at(clock.now() - timedelta(days=200)):
        world = World.in_area(make_area("Test"), NAME)
        load(world.organisation)
    case = long_running(world=world)
    with acting(case.worker) as actor:
        found = get_case(actor, case.case_id)
        brought = available(actor, found.organisation_id, practice_of(found), clock.today(), "nl")[1]
    for days_ago, instrument_id in ((100, "own"), (80, "own"), (60, brought.id), (40, brought.id)):
        newest = look(case, days_ago, instrument_id=instrument_id)
    browser = as_client(case)
    drawn = pictures(browser, newest)
    assert [marks(each) for each in drawn[:3] + drawn[5:8]] == [(2, 2)] * 6
    assert all("picture-client-line" in each for each in drawn[:3] + drawn[5:8])
    said = flat(browser.get(address(newest)).content.decode())
    assert said.index(brought.name) < said.index("Gewone vorm")
    assert brought.holder.rstrip(".") in said


def test_rounds_of_an_earlier_pair_are_there_only_while_the_client_shows_them(case: CaseWorld) -> None:
    look(case, 100)
    before = look(case, 80)
    earlier = case.pair_ids[0]
    hand_over(case)
    samira, later = case.worker, later_pair(case)
    case.pair_ids = (later,)
    look(case, 0)
    newest = look(case, 0)
    for actor in (case.client(), samira):
        assert {each.pair_id for each in read(actor, newest).rounds} == {later}

    show(case, earlier, later, yes=True)
    for actor in (case.client(), samira):
        trend = read(actor, newest)
        assert [each.worker_name for each in trend.rounds] == ["Peter", "Peter", "Samira", "Samira"]
        assert [event.kind for event in trend.events] == ["measure_started", "worker_changed"]
    drawn = pictures(as_worker(case), newest)
    assert marks(drawn[0]) == (4, 4)
    assert drawn[0].count("picture-client-line") == 2
    said = flat(as_worker(case).get(address(newest)).content.decode())
    assert "Stroef voor Peter, daarna Samira?" in said
    assert "met Samira. Daar begint een nieuwe lijn." in said
    assert re.search(r"1 · \d+ \w+: nieuwe toezichthouder", said)
    assert read(samira, before).rounds == read(samira, newest).rounds[:2]

    show(case, earlier, later, yes=False)
    assert {each.pair_id for each in read(samira, newest).rounds} == {later}
    with acting(samira), pytest.raises(Round.DoesNotExist):
        queries.get_round(samira, before)


def later_pair(case: CaseWorld) -> UUID:
    with acting(case.worker) as actor:
        return next(each.pair.id for each in queries.pairs_with_rounds(actor, [case.case_id]))


def show(case: CaseWorld, earlier: UUID, later: UUID, *, yes: bool) -> None:
    with acting(case.client()) as actor:
        operations.show_earlier(
            actor=actor,
            earlier=queries.get_pair(actor, earlier),
            later=queries.get_pair(actor, later),
            show=yes,
        )


# What happened in between


def test_events_stand_between_the_rounds_numbered_and_told_below(case: CaseWorld) -> None:
    look(case, 100)
    newest = look(case, 40)
    for days_ago, kind in ((120, "warning"), (70, "warning"), (60, "sanction"), (10, "warning")):
        record(case, days_ago, Fact.Kind(kind), case.client_ids[0])
    with acting(case.worker) as actor:
        found = get_case(actor, case.case_id)
        measure = next(each.id for each in practice_of(found).measures if each.rounds)
        now, on = clock.now(), clock.today() - timedelta(days=50)
        change_measure(actor=actor, now=now, case=found, measure_id=measure, starts=False, on=on)
    for browser in (as_client(case), as_worker(case)):
        drawn = pictures(browser, newest)
        assert [each.count("picture-event") for each in drawn] == [1] * 5
        told = re.findall(
            r"(\d) · \d+ \w+: (waarschuwing|sanctie|einde van)", flat(browser.get(address(newest)).content.decode())
        )
        assert told == [("1", "waarschuwing"), ("1", "sanctie"), ("1", "einde van")]


def record(case: CaseWorld, days_ago: int, kind: Fact.Kind, client_id: UUID | None) -> None:
    with acting(case.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=clock.today() - timedelta(days=days_ago),
            client_id=client_id,
        )


def test_what_befell_another_of_the_family_is_in_nobody_elses_trend() -> None:
    case = long_running(
        "nl-save-protection",
        (("Amin", "El Marzouq"), ("Naima", "Essanobar")),
        roles=("young_person", "parent"),
    )
    look(case, 100)
    newest = look(case, 40)
    record(case, 70, Fact.Kind.WARNING, case.client_ids[1])
    record(case, 70, Fact.Kind.SANCTION, None)
    for actor in (case.client(), case.worker):
        assert {event.kind for event in read(actor, newest).events} == {"measure_started"}


# Who


def test_someone_else_finds_no_trend(case: CaseWorld) -> None:
    look(case, 60)
    newest = look(case, 20)
    other = case.world.case(names=(("Ali", "Demir"),), worker=1)
    elsewhere = World.make("Elders").case()
    browsers = [
        as_client(other),
        as_worker(other),
        as_client(elsewhere),
        as_worker(elsewhere),
        by_code(other, other.round()),
    ]
    for browser in browsers:
        assert browser.get(address(newest)).status_code == 404
    for made_up in (uuid4(), UUID(int=0), UUID(int=2**128 - 1)):
        assert browsers[0].get(address(made_up)).status_code == 404
    assert Browser().get(address(newest)).status_code == 302
    assert browsers[0].get("/rounds/1/trend").status_code == 404


def test_a_code_opens_the_trend_of_its_own_round_alone_and_only_after_looking(case: CaseWorld) -> None:
    before = look(case, 60)
    look(case, 40)
    running = case.round()
    browser = by_code(case, running)
    assert browser.get(address(before)).status_code == 404
    assert browser.get(address(running)).status_code == 409
    case.reveal(running)
    drawn = pictures(by_code(case, running), running)
    assert [marks(each) for each in drawn] == [(3, 3), (3, 3), (3, 3), (3, 0), (0, 3)]


def test_before_the_pin_a_code_shows_no_trend(case: CaseWorld) -> None:
    look(case, 60)
    running = case.round()
    case.reveal(running)
    browser = by_code(case, running)
    with acting(DOOR):
        session = browser.session
        session["link"] = {**session["link"], "entered": False}
        session.save()
    answer = browser.get(address(running))
    assert (answer.status_code, answer["Location"]) == (302, reverse("round-enter", kwargs={"round_id": running}))


def test_nothing_of_a_round_that_runs_is_in_the_trend(case: CaseWorld) -> None:
    look(case, 60)
    newest = look(case, 40)
    running = case.round()
    both = (as_client(case), as_worker(case))

    def shown() -> list[tuple[int, bytes]]:
        answers = [browser.get(address(round_id)) for browser in both for round_id in (newest, running)]
        return [(answer.status_code, NOISE.sub(b"", answer.content)) for answer in answers]

    before = shown()
    assert [status for status, _content in before] == [200, 409, 200, 409]
    for actor in (case.client(), case.worker):
        case.answer(actor, running, 1)
        assert shown() == before
    look_along(case.client(), running)
    assert shown() == before


def raw_pictures(pair_ids: list[UUID]) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM alliance.looked_all(%s)", [pair_ids])
        return cursor.fetchall()


def test_raw_sql_gives_the_pictures_to_the_two_alone(case: CaseWorld) -> None:
    look(case, 60)
    look(case, 40, "nothing")
    case.answer(case.client(), running := case.round(), 2)
    case.answer(case.worker, running, 2)
    pair_ids = list(case.pair_ids)
    for actor in (case.client(), case.worker):
        with acting(actor):
            # One round was looked at and shared; neither the other one nor the one that runs.
            assert sorted(row[4] for row in raw_pictures(pair_ids)) == ["client", "professional"]
    elsewhere = World.make("Elders").case()
    samira = case.world.worker(1)
    with acting(case.worker) as actor:
        until = clock.now() + timedelta(days=1)
        cover(actor=actor, case_id=case.case_id, worker_id=samira.me, starts_at=clock.now(), ends_at=until)
    for actor in (samira, elsewhere.worker, elsewhere.client(), DOOR):
        with acting(actor):
            assert raw_pictures(pair_ids) == []
    with pytest.raises(ProgrammingError, match="permission denied"), acting(JOB):
        raw_pictures(pair_ids)
    assert raw_pictures(pair_ids) == []
    with acting(case.worker), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM secrets.pair_key")


def test_each_reading_stands_in_the_clients_log(case: CaseWorld) -> None:
    look(case, 60)
    newest = look(case, 40)
    browser = as_client(case)
    as_worker(case).get(address(newest))
    log = Reading.objects.using("owner").filter(what="trend")
    assert [(each.reader_kind, each.reader_id, each.client_id) for each in log] == [
        ("worker", case.worker.id, case.client_ids[0])
    ]
    assert "Peter Jansen: Het verloop van de rondes" in flat(browser.get(reverse("who-looked")).content.decode())


# Ways to it


def test_the_way_to_the_trend_is_there_from_the_second_round_on(case: CaseWorld) -> None:
    case_page = reverse("case", kwargs={"case_id": case.case_id})
    for place, days_ago in enumerate((60, 40)):
        round_id = discuss(case, days_ago)
        pages = [reverse(f"round-{name}", kwargs={"round_id": round_id}) for name in ("picture", "standing")]
        for browser, first_page in ((as_client(case), reverse("home")), (as_worker(case), case_page)):
            for page in (first_page, *pages):
                shown = f'href="{address(round_id)}"' in browser.get(page).content.decode()
                assert shown is (place == 1), page
