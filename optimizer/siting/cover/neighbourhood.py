"""A cheaper cover, part by part: some sites that serve side by side are chosen anew, the others stay."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from optimizer.clock import Clock
from optimizer.integer import IntegerProgram, Stop, branch_and_cut
from optimizer.siting.cover.reduction import Reduced

__all__ = ["cheapened"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Sites of a part, seconds and nodes that one takes at most, and parts in a row that bring nothing.
_SITES, _SECONDS, _NODES, _VAIN = 14, 2.0, 2_000, 250
#: How far nearness spreads over sites that share places.
_SPREAD = 6


def cheapened(
    left: Reduced,
    chosen: Bools,
    *,
    enough: float,
    clock: Clock,
    stopped: Callable[[], bool],
    seed: int,
) -> Bools:
    """Return the cover that better parts, one after another, lead to.

    Parameters
    ----------
    left : Reduced
    chosen : ndarray of bool, shape (sites left,)
        A cover.
    enough : float
        Cost at which to stop.
    clock : Clock
    stopped : callable
        Whether to come to an end with what is found.
    seed : int
    """
    rng, opening = np.random.default_rng(seed), left.opening
    reach = csr_array(left.reach.astype(np.float64))
    reached = csr_array(reach.T)
    vain = 0
    while vain < _VAIN and not stopped() and float(opening[chosen].sum()) > enough:
        found = np.flatnonzero(chosen)
        keep = chosen.copy()
        keep[_around(reach, reached, found, int(rng.choice(found)))] = False
        better = _rechosen(reach, left.need, opening, keep, chosen, clock)
        vain = vain + 1 if opening[better].sum() >= opening[chosen].sum() else 0
        chosen = better
    return chosen


def _around(reach: csr_array, reached: csr_array, found: Ints, centre: int) -> Ints:
    """The open sites that share most places with one, or with those that do."""
    near = np.zeros(reach.shape[1])
    near[centre] = 1.0
    for _ in range(_SPREAD):
        near = reached @ (reach @ near)
        near /= near.max()
    order: Ints = found[np.argsort(-near[found], kind="stable")][:_SITES]
    return order


def _rechosen(
    reach: csr_array, need: Ints, opening: Floats, keep: Bools, chosen: Bools, clock: Clock
) -> Bools:
    """The cheapest sites beside those kept; among equals another choice, so that later parts differ."""
    lacking = need - np.rint(reach @ keep.astype(np.float64)).astype(np.int64)
    rows = np.flatnonzero(lacking > 0)
    columns = np.setdiff1d(np.unique(reach[rows].indices), np.flatnonzero(keep))
    if not len(rows):
        return keep
    program = IntegerProgram.cut_out(
        csc_array(reach[rows][:, columns]),
        costs=opening[columns],
        rows=(lacking[rows].astype(np.float64), np.full(len(rows), np.inf)),
        columns=(np.zeros(len(columns)), np.ones(len(columns))),
        whole=np.arange(len(columns)),
    )
    assert program is not None, "no site is fixed"
    stop = Stop(gap=0.0, least=0.0, nodes=_NODES, seconds=min(_SECONDS, clock.left()))
    start = chosen[columns].astype(np.float64)
    answer = branch_and_cut(program, stop=stop, seed=0, start=start)
    if answer.values is None:
        return chosen
    better = keep.copy()
    better[columns[answer.values > 0.5]] = True
    return better if opening[better].sum() <= opening[chosen].sum() else chosen
