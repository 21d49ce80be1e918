"""The pages of an incident and of an ending: in their order, none chosen, nothing lost, and said once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Account, Case, Contradiction, Incident, Outcome, Response, ViewOfCause
from alliantie.cases.operations import record_fact
from alliantie.cases.queries import get_case
from alliantie.practices import library
from tests.support.at_once import at_once
from tests.support.practices import everyone_lacks
from tests.web.pages import flat, tags
from tests.worklist.browse import as_client, as_worker, hidden, queries, words
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

HUGE = "x" * 2001


@pytest.fixture
def zeist() -> CaseWorld:
    with clock.at(clock.now() - timedelta(days=30)):
        return World.make().case("nl-debt-zeist")


def at(name: str, case: CaseWorld, **more: Any) -> str:
    return reverse(name, kwargs={"case_id": case.case_id, **more})


def recorded(case: CaseWorld, worker: Browser, kind: str = "not-come", **sent: Any) -> Incident:
    there = at("case-incident-new", case, kind=kind)
    given = {
        "token": hidden(worker, there, "token"),
        "on": clock.today().isoformat(),
        "text": "Er was niemand.",
        **sent,
    }
    answer = worker.post(there, given)
    assert answer.status_code == 302, flat(answer.content.decode())
    found: Incident = Incident.objects.using("owner").order_by("-recorded_at")[0]
    return found


def page_of(case: CaseWorld, incident: Incident, name: str = "case-incident") -> str:
    return at(name, case, incident_id=incident.id)


def respond(case: CaseWorld, worker: Browser, incident: Incident, option: str, **sent: Any) -> Any:
    there = page_of(case, incident)
    given = {
        "token": hidden(worker, there, "token"),
        "option": option,
        "on": clock.today().isoformat(),
        "reason": "Dit past nu.",
        **sent,
    }
    return worker.post(there, given)


def told(answer: Any) -> str:
    return flat(answer.content.decode())


# The order: what happened, what the client says, what is done


def test_what_happened_comes_first_then_the_clients_account_then_what_is_done(zeist: CaseWorld) -> None:
    worker = as_worker(zeist)
    assert "Er is iets gebeurd" in words(worker, at("case", zeist))
    kinds = words(worker, at("case-incident-kinds", zeist))
    assert "Niet gekomen of geen antwoord Een nieuwe schuld" in kinds
    there = at("case-incident-new", zeist, kind="new-debt")
    sent = {
        "token": hidden(worker, there, "token"), "on": clock.today().isoformat(), "value-avoidable": "not-avoidable",
        "value-amount": "120,50",
    }  # fmt: skip
    heard = worker.post(there, sent, follow=True)
    incident = Incident.objects.using("owner").get()
    assert (incident.values["avoidable"], incident.values["amount"]) == ("not-avoidable", "120.50")
    assert heard.redirect_chain[-1][0] == page_of(zeist, incident, "case-incident-heard")
    page = told(heard)
    assert page.index("wie mag het lezen?") < page.index("Noor zegt liever niets") < page.index("Het eigen verhaal")
    last = told(worker.post(heard.redirect_chain[-1][0], {"readers": "worker", "account": "Ik was ziek."}, follow=True))
    order = ["Bedrag € 120,50", "Ik was ziek.", "Waar het door kwam", "Wat doet u?", "Niets doen", "Erover praten"]
    assert [last.index(each) for each in order] == sorted(last.index(each) for each in order)


def test_nothing_is_chosen_beforehand_and_each_option_names_its_source_and_who_decides(zeist: CaseWorld) -> None:
    worker = as_worker(zeist)
    incident = recorded(zeist, worker)
    html = worker.get(page_of(zeist, incident)).content.decode()
    radios = [each for _tag, each in tags(html, "input") if each.get("type") == "radio"]
    assert radios[0]["value"] == "no-action"
    assert not any("checked" in each for each in radios)
    assert "Niets doen Richtlijn · beslist: Consulent · Regels als richtlijn" in flat(html)
    for page in (page_of(zeist, incident, "case-incident-heard"), page_of(zeist, incident, "case-incident-cause")):
        assert "checked" not in worker.get(page).content.decode()


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "Kies eerst wie het mag lezen."),
        ({"readers": "everyone", "account": "x"}, "Kies eerst wie het mag lezen."),
        ({"readers": "worker", "account": " "}, "Schrijf op wat de ander zegt."),
        ({"readers": "declined", "account": "Toch iets."}, "Kies wie dat mag lezen."),
        ({"readers": "file", "account": HUGE}, "Deze tekst is te lang."),
    ],
)
def test_an_account_without_readers_or_words_is_asked_again_and_nothing_is_lost(
    zeist: CaseWorld, sent: dict[str, str], error: str
) -> None:
    worker = as_worker(zeist)
    incident = recorded(zeist, worker)
    answer = worker.post(page_of(zeist, incident, "case-incident-heard"), sent)
    assert answer.status_code == 422
    assert error in told(answer)
    assert sent.get("account", "")[:1] in answer.content.decode()
    assert not Account.objects.using("owner").exists()


def test_rather_not_and_not_yet_are_answers_and_read_as_such(zeist: CaseWorld) -> None:
    worker = as_worker(zeist)
    incident = recorded(zeist, worker)
    there = page_of(zeist, incident, "case-incident-heard")
    assert "Noor is nog niet gehoord." in told(worker.post(there, {"readers": "not-now"}, follow=True))
    assert "Noor zegt liever niets. Dat mag." in told(worker.post(there, {"readers": "declined"}, follow=True))
    worker.post(there, {"readers": "file", "account": "Toch."})
    assert told(worker.post(there, {"readers": "file", "account": "Nog eens."})).count("Het verhaal staat er al.") == 2


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"option": ""}, "Kies wat u doet."),
        ({"option": "jail"}, "Kies wat u doet."),
        ({"option": "lower-living-money"}, "Kies wat u doet."),
        ({"reason": ""}, "Schrijf waarom."),
        ({"reason": HUGE}, "Deze tekst is te lang."),
        ({"token": "x"}, "Deze bladzijde was verlopen."),
    ],
)
def test_a_response_needs_a_choice_that_is_open_here_and_a_reason(
    zeist: CaseWorld, sent: dict[str, str], error: str
) -> None:
    worker = as_worker(zeist)
    incident = recorded(zeist, worker)
    answer = respond(zeist, worker, incident, **{"option": "talk", **sent})
    assert answer.status_code == 422
    assert error in told(answer)
    assert not Response.objects.using("owner").exists()


def test_pressed_twice_or_at_once_a_response_stands_once(zeist: CaseWorld) -> None:
    worker = as_worker(zeist)
    incident = recorded(zeist, worker)
    sent = {
        "token": str(uuid4()),
        "option": "talk",
        "on": clock.today().isoformat(),
        "reason": "Eerst praten.",
    }
    there = page_of(zeist, incident)
    answers = at_once(*[lambda: worker.post(there, sent).status_code for _twice in range(2)])
    assert answers == [302, 302]
    assert Response.objects.using("owner").count() == 1
    shown = words(worker, there)
    assert "Erover praten" in shown
    assert "Eerst praten." in shown


def test_what_stands_before_a_decision_is_said_with_the_option_and_holds(zeist: CaseWorld, settings: Any) -> None:
    settings.DEMO = True
    worker = as_worker(zeist)
    incident = recorded(zeist, worker)
    assert "De hulp beëindigen Dit kan nog niet. Eerst een hersteltermijn die voorbij is." in words(
        worker, page_of(zeist, incident)
    )
    answer = respond(zeist, worker, incident, "end", danger="on")
    assert answer.status_code == 422
    assert "Dit kan nog niet. Eerst een hersteltermijn die voorbij is." in told(answer)
    assert "Dit past nu." in told(answer)


def test_a_view_of_the_cause_is_dated_and_by_name(zeist: CaseWorld) -> None:
    worker = as_worker(zeist)
    incident = recorded(zeist, worker)
    there = page_of(zeist, incident, "case-incident-cause")
    assert "Kies hoe u het ziet." in told(worker.post(there, {"cause": "bad-character"}))
    shown = told(worker.post(there, {"cause": "unable", "text": "Noor had geen oppas."}, follow=True))
    assert re.search(r"Peter zag het zo, \d+ \w+: Niet kunnen\. Noor had geen oppas\.", shown)
    assert ViewOfCause.objects.using("owner").count() == 1


def test_a_practice_that_weighs_no_causes_has_no_page_for_them() -> None:
    case = World.make().case()
    worker = as_worker(case)
    incident = recorded(case, worker, "appointment", **{"value-judged": "not-established"})
    assert worker.get(page_of(case, incident, "case-incident-cause")).status_code == 404
    assert "Waar het door kwam" not in words(worker, page_of(case, incident))


def test_what_is_known_later_changes_what_can_be_done() -> None:
    case = World.make().case()
    worker = as_worker(case)
    there = at("case-incident-new", case, kind="appointment")
    missing = worker.post(there, {"token": hidden(worker, there, "token"), "on": clock.today().isoformat()})
    assert "Kies een antwoord." in told(missing)
    incident = recorded(case, worker, "appointment", **{"value-judged": "not-established"})
    assert "schriftelijk melden" not in words(worker, page_of(case, incident))
    again = page_of(case, incident, "case-incident-again")
    sent = {
        "token": hidden(worker, again, "token"), "on": clock.today().isoformat(), "value-judged": "breach-special",
        "text": "Bevestigd door school.",
    }  # fmt: skip
    shown = told(worker.post(again, sent, follow=True))
    assert "Bewaard: wat u nu weet." in shown
    assert "De overtreding schriftelijk melden" in shown
    assert "Meld de overtreding meteen aan het openbaar ministerie" in words(worker, at("case", case))
    timeline = words(worker, at("case-timeline", case))
    assert "Bevestigd door school." in timeline
    # What was said first on that day stands there too.
    assert re.search(r"Eerder die dag: [^.]*nog niet", timeline)
    respond(case, worker, incident, "report")
    assert "Schrijf de brief: Melding van een overtreding" in words(worker, page_of(case, incident))
    assert f"/letters/new/breach-report?incident={incident.id}" in worker.get(page_of(case, incident)).content.decode()
    assert "Over: Een afspraak niet nagekomen, " in words(
        worker, at("case-letter-new", case, template_id="breach-report")
    )


def test_in_a_family_one_form_notes_it_for_each_apart() -> None:
    family = World.make().case(
        "nl-save-protection", (("Sam", "de Wit"), ("Ank", "de Wit")), roles=("young_person", "parent")
    )
    worker = as_worker(family)
    there = at("case-incident-new", family, kind="signal")
    sent = {
        "token": hidden(worker, there, "token"), "on": clock.today().isoformat(), "value-what": "safety",
        "who": [str(each) for each in family.client_ids],
    }  # fmt: skip
    shown = told(worker.post(there, sent, follow=True))
    assert "Bewaard, voor ieder apart." in shown
    assert Incident.objects.using("owner").count() == 2
    assert "Ingrijpen bij bescherming" not in shown


def test_a_ladder_says_where_the_case_stands_and_nothing_of_what_follows() -> None:
    family = World.make().case("nl-save-youth-probation", roles=("young_person",))
    worker = as_worker(family)
    sent = {"what": "start:conditional-supervision", "on": clock.today().isoformat(), "sure": "on"}
    worker.post(at("case-measure", family), sent)
    shown = words(worker, at("case", family))
    assert "Opschaling bij jeugdreclassering: Maatregel met een voorwaarde (sinds" in shown
    assert "rode kaart" not in shown
    assert "volgende" not in shown.split("Waar de zaak staat")[-1].split("Wat er gebeurde")[0]


def test_a_single_ladder_says_on_which_rung_the_case_stands_and_by_which_it_came_there() -> None:
    now = clock.now()
    with clock.at(now - timedelta(days=90)):
        case = World.make().case("nl-work-amersfoort")
    page = at("case", case)
    for days_ago, rung in ((60, "1"), (40, "3"), (20, "3"), (5, "2")):
        with clock.at(now - timedelta(days=days_ago)), acting(case.worker) as actor:
            record_fact(
                actor=actor,
                now=clock.now(),
                area_id=case.world.area.id,
                case_id=case.case_id,
                kind="rung-set",
                on=clock.today(),
                values={"rung": rung},
            )
    shown = words(as_worker(case), page)
    assert "Re-integratieladder: Trede 2: klaar voor activiteiten met steun (sinds " in shown
    earlier = shown.split("Eerder:")[1].split("Amersfoortse re-integratieladder.")[0]
    assert re.findall(r"Trede [0-9]", earlier) == ["Trede 1", "Trede 3"]
    assert earlier.count("(vanaf ") == 2


def test_an_incident_that_is_done_is_put_away_and_one_that_was_none_taken_back(zeist: CaseWorld) -> None:
    worker = as_worker(zeist)
    none, done = recorded(zeist, worker), recorded(zeist, worker, text="Nog eens.")
    assert "Teruggenomen." in told(worker.post(page_of(zeist, none, "case-incident-withdraw"), follow=True))
    assert "Dit is teruggenomen." in words(worker, page_of(zeist, none))
    early = worker.post(page_of(zeist, done, "case-incident-put-away"))
    assert early.status_code == 409
    assert "Kies eerst wat u doet." in told(early)
    respond(zeist, worker, done, "no-action")
    assert "Weggelegd." in told(worker.post(page_of(zeist, done, "case-incident-put-away"), follow=True))
    assert "Er staat niets open." in words(worker, at("case", zeist))


def test_practices_that_name_no_incidents_have_no_such_page(monkeypatch: pytest.MonkeyPatch) -> None:
    everyone_lacks(monkeypatch, "nl-debt-tilburg", reactions=None)
    tilburg = World.make().case("nl-debt-tilburg")
    worker = as_worker(tilburg)
    assert "Er is iets gebeurd" not in words(worker, at("case", tilburg))
    assert worker.get(at("case-incident-kinds", tilburg)).status_code == 404
    assert worker.get(at("case-incident-new", tilburg, kind="not-come")).status_code == 404


def test_the_pages_cost_the_same_whatever_was_noted(zeist: CaseWorld) -> None:
    worker = as_worker(zeist)
    incident = recorded(zeist, worker)
    few = [len(queries(worker, page)) for page in (at("case", zeist), page_of(zeist, incident))]
    for number in range(6):
        recorded(zeist, worker, text=f"{number}")
        respond(zeist, worker, incident, "talk", reason=f"Reden {number}")
    many = [len(queries(worker, page)) for page in (at("case", zeist), page_of(zeist, incident))]
    # The case, the incident with all that was said and done, the line in the reading log, the timeline, the letters.
    assert few == many == [few[0], 5]


# Ending


def ending(worker: Browser, case: CaseWorld, **sent: Any) -> dict[str, Any]:
    return {
        "token": str(uuid4()), "interests": "Rust voor Noor.", "cause": "Klaar.",
        "contact": "Gebeld.", "reason": "client-stops", "heard": "declined", **sent,
    }  # fmt: skip


def test_before_an_ending_what_was_weighed_is_asked_and_the_cooperation_is_asked_and_kept_nowhere(
    zeist: CaseWorld,
) -> None:
    worker = as_worker(zeist)
    html = worker.get(f"{at('case-end', zeist)}?reason=client-stops").content.decode()
    (asked,) = [each for _tag, each in tags(html, "input") if each.get("id") == "id_talked"]
    assert "name" not in asked
    assert "Hebben jullie over de samenwerking gepraat?" in flat(html)
    for missing, error in (
        ("interests", "Schrijf welke belangen u heeft gewogen."),
        ("cause", "Schrijf waardoor het eindigt."),
        ("contact", "Schrijf hoe u contact heeft gezocht."),
        ("reason", "Kies hoe het eindigt."),
    ):
        answer = worker.post(at("case-end", zeist), ending(worker, zeist, **{missing: " "}))
        assert answer.status_code == 422
        assert error in told(answer)
    assert not Outcome.objects.using("owner").exists()


def test_an_ended_case_says_so_and_runs_again_for_a_week(zeist: CaseWorld) -> None:
    worker = as_worker(zeist)
    plan_talk(zeist, clock.now() + timedelta(days=2))
    sent = ending(worker, zeist)
    shown = told(worker.post(at("case-end", zeist), sent, follow=True))
    assert "De zaak is afgesloten." in shown
    assert "De cliënt stopt zelf. Telt als: anders." in shown
    assert "Zaak afsluiten" not in shown
    assert worker.post(at("case-end", zeist), sent).status_code == 302
    assert worker.get(at("case-end", zeist)).status_code == 302
    with clock.at(clock.now() + timedelta(days=8)):
        assert "Maak het afsluiten ongedaan" not in words(worker, at("case", zeist))
        refused = told(worker.post(at("case-reopen", zeist), follow=True))
    assert "Dit kan alleen in de week na het afsluiten." in refused
    assert "De zaak loopt weer." in told(worker.post(at("case-reopen", zeist), follow=True))
    assert Case.objects.using("owner").get(id=zeist.case_id).closed_on is None


@pytest.mark.parametrize("practice_id", library().ids())
def test_each_practice_ends_its_cases_for_reasons_of_its_own_or_in_one_of_six_ways(practice_id: str) -> None:
    case = World.make().case(practice_id)
    worker = as_worker(case)
    html = worker.get(at("case-end", case)).content.decode()
    chosen = [each["value"] for _tag, each in tags(html, "input") if each.get("name") == "reason"]
    assert chosen
    free = next(each for each in ("transferred", "completed", "client-leaves", "client-stops") if each in chosen)
    worker.post(at("case-end", case), ending(worker, case, reason=free))
    assert Case.objects.using("owner").get(id=case.case_id).closed_on == clock.today()
    for reason in ("no-such-reason", "x" * 5000):
        assert worker.post(at("case-end", case), {"reason": reason}).status_code == 302


# The client's own page


def test_the_client_reads_what_was_noted_and_says_what_is_not_right(zeist: CaseWorld) -> None:
    worker, client = as_worker(zeist), as_client(zeist)
    assert "Hier staat nu niets." in words(client, "/home/incidents")
    incident = recorded(zeist, worker)
    worker.post(page_of(zeist, incident, "case-incident-heard"), {"readers": "worker", "account": "Ik was ziek."})
    worker.post(page_of(zeist, incident, "case-incident-cause"), {"cause": "unwilling"})
    respond(zeist, worker, incident, "talk")
    shown = words(client, "/home/incidents")
    order = [
        "Peter schreef: Er was niemand.",
        "U vertelde: Ik was ziek.",
        "Alleen Peter leest dit.",
        "U wilde het niet",
    ]
    order += ["Wat Peter deed", "Dit past nu."]
    assert "Peter Jansen: Wat er gebeurde" in words(client, "/home/looked")
    assert [shown.index(each) for each in order] == sorted(shown.index(each) for each in order)
    view = ViewOfCause.objects.using("owner").get()
    against = reverse("my-incident-against", kwargs={"incident_id": incident.id})
    for sent in ({"text": "Ik was er wel."}, {"view": str(view.id), "text": "Ik wil wel."}):
        for _twice in range(2):
            assert client.post(against, sent).status_code == 302
    assert Contradiction.objects.using("owner").count() == 2
    page = words(worker, page_of(zeist, incident))
    assert re.search(r"Noor spreekt dit tegen, \d+ \w+: Ik was er wel\.", page)
    assert re.search(r"Noor spreekt dit tegen, \d+ \w+: Ik wil wel\.", page)


def test_the_clients_page_costs_the_same_whatever_was_noted(zeist: CaseWorld) -> None:
    worker, client = as_worker(zeist), as_client(zeist)
    incident = recorded(zeist, worker)
    few = len(queries(client, "/home/incidents"))
    for number in range(4):
        recorded(zeist, worker, text=f"{number}")
        respond(zeist, worker, incident, "talk", reason=f"Reden {number}")
        worker.post(page_of(zeist, incident, "case-incident-cause"), {"cause": "unable", "text": f"{number}"})
    # The cases, all that was noted in them, and how to speak to the client.
    assert len(queries(client, "/home/incidents")) == few == 3


def test_an_empty_or_huge_word_is_asked_again_and_another_persons_incident_is_not_there(zeist: CaseWorld) -> None:
    worker, client = as_worker(zeist), as_client(zeist)
    incident = recorded(zeist, worker)
    against = reverse("my-incident-against", kwargs={"incident_id": incident.id})
    for text, error in ((" ", "Schrijf eerst iets op."), (HUGE, "Deze tekst is te lang.")):
        answer = client.post(against, {"text": text})
        assert answer.status_code == 422
        assert error in told(answer)
    assert client.post(against, {"text": "x", "view": str(uuid4())}).status_code == 404
    other = zeist.world.case("nl-debt-zeist", (("Ali", "Demir"),))
    assert as_client(other).post(against, {"text": "x"}).status_code == 404
    worker.post(page_of(zeist, incident, "case-incident-withdraw"))
    assert client.post(against, {"text": "x"}).status_code == 404
    assert "Hier staat nu niets." in words(client, "/home/incidents")
    assert not Contradiction.objects.using("owner").exists()


def test_an_ending_can_be_recorded_for_a_day_that_has_been_but_not_before_what_happened() -> None:
    today = clock.today()
    with clock.at(clock.now() - timedelta(days=30)):
        case = World.make().case(measure_id="suspended-sentence")
    with clock.at(clock.now() - timedelta(days=10)), acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        record_fact(
            actor=actor, now=clock.now(), area_id=here.area_id, case_id=here.id, kind="contact",
            on=today - timedelta(days=10), talk_id="reporting-talk",
        )  # fmt: skip
    worker, there = as_worker(case), at("case-end", case)
    assert "Op welke dag eindigde het?" in words(worker, f"{there}?reason=transferred")

    def end(days_ago: int) -> Any:
        on = (today - timedelta(days=days_ago)).isoformat()
        given = {
            "token": str(uuid4()),
            "interests": "x",
            "cause": "x",
            "contact": "x",
            "reason": "transferred",
            "on": on,
        }
        return worker.post(there, given)

    assert "Deze dag is nog niet geweest." in told(end(-1))
    assert "Daarna gebeurde er nog iets" in told(end(11))
    assert not Outcome.objects.using("owner").exists()
    assert end(10).status_code == 302
    ended = Case.objects.using("owner").get(id=case.case_id)
    assert ended.closed_on == Outcome.objects.using("owner").get().on == today - timedelta(days=10)
    worker.post(at("case-reopen", case))
    assert Case.objects.using("owner").get(id=case.case_id).closed_on is None
