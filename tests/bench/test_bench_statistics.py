"""The bench of the statistics tells each figure beside its limit, and fails only where ours are not psych's."""

from __future__ import annotations

from bench.statistics import lines_of

TOOK = {"read": 0.2, "score": 0.1, "alpha": 0.5}
ALPHAS = {"client_0": 0.8, "professional_0": 0.7}


def test_without_r_only_time_and_memory_are_told() -> None:
    lines = lines_of({"seconds": 0.8, "took": TOOK, "alphas": ALPHAS, "memory": 300.0}, None)
    assert [(line.what, line.holds) for line in lines] == [("all figures from Parquet", True), ("memory", True)]


def test_an_alpha_that_is_not_that_of_psych_fails_the_bench_and_a_slow_one_does_not() -> None:
    psych = {"alpha": 5.0, "score": 3.0, "alphas": {"professional_0": 0.7, "client_0": 0.8001}}
    lines = lines_of({"seconds": 0.8, "took": TOOK, "alphas": ALPHAS, "memory": 2000.0}, psych)
    assert [line.what for line in lines if line.firm and not line.holds] == ["alphas differ from psych's by"]
    assert [line.holds for line in lines] == [True, False, False, True, False]
