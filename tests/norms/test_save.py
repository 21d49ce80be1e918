"""SAVE youth protection and probation: each rule of the source on both sides of its limit (000:690-1292; R6 to R11)."""

from __future__ import annotations

from datetime import date

import pytest

from alliantie.norms.duties import duties
from alliantie.norms.duty import Duty
from alliantie.norms.gates import gates
from alliantie.norms.lasting import beyond
from alliantie.norms.outcomes import reasons
from alliantie.norms.timeline import Fact, Person, Timeline
from alliantie.practices import Practice, library
from tests.norms.sources import due_of, fact, started

PROTECTION = library().latest("nl-save-protection")
PROBATION = library().latest("nl-save-youth-probation")
SAM = Person("sam", "young_person", date(2012, 6, 1))
KIM = Person("kim", "young_person", date(2014, 6, 1))
MUM, DAD = Person("mum", "parent"), Person("dad", "parent")
EXECUTION = fact("phase_entered", "2026-03-02", phase="execution")


def order(*facts: Fact, measure: str = "supervision-order", people: tuple[Person, ...] = (SAM, MUM, DAD)) -> Timeline:
    return started("2026-01-05", measure, *facts, people=people)


def of(norm: str, timeline: Timeline, on: str) -> list[Duty]:
    return due_of(PROTECTION, norm, timeline, on)


@pytest.mark.parametrize(("on", "overdue"), [("2026-02-16", False), ("2026-02-17", True)])
def test_the_family_group_plan_is_there_within_six_weeks(on: str, overdue: bool) -> None:
    (duty,) = of("family-plan", order(), on)
    assert (duty.due, duty.overdue, duty.grade) == (date(2026, 2, 16), overdue, "must")
    assert of("family-plan", order(fact("family-plan-made", "2026-02-16")), "2026-02-16") == []


def test_that_a_plan_was_agreed_is_no_plan_of_the_family_and_what_the_family_made_is_not_approved() -> None:
    # 773-779: the family makes the plan, the worker has to approve it; each is asked apart.
    agreed, made = fact("plan_agreed", "2026-02-03"), fact("family-plan-made", "2026-02-02")
    assert len(of("family-plan", order(agreed), "2026-02-03")) == 1
    assert of("family-plan", order(made), "2026-02-03") == []
    assert len(of("approve-plan", order(made), "2026-02-03")) == 1
    assert of("approve-plan", order(made, agreed), "2026-02-03") == []


def test_in_a_double_measure_each_part_asks_its_own_of_the_plan() -> None:
    begun = [
        fact("measure_started", "2026-01-05", id=each, measure=each) for each in ("conditional-supervision", "double")
    ]

    def asked(*facts: Fact) -> set[str]:
        timeline = Timeline((SAM,), (fact("case_opened", "2026-01-05"), *begun, *facts))
        found = {each.norm for each in duties(PROBATION, timeline, date(2026, 2, 4))}
        return found & {"plan", "family-plan", "approve-plan"}

    agreed, made = fact("plan_agreed", "2026-02-03"), fact("family-plan-made", "2026-02-02")
    assert asked() == {"plan", "family-plan"}
    assert asked(agreed) == {"family-plan"}
    assert asked(made) == {"plan", "approve-plan"}
    assert asked(made, agreed) == set()


def test_the_plan_of_one_child_settles_nothing_of_the_measure_of_another() -> None:
    begun = [
        Fact(f"m-{who}", "measure_started", date(2026, 1, 5), None, {"measure": "guardianship"}, who)
        for who in ("sam", "kim")
    ]
    agreed = Fact("a", "plan_agreed", date(2026, 2, 3), None, {}, "kim")
    timeline = Timeline((SAM, KIM), (fact("case_opened", "2026-01-05"), *begun, agreed))
    assert [each.start.id for each in of("guardianship-plan", timeline, "2026-02-04")] == ["m-sam"]


def test_a_plan_the_family_made_waits_for_approval_or_conditions() -> None:
    made = fact("family-plan-made", "2026-02-02")
    assert of("approve-plan", order(made), "2026-02-02")[0].due == date(2026, 2, 9)
    assert of("approve-plan", order(made, fact("plan_agreed", "2026-02-03")), "2026-02-03") == []


