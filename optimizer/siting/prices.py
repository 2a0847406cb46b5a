"""What places would pay for a cover: a bound on the open sites that needs no branching."""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import csc_array

from optimizer.clock import Clock
from optimizer.integer import new_highs
from optimizer.siting.cover.problem import CoverProblem
from optimizer.siting.cover.reduction import reduced

__all__ = ["priced"]

#: A price of one, in the whole numbers that proofs are counted in.
_ONE = 2**30


def priced(problem: CoverProblem, *, clock: Clock) -> float:
    """Return a number that no cover has fewer sites than.

    Prices of places, so that no site takes more than 1 from all it reaches, add up to no more than the sites
    of a cover. They come from an interior point, and are counted in whole numbers.

    Parameters
    ----------
    problem : CoverProblem
        Each site costs one.
    clock : Clock
    """
    forced = float(problem.forced.sum())
    left = reduced(problem)
    if left.hopeless:
        return np.inf
    if not left.need.size:
        return forced
    # In whole numbers, as rounding must not make a site take more.
    price = np.floor(np.maximum(0.0, _duals(csc_array(left.reach), left.need, clock)) * _ONE).astype(np.int64)
    taken = max(_ONE, int((left.reach.T @ price).max(initial=0)))
    worth = int((price * left.need).sum())
    return forced + float(-(-worth // taken))


def _duals(reach: csc_array, need: np.ndarray, clock: Clock) -> np.ndarray:
    places, sites = reach.shape
    highs = new_highs(0)
    for option, value in (("solver", "ipm"), ("run_crossover", "off"), ("ipm_optimality_tolerance", 1e-5)):
        highs.setOptionValue(option, value)
    highs.setOptionValue("time_limit", max(clock.left(), 0.05))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = sites, places
    model.col_cost_, model.col_lower_, model.col_upper_ = (
        np.ones(sites),
        np.zeros(sites),
        np.full(sites, np.inf),
    )
    model.row_lower_, model.row_upper_ = need.astype(float), np.full(places, np.inf)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = reach.indptr.astype(np.int32)
    model.a_matrix_.index_ = reach.indices.astype(np.int32)
    model.a_matrix_.value_ = reach.data.astype(float)
    highs.passModel(model)
    highs.run()
    found = np.array(highs.getSolution().row_dual)
    return found if found.size == places else np.zeros(places)
