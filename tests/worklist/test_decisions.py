"""Gates stop a decision of our own, never the recording of what happened; an emergency leaves its step as a duty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied
from alliantie.cases import operations
from alliantie.cases.models import Duty, Fact
from alliantie.cases.operations.decisions import take_decision
from alliantie.cases.operations.duties import reckon_behind
from alliantie.cases.queries import get_case
from tests.cases.letter_ways import begin
from tests.walks.walking import Walk
from tests.worklist.browse import as_worker, hidden, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make().case("nl-debt-zeist")


@pytest.fixture
def family() -> CaseWorld:
    case = World.make("Gezin").case("nl-save-protection", (("Sam", "Wit"),), roles=("young_person",))
    with acting(case.worker) as actor:
        operations.change_measure(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            measure_id="supervision-order",
            starts=True,
            on=clock.today(),
        )
    return case


def at(case: CaseWorld, decision: str) -> str:
    return reverse("case-decision", kwargs={"case_id": case.case_id, "decision_id": decision})


def taken(case: CaseWorld) -> list[str]:
    found = Fact.objects.using("owner").filter(case_id=case.case_id, kind="decision_taken").order_by("recorded_at")
    return [fact.values["decision"] for fact in found]


def record(case: CaseWorld, kind: str, days_ago: int = 0, **values: object) -> None:
    with acting(case.worker) as actor:
        operations.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=kind,
            on=clock.today() - timedelta(days=days_ago),
            client_id=case.client_ids[0],
            values=values,  # type: ignore[arg-type]
        )


@override_settings(DEMO=True)
def test_no_intent_letter_before_the_recovery_term_is_set_not_even_in_danger(zeist: CaseWorld) -> None:
    worker, there = as_worker(zeist), at(zeist, "send-intent")
    assert "Dit kan nog niet. Bepaal eerst hoe lang de hersteltermijn is." in words(worker, there)
    sent = {"token": str(uuid4()), "reason": "Er is gevaar", "danger": "on"}
    assert worker.post(there, sent).status_code == 422
    assert taken(zeist) == []
    # What happened is recorded whatever stands before a decision.
    record(zeist, "intent-sent", days_ago=1, answer_by=clock.today() + timedelta(days=14))
    # That a term was set is not recorded without saying how long, and no days at all open nothing.
    with pytest.raises(ValueError, match="days: is missing"):
        record(zeist, "recovery-term-set", days_ago=1)
    record(zeist, "recovery-term-set", days_ago=1, days=0)
    assert worker.post(there, {"token": str(uuid4())}).status_code == 422
    # A term that was set before an intent belongs to that one.
    record(zeist, "recovery-term-set", days_ago=1, days=14)
    assert worker.post(there, {"token": str(uuid4())}).status_code == 422
    record(zeist, "intent-withdrawn", days_ago=2)
    record(zeist, "recovery-term-set", days=14)
    assert worker.post(there, {"token": hidden(worker, there, "token"), "reason": ""}).status_code == 302
    assert taken(zeist) == ["send-intent"]


@override_settings(DEMO=True)
def test_help_ends_only_after_a_recovery_term_that_is_over(zeist: CaseWorld) -> None:
    worker, there = as_worker(zeist), at(zeist, "end-help")
    sent = {"token": str(uuid4())}
    assert worker.post(there, sent).status_code == 422
    record(zeist, "intent-sent", days_ago=20, answer_by=clock.today())
    assert worker.post(there, sent).status_code == 422
    record(zeist, "intent-withdrawn", days_ago=16)
    record(zeist, "intent-sent", days_ago=15, answer_by=clock.today() - timedelta(days=1))
    assert worker.post(there, sent).status_code == 302
    # The same form twice takes one decision.
    assert worker.post(there, sent).status_code == 302
    assert taken(zeist) == ["end-help"]


def test_outside_the_demo_a_rule_that_nobody_checked_stops_nothing(zeist: CaseWorld) -> None:
    worker, there = as_worker(zeist), at(zeist, "end-help")
    assert "Nog niet gedaan" in words(worker, there)
    assert worker.post(there, {"token": str(uuid4())}).status_code == 302


@override_settings(DEMO=True)
def test_a_deviation_asks_why_and_keeps_the_reason(zeist: CaseWorld) -> None:
    worker, there = as_worker(zeist), at(zeist, "send-offer")
    token = str(uuid4())
    answer = worker.post(there, {"token": token, "reason": "  "})
    assert answer.status_code == 422
    assert "U wijkt af. Schrijf waarom." in answer.content.decode()
    assert worker.post(there, {"token": token, "reason": "De collega's zijn er niet."}).status_code == 302
    fact = Fact.objects.using("owner").get(case_id=zeist.case_id, kind="decision_taken")
    assert fact.text == "De collega's zijn er niet."


@override_settings(DEMO=True)
def test_in_danger_a_step_is_passed_over_and_due_the_next_working_day(family: CaseWorld) -> None:
    worker, there = as_worker(family), at(family, "place-out-of-home")
    seen = words(worker, there)
    assert "Is er gevaar?" in seen
    assert "Eén zin is genoeg. Schrijf zo dat" in seen
    assert worker.post(there, {"token": str(uuid4()), "reason": "Het mes lag op tafel."}).status_code == 422
    assert worker.post(there, {"token": str(uuid4()), "danger": "on"}).status_code == 422
    sent = {"token": str(uuid4()), "danger": "on", "reason": "Het mes lag op tafel."}
    assert worker.post(there, sent).status_code == 302
    assert worker.post(there, sent).status_code == 302
    forced = Fact.objects.using("owner").filter(case_id=family.case_id, kind="gate_forced")
    assert forced.count() >= 1
    assert taken(family) == ["place-out-of-home"]
    due = Duty.objects.using("owner").filter(case_id=family.case_id, norm_id__in=[f.values["norm"] for f in forced])
    assert due.count() == forced.count()
    assert all(clock.today() < duty.due <= clock.today() + timedelta(days=5) for duty in due)


def test_no_decision_of_another_measure_or_practice_is_offered(zeist: CaseWorld, family: CaseWorld) -> None:
    assert as_worker(zeist).get(at(zeist, "place-out-of-home")).status_code == 404
    assert as_worker(family).get(at(family, "close-guardianship")).status_code == 404
    assert as_worker(family).post(at(family, "close-guardianship"), {"token": str(uuid4())}).status_code == 404


def otherwise(case: CaseWorld, norm: str) -> str:
    duty = Duty.objects.using("owner").get(case_id=case.case_id, norm_id=norm)
    return reverse("case-otherwise", kwargs={"case_id": case.case_id, "duty_id": duty.id})


def due_of(case: CaseWorld, norm: str) -> Any:
    return Duty.objects.using("owner").values_list("due", flat=True).get(case_id=case.case_id, norm_id=norm)


def test_a_duty_is_put_off_with_a_reason_until_a_day(zeist: CaseWorld) -> None:
    record(zeist, "registered", crisis=True)
    worker, there = as_worker(zeist), otherwise(zeist, "intake-in-crisis")
    until = clock.today() + timedelta(days=20)
    sent = {"token": str(uuid4()), "way": "norm_deviated", "until": until.isoformat()}
    assert worker.post(there, {**sent, "reason": ""}).status_code == 422
    assert worker.post(there, {**sent, "reason": "Noor ligt in het ziekenhuis."}).status_code == 302
    assert due_of(zeist, "intake-in-crisis") == until
    seen = words(worker, reverse("case", kwargs={"case_id": zeist.case_id}))
    assert "Afgeweken met een reden" in seen
    assert "Noor ligt in het ziekenhuis." in seen


@pytest.mark.parametrize("count", ["0", "21", "x", ""])
def test_a_term_of_its_own_stays_within_the_limits_of_the_rule(zeist: CaseWorld, count: str) -> None:
    record(zeist, "registered", crisis=False)
    with acting(zeist.worker) as actor:
        operations.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=zeist.world.area.id,
            case_id=zeist.case_id,
            kind="contact",
            talk_id="intake",
            on=clock.today(),
            client_id=zeist.client_ids[0],
        )
    worker, there = as_worker(zeist), otherwise(zeist, "fill-in-reflection")
    before = due_of(zeist, "fill-in-reflection")
    sent = {"token": str(uuid4()), "way": "term_set", "reason": "Afgesproken."}
    assert worker.post(there, {**sent, "count": count}).status_code == 422
    assert due_of(zeist, "fill-in-reflection") == before
    assert worker.post(there, {**sent, "count": "10"}).status_code == 302
    assert due_of(zeist, "fill-in-reflection") != before


def test_a_case_counts_from_a_day_of_its_own_where_the_source_names_no_start() -> None:
    with clock.at(clock.now() - timedelta(days=30)):
        case = World.make().case("nl-debt-zeist", measure_id="application")
    worker, there, before = as_worker(case), otherwise(case, "register"), due_of(case, "register")
    assert "Vanaf een andere dag tellen De bron noemt geen begin. Nu telt het vanaf" in words(worker, there)
    assert "Tot en met welke dag? (hoeft niet) Alleen bij: Later doen; Tijdelijk niet doen." in words(worker, there)
    sent = {"token": str(uuid4()), "way": "start_set", "reason": "De aanmelding kwam later binnen."}
    today = clock.today()
    for wrong in ("", "gisteren", *((today + timedelta(days=each)).isoformat() for each in (1, -31, -9000))):
        assert worker.post(there, {**sent, "since": wrong}).status_code == 422, wrong
    since = (today - timedelta(days=3)).isoformat()
    assert worker.post(there, {**sent, "since": since, "reason": " "}).status_code == 422
    assert due_of(case, "register") == before
    for _again in range(2):
        assert worker.post(there, {**sent, "since": since}).status_code == 302
    assert Fact.objects.using("owner").filter(case_id=case.case_id, kind="start_set").count() == 1
    assert due_of(case, "register") > before
    page = {"case_id": case.case_id}
    assert "In deze zaak telt dit vanaf" in words(worker, reverse("case", kwargs=page))
    told = words(worker, reverse("case-timeline", kwargs=page))
    assert "Ander begin vastgelegd: Neem de aanmelding door en leg haar vast, telt vanaf" in told
    assert "De aanmelding kwam later binnen." in told


def test_a_start_that_the_source_names_cannot_be_moved(zeist: CaseWorld) -> None:
    record(zeist, "registered", crisis=True)
    worker, there = as_worker(zeist), otherwise(zeist, "intake-in-crisis")
    assert "Vanaf een andere dag tellen" not in words(worker, there)
    sent = {"token": str(uuid4()), "way": "start_set", "since": clock.today().isoformat(), "reason": "Daarom."}
    assert worker.post(there, sent).status_code == 422
    with pytest.raises(ValueError, match="lets no case have its own start"):
        record(zeist, "start_set", norm="intake-in-crisis", of=clock.today(), since=clock.today())


def test_what_was_put_off_comes_back_when_its_day_is_over(zeist: CaseWorld) -> None:
    record(zeist, "registered", crisis=True)
    worker, there = as_worker(zeist), otherwise(zeist, "intake-in-crisis")
    until = clock.today() + timedelta(days=20)
    sent = {"token": str(uuid4()), "way": "norm_suspended", "until": until.isoformat(), "reason": "Vakantie."}
    assert worker.post(there, sent).status_code == 302
    with clock.at(clock.now() + timedelta(days=21)):
        reckon_behind(today=clock.today())
        assert "te laat" in words(as_worker(zeist), reverse("case", kwargs={"case_id": zeist.case_id}))


def test_a_day_that_is_over_or_far_away_puts_nothing_off(zeist: CaseWorld) -> None:
    record(zeist, "registered", crisis=True)
    worker, there = as_worker(zeist), otherwise(zeist, "intake-in-crisis")
    for until in ("", clock.today().isoformat(), "2099-01-01", "gisteren"):
        sent = {"token": str(uuid4()), "way": "norm_deviated", "until": until, "reason": "Daarom."}
        assert worker.post(there, sent).status_code == 422


@pytest.mark.parametrize(
    ("practice", "measure", "role"),
    [("nl-work-amersfoort", "application", "Klantmanager"), ("nl-work-rsd-krh", "application", "Procesregisseur")],
)
def test_a_decision_of_another_role_says_who_took_it(practice: str, measure: str, role: str) -> None:
    case = World.make(practice).case(practice)
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        operations.change_measure(
            actor=actor, now=clock.now(), case=here, measure_id=measure, starts=True, on=clock.today()
        )
    worker, there = as_worker(case), at(case, "decide-benefit")
    shown = words(worker, there)
    assert "Wie besloot dit?" in shown
    assert f"Dit besluit is voor: {role}." in shown
    for name, said in (("  ", "Schrijf wie dit besloot."), ("x" * 101, "Deze naam is te lang.")):
        answer = worker.post(there, {"token": str(uuid4()), "decided_by": name})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert taken(case) == []
    answer = worker.post(there, {"token": str(uuid4()), "decided_by": "Aylin Demir"})
    assert answer["Location"] == reverse("case-letter-new", args=[case.case_id, "benefit-decision"]) + "?saved=decided"
    assert worker.get(answer["Location"]).status_code == 200
    told = "besloten door Aylin Demir"
    assert told in words(worker, reverse("case-timeline", args=[case.case_id]))
    assert "Vandaag genomen door Aylin Demir" in words(worker, reverse("case-decisions", args=[case.case_id]))
    own = words(worker, at(case, "offer-trajectory"))
    assert "Wie besloot dit?" not in own


def test_a_letter_with_a_decision_of_another_role_records_who_it_says_took_it() -> None:
    walk = Walk("nl-work-amersfoort").open("application", ("Noor", "client"))
    walk.post(
        "benefit-decision",
        granted=True,
        decided_by="Aylin Demir",
        why="Het inkomen.",
        next="Een gesprek.",
        object_by=clock.today() + timedelta(days=42),
        object_to="Het college",
    )
    fact = Fact.objects.using("owner").get(case_id=walk.case.case_id, kind="decision_taken")
    assert fact.values["decided_by"] == "Aylin Demir"


def test_a_decision_leads_on_to_the_letter_that_was_begun_to_tell_it() -> None:
    case = World.make().case("be-houses-of-justice")
    begun = begin(case, "new-facts-report", filled={"about": "PV van 3 november"})
    worker = as_worker(case)
    answer = worker.post(at(case, "report-new-facts"), {"token": str(uuid4()), "reason": "Gisteren besproken."})
    assert answer["Location"] == reverse("case-letter", args=[case.case_id, begun]) + "?saved=decided"
    assert "Bewaard: uw besluit. Deze brief vertelt het." in words(worker, answer["Location"])


def test_what_comes_first_leads_to_the_form_or_the_letter_whose_sending_records_it() -> None:
    case = World.make("Werk").case("nl-work-rsd-krh", measure_id="application")
    worker, here = as_worker(case), [case.case_id]
    missing = {
        "decide-benefit": [reverse("case-form-new", args=[*here, "start-talk-list"])],
        # Only a letter says that the benefit was decided on; a plan that was agreed on can be noted by hand.
        "offer-trajectory": [
            reverse("case-letter-new", args=[*here, "benefit-decision"]),
            reverse("case-happened", args=[*here, "plan_agreed"]),
        ],
    }
    for decision, ways in missing.items():
        page = worker.get(at(case, decision)).content.decode()
        for there in ways:
            assert f'href="{there}"' in page
            assert worker.get(there).status_code == 200
    page = worker.get(reverse("case-measure", args=here), {"what": "start:assistance-with-coach"}).content.decode()
    assert f'href="{missing["offer-trajectory"][0]}"' in page
    record(case, "alternatives-checked", other_way=False)
    assert f'href="{missing["decide-benefit"][0]}"' not in worker.get(at(case, "decide-benefit")).content.decode()


@override_settings(DEMO=True)
def test_a_decision_of_yesterday_bears_its_own_day_and_the_moment_it_was_recorded(zeist: CaseWorld) -> None:
    worker, there = as_worker(zeist), at(zeist, "end-help")
    with clock.at(clock.now() + timedelta(days=30)):
        today = clock.today()
        record(zeist, "intent-sent", days_ago=20, answer_by=today - timedelta(days=3))
        sent = {"token": str(uuid4()), "on": (today - timedelta(days=1)).isoformat()}
        assert worker.post(there, sent).status_code == 302
        fact = Fact.objects.using("owner").get(case_id=zeist.case_id, kind="decision_taken")
        assert (fact.on, clock.day_of(fact.recorded_at)) == (today - timedelta(days=1), today)
        # Of that day it is told as taken, and today it can be taken still.
        assert "Dit besluit is op" in words(worker, f"{there}?on={sent['on']}")
        assert "Op welke dag is dit besloten?" in words(worker, there)


@override_settings(DEMO=True)
def test_a_decision_is_dated_neither_in_the_future_nor_before_the_case(zeist: CaseWorld) -> None:
    worker, there = as_worker(zeist), at(zeist, "send-offer")
    with clock.at(clock.now() + timedelta(days=3)):
        for days in (1, -4, -400):
            on = (clock.today() + timedelta(days=days)).isoformat()
            answer = worker.post(there, {"token": str(uuid4()), "reason": "Zo.", "on": on})
            assert answer.status_code == 422
            assert "Kies een dag van het begin van de zaak tot en met vandaag." in answer.content.decode()
        assert worker.post(there, {"token": str(uuid4()), "on": "gisteren"}).status_code == 422
        assert taken(zeist) == []
        with acting(zeist.worker) as actor, pytest.raises(Denied):
            take_decision(
                actor=actor, now=clock.now(), case=get_case(actor, zeist.case_id), decision_id="send-offer",
                token=uuid4(), reason="Zo.", on=clock.today() + timedelta(days=1),
            )  # fmt: skip


@override_settings(DEMO=True)
def test_the_gates_of_a_decision_are_judged_by_what_had_happened_on_its_day(zeist: CaseWorld) -> None:
    worker, there = as_worker(zeist), at(zeist, "end-help")
    with clock.at(clock.now() + timedelta(days=30)):
        today = clock.today()
        # The recovery term was over the day before yesterday.
        record(zeist, "intent-sent", days_ago=20, answer_by=today - timedelta(days=3))
        for days_ago, status in ((3, 422), (2, 302)):
            on = (today - timedelta(days=days_ago)).isoformat()
            assert worker.post(there, {"token": str(uuid4()), "on": on}).status_code == status, days_ago
            waits = "Dit kan nog niet." in words(worker, f"{there}?on={on}")
            assert waits is (status == 422), days_ago


@override_settings(DEMO=True)
def test_a_decision_dated_on_a_day_on_which_it_could_not_be_taken_says_so_and_keeps_what_was_typed() -> None:
    case = World.make().case("nl-save-protection", (("Sam", "Wit"),), roles=("young_person",))
    opened, there = clock.today(), at(case, "on-report")
    with clock.at(clock.now() + timedelta(days=5)):
        with acting(case.worker) as actor:
            operations.change_measure(
                actor=actor, now=clock.now(), case=get_case(actor, case.case_id), measure_id="supervision-order",
                starts=True, on=clock.today(),
            )  # fmt: skip
        worker, refusal = as_worker(case), "Op die dag kon dit besluit niet genomen worden. Kies een andere dag."
        typed = {"token": str(uuid4()), "reason": "Zo gaat het beter.", "on": opened.isoformat()}
        for place in (there, f"{there}?about={case.client_ids[0]}"):
            answer = worker.post(place, typed)
            assert answer.status_code == 422
            assert refusal in answer.content.decode()
            assert "Zo gaat het beter." in answer.content.decode()
        assert taken(case) == []
        assert refusal in words(worker, f"{there}?on={opened.isoformat()}")
        assert refusal not in words(worker, there)


@override_settings(DEMO=True)
def test_a_step_that_comes_first_says_how_long_it_waits(zeist: CaseWorld) -> None:
    seen = words(as_worker(zeist), at(zeist, "end-help"))
    assert "Eerst een hersteltermijn die voorbij is Nog niet gedaan · na de dag die vaststaat bij:" in seen
    assert "na minstens 1 week" in seen
