"""What holds in a case: noted once, seen by whom it is about, and with its last day; measures that last longer."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases.models import Condition, Duty, Fact, Measure
from alliantie.cases.operations import change_measure, extend_measure
from alliantie.cases.queries import get_case
from alliantie.practices import library
from tests.support import raw
from tests.worklist.browse import as_client, as_worker, sign_in, words
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


def at(name: str, case: CaseWorld, **more: UUID) -> str:
    return reverse(name, kwargs={"case_id": case.case_id, **more})


def told(**changed: object) -> dict[str, object]:
    return {
        "token": str(uuid4()),
        "sort": "special",
        "text": "Geen alcohol.",
        "starts_on": clock.today().isoformat(),
        **changed,
    }


def noted(case: CaseWorld) -> list[Condition]:
    return list(Condition.objects.using("owner").filter(case_id=case.case_id).order_by("noted_at"))


def test_a_condition_is_noted_once_and_seen_by_the_worker_and_the_client(case: CaseWorld) -> None:
    worker, there = as_worker(case), at("case-condition-new", case)
    sent = told(until=(clock.today() + timedelta(days=10)).isoformat())
    for _twice in range(2):
        assert worker.post(there, sent).status_code == 302
    assert len(noted(case)) == 1
    seen = words(worker, at("case", case))
    assert "Geen alcohol." in seen
    assert "nog 10 dagen" in seen
    assert "Geen alcohol. nog 10 dagen" in words(worker, at("case-prepare", case))
    own = words(as_client(case), reverse("my-frame"))
    assert "Wat er nu voor u geldt" in own
    assert "Geen alcohol. Bijzondere voorwaarde" in own


def test_a_condition_that_ended_stays_with_the_case_and_holds_no_longer(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(at("case-condition-new", case), told(starts_on=(clock.today() - timedelta(days=9)).isoformat()))
    there = at("case-condition", case, condition_id=noted(case)[0].id)
    assert worker.post(there, {"ended_on": clock.today().isoformat()}).status_code == 302
    assert "Eerder (1)" in words(worker, at("case", case))
    assert "Geen alcohol." not in words(worker, at("case-prepare", case))
    assert "Geen alcohol." not in words(as_client(case), reverse("my-frame"))
    # And it is put right again.
    assert worker.post(there, {"ended_on": ""}).status_code == 302
    assert "Geen alcohol." in words(as_client(case), reverse("my-frame"))


def test_a_condition_holds_no_longer_for_the_worker_once_its_measure_ended(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(at("case-condition-new", case), told())
    assert "Geen alcohol." in words(worker, at("case", case)).split("Eerder (1)")[0]
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        for measure in Measure.objects.using("owner").filter(case_id=case.case_id, ends_on=None):
            change_measure(
                actor=actor,
                now=clock.now(),
                case=here,
                measure_id=measure.measure_id,
                starts=False,
                on=clock.today(),
                client_id=measure.client_id,
            )
    before, earlier = words(worker, at("case", case)).split("Wat er geldt", 1)[1].split("Eerder (1)", 1)
    assert "Geen alcohol." not in before
    assert "Geen alcohol." in earlier


@pytest.mark.parametrize(
    "changed",
    [
        {"sort": ""},
        {"sort": "authority"},
        {"text": "  "},
        {"text": "x" * 301},
        {"starts_on": ""},
        {"starts_on": "1800-01-01"},
        {"until": "2001-01-01"},
        {"token": "no"},
        {"about": str(uuid4())},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_noted(case: CaseWorld, changed: dict[str, object]) -> None:
    assert as_worker(case).post(at("case-condition-new", case), told(**changed)).status_code == 422
    assert noted(case) == []


def test_a_day_that_has_not_been_ends_nothing(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(at("case-condition-new", case), told())
    there = at("case-condition", case, condition_id=noted(case)[0].id)
    for sent in (
        {"ended_on": (clock.today() + timedelta(days=1)).isoformat()},
        {"ended_on": (clock.today() - timedelta(days=1)).isoformat()},
        {"until": "2001-01-01"},
        {"until": "2999-01-01"},
    ):
        assert worker.post(there, sent).status_code == 422, sent


def test_with_several_people_the_hint_says_that_they_may_read_it(family: CaseWorld) -> None:
    alone = family.world.case()
    for name, more in (("case-condition-new", {}), ("case-happened", {"kind": "plan_agreed"})):
        one = words(as_worker(alone), reverse(name, kwargs={"case_id": alone.case_id, **more}))
        assert "Schrijf zo dat Noor het mag lezen." in one
        two = words(as_worker(family), reverse(name, kwargs={"case_id": family.case_id, **more}))
        assert "Schrijf zo dat Sam en Eva het mogen lezen." in two


def test_within_a_family_each_sees_what_holds_for_them_and_for_everyone(family: CaseWorld) -> None:
    worker, there = as_worker(family), at("case-condition-new", family)
    for text, about in (("Sam woont bij oma.", 0), ("Eva drinkt niet.", 1)):
        sent = told(sort="authority", text=text, about=str(family.client_ids[about]))
        assert worker.post(there, sent).status_code == 302
    assert worker.post(there, told(sort="authority", text="Eva heeft het gezag.")).status_code == 302
    sam, eva = (words(as_client(family, index), reverse("my-frame")) for index in (0, 1))
    assert "Sam woont bij oma." in sam
    assert "Eva drinkt niet." not in sam
    assert "Eva drinkt niet." in eva
    assert "Sam woont bij oma." not in eva
    assert "Eva heeft het gezag." in sam
    assert "Eva heeft het gezag." in eva


def test_nobody_else_notes_reads_or_changes_a_condition(case: CaseWorld) -> None:
    as_worker(case).post(at("case-condition-new", case), told())
    there = at("case-condition", case, condition_id=noted(case)[0].id)
    colleague, stranger = sign_in(case.world.workers[1]), sign_in(World.make("Ver").workers[0])
    for browser in (colleague, stranger, as_client(case)):
        assert browser.get(there).status_code == 404
        assert browser.post(there, {"ended_on": clock.today().isoformat()}).status_code == 404
        assert browser.post(at("case-condition-new", case), told()).status_code == 404
    with acting(World.make("Nog verder").worker()):
        assert raw.read_all("public.cases_condition") == []
    with acting(case.client()) as actor:
        assert Condition.objects.visible_to(actor).update(ended_on=clock.today()) == 0


def test_a_practice_without_conditions_has_no_page_for_them() -> None:
    zeist = World.make().case("nl-debt-zeist")
    assert as_worker(zeist).get(at("case-condition-new", zeist)).status_code == 404


def measures(case: CaseWorld) -> list[tuple[str, date | None, UUID | None]]:
    found = Measure.objects.using("owner").filter(case_id=case.case_id).order_by("starts_on", "measure_id")
    return [(each.measure_id, each.until, each.client_id) for each in found]


def test_a_measure_names_its_end_and_may_be_about_one_person(family: CaseWorld) -> None:
    worker, there = as_worker(family), at("case-measure", family)
    until = clock.today() + timedelta(days=365)
    sent = {
        "what": "start:supervision-order",
        "on": clock.today().isoformat(),
        "until": (until - timedelta(days=1)).isoformat(),
        "about": str(family.client_ids[0]),
    }
    assert worker.post(there, sent).status_code == 302
    assert ("supervision-order", until, family.client_ids[0]) in measures(family)
    assert "Ondertoezichtstelling (OTS)" in words(worker, at("case", family))


def test_a_measure_is_extended_to_a_later_day_and_what_was_due_before_its_end_follows(family: CaseWorld) -> None:
    worker, there = as_worker(family), at("case-measure", family)
    until, later = clock.today() + timedelta(days=100), clock.today() + timedelta(days=400)
    today = clock.today().isoformat()
    worker.post(there, {"what": "start:supervision-order", "on": today, "until": until.isoformat()})
    due = dict(Duty.objects.using("owner").filter(case_id=family.case_id).values_list("norm_id", "due"))
    assert worker.post(there, {"what": "extend:supervision-order", "on": today, "until": ""}).status_code == 422
    early = {"what": "extend:supervision-order", "on": today, "until": (until - timedelta(days=2)).isoformat()}
    assert worker.post(there, early).status_code == 422
    sent = {"what": "extend:supervision-order", "on": today, "until": later.isoformat()}
    assert worker.post(there, sent).status_code == 302
    assert Fact.objects.using("owner").filter(case_id=family.case_id, kind="measure_extended").count() == 1
    now = dict(Duty.objects.using("owner").filter(case_id=family.case_id).values_list("norm_id", "due"))
    moved = {norm: now[norm] - day for norm, day in due.items() if now[norm] != day}
    # What counts back from the end moves with it, but for the length of months.
    assert moved
    assert all(abs(by - (later - until)) < timedelta(days=4) for by in moved.values())


def sentence(until: date, extended: date | None = None, name: str = "Test") -> CaseWorld:
    """A suspended sentence with an end, and perhaps a later one."""
    case = World.make(name).case(measure_id="suspended-sentence")
    Measure.objects.using("owner").update(until=until)
    if extended:
        with acting(case.worker) as actor:
            here = get_case(actor, case.case_id)
            extend_measure(
                actor=actor,
                now=clock.now(),
                case=here,
                measure_id="suspended-sentence",
                on=clock.today(),
                until=extended,
            )
    return case


def test_a_condition_lasts_no_longer_than_what_brings_it_as_it_was_last_extended() -> None:
    end = clock.today() + timedelta(days=30)
    longer = end + timedelta(days=60)
    for case, over in ((sentence(end), end), (sentence(end, longer, "Elders"), longer)):
        last = over - timedelta(days=1)
        worker, there = as_worker(case), at("case-condition-new", case)
        refused = worker.post(there, told(until=(last + timedelta(days=1)).isoformat()))
        assert refused.status_code == 422
        assert "Leg eerst de verlenging vast." in refused.content.decode()
        assert worker.post(there, told(until=last.isoformat())).status_code == 302
        change = at("case-condition", case, condition_id=noted(case)[0].id)
        later = {"until": (last + timedelta(days=1)).isoformat()}
        assert worker.post(change, later).status_code == 422
        assert worker.post(change, {"until": last.isoformat()}).status_code == 302


def test_without_an_end_of_what_brings_it_a_condition_can_have_any_last_day(case: CaseWorld) -> None:
    far = (clock.today() + timedelta(days=3000)).isoformat()
    assert as_worker(case).post(at("case-condition-new", case), told(until=far)).status_code == 302


def test_the_words_of_a_condition_are_corrected_undone_and_history_keeps_what_stood(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(at("case-condition-new", case), told(text="Geen alchol."))
    there = at("case-condition", case, condition_id=noted(case)[0].id)
    assert "Geen alchol." in words(worker, there)
    assert worker.post(there, {"text": "x" * 301}).status_code == 422
    answer = worker.post(there, {"text": "Geen alcohol."})
    assert noted(case)[0].text == "Geen alcohol."
    assert "Geen alcohol." in words(as_client(case), reverse("my-frame"))
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT before->>'text' FROM history.event WHERE table_name = 'cases_condition' AND action = 'UPDATE'"
        )
        assert cursor.fetchall() == [("Geen alchol.",)]
    made_at = parse_qs(urlsplit(answer["Location"]).query)["undo"][0]
    worker.post(at("case-undo", case), {"at": made_at})
    assert noted(case)[0].text == "Geen alchol."
    assert worker.post(there, {"ended_on": ""}).status_code == 302
    assert noted(case)[0].text == "Geen alchol."


def test_the_page_that_explains_the_frame_tells_conditions_and_the_end_before_its_button() -> None:
    case = sentence(date(2031, 3, 5))
    worker = as_worker(case)
    worker.post(at("case-condition-new", case), told(sort="contact-ban", text="Geen contact met Ali."))
    gone = (clock.today() - timedelta(days=1)).isoformat()
    worker.post(at("case-condition-new", case), told(text="Voorbij.", starts_on=gone, until=gone))
    seen = words(worker, at("case-frame", case, client_id=case.client_ids[0]))
    order = ["Voorwaardelijke veroordeling", "tot en met 4 maart 2031", "Geen contact met Ali.", "Rechten", "Bewaar"]
    assert [seen.index(each) for each in order] == sorted(seen.index(each) for each in order)
    assert "Voorbij." not in seen


def test_preparing_a_talk_shows_what_holds_and_what_was_not_put_away(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(at("case-condition-new", case), told())
    new = reverse("case-incident-new", kwargs={"case_id": case.case_id, "kind": "appointment"})
    sent = {"token": str(uuid4()), "on": clock.today().isoformat(), "value-judged": "unwanted", "readers": "not-now"}
    assert worker.post(new, sent).status_code == 302
    seen = words(worker, at("case-prepare", case))
    for said in ("Geen alcohol.", "Nog niet weggelegd Een afspraak niet nagekomen", "nog niet gehoord"):
        assert said in seen


def test_the_search_finds_what_holds_for_who_may_see_it(case: CaseWorld) -> None:
    worker = as_worker(case)
    worker.post(at("case-condition-new", case), told(text="Geen bezoek aan het sportpark."))
    found = words(worker, f"{reverse('search')}?q=sportpark")
    assert "Bijzondere voorwaarde" in found
    assert (
        at("case-condition", case, condition_id=noted(case)[0].id)
        in worker.get(f"{reverse('search')}?q=sportpark").content.decode()
    )
    assert "bezoek" not in words(as_worker(World.make("Elders").case()), f"{reverse('search')}?q=sportpark")


@pytest.fixture
def probation() -> CaseWorld:
    return World.make("be-houses-of-justice").case("be-houses-of-justice", measure_id="probation-deferral")


def test_how_a_condition_stands_is_said_of_one_that_was_recorded_and_shown_to_worker_and_client(
    probation: CaseWorld,
) -> None:
    worker, there = as_worker(probation), reverse("case-happened", args=[probation.case_id, "condition-status"])
    # Nothing was recorded yet, so the words are typed.
    assert 'type="text"' in worker.get(there).content.decode().split("value-condition", 1)[1][:400]
    for text in ("Rijcursus volgen", "Geen alcohol"):
        sent = told(text=text, sort=library().latest("be-houses-of-justice").conditions[0].id)
        assert worker.post(at("case-condition-new", probation), sent).status_code == 302
    status = {"token": str(uuid4()), "on": clock.today().isoformat(), "who": str(probation.client_ids[0])}
    status |= {"value-condition": "Rijcursus", "value-status": "suspended"}
    assert worker.post(there, status).status_code == 422
    assert worker.post(there, status | {"value-condition": "Rijcursus volgen"}).status_code == 302
    shown = words(worker, at("case", probation))
    assert "Rijcursus volgen Opgeschort, " in shown
    assert "Geen alcohol Opgeschort" not in shown
    own = words(as_client(probation), reverse("my-frame"))
    assert "Rijcursus volgen" in own
    assert own.count("Deze voorwaarde rust nu") == 1
    # The latest word counts.
    later = status | {"token": str(uuid4()), "value-condition": "Rijcursus volgen", "value-status": "kept"}
    assert worker.post(there, later).status_code == 302
    assert "Deze voorwaarde rust nu" not in words(as_client(probation), reverse("my-frame"))


def test_what_no_measure_that_runs_brings_cannot_be_noted() -> None:
    victim = World.make("be-houses-of-justice").case("be-houses-of-justice", measure_id="victim-reception")
    worker = as_worker(victim)
    assert worker.get(at("case-condition-new", victim)).status_code == 404
    shown = words(worker, at("case", victim))
    assert "Schrijf op wat er geldt" not in shown
    assert "Er is iets gebeurd" not in shown


@pytest.mark.parametrize(
    ("measure", "called"),
    [("victim-reception", "betrokkene"), ("first-line", "burger"), ("brief-information-report", "justitiabele")],
)
def test_where_no_plan_is_made_none_is_asked_and_a_letter_calls_nobody_what_they_are_not(
    measure: str, called: str
) -> None:
    case = World.make("be-houses-of-justice").case("be-houses-of-justice", measure_id=measure)
    worker = as_worker(case)
    shown = words(worker, at("case", case))
    assert "egeleidingsplan" not in shown
    goals = words(worker, at("case-goals", case))
    assert "Bij wat hier nu loopt, hoort geen plan." in goals
    assert "Begin een plan" not in goals
    assert worker.post(at("case-goals-start", case), {"whose": str(case.client_ids[0])}).status_code == 302
    assert "Concept" not in words(worker, at("case-goals", case))
    assert f"aan de {called} zelf" in words(worker, at("case-letters", case))
    letter = reverse("case-letter-new", kwargs={"case_id": case.case_id, "template_id": "invitation"})
    assert f"aan de {called} zelf" in words(worker, letter)
    assert "Uw plan" not in words(as_client(case), reverse("home"))


def test_in_probation_guidance_a_plan_is_made() -> None:
    case = World.make("be-houses-of-justice").case("be-houses-of-justice", measure_id="probation-deferral")
    assert "Begeleidingsplan" in words(as_worker(case), at("case", case))
    assert "Uw plan" in words(as_client(case), reverse("home"))
