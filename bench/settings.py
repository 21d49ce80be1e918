"""Settings of the product as it is served, with one page of the bench and a way to ask what a page cost."""

from alliantie.settings import *  # noqa: F403
from alliantie.settings import MIDDLEWARE as _MIDDLEWARE

ROOT_URLCONF = "bench.urls"
_DOOR = _MIDDLEWARE.index("alliantie.access.middleware.Door")
MIDDLEWARE = [*_MIDDLEWARE[: _DOOR + 1], "bench.costs.Costs", *_MIDDLEWARE[_DOOR + 1 :]]

# A few accounts stand for many people here, so none of them has to wait.
PACE = (1_000_000, 1_000_000)
