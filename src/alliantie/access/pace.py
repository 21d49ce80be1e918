"""How fast one account, or one address without an account, may ask for pages.

Counted in the memory of each process: it costs no question to the database, and with four processes a visitor gets at
most four times as much. Whoever signed in counts by account, so an office behind one address is not one visitor.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable


class Pace:
    """Visitors who may ask `burst` times at once, and `rate` times a second from then on."""

    _MOST = 20_000
    """Visitors that are remembered; of more, those who have their whole burst again are forgotten first."""

    def __init__(self, burst: float, rate: float, now: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._rate, self._now = burst, rate, now
        self._left: dict[Hashable, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def allows(self, visitor: Hashable) -> bool:
        """Whether this visitor may ask once more, now. Being refused costs nothing."""
        with self._lock:
            now = self._now()
            left, since = self._left.get(visitor, (self._burst, now))
            left = min(self._burst, left + (now - since) * self._rate)
            allowed = left >= 1
            self._left[visitor] = (left - allowed, now)
            if len(self._left) > self._MOST:
                self._forget(now)
            return allowed

    def _forget(self, now: float) -> None:
        kept = {who: held for who, held in self._left.items() if (self._burst - held[0]) / self._rate > now - held[1]}
        # Of a flood of addresses the newest half is kept: memory has an end, and the flood is not served from it.
        self._left = kept if len(kept) <= self._MOST // 2 else dict(list(kept.items())[-self._MOST // 2 :])
