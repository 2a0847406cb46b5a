"""Wall time left to a solve."""

from __future__ import annotations

import time

from optimizer.monitor import Monitor

__all__ = ["Clock"]


class Clock:
    """A stopwatch with an allowance.

    Parameters
    ----------
    seconds : float
        Wall time allowed from now on; ``inf`` for none.
    """

    def __init__(self, seconds: float) -> None:
        self._start = time.perf_counter()
        self._allowed = seconds

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._start

    def left(self) -> float:
        """Seconds that remain; never negative."""
        return max(0.0, self._allowed - self.elapsed())

    def over(self, monitor: Monitor) -> bool:
        """Whether none remain, or the caller wants the best plan now."""
        return self.left() <= 0.0 or monitor.cancelled()
