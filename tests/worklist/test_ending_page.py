"""What a worker reads before a case ends, and what the page of a case that ended still offers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Appointment, Duty, Fact, Incident, Measure, Outcome
from alliantie.cases.operations import NewFact, change_measure, record_facts
from alliantie.cases.operations.ending import Ending, end_case
from alliantie.cases.operations.incidents import record_incident
from alliantie.cases.queries import get_case
from alliantie.practices import library
from tests.walks.walking import Walk
from tests.web.pages import flat, tags
from tests.worklist.browse import as_worker, hidden, queries, words
from tests.worklist.work import at
from tests.worlds import CaseWorld, World, agree_in, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

# What begins something that a case that ended has no room for.
BEGINS = (
    "case-plan", "case-measure", "case-condition-new", "case-cover", "case-hand-over", "case-incident-kinds",
    "case-talk", "case-prepare", "case-end", "case-along", "case-question",
)  # fmt: skip


@pytest.fixture
def case() -> CaseWorld:
    with clock.at(clock.now() - timedelta(days=40)):
        return World.make().case()


def end(case: CaseWorld, reason: str = "completed") -> None:
    with acting(case.worker) as actor:
        weighed = Ending(
            kind=Outcome.Kind.OTHER, reason=reason, interests="Rust.", cause="De tijd.", contact="Gebeld.",
            outside={("suspended-sentence", None): clock.today()},
        )  # fmt: skip
        end_case(actor=actor, now=clock.now(), case=get_case(actor, case.case_id), ending=weighed, token=uuid4())


def test_what_is_open_stands_there_before_a_case_ends_with_what_happens_to_it(case: CaseWorld) -> None:
    agree_in(case, "Noor belt de dokter.")
    plan_talk(case, clock.now() + timedelta(days=3))
    said = words(as_worker(case), at("case-end", case))
    assert "Deze afspraken blijven bewaard. Niemand wordt er nog aan herinnerd." in said
    assert "Noor belt de dokter." in said
    assert "Deze gesprekken worden afgezegd." in said
    assert "Dit hoeft daarna niet meer:" in said


def test_an_ending_without_anything_open_asks_nothing_of_it() -> None:
    case = World.make().case("nl-shelter-tussenvoorziening")
    Duty.objects.using("owner").filter(case_id=case.case_id).delete()
    assert "Wat nog openstaat" not in words(as_worker(case), at("case-end", case))


def test_the_page_costs_the_same_however_much_is_open(case: CaseWorld) -> None:
    worker, page = as_worker(case), at("case-end", case)
    before = len(queries(worker, page))
    for number in range(3):
        agree_in(case, f"Afspraak {number}.")
        plan_talk(case, clock.now() + timedelta(days=3 + number))
    assert len(queries(worker, page)) == before


def test_a_case_that_ended_says_that_it_is_over_and_not_that_something_is_still_to_come(case: CaseWorld) -> None:
    end(case)
    said = words(as_worker(case), at("case", case))
    assert "Er komt geen ronde meer: de zaak is afgesloten." in said
    assert "Er staan geen afspraken open: de zaak is afgesloten." in said
    assert "Onder deze maatregel is er geen ronde." not in said
    assert "Nog geen afspraken." not in said


def test_a_case_that_ended_offers_nothing_that_begins(case: CaseWorld) -> None:
    worker = as_worker(case)
    running = {each.get("href") for _tag, each in tags(worker.get(at("case", case)).content.decode(), "a")}
    end(case)
    closed = {each.get("href") for _tag, each in tags(worker.get(at("case", case)).content.decode(), "a")}
    offered = {name for name in BEGINS if name not in ("case-along", "case-question")}
    assert {at(name, case) for name in offered} <= running
    assert not closed & {at(name, case) for name in BEGINS}
    assert "Nieuwe afspraak" not in words(worker, at("case-agreements", case))


def test_no_round_is_suggested_in_a_case_that_ended() -> None:
    with clock.at(clock.now() - timedelta(days=60)):
        case = World.make().case()
    worker, page = as_worker(case), at("case", case)
    assert "Voorgesteld sinds" in words(worker, page)
    end(case)
    assert "Voorgesteld sinds" not in words(worker, page)


def test_no_talk_is_planned_in_a_case_that_ended(case: CaseWorld) -> None:
    worker, page = as_worker(case), at("case-plan", case)
    moment = clock.now().astimezone(clock.HOME) + timedelta(days=2)
    sent = {
        "token": hidden(worker, page, "token"),
        "talk": "home-visit",
        "on": moment.date().isoformat(),
        "at": "10:00",
    }
    end(case)
    assert worker.get(page).status_code == 302
    answer = worker.post(page, sent)
    assert answer.status_code == 422
    assert not Appointment.objects.using("owner").exists()
    assert "Deze zaak is afgesloten." in flat(answer.content.decode())


def test_what_outlives_a_case_is_done_in_it_after_it_ended() -> None:
    case = World.make().case("nl-debt-zeist")
    with acting(case.worker) as actor:
        found = get_case(actor, case.case_id)
        change_measure(actor=actor, now=clock.now(), case=found, measure_id="settlement", starts=True, on=clock.today())
        change_measure(
            actor=actor, now=clock.now(), case=found, measure_id="settlement", starts=False, on=clock.today()
        )
    end(case, "settled")
    worker = as_worker(case)
    html = worker.get(at("case", case)).content.decode()
    assert "Bel voor de nazorg" in flat(html)
    assert "Er komt geen gesprek meer." not in flat(html)
    talk = at("case-talk", case)
    assert any((each.get("href") or "").startswith(talk) for _tag, each in tags(html, "a"))
    assert worker.get(talk).status_code == 200


def test_what_an_emergency_passed_over_stays_due_after_the_case_ended() -> None:
    case, practice = World.make().case("nl-debt-zeist"), library().latest("nl-debt-zeist")
    norm = next(each for each in practice.norms if each.requires is not None and each.requires.emergency)
    with acting(case.worker) as actor:
        forced = NewFact(
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind="gate_forced",
            on=clock.today(),
            client_id=case.client_ids[0],
            values={"norm": norm.id},
        )
        record_facts(actor=actor, now=clock.now(), facts=[forced])
        change_measure(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            measure_id="settlement",
            starts=True,
            on=clock.today(),
        )
    worker = as_worker(case)
    before = words(worker, at("case-end", case))
    assert norm.text.nl in before[before.index("Dit moet daarna nog steeds:") :]
    end(case, "settled")
    assert norm.text.nl in words(worker, at("case", case))


def test_an_incident_that_was_not_put_away_and_the_report_of_its_warning_stand_there_before_the_case_ends(
    case: CaseWorld,
) -> None:
    with acting(case.worker) as actor:
        incident = record_incident(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            client_id=case.client_ids[0],
            kind="offence",
            on=clock.today(),
            values={"judged": "breach-general"},
            text="",
            token=uuid4(),
        )
    tied = Incident.objects.using("owner").get(case_id=case.case_id).values
    with acting(case.worker) as actor:
        warned = NewFact(
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind="breach-warning",
            on=clock.today(),
            client_id=case.client_ids[0],
            values={"incident": tied["incident"]},
        )
        record_facts(actor=actor, now=clock.now(), facts=[warned])
    worker, page = as_worker(case), at("case-end", case)
    said = words(worker, page)
    assert "Deze gebeurtenissen zijn nog open. Ze worden weggelegd." in said
    there = at("case-incident", case, incident_id=incident)
    assert there in {each.get("href") for _tag, each in tags(worker.get(page).content.decode(), "a")}
    assert "Meld de waarschuwing aan het openbaar ministerie" in said[said.index("Dit moet daarna nog steeds:") :]


def test_no_measure_condition_or_person_around_begins_in_a_case_that_ended(case: CaseWorld) -> None:
    worker, today = as_worker(case), clock.today().isoformat()
    end(case)
    network = reverse("case-network-new", kwargs={"case_id": case.case_id, "client_id": case.client_ids[0]})
    measure_id = library().latest("nl-probation").measures[1].id
    sent = {"what": f"start:{measure_id}", "on": today, "token": str(uuid4())}
    for page in (at("case-measure", case), at("case-condition-new", case), network):
        for answer in (worker.get(page), worker.post(page, sent)):
            assert (answer.status_code, answer["Location"]) == (302, at("case", case)), page
    assert not Measure.objects.using("owner").filter(case_id=case.case_id, measure_id=measure_id).exists()


@pytest.fixture
def settled(settings: Any) -> CaseWorld:
    """A settlement in Zeist without an end talk, where every rule counts."""
    settings.DEMO = True
    return World.make().case("nl-debt-zeist", measure_id="settlement")


def asks(case: CaseWorld, reason: str) -> str:
    """The page of one ending."""
    return f"{at('case-end', case)}?reason={reason}"


def weighed(case: CaseWorld, **more: str) -> dict[str, str]:
    said = {"interests": "Rust voor Noor.", "cause": "Klaar.", "contact": "Gebeld.", "reason": "settled"}
    return {"token": str(uuid4()), "on": clock.today().isoformat(), **said, **more}


STEP = "why-end-talk-before-closing"


def test_a_step_that_an_ending_passes_over_is_named_with_its_source_and_asks_a_reason_of_its_own(
    settled: CaseWorld,
) -> None:
    worker, page = as_worker(settled), at("case-end", settled)
    said = words(worker, asks(settled, "settled"))
    assert "Dit komt eerst. Slaat u het over, schrijf dan waarom." in said
    assert "Houd eerst het eindgesprek Regel uit: Eindgesprek en telefonische nazorg." in said
    for lacking in ({}, {STEP: "  "}, {STEP: "x" * 501}):
        answer = worker.post(page, weighed(settled, **lacking))
        assert answer.status_code == 422
        assert ("U wijkt af. Schrijf waarom." in flat(answer.content.decode())) is (len(lacking.get(STEP, "")) < 501)
    # Kept as one text with the name of the step: nothing of it is lost without a word.
    answer = worker.post(page, weighed(settled, **{STEP: "x" * 490}))
    assert (answer.status_code, "18 tekens te veel" in flat(answer.content.decode())) == (422, True)
    assert not Outcome.objects.using("owner").exists()
    assert worker.post(page, weighed(settled, **{STEP: "Zij is verhuisd."})).status_code == 302
    (taken,) = Fact.objects.using("owner").filter(kind="decision_taken")
    assert (taken.values, taken.text) == (
        {"decision": "close-settlement"},
        "Houd eerst het eindgesprek: Zij is verhuisd.",
    )


def test_a_step_of_another_ending_asks_nothing_and_one_that_was_done_is_not_named(settled: CaseWorld) -> None:
    worker, page = as_worker(settled), at("case-end", settled)
    with acting(settled.worker) as actor:
        talk = NewFact(
            area_id=settled.world.area.id, case_id=settled.case_id, kind="contact", on=clock.today(), talk_id="end"
        )
        record_facts(actor=actor, now=clock.now(), facts=[talk])
    assert "Houd eerst het eindgesprek" not in words(worker, asks(settled, "settled"))
    # An ending that cannot be yet is asked no reason for what else comes before it.
    shut = words(worker, asks(settled, "care-file"))
    assert "Dit kan nog niet. Eerst een hersteltermijn die voorbij is." in shut
    assert "Stuur eerst de brief met het besluit en het bezwaar" not in shut
    assert "Sluit de zaak af" not in shut
    with acting(settled.worker) as actor:
        on, answer_by = clock.today() - timedelta(days=20), clock.today() - timedelta(days=1)
        intent = NewFact(
            area_id=settled.world.area.id, case_id=settled.case_id, kind="intent-sent", on=on,
            values={"answer_by": answer_by},
        )  # fmt: skip
        record_facts(actor=actor, now=clock.now(), facts=[intent])
    assert "Stuur eerst de brief met het besluit en het bezwaar" in words(worker, asks(settled, "care-file"))
    assert "Stuur eerst de brief met het besluit en het bezwaar" not in words(worker, asks(settled, "settled"))
    assert worker.post(page, weighed(settled)).status_code == 302


def test_danger_has_words_of_its_own_before_a_case_ends(settings: Any) -> None:
    settings.DEMO = True
    case = World.make().case("nl-debt-zeist", measure_id="application")
    worker, page = as_worker(case), at("case-end", case)
    sent = weighed(case, reason="referred", danger="on")
    answer = worker.post(page, sent)
    assert (answer.status_code, "Schrijf in één zin welk gevaar er is." in flat(answer.content.decode())) == (422, True)
    assert worker.post(page, {**sent, "peril": "Dreiging."}).status_code == 302
    assert Fact.objects.using("owner").get(kind="gate_forced").text == "Dreiging."


def test_danger_is_offered_with_the_endings_it_works_for_and_passes_no_other(settings: Any) -> None:
    settings.DEMO = True
    case = World.make().case("nl-debt-zeist", measure_id="application")
    worker, page = as_worker(case), at("case-end", case)
    assert "Er is gevaar." in words(worker, asks(case, "referred"))
    assert "Er is gevaar." not in words(worker, asks(case, "offer-refused"))
    answer = worker.post(page, weighed(case, reason="offer-refused", danger="on", peril="Dreiging."))
    assert answer.status_code == 422
    assert "Dit kan nog niet." in flat(answer.content.decode())
    assert not Outcome.objects.using("owner").exists()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Vraag eerst wat de ander er zelf over zegt. Liever niets zeggen is ook een antwoord."),
        ({"heard": "told"}, "Schrijf op wat de ander zegt. Of kies: zegt liever niets."),
        ({"heard": "declined", "account": "Iets."}, "U schreef iets op. Kies dat de ander het vertelt"),
        ({"heard": "told", "account": "x" * 2001}, "Deze tekst is te lang."),
        ({"heard": "told", "account": "Ik red het nu zelf."}, ""),
        ({"heard": "declined"}, ""),
    ],
)
def test_a_client_who_stops_is_asked_what_there_is_to_say_before_the_case_is_closed(
    sent: dict[str, str], told: str
) -> None:
    case = World.make().case("nl-debt-zeist", measure_id="application")
    worker, page = as_worker(case), at("case-end", case)
    assert "Wat zegt Noor er zelf over?" in words(worker, asks(case, "client-stops"))
    assert "Wat zegt Noor er zelf over?" not in words(worker, asks(case, "referred"))
    answer = worker.post(page, weighed(case, **{"reason": "client-stops", **sent}))
    assert answer.status_code == (422 if told else 302)
    assert told in flat(answer.content.decode())
    assert Outcome.objects.using("owner").exists() is not bool(told)


def test_the_own_words_are_not_asked_for_an_ending_that_cannot_be_yet(settings: Any) -> None:
    settings.DEMO = True
    case = World.make().case("nl-debt-zeist", measure_id="application")
    worker, page = as_worker(case), at("case-end", case)
    there = asks(case, "client-stops")
    assert 'name="heard"' in worker.get(there).content.decode()
    with acting(case.worker) as actor:
        intent = NewFact(
            area_id=case.world.area.id, case_id=case.case_id, kind="intent-sent", on=clock.today(),
            values={"answer_by": clock.today() + timedelta(days=7)},
        )  # fmt: skip
        record_facts(actor=actor, now=clock.now(), facts=[intent])
    assert 'name="heard"' not in worker.get(there).content.decode()
    # What was typed before it shut stays on the page.
    answer = worker.post(page, weighed(case, reason="client-stops", heard="told", account="Ik red het zelf."))
    assert "Ik red het zelf." in answer.content.decode()
    assert (answer.status_code, "Er ligt een voornemen" in flat(answer.content.decode())) == (422, True)


def test_how_a_case_ends_is_chosen_first_and_what_cannot_be_yet_stands_behind_the_rest(settings: Any) -> None:
    settings.DEMO = True
    case = World.make().case("nl-debt-zeist", measure_id="stabilisation")
    html = as_worker(case).get(at("case-end", case)).content.decode()
    in_sight, folded = html.split("mogelijkheden</summary>", 1)
    assert "De situatie is stabiel" in in_sight
    assert "De situatie is stabiel" not in folded
    assert "Het aanbod is niet aangenomen" in folded
    assert 'name="interests"' not in html
    other = as_worker(case).get(asks(case, "no-such-reason")).content.decode()
    assert "Hoe eindigt het?" in flat(other)


def test_the_page_of_an_ending_asks_what_belongs_to_it_and_nothing_of_another(settings: Any) -> None:
    settings.DEMO = True
    case = World.make().case("nl-debt-zeist", measure_id="application")
    html = as_worker(case).get(asks(case, "died")).content.decode()
    form = html[html.index('action="/cases/') :]
    asked = {each["name"] for kind in ("input", "textarea") for _tag, each in tags(form, kind) if each.get("name")}
    of_every_page = {"csrfmiddlewaretoken", "next", "language", "theme"}
    assert asked - of_every_page == {"token", "reason", "interests", "cause", "contact", "on"}


def test_what_was_typed_goes_along_to_the_choice_of_another_ending() -> None:
    case = World.make().case("nl-debt-zeist", measure_id="application")
    worker, page = as_worker(case), at("case-end", case)
    typed = {**weighed(case, reason="client-stops", account="Ik red het <zelf>."), "do": "other", "made-up": "x"}
    chosen = worker.post(page, typed)
    html = chosen.content.decode()
    assert chosen.status_code == 200
    hidden_there = (each for _tag, each in tags(html, "input") if each.get("type") == "hidden")
    kept = {str(each["name"]): str(each["value"]) for each in hidden_there if each["name"] != "csrfmiddlewaretoken"}
    assert "made-up" not in kept
    assert kept["account"] == "Ik red het <zelf>."
    after = worker.post(page, {**kept, "do": "choose", "reason": "died"}).content.decode()
    assert "Rust voor Noor." in after
    back = worker.post(page, {**kept, "do": "choose", "reason": "client-stops"}).content.decode()
    assert "Ik red het &lt;zelf&gt;." in back
    assert not Outcome.objects.using("owner").exists()


def test_an_ending_says_which_decision_it_carries_out_and_does_not_take_it_again() -> None:
    walk = Walk("nl-work-amersfoort").open("assistance-with-trajectory", ("Noor", "client"))
    worker, there = as_worker(walk.case), asks(walk.case, "not-feasible")
    assert "Wie besloot dit?" in words(worker, there)
    walk.decide("stop-trajectory", reason="Het gaat niet.")
    shown = words(worker, there)
    assert "al besloten op" in shown
    assert "door Aylin Demir." in shown
    assert "Wie besloot dit?" not in shown
