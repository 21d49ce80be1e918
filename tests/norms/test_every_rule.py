"""Each rule of the source, and the test that shows it: on the day before its limit, on that day and after it.

The rules are numbered as in the list of requirements: R2 to R5 probation (000:241-391), R6 to R14 youth (765-1292), R15
to R19 work (1436-1849), R20 to R32b shelter (2425-2821), R33 to R45 debt help (2963-4768), R46 to R50 Flanders
(5107-5292, 5671-5853). A rule without a day in its source says so, and its test shows what it opens, shuts or tells.
"""

from __future__ import annotations

import ast
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from alliantie.norms.duties import duties
from alliantie.practices import library
from tests.norms.sources import started

HERE = Path(__file__).parent
NO_DAY = "no day in the source"
OUR_DAY = "the day is our choice"
A_DAY = "the day of the source"

RULES: tuple[tuple[str, str, str, str], ...] = (
    ("R2", A_DAY, "probation", "a_probation_period_lasts_three_years_at_most"),
    ("R2", A_DAY, "probation", "the_end_that_the_judge_set_is_the_day_to_round_off"),
    ("R3", OUR_DAY, "probation", "every_breach_is_reported_at_once_by_law_and_followed_by_a_warning"),
    ("R3", NO_DAY, "probation", "only_a_breach_of_a_special_condition_stays_to_be_reported_in_writing_after_a_call"),
    ("R4", NO_DAY, "probation", "unwanted_behaviour_starts_no_report_and_no_warning"),
    ("R4", OUR_DAY, "probation", "what_is_not_established_is_asked_again_after_two_working_days"),
    ("R5", A_DAY, "probation", "each_level_has_its_own_rhythm_as_a_guideline"),
    ("R6", A_DAY, "youth_probation", "each_rule_is_due_on_its_last_day_late_a_day_after_and_gone_when_done"),
    ("R6", A_DAY, "save", "the_family_is_seen_every_eight_weeks_and_the_whole_family_every_three"),
    ("R6", A_DAY, "save", "each_young_person_is_seen_without_parents_so_many_times_a_year"),
    ("R6", OUR_DAY, "save", "once_the_plan_is_agreed_it_is_asked_that_it_begins"),
    ("R7", A_DAY, "save", "the_family_group_plan_is_there_within_six_weeks"),
    ("R7", A_DAY, "youth_probation", "each_rule_is_due_on_its_last_day_late_a_day_after_and_gone_when_done"),
    ("R8", A_DAY, "ages", "guidance_comes_to_its_end_in_the_year_from_the_24th_birthday"),
    ("R8", A_DAY, "save_children", "youth_probation_is_imposed_from_twelve_up_to_and_including_twenty_two"),
    ("R8", A_DAY, "youth_probation", "r8_two_years_is_what_is_usual_and_never_due"),
    ("R8", OUR_DAY, "save", "before_the_end_of_an_order_it_is_decided_whether_to_ask_for_an_extension"),
    ("R9", NO_DAY, "save", "a_step_that_must_come_first_stops_the_decision"),
    ("R9", NO_DAY, "save", "each_request_to_the_council_has_a_conference_of_its_own"),
    ("R10", OUR_DAY, "save", "an_authorisation_opens_the_gate_up_to_and_including_its_last_day"),
    ("R11", A_DAY, "save", "a_house_ban_lasts_ten_days_in_principle_and_twenty_eight_at_most"),
    ("R12", NO_DAY, "youth_probation", "r12_a_condition_not_kept_makes_nothing_due_by_itself"),
    ("R12", NO_DAY, "reactions", "in_youth_probation_a_card_does_not_undo_a_report"),
    ("R12", NO_DAY, "reactions", "in_youth_probation_cards_and_reports_to_prosecutor_and_judge"),
    ("R13", NO_DAY, "reactions", "in_protection_each_rung_that_holds_is_told_with_its_day"),
    ("R14", NO_DAY, "youth_probation", "r14_conditions_are_of_the_justice_authorities"),
    ("R14", NO_DAY, "save_children", "supervision_leaves_out_the_person_of_the_young_only_where_no_order_runs"),
    ("R15", NO_DAY, "work", "r15_reactions_run_from_nothing_over_a_warning_to_a_cut_of_up_to_a_hundred_percent"),
    ("R15", NO_DAY, "work", "r15_a_cut_is_between_one_and_a_hundred_percent"),
    ("R16", NO_DAY, "work", "r16_a_fine_follows_culpability_in_percent_with_its_source"),
    ("R16", A_DAY, "work", "r16_the_percentages_stand_in_the_decree_since_january_2017"),
    ("R17", NO_DAY, "work", "r17_each_usual_breach_can_be_noted_and_only_what_was_not_told_can_bring_a_fine"),
    ("R18", OUR_DAY, "work_fraud", "r18_a_signal_is_told_to_the_client_first_and_then_never_left"),
    ("R19", NO_DAY, "work", "r19_a_trajectory_asks_for_a_benefit_a_plan_and_a_talk_with_the_client"),
    ("R20", A_DAY, "shelter", "what_has_a_term_is_due_on_its_last_day_late_a_day_after_and_gone_when_done"),
    ("R20", A_DAY, "shelter", "r20_guidance_is_evaluated_every_three_months"),
    ("R20", A_DAY, "shelter", "r20_in_a_crisis_and_as_long_as_it_lasts_guidance_is_evaluated_every_month"),
    ("R21", A_DAY, "shelter", "r21_a_stay_ends_after_the_last_day_of_the_notice_a_month_ahead_or_sooner"),
    ("R22", NO_DAY, "shelter", "r22_the_agreement_holds_what_the_client_declares_and_the_six_duties"),
    ("R23", NO_DAY, "shelter", "r23_the_agreement_on_the_home"),
    ("R24", NO_DAY, "shelter", "r24_the_four_grounds_of_the_source_end_the_stay_and_go_through_the_same_gates"),
    ("R25", NO_DAY, "shelter", "r25_before_an_ending_interests_are_weighed_and_the_director_is_spoken"),
    ("R26", NO_DAY, "shelter", "r26_ending_for_who_is_unable_or_does_not_dare_asks_a_reason"),
    ("R27", NO_DAY, "shelter", "r27_the_third_correction_talk"),
    ("R28", NO_DAY, "shelter", "r28_a_second_positive_urine_test_asks_to_weigh_under_a_judicial_title_alone"),
    ("R29", NO_DAY, "shelter", "r29_the_norm_of_activity_is_sixteen_hours_a_week"),
    ("R30", OUR_DAY, "shelter", "what_has_a_term_is_due_on_its_last_day_late_a_day_after_and_gone_when_done"),
    ("R30", NO_DAY, "shelter", "r30_violence_ends_nothing_by_itself_and_charges_can_be_pressed"),
    ("R31", OUR_DAY, "shelter", "what_has_a_term_is_due_on_its_last_day_late_a_day_after_and_gone_when_done"),
    ("R31", NO_DAY, "shelter", "r31_the_reporting_code_is_law_and_every_worry_asks_for_it_anew"),
    ("R32", OUR_DAY, "shelter", "what_has_a_term_is_due_on_its_last_day_late_a_day_after_and_gone_when_done"),
    ("R32b", NO_DAY, "shelter", "r32b_the_method_leads_all_contact"),
    ("R33", A_DAY, "tilburg", "each_talk_has_its_term"),
    ("R33", A_DAY, "tilburg", "a_crisis_before_a_weekend_counts_working_days_and_is_taken_up_on_the_day_itself"),
    ("R33", A_DAY, "zeist", "the_intake_has_its_terms"),
    ("R33", A_DAY, "zeist", "a_crisis_before_a_weekend_counts_working_days"),
    ("R34", OUR_DAY, "tilburg", "a_formal_decision_follows_on_each_request_in_a_term_of_ours"),
    ("R35", NO_DAY, "every_rule", "r35_what_other_municipalities_refuse_for"),
    ("R36", NO_DAY, "tilburg", "each_breach_has_its_source_and_its_own_sanctions_none_of_them_a_duty"),
    ("R37", NO_DAY, "tilburg", "each_breach_has_its_source_and_its_own_sanctions_none_of_them_a_duty"),
    ("R37", NO_DAY, "tilburg", "an_exclusion_lasts_six_to_thirty_six_months_and_needs_a_second_stop"),
    ("R37", A_DAY, "tilburg", "who_was_excluded_meets_the_months_that_were_set_from_that_day"),
    ("R37", A_DAY, "tilburg", "who_comes_back_meets_the_rule_of_how_the_help_ended"),
    ("R38", NO_DAY, "tilburg", "refusing_who_comes_back_asks_a_reason_unless_it_is_not_out_of_proportion"),
    ("R39", NO_DAY, "tilburg", "ending_is_for_who_leads_the_team_to_decide_and_nothing_else_is"),
    ("R40", NO_DAY, "zeist", "r40_the_terms_name_eleven_duties"),
    ("R40", NO_DAY, "classify", "zeist_sorts_a_registration_by_telephone_over_three_routes"),
    ("R41", OUR_DAY, "zeist", "no_ending_and_no_refusal_before_the_recovery_term_is_over_not_even_in_haste"),
    ("R41", A_DAY, "reactions", "who_comes_back_meets_the_rule_of_how_the_case_ended"),
    ("R42", NO_DAY, "zeist_settlement", "no_settlement_starts_without_all_capacity_or_with_a_car_that_does_not_fit"),
    ("R43", A_DAY, "zeist", "after_three_stable_months_a_return_can_be_weighed"),
    ("R43", NO_DAY, "zeist", "budget_management_starts_where_more_comes_in_than_goes_out"),
    ("R44", OUR_DAY, "limits", "what_a_client_hands_in_is_looked_at_as_often_as_was_agreed_with_that_client"),
    ("R45", A_DAY, "zeist_settlement", "creditors_have_three_weeks_and_after_a_reminder_two"),
    ("R46", A_DAY, "houses_of_justice", "each_report_and_the_home_visit_have_a_start_and_a_term_of_their_own"),
    ("R46", A_DAY, "houses_of_justice", "the_final_report_and_the_end_talk_come_before_the_end_of_the_term"),
    ("R47", A_DAY, "houses_of_justice", "each_report_and_the_home_visit_have_a_start_and_a_term_of_their_own"),
    ("R48", OUR_DAY, "houses_of_justice", "a_condition_that_does_harm_has_to_be_signalled"),
    ("R49", A_DAY, "houses_of_justice", "conditions_of_probation_last_five_years_at_most"),
    ("R49", A_DAY, "houses_of_justice", "release_under_conditions_lasts_three_months_and_three_more"),
    ("R49", A_DAY, "houses_of_justice", "a_work_penalty_counts_twelve_months_from_the_sentence"),
    ("R50", NO_DAY, "houses_of_justice", "reporting_non_compliance_asks_a_reason_when_nobody_tried_to_discuss_it"),
)  # fmt: skip
"""Which rule, whether its source names a day, and the test that shows it in which file."""