@pytest.mark.parametrize(
    ("norm", "due", "hardness"),
    [("family-necessary", "2026-04-27", "needed"), ("family-desirable", "2026-03-23", "wished")],
)
def test_the_family_is_seen_every_eight_weeks_and_the_whole_family_every_three(
    norm: str, due: str, hardness: str
) -> None:
    assert of(norm, order(), "2026-03-01") == []
    (duty,) = of(norm, order(EXECUTION), "2026-03-02")
    assert (duty.due.isoformat(), duty.hardness, duty.grade) == (due, hardness, "guideline")


def test_only_the_desirable_talk_asks_for_the_whole_family() -> None:
    with_mum = fact("contact", "2026-03-16", "sam", "mum", "worker", talk="family", mode="home")
    assert of("family-necessary", order(EXECUTION, with_mum), "2026-03-17")[0].due == date(2026, 5, 11)
    assert of("family-desirable", order(EXECUTION, with_mum), "2026-03-17")[0].due == date(2026, 3, 23)
    all_there = fact("contact", "2026-03-16", "sam", "mum", "dad", "worker", talk="family", mode="home")
    assert of("family-desirable", order(EXECUTION, all_there), "2026-03-17")[0].due == date(2026, 4, 6)


def test_the_whole_family_is_not_asked_together_while_a_house_ban_keeps_it_apart() -> None:
    ban = fact("measure_started", "2026-03-10", measure="house-ban")
    over = fact("measure_ended", "2026-03-20", measure="house-ban")
    timeline = order(EXECUTION, ban, over)
    for on, asked in (("2026-03-09", 1), ("2026-03-10", 0), ("2026-03-19", 0), ("2026-03-20", 1)):
        assert len(of("family-desirable", timeline, on)) == asked
        assert len(of("family-necessary", timeline, on)) == 1


@pytest.mark.parametrize(("practice", "measure"), [(PROTECTION, "supervision-order"), (PROBATION, "plus")])
def test_evaluating_the_plan_neither_stops_the_contact_norms_nor_begins_them_anew(
    practice: Practice, measure: str
) -> None:
    alone = fact("contact", "2026-03-16", "sam", talk="alone", mode="office")
    together = fact("contact", "2026-04-13", "sam", "mum", "dad", talk="family", mode="home")
    evaluation = fact("phase_entered", "2026-05-04", phase="evaluation")
    again = fact("phase_entered", "2026-05-18", phase="execution")
    timeline = order(EXECUTION, alone, together, evaluation, again, measure=measure)
    expected = {
        "family-necessary": ("2026-06-08", 1),
        "family-desirable": ("2026-05-04", 1),
        "alone-necessary": ("2027-03-02", 1),
        "alone-desirable": ("2027-03-02", 3),
    }
    for on in ("2026-04-30", "2026-05-05", "2026-05-19"):
        for norm, asked in expected.items():
            (duty,) = due_of(practice, norm, timeline, on)
            assert (duty.due.isoformat(), duty.still) == asked, (norm, on)
    closing = order(EXECUTION, fact("phase_entered", "2026-05-04", phase="closing"), measure=measure)
    assert not [duty for norm in expected for duty in due_of(practice, norm, closing, "2026-05-05")]


def test_a_talk_by_telephone_is_not_face_to_face() -> None:
    called = fact("contact", "2026-03-16", "sam", "mum", "dad", talk="family", mode="phone")
    assert of("family-necessary", order(EXECUTION, called), "2026-03-17")[0].due == date(2026, 4, 27)


@pytest.mark.parametrize(("practice", "measure"), [(PROTECTION, "supervision-order"), (PROBATION, "plus")])
def test_a_talk_at_school_or_where_a_child_lives_now_is_face_to_face(practice: Practice, measure: str) -> None:
    there = fact("contact", "2026-03-16", "sam", "mum", "dad", talk="family", mode="elsewhere")
    alone = fact("contact", "2026-03-16", "sam", talk="alone", mode="elsewhere", id="alone")
    timeline = order(EXECUTION, there, alone, measure=measure)
    assert due_of(practice, "family-necessary", timeline, "2026-03-17")[0].due == date(2026, 5, 11)
    assert due_of(practice, "family-desirable", timeline, "2026-03-17")[0].due == date(2026, 4, 6)
    assert due_of(practice, "alone-necessary", timeline, "2026-03-17")[0].still == 1


