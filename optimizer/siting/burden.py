"""Long ways weigh more: what pairs burden their places with (Kolm-Pollak), and the way all could bear alike.

Burdens are told in shares of what all would bear at their nearest sites, open or not, so that sums are
neither too large nor too small for a solver's tolerances.

References
----------
Horton, Logan, Murrell, Skipper, Speakman, "A scalable approach to equitable facility location" (2024): the
equivalent is least where the sum of exp(kappa way) is, which is a p-median of other costs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.equity import kolm_pollak_ede
from optimizer.errors import ProblemError
from optimizer.siting.aims import EvenTravel
from optimizer.siting.problem import SitingProblem

__all__ = ["equivalent", "gap_of_burdens", "pair_burdens", "rounding_of_burdens"]

Floats = NDArray[np.float64]
#: Largest power of e that a burden may be, and that of those that sums can tell from the least.
_STEEPEST, _TOLD = 300.0, 26.0
#: What a sum of burdens may be off through tolerances of a solver, as a share of the largest.
_ROUNDING = 3e-12


def pair_burdens(problem: SitingProblem, aim: EvenTravel, *, steep: bool = False) -> tuple[Floats, float]:
    """Return the burdens of the pairs, and that of those whom nobody serves.

    Parameters
    ----------
    problem : SitingProblem
    aim : EvenTravel
    steep : bool
        Whether burdens may be too large to be summed with small ones; those that no good plan has are to be
        left out then.

    Raises
    ------
    ProblemError
        When kappa is so large that burdens cannot be told in numbers.
    """
    least = _reference(problem, aim)
    longest = float(problem.ways.way.max(initial=0.0)) if problem.beyond is None else problem.beyond
    steepest = _STEEPEST if steep else _TOLD
    if aim.kappa * (longest - least) > steepest:
        most = steepest / (longest - least)
        raise ProblemError(
            f"even travel: kappa is {aim.kappa:.3g}; give at most {most:.3g} for ways up to {longest:.4g}, "
            "or leave long ways out"
        )
    lost = 0.0 if problem.beyond is None else float(np.exp(aim.kappa * (problem.beyond - least)))
    return np.exp(aim.kappa * (problem.ways.way - least)), lost


def rounding_of_burdens(problem: SitingProblem, aim: EvenTravel) -> float:
    """Return by how much a program's sum of burdens may be off through its tolerances."""
    pair, lost = pair_burdens(problem, aim)
    weight = problem.places.weight
    return _ROUNDING * float(weight.max(initial=0.0)) * max(float(pair.max(initial=0.0)), lost)


def gap_of_burdens(problem: SitingProblem, aim: EvenTravel, gap: float) -> float:
    """Return the relative gap of a sum of burdens that makes one of the way all could bear alike."""
    # d(way) = d(sum) / (kappa sum): a share of the way is kappa times the way as large a share of the sum.
    return min(0.5, gap * aim.kappa * _reference(problem, aim))


def equivalent(problem: SitingProblem, aim: EvenTravel, total: float) -> float:
    """Return the way that all could bear alike, from the sum of burdens times weights."""
    weight = float(problem.places.weight.sum())
    if weight == 0.0:
        return 0.0
    if not np.isfinite(total):
        return total
    share = max(total, 1e-300) / weight
    return max(0.0, _reference(problem, aim) + float(np.log(share)) / aim.kappa)


def _reference(problem: SitingProblem, aim: EvenTravel) -> float:
    """What all would bear alike where every site is open."""
    weight, ways = problem.places.weight, problem.ways
    if not weight.any():
        return 0.0
    least = np.full(len(weight), np.inf)
    np.minimum.at(least, ways.place, ways.way)
    least = np.where(np.isfinite(least), least, problem.beyond or 0.0)
    return kolm_pollak_ede(least, aim.kappa, weight)
