"""Each method has its values: from a command of R on public data, from print, or from every case there can be."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.statistics.reference import FOLDER, reference

TESTS = FOLDER.parent
METHODS = TESTS.parents[1] / "docs" / "methods"
PARTS = ("Definition", "Estimator", "Reference", "Assumes", "Refuses")
OTHER = {"scores", "statistics"}
"""How a picture is made, which is no estimate, and the list of the others."""


@dataclass(frozen=True)
class Proof:
    """The page of a method; of R its file, keys and command, or why R has none; and the test that compares."""

    page: str
    test: str
    r: str = ""
    keys: tuple[str, ...] = ()
    command: str = ""
    instead: str = ""


CHANGE = "test_likeness.py::test_a_change_is_reliable_when_the_error_of_two_measurements_does_not_explain_it"

# The methods of the specification, by its numbers, and what was added to them.
PROVEN = {
    "1 scale score, missing items": Proof(
        "scale-scores", "test_scores.py::test_the_command_scores_each_row_as_the_product_scores_one_person",
        instead="own rule; the bench holds it against scores of psych",
    ),
    "2 alpha, lambda 6, if dropped": Proof(
        "alpha", "test_reliability.py::test_alpha_with_missing_answers_takes_pairwise_covariances_as_psych_does",
        "reliability", ("attitude", "bfi", "bfi_unreversed"), "alpha(agree",
    ),
    "2 short forms": Proof(
        "alpha", "test_reliability.py::test_a_shorter_form_is_forecast_from_alpha_and_how_many_items_an_aim_asks",
        "reliability", ("bfi_short",), "alpha(agree",
    ),
    "3 omega": Proof(
        "omega", "test_reliability.py::test_omega_is_that_of_lavaan",
        "reliability", ("omega_attitude", "omega_bfi"), "lavaan::cfa(",
    ),
    "4 error of measurement": Proof(
        "reliable-change", CHANGE,
        "likeness", ("change",), "sem = sd(x) * sqrt(.2)",
    ),
    "5 reliable change": Proof(
        "reliable-change", CHANGE,
        "likeness", ("change",), "qnorm(.975) * sqrt(2)",
    ),
    "6 over a cut-off": Proof(
        "reliable-change", "test_likeness.py::test_recovered_is_improved_and_over_the_cut_off",
        instead="a comparison of two numbers; the norm pack gives the cut-off",
    ),
    "7 bias of the mean": Proof(
        "agreement", "test_likeness.py::test_three_correlations_of_the_same_pairs_are_three_different_numbers",
        "likeness", ("pairs",), "t.test(x, y, paired = TRUE)",
    ),
    "8 intraclass correlations": Proof(
        "icc", "test_likeness.py::test_all_six_intraclass_correlations_and_their_intervals_are_those_of_psych",
        "likeness", ("shrout_fleiss", "attitude"), "ICC(data",
    ),
    "9 double entry and profiles": Proof(
        "agreement", "test_likeness.py::test_two_profiles_differ_in_height_in_spread_and_in_shape",
        "likeness", ("profile",), "cor(c(one, other), c(other, one))",
    ),
    "10 truth and bias": Proof(
        "truth-bias", "test_judgments.py::test_truth_and_bias_agrees_with_lm",
        "judgments", ("truth_bias",), "lm(judged ~ truth)",
    ),
    "10 truth and bias, levels": Proof(
        "truth-bias", "test_levels.py::test_truth_and_bias_over_pairs_with_many_rounds_is_that_of_lme4",
        "growth", ("bias_levels",), "lmer(I(judged - middle)",
    ),
    "11 response surface": Proof(
        "surface", "test_judgments.py::test_the_surface_agrees_with_lm_and_the_sums_written_out",
        "judgments", ("surface",), "lm(heads$b1 ~ x + y + I(x^2)",
    ),
    "12 actor and partner": Proof(
        "apim", "test_dyads.py::test_it_agrees_with_gls_of_nlme",
        "dyads", ("alike", "by_role"), "gls(length ~",
    ),
    "12 actor and partner, half pairs": Proof(
        "apim", "test_dyads.py::test_a_pair_with_one_outcome_counts_with_that_one_as_in_nlme",
        "dyads", ("some_alike", "some_by_role"), "na.action = na.omit",
    ),
    "13 rupture and repair": Proof(
        "ruptures", "test_ruptures.py::test_rounds_below_the_level_after_each_other_are_one_rupture",
        instead="rules written out; no package of R has them",
    ),
    "14 single values": Proof(
        "charts", "test_limits.py::test_a_chart_of_single_values_has_the_limits_nist_prints",
        instead="the limits the NIST handbook prints",
    ),
    "15 shares": Proof(
        "charts", "test_limits.py::test_a_chart_of_shares_has_the_limits_montgomery_prints",
        instead="the limits Montgomery prints",
    ),
    "16 not on track": Proof(
        "growth", "test_growth.py::test_the_band_is_the_one_of_all_scores_together",
        instead="the same conditional distribution, written out in full",
    ),
    "16 alerts of a round": Proof(
        "holm", "test_limits.py::test_a_family_of_alerts_is_adjusted_as_r_does",
        "limits", ("holm",), 'p.adjust(p, "holm")',
    ),
    "17 growth": Proof(
        "growth", "test_growth.py::test_it_agrees_with_lme4",
        "growth", ("sleep", "some", "heads"), "lmer(y ~ t + (t | g)",
    ),
    "17 growth, three levels": Proof(
        "growth", "test_levels.py::test_three_levels_are_those_of_lme4",
        "growth", ("levels",), "lmer(y ~ t + (t | p) + (t | g)",
    ),
    "18 means of groups": Proof(
        "shrinkage", "test_shrinkage.py::test_means_of_groups_of_unequal_size_are_those_of_lme4",
        "shrinkage", ("dyestuff", "dyestuff2", "bdf"), "REML = TRUE",
    ),
    "18 estimates with errors": Proof(
        "shrinkage", "test_shrinkage.py::test_estimates_with_their_errors_are_drawn_together_as_metafor_does",
        "shrinkage", ("bcg", "eight_schools"), "rma(yi",
    ),
    "19 funnel": Proof(
        "funnel", "test_limits.py::test_limits_of_a_funnel_are_exact",
        "limits", ("funnel_20", "funnel_97", "funnel_001"), "qbinom(p, sizes, target)",
    ),
    "19 overdispersion": Proof(
        "funnel", "test_limits.py::test_overdispersion_comes_with_the_limits_when_counts_are_given",
        "limits", ("overdispersion",), "quantile(z, c(.1, .9))",
    ),
    "20 small cells": Proof(
        "suppression", "test_disclosure.py::", instead="every table an attacker could think of, for small thresholds",
    ),
    "21 factor analysis": Proof(
        "cfa", "test_factors.py::test_one_group_agrees_with_lavaan", "cfa", ("schools", "five"), "cfa(",
    ),
    "22 invariance": Proof(
        "cfa", "test_factors.py::test_the_ladder_agrees_with_lavaan",
        "cfa", ("schools_apart", "five_apart"), "group.equal",
    ),
    "23 quality of answers": Proof(
        "scale-scores", "test_scores.py::test_nine_in_ten_of_eight_or_more_equal_answers_is_a_straight_line",
        instead="own rule, counted",
    ),
    "sums": Proof("sums", "test_sums.py::", instead="alpha, agreement and ICC of the whole, which are those of R"),
    "sums of organisations": Proof("cells", "test_cells.py::", instead="two years of every sum, attacked"),
    "alerts, how often false": Proof("alarms", "test_alarms.py::", instead="simulated pairs that do not change"),
}  # fmt: skip


@pytest.mark.parametrize("name", PROVEN)
def test_each_method_has_its_page_and_values_that_a_test_compares(name: str) -> None:
    proof = PROVEN[name]
    assert (METHODS / f"{proof.page}.md").is_file()
    file, _, named = proof.test.partition("::")
    text = (TESTS / file).read_text("utf-8")
    assert f"def {named or 'test_'}" in text
    assert bool(proof.r) != bool(proof.instead), "R, or why not"
    if proof.r:
        found = reference(proof.r)
        assert all(found[key] for key in proof.keys)
        assert "R" in found["made_with"]
        assert proof.command in (FOLDER / f"{proof.r}.R").read_text("utf-8")
        assert f'reference("{proof.r}")' in text
        # By its name, or by "{name}_" and its last word.
        assert [key for key in proof.keys if not re.search(rf"\b{key}\b|\}}_{key.split('_')[-1]}\b", text)] == []


def test_nothing_r_gave_is_left_uncompared() -> None:
    compared = {(proof.r, key) for proof in PROVEN.values() for key in proof.keys}
    given = {(each.stem, key) for each in FOLDER.glob("*.json") for key in reference(each.stem) if key != "made_with"}
    # An edge of the growth model has a test of its own.
    assert given - compared == {("growth", "edge")}


@pytest.mark.parametrize("page", sorted({each.stem for each in METHODS.glob("*.md")} - OTHER))
def test_each_page_says_definition_estimator_reference_what_it_assumes_and_what_it_refuses(page: str) -> None:
    text = (METHODS / f"{page}.md").read_text("utf-8")
    assert [part for part in PARTS if f"- **{part}" not in text] == []
