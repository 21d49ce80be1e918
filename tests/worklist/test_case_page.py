"""The page of a case: true about who sees what, in the practice's words, and written down in the reading log."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import Reading
from alliantie.alliance import operations as alliance
from alliantie.alliance import queries as rounds
from alliantie.cases import operations
from alliantie.cases.edition import edition
from alliantie.cases.models import Duty, Explanation, Fact, Measure, Participant, Reckoning
from alliantie.cases.operations.duties import renew
from alliantie.cases.queries import get_case
from alliantie.practices import library
from alliantie.practices.show_norms import briefly, exactly, norm_in_words
from alliantie.practices.told import holds_under
from alliantie.web.dates import day_in_words
from tests.cases.own_ways import adopted, term_of
from tests.insight.teams import manager
from tests.instruments.packfile import PACK
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, queries, sign_in, words
from tests.worlds import CaseWorld, World, plan_talk, worker_actor

COST = 5

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


def page_of(case: CaseWorld) -> str:
    return reverse("case", kwargs={"case_id": case.case_id})


@pytest.mark.parametrize("practice_id", library().ids())
def test_every_practice_has_a_page_in_both_languages(practice_id: str) -> None:
    practice = library().latest(practice_id)
    case = World.make().case(practice_id)
    worker = as_worker(case)
    seen = words(worker, page_of(case))
    assert practice.name.nl in seen
    runs = next(measure for measure in practice.measures if measure.rounds)
    assert f"{practice.name.nl} · {runs.name.nl} · zaak sinds" in seen
    rules = reverse("case-rules", kwargs={"case_id": case.case_id})
    first = next(each for each in practice.frame.statements if holds_under(each, [runs.id]))
    seen = words(worker, rules)
    assert first.text.nl in seen
    assert practice.source(first.source).standing("nl") in seen
    assert practice.open_points[0].nl in seen
    # What is due, and when, of what runs alone: each with its source, how strict it is and what it stops.
    rows = {
        norm.id: flat(f"{norm.text.nl} {briefly(practice, norm, 'nl')} Waarom? {exactly(practice, norm, 'nl')}")
        for norm in practice.norms
    }
    held = [rows[norm.id] for norm in practice.norms if norm.measures == "any" or runs.id in norm.measures]
    for id, row in rows.items():
        assert (row in seen) == any(row in each for each in held), id
    worker.cookies["language"] = "en"
    assert first.text.en in words(worker, rules)
    assert practice.name.en in words(worker, page_of(case))


def test_opening_a_case_is_written_in_the_log_of_each_person() -> None:
    case = World.make().case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )
    words(as_worker(case), page_of(case))
    lines = Reading.objects.using("owner").filter(case_id=case.case_id, what="case")
    assert {line.client_id for line in lines} == set(case.client_ids)
    assert {line.reader_id for line in lines} == {case.worker.id}


def test_what_the_page_says_clients_see_is_what_they_can_see(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(
        reverse("case-happened", kwargs={"case_id": case.case_id, "kind": "plan_agreed"}),
        {"token": "5f0f3b9e-6f6e-4f0e-9a57-0c5f1f9d6a11", "on": clock.today().isoformat()},
    )
    seen = words(worker, page_of(case))
    assert "Noor ziet dit, behalve waar iets anders staat" in seen
    # What nobody is named with: the client's own pages tell that too, or only workers read it.
    assert f"Toezicht begonnen {day_in_words(clock.today(), 'nl', clock.today())} · ook voor cliënten" in seen
    assert "Plan afgesproken" in seen
    with acting(case.client()) as actor:
        kinds = set(Fact.objects.visible_to(actor).values_list("kind", flat=True))
        assert kinds == {"plan_agreed"}
        assert Measure.objects.visible_to(actor).count() == 1
        assert Participant.objects.visible_to(actor).count() == 1


def test_a_discussed_round_tells_its_day_and_a_stand_in_nothing(case: CaseWorld) -> None:
    round_id = case.round()
    case.reveal(round_id)
    with acting(case.worker) as actor:
        alliance.propose_agreement(actor=actor, here=rounds.get_round(actor, round_id), text="Geheim.")
    with acting(case.client()) as actor:
        here = rounds.get_round(actor, round_id)
        proposed = rounds.talk(actor, here)
        assert proposed is not None
        alliance.answer_agreement(actor=actor, here=here, yes=True, seen=proposed.fingerprint)
        alliance.finish_conversation(actor=actor, here=here)
    seen = words(as_worker(case), page_of(case))
    assert "Ronde besproken op" in seen
    assert "Alleen u en Noor zien dit" in seen
    assert "Geheim" not in seen
    other = case.world.workers[1]
    as_worker(case).post(
        reverse("case-cover", kwargs={"case_id": case.case_id}),
        {"colleague": str(other.id), "first": clock.today().isoformat(), "last": clock.today().isoformat()},
    )
    covered = words(sign_in(other), page_of(case))
    assert "u neemt waar voor Peter Jansen" in covered
    assert "Samen" not in covered
    assert "Ronde besproken" not in covered


def test_a_new_round_offers_the_lengths_of_the_practice_and_a_day(case: CaseWorld) -> None:
    html = as_worker(case).get(page_of(case)).content.decode()
    assert reverse("round-start", kwargs={"pair_id": case.pair_ids[0]}) in html
    for text in ("8 vragen", "16 vragen", "4 vragen", "Makkelijke vorm"):
        assert text in html
    case.round(opens_on=clock.today() + timedelta(days=3))
    planned = as_worker(case).get(page_of(case)).content.decode()
    assert "Ronde gepland voor" in planned
    assert reverse("round-start", kwargs={"pair_id": case.pair_ids[0]}) not in planned


def test_under_a_measure_without_rounds_the_page_says_so() -> None:
    case = World.make().case("nl-save-protection", roles=("young_person",))
    as_worker(case).post(
        reverse("case-measure", kwargs={"case_id": case.case_id}),
        {"what": "start:crisis-intervention", "on": clock.today().isoformat()},
    )
    page = words(as_worker(case), page_of(case))
    assert "Onder deze maatregel is er geen ronde." in page
    assert "Nieuwe ronde" not in page


def test_the_frame_is_noted_on_a_day_and_then_stands(case: CaseWorld) -> None:
    worker = as_worker(case)
    there = reverse("case-frame", kwargs={"case_id": case.case_id, "client_id": case.client_ids[0]})
    assert "nog niet uitgelegd" in words(worker, page_of(case))
    assert library().latest("nl-probation").explanation.rights[0].text.nl.u[:20] in words(worker, there)
    tomorrow = clock.today() + timedelta(days=1)
    refused = worker.post(there, {"on": tomorrow.isoformat()})
    assert refused.status_code == 422
    assert "Deze dag is nog niet geweest." in flat(refused.content.decode())
    assert worker.post(there, {"on": "morgen"}).status_code == 422
    for _twice in range(2):
        assert worker.post(there, {"on": clock.today().isoformat()}).status_code == 302
    assert Explanation.objects.using("owner").count() == 1
    assert "uitgelegd op" in words(worker, page_of(case))


def test_the_page_costs_the_same_whatever_happened(case: CaseWorld) -> None:
    worker = as_worker(case)
    few = queries(worker, page_of(case))
    for number in range(12):
        worker.post(
            reverse("case-happened", kwargs={"case_id": case.case_id, "kind": "plan_agreed"}),
            {
                "token": f"00000000-0000-4000-8000-0000000000{number:02}",
                "on": (clock.today() - timedelta(days=number)).isoformat(),
            },
        )
    case.round()
    for number in range(6):
        plan_talk(case, clock.now() + timedelta(days=number, minutes=1))
    # The case itself, and four for its page; the line in the reading log comes with its people.
    assert len(queries(worker, page_of(case))) == len(few) == COST


def test_five_rows_stand_on_the_page_and_all_of_them_on_their_own(case: CaseWorld) -> None:
    worker = as_worker(case)
    for number in range(6):
        worker.post(
            reverse("case-happened", kwargs={"case_id": case.case_id, "kind": "plan_agreed"}),
            {
                "token": f"00000000-0000-4000-8000-0000000000{number:02}",
                "on": (clock.today() - timedelta(days=number)).isoformat(),
            },
        )
    shown = words(worker, page_of(case))
    assert shown.count("Plan afgesproken") + shown.count("Toezicht begonnen") == 5
    assert "Alles (7)" in words(worker, page_of(case))
    everything = words(worker, reverse("case-timeline", kwargs={"case_id": case.case_id}))
    assert everything.count("Plan afgesproken") == 6
    assert "Toezicht begonnen" in everything


def test_a_questionnaire_the_organisation_loaded_can_start_a_round(case: CaseWorld) -> None:
    from alliantie.alliance.administration import load_questionnaire
    from alliantie.alliance.models import Round

    peter = as_worker(case)
    assert "Nieuwe ronde met" not in words(peter, page_of(case))
    pack = PACK.replace("Stichting Voorbeeld", case.world.organisation.name)
    load_questionnaire(pack.encode(), case.world.organisation, now=clock.now(), file="lijst.yaml")
    assert "Nieuwe ronde met" in words(peter, page_of(case))
    # While no round runs, also what a new one may ask.
    assert len(queries(peter, page_of(case))) == COST + 1
    instrument = next(
        field[1]
        for field in re.findall(r'name="(instrument)" value="([^"]+)"', peter.get(page_of(case)).content.decode())
    )
    sent = peter.post(reverse("round-start", kwargs={"pair_id": case.pair_ids[0]}), {"instrument": instrument})
    assert sent.status_code == 302
    assert Round.objects.using("owner").get().instrument_id == instrument


def test_what_is_not_known_to_hold_is_named_once(case: CaseWorld) -> None:
    shown = words(as_worker(case), reverse("case", kwargs={"case_id": case.case_id}))
    assert shown.count("Ga op huisbezoek") <= 1
    assert "Nog niet bekend of dit geldt (2)" in shown


def test_the_head_names_what_runs_and_once_it_ended_what_it_was() -> None:
    case = World.make().case("nl-save-protection", roles=("young_person",))
    worker = as_worker(case)
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        operations.change_measure(
            actor=actor, now=clock.now(), case=here, measure_id="supervision-order", starts=True, on=clock.today()
        )
    assert "SAVE jeugdbescherming · Ondertoezichtstelling (OTS) · zaak sinds" in words(worker, page_of(case))
    with acting(case.worker) as actor:
        operations.change_measure(
            actor=actor, now=clock.now(), case=here, measure_id="supervision-order", starts=False, on=clock.today()
        )
    assert "SAVE jeugdbescherming · Begeleiding · zaak sinds" in words(worker, page_of(case))


def test_a_case_opened_after_an_upgrade_is_read_by_the_rules_of_now_before_the_job_came_by(case: CaseWorld) -> None:
    browser, there = as_worker(case), reverse("case", args=[case.case_id])
    before = words(browser, there)
    Duty.objects.using("owner").filter(case_id=case.case_id).delete()
    Reckoning.objects.using("owner").filter(case_id=case.case_id).update(edition="of before")
    assert words(browser, there) == before
    assert Reckoning.objects.using("owner").get(case_id=case.case_id).edition == edition()


def test_who_may_not_record_reads_what_is_kept_until_the_job_comes_by(case: CaseWorld) -> None:
    Reckoning.objects.using("owner").filter(case_id=case.case_id).update(edition="of before")
    stranger = World.make("Ver").case()
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id, whole=True)
    with acting(stranger.worker) as actor:
        assert not renew(actor=actor, today=clock.today(), case=here)


def test_a_worker_reads_the_whole_practice_of_the_case_and_what_another_version_does_otherwise(case: CaseWorld) -> None:
    worker, there = as_worker(case), reverse("case-practice", kwargs={"case_id": case.case_id})
    assert there in worker.get(reverse("case-rules", kwargs={"case_id": case.case_id})).content.decode()
    practice = library().latest("nl-probation")
    seen = words(worker, there)
    assert "Deze zaak loopt volgens versie 2026-1." in seen
    assert "Vergelijk met" not in seen
    for norm in practice.norms:
        assert flat(norm_in_words(practice, norm, "nl")) in seen, norm.id
    with acting(worker_actor(manager(case.world))) as manages:
        mine = adopted(case.world, manages, term_of("explain-frame", "P9D"))
    assert f"Vergelijk met versie {mine.version}" in words(worker, there)
    seen = words(worker, f"{there}?with={mine.version}")
    assert f"Van versie 2026-1 naar versie {mine.version}" in seen
    assert "Wordt: 9 dagen" in seen
    for wrong in ("2026-1", "2099-1", "../x", "x" * 5000):
        assert "Van versie" not in words(worker, f"{there}?with={wrong}")
    assert as_client(case).get(there).status_code == 404
    assert sign_in(World.make("Elders").workers[0]).get(there).status_code == 404