NUMBERS = (*range(2, 33), "32b", *range(33, 51))


@cache
def every_test(name: str) -> dict[str, str]:
    """The tests of one file beside this one: each by its name, with its text and what it is given."""
    text = (HERE / f"test_{name}.py").read_text(encoding="utf-8")
    found = [each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)]
    return {
        each.name: "\n".join(ast.unparse(part) for part in (*each.decorator_list, *each.body))
        for each in found
        if each.name.startswith("test")
    }


def test_each_rule_of_the_source_has_its_test() -> None:
    assert list(dict.fromkeys(rule for rule, *_rest in RULES)) == [f"R{number}" for number in NUMBERS]


@pytest.mark.parametrize(("rule", "day", "file", "name"), RULES)
def test_the_test_of_a_rule_is_there_and_one_with_a_day_tries_more_than_one(
    rule: str, day: str, file: str, name: str
) -> None:
    (told,) = [text for each, text in every_test(file).items() if each.startswith(f"test_{name}")]
    if day != NO_DAY:
        tried = set(re.findall(r"20\d\d-\d\d-\d\d|date\(\d{4}, \d+, \d+\)|days=-?\d|toordinal\(\) [+-] 1", told))
        assert len(tried) >= 2, rule


@pytest.mark.parametrize("practice_id", ["nl-debt-tilburg", "nl-debt-zeist"])
def test_r35_what_other_municipalities_refuse_for_is_told_as_background_and_asks_and_shuts_nothing(
    practice_id: str,
) -> None:
    practice = library().latest(practice_id)
    told = next(each for each in practice.frame.statements if each.id == "national-exclusions")
    source = practice.source(told.source)
    assert (told.grade, source.seed, source.kind) == ("average", "000:3096-3105", "guideline")
    assert "eigen regels" in told.text.nl
    # The book says so among its open points, with the reason why it is no rule.
    (why,) = [each for each in practice.open_points if each.seed == source.seed]
    assert "achtergrond en geen regel" in why.nl
    assert [norm.id for norm in practice.norms if norm.source == source.id] == []
    assert practice.reactions is not None
    assert practice.outcomes is not None
    assert [each.id for each in practice.reactions.responses if each.source == source.id] == []
    assert [each.id for each in practice.outcomes.reasons if each.source == source.id] == []
    assert [each.id for each in practice.decisions if each.source == source.id] == []
    for day in ("2026-01-04", "2026-01-05", "2036-01-05"):
        found = duties(practice, started("2026-01-05", "application"), date.fromisoformat(day))
        assert [duty.norm for duty in found if duty.source == source.id] == []
