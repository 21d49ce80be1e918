"""What can be done after an incident, where a case stands, how it ended, and what who comes back meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from alliantie.norms.outcomes import reasons, reentry, taxonomy
from alliantie.norms.reactions import ladders, objection_until, offered
from alliantie.norms.timeline import Fact, Person, Timeline
from alliantie.practices import Practice, library
from alliantie.practices.reaction import NO_ACTION, OutcomeKind
from tests.support.practices import lacking

PROBATION = library().latest("nl-probation")
PROTECTION = library().latest("nl-save-protection")
YOUTH = library().latest("nl-save-youth-probation")
ZEIST = library().latest("nl-debt-zeist")
WITH_REACTIONS = [library().latest(id) for id in library().ids() if library().latest(id).reactions]
START = date(2026, 1, 5)
LATER = date(2026, 6, 1)
SAM = Person("sam", "young_person")


def ids(practice: Practice, kind: str, *measures: str, **values: str) -> list[str]:
    return [each.id for each in offered(practice, kind, values, measures)]


def on(practice: Practice, *facts: Fact, day: date = LATER) -> list[tuple[str, date]]:
    """The rungs on which a case stands, with their days, of the one ladder that belongs there."""
    (stands,) = ladders(practice, Timeline((SAM,), facts), day)
    return [(rung.id, since) for rung, since in stands.rungs]


def happened(kind: str, day: date, **values: str) -> Fact:
    return Fact(f"{kind} {day} {values}", kind, day, values=values)


@pytest.mark.parametrize("practice", WITH_REACTIONS, ids=lambda practice: practice.id)
def test_doing_nothing_is_always_possible_and_comes_first_but_where_the_source_asks_something(
    practice: Practice,
) -> None:
    assert practice.reactions is not None
    for incident in practice.reactions.incidents:
        for measures in ([], [each.id for each in practice.measures]):
            found = offered(practice, incident.id, {}, measures)
            (none,) = (each for each in found if each.id == NO_ACTION)
            before = found[: found.index(none)]
            assert {each.id for each in before} <= set(incident.first)
            assert {each.grade for each in before} <= {"must"}
            assert none.decision is None
            assert len(found) > 1


@pytest.mark.parametrize("practice", WITH_REACTIONS, ids=lambda practice: practice.id)
def test_each_incident_can_be_told_apart_by_its_facts(practice: Practice) -> None:
    """What a response records names the incident too, where its duties ask for that."""
    assert practice.reactions is not None
    facts = practice.vocabulary.facts
    assert all("incident" in facts[each.fact] for each in practice.reactions.incidents)


def test_unwanted_behaviour_is_free_to_react_to_and_only_a_breach_is_warned_for_and_reported() -> None:
    free = [NO_ACTION, "talk", "instruct", "reprimand"]
    sentence = "suspended-sentence"
    assert ids(PROBATION, "appointment", sentence, judged="unwanted") == free
    assert ids(PROBATION, "appointment", sentence, judged="not-established") == free
    for breach in ("breach-general", "breach-special"):
        found = ids(PROBATION, "appointment", sentence, judged=breach)
        assert found[0] == "nothing-besides"
        assert NO_ACTION not in found
        assert found[-7:] == ["warn", "report", "called", "reported", "advice", "report-warning", "enforcement"]


def test_no_criminal_response_is_offered_without_a_criminal_decision() -> None:
    found = ids(PROBATION, "appointment", "short-module", judged="breach-special")
    assert found[0] == "nothing-besides"
    assert not {"warn", "report", "reported", "advice", "report-warning", "enforcement"} & set(found)


def test_what_is_reported_names_how_so_that_the_duty_is_settled() -> None:
    assert PROBATION.reactions is not None
    assert PROBATION.reactions.response("reported").says == {"in_writing": True}
    # The letter records it when it was sent, and not before.
    assert (PROBATION.reactions.response("report").letter, PROBATION.reactions.response("report").fact) == (
        "breach-report",
        None,
    )
    # A warning that was told by phone puts nothing in writing.
    assert PROBATION.reactions.response("report-warning").says == {"with_warning": True}
    assert PROBATION.reactions.response("called").says == {"in_writing": False}


def test_less_living_money_is_a_means_of_contact_and_never_for_another_breach() -> None:
    means = {"lower-living-money", "stop-living-money"}
    assert means <= set(ids(ZEIST, "not-come", "budget-management"))
    assert not means & set(ids(ZEIST, "not-come", "stabilisation"))
    assert not means & set(ids(ZEIST, "new-debt", "budget-management"))


@pytest.mark.parametrize("practice_id", library().ids())
def test_no_response_of_which_another_decides_is_something_that_must_be_done(practice_id: str) -> None:
    reactions = library().latest(practice_id).reactions
    responses = reactions.responses if reactions else ()
    assert [each.id for each in responses if each.outside is not None and each.grade == "must"] == []


def test_each_measure_meets_its_own_responses() -> None:
    order = ids(PROTECTION, "signal", "supervision-order")
    assert "instruction" in order
    # 000:884-898: while the order runs, the Council can be asked to look into guardianship.
    assert "guardianship-inquiry" in order
    assert ids(PROTECTION, "signal", "guidance") == [NO_ACTION, "talk", "council"]
    assert ids(PROTECTION, "signal", "guardianship") == [NO_ACTION, "talk", "guardianship-inquiry"]


def test_an_incident_of_another_practice_is_refused() -> None:
    with pytest.raises(KeyError):
        offered(PROBATION, "new-debt", {}, [])
    with pytest.raises(KeyError):
        offered(lacking("nl-debt-zeist", reactions=None), "new-debt", {}, [])


def test_the_term_to_object_counts_from_the_response_and_says_when_the_source_gives_none() -> None:
    assert ZEIST.reactions is not None
    end = ZEIST.reactions.response("end")
    assert end.objection is not None
    assert end.objection.term_by == "own"
    assert objection_until(ZEIST, end, date(2026, 3, 2)) == date(2026, 4, 13)
    assert objection_until(ZEIST, ZEIST.reactions.response("talk"), date(2026, 3, 2)) is None


# Ladders: R12 and R13


def test_in_protection_each_rung_that_holds_is_told_with_its_day() -> None:
    order = happened("measure_started", START, measure="supervision-order")
    given = happened("instruction-given", date(2026, 2, 2))
    placed = happened("decision_taken", date(2026, 3, 2), decision="place-out-of-home")
    assert on(PROTECTION, order) == [("order", START)]
    # An authorisation alone places nobody.
    assert on(PROTECTION, order, happened("placement-authorised", date(2026, 2, 2))) == [("order", START)]
    assert on(PROTECTION, order, placed, given) == [
        ("order", START),
        ("instruction", given.on),
        ("placement", placed.on),
    ]
    assert on(PROTECTION, order, given, placed, day=date(2026, 2, 28)) == [("order", START), ("instruction", given.on)]
    home = happened("back-home", date(2026, 5, 4))
    assert on(PROTECTION, order, placed, home) == [("order", START)]
    assert on(PROTECTION, order, placed, home, day=date(2026, 5, 3)) == [("order", START), ("placement", placed.on)]


def test_on_the_ladder_of_protection_each_child_stands_apart() -> None:
    kim = Person("kim", "young_person")
    facts = (
        happened("measure_started", START, measure="supervision-order"),
        replace(happened("decision_taken", date(2026, 3, 1), decision="place-out-of-home"), about="sam"),
    )
    found = ladders(PROTECTION, Timeline((SAM, kim), facts), LATER)
    assert [(each.person, [rung.id for rung, _since in each.rungs]) for each in found] == [
        ("sam", ["order", "placement"]),
        ("kim", ["order"]),
    ]


def test_a_closed_placement_ends_and_the_placement_stays() -> None:
    facts = (
        happened("measure_started", START, measure="guardianship"),
        happened("closed-placement", date(2026, 2, 2)),
        happened("closed-placement-ended", date(2026, 4, 1)),
    )
    assert on(PROTECTION, *facts) == [("placement", START)]


def test_a_ladder_belongs_to_its_measures() -> None:
    guidance = happened("measure_started", START, measure="guidance")
    assert ladders(PROTECTION, Timeline(facts=(guidance,)), LATER) == ()
    assert ladders(PROBATION, Timeline(facts=(guidance,)), LATER) == ()
    assert ladders(lacking("nl-debt-zeist", reactions=None), Timeline(), LATER) == ()


def test_in_youth_probation_cards_and_reports_to_prosecutor_and_judge_go_by_letter_and_are_recorded_once() -> None:
    assert YOUTH.reactions is not None
    letters = {each.id: each.letter for each in YOUTH.reactions.responses if "card" in each.id or "report" in each.id}
    assert letters == {
        "yellow-card": "card",
        "red-card": "card",
        "report-back": "report-back",
        "report-back-judge": "report-back-judge",
    }
    for response, letter in letters.items():
        assert YOUTH.reactions.response(response).fact is None
        assert letter is not None
        assert YOUTH.letter(letter).sent is not None
    assert YOUTH.letter("report-back-judge").to == "judge"


def test_in_youth_probation_a_card_does_not_undo_a_report() -> None:
    facts = (
        happened("measure_started", START, measure="conditional-supervision"),
        happened("reported-back", date(2026, 2, 2)),
        happened("card", date(2026, 3, 2), colour="yellow"),
    )
    assert on(YOUTH, *facts) == [("condition", START), ("card", date(2026, 3, 2)), ("reported", date(2026, 2, 2))]


def test_a_ladder_never_names_what_could_follow() -> None:
    order = happened("measure_started", START, measure="supervision-order")
    (stands,) = ladders(PROTECTION, Timeline((SAM,), (order,)), LATER)
    assert set(vars(stands)) == {"ladder", "rungs", "earlier", "person"}
    assert stands.earlier == ()


# Outcomes


def closed(reason: str, day: date = date(2026, 3, 2)) -> Timeline:
    return Timeline(facts=(happened("case_opened", START), happened("case_closed", day, reason=reason)))


@pytest.mark.parametrize(
    ("reason", "day", "rules"),
    [
        ("settled", date(2028, 3, 2), ["two-years"]),
        ("settled", date(2028, 3, 3), []),
        ("capacity-not-used", date(2027, 3, 2), ["one-year"]),
        ("capacity-not-used", date(2027, 3, 3), []),
        ("self-able", date(2026, 3, 3), []),
        ("no such reason", date(2026, 3, 3), []),
    ],
)
def test_who_comes_back_meets_the_rule_of_how_the_case_ended(reason: str, day: date, rules: list[str]) -> None:
    assert [each.rule.id for each in reentry(ZEIST, closed(reason), day)] == rules


def test_a_case_that_runs_again_meets_no_rule_of_coming_back() -> None:
    assert reentry(ZEIST, closed("settled"), date(2026, 3, 1)) == ()
    again = Timeline(facts=(*closed("settled").facts, happened("case_opened", date(2026, 4, 1))))
    assert reentry(ZEIST, again, date(2026, 4, 2)) == ()
    assert reentry(PROBATION, closed("completed"), date(2026, 4, 2)) == ()


def test_each_measure_ends_for_its_own_reasons() -> None:
    order = {each.id for each in reasons(PROTECTION, ["supervision-order"])}
    guardianship = {each.id for each in reasons(PROTECTION, ["guardianship"])}
    assert "good-enough" in order - guardianship
    assert "guardianship-over" in guardianship - order
    assert {"transferred", "other"} <= order & guardianship
    assert reasons(lacking("nl-debt-zeist", outcomes=None), []) == ()


def test_in_zeist_no_ending_of_the_organisation_goes_around_the_recovery_term() -> None:
    assert ZEIST.outcomes is not None
    without = {each.id for each in ZEIST.outcomes.reasons if not each.decision}
    assert without == {"died"}
    gated = {"close-ended"}
    elsewhere = {each.id for each in ZEIST.outcomes.reasons if each.decision and not gated & {*each.decision}}
    # Gates of their own: what was reached, what the client chose, and help that another took over and that goes on.
    completed = {"settled", "statutory-completed", "advice-given", "stable"}
    assert elsewhere == {*completed, "referred", "statutory", "client-stops", "administration", "elsewhere"}


def test_what_was_completed_under_a_measure_that_ended_since_can_be_said_at_the_end_of_the_case() -> None:
    running = {each.id for each in reasons(ZEIST, ["application"])}
    after = {each.id for each in reasons(ZEIST, ["application"], ended=["settlement", "crisis"])}
    assert after - running == {"settled", "stable"}
    assert "referred" in running
    assert "referred" not in {each.id for each in reasons(ZEIST, ["settlement"], ended=["application"])}


def test_endings_are_counted_as_completed_or_early_in_each_way() -> None:
    ended: dict[OutcomeKind, int] = {"completed": 71, "negative": 20, "positive": 1, "neutral": 3, "transferred": 5}
    kinds = [kind for kind, number in ended.items() for _each in range(number)]
    found = taxonomy(kinds)
    assert (found.completed, found.early) == (71, 29)
    assert (found.positive, found.neutral, found.negative, found.transferred, found.other) == (1, 3, 20, 5, 0)
    assert taxonomy([]).early == 0