@pytest.mark.parametrize(("norm", "times"), [("alone-necessary", 2), ("alone-desirable", 4)])
def test_each_young_person_is_seen_without_parents_so_many_times_a_year(norm: str, times: int) -> None:
    alone = fact("contact", "2026-03-16", "sam", "worker", talk="alone", mode="office")
    timeline = order(EXECUTION, alone, people=(SAM, KIM, MUM))
    found = {duty.person: duty for duty in of(norm, timeline, "2026-03-17")}
    assert {person: duty.still for person, duty in found.items()} == {"sam": times - 1, "kim": times}
    assert {duty.due for duty in found.values()} == {date(2027, 3, 2)}
    with_mum = fact("contact", "2026-04-01", "kim", "mum", talk="alone", mode="office")
    together = order(EXECUTION, alone, with_mum, people=(SAM, KIM, MUM))
    assert {duty.person: duty.still for duty in of(norm, together, "2026-04-02")}["kim"] == times


@pytest.mark.parametrize(("practice", "measure"), [(PROTECTION, "supervision-order"), (PROBATION, "plus")])
def test_a_talk_with_a_carer_there_is_no_talk_without_carers(practice: Practice, measure: str) -> None:
    def still(talk: str, *present: str) -> int:
        held = fact("contact", "2026-03-16", *present, talk=talk, mode="home")
        (duty,) = due_of(practice, "alone-necessary", order(EXECUTION, held, measure=measure), "2026-03-17")
        return duty.still

    assert still("family", "sam", "other") == 2
    assert still("family", "sam") == 1
    # Somebody who is no carer, such as a mentor at school, leaves it a talk without carers.
    assert still("alone", "sam", "other") == 1
    assert still("alone", "sam", "mum", "other") == 2


@pytest.mark.parametrize(("practice", "measure"), [(PROTECTION, "supervision-order"), (PROBATION, "plus")])
def test_a_carer_who_is_no_parent_is_family_and_who_is_there_at_a_talk_alone_is_not(
    practice: Practice, measure: str
) -> None:
    for talk, due in (("family", date(2026, 5, 11)), ("alone", date(2026, 4, 27))):
        held = fact("contact", "2026-03-16", "sam", "other", talk=talk, mode="home")
        (duty,) = due_of(practice, "family-necessary", order(EXECUTION, held, measure=measure), "2026-03-17")
        assert duty.due == due


def test_no_rule_of_a_supervision_order_holds_in_guardianship() -> None:
    guardianship = order(EXECUTION, fact("family-plan-made", "2026-02-02"), measure="guardianship")
    explained = {"explain-frame", "explain-frame-to-parent"}
    assert {each.norm for each in duties(PROTECTION, guardianship, date(2027, 6, 1))} == {
        "guardianship-plan",
        *explained,
    }
    assert gates(PROTECTION, guardianship, "place-out-of-home", date(2026, 6, 1)) == ()


def test_before_the_end_of_an_order_it_is_decided_whether_to_ask_for_an_extension() -> None:
    start = fact("measure_started", "2026-01-05", measure="supervision-order", until=date(2027, 1, 5))
    timeline = Timeline((SAM,), (fact("case_opened", "2026-01-05"), start))
    (duty,) = of("decide-on-extension", timeline, "2026-11-04")
    assert (duty.due, duty.overdue) == (date(2026, 11, 4), False)
    assert of("decide-on-extension", timeline, "2026-11-05")[0].overdue
    decided = Timeline((SAM,), (*timeline.facts, fact("decision_taken", "2026-10-01", decision="close-measure")))
    assert of("decide-on-extension", decided, "2026-11-06") == []


def test_each_extension_of_an_order_asks_for_a_decision_before_its_own_end() -> None:
    start = fact("measure_started", "2026-01-05", measure="supervision-order", until=date(2027, 1, 5))
    decided = fact("decision_taken", "2026-10-01", decision="close-measure")
    longer = fact("measure_extended", "2027-01-05", measure="supervision-order", until=date(2028, 1, 5))
    timeline = Timeline((SAM,), (fact("case_opened", "2026-01-05"), start, decided, longer))
    (duty,) = of("decide-on-extension", timeline, "2027-11-06")
    assert (duty.due, duty.overdue) == (date(2027, 11, 4), True)


