"""Aims that are sums: what sites cost, and what each place pays at its nearest open site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.aims import Aim, Cost, Cover, EvenTravel, GradualReach, Reach, Travel, sense_of
from optimizer.siting.burden import Burden
from optimizer.siting.nearest.problem import NearestProblem
from optimizer.siting.nearest.rows import CostRows
from optimizer.siting.problem import SitingProblem
from optimizer.siting.service import Choice, within_pairs

__all__ = ["SumAim", "SumModel", "is_sum"]

Floats = NDArray[np.float64]
#: Of `Reach` without a second site.
SumAim: TypeAlias = Travel | Cost | EvenTravel | GradualReach | Reach


def is_sum(aim: Aim) -> TypeGuard[SumAim]:
    """Return whether an aim is a sum over places and sites."""
    single = isinstance(aim, Reach) and aim.second == 0.0
    return single or isinstance(aim, Travel | Cost | EvenTravel | GradualReach)


@dataclass(frozen=True, eq=False)
class SumModel:
    """A model whose value is a sum that is made least: what sites cost, and what places pay at their sites.

    Attributes
    ----------
    pair : ndarray of float, shape (pairs,)
        What a place pays at a pair.
    outside : ndarray of float, shape (places,)
        What it pays where nobody serves it; ``inf`` where it has to be served.
    opening : ndarray of float, shape (sites,)
    sense : float
        1, or -1 where the aim is made large.
    besides : float
        What counts to the value of the aim besides the sum, in the sign of the sum.
    burden : Burden or None
        Where the sum is one of burdens.
    """

    pair: Floats
    outside: Floats
    opening: Floats
    sense: float = 1.0
    besides: float = 0.0
    burden: Burden | None = None

    @classmethod
    def of(cls, problem: SitingProblem, aim: SumAim | Cover, *, steep: bool = False) -> SumModel:
        """State an aim; burdens may be `steep` where those that no good plan has are left out later.

        Of `Cover` the sites alone: who counts as reached is said elsewhere.
        """
        weight, sites = problem.places.weight, problem.sites
        burden = Burden.of(problem, aim, steep=steep) if isinstance(aim, EvenTravel) else None
        pair, lost = _pays(problem, aim, burden)
        must = problem.beyond is None and not isinstance(aim, GradualReach | Reach)
        opening, besides = np.zeros(len(sites.ids)), 0.0
        if isinstance(aim, Cost) or (isinstance(aim, Cover) and aim.priced):
            opening, besides = sites.marginal, sites.all_closed
        elif isinstance(aim, Cover):
            opening = np.ones(len(sites.ids))
        elif isinstance(aim, GradualReach | Reach):
            besides = -float(weight.sum())
        return cls(
            pair=weight[problem.ways.place] * pair,
            outside=np.full(len(weight), np.inf) if must or isinstance(aim, Cover) else weight * lost,
            opening=opening,
            sense=sense_of(aim),
            besides=besides,
            burden=burden,
        )

    def told(self, total: float) -> float:
        """Return the value, or the bound, of the aim from that of the sum."""
        return self.sense * (total + self.besides) if self.burden is None else self.burden.equivalent(total)

    def gap(self, gap: float) -> float:
        """Return the relative gap of the sum, and what is besides, that makes one of the aim."""
        return gap if self.burden is None else self.burden.gap(gap)

    def value(self, problem: SitingProblem, choice: Choice) -> float:
        """Return the sum that a choice with nearest services comes to."""
        place = problem.ways.place
        left = 1.0 - np.bincount(place, weights=choice.share, minlength=len(self.outside))
        lost = self.outside[left > 0.5].sum()
        return float(self.pair @ choice.share + lost + self.opening[choice.opened].sum())

    def nearest(self, problem: SitingProblem) -> tuple[NearestProblem, float]:
        """Return the problem of the quick way, without rules, and what its costs, from 0 on, leave out."""
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
        nearest = NearestProblem.of(
            rows,
            least=problem.least,
            most=problem.most,
            opening=self.opening,
            forced=sites.forced,
            banned=sites.banned,
        )
        return nearest, float(least.sum())


def _pays(problem: SitingProblem, aim: SumAim | Cover, burden: Burden | None) -> tuple[Floats, float]:
    """What a unit of weight pays at each pair, and where nobody serves it."""
    ways, beyond = problem.ways.way, problem.beyond
    match aim:
        case Travel():
            return ways, beyond or 0.0
        case Cost():
            return aim.rate * ways, aim.rate * (beyond or 0.0)
        case EvenTravel():
            assert burden is not None, "stated before"
            return burden.at(ways), 0.0 if beyond is None else float(burden.at(beyond))
        case GradualReach():
            return 1.0 - aim.share(ways), 1.0
        case Reach():
            return np.where(within_pairs(problem, aim.within), 0.0, 1.0), 1.0
        case Cover():
            return np.zeros(len(ways)), 0.0
