"""Shelter De Tussenvoorziening: each rule of the source on both sides of its limit.

Source: 000:2400-2414, 2450-2525, 2567-2579, 2594-2821; R20 to R32b.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alliantie.norms.duties import undetermined
from alliantie.norms.duty import Duty
from alliantie.norms.explain import explained
from alliantie.norms.gates import Gate, gates
from alliantie.norms.reactions import offered, passed
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, FactValue, Person, Timeline
from alliantie.practices import library
from tests.norms.sources import due_of, fact, started

PRACTICE = library().latest("nl-shelter-tussenvoorziening")
GUIDED = "guidance-agreement"
ENDINGS = ("give-notice", "end-stay")
NOOR = (Person("client", "client", date(1990, 5, 4)),)


def case(*facts: Fact) -> Timeline:
    return Timeline((), (fact("case_opened", "2026-01-05"), *facts))


def under(measure: str, *facts: Fact) -> Timeline:
    return started("2026-01-05", measure, *facts, people=NOOR)


def of(norm: str, timeline: Timeline, on: str) -> list[Duty]:
    return due_of(PRACTICE, norm, timeline, on)


def talk(id: str, on: str, *present: str) -> Fact:
    return fact("contact", on, *present, talk=id)


def gate(norm: str, decision: str, on: str, *facts: Fact, measure: str = GUIDED) -> Gate:
    found = gates(PRACTICE, under(measure, *facts), decision, date.fromisoformat(on), demo=True)
    (one,) = [each for each in found if each.norm == norm]
    return one


CENTRAL = fact("registered", "2026-01-05", route="central")
INTAKE = talk("intake", "2026-01-05")
PLAN = fact("trajectory-plan", "2026-01-06", client_signed=True, director_signed=True)
ENTERED = fact("house-entered", "2026-01-05", house="bolksbeek")
RULES = fact("house-rules-signed", "2026-01-05", house="bolksbeek")


@pytest.mark.parametrize(
    ("norm", "timeline", "due", "done"),
    [
        # R20
        ("contact-in-five-days", case(CENTRAL), "2026-01-10", talk("application", "2026-01-06")),
        ("intake-in-six-weeks", case(CENTRAL), "2026-02-16", talk("intake", "2026-01-06")),
        ("trajectory-plan", case(INTAKE), "2026-01-19", PLAN),
        ("strengths-in-six-weeks", under(GUIDED), "2026-02-16", fact("strengths-inventory", "2026-01-06")),
        ("action-plan-in-six-weeks", under(GUIDED), "2026-02-16", fact("action-plan-started", "2026-01-06")),
        ("action-plan-in-six-weeks", under(GUIDED), "2026-02-16", fact("plan_agreed", "2026-01-06")),
        # R22, R23, R32, and the folder (2519-2525)
        ("sign-agreement", under(GUIDED), "2026-01-19", fact("agreement-signed", "2026-01-06")),
        ("sign-house-rules", case(ENTERED), "2026-01-12", RULES),
        (
            "sign-housing-agreement",
            under("temporary-housing"),
            "2026-01-12",
            fact("housing-agreement-signed", "2026-01-06"),
        ),
        ("arrange-money", under(GUIDED), "2026-01-19", fact("money-arranged", "2026-01-06", form="administrator")),
        ("give-folder", under(GUIDED), "2026-01-19", fact("folder-given", "2026-01-06")),
        # R26
        (
            "seek-other-help",
            case(fact("weighed", "2026-01-05", cause="unwilling")),
            "2026-01-19",
            fact("other-help-sought", "2026-01-06"),
        ),
        (
            "seek-support",
            case(fact("weighed", "2026-01-05", cause="not-daring")),
            "2026-01-19",
            fact("support-agreed", "2026-01-06", what="support"),
        ),
        # R30, R31
        (
            "decide-after-violence",
            case(fact("violence", "2026-01-05")),
            "2026-01-12",
            fact("decision_taken", "2026-01-06", decision="end-stay"),
        ),
        (
            "follow-reporting-code",
            case(fact("worry-children", "2026-01-05")),
            "2026-01-06",
            fact("reporting-code-followed", "2026-01-06"),
        ),
        # 2512-2519
        (
            "hand-over-to-neighbourhood-team",
            case(fact("exit-agreed", "2026-01-05", aftercare=True)),
            "2026-01-19",
            fact("handed-over", "2026-01-06"),
        ),
        # Stadsgeldbeheer: 2270-2280, 2573-2579
        (
            "financial-analysis",
            under("intensive-management"),
            "2026-01-19",
            talk("financial-analysis", "2026-01-06"),
        ),
        (
            "put-costs-in-order",
            under("basic-management", talk("financial-analysis", "2026-01-05")),
            "2026-02-16",
            fact("fixed-costs-in-order", "2026-01-06"),
        ),
        (
            "map-debts",
            under("basic-management", fact("fixed-costs-in-order", "2026-01-05")),
            "2026-02-16",
            fact("debts-mapped", "2026-01-06", debts=False),
        ),
        (
            "start-debt-trajectory",
            under("basic-management", fact("debts-mapped", "2026-01-05", debts=True)),
            "2026-02-16",
            fact("decision_taken", "2026-01-06", decision="start-debt-trajectory"),
        ),
    ],
)
def test_what_has_a_term_is_due_on_its_last_day_late_a_day_after_and_gone_when_done(
    norm: str, timeline: Timeline, due: str, done: Fact
) -> None:
    day = date.fromisoformat(due)
    for days, late in ((-1, False), (0, False), (1, True)):
        on = date.fromordinal(day.toordinal() + days)
        found = [(duty.due, duty.overdue) for duty in of(norm, timeline, on.isoformat())]
        assert found == ([(day, late)] if on.isoformat() >= "2026-01-05" else [])
    assert of(norm, Timeline((), (*timeline.facts, done)), due) == []


@pytest.mark.parametrize(
    ("norm", "timeline"),
    [
        # 2408-2414: Stadsgeldbeheer has a registration of its own, for which no term is given.
        ("contact-in-five-days", case(fact("registered", "2026-01-05", route="city-money"))),
        ("intake-in-six-weeks", case(fact("registered", "2026-01-05", route="city-money"))),
        ("sign-housing-agreement", under("housing-first")),
        ("strengths-in-six-weeks", under("crisis-shelter")),
        ("financial-analysis", under(GUIDED)),
        ("start-debt-trajectory", under("basic-management", fact("debts-mapped", "2026-01-05", debts=False))),
        ("hand-over-to-neighbourhood-team", case(fact("exit-agreed", "2026-01-05", aftercare=False))),
        ("seek-other-help", case(fact("weighed", "2026-01-05", cause="unable"))),
        ("seek-support", case(fact("weighed", "2026-01-05", cause="unwilling"))),
        # 2307-2327: no number of years with other flip-over contracts.
        ("weigh-flip-in-majella", case(fact("house-entered", "2022-01-05", house="flip-over"))),
        ("weigh-flip-in-majella", case(fact("house-entered", "2022-01-05", house="housing-first"))),
        # 2608: an average is never due.
        ("guidance-weekly", under(GUIDED)),
    ],
)
def test_what_the_source_does_not_ask_here_is_not_due(norm: str, timeline: Timeline) -> None:
    assert of(norm, timeline, "2026-06-01") == []


def test_fixed_costs_are_asked_once_in_a_case_and_of_nobody_who_left_the_tracks_for_money() -> None:
    housed, begun = (
        fact("measure_started", "2026-01-05", measure=each) for each in ("temporary-housing", "total-management")
    )
    analysed = talk("financial-analysis", "2026-01-12")
    left = fact("measure_ended", "2026-02-02", measure="total-management")
    lighter = (
        left,
        fact("measure_started", "2026-02-02", measure="basic-management"),
        talk("financial-analysis", "2026-02-09"),
    )

    def asked(*facts: Fact) -> list[date]:
        return [duty.due for duty in of("put-costs-in-order", case(housed, begun, analysed, *facts), "2026-06-01")]

    assert asked() == [date(2026, 2, 23)]
    # Nobody can record it any more where no track runs: it does not stay late as long as somebody lives there.
    assert asked(left) == []
    assert asked(fact("fixed-costs-in-order", "2026-01-26"), *lighter) == []
    assert asked(*lighter) == [date(2026, 3, 23)]


def test_r20_a_trajectory_plan_counts_when_client_and_director_both_signed() -> None:
    for one, other in ((True, False), (False, True), (False, False)):
        plan = fact("trajectory-plan", "2026-01-06", client_signed=one, director_signed=other)
        assert len(of("trajectory-plan", case(INTAKE, plan), "2026-01-06")) == 1


def test_r20_guidance_is_evaluated_every_three_months_by_client_worker_and_trajectory_director() -> None:
    (duty,) = of("evaluate-in-three-months", under(GUIDED), "2026-04-05")
    assert (duty.due, duty.overdue) == (date(2026, 4, 5), False)
    assert of("evaluate-in-three-months", under(GUIDED), "2026-04-06")[0].overdue
    held = under(GUIDED, talk("evaluation", "2026-03-30", "client", "worker", "other"))
    assert of("evaluate-in-three-months", held, "2026-03-30")[0].due == date(2026, 6, 30)
    for present in (("worker", "other"), ("client", "worker")):
        without = under(GUIDED, talk("evaluation", "2026-03-30", *present))
        assert of("evaluate-in-three-months", without, "2026-03-30")[0].due == date(2026, 4, 5)


def test_r20_in_a_crisis_and_as_long_as_it_lasts_guidance_is_evaluated_every_month() -> None:
    begun, over = (
        fact("situation", on, id=on, crisis=crisis) for on, crisis in (("2026-02-02", True), ("2026-05-04", False))
    )
    assert of("evaluate-in-crisis", under(GUIDED), "2026-02-02") == []
    (duty,) = of("evaluate-in-crisis", under(GUIDED, begun), "2026-03-02")
    assert (duty.due, duty.overdue) == (date(2026, 3, 2), False)
    assert of("evaluate-in-crisis", under(GUIDED, begun), "2026-03-03")[0].overdue
    still = fact("situation", "2026-03-10", crisis=True)
    held = under(GUIDED, begun, talk("crisis-evaluation", "2026-03-02", "client", "other"), still)
    assert of("evaluate-in-crisis", held, "2026-03-10")[0].due == date(2026, 4, 2)
    alone = under(GUIDED, begun, talk("crisis-evaluation", "2026-03-02", "client"), still)
    assert of("evaluate-in-crisis", alone, "2026-03-10")[0].due == date(2026, 3, 2)
    assert of("evaluate-in-crisis", under(GUIDED, begun, over), "2026-05-04") == []


@pytest.mark.parametrize("last_day", ["2026-02-05", "2026-01-12"])
def test_r21_a_stay_ends_after_the_last_day_of_the_notice_a_month_ahead_or_sooner(last_day: str) -> None:
    # 2630-2632: the letter, which alone gives notice, says why it is sooner; gate and letter say the same day.
    last = date.fromisoformat(last_day)
    notice = fact("notice-given", "2026-01-05", last_day=last)
    for on, stops in ((last, True), (last + timedelta(days=1), False)):
        month = gate("notice-of-a-month", "end-stay", on.isoformat(), notice)
        assert (month.stops, month.emergency) == (stops, True)
    (given,) = [sort for sort in PRACTICE.facts if sort.id == "notice-given"]
    assert given.only_by == "letter"


def test_r21_the_letter_of_notice_names_a_day_a_month_ahead_or_why_it_is_sooner_and_who_decided() -> None:
    letter = PRACTICE.letter("notice")
    day = letter.field("last_day")
    assert day.runs is not None
    assert (str(day.runs.least), day.sooner) == ("P1M", "why_sooner")
    said = {passage.needs: passage for passage in letter.body if passage.needs}
    assert {"why_sooner", "housing"} == set(said)
    assert any("{decided_by}" in text.nl for passage in letter.body for text in passage.texts)


def test_r21_only_the_latest_notice_counts_and_not_when_guidance_goes_on() -> None:
    first, second = (
        fact("notice-given", on, id=on, last_day=date.fromisoformat(last))
        for on, last in (("2026-01-05", "2026-02-05"), ("2026-02-02", "2026-03-02"))
    )
    assert gate("notice-of-a-month", "end-stay", "2026-02-09", first).is_open
    assert not gate("notice-of-a-month", "end-stay", "2026-02-09", first, second).is_open
    on = fact("guidance-goes-on", "2026-01-20")
    assert not gate("notice-of-a-month", "end-stay", "2026-02-09", first, on).is_open
    assert gate("notice-of-a-month", "end-stay", "2026-03-03", first, on, second).is_open


def test_r21_when_the_notice_is_over_somebody_has_to_decide_or_go_on() -> None:
    notice = fact("notice-given", "2026-01-05", last_day=date(2026, 2, 5))
    assert of("after-notice", case(notice), "2026-02-05") == []
    (duty,) = of("after-notice", case(notice), "2026-02-06")
    assert (duty.due, duty.overdue) == (date(2026, 2, 12), False)
    assert of("after-notice", case(notice), "2026-02-13")[0].overdue
    for done in (
        fact("decision_taken", "2026-02-06", decision="end-stay"),
        fact("guidance-goes-on", "2026-02-06"),
    ):
        assert of("after-notice", case(notice, done), "2026-02-06") == []


def test_r22_the_agreement_holds_what_the_client_declares_and_the_six_duties() -> None:
    letter = PRACTICE.letter("guidance-agreement")
    lists = {each.source: each.items for each in letter.body if each.items}
    # 2634-2646: six declarations, of which the first is for families, and so to be filled in.
    assert len(lists["p-000-2634"]) == 5
    assert letter.field("children").optional
    assert len(lists["p-000-2648"]) == 6


@pytest.mark.parametrize(
    "measure", ["housing-first", "temporary-housing", "intensive-management", "forensic-care", "crisis-shelter"]
)
def test_r22_with_every_client_an_agreement_is_made_once(measure: str) -> None:
    (duty,) = of("begin-agreement", under(measure), "2026-01-19")
    assert (duty.due, duty.overdue) == (date(2026, 1, 19), False)
    assert of("begin-agreement", under(measure), "2026-01-20")[0].overdue
    begun = started("2026-01-05", GUIDED, people=NOOR).facts[-1]
    beside = started("2026-03-02", measure, people=NOOR).facts[-1]
    assert of("begin-agreement", Timeline(NOOR, (fact("case_opened", "2026-01-05"), begun, beside)), "2026-06-01") == []


def test_r22_who_has_help_with_money_alone_or_only_registered_is_asked_no_agreement() -> None:
    for measure in ("registration", "total-management", "basic-management"):
        assert of("begin-agreement", under(measure), "2026-06-01") == []


def test_r28_after_a_test_an_ending_is_offered_when_it_was_positive_and_under_a_judicial_title_alone() -> None:
    assert PRACTICE.reactions is not None
    assert PRACTICE.reactions.incident("urine-test").measures == ("forensic-care",)
    for response in PRACTICE.reactions.responses:
        if response.decision in ENDINGS and (response.incidents == "any" or "urine-test" in response.incidents):
            assert (response.where, response.measures) == ('result == "positive"', ("forensic-care",))


@pytest.mark.parametrize("measure", ["registration", "total-management", "basic-management"])
def test_who_only_registered_or_has_help_with_money_alone_is_told_no_rule_of_living_here(measure: str) -> None:
    told = {each.id for each in PRACTICE.explanation.under([measure]).everything}
    of_living = {
        "temporary",
        "ends-together",
        "house-rules",
        "safety",
        "sixteen-hours",
        "own-folder",
        "evaluate-together",
    }
    assert not told & of_living
    # 2273-2276, 2772-2778: what a client of Stadsgeldbeheer, and who has a judicial title, is told.
    assert ("order-of-money" in told) == (measure != "registration")
    assert "abstinence" not in told
    assert "abstinence" in {each.id for each in PRACTICE.explanation.under(["forensic-care"]).everything}
    assert {each.id for each in PRACTICE.explanation.under([GUIDED, "temporary-housing"]).everything} >= of_living


def test_r22_each_house_has_its_own_rules_and_those_of_another_do_not_count() -> None:
    moved = fact("house-entered", "2026-03-02", house="de-loef")
    (duty,) = of("sign-house-rules", case(ENTERED, RULES, moved), "2026-03-02")
    assert duty.due == date(2026, 3, 9)
    signed = fact("house-rules-signed", "2026-03-03", house="de-loef")
    assert of("sign-house-rules", case(ENTERED, RULES, moved, signed), "2026-03-03") == []
    houses = {option.id for sort in PRACTICE.facts if sort.id == "house-entered" for option in sort.values[0].options}
    assert {form.id for form in PRACTICE.housing_forms} < houses


def test_a_house_is_called_by_its_name_where_its_rules_are_to_be_signed() -> None:
    entered = fact("house-entered", "2026-01-05", house="paranadreef")
    (duty,) = of("sign-house-rules", case(entered), "2026-01-05")
    assert explained(PRACTICE, duty, "nl").what == "Laat de huisregels van dit huis tekenen (Paranadreef)"


@pytest.mark.parametrize("measure", [measure.id for measure in PRACTICE.measures])
def test_a_form_is_offered_where_what_it_is_about_belongs(measure: str) -> None:
    # 2450-2519: an inventory, an evaluation, a weighing and an exit talk are about guidance, and not about registering.
    offered_here = {form.id for form in PRACTICE.forms if form.fits([measure])}
    money = measure in ("total-management", "basic-management")
    of_guidance = {"strengths-inventory", "evaluation-form"} if not money else set()
    if measure == "registration":
        assert offered_here == {"application-form", "intake-form"}
    else:
        found = offered_here - {"financial-analysis"}
        assert found == of_guidance | {"weighing", "exit-form"}


@pytest.mark.parametrize("measure", [measure.id for measure in PRACTICE.measures])
def test_a_talk_is_offered_where_what_it_is_for_belongs(measure: str) -> None:
    # 2567-2579: the seventh kind is of Housing First, and two are of Stadsgeldbeheer.
    offered_here = {talk.id for talk in PRACTICE.talks if not talk.measures or measure in talk.measures}
    of_money = {"intensive-management", "total-management", "basic-management"}
    assert ("correction" in offered_here) == (measure == "housing-first")
    assert ({"financial-analysis", "arrangements"} <= offered_here) == (measure in of_money)
    assert ("evaluation" in offered_here) == (measure not in ("registration", "total-management", "basic-management"))
    assert {"application", "intake", "trajectory-plan", "guidance"} <= offered_here


def test_r23_the_agreement_on_the_home_says_that_it_is_tied_to_guidance_and_holds_no_rent_protection() -> None:
    sources = [each.source for each in PRACTICE.letter("housing-agreement").body if each.source]
    assert sources == ["p-000-2669", "bw-7-232-2"]
    assert PRACTICE.source("bw-7-232-2").kind == "statute"


def test_r24_the_four_grounds_of_the_source_end_the_stay_and_go_through_the_same_gates() -> None:
    assert PRACTICE.outcomes is not None
    grounds = [each for each in PRACTICE.outcomes.reasons if each.source == "p-000-2691"]
    assert [each.id for each in grounds] == ["unsafe", "trust-broken", "non-compliance", "unhygienic"]
    # Whatever is negative ends by the same decision, so nobody is put out past the weighing.
    for reason in PRACTICE.outcomes.reasons:
        assert reason.kind != "negative" or reason.decision == ("end-stay",)


@pytest.mark.parametrize("decision", ENDINGS)
@pytest.mark.parametrize(
    ("norm", "needed"),
    [
        ("director-before", fact("director-consulted", "2026-02-02")),
        ("weigh-before", fact("weighed", "2026-02-02", cause="unable")),
    ],
)
def test_r25_before_an_ending_interests_are_weighed_and_the_director_is_spoken(
    decision: str, norm: str, needed: Fact
) -> None:
    name = f"{norm}-{'notice' if decision == 'give-notice' else 'end'}"
    before = gate(name, decision, "2026-02-01", needed)
    assert (before.stops, before.emergency) == (True, True)
    assert gate(name, decision, "2026-02-02", needed).is_open
    # What was weighed long ago is weighed anew: four weeks before notice, three months before the ending itself.
    last, over = ("2026-03-02", "2026-03-03") if decision == "give-notice" else ("2026-05-02", "2026-05-03")
    assert gate(name, decision, last, needed).is_open
    assert gate(name, decision, over, needed).stops
    # What was weighed for an ending that did not come opens no later one.
    went_on = fact("guidance-goes-on", "2026-02-10")
    assert not gate(name, decision, "2026-02-10", needed, went_on).is_open


def test_r25_a_weighing_is_written_out_in_its_form_and_never_one_press() -> None:
    (weighed,) = [sort for sort in PRACTICE.facts if sort.id == "weighed"]
    assert weighed.only_by == "form"
    needed = {field.id for field in PRACTICE.form("weighing").fields if not field.optional}
    assert {"interests", "limitations", "client_says", "cause"} <= needed


@pytest.mark.parametrize("decision", ENDINGS)
@pytest.mark.parametrize(
    ("causes", "is_open"),
    [
        (("unwilling",), True),
        (("unable",), False),
        (("not-daring",), False),
        (("unwilling", "unable"), False),
        (("unable", "unwilling"), True),
    ],
)
def test_r26_ending_for_who_is_unable_or_does_not_dare_asks_a_reason(
    decision: str, causes: tuple[str, ...], is_open: bool
) -> None:
    weighed = [fact("weighed", f"2026-02-0{number}", cause=cause) for number, cause in enumerate(causes, 1)]
    name = f"unwilling-before-{'notice' if decision == 'give-notice' else 'end'}"
    found = gate(name, decision, "2026-02-09", *weighed)
    assert (found.is_open, found.effect, found.stops) == (is_open, "asks_reason", False)


def test_r27_the_third_correction_talk_with_the_corporation_asks_to_weigh_the_end_in_housing_first_alone() -> None:
    days = ("2026-02-02", "2026-03-02", "2026-09-07")
    talks = [talk("correction", on, "client", "worker", "other") for on in days]
    assert of("third-correction", under("housing-first", *talks[:2]), "2026-09-07") == []
    (duty,) = of("third-correction", under("housing-first", *talks), "2026-09-07")
    assert (duty.due, duty.effect, len(duty.counted)) == (date(2026, 9, 7), "informs", 2)
    alone = talk("correction", "2026-09-07", "client", "worker")
    assert of("third-correction", under("housing-first", *talks[:2], alone), "2026-09-07") == []
    assert of("third-correction", under("temporary-housing", *talks), "2026-09-07") == []


def test_r28_a_second_positive_urine_test_asks_to_weigh_under_a_judicial_title_alone() -> None:
    def tested(on: str, result: FactValue = "positive") -> Fact:
        return fact("urine-test", on, id=on, result=result)

    first, clean, second = tested("2026-02-02"), tested("2026-02-09", "negative"), tested("2026-08-03")
    assert of("second-positive-test", under("forensic-care", first, clean), "2026-08-03") == []
    (duty,) = of("second-positive-test", under("forensic-care", first, clean, second), "2026-08-03")
    assert (duty.grade, duty.effect, duty.due) == ("guideline", "informs", date(2026, 8, 3))
    assert of("second-positive-test", under(GUIDED, first, second), "2026-08-03") == []


def test_r28_an_end_after_two_positive_tests_is_there_only_once_there_were_two() -> None:
    """2776-2778: twice can mean the end of guidance."""
    ends = {"give-notice-after-tests", "end-stay-after-tests"}
    first, second = (fact("urine-test", on, id=on, result="positive") for on in ("2026-02-02", "2026-08-03"))
    for facts, there in (((), set()), ((first,), set()), ((first, second), ends)):
        number = passed(Standing(PRACTICE, under("forensic-care", *facts), date(2026, 8, 3)))
        found = offered(PRACTICE, "urine-test", {"result": "positive"}, ["forensic-care"], number)
        assert {each.id for each in found if each.id.endswith("after-tests")} == there


@pytest.mark.parametrize(("hours", "asked"), [(0, 1), (15, 1), (16, 0), (20, 0)])
def test_r29_the_norm_of_activity_is_sixteen_hours_a_week(hours: int, asked: int) -> None:
    week = fact("activity-week", "2026-02-02", hours=hours)
    found = of("sixteen-hours", under(GUIDED, week), "2026-02-16")
    assert [(duty.due, duty.hardness, duty.overdue) for duty in found] == [(date(2026, 2, 16), "wished", False)] * asked
    later = fact("activity-week", "2026-02-09", hours=16)
    assert of("sixteen-hours", under(GUIDED, week, later), "2026-02-16") == []


def test_r30_violence_ends_nothing_by_itself_and_charges_can_be_pressed() -> None:
    assert PRACTICE.reactions is not None
    charge = PRACTICE.reactions.response("charge")
    assert (charge.incidents, charge.fact, charge.grade) == (("violence",), "charges-pressed", "guideline")
    goes_on = case(fact("violence", "2026-01-05"), fact("guidance-goes-on", "2026-01-06"))
    assert of("decide-after-violence", goes_on, "2026-01-06") == []


def test_r31_what_leads_to_the_reporting_code_is_no_incident_and_only_workers_see_it() -> None:
    assert PRACTICE.reactions is not None
    hidden = {"worry-children", "reporting-code-followed"}
    assert {sort.id for sort in PRACTICE.facts if PRACTICE.for_workers(sort.id)} == hidden
    assert not hidden & {each.fact for each in PRACTICE.reactions.incidents}
    assert not hidden & {each.fact for each in PRACTICE.reactions.responses}


def test_r31_the_reporting_code_is_law_and_every_worry_asks_for_it_anew() -> None:
    worry, followed = fact("worry-children", "2026-01-05"), fact("reporting-code-followed", "2026-01-06")
    (duty,) = of("follow-reporting-code", case(worry), "2026-01-05")
    assert (duty.hardness, duty.grade) == ("law", "must")
    again = fact("worry-children", "2026-03-02", id="again")
    (duty,) = of("follow-reporting-code", case(worry, followed, again), "2026-03-02")
    assert duty.start.id == "again"


@pytest.mark.parametrize(
    ("timeline", "asked"),
    [(under("registration"), set()), (under(GUIDED), {"evaluate-in-crisis", "three-years-in-majella"})],
)
def test_what_is_not_known_is_asked_of_who_is_guided_and_of_nobody_before(timeline: Timeline, asked: set[str]) -> None:
    found = undetermined(PRACTICE, timeline, date(2026, 2, 2))
    assert {each.norm for each in found} == asked


def test_r32b_the_method_leads_all_contact() -> None:
    (method,) = [each for each in PRACTICE.frame.statements if each.id == "method"]
    assert (method.source, method.grade) == ("p-000-2784", "must")


@pytest.mark.parametrize(("on", "stops"), [("2029-01-05", True), ("2029-01-06", False)])
def test_in_majella_a_contract_flips_after_three_years_and_moving_there_again_begins_them_anew(
    on: str, stops: bool
) -> None:
    came = fact("house-entered", "2026-01-05", house="majella")
    for measure in (GUIDED, "housing-first", "temporary-housing"):
        years = gate("three-years-in-majella", "flip-contract", on, came, measure=measure)
        # 2335-2339: nothing in the source turns it over sooner.
        assert (years.stops, years.emergency) == (stops, False)
    again = fact("house-entered", "2027-03-01", house="majella")
    assert gate("three-years-in-majella", "flip-contract", on, came, again).stops
    away = fact("house-entered", "2027-03-01", house="flip-over")
    found = gates(PRACTICE, under(GUIDED, came, away), "flip-contract", date.fromisoformat(on), demo=True)
    assert [each.norm for each in found] == ["went-well-before-flip"]


def test_in_majella_flipping_is_weighed_once_three_years_are_over() -> None:
    came = fact("house-entered", "2026-01-05", house="majella")
    assert of("weigh-flip-in-majella", case(came), "2029-01-05") == []
    assert of("weigh-flip-in-majella", case(came), "2029-02-05")[0].due == date(2029, 2, 5)
    assert of("weigh-flip-in-majella", case(came), "2029-02-06")[0].overdue
    flipped = fact("decision_taken", "2029-01-08", decision="flip-contract")
    moved = fact("house-entered", "2028-01-05", house="flip-over")
    for settled in (flipped, moved):
        assert of("weigh-flip-in-majella", case(came, settled), "2029-01-08") == []


@pytest.mark.parametrize(
    ("norm", "decision", "measure", "needed"),
    [
        ("went-well-before-flip", "flip-contract", GUIDED, fact("went-well", "2026-02-02")),
        ("exit-talk-before-completing", "complete", GUIDED, talk("exit", "2026-02-02")),
        ("exit-talk-before-ending", "end-stay", GUIDED, talk("exit", "2026-02-02")),
        (
            "fixed-costs-before-debts",
            "start-debt-trajectory",
            "intensive-management",
            fact("fixed-costs-in-order", "2026-02-02"),
        ),
    ],
)
def test_a_step_that_comes_first_by_custom_asks_a_reason_where_it_is_passed_over(
    norm: str, decision: str, measure: str, needed: Fact
) -> None:
    before = gate(norm, decision, "2026-02-01", needed, measure=measure)
    assert (before.is_open, before.effect, before.stops) == (False, "asks_reason", False)
    assert gate(norm, decision, "2026-02-02", needed, measure=measure).is_open


def test_no_data_go_to_others_without_written_consent_that_stands() -> None:
    given = fact("consent-given", "2026-02-02")
    assert gate("consent-before-sharing", "share-information", "2026-02-01", given).stops
    assert gate("consent-before-sharing", "share-information", "2026-02-02", given).is_open
    taken = fact("consent-withdrawn", "2026-02-03")
    shut = gate("consent-before-sharing", "share-information", "2026-02-03", given, taken)
    # The privacy protocol says when it may be set aside (2819-2821).
    assert (shut.stops, shut.emergency) == (True, True)


def test_what_never_began_is_neither_given_notice_nor_ended() -> None:
    # 2402-2414 comes before 2622: who only registered has no agreement, no home and no supervisor yet.
    assert PRACTICE.outcomes is not None
    ends = {each.id for each in PRACTICE.outcomes.reasons if each.measures == "any" or "registration" in each.measures}
    assert ends == {"not-eligible", "nothing-begun", "client-leaves", "died"}
    decided = {each.id for each in PRACTICE.decisions if each.measures == "any" or "registration" in each.measures}
    assert decided == {"share-information"}