@pytest.mark.parametrize(
    ("decision", "measure", "needed"),
    [
        ("ask-council", "supervision-order", "case-conference"),
        ("ask-council", "guidance", "case-conference"),
        # 779: at every moment; 785-787: always by way of the conference; 937-943: a crisis has measures of its own.
        ("ask-council", "crisis-intervention", "case-conference"),
        ("ask-council", "provisional-order", "case-conference"),
        ("ask-council", "provisional-guardianship", "case-conference"),
        ("ask-council", "house-ban", "case-conference"),
        ("ask-measure", "supervision-order", "case-conference"),
        # 884-888: in the order it was asked already; 896-898: a key decision of guardianship.
        ("ask-guardianship-inquiry", "supervision-order", "case-conference"),
        ("ask-guardianship-inquiry", "guardianship", "case-conference"),
        ("place-out-of-home", "supervision-order", "placement-authorised"),
        ("place-out-of-home", "provisional-order", "placement-authorised"),
        ("ask-ratification", "supervision-order", "instruction-given"),
        # 820-824: the judge can even be asked for a penalty payment or detention.
        ("ask-coercion", "supervision-order", "instruction-given"),
    ],
)
def test_a_step_that_must_come_first_stops_the_decision(decision: str, measure: str, needed: str) -> None:
    timeline = order(measure=measure)
    (gate,) = gates(PROTECTION, timeline, decision, date(2026, 3, 2), demo=True)
    assert (gate.stops, gate.emergency) == (True, True)
    done = order(fact(needed, "2026-03-02"), measure=measure)
    assert [each.stops for each in gates(PROTECTION, done, decision, date(2026, 3, 2), demo=True)] == [False]
    assert [each.stops for each in gates(PROTECTION, timeline, decision, date(2026, 3, 2))] == [False]


@pytest.mark.parametrize("practice", [PROTECTION, PROBATION])
def test_only_before_a_request_to_the_council_the_source_demands_the_conference(practice: Practice) -> None:
    # 785-787: it speaks of requests to the Council; before asking for a measure it is our reading, and said to be open.
    grades = {each.id: each.grade for each in practice.norms if each.id.startswith("conference-before-")}
    assert grades == {
        "conference-before-council": "must",
        "conference-before-guardianship-inquiry": "must",
        "conference-before-measure": "in_principle",
    }
    assert any("voordat de rechter om een maatregel wordt gevraagd" in each.nl for each in practice.open_points)


def stopped(decision: str, on: str, *facts: Fact, measure: str = "supervision-order") -> list[bool]:
    timeline = order(*facts, measure=measure)
    return [gate.stops for gate in gates(PROTECTION, timeline, decision, date.fromisoformat(on), demo=True)]


def test_who_came_home_is_placed_again_only_with_a_new_authorisation() -> None:
    placed = fact("decision_taken", "2026-03-03", decision="place-out-of-home")
    first = (fact("placement-authorised", "2026-03-02"), placed)
    assert stopped("place-out-of-home", "2026-03-10", *first) == [False]
    home = (*first, fact("back-home", "2026-06-01"))
    assert stopped("place-out-of-home", "2026-05-31", *home) == [False]
    assert stopped("place-out-of-home", "2026-06-01", *home) == [True]
    again = (*home, fact("placement-authorised", "2026-09-01", id="again"))
    assert stopped("place-out-of-home", "2026-09-01", *again) == [False]


@pytest.mark.parametrize("decision", ["place-out-of-home", "ask-authority"])
def test_an_authorisation_opens_the_gate_up_to_and_including_its_last_day(decision: str) -> None:
    given = fact("placement-authorised", "2026-03-02", last_day=date(2026, 9, 2))
    assert stopped(decision, "2026-09-02", given) == [False]
    assert stopped(decision, "2026-09-03", given) == [True]
    anew = fact("placement-authorised", "2026-09-03", last_day=date(2027, 3, 3), id="anew")
    assert stopped(decision, "2026-09-03", given, anew) == [False]


