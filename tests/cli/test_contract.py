"""The command line that others' scripts stand on: every method of the contract, with every key it names."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from alliantie import cli
from alliantie.cli.stats import METHODS

ALWAYS = {"method", "n", "estimator", "refused"}
ITEMS = ("a", "b", "c", "d", "e", "f")
LADDER = ("configural", "metric", "scalar", "strict")
VERDICTS = {"none", *LADDER}
MODEL = ("--model", "f1=a,b,c; f2=d,e,f")
FIT = {
    "chi2", "df", "p", "cfi", "tli", "rmsea", "rmsea_ci", "srmr", "loglik", "aic", "bic", "loadings",
    "factor_correlations", "omega",
}  # fmt: skip


class Promise(NamedTuple):
    """What a method is asked, what its answer holds, and which columns make it refuse when they are empty."""

    method: str
    arguments: tuple[str, ...]
    keys: set[str]
    within: dict[str, set[str]] = {}


PROMISES = (
    Promise("alpha", ("--items", "a,b,c", "--reverse", "a", "--min", "1", "--max", "6"),
            {"alpha", "alpha_standardised", "lambda6", "average_r", "if_dropped"}, {"if_dropped": {"a", "b", "c"}}),
    Promise("omega", ("--items", "a,b,c,d"), {"omega", "loadings"}, {"loadings": {"a", "b", "c", "d"}}),
    Promise("icc", (), {"ICC1_1", "ICC2_1", "ICC3_1", "ICC1_k", "ICC2_k", "ICC3_k", "mean_squares"}),
    Promise("reliable-change", ("--pre", "a", "--post", "b", "--reliability", ".8", "--cutoff", "4", "--level", ".95"),
            {"sd", "sem", "s_diff", "critical", "counts", "rows"},
            {"counts": {"recovered", "improved", "unchanged", "deteriorated"}}),
    Promise("agreement", ("--client", "a", "--professional", "b"),
            {"icc1", "double_entry", "pearson", "mean_difference", "sd_difference"}),
    Promise("apim", ("--dyad", "dyad", "--outcome", "y", "--predictor", "x"),
            {"intercept", "actor", "partner", "rho", "sigma", "loglik", "se"},
            {"se": {"intercept", "actor", "partner"}}),
    Promise("apim", ("--dyad", "dyad", "--outcome", "y", "--predictor", "x", "--role", "role"),
            {"intercept", "actor", "partner", "rho", "sigma", "loglik", "se"},
            {each: {"client", "worker"} for each in ("intercept", "actor", "partner", "sigma")}
            | {"se": {"intercept", "actor", "partner"}}),
    Promise("truth-bias", ("--truth", "a", "--judgment", "b"), {"b0", "b1"}),
    Promise("growth", ("--outcome", "y", "--time", "time", "--group", "team"),
            {"fixed", "se", "sd", "correlation", "reml_criterion", "random"},
            {"fixed": {"intercept", "slope"}, "se": {"intercept", "slope"}, "sd": {"intercept", "slope", "residual"}}),
    Promise("shrink", ("--outcome", "y", "--group", "team"), {"mean", "between", "within", "effects"}),
    Promise("shrink", ("--estimates", "y", "--se", "se"), {"tau2", "pooled", "se", "shrunken"}),
    Promise("xmr", ("--values", "y"), {"centre", "upper", "lower", "signals"}),
    Promise("pchart", ("--count", "count", "--n", "50"), {"centre", "upper", "lower", "signals"}),
    Promise("cfa", MODEL, FIT, {"omega": {"f1", "f2"}}),
    Promise("cfa", (*MODEL, "--group", "role"), FIT | {"invariance", "verdict"}, {"invariance": set(LADDER)}),
    Promise("suppress", ("--group", "team", "--count", "count", "--threshold", "10"), {"rows", "total", "threshold"}),
)  # fmt: skip


def people(many: int = 60) -> list[dict[str, str]]:
    """Rows of two persons a pair in teams of ten: six answers that go together, an outcome, a predictor, and counts."""
    dice = random.Random(7)
    made = []
    for place in range(many):
        level = dice.gauss(0, 1)
        answers = {item: str(min(6, max(1, round(3.5 + level + dice.gauss(0, 0.8))))) for item in ITEMS}
        made.append(
            {
                **answers,
                "dyad": str(place // 2),
                "role": ("client", "worker")[place % 2],
                "team": f"t{place // 10}",
                "time": str(place % 10),
                "y": f"{level + 0.1 * (place % 10) * (1 + place // 10) + place // 10 + dice.gauss(0, 0.5):.3f}",
                "x": f"{level + dice.gauss(0, 1):.3f}",
                "se": f"{0.5 + dice.random():.3f}",
                "count": str(dice.randint(10, 30)),
            }
        )
    return made


def write(path: Path, rows: list[dict[str, str]], columns: list[str]) -> str:
    path.write_text("\n".join([",".join(columns), *(",".join(row[each] for each in columns) for row in rows)]) + "\n")
    return str(path)


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    try:
        status = cli.main(["stats", *arguments, "--json"])
    except SystemExit as stop:
        status = int(stop.code or 0)
    return status, capsys.readouterr().out


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    status, out = say(capsys, *arguments)
    assert status == 0
    found: dict[str, Any] = json.loads(out)
    assert set(found) >= ALWAYS
    assert found["method"] == arguments[0]
    assert isinstance(found["estimator"], str)
    return found


def columns_of(promise: Promise) -> list[str]:
    return ["a", "b", "c", "d"] if promise.method == "icc" else list(people(1)[0])


@pytest.mark.parametrize("promise", PROMISES, ids=lambda each: " ".join((each.method, *each.arguments[::2])))
def test_each_method_answers_with_every_key_it_names_refuses_with_a_reason_and_reads_na_as_empty(
    promise: Promise, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, columns = people(), columns_of(promise)
    full = write(tmp_path / "full.csv", rows, columns)
    found = answered(capsys, promise.method, full, *promise.arguments)
    assert found["refused"] is None
    assert found["n"] > 0
    assert set(found) >= promise.keys
    for name, keys in promise.within.items():
        assert set(found[name]) == keys
    if promise.method != "suppress":
        # Whole counts of "suppress" apart, nothing is rounded: some number has all its digits.
        assert any(len(each) >= 13 for each in re.findall(r"\d\.\d+", json.dumps(found)))

    # Nothing but missing values: a reason, no number, and no failure.
    empty = [dict.fromkeys(columns, word) | {"team": "t", "dyad": "1", "role": "client"} for word in ("", "NA")]
    refused = answered(capsys, promise.method, write(tmp_path / "empty.csv", empty, columns), *promise.arguments)
    assert isinstance(refused["refused"], str)
    assert len(refused["refused"]) > 10
    assert not set(refused) & (promise.keys - {"rows"})

    # Empty and NA are the same, in rows that a method leaves out or reckons round.
    if promise.method not in ("suppress", "xmr", "pchart"):
        gaps = [[row | {each: word for each in ("a", "y") if place % 17 == 3} for place, row in enumerate(rows)]
                for word in ("", "NA")]  # fmt: skip
        files = [write(tmp_path / f"{place}.csv", each, columns) for place, each in enumerate(gaps)]
        one, other = (answered(capsys, promise.method, file, *promise.arguments) for file in files)
        assert one == other
        assert one["refused"] is None

    status, _out = say(capsys, promise.method, full, *promise.arguments, "--no-such-option")
    assert status == 2
    status, _out = say(capsys, promise.method, str(tmp_path / "absent.csv"), *promise.arguments)
    assert status == 2


def test_a_chart_of_fewer_than_eight_values_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for many, fits in ((7, False), (8, True)):
        file = write(tmp_path / "few.csv", people(many), ["y"])
        assert (answered(capsys, "xmr", file, "--values", "y")["refused"] is None) is fits


def test_signals_of_a_chart_count_from_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"y": str(1 + place % 2)} for place in range(20)]
    rows[0]["y"] = "50"
    assert answered(capsys, "xmr", write(tmp_path / "x.csv", rows, ["y"]), "--values", "y")["signals"] == [1]
    rows = [{"y": "5"}] * 20 + [{"y": "40"}]
    found = answered(capsys, "pchart", write(tmp_path / "p.csv", rows, ["y"]), "--count", "y", "--n", "50")
    assert found["signals"] == [21]


def test_a_funnel_gives_limits_of_95_and_99_8_percent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "funnel.csv", [{"n": str(each)} for each in (20, 100, 400)], ["n"])
    found = answered(capsys, "funnel", file, "--target", ".3", "--n", "n")
    assert found["refused"] is None
    said = json.dumps(found)
    assert '"95"' in said
    assert '"99.8"' in said


def test_the_ladder_tells_each_step_and_exactly_one_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(
        capsys, "cfa", write(tmp_path / "g.csv", people(400), list(people(1)[0])), *MODEL, "--group", "role"
    )
    for step in LADDER:
        assert set(found["invariance"][step]) >= {"chi2", "df", "cfi", "p_difference"}
    assert found["verdict"] in VERDICTS


def test_scores_of_a_questionnaire_come_with_what_is_missing_and_hints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from alliantie.instruments import library

    ids = [item.id for item in library().latest("own").questionnaire("client", "probation", 16).items]
    rows = [dict.fromkeys(ids, "4") | {ids[0]: word} for word in ("", "NA", "rather_not", "2")]
    found = answered(capsys, "score", write(tmp_path / "s.csv", rows, ids), "--instrument", "own", "--role", "client")
    assert found["refused"] is None
    assert set(found["scales"]) == {"trust", "direction", "bond", "friction"}
    assert set(found["hints"]) == {"straight_line", "ceiling", "floor"}
    assert [row["missing"] for row in found["rows"]] == [1, 1, 1, 0]


def test_every_method_of_the_contract_is_a_command() -> None:
    assert {each.method for each in PROMISES} | {"funnel", "score"} <= set(METHODS)
