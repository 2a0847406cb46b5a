"""Open the cheapest sites so that every place has enough of them within reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.errors import ProblemError
from optimizer.siting.limits import marks

__all__ = ["CoverProblem"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class CoverProblem:
    """Which sites reach which places, and how many open sites each place needs within reach.

    Attributes
    ----------
    reach : csr_array of int, shape (places, sites)
        1 where the site reaches the place.
    need : ndarray of int, shape (places,)
        Open sites within reach; 0 for places that need none.
    opening : ndarray of float, shape (sites,)
        Cost of each open site, from 0 on.
    forced, banned : ndarray of bool, shape (sites,)
    """

    reach: csr_array
    need: Ints
    opening: Floats
    forced: Bools
    banned: Bools

    @classmethod
    def of(
        cls,
        *,
        sites: int,
        place: Ints,
        site: Ints,
        need: Ints,
        opening: Floats | None = None,
        forced: Bools | None = None,
        banned: Bools | None = None,
    ) -> CoverProblem:
        """Check a problem, and fill in what is left out.

        Parameters
        ----------
        sites : int
        place, site : ndarray of int, shape (pairs,)
            Pairs within reach, each once.
        need : ndarray of int, shape (places,)
        opening : ndarray of float, shape (sites,), optional
            Left out: each site costs one.
        forced, banned : ndarray of bool, shape (sites,), optional

        Raises
        ------
        ProblemError
        """
        forced, banned = marks(sites, forced, banned)
        opening = np.ones(sites) if opening is None else opening
        if not np.isfinite(opening).all() or (opening < 0.0).any():
            raise ProblemError("opening: give a finite cost from 0 on for every site")
        if (need < 0).any():
            raise ProblemError(f"need: {int(need.min())}; give 0 for a place that needs no site")
        entries = (np.ones(len(place), dtype=np.int64), (place, site))
        reach = csr_array(entries, shape=(len(need), sites))
        if reach.nnz != len(place):
            raise ProblemError("pairs: one is given twice; give each once")
        return cls(reach, need, opening, forced, banned)

    def covered(self, opened: Bools) -> Bools:
        """Return whether each place has what it needs, shape (places,)."""
        found: Bools = self.reach @ opened.astype(np.int64) >= self.need
        return found