@pytest.mark.parametrize(("measure", "due"), [("supervision-order", "2026-07-02"), ("provisional-order", "2026-08-26")])
def test_before_an_authorisation_runs_out_a_new_one_or_the_return_is_arranged(measure: str, due: str) -> None:
    given = fact("placement-authorised", "2026-03-02", last_day=date(2026, 9, 2))

    def found(on: str, *facts: Fact) -> list[Duty]:
        timeline = order(given, *facts, measure=measure)
        return [each for each in duties(PROTECTION, timeline, date.fromisoformat(on)) if "runs-out" in each.norm]

    (duty,) = found("2026-09-03")
    assert (duty.due.isoformat(), duty.overdue, duty.person) == (due, True, "sam")
    assert found("2026-09-03", fact("back-home", "2026-06-01")) == []
    anew = fact("placement-authorised", "2026-08-20", last_day=date(2027, 3, 3), id="anew")
    (later,) = found("2026-09-03", anew)
    assert later.due > date(2026, 12, 1)


def test_a_house_ban_that_lasts_longer_keeps_the_day_of_the_law_beside_the_day_that_was_recorded() -> None:
    why = fact("norm_deviated", "2026-01-14", norm="house-ban-longest", until=date(2026, 2, 10))
    longer = fact("measure_extended", "2026-01-14", measure="house-ban", until=date(2026, 2, 10))
    (duty,) = of("house-ban-longest", order(why, longer, measure="house-ban"), "2026-02-03")
    assert (duty.due, duty.by_rule, duty.overdue) == (date(2026, 2, 9), date(2026, 2, 1), False)
    assert beyond(PROTECTION, "house-ban", date(2026, 1, 5), date(2026, 2, 10)) == (
        PROTECTION.norm("house-ban-longest"),
        date(2026, 2, 1),
    )
    assert of("house-ban-longest", order(measure="house-ban"), "2026-02-03")[0].by_rule is None


def test_what_an_authority_imposed_and_goes_on_asks_nothing_of_a_closed_case() -> None:
    closed = order(EXECUTION, fact("case_closed", "2026-03-10"))
    assert duties(PROTECTION, closed, date(2026, 6, 1)) == ()
    assert duties(PROTECTION, closed, date(2026, 3, 9)) != ()


def test_whoever_imposed_a_measure_is_named_and_guidance_without_measure_was_imposed_by_nobody() -> None:
    by = {each.id: each.outside.nl if each.outside else None for each in PROTECTION.measures}
    assert by == {
        "guidance": None,
        "supervision-order": "de kinderrechter",
        "guardianship": "de rechtbank",
        "crisis-intervention": None,
        "provisional-order": "de kinderrechter",
        "provisional-guardianship": "de kinderrechter",
        "house-ban": "de burgemeester",
    }
    assert {each.id for each in PROBATION.measures if each.outside is None} == {"voluntary-supervision"}


@pytest.mark.parametrize(
    ("decision", "taken", "stops"),
    [
        ("ask-council", "ask-council", True),
        ("ask-council", "ask-guardianship-inquiry", True),
        ("ask-guardianship-inquiry", "ask-council", True),
        ("ask-guardianship-inquiry", "ask-guardianship-inquiry", True),
        ("ask-measure", "ask-measure", True),
        # What is asked for after an inquiry was discussed with that inquiry.
        ("ask-measure", "ask-council", False),
        ("ask-council", "on-inquiry", False),
    ],
)
def test_each_request_to_the_council_has_a_conference_of_its_own(decision: str, taken: str, stops: bool) -> None:
    held = fact("case-conference", "2026-03-02")
    asked = fact("decision_taken", "2026-03-04", decision=taken)
    assert stopped(decision, "2026-03-03", held, asked) == [False]
    assert stopped(decision, "2026-03-05", held, asked) == [stops]
    again = fact("case-conference", "2026-09-01", id="again")
    assert stopped(decision, "2026-09-01", held, asked, again) == [False]


def test_a_house_ban_lasts_ten_days_in_principle_and_twenty_eight_at_most() -> None:
    ban = order(measure="house-ban")
    assert of("house-ban-ten-days", ban, "2026-01-15")[0].due == date(2026, 1, 14)
    assert of("house-ban-longest", ban, "2026-01-15")[0].due == date(2026, 2, 1)
    longer = order(
        fact("measure_extended", "2026-01-14", measure="house-ban", until=date(2026, 2, 10)), measure="house-ban"
    )
    assert of("house-ban-ten-days", longer, "2026-01-16") == []
    assert of("house-ban-longest", longer, "2026-02-03")[0].overdue


