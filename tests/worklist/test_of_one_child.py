"""In a family a decision is about one child; what keeps people apart is said, and what no rule expects is asked."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases import operations
from alliantie.cases.models import Appointment, Duty, Fact, Measure, Outcome
from alliantie.cases.queries import get_case, people_of
from alliantie.norms.timeline import FactValue
from alliantie.worklist.queries.case_page import first_duties
from alliantie.worklist.queries.stands import stands
from tests.worklist.browse import as_client, as_worker, words
from tests.worklist.work import at
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PLACE = "place-out-of-home"


@pytest.fixture
def family() -> CaseWorld:
    with clock.at(clock.now() - timedelta(days=30)):
        made = World.make().case(
            "nl-save-protection",
            names=(("Kim", "de Vries"), ("Sem", "de Vries"), ("Ank", "de Vries")),
            roles=("young_person", "young_person", "parent"),
        )
        begin(made, "supervision-order")
    return made


def begin(case: CaseWorld, measure: str, *, until: date | None = None, client: int | None = None) -> None:
    with acting(case.worker) as actor:
        operations.change_measure(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            measure_id=measure,
            starts=True,
            on=clock.today(),
            until=until,
            client_id=None if client is None else case.client_ids[client],
        )


def record(case: CaseWorld, kind: str, client: int, **values: FactValue) -> None:
    with acting(case.worker) as actor:
        operations.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=clock.today(),
            client_id=case.client_ids[client],
            values=values,
        )


def decision(case: CaseWorld, id: str, client: int | None = None) -> str:
    there = reverse("case-decision", kwargs={"case_id": case.case_id, "decision_id": id})
    return there if client is None else f"{there}?about={case.client_ids[client]}"


def taken(case: CaseWorld) -> list[tuple[str, object]]:
    found = Fact.objects.using("owner").filter(case_id=case.case_id, kind="decision_taken").order_by("recorded_at")
    return [(fact.values["decision"], fact.client_id) for fact in found]


def test_who_a_rule_and_a_ladder_are_about_stand_in_the_order_in_which_the_page_names_them(family: CaseWorld) -> None:
    with acting(family.worker) as actor:
        case = get_case(actor, family.case_id, whole=True)
        for people in (people_of(actor, case), people_of(actor, case)[::-1]):
            children = [each.given_name for each in people if each.role == "young_person"]
            rows = [row.title for row in first_duties(case, people, "nl", clock.today())]
            asked = [f"Leg het kader uit: {name}" for name in children]
            assert [each for each in rows if each in asked] == asked
            shown = stands(actor, case, people, "nl", clock.now()).ladders
            assert [each.name for each in shown] == [f"Ingrijpen bij bescherming, {name}" for name in children]


@override_settings(DEMO=True)
def test_a_decision_asks_about_which_child_and_only_what_was_recorded_of_that_child_counts(family: CaseWorld) -> None:
    worker, (kim, sem, ank) = as_worker(family), family.client_ids
    record(family, "placement-authorised", 0, last_day=clock.today() + timedelta(days=90))
    shown = words(worker, decision(family, PLACE))
    assert "Over welke jeugdige?" in shown
    assert "Neem dit besluit" not in shown
    assert "Sem Dit kan nog niet. Eerst de machtiging van de kinderrechter." in shown
    listed = words(worker, reverse("case-decisions", kwargs={"case_id": family.case_id}))
    assert "De jeugdige uit huis plaatsen Dit kan nog niet. Eerst de machtiging van de kinderrechter (Sem)." in listed
    sent = {"token": str(uuid4()), "reason": "Het is nodig."}
    for refused in (decision(family, PLACE), decision(family, PLACE, 1)):
        assert worker.post(refused, sent).status_code == 422
    assert worker.post(decision(family, PLACE, 0), sent).status_code == 302
    assert taken(family) == [(PLACE, kim)]
    assert "Besluit genomen: de jeugdige uit huis plaatsen" in words(worker, at("case", family)).replace("De j", "de j")
    # A parent is no young person, and nobody outside the case is.
    for other in (ank, uuid4()):
        assert worker.get(f"{decision(family, PLACE)}?about={other}").status_code == 404
    assert worker.get(f"{decision(family, PLACE)}?about=niemand").status_code == 200
    assert sem not in [whom for _decision, whom in taken(family)]


def test_a_page_of_a_decision_is_about_nobody_whom_it_cannot_be_about(family: CaseWorld) -> None:
    worker, (kim, sem, ank) = as_worker(family), family.client_ids
    begin(family, "guardianship", client=0)
    stranger = World.in_area(family.world.area, "Elders").case().client_ids[0]
    sent = {"token": str(uuid4()), "reason": "Het is nodig."}
    # One can be about Kim alone, the other is about nobody apart.
    for there, others in (("close-guardianship", (sem, ank, stranger)), ("give-instruction", (kim, ank, stranger))):
        for about in others:
            address = f"{decision(family, there)}?about={about}"
            assert (worker.get(address).status_code, worker.post(address, sent).status_code) == (404, 404)
    assert taken(family) == []
    assert worker.get(decision(family, "close-guardianship", 0)).status_code == 200
    assert worker.post(decision(family, "close-guardianship"), sent).status_code == 302
    assert taken(family) == [("close-guardianship", kim)]


@override_settings(DEMO=True)
def test_what_was_decided_today_is_not_shown_as_shut_again(family: CaseWorld) -> None:
    worker = as_worker(family)
    record(family, "case-conference", 0)
    assert worker.post(decision(family, "ask-council", 0), {"token": str(uuid4())}).status_code == 302
    shown = words(worker, decision(family, "ask-council", 0))
    assert "Dit besluit is vandaag genomen." in shown
    assert "Gedaan op" in shown
    assert "Dit kan nog niet" not in shown
    assert "Kim Vandaag genomen" in words(worker, decision(family, "ask-council"))
    with clock.at(clock.now() + timedelta(days=1)):
        assert "Dit kan nog niet. Houd eerst Casusoverleg Bescherming." in words(
            worker, decision(family, "ask-council", 0)
        )


@override_settings(DEMO=True)
def test_danger_about_one_child_is_kept_for_that_child(family: CaseWorld) -> None:
    sent = {"token": str(uuid4()), "danger": "on", "reason": "Het mes lag op tafel."}
    assert as_worker(family).post(decision(family, PLACE, 1), sent).status_code == 302
    forced = Fact.objects.using("owner").get(case_id=family.case_id, kind="gate_forced")
    due = Duty.objects.using("owner").get(case_id=family.case_id, norm_id="authorisation-before-placement")
    assert forced.client_id == due.client_id == family.client_ids[1]


@override_settings(DEMO=True)
def test_v14_no_case_closes_while_it_is_not_known_to_be_safe_in_danger_neither(family: CaseWorld) -> None:
    worker, there = as_worker(family), reverse("case-end", kwargs={"case_id": family.case_id})
    record(family, "safety-judged", 0, outcome="good-enough")
    sent = {
        "token": str(uuid4()), "reason": "involvement", "interests": "Rust.", "cause": "Het is klaar.",
        "contact": "Gebeld.", "discussed": "on", "ended-supervision-order-": clock.today().isoformat(),
    }  # fmt: skip
    assert "Leg eerst vast of het goed genoeg gaat (Sem)." in words(worker, there)
    assert worker.post(there, sent).status_code == 422
    # Danger is no ground for leaving (749-757).
    assert worker.post(there, {**sent, "danger": "on"}).status_code == 422
    assert taken(family) == []
    record(family, "safety-judged", 1, outcome="good-enough")
    assert worker.post(there, sent).status_code == 302
    assert Outcome.objects.using("owner").filter(case_id=family.case_id).count() == 1
    assert taken(family) == [("close-involvement", family.client_ids[0]), ("close-involvement", family.client_ids[1])]


def test_what_was_decided_about_a_child_is_read_by_that_child_alone_in_plain_words(family: CaseWorld) -> None:
    worker = as_worker(family)
    sent = {"token": str(uuid4()), "reason": "Thuis is het nu te druk."}
    assert worker.post(decision(family, "ask-placement", 0), sent).status_code == 302
    kim, sem, ank = (words(as_client(family, index), reverse("my-frame")) for index in (0, 1, 2))
    assert "Wat er over jou is besloten Vragen of je ergens anders kunt wonen." in kim
    assert "Thuis is het nu te druk." in kim
    for other in (sem, ank):
        assert "is besloten" not in other
    (fact,) = Fact.objects.using("owner").filter(case_id=family.case_id, kind="decision_taken")
    with acting(family.worker) as actor:
        operations.take_back_fact(actor=actor, now=clock.now(), fact_id=fact.id)
    assert "is besloten" not in words(as_client(family, 0), reverse("my-frame"))


@pytest.mark.parametrize("values", [{"decision": "of-before"}, {}])
def test_a_decision_that_the_practice_has_no_more_keeps_no_client_from_the_own_page(
    family: CaseWorld, values: dict[str, str]
) -> None:
    sent = {"token": str(uuid4()), "reason": "Thuis is het nu te druk."}
    assert as_worker(family).post(decision(family, "ask-placement", 0), sent).status_code == 302
    Fact.objects.using("owner").filter(case_id=family.case_id, kind="decision_taken").update(values=values)
    assert "is besloten" not in words(as_client(family, 0), reverse("my-frame"))


@pytest.mark.parametrize(("days", "asked"), [(28, False), (29, True)])
def test_a_house_ban_beyond_its_longest_term_is_asked_about_and_then_recorded(
    family: CaseWorld, days: int, asked: bool
) -> None:
    worker, there, today = as_worker(family), at("case-measure", family), clock.today()
    until = today + timedelta(days=days)
    sent = {"what": "start:house-ban", "on": today.isoformat(), "until": (until - timedelta(days=1)).isoformat()}
    answer = worker.post(there, sent)
    assert answer.status_code == (422 if asked else 302)
    if asked:
        assert "Dit is langer dan de bron noemt. Schrijf waarom." in answer.content.decode()
        assert "Tijdelijk huisverbod: 28 dagen (Wet tijdelijk huisverbod)" in answer.content.decode()
        assert worker.post(there, {**sent, "why": "Zo besloot de burgemeester."}).status_code == 302
    assert Measure.objects.using("owner").get(measure_id="house-ban").until == until


@pytest.mark.parametrize(("days", "asked"), [(28, False), (29, True)])
def test_an_extension_beyond_the_longest_term_counts_from_the_beginning(
    family: CaseWorld, days: int, asked: bool
) -> None:
    began = clock.today()
    begin(family, "house-ban", until=began + timedelta(days=10))
    worker, there = as_worker(family), at("case-measure", family)
    with clock.at(clock.now() + timedelta(days=9)):
        sent = {
            "what": "extend:house-ban", "on": clock.today().isoformat(),
            "until": (began + timedelta(days=days - 1)).isoformat(),
        }  # fmt: skip
        assert worker.post(there, sent).status_code == (422 if asked else 302)
        if asked:
            assert worker.post(there, {**sent, "why": "Zo besloot de burgemeester."}).status_code == 302


def plan(case: CaseWorld, worker: Browser, who: str, days: int = 3, **more: str) -> int:
    on = (clock.today() + timedelta(days=days)).isoformat()
    sent = {"token": str(uuid4()), "talk": "family", "on": on, "at": "10:30", "who": who, **more}
    return worker.post(at("case-plan", case), sent).status_code


def test_planning_a_talk_for_whom_a_ban_holds_warns_first(family: CaseWorld) -> None:
    worker, (kim, _sem, ank) = as_worker(family), map(str, family.client_ids)
    with acting(family.worker) as actor:
        begin(family, "house-ban", until=clock.today() + timedelta(days=10), client=2)
        operations.note_condition(
            actor=actor, now=clock.now(), case=get_case(actor, family.case_id), sort="house-ban", token=uuid4(),
            text="Ank komt niet thuis.", starts_on=clock.today(), until=clock.today() + timedelta(days=5),
            client_id=family.client_ids[2],
        )  # fmt: skip
    shown = words(worker, at("case-plan", family))
    assert "Voor Ank geldt: Huisverbod, tot en met" in shown
    # With Kim alone nobody meets Ank.
    assert plan(family, worker, kim) == 302
    assert plan(family, worker, ank) == 422
    assert plan(family, worker, "everyone") == 422
    assert plan(family, worker, ank, sure="on") == 302
    assert Appointment.objects.using("owner").filter(case_id=family.case_id).count() == 2
    # The condition is over then; the ban runs until its end is recorded.
    assert plan(family, worker, "everyone", days=6) == 422
    sent = {"what": f"end:house-ban:{ank}", "on": clock.today().isoformat()}
    assert worker.post(at("case-measure", family), sent).status_code == 302
    assert plan(family, worker, "everyone", days=5) == 422
    assert plan(family, worker, "everyone", days=6) == 302


def test_what_happened_with_whom_a_ban_holds_is_recorded_without_a_word(family: CaseWorld) -> None:
    begin(family, "house-ban", client=2)
    sent = {
        "token": str(uuid4()), "seen": "0", "page": str(uuid4()), "what": "family", "mode": "home",
        "on": clock.today().isoformat(), "who": [str(each) for each in family.client_ids],
    }  # fmt: skip
    assert as_worker(family).post(at("case-talk", family), sent).status_code == 302
    assert Fact.objects.using("owner").filter(case_id=family.case_id, kind="contact").count() == 3


def test_a_condition_and_an_incident_belong_to_their_measure() -> None:
    made = World.make().case("nl-save-protection", roles=("young_person",))
    begin(made, "guardianship")
    worker = as_worker(made)
    conditions = worker.get(at("case-condition-new", made)).content.decode()
    assert "Gezag" in conditions
    for other in ("Omgangsregeling", "Voorwaarde in het plan", "Machtiging uithuisplaatsing"):
        assert other not in conditions
    incidents = words(worker, at("case-incident-kinds", made))
    assert "Een zorg of signaal" in incidents
    assert "Een voorwaarde of afspraak is niet nagekomen" not in incidents


def test_the_phase_stands_with_the_frame_and_begins_from_there(family: CaseWorld) -> None:
    worker = as_worker(family)
    shown = words(worker, at("case", family))
    assert "Er is nog geen fase vastgelegd. Een fase begint" in shown
    sent = {
        "token": str(uuid4()), "on": clock.today().isoformat(), "value-phase": "execution",
        "who": [str(each) for each in family.client_ids],
    }  # fmt: skip
    there = reverse("case-happened", kwargs={"case_id": family.case_id, "kind": "phase_entered"})
    assert there in worker.get(at("case", family)).content.decode()
    assert worker.post(there, sent).status_code == 302
    assert "Uitvoering van het plan, sinds" in words(worker, at("case", family))


def test_a_decision_that_can_be_about_one_person_alone_names_only_who_will_read_it() -> None:
    made = World.make().case(
        "nl-save-protection", names=(("Bram", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )
    begin(made, "supervision-order")
    there = reverse("case-decision", kwargs={"case_id": made.case_id, "decision_id": PLACE})
    said = words(as_worker(made), there)
    assert "Schrijf zo dat Bram het mag lezen." in said
