"""What every family of problems answers with: a certificate beside the decisions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Certificate", "GroupAmount", "Status", "relative_gap"]


class Status(StrEnum):
    """How an answer ended; a limit that was reached is a status, not an error."""

    OPTIMAL = "optimal"
    """The gap between objective and bound is within the one asked for."""
    LIMIT = "limit"
    """A limit of time or effort was reached: the best plan found, with its proven bound."""
    CANCELLED = "cancelled"
    """The caller asked to stop: the best plan found so far, with its proven bound."""


#: What two figures that are equal can differ by near nothing, where no share of them tells.
_ROUNDING = 1e-12


def relative_gap(*, objective: float, bound: float) -> float:
    """Return |objective - bound| / max(|objective|, 1e-9), and 0 when both are equal but for rounding.

    Parameters
    ----------
    objective, bound : float
        Value of the plan and the proven bound on it, in the same unit.

    Returns
    -------
    float
        The gap as a fraction; ``inf`` when the bound is not finite.
    """
    if objective == bound or abs(objective - bound) <= _ROUNDING:
        return 0.0
    if not math.isfinite(bound) or not math.isfinite(objective):
        return math.inf
    return abs(objective - bound) / max(abs(objective), 1e-9)


@dataclass(frozen=True)
class GroupAmount:
    """What one group gets.

    Attributes
    ----------
    group : str
    amount : float
        At least, in the plan.
    bound : float
        No plan as good for those who get less gives the group more; ``inf`` where that was not looked at.
    """

    group: str
    amount: float
    bound: float


@dataclass(frozen=True)
class Certificate:
    """What is proven about one rung of the ladder.

    Attributes
    ----------
    aim : str
        Name of what the rung minimises or maximises.
    status : Status
        How the rung ended.
    objective, bound : float
        Value that the rung reached, and the proven bound on it: no plan that keeps what the rungs above have
        reached is better. In the unit of the aim.
    delivered : float
        Value of the plan at the end of the ladder: worse than `objective` by at most the tolerance.
    gap : float
        `relative_gap` of the two.
    seconds : float
        Wall time of the rung.
    seed : int
        Seed that the rung ran with.
    tolerance : float
        Share by which later rungs may worsen this one.
    asked : float
        Gap at which the rung counts as proven.
    unique : bool
        Of a rung that makes amounts alike: False where a plan as good could give them to other groups; the
        rungs below keep which group gets what, and their bounds hold for that.
    groups : tuple of GroupAmount
        Of a rung that makes amounts alike, from the least; empty for others.
    """

    aim: str
    status: Status
    objective: float
    bound: float
    delivered: float
    gap: float
    seconds: float
    seed: int
    tolerance: float
    asked: float = 0.0
    unique: bool = True
    groups: tuple[GroupAmount, ...] = ()
