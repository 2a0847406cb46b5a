"""Progress out of a solve, and the wish to stop into it."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Monitor", "Silent"]


class Monitor(Protocol):
    """What a solve tells while it runs, and asks."""

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Take the news of one aim: the best value so far and the proven bound, in its unit."""

    def cancelled(self) -> bool:
        """Whether the caller wants the best plan now."""


class Silent:
    """A monitor that tells nobody and never stops."""

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Drop the news."""

    def cancelled(self) -> bool:
        """Never."""
        return False
