"""The pages of a reserved decision: a worker asks and reads who decides, who leads reads what is missing first."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse

from alliantie import clock
from alliantie.cases.models import AskedDecision, Fact, Incident
from alliantie.people import administration
from alliantie.people.models import Office, Worker
from tests.cases.reserved_ways import ask, child_under_supervision, no, yes
from tests.cases.test_incidents import happened
from tests.insight.teams import leader
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, by_code, queries, sign_in, words
from tests.worlds import SINCE, CaseWorld, World

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.usefixtures("reserved"),
]


@pytest.fixture
def zeist() -> CaseWorld:
    with clock.at(clock.now() - timedelta(days=40)):
        return World.make().case("nl-debt-zeist")


@pytest.fixture
def ellen(zeist: CaseWorld) -> Browser:
    return sign_in(Worker.objects.using("owner").get(id=leader(zeist.world).me))


def at(case: CaseWorld, decision: str = "end-help") -> str:
    return reverse("case-decision", kwargs={"case_id": case.case_id, "decision_id": decision})


def to_answer(asked_id: UUID) -> str:
    return reverse("team-asked", kwargs={"asked_id": asked_id})


def withdrawing(case: CaseWorld, asked_id: UUID) -> str:
    return reverse("case-asked-withdraw", kwargs={"case_id": case.case_id, "asked_id": asked_id})


def case_page(case: CaseWorld) -> str:
    return reverse("case", kwargs={"case_id": case.case_id})


def asked() -> AskedDecision:
    return AskedDecision.objects.using("owner").get()


def decided(case: CaseWorld) -> int:
    return Fact.objects.using("owner").filter(case_id=case.case_id, kind="decision_taken").count()


# The worker


@pytest.mark.usefixtures("ellen")
def test_a_worker_reads_who_decides_asks_with_a_reason_and_takes_back(zeist: CaseWorld) -> None:
    worker, there = as_worker(zeist), at(zeist)
    seen = words(worker, there)
    assert "Ellen Waterlinde beslist hierover." in seen
    assert "Neem dit besluit" not in seen
    answer = worker.post(there, {"token": str(uuid4()), "reason": "  "})
    assert (answer.status_code, "Schrijf waarom." in answer.content.decode()) == (422, True)
    sent = {"token": str(uuid4()), "reason": "Noor komt niet meer."}
    for _twice in range(2):
        assert "Gevraagd. Het antwoord leest u hier" in flat(worker.post(there, sent, follow=True).content.decode())
    seen = words(worker, there)
    assert "Peter Jansen vroeg dit" in seen
    assert "Vraag dit besluit" not in seen
    assert "Er is nog geen antwoord." in words(worker, case_page(zeist))
    told = worker.post(withdrawing(zeist, asked().id), follow=True)
    assert "De vraag is ingetrokken." in flat(told.content.decode())
    assert asked().state == "withdrawn"
    assert "Gevraagde besluiten" not in words(worker, case_page(zeist))
    assert "Vraag dit besluit" in words(worker, there)


def test_a_team_without_leader_says_so_and_keeps_the_question(zeist: CaseWorld) -> None:
    assert "Nu leidt niemand dit team." in words(as_worker(zeist), at(zeist))
    ask(zeist)
    assert sign_and_see(leader(zeist.world), "/team").count("De hulp beëindigen: Noor") == 1


def sign_and_see(who: object, address: str) -> str:
    return words(sign_in(Worker.objects.using("owner").get(id=who.me)), address)  # type: ignore[attr-defined]


def test_the_worker_reads_a_yes_until_when_and_a_no_with_its_reason(zeist: CaseWorld) -> None:
    who, worker = leader(zeist.world), as_worker(zeist)
    no(who, ask(zeist), "Bel eerst zijn moeder.")
    for page in (case_page(zeist), at(zeist)):
        seen = words(worker, page)
        assert "Ellen Waterlinde zei nee" in seen
        assert "Bel eerst zijn moeder." in seen
    yes(who, ask(zeist), "Er is alles aan gedaan.")
    seen = words(worker, at(zeist))
    assert "Ellen Waterlinde zei ja" in seen
    assert "U kunt het uitvoeren tot en met" in seen
    with clock.at(clock.now() + timedelta(days=40)):
        seen = words(as_worker(zeist), at(zeist))
        assert "Ellen Waterlinde zei ja" in seen
        assert "U kunt het uitvoeren" not in seen


@pytest.mark.usefixtures("ellen")
def test_an_answer_that_came_meanwhile_stays(zeist: CaseWorld) -> None:
    made, worker = ask(zeist), as_worker(zeist)
    no(leader(zeist.world), made)
    told = worker.post(withdrawing(zeist, made), follow=True)
    assert "Er was net een antwoord." in flat(told.content.decode())
    assert asked().state == "refused"


def test_in_a_family_it_is_asked_about_the_child_whom_it_is_about() -> None:
    family = child_under_supervision("Sam", "Lot")
    worker, there = as_worker(family), at(family, "place-out-of-home")
    sent = {"token": str(uuid4()), "reason": "Het is niet veilig."}
    for nobody in (str(uuid4()), ""):
        assert worker.post(there, {**sent, "about": nobody}).status_code == 422
    assert worker.post(there, {**sent, "about": str(family.client_ids[1])}).status_code == 302
    found = AskedDecision.objects.using("owner").values_list("client_id", flat=True)
    assert set(found) == {family.client_ids[1]}


@pytest.mark.usefixtures("ellen")
def test_ending_a_letter_and_a_response_point_to_who_decides(zeist: CaseWorld) -> None:
    worker, first = as_worker(zeist), "Wie het team leidt, beslist hierover. Vraag het eerst."
    made = happened(zeist, "not-come", {})
    assert first in words(worker, reverse("case-end", kwargs={"case_id": zeist.case_id}))
    there = reverse("case-incident", kwargs={"case_id": zeist.case_id, "incident_id": made})
    assert first in words(worker, there)
    sent = {"token": str(uuid4()), "option": "end", "reason": "Daarom."}
    assert first in flat(worker.post(there, sent).content.decode())
    assert Incident.objects.using("owner").get().state == "open"
    yes(leader(zeist.world), ask(zeist))
    assert first not in words(worker, there)


def test_a_decision_of_who_leads_is_not_taken_back_on_the_timeline(zeist: CaseWorld) -> None:
    made = ask(zeist)
    yes(leader(zeist.world), made)
    timeline = as_worker(zeist).get(reverse("case-timeline", kwargs={"case_id": zeist.case_id})).content.decode()
    assert f'value="{made}"' not in timeline
    back = reverse("case-take-back", kwargs={"case_id": zeist.case_id})
    answer = as_worker(zeist).post(back, {"facts": str(made), "fact": str(made)})
    assert answer.headers["Location"].endswith("?saved=not-taken-back")
    assert decided(zeist) == 1


# Who leads


@override_settings(DEMO=True)
def test_what_is_asked_stands_first_with_what_is_missing(zeist: CaseWorld, ellen: Browser) -> None:
    assert "Gevraagd: uw besluit" not in words(ellen, "/team")
    made = ask(zeist)
    seen = words(ellen, "/team")
    assert "Gevraagd: uw besluit (1) De hulp beëindigen: Noor Yilmaz Dit kan nog niet." in seen
    assert seen.index("Gevraagd: uw besluit") < seen.index("Zaken per medewerker")
    seen = words(ellen, to_answer(made))
    assert seen.index("Nog niet gedaan") < seen.index("Noor komt niet meer.") < seen.index("Wat er in deze zaak moet")
    assert "Ja, ik neem dit besluit" not in seen
    assert "Hierop is geen uitzondering, ook niet bij gevaar." in seen
    answer = ellen.post(to_answer(made), {"answer": "yes", "danger": "on", "words": "Er is gevaar."})
    assert (answer.status_code, decided(zeist)) == (422, 0)
    assert ellen.get(case_page(zeist)).status_code == 404


def test_who_leads_reads_the_reason_and_the_duties_and_no_notes(zeist: CaseWorld, ellen: Browser) -> None:
    made = ask(zeist)
    Fact.objects.using("owner").filter(case_id=zeist.case_id).update(text="Geheim verslag.")
    seen = words(ellen, to_answer(made))
    assert "Noor komt niet meer." in seen
    assert "Geheim verslag." not in seen
    assert zeist.case_id.hex not in ellen.get(to_answer(made)).content.decode().replace("-", "")
    assert "Een vraag om een besluit over u" in words(as_client(zeist), reverse("who-looked"))


def test_a_yes_is_recorded_and_a_no_needs_a_reason(zeist: CaseWorld, ellen: Browser) -> None:
    there = to_answer(ask(zeist))
    for sent in ({}, {"answer": "maybe"}, {"answer": "no", "words": " "}, {"answer": "yes", "words": "x" * 501}):
        assert ellen.post(there, sent).status_code == 422
    assert asked().state == "open"
    for _twice in range(2):
        told = ellen.post(there, {"answer": "yes", "words": "Goed."}, follow=True)
        assert "Uw besluit is vastgelegd." in flat(told.content.decode())
    assert decided(zeist) == 1
    assert "Ellen Waterlinde zei al ja." in words(ellen, there)
    told = ellen.post(there, {"answer": "no", "words": "Toch niet."})
    assert (told.status_code, asked().state) == (422, "granted")


@override_settings(DEMO=True)
def test_danger_asks_who_leads_for_a_reason_and_leaves_the_step_as_a_duty() -> None:
    family = child_under_supervision()
    browser = sign_in(Worker.objects.using("owner").get(id=leader(family.world).me))
    there = to_answer(ask(family, "place-out-of-home"))
    assert "Er is gevaar. Het kan niet wachten." in words(browser, there)
    assert browser.post(there, {"answer": "yes"}).status_code == 422
    assert browser.post(there, {"answer": "yes", "danger": "on"}).status_code == 422
    sent = {"answer": "yes", "danger": "on", "words": "Het mes lag op tafel."}
    assert "Met spoed gedaan, nog goed te maken" in flat(browser.post(there, sent, follow=True).content.decode())


def test_whoever_asked_leaves_it_to_a_colleague_and_answers_only_when_alone(zeist: CaseWorld) -> None:
    peter = zeist.world.workers[0]
    administration.give_office(peter, since=SINCE, team=zeist.world.team)
    there, browser = to_answer(ask(zeist)), as_worker(zeist)
    assert "Niemand anders leidt dit team" in words(browser, there)
    other = leader(zeist.world)
    seen = words(browser, there)
    assert "Iemand anders die het team leidt, antwoordt." in seen
    assert "Neemt u dit besluit?" not in seen
    assert browser.post(there, {"answer": "yes"}).status_code == 422
    assert asked().state == "open"
    Office.objects.using("owner").filter(worker_id=other.me).update(ends_on=clock.today())
    assert browser.post(there, {"answer": "yes"}).status_code == 302


def test_the_page_of_the_team_costs_one_query_more_and_another_where_something_is_asked(
    zeist: CaseWorld, ellen: Browser
) -> None:
    none = len(queries(ellen, "/team"))
    ask(zeist)
    one = len(queries(ellen, "/team"))
    for number in range(4):
        ask(zeist.world.case("nl-debt-zeist", ((f"Naam{number}", "Test"),)))
    assert (none, one, len(queries(ellen, "/team"))) == (5, 6, 6)


# Doors


def test_strangers_ask_take_back_and_answer_nothing(zeist: CaseWorld) -> None:
    made = ask(zeist)
    other_team = administration.make_team(zeist.world.organisation, "Team Zuid")
    next_door = administration.make_worker(zeist.world.organisation, "Gijs", "Zuid", teams=[], since=SINCE)
    administration.give_office(next_door, since=SINCE, team=other_team)
    workers = {
        "colleague": sign_in(zeist.world.workers[1]),
        "other organisation": sign_in(World.in_area(zeist.world.area, "Buren").workers[0]),
        "other area": sign_in(World.make("Elders").workers[0]),
        "leader of another team": sign_in(next_door),
    }
    clients = {"client": as_client(zeist), "code": by_code(zeist, zeist.round())}
    sent = {"token": str(uuid4()), "reason": "Ik", "answer": "yes"}
    for who, browser in {**workers, **clients}.items():
        assert browser.get(at(zeist)).status_code == 404, who
        assert browser.post(at(zeist), sent).status_code == 404, who
        assert browser.post(withdrawing(zeist, made)).status_code == 404, who
    for who, browser in workers.items():
        for answer in (browser.get(to_answer(made)), browser.post(to_answer(made), sent)):
            # The same answer as for a number that never was.
            assert answer.status_code == 404, who
            assert "Deze vraag is niet aan u" in flat(answer.content.decode()), who
    for who, browser in clients.items():
        assert browser.get(to_answer(made)).status_code == 404, who
    nobody = Browser()
    for address in (at(zeist), to_answer(made)):
        assert nobody.get(address).headers["Location"].startswith("/account/login")
    assert asked().state == "open"


def test_a_question_of_another_case_is_not_taken_back_here(zeist: CaseWorld, ellen: Browser) -> None:
    made, other = ask(zeist), zeist.world.case("nl-debt-zeist", (("Bo", "Vos"),))
    assert as_worker(zeist).post(withdrawing(other, made)).status_code == 302
    assert asked().state == "open"
    assert "Deze vraag is niet aan u" in words(ellen, to_answer(uuid4()), 404)


def test_who_leads_no_more_reads_that_the_question_is_for_another(zeist: CaseWorld, ellen: Browser) -> None:
    there = to_answer(ask(zeist))
    Office.objects.using("owner").update(ends_on=clock.today())
    assert "u leidt dit team niet meer" in words(ellen, there, 404)
    assert ellen.post(there, {"answer": "yes"}).status_code == 404
    assert asked().state == "open"


def test_every_form_needs_its_own_token(zeist: CaseWorld) -> None:
    made = ask(zeist)
    worker = sign_in(zeist.world.workers[0], csrf=True)
    ellen = sign_in(Worker.objects.using("owner").get(id=leader(zeist.world).me), csrf=True)
    sent = {"token": str(uuid4()), "reason": "Ik", "answer": "yes"}
    assert worker.post(at(zeist), sent).status_code == 403
    assert worker.post(withdrawing(zeist, made)).status_code == 403
    assert ellen.post(to_answer(made), sent).status_code == 403
    assert asked().state == "open"


def test_tampered_and_huge_input_asks_nothing(zeist: CaseWorld) -> None:
    worker, there = as_worker(zeist), at(zeist)
    for sent in (
        {"token": "x", "reason": "Ik"},
        {"reason": "Ik"},
        {"token": str(uuid4()), "reason": "x" * 501},
    ):
        assert worker.post(there, sent).status_code == 422
    assert not AskedDecision.objects.using("owner").exists()
