"""A monitor that hears of both ends, and stops the solve after some news."""

from __future__ import annotations


class Listener:
    """Hears of values and bounds, and stops the solve after some news."""

    def __init__(self, patience: int) -> None:
        self.told: list[tuple[float, float]] = []
        self._patience = patience

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        assert aim == "siting" and incumbent is not None and bound is not None
        self.told.append((incumbent, bound))

    def cancelled(self) -> bool:
        return len(self.told) >= self._patience
