"""Groups of sites that serve alike, within groups, and how many of each may be open.

Branching on single sites hardly moves a bound where a neighbour is as good. Branching on how many sites of
a group are open does. Groups nest, so the cheapest choice under all limits is still found by sorting: what a
group can give for k sites is convex in k.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Cells", "Limit", "cheapest_choice"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_CLOSED, _OPEN, _MAY_OPEN = 0, 1, 2
#: Of a group, at least this share of its sites is in each half.
_SHARE = 0.25


@dataclass(frozen=True)
class Limit:
    """How many of the sites at places `begin` to `end` of the order may be open."""

    begin: int
    end: int
    least: int
    most: int


@dataclass(frozen=True)
class Cells:
    """Nested groups of sites: each is a stretch of one order of them.

    Attributes
    ----------
    order : ndarray of int, shape (sites,)
        Those that no plan worth looking at opens come last, and are in no group.
    begin, end, depth : ndarray of int, shape (groups,)
    """

    order: Ints
    begin: Ints
    end: Ints
    depth: Ints

    @classmethod
    def of(cls, profile: Floats, allowed: Bools) -> Cells:
        """Halve the sites again and again where what they serve differs most.

        Parameters
        ----------
        profile : ndarray of float, shape (features, sites)
            What each site serves.
        allowed : ndarray of bool, shape (sites,)
        """
        chosen = np.flatnonzero(allowed)
        order = chosen.copy()
        groups: list[tuple[int, int, int]] = []
        left = [(0, len(chosen), 0)]
        while left:
            begin, end, depth = left.pop()
            groups.append((begin, end, depth))
            if end - begin > 1:
                order[begin:end], half = _halved(profile, order[begin:end])
                left += [(begin + half, end, depth + 1), (begin, begin + half, depth + 1)]
        bounds = np.array(groups, dtype=np.int64).reshape(-1, 3)
        whole = np.concatenate([order, np.flatnonzero(~allowed)])
        return cls(whole, bounds[:, 0], bounds[:, 1], bounds[:, 2])


def _halved(profile: Floats, sites: Ints) -> tuple[Ints, int]:
    """The sites by the feature that varies most among them, and where its widest gap is."""
    features = profile[:, sites]
    feature = features[features.var(axis=1).argmax()]
    order = np.argsort(feature, kind="stable")
    edge = max(1, int(len(sites) * _SHARE))
    gaps = np.diff(feature[order])[edge - 1 : len(sites) - edge]
    return sites[order], edge + int(gaps.argmax()) if len(gaps) else edge


def cheapest_choice(price: Floats, state: NDArray[np.int8], limits: list[Limit]) -> Bools | None:
    """Return which sites to open so that their prices sum to least; None where limits exclude each other.

    Parameters
    ----------
    price : ndarray of float, shape (sites,)
        In the order of the groups.
    state : ndarray of int, shape (sites,)
        0 closed, 1 open, 2 either; in the order of the groups.
    limits : list of Limit
        A group after all that are within it; the last one is of all sites.
    """
    state = state.copy()
    for limit in limits:
        part = state[limit.begin : limit.end]
        opened = int((part == _OPEN).sum())
        free = np.flatnonzero(part == _MAY_OPEN)
        if opened > limit.most or opened + len(free) < limit.least:
            return None
        cheap = free[np.argsort(price[limit.begin : limit.end][free], kind="stable")]
        part[cheap[: max(0, limit.least - opened)]] = _OPEN
        part[cheap[limit.most - opened :]] = _CLOSED
    state[(state == _MAY_OPEN) & (price < 0.0)] = _OPEN
    chosen: Bools = state == _OPEN
    return chosen
