"""Incidents: recorded by nothing stopped, the client heard first, responses chosen by people, and a word against it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import (
    Account,
    Case,
    Duty,
    Fact,
    Incident,
)
from alliantie.cases.operations import cover, heard
from alliantie.cases.operations import incidents as operations
from alliantie.cases.queries import get_case
from alliantie.cases.queries.incidents import incidents_in, whole_incident, whole_incidents
from alliantie.people.models import Office
from alliantie.portal.queries.incidents import own_incidents
from alliantie.practices.sources import day_in_words
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

BREACH = {"judged": "breach-special"}
BEHAVIOUR = {"judged": "not-established"}


@pytest.fixture
def here() -> CaseWorld:
    return World.make().case()


def case_of(case: CaseWorld, actor: Actor) -> Case:
    return get_case(actor, case.case_id)


def happened(
    case: CaseWorld,
    kind: str = "appointment",
    values: dict[str, Any] | None = None,
    client: int = 0,
    **more: Any,
) -> UUID:
    with acting(more.pop("actor", case.worker)) as actor:
        sent: dict[str, Any] = {"on": clock.today(), "text": "Noor kwam niet.", "token": uuid4(), **more}
        return operations.record_incident(
            actor=actor,
            now=clock.now(),
            case=case_of(case, actor),
            client_id=case.client_ids[client],
            kind=kind,
            values=BEHAVIOUR if values is None else values,
            **sent,
        )


def respond(case: CaseWorld, incident_id: UUID, option: str, **more: Any) -> UUID:
    with acting(case.worker) as actor:
        sent: dict[str, Any] = {"reason": "Dit past nu.", "token": uuid4(), **more}
        return operations.respond(
            actor=actor, now=clock.now(), case=case_of(case, actor), incident_id=incident_id, option=option, **sent
        )


def change(case: CaseWorld, what: Any, incident_id: UUID, actor: Actor | None = None, **more: Any) -> Any:
    with acting(actor or case.worker) as acts:
        return what(actor=acts, now=clock.now(), case=case_of(case, acts), incident_id=incident_id, **more)


def judge(case: CaseWorld, incident_id: UUID, values: dict[str, str], why: str = "") -> None:
    change(case, operations.judge_again, incident_id, on=clock.today(), values=values, text=why, token=uuid4())


def facts(case: CaseWorld, kind: str) -> list[Fact]:
    return list(Fact.objects.using("owner").filter(case_id=case.case_id, kind=kind, void=False).order_by("recorded_at"))


def called(kind: str = "Een afspraak niet nagekomen") -> str:
    """What an incident of today is called in facts and letters."""
    return f"{kind}, {day_in_words(clock.today(), 'nl')}"


def due(case: CaseWorld) -> set[str]:
    return set(Duty.objects.using("owner").filter(case_id=case.case_id).values_list("norm_id", flat=True))


# What happened


def test_an_incident_is_a_fact_of_the_practice_that_names_it(here: CaseWorld) -> None:
    made = happened(here)
    (fact,) = facts(here, "behaviour")
    assert fact.id == made
    assert fact.values == {"judged": "not-established", "incident": called()}
    assert "judge-behaviour" in due(here)


def test_two_of_a_kind_on_a_day_are_told_apart_in_their_facts(here: CaseWorld) -> None:
    first, second, _third = (happened(here, text=f"{number}") for number in range(3))
    names = [fact.values["incident"] for fact in facts(here, "behaviour")]
    assert names == [called(), f"{called()} (2)", f"{called()} (3)"]
    judge(here, second, BREACH)
    respond(here, second, "warn")
    assert facts(here, "breach-warning")[0].values == {"incident": names[1]}
    change(here, operations.withdraw_incident, first)
    assert "report-breach" in due(here)


def test_the_same_form_sent_twice_or_at_once_records_one_incident(here: CaseWorld) -> None:
    token = uuid4()
    assert happened(here, token=token) == happened(here, token=token)
    again = uuid4()
    at_once(lambda: happened(here, "instruction", token=again), lambda: happened(here, "instruction", token=again))
    assert Incident.objects.using("owner").count() == 2
    assert len(facts(here, "behaviour")) == 2


def test_a_stand_in_can_record_what_happened_in_a_closed_case_too(here: CaseWorld) -> None:
    samira = here.world.worker(1)
    with acting(here.worker) as actor:
        cover(
            actor=actor,
            case_id=here.case_id,
            worker_id=samira.me,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=1),
        )
    Case.objects.using("owner").filter(id=here.case_id).update(closed_on=clock.today())
    assert happened(here, actor=samira)


def test_what_the_practice_does_not_know_or_what_has_not_been_is_refused(here: CaseWorld) -> None:
    with pytest.raises(KeyError):
        happened(here, "new-debt")
    with pytest.raises(ValueError, match="judged"):
        happened(here, values={"judged": "guilty"})
    with pytest.raises(Denied):
        happened(here, on=clock.today() + timedelta(days=1))
    assert not Incident.objects.using("owner").exists()


def test_only_an_established_breach_starts_the_duty_to_report(here: CaseWorld) -> None:
    made = happened(here)
    assert "report-breach" not in due(here)
    judge(here, made, {"judged": "unwanted"})
    assert not {"report-breach", "judge-behaviour"} & due(here)
    judge(here, made, BREACH)
    assert {"report-breach", "warn-after-breach"} <= due(here)
    assert [fact.values["judged"] for fact in facts(here, "behaviour")] == [
        "not-established",
        "unwanted",
        "breach-special",
    ]


@pytest.fixture
def since_a_week() -> CaseWorld:
    with clock.at(clock.now() - timedelta(days=7)):
        return World.make().case()


def test_a_breach_that_was_none_asks_no_report_or_warning_any_more(since_a_week: CaseWorld) -> None:
    here = since_a_week
    with clock.at(clock.now() - timedelta(days=1)):
        before = happened(here, "offence", values={"judged": "breach-general"})
    for made in (before, happened(here, "offence", values={"judged": "breach-general"})):
        assert {"report-breach", "warn-after-breach"} <= due(here)
        judge(here, made, {"judged": "unwanted"}, "De bus reed niet.")
    assert not {"report-breach", "warn-after-breach", "judge-behaviour"} & due(here)


def test_a_breach_judged_a_breach_again_was_due_from_the_first_time(since_a_week: CaseWorld) -> None:
    here = since_a_week
    yesterday = clock.now() - timedelta(days=1)
    with clock.at(yesterday):
        made = happened(here, values={"judged": "breach-general"})
    judge(here, made, BREACH)
    starts = {
        each.norm_id: each.told["start"]["on"]
        for each in Duty.objects.using("owner").filter(case_id=here.case_id, norm_id__startswith="report-")
    }
    # In writing is asked since it is of a special condition, and that was said today.
    said = {"report-breach": clock.day_of(yesterday), "report-in-writing": clock.today()}
    assert starts == {norm: day.isoformat() for norm, day in said.items()}


MONDAY, THURSDAY, FRIDAY = date(2026, 1, 19), date(2026, 1, 22), date(2026, 1, 23)


def at_ten(day: date) -> Any:
    return clock.at(datetime.combine(day, time(10, 0), clock.HOME).astimezone(UTC))


def due_on(case: CaseWorld, norm: str) -> date:
    return Duty.objects.using("owner").get(case_id=case.case_id, norm_id=norm).due


@pytest.fixture
def on_monday() -> CaseWorld:
    with at_ten(MONDAY):
        return World.make().case()


def test_a_judgement_bears_the_day_on_which_it_was_given(on_monday: CaseWorld) -> None:
    here = on_monday
    with at_ten(THURSDAY):
        made = happened(here, "special-condition", values=BREACH, on=MONDAY)
    incident = Incident.objects.using("owner").get()
    assert (incident.on, facts(here, "behaviour")[0].on) == (MONDAY, THURSDAY)
    assert day_in_words(MONDAY, "nl") in facts(here, "behaviour")[0].values["incident"]
    assert due_on(here, "report-breach") == THURSDAY
    with at_ten(THURSDAY), acting(here.worker) as actor:
        assert whole_incident(actor, here.case_id, made).texts[0].on == MONDAY


def test_what_is_not_established_is_asked_again_two_working_days_after_each_time_it_was_said(
    on_monday: CaseWorld,
) -> None:
    here = on_monday
    with at_ten(MONDAY):
        made = happened(here)
        assert due_on(here, "judge-behaviour") == date(2026, 1, 21)
    with at_ten(THURSDAY):
        judge(here, made, BEHAVIOUR)
    assert due_on(here, "judge-behaviour") == date(2026, 1, 26)


def test_a_report_made_before_it_was_written_down_that_it_was_a_breach_counts(on_monday: CaseWorld) -> None:
    here = on_monday
    with at_ten(THURSDAY):
        made = happened(here, "special-condition", values=BREACH, on=MONDAY)
        respond(here, made, "reported", on=date(2026, 1, 20))
        respond(here, made, "warn", on=date(2026, 1, 20))
        assert not {"report-breach", "warn-after-breach"} & due(here)
        judge(here, made, {"judged": "unwanted"}, "Toch niet.")
    with at_ten(FRIDAY):
        judge(here, made, BREACH)
    assert {"report-breach", "warn-after-breach"} <= due(here), "what was judged anew is reported anew"


def test_an_incident_that_is_no_judgement_keeps_its_day() -> None:
    with at_ten(MONDAY):
        here = World.make().case("nl-debt-zeist")
    with at_ten(THURSDAY):
        happened(here, "not-come", values={}, on=MONDAY)
    assert facts(here, "not-come")[0].on == MONDAY


def test_nothing_is_judged_before_the_last_word(here: CaseWorld) -> None:
    made = happened(here, values=BREACH)
    with pytest.raises(Denied):
        change(
            here,
            operations.judge_again,
            made,
            on=clock.today() - timedelta(days=1),
            values=BEHAVIOUR,
            text="",
            token=uuid4(),
        )
    assert "report-breach" in due(here)


def test_a_duty_that_a_judgement_brought_goes_with_no_other_judgement_without_a_word_of_why(here: CaseWorld) -> None:
    made = happened(here, values=BREACH)
    with pytest.raises(Denied, match="Schrijf waarom"):
        judge(here, made, BEHAVIOUR)
    assert {"report-breach", "warn-after-breach"} <= due(here)
    # That of the general condition need not be in writing: less is asked, so why is asked too.
    with pytest.raises(Denied, match="Schrijf waarom"):
        judge(here, made, {"judged": "breach-general"})
    judge(here, made, {"judged": "breach-general"}, "Het was iets strafbaars.")
    judge(here, made, BEHAVIOUR, "Het rooster klopte niet.")
    assert not {"report-breach", "warn-after-breach"} & due(here)
    with acting(here.worker) as actor:
        (whole,) = whole_incidents(actor, [here.case_id])
    said = [(each.values["judged"], each.on, each.worker_name) for each in whole.judged]
    words = (BEHAVIOUR["judged"], "breach-general", BREACH["judged"])
    assert said == [(each, clock.today(), "Peter") for each in words]


def test_what_was_chosen_before_another_judgement_is_no_answer_to_that(here: CaseWorld) -> None:
    made = happened(here, values={"judged": "unwanted"})
    respond(here, made, "no-action")
    change(here, operations.close_incident, made)
    judge(here, made, BREACH)
    respond(here, made, "warn")
    with acting(here.worker) as actor:
        whole = whole_incident(actor, here.case_id, made)
    assert [(each.option, whole.judged_since(each)) for each in whole.responses] == [
        ("no-action", True), ("warn", False),
    ]  # fmt: skip
    # It was put away as something else, so it is there again.
    assert whole.incident.state == Incident.State.WEIGHED
    with acting(here.client()) as actor:
        assert [bool(each.since) for each in own_incidents(actor, "nl")[0].steps] == [True, False]
    judge(here, made, BREACH)
    with acting(here.worker) as actor:
        whole = whole_incident(actor, here.case_id, made)
    assert not whole.judged_since(whole.responses[-1]), "the same said again is no other judgement"


def test_an_incident_judged_otherwise_is_put_away_only_after_a_new_answer(here: CaseWorld) -> None:
    made = happened(here, values={"judged": "not-established"})
    respond(here, made, "no-action")
    judge(here, made, {"judged": "unwanted"})

    def answered() -> bool:
        with acting(here.worker) as actor:
            (shown,) = incidents_in(get_case(actor, here.case_id, whole=True))
            assert shown.answered == whole_incident(actor, here.case_id, made).answered
        return shown.answered

    assert not answered()
    with pytest.raises(NotNow, match="Kies eerst opnieuw"):
        change(here, operations.close_incident, made)
    judge(here, made, {"judged": "not-established"})
    assert answered(), "what was chosen was chosen for this judgement"
    judge(here, made, {"judged": "unwanted"})
    respond(here, made, "talk")
    assert answered()
    change(here, operations.close_incident, made)
    with acting(here.worker) as actor:
        assert whole_incident(actor, here.case_id, made).incident.state == Incident.State.CLOSED


def test_all_that_was_written_of_an_incident_stays_newest_first(since_a_week: CaseWorld) -> None:
    here = since_a_week
    yesterday = clock.now() - timedelta(days=1)
    with clock.at(yesterday):
        made = happened(here)
    for text in ("Noor was ziek.", "Noor was toch niet ziek."):
        change(here, operations.judge_again, made, on=clock.today(), values=BEHAVIOUR, text=text, token=uuid4())
    for reader in (here.worker, here.client()):
        with acting(reader):
            (whole,) = whole_incidents(reader, [here.case_id])
        assert [(each.text, each.on, each.worker_name) for each in whole.texts] == [
            ("Noor was toch niet ziek.", clock.today(), "Peter"),
            ("Noor was ziek.", clock.today(), "Peter"),
            ("Noor kwam niet.", clock.day_of(yesterday), "Peter"),
        ]


# The client's own account


def test_the_client_chooses_who_may_read_the_own_account(here: CaseWorld) -> None:
    samira = here.world.worker(1)
    with acting(here.worker) as actor:
        cover(
            actor=actor,
            case_id=here.case_id,
            worker_id=samira.me,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=1),
        )

    def read_by(readers: Account.Readers) -> tuple[str, str, str]:
        made = happened(here, text=readers)
        change(here, heard.note_account, made, readers=readers, text="Ik was ziek.")
        seen = []
        for actor in (here.worker, samira, here.client()):
            with acting(actor):
                seen.append(whole_incident(actor, here.case_id, made).account)
        return seen[0], seen[1], seen[2]

    assert read_by(Account.Readers.WORKER) == ("Ik was ziek.", "", "Ik was ziek.")
    assert read_by(Account.Readers.LEADER) == ("Ik was ziek.", "", "Ik was ziek.")
    assert read_by(Account.Readers.FILE) == ("Ik was ziek.",) * 3
    Office.objects.using("owner").create(
        area=here.world.area,
        organisation=here.world.organisation,
        team=here.world.team,
        worker_id=samira.me,
        kind="leads",
        starts_on=date(2020, 1, 1),
    )
    assert read_by(Account.Readers.LEADER) == ("Ik was ziek.",) * 3


def test_rather_not_is_an_answer_and_telling_later_stays_possible(here: CaseWorld) -> None:
    made = happened(here)
    for _twice in range(2):
        change(here, heard.note_declined, made)
    with acting(here.worker) as actor:
        assert whole_incident(actor, here.case_id, made).incident.heard == "declined"
    change(here, heard.note_account, made, readers=Account.Readers.FILE, text="Toch wel.")
    change(here, heard.note_declined, made)
    with acting(here.worker) as actor:
        assert whole_incident(actor, here.case_id, made).incident.heard == "told"
    with pytest.raises(NotNow):
        change(here, heard.note_account, made, readers=Account.Readers.FILE, text="Nog eens.")
