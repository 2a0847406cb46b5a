"""A bound on covers from cuts over odd sets of places, where the linear bound leaves much open.

A place that goes without may be paid for, at what its cheapest site costs: that makes nothing cheaper, and
the problem one of amounts, with its prices and its cuts (see `optimizer.siting.amounts`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.monitor import Monitor
from optimizer.siting.amounts.odd_sets import cut_again
from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.relaxation import Cuts, priced
from optimizer.siting.cover.reduction import Reduced

__all__ = ["bound_by_cuts"]

Floats = NDArray[np.float64]
#: Relative gap of a relaxation.
_TOLERANCE = 2e-4
#: Places of a cut, one number after the other, and the share of the bound that a round has to raise it by.
_SIZES, _RISEN = (5, 7), 5e-4


def bound_by_cuts(left: Reduced, *, enough: float, clock: Clock, monitor: Monitor) -> float:
    """Return what no cover costs less than; 0 where some place needs more than one site.

    Parameters
    ----------
    left : Reduced
        Not hopeless.
    enough : float
        A bound above this will do.
    clock : Clock
        Time for it.
    monitor : Monitor
        Is asked whether to come to an end with what is found.
    """
    if not left.need.size or (left.need != 1).any():
        return 0.0

    problem, sizes = _as_amounts(left), list(_SIZES)
    cuts = Cuts.none(problem)
    prices = priced(problem, cuts, seconds=clock.left(), tolerance=_TOLERANCE)
    bound = max(0.0, prices.bound)
    while sizes and bound <= enough and not clock.over(monitor):
        found = cut_again(
            problem,
            cuts,
            prices,
            size=sizes[0],
            tolerance=_TOLERANCE,
            share=1.0,
            clock=clock,
            monitor=monitor,
        )
        if found is None:
            sizes.pop(0)
            continue
        cuts, prices = found
        if prices.bound < (1.0 + _RISEN) * bound:
            sizes.pop(0)
        bound = max(bound, prices.bound)
    return bound


def _as_amounts(left: Reduced) -> AmountsProblem:
    """The cheapest sites and places to pay for."""
    places, sites = left.reach.shape
    row = np.repeat(np.arange(places), np.diff(left.reach.indptr))
    site = left.reach.indices.astype(np.int64)
    worth = np.full(places, np.inf)
    np.minimum.at(worth, row, left.opening[site])
    return AmountsProblem.of(
        sites=sites,
        row=row,
        site=site,
        amount=np.ones(len(row)),
        worth=worth[:, None],
        room=np.ones((places, 1)),
        opening=left.opening,
    )
