"""At which moments is killed: those of one seed in each run of the tests, and of as many as are asked for."""

import os

# `ALLIANTIE_KILLS=20` kills at twenty times as many moments.
SEEDS = [20_261_121 + number for number in range(int(os.environ.get("ALLIANTIE_KILLS", "1")))]
