"""Background work on figures and exports for research."""

from __future__ import annotations

from procrastinate.contrib.django import app

from alliantie import clock
from alliantie.research.making import make_exports


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="make_exports", pass_context=False)
def make_research_exports(timestamp: int) -> int:
    """Make the exports that were approved, and drop those that are over. Twice changes nothing."""
    return make_exports(clock.now())