def test_a_house_ban_that_was_imposed_until_a_day_ends_on_that_day_alone() -> None:
    # What is kept is the day after the last on which it holds.
    ban = started("2026-01-05", "house-ban", until="2026-01-15")
    assert [each.due for each in of("house-ban-longest", ban, "2026-01-06")] == [date(2026, 1, 14)]
    for on in (date(2026, 1, 6), date(2026, 1, 20)):
        assert date(2026, 2, 1) not in {each.due for each in duties(PROTECTION, ban, on)}


def test_in_guardianship_the_worker_leads_the_plan() -> None:
    (duty,) = of("guardianship-plan", order(measure="guardianship"), "2026-02-16")
    assert (duty.due, duty.overdue, duty.source) == (date(2026, 2, 16), False, "guardianship-plan")
    assert of("guardianship-plan", order(measure="guardianship"), "2026-02-17")[0].overdue
    assert of("guardianship-plan", order(fact("plan_agreed", "2026-02-10"), measure="guardianship"), "2026-02-10") == []
    assert of("guardianship-plan", order(), "2026-02-16") == []


def test_a_crisis_asks_for_safety_at_once_and_then_for_a_plan() -> None:
    crisis, secured = "crisis-intervention", fact("safety-secured", "2026-01-06")
    (duty,) = of("secure-safety", order(measure=crisis), "2026-01-06")
    assert (duty.due, duty.overdue) == (date(2026, 1, 6), False)
    assert of("secure-safety", order(measure=crisis), "2026-01-07")[0].overdue
    assert of("plan-after-crisis", order(measure=crisis), "2026-01-07") == []
    assert of("secure-safety", order(secured, measure=crisis), "2026-01-06") == []
    assert of("plan-after-crisis", order(secured, measure=crisis), "2026-01-06")[0].due == date(2026, 2, 17)
    planned = order(secured, fact("plan_agreed", "2026-02-17"), measure=crisis)
    assert of("plan-after-crisis", planned, "2026-02-17") == []


def test_a_house_ban_brings_a_care_meeting_in_its_first_days() -> None:
    (duty,) = of("care-meeting", order(measure="house-ban"), "2026-01-14")
    assert (duty.due, duty.overdue, duty.grade) == (date(2026, 1, 14), False, "in_principle")
    assert of("care-meeting", order(measure="house-ban"), "2026-01-15")[0].overdue
    met = order(fact("care-meeting", "2026-01-09"), measure="house-ban")
    assert of("care-meeting", met, "2026-01-16") == []


def test_the_eight_key_decisions_belong_to_the_order_and_the_four_others_to_guardianship() -> None:
    keys = [each for each in PROTECTION.decisions if each.source == "key-decisions"]
    assert len(keys) == 8
    assert all("supervision-order" in each.measures for each in keys)
    assert len([each for each in PROTECTION.decisions if "guardianship" in each.measures]) == 4


def test_under_a_measure_no_good_end_comes_without_the_key_decision_on_it() -> None:
    # 808-815: ending the order is the seventh key decision, the involvement the eighth; 911: so it is in guardianship.
    for measure, decisions in (
        ("supervision-order", {"close-measure", "close-involvement"}),
        ("guardianship", {"close-guardianship"}),
        ("guidance", {"close-involvement"}),
    ):
        good = [each for each in reasons(PROTECTION, [measure]) if each.kind in ("completed", "positive")]
        assert all(each.decision for each in good)
        assert {decision for each in good for decision in each.decision} == decisions
        assert [each.kind for each in good].count("positive") == 1


def test_youth_probation_has_the_same_contact_norms_and_a_plan_in_principle_in_six_weeks() -> None:
    timeline = order(EXECUTION, measure="conditional-supervision", people=(SAM,))
    found = {duty.norm: duty for duty in duties(PROBATION, timeline, date(2026, 3, 2))}
    assert found["plan"].grade == "in_principle"
    beside = {"plan", "explain-frame", "end-of-measure"}
    assert {norm: duty.due.isoformat() for norm, duty in found.items() if norm not in beside} == {
        "family-necessary": "2026-04-27",
        "family-desirable": "2026-03-23",
        "alone-necessary": "2027-03-02",
        "alone-desirable": "2027-03-02",
    }
    voluntary = duties(PROBATION, order(EXECUTION, measure="voluntary-supervision", people=(SAM,)), date(2026, 3, 2))
    assert {duty.norm for duty in voluntary} == {"explain-frame", "first-talk"}


