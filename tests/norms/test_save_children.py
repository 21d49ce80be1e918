"""SAVE: what counts for each child apart, closing while it is not safe, and instruments of the order (000:749-852)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from alliantie.norms.doubts import outside_ages
from alliantie.norms.duties import duties, undetermined
from alliantie.norms.gates import gates, subjects
from alliantie.norms.lasting import outlasts
from alliantie.norms.outcomes import reasons
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Person, Timeline
from alliantie.practices import Practice, library
from tests.norms.sources import due_of, fact, started

PROTECTION = library().latest("nl-save-protection")
PROBATION = library().latest("nl-save-youth-probation")
SAM = Person("sam", "young_person", date(2012, 6, 1))
KIM = Person("kim", "young_person", date(2014, 6, 1))
MUM = Person("mum", "parent")
FAMILY = (SAM, KIM, MUM)


def stopped(timeline: Timeline, decision: str, on: str, practice: Practice = PROTECTION) -> set[str]:
    """For whom a decision cannot be taken."""
    found = gates(practice, timeline, decision, date.fromisoformat(on), demo=True)
    return {each.person or "" for each in found if each.stops}


def about(person: Person, given: Fact) -> Fact:
    return replace(given, about=person.id)


@pytest.mark.parametrize(
    ("practice", "measure"),
    [(PROTECTION, "supervision-order"), (PROTECTION, "provisional-order"), (PROBATION, "double")],
)
def test_an_authorisation_for_one_child_places_no_other(practice: Practice, measure: str) -> None:
    timeline = started("2026-01-05", measure, people=FAMILY)
    assert stopped(timeline, "place-out-of-home", "2026-02-02", practice) == {"sam", "kim"}
    one = started("2026-01-05", measure, about(SAM, fact("placement-authorised", "2026-02-02")), people=FAMILY)
    assert stopped(one, "place-out-of-home", "2026-02-02", practice) == {"kim"}
    both = started("2026-01-05", measure, fact("placement-authorised", "2026-02-02"), people=FAMILY)
    assert stopped(both, "place-out-of-home", "2026-02-02", practice) == set()


def test_a_request_about_one_child_takes_up_the_conference_of_that_child_alone() -> None:
    held = fact("case-conference", "2026-02-02")
    asked = about(SAM, fact("decision_taken", "2026-02-03", decision="ask-council"))
    timeline = started("2026-01-05", "supervision-order", held, asked, people=FAMILY)
    assert stopped(timeline, "ask-council", "2026-02-03") == {"sam"}
    of_kim = gates(PROTECTION, timeline, "ask-council", date(2026, 2, 3), about="kim", demo=True)
    assert [(each.person, each.is_open) for each in of_kim] == [("kim", True)]


def test_a_decision_can_be_about_the_children_of_whom_its_measure_is() -> None:
    order = about(SAM, fact("measure_started", "2026-02-02", measure="supervision-order"))
    timeline = started("2026-01-05", "guidance", order, people=FAMILY)
    standing = Standing(PROTECTION, timeline, date(2026, 2, 2))
    assert [each.id for each in subjects(standing, PROTECTION.decision("ask-placement"))] == ["sam"]
    assert [each.id for each in subjects(standing, PROTECTION.decision("ask-council"))] == ["sam", "kim"]
    assert subjects(standing, PROTECTION.decision("give-instruction")) == ()


def test_the_extension_is_decided_on_for_each_child() -> None:
    start = fact("measure_started", "2026-01-05", measure="supervision-order", until=date(2027, 1, 5))
    decided = about(SAM, fact("decision_taken", "2026-10-01", decision="close-measure"))
    timeline = Timeline(FAMILY, (fact("case_opened", "2026-01-05"), start, decided))
    found = due_of(PROTECTION, "decide-on-extension", timeline, "2026-11-06")
    assert [(each.person, each.overdue) for each in found] == [("kim", True)]


@pytest.mark.parametrize("measure", ["guidance", "supervision-order", "crisis-intervention", "house-ban"])
def test_v14_nothing_closes_before_it_is_known_whether_things_go_well_enough(measure: str) -> None:
    assert stopped(started("2026-01-05", measure, people=FAMILY), "close-involvement", "2026-03-02") == {"sam", "kim"}
    well = about(SAM, fact("safety-judged", "2026-03-02", outcome="good-enough"))
    assert stopped(started("2026-01-05", measure, well, people=FAMILY), "close-involvement", "2026-03-02") == {"kim"}


def test_v14_where_it_is_not_safe_the_council_is_asked_before_closing() -> None:
    unsafe = fact("safety-judged", "2026-03-02", outcome="not-good-enough")
    asked = fact("decision_taken", "2026-03-03", decision="ask-council")
    safe = fact("safety-judged", "2026-04-01", outcome="good-enough", id="later")
    again = fact("safety-judged", "2026-05-01", outcome="not-good-enough", id="again")
    timeline = started("2026-01-05", "guidance", unsafe, asked, safe, again, people=(SAM,))
    for on, shut in (
        ("2026-03-02", True), ("2026-03-03", False), ("2026-03-31", False), ("2026-04-01", False), ("2026-05-01", True),
    ):  # fmt: skip
        assert bool(stopped(timeline, "close-involvement", on)) is shut, on
    # While nobody judged there is nothing to wonder about: that is asked first.
    assert undetermined(PROTECTION, started("2026-01-05", "guidance", people=(SAM,)), date(2026, 3, 1)) == ()


def test_v14_a_judgement_of_before_the_measure_says_nothing_of_it() -> None:
    before = fact("safety-judged", "2026-01-20", outcome="good-enough")
    order = fact("measure_started", "2026-02-02", measure="supervision-order")
    timeline = started("2026-01-05", "guidance", before, order, people=(SAM,))
    assert stopped(timeline, "close-involvement", "2026-02-01") == set()
    assert stopped(timeline, "close-involvement", "2026-02-02") == {"sam"}


@pytest.mark.parametrize(
    ("practice", "measure", "decision"),
    [
        (PROTECTION, "guidance", "close-involvement"),
        (PROTECTION, "guardianship", "close-guardianship"),
        (PROBATION, "double", "close-involvement"),
    ],
)
def test_v14_danger_is_no_ground_for_leaving(practice: Practice, measure: str, decision: str) -> None:
    for outcome in ("", "not-good-enough"):
        judged = [fact("safety-judged", "2026-03-02", outcome=outcome)] if outcome else []
        timeline = started("2026-01-05", measure, *judged, people=(SAM,))
        shut = [each for each in gates(practice, timeline, decision, date(2026, 3, 2), demo=True) if each.stops]
        assert [each.emergency for each in shut] == [False]


def test_v14_what_danger_passed_over_before_is_due_when_the_case_is_closed() -> None:
    forced = about(SAM, fact("gate_forced", "2026-03-06", norm="judge-before-closing"))
    ended = fact("measure_ended", "2026-03-06", measure="guidance")
    closed = fact("case_closed", "2026-03-06")
    timeline = started("2026-01-05", "guidance", forced, ended, closed, people=(SAM,))
    # A Friday: the next working day is the Monday.
    (duty,) = due_of(PROTECTION, "judge-before-closing", timeline, "2026-03-07")
    assert (duty.due, duty.person) == (date(2026, 3, 9), "sam")


def test_v14_no_reason_passes_the_gates_of_closing_nor_does_a_transfer() -> None:
    for practice in (PROTECTION, PROBATION):
        for measure in practice.measures:
            for reason in reasons(practice, [measure.id]):
                assert reason.decision, (measure.id, reason.id)


def test_guardianship_ends_when_things_go_well_enough() -> None:
    unsafe = fact("safety-judged", "2026-03-02", outcome="not-good-enough")
    safe = fact("safety-judged", "2026-04-01", outcome="good-enough", id="later")
    timeline = started("2026-01-05", "guardianship", unsafe, safe, people=(SAM,))
    assert stopped(timeline, "close-guardianship", "2026-03-31") == {"sam"}
    assert stopped(timeline, "close-guardianship", "2026-04-01") == set()


def test_part_of_the_authority_is_asked_for_while_a_child_is_placed_with_authorisation() -> None:
    authorised, home = fact("placement-authorised", "2026-02-02"), fact("back-home", "2026-06-01")
    timeline = started("2026-01-05", "supervision-order", authorised, home, people=(SAM,))
    for on, shut in (("2026-02-01", True), ("2026-02-02", False), ("2026-05-31", False), ("2026-06-01", True)):
        assert bool(stopped(timeline, "ask-authority", on)) is shut, on


def test_consent_of_the_judge_comes_after_parents_were_asked_or_with_a_reason() -> None:
    def gate(*facts: Fact, on: date = date(2026, 3, 2)) -> tuple[str, bool]:
        timeline = started("2026-01-05", "supervision-order", *facts, people=(SAM,))
        (found,) = gates(PROTECTION, timeline, "ask-consent", on, demo=True)
        return found.effect, found.is_open

    withheld = fact("consent-withheld", "2026-03-02", what="treatment")
    assert gate() == ("asks_reason", False)
    assert gate(withheld) == ("asks_reason", True)
    assert gate(withheld, on=date(2026, 3, 1)) == ("asks_reason", False)
    # What the judge gave was for that one: another treatment is asked for anew.
    assert gate(withheld, fact("consent-replaced", "2026-04-01", what="treatment"), on=date(2026, 4, 1))[1] is False


@pytest.mark.parametrize(("practice", "measure"), [(PROTECTION, "supervision-order"), (PROBATION, "truancy")])
def test_a_measure_without_a_last_day_is_asked_for_one(practice: Practice, measure: str) -> None:
    norm = "end-of-order" if practice is PROTECTION else "end-of-measure"
    without = started("2026-01-05", measure, people=(SAM,))
    assert [each.due for each in due_of(practice, norm, without, "2026-01-05")] == [date(2026, 1, 12)]
    told = fact("measure_extended", "2026-01-12", measure=measure, until=date(2027, 1, 5))
    assert due_of(practice, norm, started("2026-01-05", measure, told, people=(SAM,)), "2026-01-12") == []
    start = fact("measure_started", "2026-01-05", measure=measure, until=date(2027, 1, 5))
    named = Timeline((SAM,), (fact("case_opened", "2026-01-05"), start))
    assert due_of(practice, norm, named, "2026-01-12") == []


def test_a_house_ban_beyond_twenty_eight_days_is_asked_about() -> None:
    start = date(2026, 1, 5)
    assert outlasts(PROTECTION, "house-ban", start, date(2026, 2, 2)) is None
    found = outlasts(PROTECTION, "house-ban", start, date(2026, 2, 3))
    assert found is not None
    assert found.id == "house-ban-longest"
    # What usually is so is no rule: an order can be for two years.
    assert outlasts(PROTECTION, "supervision-order", start, date(2028, 1, 5)) is None


def test_veilig_thuis_is_asked_for_advice_before_a_ban_is_extended_and_not_after_it_ended() -> None:
    for measures in ((), (fact("measure_ended", "2026-01-15", measure="house-ban"),)):
        timeline = started("2026-01-05", "house-ban", *measures, people=FAMILY)
        assert len(due_of(PROTECTION, "safe-home-advice", timeline, "2026-01-15")) == (0 if measures else 1)
    advised = started("2026-01-05", "house-ban", fact("safe-home-advice", "2026-01-13"), people=FAMILY)
    assert due_of(PROTECTION, "safe-home-advice", advised, "2026-01-15") == []


@pytest.mark.parametrize(
    ("on", "years"),
    # Twelve years old on the first of June 2024, twenty-two until the day before the first of June 2035.
    [("2024-05-31", 11), ("2024-06-01", None), ("2035-05-31", None), ("2035-06-01", 23)],
)
def test_youth_probation_is_imposed_from_twelve_up_to_and_including_twenty_two(on: str, years: int | None) -> None:
    born = date(2012, 6, 1)
    found = outside_ages(PROBATION, "conditional-supervision", "young_person", born, date.fromisoformat(on))
    assert (found and found[1]) == years
    # Of a parent, and of what is no measure, no age is asked.
    assert outside_ages(PROBATION, "conditional-supervision", "parent", date(1980, 1, 1), date(2026, 1, 5)) is None
    assert outside_ages(PROBATION, "voluntary-supervision", "young_person", born, date.fromisoformat(on)) is None


def test_the_double_measure_asks_what_an_order_asks_and_no_other_measure_of_youth_probation_does() -> None:
    execution = fact("phase_entered", "2026-03-02", phase="execution")

    def asked(practice: Practice, measure: str, *facts: Fact) -> set[str]:
        timeline = started("2026-01-05", measure, execution, *facts, people=FAMILY)
        return {each.norm for each in duties(practice, timeline, date(2026, 3, 2))}

    order = asked(PROTECTION, "supervision-order") - {"end-of-order"}
    beside = fact("measure_started", "2026-01-05", measure="conditional-supervision")
    assert asked(PROBATION, "double", beside) == order | {"end-of-measure", "plan"}
    assert "family-plan" not in asked(PROBATION, "conditional-supervision")
    of_order = {each.id for each in PROTECTION.decisions if "supervision-order" in each.measures}
    assert {each.id for each in PROBATION.decisions if "double" in each.measures} == of_order
    assert all(each.measures == ("double",) for each in PROBATION.decisions if each.id != "end-enforced")
    shut = {
        decision
        for norm in PROTECTION.norms
        if norm.requires is not None and "supervision-order" in norm.measures
        for decision in norm.requires.decision
    }
    timeline = started("2026-01-05", "double", people=(SAM,))
    for decision in shut:
        assert gates(PROBATION, timeline, decision, date(2026, 3, 2)), decision


def test_each_part_of_the_double_measure_ends_on_its_own_day_while_the_other_goes_on() -> None:
    execution = fact("phase_entered", "2026-02-02", phase="execution")
    beside = fact("measure_started", "2026-01-05", measure="truancy")

    def asked(ended: str, on: str) -> set[str]:
        over = fact("measure_ended", "2026-03-02", measure=ended)
        timeline = started("2026-01-05", "double", execution, beside, over, people=FAMILY)
        return {each.norm for each in duties(PROBATION, timeline, date.fromisoformat(on))}

    of_order, of_probation = {"family-plan", "end-of-measure"}, {"plan", "end-of-measure"}
    contact = {"family-necessary", "alone-necessary"}
    assert asked("truancy", "2026-03-01") >= of_order | of_probation | contact
    assert asked("truancy", "2026-03-02") >= of_order | contact
    assert "plan" not in asked("truancy", "2026-03-02")
    assert asked("double", "2026-03-02") >= of_probation | contact
    assert "family-plan" not in asked("double", "2026-03-02")
    # What ended on its own day is not asked for again.
    assert "double-measure" not in asked("truancy", "2026-03-02")
    # The age is one of youth probation, and no order asks for it (000:990-996).
    assert PROBATION.norm("guidance-ends-by-age").measures == tuple(
        each.id for each in PROBATION.measures if each.ages is not None
    )


def test_a_double_measure_of_which_only_the_order_was_recorded_asks_for_the_other() -> None:
    alone = started("2026-01-05", "double", people=FAMILY)
    assert [each.due for each in due_of(PROBATION, "double-measure", alone, "2026-01-05")] == [date(2026, 1, 6)]
    beside = fact("measure_started", "2026-01-06", measure="criem")
    both = started("2026-01-05", "double", beside, people=FAMILY)
    assert due_of(PROBATION, "double-measure", both, "2026-01-06") == []


def test_the_frame_is_explained_to_each_child_and_parent_after_each_beginning() -> None:
    told = [about(person, fact("frame_explained", "2026-01-12", id=person.id)) for person in FAMILY]
    order = fact("measure_started", "2026-03-02", measure="supervision-order")
    timeline = started("2026-01-05", "guidance", *told, order, people=FAMILY)

    def asked(on: str) -> set[str | None]:
        found = duties(PROTECTION, timeline, date.fromisoformat(on))
        return {each.person for each in found if each.norm.startswith("explain-frame")}

    assert asked("2026-01-11") == asked("2026-03-02") == {"sam", "kim", "mum"}
    assert asked("2026-01-12") == asked("2026-03-01") == set()
    (mine,) = (each for each in due_of(PROTECTION, "explain-frame-to-parent", timeline, "2026-03-16"))
    assert (mine.due, mine.overdue) == (date(2026, 3, 16), False)


def test_supervision_leaves_out_the_person_of_the_young_only_where_no_order_runs() -> None:
    by_id = {each.id: each for each in PROBATION.frame.statements}
    assert "double" not in by_id["supervise-conditions"].measures
    assert by_id["supervise-double"].measures == ("double",)


@pytest.mark.parametrize("practice", [PROTECTION, PROBATION], ids=lambda each: each.id)
def test_what_every_case_reads_of_the_frame_names_no_measure_of_another(practice: Practice) -> None:
    told = [practice.frame.summary, *(each.text for each in practice.frame.statements if not each.measures)]
    named = (
        "ondertoezichtstelling",
        "voogdij",
        "huisverbod",
        "crisis",
        "CRIEM",
        "dubbele",
        "gedragsbeïnvloed",
        "zonder maatregel",
    )
    # How a case comes in, and where a term was taken from, are said of all.
    said = [each.nl for each in told if "wijkteam" not in each.nl and "zes weken" not in each.nl]
    assert [(text, name) for text in said for name in named if name in text] == []


def test_guardianship_does_not_end_for_what_ended_the_order_before_it() -> None:
    now = {each.id for each in reasons(PROTECTION, ["guardianship"], ended=["guidance", "supervision-order"])}
    assert not {"good-enough", "not-extended", "order-early", "early"} & now
    assert {"guardianship-over", "guardianship-early", "not-worked", "transferred"} <= now
    # Where nothing is imposed any more, what was completed before can still be said.
    assert "good-enough" in {each.id for each in reasons(PROTECTION, ["guidance"], ended=["supervision-order"])}
