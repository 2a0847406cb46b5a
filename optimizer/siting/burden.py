"""Long ways weigh more: what pairs burden their places with (Kolm-Pollak), and the way all could bear alike.

References
----------
Horton, Logan, Murrell, Skipper, Speakman, "A scalable approach to equitable facility location" (2024): the
equivalent is least where the sum of exp(kappa way) is, which is a p-median of other costs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.aims import EvenTravel
from optimizer.siting.problem import SitingProblem

__all__ = ["equivalent", "pair_burdens"]

Floats = NDArray[np.float64]


def pair_burdens(problem: SitingProblem, aim: EvenTravel) -> tuple[Floats, float]:
    """Return exp(kappa way) as a share of the largest, of the pairs and of those whom nobody serves."""
    cost = np.exp(aim.kappa * (problem.ways.way - _longest(problem)))
    return cost, 0.0 if problem.beyond is None else 1.0


def equivalent(problem: SitingProblem, aim: EvenTravel, total: float) -> float:
    """Return the way that all could bear alike, from the sum of burdens times weights."""
    weight = float(problem.places.weight.sum())
    if weight == 0.0:
        return 0.0
    if not np.isfinite(total):
        return total
    return max(0.0, _longest(problem) + float(np.log(max(total, 1e-300) / weight)) / aim.kappa)


def _longest(problem: SitingProblem) -> float:
    return float(problem.ways.way.max(initial=0.0)) if problem.beyond is None else problem.beyond
