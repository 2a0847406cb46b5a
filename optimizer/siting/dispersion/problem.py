"""Open so many sites that the two closest of them are as far apart as can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError
from optimizer.siting.limits import marks

__all__ = ["DispersionProblem"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class DispersionProblem:
    """Sites to choose, and the ways between them.

    Attributes
    ----------
    sites : int
    one, other : ndarray of int, shape (pairs,)
        Each pair of two sites once, the closest pair first.
    way : ndarray of float, shape (pairs,)
        The shorter of both directions. A pair that is not listed is farther apart than all that are.
    least : int
        Open sites: exactly so many, as another one never lengthens the shortest way.
    forced, banned : ndarray of bool, shape (sites,)
    """

    sites: int
    one: Ints
    other: Ints
    way: Floats
    least: int
    forced: Bools
    banned: Bools

    @classmethod
    def of(
        cls,
        *,
        sites: int,
        one: Ints,
        other: Ints,
        way: Floats,
        least: int,
        forced: Bools | None = None,
        banned: Bools | None = None,
    ) -> DispersionProblem:
        """Check a problem, keep the shortest way of each pair, and sort the pairs.

        Parameters
        ----------
        sites : int
        one, other : ndarray of int, shape (pairs,)
            Pairs in any order and direction; a site with itself is left out.
        way : ndarray of float, shape (pairs,)
        least : int
        forced, banned : ndarray of bool, shape (sites,), optional

        Raises
        ------
        ProblemError
        """
        forced, banned = marks(sites, forced, banned)
        if not np.isfinite(way).all() or (way < 0.0).any():
            raise ProblemError("way: give finite numbers from 0 on; leave a pair out that is farthest apart")
        _check_count(least, int(forced.sum()), int((~banned).sum()))
        pair = np.minimum(one, other) * sites + np.maximum(one, other)
        use = (one != other) & ~banned[one] & ~banned[other]
        pair, way = pair[use], way[use]
        order = np.argsort(way, kind="stable")
        pair, first = np.unique(pair[order], return_index=True)
        # Of a pair that is given twice the first one is the shortest; back in the order of the ways.
        back = np.argsort(first)
        low, high = np.divmod(pair[back], sites)
        return cls(sites, low, high, way[order][first[back]], least, forced, banned)

    def nearest(self, opened: Bools, *, beyond: int = 0) -> float:
        """Return the shortest way between two open sites; ``inf`` where no such pair is listed.

        Parameters
        ----------
        opened : ndarray of bool, shape (sites,)
        beyond : int
            So many of the closest pairs are known not to be open both.
        """
        size = 4096
        while beyond < len(self.way):
            some = slice(beyond, beyond + size)
            both = opened[self.one[some]] & opened[self.other[some]]
            if both.any():
                return float(self.way[beyond + int(both.argmax())])
            beyond, size = beyond + size, 2 * size
        return np.inf


def _check_count(least: int, forced: int, allowed: int) -> None:
    if least < 1:
        raise ProblemError(f"open sites: {least}; give at least 1")
    if least > allowed:
        raise ProblemError(f"open sites: {least} of {allowed} that are not banned; lower the number")
    if forced > least:
        raise ProblemError(f"open sites: {least}, but {forced} are forced; raise the number")
