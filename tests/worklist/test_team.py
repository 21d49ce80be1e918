"""The pages of who leads a team: numbers without a ranking, what is due, and a list whose order the reader chooses."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import Reading
from alliantie.cases.models import Case, Waiting, Weight
from alliantie.cases.operations import NewFact, record_facts
from alliantie.people import administration
from alliantie.people.models import Organisation, Worker
from alliantie.practices import library
from alliantie.web.dates import day_in_words
from tests.cases.test_team import due, put, without_duties
from tests.insight.teams import add_clients, leader, manager
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, by_code, queries, sign_in, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

TEAM, LIST, NEW = "/team", "/team/waiting", "/team/waiting/new"


@pytest.fixture
def world() -> World:
    return World.make(workers=("Peter", "Samira"))


def leading(world: World) -> Browser:
    return sign_in(Worker.objects.using("owner").get(id=leader(world).me))


def filled(**changed: object) -> dict[str, Any]:
    return {
        "token": str(uuid4()), "name": "Bo Vermeer", "asked_on": clock.today().isoformat(), "urgency": "now",
        "reason": "Slaapt in de auto.", "stream": "Wmo", **changed,
    }  # fmt: skip


def added(browser: Browser, **changed: object) -> UUID:
    assert browser.post(NEW, filled(**changed)).status_code == 302
    name = changed.get("name", "Bo Vermeer")
    return Waiting.objects.using("owner").get(name=name).id


def closed(world: World, days: int, *, worker: int = 0, family: str = "Demir") -> UUID:
    case = world.case(names=(("Ali", family),), worker=worker).case_id
    Case.objects.using("owner").filter(id=case).update(
        opened_on=clock.today() - timedelta(days=900), closed_on=clock.today() - timedelta(days=days)
    )
    return case


def test_a_leader_reads_whose_case_ended_in_the_last_year_and_no_more_and_the_client_sees_that(world: World) -> None:
    last = closed(world, 0)
    closed(world, 365, worker=1, family="Bos")
    older = closed(world, 366, family="Vos")
    running = world.case().case_id
    leads = leading(world)
    shown = words(leads, "/team/closed")
    assert shown.index("Ali Demir") < shown.index("Ali Bos")
    assert "Vos" not in shown
    assert "Noor Yilmaz" not in shown
    assert str(last) not in leads.get("/team/closed").content.decode()
    read = Reading.objects.using("owner").filter(what="team closed")
    assert read.filter(case_id=last).count() == 1, "once a day"
    assert not read.filter(case_id__in=[older, running]).exists()
    assert sign_in(world.workers[0]).get("/team/closed").status_code == 404
    assert leads.get(f"/cases/{last}/").status_code == 404
    # Of one team there is nothing to tell apart; of two each case names its own.
    assert world.team.name not in shown
    ellen = Worker.objects.using("owner").get(given_name="Ellen")
    administration.give_office(
        ellen, since=clock.today(), team=administration.make_team(world.organisation, "Team Zuid")
    )
    assert f"Ali Demir {world.team.name} · " in words(leads, "/team/closed")


def test_the_page_shows_numbers_of_cases_in_the_order_of_names_and_no_ranking(world: World) -> None:
    for number in range(3):
        world.case(names=((f"Naam{number}", "Test"),), worker=1)
    world.case()
    without_duties()
    seen = words(leading(world), TEAM)
    numbers = "Medewerker Lopende zaken Gewicht samen Te laat Deze week Peter Jansen 1 1 0 0 Samira Jansen 3 3 0 0"
    assert numbers in seen
    assert "Het gewicht is een eigen keuze van het team." in seen
    assert "%" not in seen


def test_what_is_due_stands_with_its_worker_and_case_and_links_to_no_case(world: World) -> None:
    case = world.case()
    without_duties()
    norm = library().latest("nl-probation").norms[0]
    due(case, -3, norm=norm.id)
    due(case, 0, norm=norm.id)
    due(case, 60, norm=norm.id)
    browser = leading(world)
    seen = words(browser, TEAM)
    assert "Peter Jansen 1 1 1 1" in seen
    assert "1 te laat, 1 deze week." in seen
    assert f"{norm.text.nl}: Noor Yilmaz 3 dagen te laat · Peter Jansen" in seen
    assert "Cliënten van wie hier iets staat, zien dat u keek." in seen
    assert f"/cases/{case.case_id}" not in browser.get(TEAM).content.decode()
    assert browser.get(reverse("case", args=[case.case_id])).status_code == 404
    assert "Wat er in uw zaak te doen is" in words(as_client(case), reverse("who-looked"))
    assert "Leidt het team" in words(as_client(case), reverse("who-looked"))


def test_five_things_stand_first_and_the_rest_with_the_worker_hardest_first(world: World) -> None:
    case = world.case()
    without_duties()
    norm = library().latest("nl-probation").norms[0].id
    due(case, -30, norm=norm, hardness="wished")
    for days in range(6):
        due(case, -days, norm=norm)
    browser = leading(world)
    seen = browser.get(TEAM).content.decode()
    assert seen.count('class="row-title"') == 5
    assert "30 dagen te laat" not in seen
    assert "6 te laat, 1 deze week. Wat het zwaarst telt, staat hier. De rest staat bij de medewerker." in flat(seen)
    there = reverse("team-worker", args=[world.team.id, world.workers[0].id])
    assert there in seen
    seen = words(browser, there)
    assert "Te doen bij Peter Jansen" in seen
    assert "Te laat (6)" in seen
    assert "Deze week (1)" in seen
    assert seen.index("5 dagen te laat") < seen.index("30 dagen te laat")
    assert f"/cases/{case.case_id}" not in browser.get(there).content.decode()
    assert len(queries(browser, there)) == 3


def test_what_is_only_told_is_never_late_for_who_leads_either(world: World) -> None:
    def days_ago(days: int) -> AbstractContextManager[None]:
        return clock.at(clock.now() - timedelta(days=days))

    with days_ago(40):
        case = world.case("nl-debt-tilburg", measure_id="extended-advice")
    for days in (40, 30, 20, 10):
        with days_ago(days), acting(case.worker) as actor:
            talk = NewFact(
                area_id=world.area.id, case_id=case.case_id, kind="contact", on=clock.today(), talk_id="three-talks"
            )
            record_facts(actor=actor, now=clock.now(), facts=[talk])
    browser = leading(world)
    said = f"sinds {day_in_words(clock.today() - timedelta(days=10), 'nl', clock.today())}"
    what = "Houd het bij drie gesprekken in het driegesprekkenmodel: Noor Yilmaz"
    for page in (TEAM, reverse("team-worker", args=[world.team.id, world.workers[0].id])):
        seen = words(browser, page)
        assert what in seen
        assert said in seen
        assert "dagen te laat" not in seen
    seen = words(browser, TEAM)
    assert "Peter Jansen 1 1 0 1" in seen
    assert "0 te laat, 1 deze week." in seen


def test_the_list_of_a_worker_is_there_for_who_leads_that_team_alone(world: World) -> None:
    case = world.case()
    elsewhere = World.in_area(world.area, "Buren")
    there = reverse("team-worker", args=[world.team.id, world.workers[0].id])
    assert leading(world).get(there).status_code == 200
    assert leading(elsewhere).get(there).status_code == 404
    assert leading(world).get(reverse("team-worker", args=[world.team.id, elsewhere.workers[0].id])).status_code == 404
    assert leading(world).get(reverse("team-worker", args=[elsewhere.team.id, world.workers[0].id])).status_code == 404
    assert as_worker(case).get(there).status_code in (403, 404)
    assert as_client(case).get(there).status_code in (403, 404)
    assert Browser().get(there).status_code == 302


def test_of_a_worker_of_two_teams_who_leads_both_reads_the_one_that_is_opened(world: World) -> None:
    here, there = world.case(), world.case(names=(("Ali", "Demir"),))
    south = administration.make_team(world.organisation, "Team Zuid")
    Case.objects.using("owner").filter(id=there.case_id).update(team=south)
    leads = Worker.objects.using("owner").get(id=leader(world).me)
    administration.give_office(leads, since=date(2020, 1, 1), team=south)
    without_duties()
    for case in (here, there):
        due(case, 1, norm="explain-frame")
    assert sign_in(leads).get(reverse("team-worker", args=[south.id, world.workers[0].id])).status_code == 200
    read = Reading.objects.using("owner").filter(what="team duties")
    assert {each.client_id for each in read} == set(there.client_ids)


def test_a_step_that_an_emergency_passed_over_stands_first_until_made_good(world: World) -> None:
    case = world.case()
    without_duties()
    browser = leading(world)
    assert "Met spoed gedaan" not in words(browser, TEAM)
    due(case, 0, norm=library().latest("nl-probation").norms[0].id, start="gate_forced")
    seen = words(browser, TEAM)
    assert "Met spoed gedaan, nog goed te maken (1)" in seen
    assert seen.index("Met spoed gedaan") < seen.index("Zaken per medewerker")


def test_a_quiet_team_says_so(world: World) -> None:
    seen = words(leading(world), TEAM)
    assert "Er is niets te laat, en deze week niets te doen." in seen
    assert "Wachtlijst" in seen
    assert "Er wacht nu niemand." in words(leading(world), LIST)


def test_who_waits_in_a_case_stands_on_the_list_until_called_with_how_urgent_and_the_client_sees_that(
    world: World,
) -> None:
    Organisation.objects.using("owner").filter(id=world.organisation.id).update(practices=["nl-debt-zeist"])

    def happens(case: CaseWorld, kind: str, days: int, **values: str) -> None:
        with clock.at(clock.now() - timedelta(days=days)), acting(case.worker) as actor:
            fact = NewFact(
                area_id=world.area.id, case_id=case.case_id, kind=kind, on=clock.today(), client_id=case.client_ids[0],
                values=values,
            )  # fmt: skip
            record_facts(actor=actor, now=clock.now(), facts=[fact])

    cases = []
    for family in ("Demir", "Bos"):
        with clock.at(clock.now() - timedelta(days=60)):
            cases.append(world.case("nl-debt-zeist", measure_id="stabilisation", names=(("Ali", family),)))
    demir, bos = cases
    happens(demir, "budget-listed", 30, urgency="can-wait")
    happens(bos, "budget-listed", 20, urgency="now", reason="Huur blijft liggen.")
    happens(bos, "budget-listed", 10, urgency="soon", reason="De huur is betaald.")
    leads = leading(world)
    seen = words(leads, f"{LIST}?order=asked")
    assert "Ali Demir · Peter Jansen 4 weken, sinds" in seen
    assert "Ali Bos · Peter Jansen 2 weken, sinds" in seen, "put on the list again one waits no shorter"
    assert "Binnenkort nodig: De huur is betaald." in seen
    assert seen.index("Ali Demir") < seen.index("Ali Bos")
    seen = words(leads, f"{LIST}?order=urgency")
    assert seen.index("Ali Bos") < seen.index("Ali Demir")
    assert f"/cases/{bos.case_id}" not in leads.get(LIST).content.decode()
    assert "Dat u op een wachtlijst staat" in words(as_client(bos), reverse("who-looked"))
    happens(bos, "budget-called", 1)
    seen = words(leads, LIST)
    assert "Ali Bos" not in seen
    assert "Wacht in een zaak (1)" in seen
    # Another team's leader, and who leads none, read nothing of it; nor does anyone read other facts this way.
    elsewhere = World.in_area(world.area, "Buren")
    Organisation.objects.using("owner").filter(id=elsewhere.organisation.id).update(practices=["nl-debt-zeist"])
    assert "Ali Demir" not in words(leading(elsewhere), LIST)
    sorts = '[{"practice": "nl-debt-zeist", "kind": "%s", "ends": [], "under": null}]'
    for actor, kind, many in (
        (leader(world), "budget-listed", 2),
        (leader(world), "budget-called", 0),
        (world.worker(1), "budget-listed", 0),
        (demir.client(), "budget-listed", 0),
    ):
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM access.team_listed(%s, 10)", [sorts % kind])
            assert len(cursor.fetchall()) == many, (actor.kind, kind)


def test_nothing_of_rounds_or_answers_is_on_the_page(world: World) -> None:
    case = world.case()
    browser = leading(world)
    before = words(browser, TEAM)
    case.reveal(case.round())
    assert words(browser, TEAM) == before


def test_twelve_workers_with_forty_cases_cost_as_many_queries_as_an_empty_team() -> None:
    world = World.make(workers=tuple(f"Werker{number}" for number in range(12)))
    browser = leading(world)
    few = len(queries(browser, TEAM))
    for number in range(12):
        add_clients(world, ["nothing"] * 40, worker=number)
    for number in range(30):
        put_one(world, number)
    assert len(queries(browser, TEAM)) == few == 5
    assert "Werker0 Jansen 40 40" in words(browser, TEAM)
    assert len(queries(browser, LIST)) == 3


def put_one(world: World, number: int) -> None:
    Waiting.objects.using("owner").create(
        area=world.area, team=world.team, name=f"Wacht{number}", asked_on=clock.today(), urgency="soon", reason="x",
        stream="Wmo",
    )  # fmt: skip


# Weights


def weights_page(world: World) -> str:
    return reverse("team-weights", args=[world.team.id])


def desk_page(world: World) -> str:
    return reverse("team-desk", args=[world.team.id])


def fields(world: World) -> dict[str, str]:
    return {
        f"{practice_id}-{measure.id}": "1"
        for practice_id in world.organisation.practices
        for measure in library().latest(practice_id).measures
    }


def test_a_team_says_itself_what_a_measure_weighs(world: World) -> None:
    browser = leading(world)
    measure = library().latest("nl-probation").measures[0]
    sent = fields(world) | {f"nl-probation-{measure.id}": "2,5"}
    seen = flat(browser.post(weights_page(world), sent, follow=True).content.decode())
    assert "Bewaard. De nieuwe gewichten tellen nu." in seen
    kept = Weight.objects.using("owner").get()
    assert (kept.practice_id, kept.measure_id, str(kept.weight)) == ("nl-probation", measure.id, "2.5")
    assert 'value="2.5"' in browser.get(weights_page(world)).content.decode()
    assert len(queries(browser, weights_page(world))) == 2


@pytest.mark.parametrize("wrong", ["", "veel", "-1", "10", "1,25", "1e9", "NaN", "9" * 5000])
def test_a_weight_that_cannot_be_is_refused_in_words(world: World, wrong: str) -> None:
    measure = library().latest("nl-probation").measures[0]
    answer = leading(world).post(weights_page(world), fields(world) | {f"nl-probation-{measure.id}": wrong})
    assert answer.status_code == 422
    assert "Kies een getal van 0 tot en met 9,9" in flat(answer.content.decode())
    assert not Weight.objects.using("owner").exists()


# The waiting list


def test_urgency_with_its_reason_stands_beside_the_stream_and_how_long(world: World) -> None:
    browser = leading(world)
    on = clock.today() - timedelta(weeks=12)
    added(browser, asked_on=on.isoformat())
    added(browser, name="Mo Vos", urgency="can_wait", reason="Heeft een huis.", stream="Wlz")
    seen = words(browser, LIST)
    assert "Naam Wacht Urgentie Geldstroom Bo Vermeer 12 weken, sinds" in seen
    assert "Nu nodig: Slaapt in de auto. Wmo Mo Vos 0 dagen" in seen
    assert "Alliantie zet niemand vooraan: u kiest de volgorde." in seen
    assert "Geldstroom Wachten Van wie nu nodig Wlz 1 0 Wmo 1 1" in seen


def test_the_reader_chooses_the_order_and_without_a_choice_it_is_the_name(world: World) -> None:
    browser = leading(world)
    today = clock.today()
    for name, urgency, days, stream in (
        ("Cas", "now", 1, "Wmo"), ("Ada", "can_wait", 2, "Zvw"), ("Bo", "soon", 90, "Justitie"),
    ):  # fmt: skip
        added(browser, name=name, urgency=urgency, asked_on=(today - timedelta(days=days)).isoformat(), stream=stream)

    def order(choice: str) -> list[str]:
        seen = words(browser, f"{LIST}?order={choice}")
        return sorted(("Ada", "Bo", "Cas"), key=lambda name: seen.index(f" {name} "))

    assert order("") == order("name") == order("x" * 4000) == ["Ada", "Bo", "Cas"]
    assert order("asked") == ["Bo", "Ada", "Cas"]
    assert order("urgency") == ["Cas", "Bo", "Ada"]
    assert order("stream") == ["Bo", "Cas", "Ada"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "Schrijf de naam."),
        ({"name": "x" * 161}, "Dit is te lang."),
        ({"reason": " "}, "Schrijf waarom het zo snel nodig is"),
        ({"stream": ""}, "Schrijf uit welke geldstroom het komt."),
        ({"urgency": "most"}, "Kies hoe dringend het is."),
        ({"asked_on": "9999-12-31"}, "Deze dag is nog niet geweest."),
        ({"asked_on": "0001-01-01"}, "Klopt het jaar?"),
        ({"token": "x"}, "Deze bladzijde was verlopen."),
    ],
)
def test_what_cannot_be_is_refused_with_words_and_the_rest_stays(
    world: World, changed: dict[str, object], told: str
) -> None:
    answer = leading(world).post(NEW, filled(**changed))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert told in flat(html)
    if "reason" not in changed:
        assert 'value="Slaapt in de auto."' in html
    assert not Waiting.objects.using("owner").exists()


def test_pressing_twice_puts_somebody_on_the_list_once(world: World) -> None:
    browser, sent = leading(world), filled()
    for _twice in range(2):
        assert browser.post(NEW, sent).status_code == 302
    assert Waiting.objects.using("owner").count() == 1


def test_what_is_known_changes_and_who_waits_no_more_leaves_with_undo(world: World) -> None:
    browser = leading(world)
    one = added(browser)
    there = reverse("waiting-one", args=[one])
    browser.post(there, filled(urgency="soon", reason="Slaapt bij een vriend."))
    assert "Binnenkort nodig: Slaapt bij een vriend." in words(browser, LIST)
    assert browser.post(reverse("waiting-off", args=[one]), {"ended": "x"}).status_code == 302
    assert "Bo Vermeer" in words(browser, LIST)
    for _twice in range(2):
        answer = browser.post(reverse("waiting-off", args=[one]), {"ended": "elsewhere"}, follow=True)
        assert "Van de lijst: Bo Vermeer. Kreeg elders hulp." in flat(answer.content.decode())
    assert browser.get(there).status_code == 404
    assert browser.post(there, filled()).status_code == 404
    browser.post(reverse("waiting-again", args=[one]))
    assert "Bo Vermeer" in words(browser, LIST)


def test_who_leads_two_teams_sees_both_and_chooses_one(world: World) -> None:
    from alliantie.people import administration

    second = administration.make_team(world.organisation, "Team Zuid")
    actor = leader(world)
    worker = Worker.objects.using("owner").get(id=actor.me)
    administration.give_office(worker, since=clock.today(), team=second)
    browser = sign_in(worker)
    seen = words(browser, TEAM)
    assert "Team Noord" in seen
    assert "Team Zuid" in seen
    assert "In dit team werkt nog niemand." in seen
    assert "Kies een team." in flat(browser.post(NEW, filled()).content.decode())
    added(browser, team=str(second.id))
    assert Waiting.objects.using("owner").get().team_id == second.id


# Doors


def test_the_pages_are_there_for_who_leads_the_team_and_for_nobody_else(world: World) -> None:
    case = world.case()
    leads = leading(world)
    one = put(leader(world), world)
    pages = [TEAM, LIST, NEW, weights_page(world), reverse("waiting-one", args=[one]), desk_page(world)]
    forms = [reverse("waiting-off", args=[one]), reverse("waiting-again", args=[one])]
    neighbour = leading(World.in_area(world.area, "Buren"))
    others = [as_worker(case), sign_in(manager(world)), as_client(case), by_code(case, case.round())]
    for there in pages:
        assert leads.get(there).status_code == 200, there
        for who in others:
            assert who.get(there).status_code == 404, there
            assert who.post(there).status_code in (404, 405), there
        assert Browser().get(there).status_code == 302, there
    for there in (*pages[3:], *forms):
        assert neighbour.get(there).status_code in (404, 405), there
        assert neighbour.post(there, {"ended": "begun"}).status_code == 404, there
    for there in forms:
        assert leads.get(there).status_code == 405
        assert as_worker(case).post(there).status_code == 404
        assert Browser().post(there).status_code == 302
    strict = sign_in(Worker.objects.using("owner").get(id=leader(world).me), csrf=True)
    for there in (NEW, weights_page(world), *pages[4:], *forms):
        assert strict.post(there).status_code == 403, there
    assert Waiting.objects.using("owner").get().ended_on is None


def test_the_link_shows_to_who_leads(world: World) -> None:
    assert "Mijn team" in words(leading(world), "/")
    assert "Mijn team" not in words(sign_in(world.workers[0]), "/")