@pytest.mark.parametrize("practice", [PROTECTION, PROBATION])
def test_what_usually_is_so_is_never_due(practice) -> None:  # type: ignore[no-untyped-def]
    for measure in practice.measures:
        for duty in duties(practice, order(measure=measure.id), date(2030, 1, 1)):
            assert duty.grade != "average"


@pytest.mark.parametrize("practice", [PROTECTION, PROBATION])
def test_the_letter_of_an_instruction_names_the_last_day_to_challenge_it_as_the_page_at_home_does(
    practice: Practice,
) -> None:
    (said,) = (
        each.paragraph
        for each in practice.letter("instruction").body
        if each.paragraph and "{object_by}" in each.paragraph.nl
    )
    assert "tot en met {object_by}" in said.nl
    assert "until and including {object_by}" in said.en


@pytest.mark.parametrize("practice", [PROTECTION, PROBATION], ids=["protection", "probation"])
def test_a_family_that_cannot_meet_together_is_spoken_apart_and_each_who_was_not_is_named(practice: Practice) -> None:
    # 1214-1224: once every three weeks with the whole family; how, where parents live apart, the source does not say.
    measure = "supervision-order" if practice is PROTECTION else "conditional-supervision"
    apart = fact("family-spoken", "2026-03-03", how="apart")
    facts = [EXECUTION, apart, fact("contact", "2026-03-16", "sam", "mum", talk="family", mode="home")]

    def asked(*more: Fact) -> dict[str | None, date]:
        timeline = order(*facts, *more, measure=measure)
        found = [*due_of(practice, "apart-young-person", timeline, "2026-03-20")]
        found += due_of(practice, "apart-parent", timeline, "2026-03-20")
        assert due_of(practice, "family-desirable", timeline, "2026-03-20") == []
        return {each.person: each.due for each in found}

    assert asked() == {"sam": date(2026, 4, 6), "mum": date(2026, 4, 6), "dad": date(2026, 3, 23)}
    with_dad = fact("contact", "2026-03-19", "dad", talk="family", mode="office")
    assert asked(with_dad)["dad"] == date(2026, 4, 9)
    again = order(*facts, fact("family-spoken", "2026-03-20", how="together"), measure=measure)
    assert due_of(practice, "apart-parent", again, "2026-03-21") == []
    assert len(due_of(practice, "family-desirable", again, "2026-03-21")) == 1


@pytest.mark.parametrize(("practice", "measure"), [(PROTECTION, "supervision-order"), (PROBATION, "plus")])
def test_once_the_plan_is_agreed_it_is_asked_that_it_begins_so_that_the_contact_norm_is_never_silent(
    practice: Practice, measure: str
) -> None:
    # 1097-1103, 1214-1218: the norm holds while the plan is carried out, and nothing else begins it.
    plan, again = fact("plan_agreed", "2026-02-16"), fact("plan_agreed", "2026-06-01", id="again")

    def asked(on: str, *facts: Fact) -> list[tuple[date, bool]]:
        found = due_of(practice, "record-execution", order(*facts, measure=measure), on)
        return [(each.due, each.overdue) for each in found]

    assert asked("2026-02-15", plan) == []
    assert [asked(on, plan) for on in ("2026-02-23", "2026-02-24")] == [
        [(date(2026, 2, 23), False)],
        [(date(2026, 2, 23), True)],
    ]
    assert asked("2026-02-17", plan, fact("phase_entered", "2026-02-17", phase="plan")) != []
    assert asked("2026-03-02", plan, EXECUTION) == []
    # A new version of the plan while it is carried out or looked at begins nothing anew.
    evaluation = fact("phase_entered", "2026-05-18", phase="evaluation")
    for phase in ((EXECUTION,), (EXECUTION, evaluation)):
        assert asked("2026-06-02", plan, *phase, again) == []


def test_the_family_is_mapped_before_its_plan_and_not_asked_for_after_it() -> None:
    # 1091-1095: network, strengths and obstacles, worries and what protects, a timeline: all to prepare the plan.
    (duty,) = of("map-family", order(), "2026-02-02")
    assert (duty.due, duty.hardness, duty.grade) == (date(2026, 2, 2), "wished", "in_principle")
    for done in ("family-mapped", "family-plan-made"):
        assert of("map-family", order(fact(done, "2026-01-20")), "2026-01-20") == []
    assert of("map-family", order(measure="guardianship"), "2026-02-02") == []
