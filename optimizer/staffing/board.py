"""What the parts of a problem share while a rung is climbed in all of them: the time, and the latest news."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence

from optimizer.clock import Clock
from optimizer.staffing.linear import Linear

__all__ = ["Board", "Shares", "together"]


class Shares:
    """The time that is left, shared out by heads among the parts that count and have not begun.

    Parameters
    ----------
    clock : Clock
    heads : sequence of float
        Of every part; 0 for those that a rung does not count, which take no time.
    threads : int
        Parts that run at the same time.
    """

    def __init__(self, clock: Clock, heads: Sequence[float], *, threads: int) -> None:
        self._clock, self._threads = clock, threads
        self._waiting = list(heads)
        self._lock = threading.Lock()

    def take(self, place: int) -> Clock:
        """Return the clock of a part that begins."""
        with self._lock:
            share = self._waiting[place] / max(sum(self._waiting), 1.0)
            self._waiting[place] = 0.0
        return Clock(self._clock.left() * (min(1.0, self._threads * share) if share else 1.0))


class Board:
    """The latest value and bound of every part, told as those of the whole once all are known."""

    def __init__(self, linear: Linear, parts: int, news: Callable[[float, float], None]) -> None:
        self._linear, self._news = linear, news
        self._value, self._bound = [math.inf] * parts, [-math.inf] * parts
        self._lock = threading.Lock()

    def write(self, place: int, value: float, bound: float) -> None:
        """Tell what one part has."""
        with self._lock:
            self._value[place], self._bound[place] = value, bound
            self._news(together(self._linear, self._value), together(self._linear, self._bound))


def together(linear: Linear, values: Sequence[float]) -> float:
    """The worst of the parts for a fill, the sum of everything else."""
    if linear.level.any():
        return max(values)
    unknown = [value for value in values if not math.isfinite(value)]
    return unknown[0] if unknown else math.fsum(values)
