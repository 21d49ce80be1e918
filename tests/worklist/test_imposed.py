"""What an authority imposed: closing ends it not, who is kept apart is told of, the day of the law stays in sight."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases import operations
from alliantie.cases.models import Case, Duty, Fact, Measure, Outcome
from alliantie.cases.operations.duties import reckon_behind
from alliantie.cases.operations.ending import Ending, end_case
from alliantie.cases.operations.incidents import record_incident
from alliantie.cases.queries import get_case
from alliantie.practices import library
from alliantie.practices.sources import day_in_words as in_full
from alliantie.web.dates import day_in_words, short_day_in_words
from tests.web.pages import flat
from tests.worklist.browse import as_worker, queries, words
from tests.worklist.test_of_one_child import begin, record
from tests.worklist.work import at
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def family() -> CaseWorld:
    """Two children and a parent, under guidance since a month and an order of the judge."""
    with clock.at(clock.now() - timedelta(days=30)):
        made = World.make().case(
            "nl-save-protection",
            names=(("Kim", "de Vries"), ("Sem", "de Vries"), ("Ank", "de Vries")),
            roles=("young_person", "young_person", "parent"),
        )
        begin(made, "supervision-order", until=clock.today() + timedelta(days=365))
    for child in (0, 1):
        record(made, "safety-judged", child, outcome="good-enough")
    return made


def end(case: CaseWorld, worker: Browser, **more: str) -> Any:
    sent = {
        "token": str(uuid4()), "reason": "transferred", "interests": "Rust.", "cause": "Het is klaar.",
        "contact": "Gebeld.", "on": clock.today().isoformat(), **more,
    }  # fmt: skip
    return worker.post(at("case-end", case), sent)


def ends(case: CaseWorld) -> dict[str, date | None]:
    rows = Measure.objects.using("owner").filter(case_id=case.case_id)
    return dict(rows.values_list("measure_id", "ends_on"))


def ended_facts(case: CaseWorld) -> set[tuple[str, date]]:
    rows = Fact.objects.using("owner").filter(case_id=case.case_id, kind="measure_ended", void=False)
    gone = Fact.objects.using("owner").filter(void=True, corrects_id__isnull=False).values("corrects_id")
    return set(rows.exclude(id__in=gone).values_list("talk_id", "on"))


ORDER = "ended-supervision-order-"


def test_closing_our_case_ends_no_order_of_a_judge_and_no_ban_of_a_mayor(family: CaseWorld) -> None:
    begin(family, "house-ban", until=clock.today() + timedelta(days=10), client=2)
    begin(family, "crisis-intervention")
    worker = as_worker(family)
    shown = words(worker, f"{at('case-end', family)}?reason=transferred")
    assert "Eindigde dit ook? Ondertoezichtstelling (OTS)" in shown
    assert "Eindigde dit ook? Tijdelijk huisverbod, Ank" in shown
    assert "Daarover beslist de burgemeester, u niet." in shown
    assert "Eindigde dit ook? Crisisinterventie" not in shown
    assert end(family, worker).status_code == 302
    today = clock.today()
    # What was ours ends with the case, since the order took the place of guidance before.
    assert {**ends(family), "guidance": None} == {
        "guidance": None, "supervision-order": None, "house-ban": None, "crisis-intervention": today,
    }  # fmt: skip
    assert ("supervision-order", today) not in ended_facts(family)
    closed = words(worker, at("case", family))
    assert "Loopt door" in closed
    assert "Over het einde hiervan beslist wie het oplegde." in closed
    assert not Duty.objects.using("owner").filter(case_id=family.case_id).exists()


def test_what_ran_on_when_the_case_ended_stands_as_over_once_its_last_day_is_over(family: CaseWorld) -> None:
    begin(family, "house-ban", until=clock.today() + timedelta(days=10), client=2)
    day = clock.today() + timedelta(days=9)
    last = short_day_in_words(day, "nl", day)
    assert end(family, as_worker(family)).status_code == 302
    for days, over in ((9, False), (10, True)):
        with clock.at(clock.now() + timedelta(days=days)):
            shown, earlier = words(as_worker(family), at("case", family)).split("Loopt door")[1].split("Eerder (", 1)
        assert ("Tijdelijk huisverbod" in shown, "Tijdelijk huisverbod" in earlier.split("Fase")[0]) == (not over, over)
        assert last in (earlier if over else shown)


def test_what_runs_on_after_a_case_was_closed_ends_on_the_day_that_the_judge_decided(family: CaseWorld) -> None:
    worker, there = as_worker(family), at("case-measure", family)
    assert end(family, worker).status_code == 302
    with clock.at(clock.now() + timedelta(days=40)):
        worker = as_worker(family)
        assert there in worker.get(at("case", family)).content.decode()
        shown = words(worker, there)
        assert "Iets eindigt of duurt langer" in shown
        assert "Einde: Ondertoezichtstelling (OTS)" in shown
        assert "Begin:" not in shown
        assert "Sluit dan de zaak af" not in shown
        sent = {"what": "end:supervision-order", "on": clock.today().isoformat()}
        for wrong in ({"what": "start:guardianship"}, {"then": "guidance"}, {"on": "2100-01-01"}):
            assert worker.post(there, {**sent, **wrong}).status_code == 422, wrong
        assert ends(family)["supervision-order"] is None
        assert worker.post(there, sent).status_code == 302
        assert ends(family)["supervision-order"] == clock.today()
        assert ("supervision-order", clock.today()) in ended_facts(family)
        assert not Duty.objects.using("owner").filter(case_id=family.case_id).exists()
        # Nothing is left that could end, so the page leads to the case, which offers it no more.
        assert worker.get(there)["Location"].startswith(at("case", family))
        assert there not in worker.get(at("case", family)).content.decode()


def test_what_was_recorded_too_early_of_a_closed_case_is_undone(family: CaseWorld) -> None:
    worker = as_worker(family)
    assert end(family, worker).status_code == 302
    sent = {"what": "end:supervision-order", "on": clock.today().isoformat()}
    saved = worker.post(at("case-measure", family), sent)["Location"]
    moment = parse_qs(urlsplit(saved).query)["undo"][0]
    told = flat(worker.post(at("case-undo", family), {"at": moment}, follow=True).content.decode())
    assert "Teruggenomen. Alles staat weer zoals het stond." in told
    assert ends(family)["supervision-order"] is None


def test_the_end_that_the_judge_decided_on_is_recorded_on_its_own_day(family: CaseWorld) -> None:
    worker, earlier = as_worker(family), clock.today() - timedelta(days=4)
    assert end(family, worker, **{ORDER: earlier.isoformat()}).status_code == 302
    assert ends(family)["supervision-order"] == earlier
    assert ("supervision-order", earlier) in ended_facts(family)
    assert worker.post(at("case-reopen", family)).status_code == 302
    assert ends(family)["supervision-order"] is None
    assert not {each for each in ended_facts(family) if each[0] == "supervision-order"}


def test_an_end_before_its_beginning_or_after_the_case_is_refused(family: CaseWorld) -> None:
    worker, today = as_worker(family), clock.today()
    for on, said in (
        (today - timedelta(days=31), "Deze dag ligt voor het begin."),
        (today + timedelta(days=1), "Kies een dag tot en met het einde van de zaak."),
    ):
        answer = end(family, worker, **{ORDER: on.isoformat()})
        assert answer.status_code == 422
        assert said in flat(answer.content.decode())
    assert end(family, worker, **{ORDER: "x" * 5000}).status_code == 422
    assert Case.objects.using("owner").get(id=family.case_id).closed_on is None


def test_of_what_came_to_its_last_day_that_day_stands_there_already(family: CaseWorld) -> None:
    with clock.at(clock.now() + timedelta(days=400)):
        html = as_worker(family).get(f"{at('case-end', family)}?reason=transferred").content.decode()
    until = Measure.objects.using("owner").get(measure_id="supervision-order").until
    assert until is not None
    # As people read it: tot en met.
    assert f'value="{(until - timedelta(days=1)).isoformat()}"' in html.split(f'name="{ORDER}"')[1].split(">")[0]


@pytest.mark.parametrize(
    ("practice", "measure", "reason"),
    [
        ("nl-probation", "suspended-sentence", "transferred"),
        ("nl-probation", "conditional-release", "transferred"),
        ("be-houses-of-justice", "probation-deferral", "transferred"),
        ("be-houses-of-justice", "release-under-conditions", "transferred"),
        ("nl-debt-tilburg", "statutory", "statutory"),
        ("nl-shelter-tussenvoorziening", "forensic-care", "other-help"),
    ],
)
def test_what_a_court_imposed_runs_on_after_our_case_and_asks_nothing_there(
    practice: str, measure: str, reason: str
) -> None:
    with clock.at(clock.now() - timedelta(days=30)):
        made = World.make(practice).case(practice)
        if measure not in ends(made):
            begin(made, measure, until=clock.today() + timedelta(days=365))
    with acting(made.worker) as actor:
        ending = Ending(
            kind=Outcome.Kind.OTHER, reason=reason, interests="-", cause="-", contact="-", why="Besproken.",
            decided_by="Aylin Demir",
        )  # fmt: skip
        here = get_case(actor, made.case_id)
        end_case(actor=actor, now=clock.now(), case=here, ending=ending, token=uuid4())
    assert ends(made)[measure] is None
    with clock.at(clock.now() + timedelta(days=400)):
        reckon_behind(today=clock.today())
    kept = Duty.objects.using("owner").filter(case_id=made.case_id).values_list("norm_id", flat=True)
    # Tilburg calls after a case, whatever goes on.
    assert not [each for each in kept if library().latest(practice).norm(each).ends_measure]
    assert practice == "nl-debt-tilburg" or not kept


def test_while_an_order_runs_a_case_is_handed_over_or_the_end_by_the_judge_is_told(family: CaseWorld) -> None:
    worker, today = as_worker(family), clock.today().isoformat()
    begin(family, "house-ban", until=clock.today() + timedelta(days=10), client=2)
    shown = words(worker, f"{at('case-end', family)}?reason=transferred")
    assert "Leeg kan alleen als u de zaak overdraagt: dan loopt het door." in shown
    for reason in ("good-enough", "not-extended", "involvement", "other"):
        for half in ({}, {ORDER: today}, {f"ended-house-ban-{family.client_ids[2]}": today}):
            answer = end(family, worker, reason=reason, **half)
            assert answer.status_code == 422, (reason, half)
            assert "Dit loopt nog. Schrijf de dag waarop het eindigde, of draag over." in flat(answer.content.decode())
    assert Case.objects.using("owner").get(id=family.case_id).closed_on is None
    both = {ORDER: today, f"ended-house-ban-{family.client_ids[2]}": today}
    assert end(family, worker, reason="involvement", **both).status_code == 302
    assert Case.objects.using("owner").get(id=family.case_id).closed_on == clock.today()


def test_who_wants_no_more_guidance_is_still_under_an_order(family: CaseWorld) -> None:
    begin(family, "guidance", client=0)
    worker = as_worker(family)
    assert "Het gezin wil geen begeleiding meer" not in words(worker, at("case-end", family))
    assert end(family, worker, reason="family-stops", **{ORDER: clock.today().isoformat()}).status_code == 422


# People who are kept apart


def test_a_talk_that_was_planned_before_a_ban_is_told_when_the_ban_is_recorded_and_as_long_as_it_stands(
    family: CaseWorld,
) -> None:
    worker, today = as_worker(family), clock.today()
    plan_talk(family, clock.now() + timedelta(days=3), client=None, talk_id="family")
    plan_talk(family, clock.now() + timedelta(days=4), client=0, talk_id="alone")
    told = "Let op: dit is gepland met mensen die elkaar dan niet mogen zien."
    assert told not in words(worker, at("case", family))
    sent = {
        "what": "start:house-ban", "on": today.isoformat(), "about": str(family.client_ids[2]),
        "until": (today + timedelta(days=10)).isoformat(),
    }  # fmt: skip
    saved = flat(worker.post(at("case-measure", family), sent, follow=True).content.decode())
    for shown in (saved, words(worker, at("case", family))):
        assert told in shown
        assert "Iedereen · Gesprek met het gezin Voor Ank geldt: Tijdelijk huisverbod" in shown
        # A talk with Kim alone brings nobody together with Ank.
        assert "Kim · Gesprek met de jeugdige alleen Voor Ank" not in shown


def test_a_ban_that_is_a_condition_is_told_of_the_talks_of_its_own_days_alone(family: CaseWorld) -> None:
    worker, today = as_worker(family), clock.today()
    begin(family, "house-ban", client=2)
    Measure.objects.using("owner").filter(measure_id="house-ban").update(ends_on=today)
    begin(family, "house-ban", client=1)
    Measure.objects.using("owner").filter(measure_id="house-ban").update(ends_on=today)
    for days in (3, 9):
        plan_talk(family, clock.now() + timedelta(days=days), client=None, talk_id="family")
    begin(family, "crisis-intervention")
    with acting(family.worker) as actor:
        operations.note_condition(
            actor=actor, now=clock.now(), case=get_case(actor, family.case_id), sort="house-ban", token=uuid4(),
            text="Ank komt niet thuis.", starts_on=today, until=today + timedelta(days=5),
            client_id=family.client_ids[2],
        )  # fmt: skip
    shown = words(worker, at("case", family))
    assert shown.count("Voor Ank geldt: Huisverbod") == 1


def test_the_page_of_a_case_costs_no_more_for_it(family: CaseWorld) -> None:
    worker = as_worker(family)
    before = len(queries(worker, at("case", family)))
    begin(family, "house-ban", client=2)
    plan_talk(family, clock.now() + timedelta(days=3), client=None, talk_id="family")
    assert len(queries(worker, at("case", family))) <= before


# The day of the law


def test_a_ban_longer_than_the_law_sets_shows_both_days_and_why(family: CaseWorld) -> None:
    worker, today = as_worker(family), clock.today()
    law, recorded = today + timedelta(days=28), today + timedelta(days=40)
    sent = {
        "what": "start:house-ban", "on": today.isoformat(), "until": recorded.isoformat(),
        "why": "Zo besloot de burgemeester.",
    }  # fmt: skip
    assert worker.post(at("case-measure", family), sent).status_code == 302
    shown = words(worker, at("case", family))
    # One day is said in one way: the last one on which the ban holds, as its frame says it.
    law -= timedelta(days=1)
    by_law, until, short = (
        day_in_words(law, "nl", today),
        day_in_words(recorded, "nl", today),
        short_day_in_words(law, "nl"),
    )
    assert f"met een reden: tot en met {until} · Moet van de wet: tot en met {by_law}" in shown
    assert f"De regel zelf zegt: tot en met {in_full(law, 'nl')}." in shown
    assert f"Afgeweken met een reden, tot en met {in_full(recorded, 'nl')}." in shown
    assert f"Wet tijdelijk huisverbod: hoogstens tot en met {short}. Langer, want: Zo besloot de burgemeester." in shown


# A response because of a parent


def incident_of_parent(case: CaseWorld) -> str:
    with acting(case.worker) as actor:
        made = record_incident(
            actor=actor, now=clock.now(), case=get_case(actor, case.case_id), client_id=case.client_ids[2],
            kind="signal", on=clock.today(), values={"what": "safety"}, text="Geschreeuw.", token=uuid4(),
        )  # fmt: skip
    return reverse("case-incident", kwargs={"case_id": case.case_id, "incident_id": made})


def taken(case: CaseWorld) -> list[tuple[str, object]]:
    rows = Fact.objects.using("owner").filter(case_id=case.case_id, kind="decision_taken")
    return sorted(((each.values["decision"], each.client_id) for each in rows), key=str)


def test_what_a_parent_did_leads_to_a_decision_about_the_children_that_are_chosen(family: CaseWorld) -> None:
    worker, there, (kim, sem, ank) = as_worker(family), incident_of_parent(family), family.client_ids
    assert "Over wie beslist u?" in words(worker, there)
    sent: dict[str, Any] = {
        "token": str(uuid4()), "option": "care", "on": clock.today().isoformat(), "reason": "Thuis is het onrustig.",
    }  # fmt: skip
    for about in ([], [str(ank)], [str(uuid4())], ["x" * 5000]):
        answer = worker.post(there, {**sent, "about": about})
        assert answer.status_code == 422, about
        assert "Kies over wie het gaat." in flat(answer.content.decode())
    assert taken(family) == []
    chosen = {**sent, "about": [str(kim), str(sem)]}
    for _twice in range(2):
        assert worker.post(there, chosen).status_code == 302
    assert taken(family) == sorted([("professional-care", kim), ("professional-care", sem)], key=str)


def test_an_option_says_for_which_child_something_comes_first(family: CaseWorld, settings: Any) -> None:
    settings.DEMO = True
    worker, there, (kim, sem, _ank) = as_worker(family), incident_of_parent(family), family.client_ids
    record(family, "case-conference", 0)
    assert "Dit kan nog niet. Houd eerst Casusoverleg Bescherming (Sem)." in words(worker, there)
    sent: dict[str, Any] = {
        "token": str(uuid4()), "option": "council", "on": clock.today().isoformat(), "reason": "Het blijft onrustig.",
    }  # fmt: skip
    # For both it waits, and then nothing is decided about either.
    assert worker.post(there, {**sent, "about": [str(kim), str(sem)]}).status_code == 422
    assert taken(family) == []
    assert worker.post(there, {**sent, "about": [str(kim)]}).status_code == 302
    assert taken(family) == [("ask-council", kim)]


def test_what_is_about_the_parent_alone_asks_for_no_child(family: CaseWorld) -> None:
    worker, there = as_worker(family), incident_of_parent(family)
    sent = {"token": str(uuid4()), "option": "talk", "on": clock.today().isoformat(), "reason": "Eerst praten."}
    assert worker.post(there, sent).status_code == 302
    assert taken(family) == []


def test_an_end_that_is_put_off_is_put_off_up_to_and_including_the_day_that_was_chosen(family: CaseWorld) -> None:
    begin(family, "house-ban", client=2)
    worker, until = as_worker(family), clock.today() + timedelta(days=40)
    duty = Duty.objects.using("owner").get(norm_id="house-ban-longest")
    sent = {"token": str(uuid4()), "way": "norm_deviated", "until": until.isoformat(), "reason": "Het loopt nog."}
    there = reverse("case-otherwise", kwargs={"case_id": family.case_id, "duty_id": duty.id})
    assert worker.post(there, sent).status_code == 302
    shown = words(worker, at("case", family))
    assert f"met een reden: tot en met {day_in_words(until, 'nl', clock.today())}" in shown
    assert f"tot en met {short_day_in_words(until, 'nl')}" in words(worker, at("case-timeline", family))
