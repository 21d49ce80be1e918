"""The pages about the plan: written in without losing anything, agreed as read, answered, and looked back on."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.cases.models import Fact, Plan, PlanEvaluation, PlanVoice
from alliantie.practices import library
from tests.web.pages import flat, tags
from tests.worklist.browse import as_client, as_worker, hidden, words
from tests.worklist.work import at, look_back, plan_in
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


def begin(browser: Browser, case: CaseWorld, whose: str = "") -> UUID:
    browser.post(at("case-goals-start", case), {"whose": whose or str(case.client_ids[0])})
    found: UUID = Plan.objects.using("owner").get(case_id=case.case_id, state="draft").id
    return found


def typed(words: str, seen: int = 0, page: str = "", **more: str) -> dict[str, str]:
    return {"seen": str(seen), "page": page or str(uuid4()), "goal-0-words": words, **more}


@pytest.mark.parametrize("practice_id", library().ids())
def test_in_every_practice_a_plan_is_begun_written_and_agreed_in_its_own_word(practice_id: str) -> None:
    case = World.make().case(practice_id)
    worker, word = as_worker(case), library().latest(practice_id).words.plan.one("nl")
    assert word in words(worker, at("case", case)).casefold()
    plan = begin(worker, case)
    page = at("case-goals-plan", case, plan_id=plan)
    data = typed("Ik wil een kamer.", then="agree", page=hidden(worker, page, "page"))
    answer = worker.post(page, data | {"goal-0-0-what": "Inschrijven", "goal-0-0-who": "Peter"})
    assert "Inschrijven" in words(worker, answer["Location"])
    seen = worker.post(answer["Location"], {"seen": "1", "on": clock.today().isoformat()}, follow=True)
    assert "Vastgelegd. Dit plan verandert niet meer." in flat(seen.content.decode())
    assert "Ik wil een kamer." in words(worker, at("case", case))
    assert Fact.objects.using("owner").filter(case_id=case.case_id, kind="plan_agreed").count() == 1


def test_the_second_of_two_who_write_is_shown_both_texts_and_loses_neither(case: CaseWorld) -> None:
    worker = as_worker(case)
    plan = begin(worker, case)
    page = at("case-goals-plan", case, plan_id=plan)
    assert worker.post(at("case-goals-keep", case, plan_id=plan), typed("van de een")).status_code == 204
    second = typed("van de ander")
    assert worker.post(at("case-goals-keep", case, plan_id=plan), second).status_code == 409
    answer = worker.post(page, second)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "van de een" in html
    assert "van de ander" in html
    assert "Er is niets overschreven." in flat(html)
    assert 'name="seen" value="1"' in html
    assert worker.post(page, {**second, "seen": "1"}).status_code == 302
    assert "van de ander" in worker.get(page).content.decode()


def test_who_still_writes_when_it_is_agreed_keeps_the_text_on_the_screen(case: CaseWorld) -> None:
    worker = as_worker(case)
    plan = plan_in(case)
    answer = worker.post(at("case-goals-plan", case, plan_id=plan), typed("nog niet bewaard", 1))
    assert answer.status_code == 409
    assert "nog niet bewaard" in flat(answer.content.decode())
    assert worker.post(at("case-goals-keep", case, plan_id=plan), typed("x", 1)).status_code == 409


def test_a_draft_that_was_changed_after_it_was_read_is_not_agreed(case: CaseWorld) -> None:
    worker = as_worker(case)
    plan = plan_in(case, draft=True)
    sent = {"seen": "0", "on": clock.today().isoformat()}
    answer = worker.post(at("case-goals-agree", case, plan_id=plan), sent)
    assert answer.status_code == 422
    assert "Dit kan nu niet meer." in flat(answer.content.decode())
    assert not Fact.objects.using("owner").filter(kind="plan_agreed").exists()


@pytest.mark.parametrize(
    "sent",
    [{"goal-0-words": "x" * 501}, {"goal-0-0-what": "x" * 201}, {"authors": "x" * 81}],
    ids=lambda each: next(iter(each)),
)
def test_a_text_that_is_too_long_is_refused_and_nothing_is_written(case: CaseWorld, sent: dict[str, str]) -> None:
    worker, plan = as_worker(case), plan_in(case, draft=True)
    answer = worker.post(at("case-goals-plan", case, plan_id=plan), typed("ok", 1) | sent)
    assert answer.status_code == 422
    assert worker.post(at("case-goals-keep", case, plan_id=plan), typed("ok", 1) | sent).status_code == 422
    assert Plan.objects.using("owner").get().revision == 1


@pytest.mark.parametrize("sent", [{"seen": "x"}, {"seen": "9" * 9}, {"page": "x"}, {"page": ""}])
def test_a_page_that_does_not_say_what_it_saw_writes_over_nothing(case: CaseWorld, sent: dict[str, str]) -> None:
    worker, plan = as_worker(case), plan_in(case, draft=True)
    assert worker.post(at("case-goals-plan", case, plan_id=plan), typed("anders", 1) | sent).status_code == 409
    assert Plan.objects.using("owner").get().revision == 1


def test_a_plan_is_begun_for_someone_of_the_case_or_for_everyone(family: CaseWorld) -> None:
    worker = as_worker(family)
    assert "Voor iedereen" in words(worker, at("case-goals", family))
    begin(worker, family, "everyone")
    assert Plan.objects.using("owner").get().client_id is None
    for whose in ("", "x", str(uuid4())):
        assert worker.post(at("case-goals-start", family), {"whose": whose}).status_code == 404


def test_earlier_versions_stay_to_be_read(case: CaseWorld) -> None:
    worker, first = as_worker(case), plan_in(case, "Het eerste doel.")
    plan_in(case, "Het tweede doel.")
    seen = words(worker, at("case-goals", case))
    assert "Eerdere versies" in seen
    assert "Het eerste doel." not in seen
    assert "Het eerste doel." in words(worker, at("case-goals-plan", case, plan_id=first))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"who": ""}, "Kies wie dit zegt."),
        ({"who": str(uuid4())}, "Kies wie dit zegt."),
        ({"who": "other"}, "Schrijf de naam op."),
        ({"answer": ""}, "Kies een antwoord."),
        ({"answer": "disagrees"}, "Schrijf kort waarom."),
        ({"answer": "unasked"}, "Schrijf kort waarom."),
        ({"reason": "x" * 301}, "Er passen 300 tekens in."),
        ({"on": "2999-01-01"}, "Deze dag is nog niet geweest."),
    ],
)
def test_an_answer_that_cannot_be_is_refused_in_words(case: CaseWorld, changed: dict[str, str], told: str) -> None:
    plan = plan_in(case)
    sent = {"who": str(case.client_ids[0]), "answer": "agrees", "on": clock.today().isoformat(), **changed}
    answer = as_worker(case).post(at("case-goals-voice", case, plan_id=plan), sent)
    assert answer.status_code == 422
    assert told in flat(answer.content.decode())
    assert not PlanVoice.objects.using("owner").exists()


def test_somebody_else_is_noted_by_name(case: CaseWorld) -> None:
    plan, worker = plan_in(case), as_worker(case)
    sent = {"who": "other", "name": "Oma", "answer": "disagrees", "reason": "Te ver.", "on": clock.today().isoformat()}
    for _twice in range(2):
        assert worker.post(at("case-goals-voice", case, plan_id=plan), sent).status_code == 302
    assert "Oma is het er niet mee eens" in words(worker, at("case-goals", case))
    assert PlanVoice.objects.using("owner").count() == 1


def test_looking_back_says_something_of_at_least_one_goal_and_is_noted_once(case: CaseWorld) -> None:
    plan, worker = plan_in(case), as_worker(case)
    page = at("case-goals-evaluate", case, plan_id=plan)
    sent = {"token": hidden(worker, page, "token"), "on": clock.today().isoformat()}
    answer = worker.post(page, sent)
    assert answer.status_code == 422
    assert "Kies bij een doel hoe het ermee staat" in flat(answer.content.decode())
    for _twice in range(2):
        worker.post(page, {**sent, "result-0": "partly", "text-0": "Er is een kamer in zicht."})
    assert PlanEvaluation.objects.using("owner").count() == 1
    assert "voor een deel gelukt · Er is een kamer in zicht." in words(worker, at("case-goals", case))
    assert worker.post(page, {**sent, "result-0": "great"}).status_code == 422


def test_a_draft_is_thrown_away_after_a_warning_and_the_plan_that_holds_stays(case: CaseWorld) -> None:
    plan_in(case)
    worker = as_worker(case)
    draft = begin(worker, case)
    assert "Dit concept is dan weg." in words(worker, at("case-goals-plan", case, plan_id=draft))
    for _twice in range(2):
        answer = worker.post(at("case-goals-throw-away", case, plan_id=draft), follow=True)
        assert "Het concept is weggegooid." in flat(answer.content.decode())
    seen = words(worker, at("case-goals", case))
    assert "Concept" not in seen
    assert "Ik wil een eigen kamer." in seen


def test_who_throws_away_what_was_agreed_meanwhile_reads_it_instead(case: CaseWorld) -> None:
    plan, worker = plan_in(case), as_worker(case)
    answer = worker.post(at("case-goals-throw-away", case, plan_id=plan), follow=True)
    assert "Ik wil een eigen kamer." in flat(answer.content.decode())
    assert Plan.objects.using("owner").filter(id=plan, state="agreed").exists()


def test_a_wrong_look_back_is_corrected_on_its_own_page_and_the_client_reads_the_new_one_alone(case: CaseWorld) -> None:
    plan, worker, client = plan_in(case), as_worker(case), as_client(case)
    noted = look_back(case, plan, "Fout.")
    page = at("case-goals-correct", case, plan_id=plan, evaluation_id=noted)
    assert "Fout." in worker.get(page).content.decode()
    sent = {"token": hidden(worker, page, "token"), "on": clock.today().isoformat(), "result-0": "reached"}
    for _twice in range(2):
        assert worker.post(page, {**sent, "text-0": "Goed."}).status_code == 302
    own = words(client, reverse("my-plan"))
    assert "gelukt · Goed." in own
    assert "Fout." not in own
    assert "Fout." in words(worker, at("case-goals", case))
    late = worker.post(page, {**sent, "token": str(uuid4()), "text-0": "Anders."})
    assert late.status_code == 422
    assert "Anders." in late.content.decode()
    assert "Iemand verbeterde dit net." in flat(late.content.decode())


def test_a_look_back_that_never_was_is_taken_back(case: CaseWorld) -> None:
    plan, worker = plan_in(case), as_worker(case)
    noted = look_back(case, plan, "Fout.")
    for _twice in range(2):
        worker.post(at("case-goals-take-back", case, plan_id=plan, evaluation_id=noted))
    assert "Fout." not in words(as_client(case), reverse("my-plan"))
    assert PlanEvaluation.objects.using("owner").count() == 2


def test_a_plan_whose_agreeing_was_taken_back_can_be_read_and_begun_anew(case: CaseWorld) -> None:
    plan, worker = plan_in(case), as_worker(case)
    answer = worker.post(at("case-take-back", case), {"fact": str(plan)}, follow=True)
    assert "Het plan van die dag geldt nu niet meer." in flat(answer.content.decode())
    seen = words(worker, at("case-goals", case))
    assert "Er is nog geen plan." in seen
    assert "teruggenomen" in seen
    assert "Alleen medewerkers zien het nog." in words(worker, at("case-goals-plan", case, plan_id=plan))
    assert "Er is nog geen plan." in words(as_client(case), reverse("my-plan"))
    draft = begin(worker, case)
    assert "Ik wil een eigen kamer." in worker.get(at("case-goals-plan", case, plan_id=draft)).content.decode()


def test_a_client_may_not_know_yet_what_to_say_of_the_plan(case: CaseWorld) -> None:
    plan, client = plan_in(case), as_client(case)
    page = reverse("my-plan-voice", kwargs={"plan_id": plan})
    assert "Weet ik nog niet" in words(client, page)
    answer = client.post(page, {"answer": "unsure"}, follow=True)
    assert "U weet nog niet wat u van dit plan vindt." in flat(answer.content.decode())
    assert "Noor Yilmaz weet het nog niet" in words(as_worker(case), at("case-goals", case))
    assert client.post(page, {"answer": "unasked"}).status_code == 422


def test_goals_stand_under_the_areas_of_the_practice_for_worker_and_client_alike() -> None:
    case = World.make().case("nl-work-amersfoort")
    worker = as_worker(case)
    plan = begin(worker, case)
    page = at("case-goals-plan", case, plan_id=plan)
    options = {option["value"] for _tag, option in tags(worker.get(page).content.decode(), "option")}
    assert {"", "work-education", "mental"} <= options
    assert "safety" not in options
    data = typed("Ik wil een kamer.", page=hidden(worker, page, "page"), then="agree")
    more = {"goal-0-area": "housing", "goal-1-words": "Iets.", "goal-1-area": "<b>", "goal-2-words": "Leren.",
            "goal-2-area": "work-education"}  # fmt: skip
    answer = worker.post(page, data | more)
    worker.post(answer["Location"], {"seen": "1", "on": clock.today().isoformat()})
    assert [goal["area"] for goal in Plan.objects.using("owner").get().content["goals"]] == [
        "housing",
        "",
        "work-education",
    ]
    for browser, address in ((worker, at("case-goals", case)), (as_client(case), "/home/plan")):
        shown = words(browser, address)
        order = [
            shown.index(each) for each in ("Opleiding en werk Leren.", "Huisvesting Ik wil", "Andere doelen Iets.")
        ]
        assert order == sorted(order)
        assert "&lt;b&gt;" not in browser.get(address).content.decode()
    assert "Huisvesting" in words(worker, at("case", case))
    assert "Huisvesting" in words(worker, at("case-prepare", case))
    assert worker.post("/language", {"language": "en", "next": "/"}).status_code == 302
    assert "Housing" in words(worker, at("case-goals", case))


def test_a_heading_from_before_stays_until_another_area_is_chosen(case: CaseWorld) -> None:
    worker = as_worker(case)
    plan = begin(worker, case)
    Plan.objects.using("owner").filter(id=plan).update(
        content={"goals": [{"area": "Mijn hond", "words": "Een hond.", "steps": []}], "authors": []}
    )
    page = at("case-goals-plan", case, plan_id=plan)
    assert '<option value="Mijn hond" selected>' in worker.get(page).content.decode()
    sent = {**typed("Een hond.", page=hidden(worker, page, "page")), "goal-0-area": "Mijn hond"}
    assert worker.post(page, sent).status_code == 302
    assert Plan.objects.using("owner").get().content["goals"][0]["area"] == "Mijn hond"
