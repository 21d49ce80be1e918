"""Background work on cases. Each job proves itself in its own transaction."""

from __future__ import annotations

from procrastinate.contrib.django import app

from alliantie import clock
from alliantie.cases.operations.duties import reckon_behind
from alliantie.cases.operations.moves import go_on_with_all
from alliantie.cases.operations.stock import count_this_month, keep_outcomes, keep_stock, keep_waiting


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="reckon_duties", pass_context=False)
def reckon_duties(timestamp: int) -> int:
    """Reckon what is due where that was not yet done today by the rules of now: after midnight, and after an upgrade,
    everywhere. Twice changes nothing.
    """
    return reckon_behind(today=clock.today())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="move_cases", pass_context=False)
def move_cases(timestamp: int) -> int:
    """Go on with the moves to other versions that are being looked ahead or carried out. Twice changes nothing."""
    return go_on_with_all(today=clock.today())


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="count_stock", pass_context=False)
def count_stock(timestamp: int) -> int:
    """Count once a month, as it begins, how many measures run. Twice changes nothing."""
    return count_this_month()


@app.periodic(cron="5,35 * * * *")
@app.task(queueing_lock="keep_outcomes", pass_context=False)
def keep_outcome_figures(timestamp: int) -> int:
    """Make the figures of how cases ended anew. Twice changes nothing but their time."""
    return keep_outcomes()


@app.periodic(cron="12,42 * * * *")
@app.task(queueing_lock="keep_stock", pass_context=False)
def keep_stock_figures(timestamp: int) -> int:
    """Make the numbers of measures of each month anew. Twice changes nothing but their time."""
    return keep_stock()


@app.periodic(cron="3,33 * * * *")
@app.task(queueing_lock="keep_waiting", pass_context=False)
def keep_waiting_figures(timestamp: int) -> int:
    """Count who waits as a month begins, once a month for each team and organisation. Twice changes nothing."""
    return keep_waiting()
