"""Open sites so that all places, each at its cheapest open site, pay least."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError
from optimizer.siting.limits import check_numbers, marks
from optimizer.siting.nearest.rows import CostRows

__all__ = ["NearestProblem"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: Beyond this, whole numbers are no longer told apart from their neighbours.
_WHOLE = 2.0**50


@dataclass(frozen=True)
class NearestProblem:
    """Sites to choose, what places pay at each, and how many may be open.

    Attributes
    ----------
    rows : CostRows
    opening : ndarray of float, shape (sites,)
        Cost of each site that is open; may be negative.
    least, most : int
        Number of open sites.
    forced, banned : ndarray of bool, shape (sites,)
        Sites that are open, or closed, in every plan.
    step : float
        What the values of two plans differ by at the least; 0 where nothing is known.
    unserved : float
        Value from which on a place goes without service that has to have one.
    """

    rows: CostRows
    opening: Floats
    least: int
    most: int
    forced: Bools
    banned: Bools
    step: float
    unserved: float

    @classmethod
    def of(
        cls,
        rows: CostRows,
        *,
        least: int = 0,
        most: int | None = None,
        opening: Floats | None = None,
        forced: Bools | None = None,
        banned: Bools | None = None,
    ) -> NearestProblem:
        """Check a problem, and fill in what is left out.

        Raises
        ------
        ProblemError
            When the counts cannot be kept, or a site is forced and banned.
        """
        forced, banned = marks(rows.sites, forced, banned)
        opening = np.zeros(rows.sites) if opening is None else opening
        most = rows.sites if most is None else most
        if not np.isfinite(opening).all():
            raise ProblemError("opening: give a finite cost for every site; ban a site that cannot be opened")
        check_numbers(least, most, forced, banned)
        known = np.where(np.isfinite(rows.outside), rows.outside, 0.0)
        dearest = float(np.maximum(known, rows.dearest).sum() + np.abs(opening).sum())
        unserved = np.ceil(dearest + 1.0)
        rows = replace(rows, outside=np.where(np.isfinite(rows.outside), rows.outside, 2.0 * unserved))
        amounts = np.concatenate([rows.cost, rows.outside, opening])
        whole = bool((amounts == np.rint(amounts)).all() and rows.outside.sum() + dearest < _WHOLE)
        least = max(least, int(forced.sum()))
        return cls(rows, opening, least, most, forced, banned, float(whole), unserved)
