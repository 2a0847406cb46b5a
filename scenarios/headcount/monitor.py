"""What the planning of growth tells a command: the aim at hand, and what is asked beside the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.run_monitor import RunMonitor

__all__ = ["AsideMonitor", "GrowthMonitor"]


class GrowthMonitor:
    """Passes the news of growth on as stages of its own: its aims are no rungs of staffing."""

    def __init__(self, monitor: RunMonitor) -> None:
        self._monitor = monitor
        monitor.stage("headcount")

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Tell value and bound of the aim at hand."""
        rung = aim.partition(":")[0]
        self._monitor.report(aim=f"headcount:{rung}", incumbent=incumbent, bound=bound)

    def cancelled(self) -> bool:
        """Whether the command is."""
        return self._monitor.cancelled()


class AsideMonitor:
    """Tells that other plans are looked for, for comparison: their values are not those of the plan.

    Parameters
    ----------
    monitor : RunMonitor
    stage : str
        What they are looked for.
    """

    def __init__(self, monitor: RunMonitor, stage: str) -> None:
        self._monitor, self._stage = monitor, stage
        monitor.stage(stage)

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Tell that it goes on."""
        self._monitor.stage(self._stage)

    def cancelled(self) -> bool:
        """Whether the command is."""
        return self._monitor.cancelled()
