"""What every model asks of the sites to open: some in every plan, some in none, and how many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError

__all__ = ["check_numbers", "marks"]

Bools = NDArray[np.bool_]


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
