"""How long and how exactly a plan of sites is sought."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.monitor import Monitor

__all__ = ["Effort"]


@dataclass(frozen=True)
class Effort:
    """How long and how exactly.

    Attributes
    ----------
    gap : float
        Relative gap at which a plan counts as proven.
    seconds : float
    seed : int
    monitor : Monitor
    """

    gap: float
    seconds: float
    seed: int
    monitor: Monitor
