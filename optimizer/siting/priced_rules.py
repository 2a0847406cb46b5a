"""Rules as sums that have prices."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.problem import SitingProblem
from optimizer.siting.rules import AmountRule, GapRule, ReachRule
from optimizer.siting.service import nearest_share, within_pairs
from optimizer.siting.sums import SumModel

__all__ = ["PricedRules"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PricedRules:
    """Rules as sums that may not exceed limits, each in shares of its own size.

    Attributes
    ----------
    pair : ndarray of float, shape (rules, pairs)
    outside : ndarray of float, shape (rules, places)
    site : ndarray of float, shape (rules, sites)
    limit : ndarray of float, shape (rules,)
    """

    pair: Floats
    outside: Floats
    site: Floats
    limit: Floats

    @classmethod
    def of(cls, problem: SitingProblem) -> PricedRules:
        """State the rules of a problem."""
        ways, places, sites = problem.ways, len(problem.places.ids), len(problem.sites.ids)
        beyond = problem.beyond or 0.0
        none = (np.zeros(len(ways.way)), np.zeros(places), np.zeros(sites))
        rows: list[tuple[Floats, Floats, Floats, float]] = []
        for rule in problem.rules:
            match rule:
                case AmountRule():
                    if np.isfinite(rule.most):
                        rows.append((none[0], none[1], rule.amount, rule.most))
                    if np.isfinite(rule.least):
                        rows.append((none[0], none[1], -rule.amount, -rule.least))
                case ReachRule():
                    near = within_pairs(problem, rule.within)
                    got = np.where(near, -rule.weight[ways.place], 0.0)
                    rows.append((got, none[1], none[2], -rule.share * float(rule.weight.sum())))
                case GapRule():
                    part = rule.difference
                    rows.append((part[ways.place] * ways.way, part * beyond, none[2], rule.most))
        sizes = (len(ways.way), places, sites)
        pair, outside, site = (
            np.array([row[part] for row in rows]).reshape(len(rows), size) for part, size in enumerate(sizes)
        )
        return cls(pair, outside, site, np.array([row[3] for row in rows], dtype=np.float64))

    def priced(self, model: SumModel, prices: Floats) -> SumModel:
        """Return the model in which what rules limit is paid for."""
        return replace(
            model,
            pair=model.pair + prices @ self.pair,
            outside=model.outside + prices @ self.outside,
            opening=model.opening + prices @ self.site,
        )

    def excess(self, problem: SitingProblem, opened: Bools) -> Floats:
        """Return by how much a plan exceeds each limit; below 0 where there is room."""
        share = nearest_share(problem, opened)
        ways = problem.ways
        left = 1.0 - np.bincount(ways.place, weights=share, minlength=self.outside.shape[1])
        used: Floats = self.pair @ share + self.outside @ left + self.site[:, opened].sum(axis=1)
        return used - self.limit
