"""Whatever a table holds, a method answers with numbers, refuses with a reason, or says where the table is wrong."""

from __future__ import annotations

import contextlib
import io
import json
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliantie import cli
from alliantie.cli.stats import METHODS
from tests.statistics.reference import stats

# What each method is asked, and what it must then answer.
ASKED = {
    "alpha": ("--items a,b,c", ("alpha", "alpha_standardised", "average_r")),
    "omega": ("--items a,b,c", ("omega",)),
    "icc": ("", ("ICC1_1", "ICC2_1", "ICC3_1", "ICC1_k", "ICC3_k")),
    "reliable-change": ("--pre a --post b --reliability .8", ("sd", "sem", "s_diff", "critical")),
    "agreement": (
        "--client a --professional b",
        ("icc1", "double_entry", "pearson", "mean_difference", "sd_difference", "intervals"),
    ),
    "profile": ("--client a --professional b", ("elevation", "scatter", "distance")),
    "sem": ("--values a --reliability .8", ("mean", "sd", "sem", "s_diff", "margin")),
    "spearman-brown": ("--items a,b,c --length 2", ("alpha", "factor", "forecast")),
    "shrink": ("--outcome a --group c", ("mean", "between", "within")),
    "shrink (estimates)": ("--estimates a --se b", ("tau2", "pooled", "se")),
    "xmr": ("--values a", ("centre", "upper", "lower")),
    "pchart": ("--count a --n 9", ("centre", "upper", "lower")),
    "funnel": ("--target .3 --n a --count b", ("limits", "overdispersion")),
    "holm": ("--p a", ("adjusted",)),
    "apim": ("--dyad c --outcome a --predictor b", ("intercept", "actor", "partner", "rho", "sigma", "loglik")),
    "growth": ("--outcome a --time b --group c", ("fixed", "se", "sd", "reml_criterion")),
    "growth (levels)": ("--outcome a --time b --group c --within b", ("fixed", "se", "sd", "within")),
    "truth-bias (levels)": ("--truth a --judgment b --group c", ("b0", "b1", "sigma", "sd")),
    "suppress (by)": ("--group a --by c --count b", ("rows", "totals")),
    "surface": ("--outcome a --x b --y c", ("b", "a", "se", "r_squared")),
    "truth-bias": ("--truth a --judgment b", ("b0", "b1", "sigma", "se")),
    "cfa": ("--model f=a,b,c", ("chi2", "df", "cfi", "loadings")),
    "ruptures": ("--values a --level 2", ("ruptures",)),
    "suppress": ("--group a --count b", ("rows",)),
}
CELLS = ["", "NA", "0", "1", "1", "2", "3", "5", "0.1", "0.3", "-1", "1e59", "-1e59", "1e-59", "1000000.1", "1000000.2"]
ROWS = st.lists(st.tuples(*[st.sampled_from(CELLS)] * 3), max_size=14)


HERE = [name for name in ASKED if name.split()[0] in METHODS]


def test_every_method_is_tried() -> None:
    # Scores have columns of their own, and tests of their own.
    assert {name.split()[0] for name in HERE} == set(METHODS) - {"score"}


@pytest.mark.parametrize("rows", ["", "NA,,\n", ",,\n" * 4])
@pytest.mark.parametrize("name", HERE)
def test_a_table_without_numbers_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, rows: str
) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("a,b,c\n" + rows, "utf-8")
    found = stats(capsys, name.split()[0], str(file), *ASKED[name][0].split())
    assert found["refused"]
    assert set(found) == {"method", "n", "estimator", "refused"}
    assert found["estimator"]


@pytest.mark.parametrize("name", HERE)
@settings(deadline=None, max_examples=40)
@given(rows=ROWS)
def test_a_method_answers_or_refuses_and_never_breaks(
    tmp_path_factory: pytest.TempPathFactory, name: str, rows: list[tuple[str, ...]]
) -> None:
    options, keys = ASKED[name]
    file = Path(tmp_path_factory.getbasetemp()) / "odd.csv"
    file.write_text("a,b,c\n" + "".join(",".join(row) + "\n" for row in rows), "utf-8")
    said, wrong = io.StringIO(), io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(wrong):
        warnings.simplefilter("error")
        status = cli.main(["stats", name.split()[0], str(file), *options.split(), "--json"])
    if status == 2:
        assert f"{file}:" in wrong.getvalue()
        return
    assert (status, wrong.getvalue()) == (0, "")
    found = json.loads(said.getvalue())
    if found["refused"] is None:
        assert [key for key in keys if found[key] is None] == []
        assert found["n"] >= 1
    else:
        assert set(found) == {"method", "n", "estimator", "refused"}
