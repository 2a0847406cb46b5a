"""A plan of sites: which are open, and who is served where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.result import Certificate, Status

__all__ = ["SitingPlan", "SitingResult"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SitingPlan:
    """Decisions by id.

    Attributes
    ----------
    opened : tuple of str
        Ids of the open sites, those that stay open and new ones, in the order of the problem.
    place, site : tuple of str, length (services,)
        Who is served where; a place that nobody serves is not listed.
    share : ndarray of float, shape (services,)
        Of the place; 1 where one site serves all of it.
    """

    opened: tuple[str, ...]
    place: tuple[str, ...]
    site: tuple[str, ...]
    share: Floats


@dataclass(frozen=True, eq=False)
class SitingResult:
    """A plan and what is proven about it.

    Attributes
    ----------
    plan : SitingPlan or None
        None where no plan keeps all rules (then `status` is OPTIMAL), or none was found in the time.
    certificates : tuple of Certificate
        One for the aim; several where it has steps (bands of `Farthest`, levels of `WorstAccess`), in their
        order.
    seconds : float
    """

    plan: SitingPlan | None
    certificates: tuple[Certificate, ...]
    seconds: float

    @property
    def proven(self) -> bool:
        """Whether every step is."""
        return all(each.status is Status.OPTIMAL for each in self.certificates)
