"""A new case: nothing is made before matching, a known person names only a team, and twice makes one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import Matching
from alliantie.alliance.models import Pair
from alliantie.cases.models import Case, Duty, Fact, Measure, Outcome, Participant
from alliantie.cases.operations import change_measure
from alliantie.cases.operations.ending import Ending, end_case
from alliantie.cases.queries import get_case
from alliantie.people.administration import make_team, make_worker
from alliantie.people.models import Client, Organisation
from alliantie.people.queries import match
from tests.web.pages import flat, tags
from tests.worklist.browse import sign_in, words
from tests.worlds import SINCE, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NEW = "/cases/new"


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def worker(world: World) -> Browser:
    return sign_in(world.workers[0])


def person(number: int = 0, given: str = "Noor", family: str = "Yilmaz", role: str = "client") -> dict[str, str]:
    prefix = f"person{number}-"
    return {f"{prefix}given": given, f"{prefix}family": family, f"{prefix}born": "1990-05-04", f"{prefix}role": role}


def sent(world: World, *people: dict[str, str], **changed: str) -> dict[str, str]:
    form = {
        "practice": "nl-probation",
        "team": str(world.team.id),
        "measure": "other-title",
        "on": clock.today().isoformat(),
        "count": str(max(len(people), 1)),
        "action": "",
    }
    for each in people or (person(),):
        form |= each
    return form | changed


def made() -> int:
    return Case.objects.using("owner").count()


def test_a_case_is_made_with_its_person_its_pair_and_its_measure(world: World, worker: Browser) -> None:
    answer = worker.post(NEW, sent(world), follow=True)
    assert answer.status_code == 200
    assert "Noor Yilmaz" in flat(answer.content.decode())
    case = Case.objects.using("owner").get()
    assert case.worker_id == world.workers[0].id
    assert Pair.objects.using("owner").get().case_id == case.id
    assert Participant.objects.using("owner").get().role == "client"


def test_the_practices_of_the_own_organisation_are_offered(world: World, worker: Browser) -> None:
    assert "Reclasseringstoezicht" in words(worker, NEW)
    Organisation.objects.using("owner").filter(id=world.organisation.id).update(
        practices=["nl-probation", "nl-debt-zeist", "gone"]
    )
    seen = words(worker, NEW)
    assert "Reclasseringstoezicht" in seen
    assert "Vlaamse justitiehuizen" not in seen
    assert "Kies een werkwijze." in words(worker, f"{NEW}?practice=be-houses-of-justice", 422)
    assert worker.post(NEW, sent(world, practice="be-houses-of-justice")).status_code == 422
    Organisation.objects.using("owner").filter(id=world.organisation.id).update(practices=["nl-probation"])
    assert "Voornaam" in words(worker, NEW)
    assert made() == 0


def test_a_family_has_several_people_each_with_a_role(world: World, worker: Browser) -> None:
    form = sent(
        world,
        person(0, "Sam", "Wit", "young_person"),
        person(1, "Eva", "Wit", "parent"),
        practice="nl-save-protection",
        measure="guidance",
    )
    added = worker.post(NEW, {**form, "action": "add"})
    assert added.status_code == 200
    fields = {each.get("name"): each.get("value") for _tag, each in tags(added.content.decode(), "input")}
    assert fields["person0-given"] == "Sam"
    assert fields["person1-family"] == "Wit"
    assert fields["count"] == "3"
    assert worker.post(NEW, {**form, "count": "3"}).status_code == 302
    assert {each.role for each in Participant.objects.using("owner").all()} == {"young_person", "parent"}
    assert Pair.objects.using("owner").count() == 2


def test_a_gap_between_two_people_loses_nobody(world: World, worker: Browser) -> None:
    form = sent(
        world,
        person(0, "Sam", "Wit", "young_person"),
        person(2, "Eva", "", "parent"),
        practice="nl-save-protection",
        measure="guidance",
        count="3",
    )
    refused = worker.post(NEW, form)
    assert refused.status_code == 422
    fields = {each.get("name"): each.get("value") for _tag, each in tags(refused.content.decode(), "input")}
    assert fields["person2-given"] == "Eva"
    assert "Schrijf de achternaam." in flat(refused.content.decode())


def test_someone_known_names_the_team_alone_and_nothing_is_made(world: World, worker: Browser) -> None:
    other_team = make_team(world.organisation, "Team Zuid")
    elsewhere = make_worker(world.organisation, "Kees", "Bos", teams=[other_team], since=SINCE)
    far = World(world.area, world.organisation, other_team, [elsewhere])
    far.case()
    answer = worker.post(NEW, sent(world, person(given="NOOR", family="Yılmaz")))
    seen = flat(answer.content.decode())
    assert "bekend bij Team Zuid" in seen
    assert "Overleg met dat team. Er is niets gemaakt." in seen
    assert "Kees" not in seen
    assert made() == 1
    back = worker.post(NEW, {**sent(world), "action": "back"})
    fields = {each.get("name"): each.get("value") for _tag, each in tags(back.content.decode(), "input")}
    assert fields["person0-given"] == "Noor"


def test_who_comes_back_meets_the_rule_of_the_earlier_end_as_far_as_the_worker_may_see_it(
    world: World, worker: Browser
) -> None:
    case = world.case("nl-debt-zeist")
    with acting(case.worker) as actor:
        found = get_case(actor, case.case_id)
        change_measure(actor=actor, now=clock.now(), case=found, measure_id="settlement", starts=True, on=clock.today())
        said = Ending(kind=Outcome.Kind.OTHER, reason="settled", interests="Rust.", cause="Klaar.", contact="Gebeld.")
        end_case(actor=actor, now=clock.now(), case=found, ending=said, token=uuid4())
    again = sent(world, practice="nl-debt-zeist", measure="application")
    rule = "telt de regel: Wie om dezelfde reden terugkomt na een geslaagde regeling."
    # On the ended case, and where the same person is opened again.
    assert rule in words(worker, reverse("case", kwargs={"case_id": case.case_id}))
    seen = flat(worker.post(NEW, again).content.decode())
    assert "Noor Yilmaz was hier eerder" in seen
    assert rule in seen
    with clock.at(clock.now() + timedelta(days=3 * 366)):
        assert "telt de regel" not in words(
            sign_in(world.workers[0]), reverse("case", kwargs={"case_id": case.case_id})
        )
    # A colleague who is not in the case reads the team, as of anyone else.
    beside = sign_in(make_worker(world.organisation, "Kees", "Bos", teams=[world.team], since=SINCE))
    seen = flat(beside.post(NEW, again).content.decode())
    assert "bekend bij Team Noord" in seen
    assert "eerder" not in seen


def test_someone_of_another_organisation_is_not_told_of(world: World, worker: Browser) -> None:
    World.in_area(world.area, "Buren").case()
    assert worker.post(NEW, sent(world)).status_code == 302
    assert made() == 2


def test_one_known_person_of_a_family_stops_all(world: World, worker: Browser) -> None:
    world.case(names=(("Eva", "Wit"),))
    form = sent(
        world,
        person(0, "Sam", "Wit", "young_person"),
        person(1, "Eva", "Wit", "parent"),
        practice="nl-save-protection",
        measure="guidance",
    )
    seen = flat(worker.post(NEW, form).content.decode())
    assert "Eva Wit: bekend bij Team Noord" in seen
    assert "Sam Wit: bekend" not in seen
    assert Client.objects.using("owner").count() == 1


def test_pressing_twice_makes_one_case_and_leads_to_it_twice(world: World, worker: Browser) -> None:
    places = {worker.post(NEW, sent(world))["Location"] for _twice in range(2)}
    assert len(places) == 1
    assert made() == 1


def test_after_twenty_questions_in_an_hour_the_page_says_to_wait(world: World, worker: Browser) -> None:
    world.case(worker=1)
    for _time in range(20):
        assert "bekend bij" in flat(worker.post(NEW, sent(world)).content.decode())
    answer = worker.post(NEW, sent(world))
    seen = flat(answer.content.decode())
    assert answer.status_code == 429
    assert "Wacht een uur" in seen
    assert "Er is niets gemaakt." in seen
    assert 'value="Noor"' in answer.content.decode()
    assert made() == 1
    assert Matching.objects.using("owner").count() == 20


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"person0-given": " "}, "Schrijf de voornaam."),
        ({"person0-family": "12"}, "Schrijf de naam met letters."),
        ({"person0-family": "a" * 81}, "Deze naam is te lang."),
        ({"person0-born": "2999-01-01"}, "Deze geboortedatum kan niet."),
        ({"person0-born": "1850-01-01"}, "Deze geboortedatum kan niet."),
        ({"person0-born": ""}, "Vul de geboortedatum in."),
        ({"person0-role": "parent"}, "Kies wie dit is."),
        ({"measure": "house-ban"}, "Kies hoe de zaak begint."),
        ({"team": "00000000-0000-4000-8000-000000000000"}, "Kies een team."),
        ({"count": "-3", "person0-given": ""}, "Schrijf de voornaam."),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_stays(
    world: World, worker: Browser, changed: dict[str, str], told: str
) -> None:
    answer = worker.post(NEW, sent(world, **changed))
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert made() == 0
    assert Matching.objects.using("owner").count() == 0


def test_the_same_person_twice_in_one_family_is_seen(world: World, worker: Browser) -> None:
    form = sent(
        world,
        person(0, "Sam", "Wit", "young_person"),
        person(1, "Sam", "Wit", "parent"),
        practice="nl-save-protection",
        measure="guidance",
    )
    answer = worker.post(NEW, form)
    assert "Dezelfde persoon staat er twee keer." in flat(answer.content.decode())


def test_a_worker_without_a_team_is_told_whom_to_ask(world: World) -> None:
    loose = make_worker(world.organisation, "Kees", "Bos", teams=[], since=SINCE)
    browser = sign_in(loose)
    assert "Vraag uw functioneel beheerder" in words(browser, NEW)
    assert browser.post(NEW, sent(world)).status_code == 422
    assert made() == 0


def test_a_team_of_someone_else_cannot_be_chosen(world: World, worker: Browser) -> None:
    other = make_team(world.organisation, "Team Zuid")
    assert worker.post(NEW, sent(world, team=str(other.id))).status_code == 422
    assert reverse("case-new") == NEW
    assert made() == 0


def test_two_presses_at_the_same_moment_make_one_case(world: World) -> None:
    browsers = [sign_in(world.workers[0]) for _each in range(2)]
    ready = Barrier(2)

    def press(browser: Browser) -> str:
        try:
            ready.wait(20)
            return browser.post(NEW, sent(world))["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        places = set(pool.map(press, browsers))
    assert len(places) == 1
    assert made() == 1


def test_what_begins_with_the_case_has_its_end_where_one_was_named(world: World, worker: Browser) -> None:
    last = clock.today() + timedelta(days=365)
    assert "Tot en met welke dag" in words(worker, f"{NEW}?practice=nl-probation")
    assert worker.post(NEW, sent(world, until=last.isoformat())).status_code == 302
    # What is kept is the first day without it.
    assert Measure.objects.using("owner").get().until == last + timedelta(days=1)


@pytest.mark.parametrize(("days", "told"), [(-1, "ligt voor het begin"), (20000, "Klopt het jaar?")])
def test_an_end_that_cannot_be_makes_no_case(world: World, worker: Browser, days: int, told: str) -> None:
    answer = worker.post(NEW, sent(world, until=(clock.today() + timedelta(days=days)).isoformat()))
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert made() == 0


def ended(world: World, reason: str = "settled") -> None:
    case = world.case("nl-debt-zeist")
    with acting(case.worker) as actor:
        found = get_case(actor, case.case_id)
        said = Ending(kind=Outcome.Kind.OTHER, reason=reason, interests="Rust.", cause="Klaar.", contact="Gebeld.")
        change_measure(actor=actor, now=clock.now(), case=found, measure_id="settlement", starts=True, on=clock.today())
        end_case(actor=actor, now=clock.now(), case=found, ending=said, token=uuid4())


def test_who_comes_back_gets_a_new_case_for_a_reason_that_stands_with_its_beginning(
    world: World, worker: Browser
) -> None:
    ended(world)
    again = sent(world, practice="nl-debt-zeist", measure="application")
    seen = flat(worker.post(NEW, again).content.decode())
    assert "Er loopt nu geen zaak meer." in seen
    assert "Maak toch de zaak" in seen
    for why, told in (("", "Schrijf waarom er een nieuwe zaak komt."), ("x" * 501, "Deze tekst is te lang.")):
        refused = worker.post(NEW, {**again, "action": "again", "why_back": why})
        assert refused.status_code == 422
        assert told in flat(refused.content.decode())
    assert made() == 1
    places = {worker.post(NEW, {**again, "action": "again", "why_back": "Baan kwijt."})["Location"] for _ in range(2)}
    assert len(places) == 1
    assert made() == 2
    begun = Fact.objects.using("owner").filter(kind="case_opened").order_by("-recorded_at")[0]
    assert begun.text == "Baan kwijt."


def test_who_is_helped_now_gets_no_second_case_whatever_is_written(world: World, worker: Browser) -> None:
    ended(world)
    world.case("nl-debt-zeist", worker=1)
    again = sent(world, practice="nl-debt-zeist", measure="application")
    for action in ("", "again"):
        seen = flat(worker.post(NEW, {**again, "action": action, "why_back": "Baan kwijt."}).content.decode())
        assert "bekend bij" in seen
        assert "Maak toch de zaak" not in seen
        assert "Er loopt nu geen zaak meer." not in seen
    assert made() == 2


def test_a_case_of_ones_own_that_runs_is_told_and_led_to_and_that_of_a_colleague_is_not(
    world: World, worker: Browser
) -> None:
    with clock.at(clock.now() - timedelta(days=9)):
        own, colleagues = world.case("nl-debt-zeist"), world.case("nl-probation", worker=1)
    answer = worker.post(NEW, sent(world, practice="nl-debt-zeist", measure="application")).content.decode()
    assert "Van Noor Yilmaz loopt al een zaak" in flat(answer)
    assert reverse("case", args=[own.case_id]) in answer
    assert reverse("case", args=[colleagues.case_id]) not in answer
    assert "Overleg met dat team." not in flat(answer)
    assert made() == 2


def test_whether_somebody_comes_back_is_told_only_after_the_question_that_is_counted(world: World) -> None:
    ended(world)
    world.case("nl-debt-zeist", names=(("Ali", "Demir"),), worker=1)
    born = date(1990, 5, 4)
    with acting(world.worker()) as actor:
        told = [match(actor, *name, born, b"x") for name in (("Noor", "Yilmaz"), ("Ali", "Demir"), ("Bo", "Ramdin"))]
        assert [(each.team, each.ended) for each in told] == [
            ("Team Noord", True),
            ("Team Noord", False),
            (None, False),
        ]
        for _more in range(20):
            told.append(match(actor, "Noor", "Yilmaz", born, b"x"))
        assert (told[-1].team, told[-1].refused, told[-1].ended) == (None, True, False)
    with connections["owner"].cursor() as cursor:
        # No other function takes a name and a day of birth.
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'access'::regnamespace"
            " AND 'name_key' = ANY (proargnames) AND prosecdef"
        )
        assert cursor.fetchall() == [("known_at",)]


def test_a_case_that_began_earlier_counts_its_terms_from_that_day(world: World, worker: Browser) -> None:
    since = clock.today() - timedelta(days=10)
    for _twice in range(2):
        assert worker.post(NEW, sent(world, on=since.isoformat())).status_code == 302
    assert made() == 1
    assert worker.post(NEW, sent(world, person(given="Ali"))).status_code == 302
    cases = {each.title: each for each in Case.objects.using("owner").all()}
    earlier, now = cases["Noor Yilmaz"], cases["Ali Yilmaz"]
    assert (earlier.opened_on, Measure.objects.using("owner").get(case_id=earlier.id).starts_on) == (since, since)
    assert Fact.objects.using("owner").get(case_id=earlier.id, kind="case_opened").on == since
    of = Duty.objects.using("owner").filter(due__isnull=False)
    due, later = (dict(of.filter(case_id=each.id).values_list("norm_id", "due")) for each in (earlier, now))
    assert any(day < later[norm] for norm, day in due.items() if norm in later)


@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("", "Kies de dag."),
        ("1989-05-04", "Deze dag ligt voor de geboorte."),
        ("0206-05-04", "Klopt het jaar?"),
        ("2999-01-01", "Deze dag is nog niet geweest."),
    ],
)
def test_a_case_begins_not_in_the_future_nor_before_a_birth(world: World, worker: Browser, on: str, told: str) -> None:
    answer = worker.post(NEW, sent(world, on=on))
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert made() == 0


@pytest.mark.parametrize(("days", "asked"), [(0, False), (1, True)])
def test_a_sentence_of_more_than_three_years_asks_why(world: World, worker: Browser, days: int, asked: bool) -> None:
    assert "Voorwaardelijke veroordeling: 3 jaar" in words(worker, f"{NEW}?practice=nl-probation")
    on = date(2026, 1, 5)
    until = date(2029, 1, 5) + timedelta(days=days)
    form = sent(world, measure="suspended-sentence", on=on.isoformat(), until=(until - timedelta(days=1)).isoformat())
    answer = worker.post(NEW, form)
    assert (answer.status_code, "Dit is langer dan de bron noemt." in answer.content.decode()) == (
        (422, True) if asked else (302, False)
    )
    if asked:
        assert not Case.objects.using("owner").exists()
        assert worker.post(NEW, form | {"why": "x" * 501}).status_code == 422
        assert worker.post(NEW, form | {"why": "De rechter zette vijf jaar vast."}).status_code == 302
        (fact,) = Fact.objects.using("owner").filter(kind=Fact.Kind.NORM_DEVIATED)
        assert (fact.text, fact.values) == (
            "De rechter zette vijf jaar vast.",
            {"norm": "longest-probation-period", "until": until.isoformat()},
        )
    assert Duty.objects.using("owner").get(norm_id="longest-probation-period").due == until - timedelta(days=1)


def test_another_title_asks_no_reason_however_long_it_lasts(world: World, worker: Browser) -> None:
    form = sent(world, measure="conditional-release", until=(clock.today() + timedelta(days=3000)).isoformat())
    assert worker.post(NEW, form).status_code == 302


def test_an_extension_beyond_three_years_asks_why_on_the_page_of_measures(world: World, worker: Browser) -> None:
    on = clock.today() - timedelta(days=700)
    until = (on + timedelta(days=730)).isoformat()
    made = worker.post(NEW, sent(world, measure="suspended-sentence", on=on.isoformat(), until=until))
    there = f"{made['Location']}measure"
    assert "3 jaar" in words(worker, there)
    later = {"what": "extend:suspended-sentence", "on": clock.today().isoformat()}
    assert worker.post(there, later | {"until": (on + timedelta(days=1089)).isoformat()}).status_code == 302
    long = later | {"until": (on + timedelta(days=1199)).isoformat()}
    refused = worker.post(there, long)
    assert refused.status_code == 422
    assert "Dit is langer dan de bron noemt." in refused.content.decode()
    answer = worker.post(there, long | {"why": "De rechter verlengde."})
    assert Duty.objects.using("owner").get(norm_id="longest-probation-period").due == on + timedelta(days=1199)
    # Undone at once, the reason goes with it.
    made_at = parse_qs(urlsplit(answer["Location"]).query)["undo"][0]
    worker.post(f"{made['Location']}undo", {"at": made_at})
    assert Duty.objects.using("owner").get(norm_id="longest-probation-period").due == on + timedelta(days=1089)
