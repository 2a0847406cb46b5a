"""What the planning of growth tells a command: one stage, with the aim at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.run_monitor import RunMonitor

__all__ = ["GrowthMonitor"]


class GrowthMonitor:
    """Passes the news of growth on as one stage, so that nobody takes its aims for rungs of staffing."""

    def __init__(self, monitor: RunMonitor) -> None:
        self._monitor = monitor
        monitor.stage("headcount")

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Tell value and bound of the aim at hand."""
        self._monitor.report(aim="headcount", incumbent=incumbent, bound=bound)

    def cancelled(self) -> bool:
        """Whether the command is."""
        return self._monitor.cancelled()
