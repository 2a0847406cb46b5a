"""What every model asks of the sites to open, and of the pairs that may serve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError

__all__ = ["check_numbers", "check_pairs", "marks"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def marks(sites: int, forced: Bools | None, banned: Bools | None) -> tuple[Bools, Bools]:
    """Return which sites are open, and closed, in every plan; none where nothing is said.

    Raises
    ------
    ProblemError
        When a site is both.
    """
    nothing = np.zeros(sites, dtype=bool)
    forced = nothing if forced is None else forced
    banned = nothing if banned is None else banned
    if (forced & banned).any():
        raise ProblemError(f"site {int(np.argmax(forced & banned))}: forced and banned; choose one")
    return forced, banned


def check_numbers(least: int, most: int, forced: Bools, banned: Bools) -> None:
    """Raise ProblemError where no choice has so many open sites."""
    number, allowed = int(forced.sum()), int((~banned).sum())
    if not 0 <= least <= most:
        raise ProblemError(f"open sites: at least {least} and at most {most}; give 0 <= least <= most")
    if least > allowed:
        raise ProblemError(f"open sites: at least {least} of {allowed} that are not banned; lower the number")
    if number > most:
        raise ProblemError(f"open sites: at most {most}, but {number} are forced; raise the number")


def check_pairs(place: Ints, site: Ints, cost: Floats, *, places: int, sites: int) -> None:
    """Raise ProblemError where pairs name what is not there, or cost what nothing can."""
    if not len(place) == len(site) == len(cost):
        raise ProblemError(
            f"pairs: {len(place)} places, {len(site)} sites and {len(cost)} costs; give one each"
        )
    for name, given, number in (("place", place, places), ("site", site, sites)):
        if len(given) and not (given.min() >= 0 and given.max() < number):
            wrong = int(given.min() if given.min() < 0 else given.max())
            raise ProblemError(f"{name}: {wrong} is not among {number} {name}s; count from 0")
    if not np.isfinite(cost).all() or (cost < 0.0).any():
        raise ProblemError("cost: give finite numbers from 0 on; leave a pair out that cannot serve")
