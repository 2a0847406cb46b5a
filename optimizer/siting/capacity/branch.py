"""Branch and bound over sites with bounds from exact knapsacks, and branch and cut where little is left."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.capacity.dual import Climb, Prices
from optimizer.siting.capacity.neighbourhood import cheapest
from optimizer.siting.capacity.search import Search

__all__ = ["branched"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: Steps of the ascent at a node.
_STEPS = 40
#: Pairs that are left, up to which a node is given to branch and cut.
_LEAF = 400
#: Seconds for the places of a choice of sites that looks good.
_POLISH = 1.0
#: Pairs of each place that are looked at for that.
_WIDTH = 4
#: Nodes between two that look for a better plan.
_LOOKS = 16


@dataclass(order=True)
class _Node:
    bound: float
    number: int
    prices: Prices = field(compare=False)
    share: Floats = field(compare=False)
    lower: Floats = field(compare=False)
    upper: Floats = field(compare=False)


def branched(search: Search, prices: Prices) -> None:
    """Look at all sites that may be open, the part with the least bound first.

    Parameters
    ----------
    search : Search
        Takes the plans, and the bound.
    prices : Prices
        Of the root.
    """
    _polish(search, prices, search.chosen(prices))
    heap = [_Node(prices.bound, 0, prices, search.share, search.lower, search.upper)]
    while heap and not search.done():
        node = heapq.heappop(heap)
        for half in _halves(search, node):
            heapq.heappush(heap, half)
        search.raise_to(heap[0].bound if heap else np.inf)
        search.report()


def _halves(search: Search, node: _Node) -> list[_Node]:
    """The parts with a site open, and closed, that may still hold a better plan."""
    free = node.lower < node.upper
    site = int(np.where(free, np.abs(node.share - 0.5), np.inf).argmin())
    found = []
    for opened in (1.0, 0.0):
        lower, upper = node.lower.copy(), node.upper.copy()
        lower[site] = upper[site] = opened
        half = None if search.stopped() else _half(search, node, lower, upper)
        found += [] if half is None else [half]
    if search.stopped():
        search.dropped = min(search.dropped, node.bound)
    return found


def _half(search: Search, node: _Node, lower: Floats, upper: Floats) -> _Node | None:
    """Raise the bound of a part; None where it is done with."""
    search.nodes += 1
    climb = Climb(search.problem, node.prices.offers, lower=lower, upper=upper, seed=search.seed)
    climb.pack()
    prices = climb.climb(_STEPS, value=search.value, enough=search.enough())
    bound = max(node.bound, prices.bound)
    if np.isfinite(prices.bound) and search.nodes % _LOOKS == 0:
        search.look_from(prices)
        _polish(search, prices, search.chosen(prices))
    if bound >= search.enough():
        search.dropped = min(search.dropped, bound)
        return None
    if climb.fix(search.enough()):
        search.dropped = min(search.dropped, search.enough())
    pairs = search.pairs_left(prices, climb.lower, climb.upper)
    if len(pairs) <= _LEAF or not (climb.lower < climb.upper).any():
        left = search.exact(pairs, climb.lower, climb.upper, seconds=search.clock.left(), start=None)
        search.dropped = min(search.dropped, max(left, node.bound))
        return None
    return _Node(bound, search.nodes, prices, climb.share, climb.lower, climb.upper)


def _polish(search: Search, prices: Prices, opened: Bools | None) -> None:
    """Look for the best way to serve the places from some sites, each choice of sites once."""
    if opened is None or opened.tobytes() in search.polished:
        return
    search.polished.add(opened.tobytes())
    sites = opened.astype(np.float64)
    pairs = search.pairs_left(prices, sites, sites)
    worth = prices.of_pairs(search.problem, pairs)
    pairs = cheapest(search.problem, pairs, worth, number=_WIDTH)
    search.exact(pairs, sites, sites, seconds=min(_POLISH, search.clock.left()), start=None)
