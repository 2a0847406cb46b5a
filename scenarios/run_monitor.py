"""What a run tells while it works: its stages, and the optimiser's news as events of a stage."""

from __future__ import annotations

import time

from scenarios.progress import Event, Listener

__all__ = ["RepairMonitor", "RunMonitor"]


class RunMonitor:
    """Sends events with the seconds since the run began; an `optimizer.monitor.Monitor` besides.

    Parameters
    ----------
    listener : callable or None
        Gets every event; None when nobody listens.
    """

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener = listener
        self._start = time.perf_counter()

    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self._start

    def stage(self, stage: str, done: float = 0.0, total: float = 0.0) -> None:
        """Tell that a stage is under way, and how much of it is done."""
        self._tell(Event(stage, done, total, seconds=self.seconds()))

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Pass on what a rung has found."""
        self._tell(Event(aim, incumbent=incumbent, bound=bound, seconds=self.seconds()))

    def cancelled(self) -> bool:
        """Never: a run is cancelled by ending its process, which leaves the earlier output whole."""
        return False

    def _tell(self, event: Event) -> None:
        if self._listener is not None:
            self._listener(event)


class RepairMonitor:
    """Passes the news of a repair on as one stage, so that nobody takes it for rungs of the plan."""

    def __init__(self, monitor: RunMonitor) -> None:
        self._monitor = monitor
        monitor.stage("repair")

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Tell the number of people to hire; the shortage before it is no news."""
        if aim == "hired":
            self._monitor.report(aim="repair", incumbent=incumbent, bound=bound)

    def cancelled(self) -> bool:
        """Whether the run is."""
        return self._monitor.cancelled()
