"""What happens in which case: three to five cases a practice, which together show what there is to see."""

from alliantie.demo.plot import Plot
from alliantie.demo.plots.debt import DEBT
from alliantie.demo.plots.justice import JUSTICE
from alliantie.demo.plots.shelter import SHELTER
from alliantie.demo.plots.work import WORK
from alliantie.demo.plots.youth import YOUTH

PLOTS: dict[str, tuple[Plot, ...]] = {**JUSTICE, **YOUTH, **WORK, **SHELTER, **DEBT}
