"""Aims that are sums: what sites cost, and what each place pays at its nearest open site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.aims import Cost, EvenTravel, GradualReach, Reach, Travel
from optimizer.siting.burden import equivalent, pair_burdens
from optimizer.siting.nearest.problem import NearestProblem
from optimizer.siting.nearest.rows import CostRows
from optimizer.siting.problem import SitingProblem
from optimizer.siting.service import Choice, within_pairs

__all__ = ["SumAim", "SumModel", "aim_of_sum", "besides"]

Floats = NDArray[np.float64]
#: Of `Reach` without a second site.
SumAim: TypeAlias = Travel | Cost | EvenTravel | GradualReach | Reach


@dataclass(frozen=True, eq=False)
class SumModel:
    """A model whose value is a sum: what sites cost, and what places pay at their sites.

    Attributes
    ----------
    pair : ndarray of float, shape (pairs,)
        What a place pays at a pair.
    outside : ndarray of float, shape (places,)
        What it pays where nobody serves it; ``inf`` where it has to be served.
    opening : ndarray of float, shape (sites,)
    """

    pair: Floats
    outside: Floats
    opening: Floats

    @classmethod
    def of(cls, problem: SitingProblem, aim: SumAim, *, steep: bool = False) -> SumModel:
        """State an aim; burdens may be `steep` where those that no good plan has are left out later."""
        weight, sites = problem.places.weight, problem.sites
        pair, lost = _burden(problem, aim, steep)
        must = problem.beyond is None and not isinstance(aim, GradualReach | Reach)
        return cls(
            pair=weight[problem.ways.place] * pair,
            outside=np.full(len(weight), np.inf) if must else weight * lost,
            opening=sites.marginal if isinstance(aim, Cost) else np.zeros(len(sites.ids)),
        )

    def value(self, problem: SitingProblem, choice: Choice) -> float:
        """Return the sum that a choice with nearest services comes to."""
        place = problem.ways.place
        left = 1.0 - np.bincount(place, weights=choice.share, minlength=len(self.outside))
        lost = self.outside[left > 0.5].sum()
        return float(self.pair @ choice.share + lost + self.opening[choice.opened].sum())

    def nearest(self, problem: SitingProblem) -> NearestProblem:
        """Return the problem of the quick way, without rules; costs are from 0 on."""
        ways, sites = problem.ways, problem.sites
        least = np.minimum(0.0, np.where(np.isfinite(self.outside), self.outside, 0.0))
        np.minimum.at(least, ways.place, self.pair)
        rows = CostRows.of(
            sites=len(sites.ids),
            place=ways.place,
            site=ways.site,
            cost=self.pair - least[ways.place],
            outside=self.outside - least,
        )
        return NearestProblem.of(
            rows,
            least=problem.least,
            most=problem.most,
            opening=self.opening,
            forced=sites.forced,
            banned=sites.banned,
        )

    def shift(self, problem: SitingProblem) -> float:
        """Return what `nearest` has left out of the costs, below 0."""
        least = np.minimum(0.0, np.where(np.isfinite(self.outside), self.outside, 0.0))
        np.minimum.at(least, problem.ways.place, self.pair)
        return float(least.sum())


def _burden(problem: SitingProblem, aim: SumAim, steep: bool) -> tuple[Floats, float]:
    """What a unit of weight pays at each pair, and where nobody serves it."""
    ways, beyond = problem.ways.way, problem.beyond or 0.0
    match aim:
        case Travel():
            return ways, beyond
        case Cost():
            return aim.rate * ways, aim.rate * beyond
        case EvenTravel():
            return pair_burdens(problem, aim, steep=steep)
        case GradualReach():
            return 1.0 - aim.share(ways), 1.0
        case Reach():
            return np.where(within_pairs(problem, aim.within), 0.0, 1.0), 1.0


def aim_of_sum(problem: SitingProblem, aim: SumAim, total: float) -> float:
    """The bound of an aim, from that of the sum that is made least."""
    match aim:
        case Cost():
            return total + problem.sites.all_closed
        case EvenTravel():
            return equivalent(problem, aim, total)
        case GradualReach() | Reach():
            return float(problem.places.weight.sum()) - total
    return total


def besides(problem: SitingProblem, aim: SumAim) -> float:
    """Return what counts to the value of an aim besides the sum, but for its sign."""
    match aim:
        case Cost():
            return problem.sites.all_closed
        case GradualReach() | Reach():
            return -float(problem.places.weight.sum())
    return 0.0
