"""What happens in which case: three to five cases a practice, which together show what there is to see.

And how cases ended: the first two of each practice are those of the worker who can sign in.
"""

from collections.abc import Callable

from alliantie.demo.plot import Ended, Plot, Told
from alliantie.demo.plots.debt import DEBT, DEBT_ENDED
from alliantie.demo.plots.justice import JUSTICE, JUSTICE_BEGINS, JUSTICE_ENDED, JUSTICE_REGISTERED
from alliantie.demo.plots.shelter import SHELTER, SHELTER_ENDED, SHELTER_REGISTERED
from alliantie.demo.plots.work import WORK, WORK_ENDED, WORK_REGISTERED
from alliantie.demo.plots.youth import YOUTH, YOUTH_ENDED

PLOTS: dict[str, tuple[Plot, ...]] = {**JUSTICE, **YOUTH, **WORK, **SHELTER, **DEBT}
BEGINS: dict[tuple[str, str], Callable[[int], tuple[Told, ...]]] = JUSTICE_BEGINS
"""What was recorded of a case under a measure of which there is no plot, by practice and measure, if it runs so many
days."""
REGISTERED: dict[str, tuple[Plot, ...]] = {**JUSTICE_REGISTERED, **SHELTER_REGISTERED, **WORK_REGISTERED}
"""What runs among the colleagues without rounds, beside the rest."""
ENDED: dict[str, tuple[Ended, ...]] = {
    **JUSTICE_ENDED,
    **YOUTH_ENDED,
    **WORK_ENDED,
    **SHELTER_ENDED,
    **DEBT_ENDED,
}
