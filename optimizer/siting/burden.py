"""Long ways weigh more: what pairs burden their places with (Kolm-Pollak), and the way all could bear alike.

Burdens are told in shares of what all would bear at their nearest sites, open or not, so that sums are
neither too large nor too small for a solver's tolerances.

References
----------
Horton, Logan, Murrell, Skipper, Speakman, "A scalable approach to equitable facility location" (2024): the
equivalent is least where the sum of exp(kappa way) is, which is a p-median of other costs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.equity import kolm_pollak_ede
from optimizer.errors import ProblemError
from optimizer.siting.aims import EvenTravel
from optimizer.siting.problem import SitingProblem

__all__ = ["Burden"]

Floats = NDArray[np.float64]
#: Largest power of e that a burden may be, and that of those that sums can tell from the least.
_STEEPEST, _TOLD = 300.0, 26.0
#: What a sum of burdens may be off through tolerances of a solver, as a share of the largest.
_ROUNDING = 3e-12


@dataclass(frozen=True)
class Burden:
    """How ways become burdens, and sums of them a way.

    Attributes
    ----------
    kappa : float
    reference : float
        What all would bear alike where every site is open: the way whose burden is one.
    longest : float
        The longest way that may count.
    weight, heaviest : float
        Of all places together, and of the place that weighs most.
    """

    kappa: float
    reference: float
    longest: float
    weight: float
    heaviest: float

    @classmethod
    def of(cls, problem: SitingProblem, aim: EvenTravel, *, steep: bool = False) -> Burden:
        """State the burdens of a problem.

        Parameters
        ----------
        problem : SitingProblem
        aim : EvenTravel
        steep : bool
            Whether burdens may be too large to be summed with small ones; those that no good plan has are to
            be left out then.

        Raises
        ------
        ProblemError
            When kappa is so large that burdens cannot be told in numbers.
        """
        reference, weight = _reference(problem, aim), problem.places.weight
        longest = float(problem.ways.way.max(initial=0.0)) if problem.beyond is None else problem.beyond
        steepest = _STEEPEST if steep else _TOLD
        if aim.kappa * (longest - reference) > steepest:
            most = steepest / (longest - reference)
            raise ProblemError(
                f"even travel: kappa is {aim.kappa:.3g}; give at most {most:.3g} for ways up to "
                f"{longest:.4g}, or leave long ways out"
            )
        return cls(aim.kappa, reference, longest, float(weight.sum()), float(weight.max(initial=0.0)))

    def at(self, way: Floats | float) -> Floats:
        """Return what ways burden a unit of weight with, in their shape."""
        found: Floats = np.exp(self.kappa * (np.asarray(way, dtype=np.float64) - self.reference))
        return found

    @property
    def rounding(self) -> float:
        """By how much a program's sum of burdens may be off through its tolerances."""
        return _ROUNDING * self.heaviest * float(self.at(self.longest))

    def gap(self, gap: float, *, way: float | None = None) -> float:
        """Return the relative gap of a sum of burdens that makes one of the way all could bear alike.

        Parameters
        ----------
        gap : float
        way : float, optional
            That the best plan has at the least; what is known of every problem where it is left out.
        """
        # d(way) = d(sum) / (kappa sum): a share of the way is kappa times the way as large a share of a sum.
        return min(0.5, gap * self.kappa * (self.reference if way is None else way))

    def equivalent(self, total: float) -> float:
        """Return the way that all could bear alike, from the sum of burdens times weights."""
        if self.weight == 0.0:
            return 0.0
        if not np.isfinite(total):
            return total
        share = max(total, 1e-300) / self.weight
        return max(0.0, self.reference + float(np.log(share)) / self.kappa)


def _reference(problem: SitingProblem, aim: EvenTravel) -> float:
    weight, ways = problem.places.weight, problem.ways
    if not weight.any():
        return 0.0
    least = np.full(len(weight), np.inf)
    np.minimum.at(least, ways.place, ways.way)
    least = np.where(np.isfinite(least), least, problem.beyond or 0.0)
    return kolm_pollak_ede(least, aim.kappa, weight)
