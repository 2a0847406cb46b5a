"""How long and how exactly a plan of sites is sought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf

from optimizer.clock import Clock
from optimizer.monitor import Monitor

__all__ = ["Bounding", "Effort", "Knowing", "Translated", "Untold"]


@dataclass(frozen=True)
class Effort:
    """How long and how exactly.

    Attributes
    ----------
    gap : float
        Relative gap at which a plan counts as proven.
    clock : Clock
        It runs from the beginning on, also while a problem is only put into another form.
    seed : int
    monitor : Monitor
    """

    gap: float
    clock: Clock
    seed: int
    monitor: Monitor

    @property
    def seconds(self) -> float:
        """Wall time that is left."""
        return self.clock.left()

    def ended(self) -> bool:
        """Whether the time is over, or the caller wants the best plan now."""
        return self.clock.over(self.monitor)

    def part(self, share: float) -> Effort:
        """Return the effort of a part that gets a share of the time that is left."""
        return replace(self, clock=Clock(share * self.seconds))

    @property
    def untold(self) -> Effort:
        """The effort of what is done on the way, which tells nothing but can be stopped."""
        return replace(self, monitor=Untold(self.monitor))

    @property
    def bounding(self) -> Effort:
        """The effort of a problem with fewer rules: its bounds hold, its plans may break the others."""
        return replace(self, monitor=Bounding(self.monitor))

    def told_as(self, value: Callable[[float], float]) -> Effort:
        """Return the effort whose news are told in the unit of an aim.

        Parameters
        ----------
        value : callable
            From what is made least to the value of the aim.
        """
        return replace(self, monitor=Translated(self.monitor, value))


class _Asking:
    """What asks another monitor whether to stop."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor

    def cancelled(self) -> bool:
        """Ask the other one."""
        return self._monitor.cancelled()


class Untold(_Asking):
    """A monitor that tells nothing, and asks another one."""

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Drop the news."""


class Bounding(_Asking):
    """A monitor that tells bounds alone, and asks another one."""

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Tell the bound."""
        self._monitor.report(aim=aim, incumbent=None, bound=bound)


class Translated(_Asking):
    """A monitor that tells another one in another unit."""

    def __init__(self, monitor: Monitor, value: Callable[[float], float]) -> None:
        super().__init__(monitor)
        self._value = value

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Tell the news in the other unit."""
        best = None if incumbent is None else self._value(incumbent)
        told = None if bound is None else self._value(bound)
        self._monitor.report(aim="siting", incumbent=best, bound=told)


class Knowing(_Asking):
    """A monitor of what is made least that tells another one nothing worse than what is known.

    Parameters
    ----------
    monitor : Monitor
    best, bound : float
        What is known; infinite where nothing is.
    """

    def __init__(self, monitor: Monitor, *, best: float, bound: float) -> None:
        super().__init__(monitor)
        self._best, self._bound = best, bound

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Tell the news that are better."""
        self._best = self._best if incumbent is None else min(self._best, incumbent)
        self._bound = self._bound if bound is None else max(self._bound, bound)
        best, least = self._best, min(self._bound, self._best)
        self._monitor.report(
            aim="siting",
            incumbent=best if best < inf else None,
            bound=least if least > -inf else None,
        )
