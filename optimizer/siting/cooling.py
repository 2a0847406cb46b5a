"""How far steps of an annealing may lead astray: less and less, as steps are made or time runs out."""

from __future__ import annotations

from math import inf

from optimizer.clock import Clock
from optimizer.monitor import Monitor

__all__ = ["Cooling"]


class Cooling:
    """The heat of an annealing, which falls by the same share each step (Kirkpatrick, Gelatt & Vecchi 1983).

    An annealing that would not end in the time is cooled faster in the last half of it, for one that ends hot
    is in vain. One whose steps take about the same each, and that ends in time, is the same on every machine.

    Parameters
    ----------
    hot, cold : float
        Heat of the first and of the last step.
    steps : int
    clock : Clock
        Time for it; when it runs out, it is time to stop.
    monitor : Monitor
        Is asked whether to stop.
    """

    def __init__(self, hot: float, cold: float, *, steps: int, clock: Clock, monitor: Monitor) -> None:
        self._hot, self._ratio, self._steps = hot, cold / hot, steps
        self._clock, self._monitor, self._seconds = clock, monitor, clock.left()

    def at(self, step: float) -> float | None:
        """Return the heat of a step; None when it is time to stop."""
        left = self._clock.left()
        if left <= 0.0 or self._monitor.cancelled():
            return None
        hurry = 1.0 - 2.0 * left / self._seconds if self._seconds < inf else 0.0
        share: float = self._ratio ** max(step / self._steps, hurry)
        return self._hot * share
