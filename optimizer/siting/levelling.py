"""Sites that bring the worst-off groups up, by swaps: a start for the program that proves it.

A least amount hardly moves with a swap; what moves is a smooth stand-in for it, the sum of exp(-amount),
which the least amounts rule. It is sharpened step by step.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from optimizer.clock import Clock

__all__ = ["levelled"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: How sharply the least amounts count, in shares of the mean; swaps at each.
_SHARPNESS, _SWAPS = (5.0, 20.0, 60.0), 300


def levelled(amount: csr_array, *, most: int, forced: Bools, banned: Bools, clock: Clock) -> Bools:
    """Return open sites, as many as may be, that bring the least amount of all groups up.

    Parameters
    ----------
    amount : csr_array, shape (groups, sites)
        What an open site adds to a group, from 0 on.
    most : int
        Open sites.
    forced, banned : ndarray of bool, shape (sites,)
    clock : Clock
        Time for it.
    """
    columns = csc_array(amount)
    scale = float(amount.sum()) * most / max(1, amount.shape[0] * amount.shape[1])
    opened = forced.copy()
    if scale <= 0.0:
        return opened
    columns = csc_array(columns / scale)
    _fill(columns, opened, banned, most)
    for sharpness in _SHARPNESS:
        _swap(columns, opened, forced, banned, sharpness, clock)
    return opened


def _fill(columns: csc_array, opened: Bools, banned: Bools, most: int) -> None:
    """Open the site that helps most, one after the other."""
    sharpness = _SHARPNESS[0]
    lowered = csc_array(columns * -sharpness).copy()
    lowered.data = np.expm1(lowered.data)
    level = columns @ opened.astype(np.float64)
    while int(opened.sum()) < most:
        worth = _weights(level, sharpness) @ lowered
        worth[opened | banned] = np.inf
        site = int(worth.argmin())
        if not np.isfinite(worth[site]):
            return
        opened[site] = True
        level = level + _of(columns, site)


def _swap(
    columns: csc_array, opened: Bools, forced: Bools, banned: Bools, sharpness: float, clock: Clock
) -> None:
    """Swap an open site for a closed one while the sum falls."""
    into = csc_array(columns * -sharpness).copy()
    into.data = np.expm1(into.data)
    level = columns @ opened.astype(np.float64)
    for _ in range(_SWAPS):
        weight = _weights(level, sharpness)
        mine = np.flatnonzero(opened & ~forced)
        if not len(mine) or clock.left() <= 0.0:
            return
        out = csc_array(columns[:, mine] * sharpness).copy()
        out.data = np.expm1(np.minimum(out.data, 50.0))
        gain, loss = weight @ into, weight @ out
        gain[opened | banned] = np.inf
        site, number, change = int(gain.argmin()), int(loss.argmin()), float(gain.min() + loss.min())
        # Sites that add to the same groups: what one takes the other gives back.
        both = (csr_array((out * weight[:, None]).T) @ into).tocoo()
        joint = both.data + gain[both.col] + loss[both.row]
        if len(joint) and joint.min() < change:
            best = int(joint.argmin())
            site, number, change = int(both.col[best]), int(both.row[best]), float(joint[best])
        if not change < -1e-9 * float(weight.sum()):
            return
        opened[mine[number]], opened[site] = False, True
        level = level - _of(columns, int(mine[number])) + _of(columns, site)


def _weights(level: Floats, sharpness: float) -> Floats:
    found: Floats = np.exp(-sharpness * (level - level.min(initial=np.inf)))
    return found


def _of(columns: csc_array, site: int) -> Floats:
    found: Floats = columns[:, [site]].toarray().ravel()
    return found
