"""Recording what happened: once however often it is sent, only what can be, and never lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Fact, Measure
from alliantie.cases.operations import NewFact, record_facts
from alliantie.practices import library
from tests.web.pages import flat, tags
from tests.worklist.browse import as_worker, hidden, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


@pytest.fixture
def family() -> CaseWorld:
    return World.make().case(
        "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
    )


def at(name: str, case: CaseWorld) -> str:
    return reverse(name, kwargs={"case_id": case.case_id})


def happened(case: CaseWorld, kind: str) -> str:
    return reverse("case-happened", kwargs={"case_id": case.case_id, "kind": kind})


def talk(case: CaseWorld, **changed: object) -> dict[str, object]:
    return {"token": str(uuid4()), "what": "home-visit", "on": clock.today().isoformat(), **changed}


def contacts(case: CaseWorld) -> list[Fact]:
    found = Fact.objects.using("owner").filter(case_id=case.case_id, kind="contact")
    return list(found.order_by("recorded_at"))


def judged(case: CaseWorld, worker: Browser, outcome: str) -> tuple[int, str]:
    sent = {"token": str(uuid4()), "on": clock.today().isoformat(), "value-outcome": outcome}
    answer = worker.post(happened(case, "safety-judged"), {**sent, "who": [str(case.client_ids[0])]})
    return answer.status_code, answer.content.decode()


def test_yes_and_no_are_not_recorded_for_one_person_on_one_day_until_one_is_taken_back(family: CaseWorld) -> None:
    worker = as_worker(family)
    assert judged(family, worker, "good-enough")[0] == 302
    status, said = judged(family, worker, "not-good-enough")
    assert status == 422
    assert "zowel “Ja, goed genoeg” als “Nee, niet goed genoeg”. Neem een van de twee terug." in flat(said)
    assert at("case-timeline", family) in said
    (first,) = Fact.objects.using("owner").filter(case_id=family.case_id, kind="safety-judged")
    assert judged(family, worker, "good-enough")[0] == 302
    facts = Fact.objects.using("owner").filter(case_id=family.case_id, kind="safety-judged")
    worker.post(at("case-take-back", family), {"fact": [str(each.id) for each in facts]})
    assert judged(family, worker, "not-good-enough")[0] == 302
    assert first.values == {"outcome": "good-enough"}


def test_where_yes_and_no_stand_the_decision_says_so_and_leads_to_taking_one_back(
    family: CaseWorld, settings: Any
) -> None:
    settings.DEMO = True
    with acting(family.worker) as actor:
        record_facts(
            actor=actor,
            now=clock.now(),
            facts=[
                NewFact(
                    area_id=family.world.area.id,
                    case_id=family.case_id,
                    kind="safety-judged",
                    on=clock.today(),
                    client_id=family.client_ids[0],
                    values={"outcome": outcome},
                )
                for outcome in ("good-enough", "not-good-enough")
            ],
        )
    there = reverse("case-decision", kwargs={"case_id": family.case_id, "decision_id": "close-involvement"})
    shown = as_worker(family).get(there).content.decode()
    assert "staat er zowel “Ja, goed genoeg” als “Nee, niet goed genoeg”. Neem een van de twee terug" in flat(shown)
    assert at("case-timeline", family) in shown


def test_an_authorisation_that_ends_before_its_own_day_is_refused_with_a_reason(family: CaseWorld) -> None:
    sent = {"token": str(uuid4()), "on": clock.today().isoformat(), "who": [str(family.client_ids[0])]}
    early = {**sent, "value-last_day": (clock.today() - timedelta(days=1)).isoformat()}
    answer = as_worker(family).post(happened(family, "placement-authorised"), early)
    assert answer.status_code == 422
    assert "Deze laatste dag ligt voor de dag van de gebeurtenis." in flat(answer.content.decode())
    assert not Fact.objects.using("owner").filter(kind="placement-authorised").exists()


def undo(browser: Browser, address: str) -> str:
    """Press the only undo button of a page; gives the address it leads to."""
    html = browser.get(address).content.decode()
    notice = html.split('role="status"')[1].split("</form>")[0]
    action = next(each["action"] for _tag, each in tags(notice, "form"))
    facts = [each["value"] for _tag, each in tags(notice, "input") if each["name"] == "fact"]
    return browser.post(action, {"fact": facts})["Location"]


def test_a_talk_takes_one_choice_and_one_press(case: CaseWorld) -> None:
    worker = as_worker(case)
    there = at("case-talk", case)
    token = hidden(worker, there, "token")
    answer = worker.post(there, talk(case, token=token), follow=True)
    seen = flat(answer.content.decode())
    assert "Bewaard om" in seen
    assert "Huisbezoek" in seen
    [fact] = contacts(case)
    assert (fact.talk_id, fact.on, fact.client_id) == ("home-visit", clock.today(), case.client_ids[0])


def test_pressing_twice_records_once_and_the_page_used_again_records_again(case: CaseWorld) -> None:
    worker = as_worker(case)
    sent = talk(case)
    for _twice in range(2):
        assert worker.post(at("case-talk", case), sent).status_code == 302
    assert len(contacts(case)) == 1
    worker.post(at("case-talk", case), {**sent, "what": "reporting-talk"})
    assert len(contacts(case)) == 2


def test_a_talk_taken_back_and_sent_again_from_the_old_page_stands(case: CaseWorld) -> None:
    worker = as_worker(case)
    sent = talk(case)
    done = worker.post(at("case-talk", case), sent)["Location"]
    undo(worker, done)
    assert "Huisbezoek" not in words(worker, at("case-timeline", case))
    worker.post(at("case-talk", case), sent)
    assert "Huisbezoek" in words(worker, at("case-timeline", case))


def test_what_was_taken_back_can_be_put_back_and_taken_back_again(case: CaseWorld) -> None:
    worker = as_worker(case)
    place = worker.post(at("case-talk", case), talk(case))["Location"]
    for stands in (False, True, False, True):
        place = undo(worker, place)
        assert ("Huisbezoek" in words(worker, at("case-timeline", case))) is stands
    assert all(fact.on == clock.today() for fact in contacts(case))


def test_a_talk_with_two_people_is_one_row_and_each_sees_their_own(family: CaseWorld) -> None:
    worker = as_worker(family)
    both = [str(client_id) for client_id in family.client_ids]
    place = worker.post(at("case-talk", family), talk(family, what="family", who=both))["Location"]
    assert {fact.client_id for fact in contacts(family)} == set(family.client_ids)
    assert words(worker, at("case-timeline", family)).count("Gesprek met het gezin") == 1
    assert "Eva en Sam" in words(worker, at("case-timeline", family))
    undo(worker, place)
    assert "Gesprek met het gezin" not in words(worker, at("case-timeline", family))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"what": ""}, "Kies wat voor gesprek het was."),
        ({"what": "evaluation"}, "Kies wat voor gesprek het was."),
        ({"on": ""}, "Kies de dag."),
        ({"on": "31-02-2026"}, "Dit is geen dag."),
        ({"on": "0206-03-12"}, "Klopt het jaar?"),
        ({"on": "2999-01-01"}, "Deze dag is nog niet geweest."),
        ({"token": "x"}, "Deze bladzijde was verlopen."),
        ({"who": ["x"]}, "Kies met wie."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_recorded(
    case: CaseWorld, changed: dict[str, object], told: str
) -> None:
    answer = as_worker(case).post(at("case-talk", case), talk(case, **changed))
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert contacts(case) == []


def test_what_was_typed_stays_on_the_page(family: CaseWorld) -> None:
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    answer = as_worker(family).post(at("case-talk", family), talk(family, what="family", on=yesterday))
    fields = tags(answer.content.decode(), "input")
    assert "Kies met wie." in flat(answer.content.decode())
    kinds = tags(answer.content.decode(), "option")
    assert any(each.get("value") == "family" and "selected" in each for _tag, each in kinds)
    assert any(each.get("value") == yesterday for _tag, each in fields)


def test_someone_of_another_case_cannot_be_recorded(family: CaseWorld) -> None:
    other = family.world.case(names=(("Ali", "Demir"),))
    answer = as_worker(family).post(
        at("case-talk", family), talk(family, what="family", who=[str(other.client_ids[0])])
    )
    assert answer.status_code == 422
    assert contacts(family) == contacts(other) == []


def test_a_sanction_is_offered_where_the_practice_speaks_of_one() -> None:
    world = World.make()
    work = world.case("nl-work-amersfoort")
    probation = world.case(names=(("Ali", "Demir"),))
    worker = as_worker(work)
    assert "Sanctie opgelegd" in words(worker, at("case-happening", work))
    assert "Sanctie opgelegd" not in words(worker, at("case-happening", probation))
    refused = worker.post(happened(probation, "sanction"), talk(probation))
    assert refused.status_code == 404
    accepted = worker.post(happened(work, "sanction"), talk(work))
    assert accepted.status_code == 302


def test_what_a_fact_needs_is_filled_in_and_the_rest_may_stay_open(case: CaseWorld) -> None:
    worker = as_worker(case)
    assert "Wat u nog niet weet, laat u leeg." not in words(worker, happened(case, "level-set"))
    # Where some are needed and some are not, it says which may not stay empty.
    some = case.world.case("nl-debt-zeist", names=(("Chantal", "Bos"),))
    seen = words(worker, happened(some, "creditor-silent"))
    assert "Wat u nog niet weet, laat u leeg. Dit is wel nodig: Schuldeiser; Stap; Wat is gekozen." in seen
    refused = worker.post(happened(case, "level-set"), talk(case))
    assert refused.status_code == 422
    assert "Kies een antwoord." in flat(refused.content.decode())
    assert worker.post(happened(case, "level-set"), talk(case) | {"value-level": "2"}).status_code == 302
    assert Fact.objects.using("owner").get(kind="level-set").values == {"level": "2"}


@pytest.mark.parametrize("what", ["case_opened", "worker_changed", "round_discussed", "contact"])
def test_what_the_system_records_cannot_be_typed(case: CaseWorld, what: str) -> None:
    assert as_worker(case).post(happened(case, what), talk(case)).status_code == 404


def test_what_the_system_recorded_cannot_be_taken_back(case: CaseWorld) -> None:
    opened = Fact.objects.using("owner").get(case_id=case.case_id, kind="case_opened")
    worker = as_worker(case)
    assert worker.post(at("case-take-back", case), {"fact": str(opened.id)}).status_code == 404
    assert worker.post(at("case-take-back", case), {"fact": ["x", str(uuid4())]}).status_code == 404
    assert worker.post(at("case-take-back", case)).status_code == 404


def test_a_fact_of_another_case_cannot_be_taken_back_here(case: CaseWorld) -> None:
    other = case.world.case(names=(("Ali", "Demir"),))
    worker = as_worker(case)
    worker.post(at("case-talk", other), talk(other))
    [fact] = contacts(other)
    assert worker.post(at("case-take-back", case), {"fact": str(fact.id)}).status_code == 404
    assert len(contacts(other)) == 1


def test_taking_back_twice_corrects_once(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(at("case-talk", case), talk(case))
    [fact] = contacts(case)
    for _twice in range(2):
        assert worker.post(at("case-take-back", case), {"fact": str(fact.id)}).status_code == 302
    assert Fact.objects.using("owner").filter(corrects_id=fact.id).count() == 1


def test_a_measure_begins_once_and_ends_not_before_it_began(case: CaseWorld) -> None:
    worker = as_worker(case)
    there = at("case-measure", case)
    measure_id = library().latest("nl-probation").measures[1].id
    start = {"what": f"start:{measure_id}", "on": clock.today().isoformat()}
    assert worker.post(there, start).status_code == 302
    again = worker.post(there, start)
    assert again.status_code == 422
    assert Measure.objects.using("owner").filter(case_id=case.case_id, measure_id=measure_id).count() == 1
    early = {"what": f"end:{measure_id}", "on": (clock.today() - timedelta(days=3)).isoformat()}
    refused = worker.post(there, early)
    assert refused.status_code == 422
    assert "Deze dag ligt voor het begin van de maatregel." in flat(refused.content.decode())
    assert worker.post(there, {**early, "on": clock.today().isoformat()}).status_code == 302
    ended: date | None = Measure.objects.using("owner").get(case_id=case.case_id, measure_id=measure_id).ends_on
    assert ended == clock.today()
    seen = words(worker, at("case-timeline", case))
    assert "Begin:" in seen
    assert "Einde:" in seen
    assert worker.post(there, {"what": "start:house-ban", "on": clock.today().isoformat()}).status_code == 422


def test_the_last_measure_ends_only_where_another_begins(case: CaseWorld) -> None:
    worker, there, today = as_worker(case), at("case-measure", case), clock.today().isoformat()
    said = words(worker, there)
    assert "Er loopt nog één ding. Eindigt dat, en begint er niets? Sluit dan de zaak af" in said
    last = Measure.objects.using("owner").get(case_id=case.case_id)
    for _twice in range(2):
        refused = worker.post(there, {"what": f"end:{last.measure_id}", "on": today})
        assert refused.status_code == 422
        assert "Dit is het laatste wat loopt." in flat(refused.content.decode())
    assert not Fact.objects.using("owner").filter(case_id=case.case_id, kind="measure_ended").exists()
    following = library().latest("nl-probation").measures[1].id
    assert worker.post(there, {"what": f"end:{last.measure_id}", "on": today, "then": following}).status_code == 302
    found = Measure.objects.using("owner").filter(case_id=case.case_id)
    assert {(each.measure_id, each.ends_on) for each in found} == {
        (last.measure_id, clock.today()),
        (following, None),
    }


@override_settings(DEMO=True)
def test_what_comes_before_that_which_begins_after_an_end_is_shown_and_its_reason_asked_at_its_field() -> None:
    case = World.make().case("nl-debt-zeist", measure_id="direct-settlement")
    sent = {"what": "end:direct-settlement", "then": "statutory", "on": clock.today().isoformat()}
    said = flat(as_worker(case).post(at("case-measure", case), sent).content.decode())
    first, question = said.index("Stuur eerst de beschikking op de aanvraag"), said.index("U wijkt af. Waarom?")
    assert "Waarom doet u het anders?" in said[first:]
    assert "Stuur eerst de beschikking op de aanvraag" in said[question:]
    assert "Begin: Budgetbeheer (" not in said[first:question]


def test_what_begins_after_an_end_is_one_of_this_practice_that_does_not_run(case: CaseWorld) -> None:
    worker, there, today = as_worker(case), at("case-measure", case), clock.today().isoformat()
    last = Measure.objects.using("owner").get(case_id=case.case_id).measure_id
    for wrong in (last, "settlement", "x" * 5000):
        assert worker.post(there, {"what": f"end:{last}", "on": today, "then": wrong}).status_code == 422
    following = library().latest("nl-probation").measures[1].id
    both = {"what": f"start:{following}", "on": today, "then": following}
    assert "Dit hoort bij een einde." in flat(worker.post(there, both).content.decode())
    assert Measure.objects.using("owner").filter(case_id=case.case_id).count() == 1


def test_undoing_what_began_leaves_no_case_with_nothing_that_runs(case: CaseWorld) -> None:
    worker, there, today = as_worker(case), at("case-measure", case), clock.today().isoformat()
    last = Measure.objects.using("owner").get(case_id=case.case_id).measure_id
    following = library().latest("nl-probation").measures[1].id
    began = worker.post(there, {"what": f"start:{following}", "on": today})["Location"]
    assert worker.post(there, {"what": f"end:{last}", "on": today}).status_code == 302
    moment = parse_qs(urlsplit(began).query)["undo"][0]
    worker.post(at("case-undo", case), {"at": moment})
    assert Measure.objects.using("owner").filter(case_id=case.case_id, ends_on=None).count() == 1


def test_a_fact_and_an_incident_ask_whom_they_are_about_since_that_is_who_reads_them(family: CaseWorld) -> None:
    for page in (happened(family, "family-plan-made"), at("case-incident-kinds", family) + "/signal"):
        worker = as_worker(family)
        assert "Over wie gaat het?" in words(worker, page)
        answer = worker.post(page, {"token": str(uuid4()), "on": clock.today().isoformat()})
        assert "Kies over wie het gaat." in flat(answer.content.decode())
