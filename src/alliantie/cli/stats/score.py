"""Scores of one of our questionnaires: one row a person and round, a column an item."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any, get_args

import numpy as np

from alliantie.cli.stats.table import Table, WrongUse
from alliantie.instruments import library
from alliantie.instruments.questionnaire import Apart, Form, Questionnaire, Role, ScaleId
from alliantie.instruments.schema import Instrument
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.scores import hints, scale_means

ESTIMATOR = "mean of the answered items, if enough are answered"

# Answers that stand apart, while they are in an array of numbers.
_APART: Mapping[Apart, float] = {"dont_know": -1.0, "rather_not": -2.0}


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--instrument", required=True, metavar="ID", help="the questionnaire, such as own")
    parser.add_argument("--version", metavar="V", help="a version of it; without it the latest")
    parser.add_argument("--role", choices=get_args(Role), help="whose answers; else as the columns say")
    parser.add_argument("--form", choices=get_args(Form), default="standard", help="the form (standard)")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    questions = _questionnaire(table, asked)
    values = [option.value for option in questions.options]
    codes = {str(answer.value): _APART[answer.value] for answer in questions.apart}
    ids = [item.id for item in questions.items]
    given = table.numbers(ids, min(values), max(values), whole=True, codes=codes)
    answers = np.where(given < 0, np.nan, given)
    by_scale = {
        scale: [place for place, item in enumerate(questions.items) if item.scale == scale]
        for scale in get_args(ScaleId)
    }
    means = {scale: scale_means(answers[:, places], questions.at_least_percent) for scale, places in by_scale.items()}
    found = hints(answers, min(values), max(values))
    return {
        "n": table.rows,
        "questionnaire": questions.key,
        "role": questions.role,
        "scales": {
            scale: {"items": [ids[place] for place in places], **_summary(means[scale], given[:, places])}
            for scale, places in by_scale.items()
        },
        "hints": {
            "straight_line": int(found.straight.sum()),
            "ceiling": _mean(found.ceiling),
            "floor": _mean(found.floor),
        },
        "rows": [
            {
                "row": row,
                **dict(zip(means, scores, strict=True)),
                "missing": missing,
                "straight_line": straight,
                "ceiling": ceiling,
            }
            for row, (scores, missing, straight, ceiling) in enumerate(
                zip(
                    np.column_stack(list(means.values())).tolist(),
                    np.isnan(answers).sum(axis=1).tolist(),
                    found.straight.tolist(),
                    found.ceiling.tolist(),
                    strict=True,
                ),
                1,
            )
        ],
    }


def _summary(means: Numbers, given: Numbers) -> dict[str, Any]:
    """Of one scale: how many have a score, of how many of those something is missing, and what is missing."""
    scored = ~np.isnan(means)
    return {
        "n": int(scored.sum()),
        "mean": _mean(means),
        "sd": float(means[scored].std(ddof=1)) if scored.sum() > 1 else None,
        "with_missing": int((scored & (np.isnan(given) | (given < 0)).any(axis=1)).sum()),
        "unanswered": int(np.isnan(given).sum()),
        **{name: int((given == code).sum()) for name, code in _APART.items()},
    }


def _mean(values: Numbers) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None


def _questionnaire(table: Table, asked: Namespace) -> Questionnaire:
    """The longest questionnaire of which the table has every item. Raises WrongUse."""
    instrument = _instrument(asked)
    if asked.form == "easy" and instrument.forms.easy is None:
        raise WrongUse(f"{instrument.id} has no easy form")
    variant = instrument.variants[0].id
    found: list[Questionnaire] = []
    for role in [asked.role] if asked.role else get_args(Role):
        made = [instrument.questionnaire(role, variant, length, asked.form) for length in instrument.lengths]
        fitting = [each for each in made if {item.id for item in each.items} <= set(table.header)]
        found += sorted(fitting, key=lambda each: len(each.items))[-1:]
    if not found:
        raise WrongUse(f"{table.name} lacks columns: it has the items of no length of {instrument.id}")
    longest = max(len(each.items) for each in found)
    found = [each for each in found if len(each.items) == longest]
    if len(found) > 1:
        raise WrongUse(f"{table.name} has the items of both roles; choose with --role")
    return found[0]


def _instrument(asked: Namespace) -> Instrument:
    shelf = library()
    if asked.instrument not in shelf.ids():
        raise WrongUse(f"there is no questionnaire {asked.instrument}; there is {', '.join(shelf.ids())}")
    try:
        return shelf.get(asked.instrument, asked.version) if asked.version else shelf.latest(asked.instrument)
    except KeyError:
        raise WrongUse(f"{asked.instrument} has no version {asked.version or 'that is released'}") from None
