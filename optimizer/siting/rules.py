"""What a plan of sites has to keep besides its aim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError

__all__ = ["AmountRule", "GapRule", "ReachRule", "Rule", "Within", "check_within"]

Floats = NDArray[np.float64]
#: Longest way that counts as reached: one for all places, or each its own (town and village).
Within: TypeAlias = float | Floats


class Rule(Protocol):
    """A linear condition on the open sites, or on how places are served."""

    @property
    def name(self) -> str:
        """Unique in a problem; violations and errors name it."""

    def check(self, *, places: int, sites: int) -> None:
        """Raise ProblemError where the rule does not fit a problem of that size."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AmountRule:
    """Open sites together have at least and at most so much of something: a budget, sites of a county.

    Attributes
    ----------
    name : str
    amount : ndarray of float, shape (sites,)
        Of each site that is open.
    least, most : float
    """

    name: str
    amount: Floats
    least: float = -np.inf
    most: float = np.inf

    def check(self, *, places: int, sites: int) -> None:
        """Raise ProblemError where amounts or limits cannot be meant."""
        _check_numbers(self.name, "amount", self.amount, sites, signed=True)
        if not self.least <= self.most:
            raise ProblemError(f"rule {self.name!r}: at least {self.least} and at most {self.most}")


@dataclass(frozen=True, kw_only=True, eq=False)
class ReachRule:
    """At least a share of some places is served within a way: remote places first, a circle of 30 minutes.

    Attributes
    ----------
    name : str
    weight : ndarray of float, shape (places,)
        How much each place counts; 0 for those that the rule is not about.
    within : float or ndarray of float, shape (places,)
        Longest way that counts as reached, of all places or of each.
    share : float
        Of the whole weight, 0 to 1.
    """

    name: str
    weight: Floats
    within: Within
    share: float

    def check(self, *, places: int, sites: int) -> None:
        """Raise ProblemError where weights or the share cannot be meant."""
        _check_numbers(self.name, "weight", self.weight, places)
        check_within(f"rule {self.name!r}", self.within, places=places)
        if not 0.0 <= self.share <= 1.0:
            raise ProblemError(f"rule {self.name!r}: share is {self.share}; give 0 to 1")


@dataclass(frozen=True, kw_only=True, eq=False)
class GapRule:
    """The mean way of some places is longer than that of others by no more than a limit: village and town.

    Attributes
    ----------
    name : str
    behind, ahead : ndarray of float, shape (places,)
        Weights of the two means; each has some.
    most : float
        Largest mean of `behind` less that of `ahead`, in the unit of the ways.
    """

    name: str
    behind: Floats
    ahead: Floats
    most: float

    def check(self, *, places: int, sites: int) -> None:
        """Raise ProblemError where weights or the limit cannot be meant."""
        for what, weight in (("behind", self.behind), ("ahead", self.ahead)):
            _check_numbers(self.name, what, weight, places)
            if not weight.any():
                raise ProblemError(f"rule {self.name!r}: {what} has no weight; a mean needs some")
        if not np.isfinite(self.most):
            raise ProblemError(f"rule {self.name!r}: most is {self.most}; give a finite way")

    @property
    def compared(self) -> NDArray[np.bool_]:
        """Return which places have a weight in either mean, shape (places,)."""
        found: NDArray[np.bool_] = (self.behind > 0.0) | (self.ahead > 0.0)
        return found

    @property
    def difference(self) -> Floats:
        """What a unit of way of each place adds to the gap, shape (places,)."""
        found: Floats = self.behind / self.behind.sum() - self.ahead / self.ahead.sum()
        return found


def check_within(what: str, within: Within, *, places: int | None = None) -> None:
    """Raise ProblemError where a longest way, or that of some place, cannot be meant."""
    found = np.asarray(within, dtype=np.float64)
    if not np.isfinite(found).all() or (found < 0.0).any():
        raise ProblemError(f"{what}: within is {found.min()}; give ways from 0 on")
    if found.ndim and places is not None and found.shape != (places,):
        raise ProblemError(f"{what}: within has {found.size} ways; give one, or one a place, {places} in all")


def _check_numbers(rule: str, what: str, found: Floats, size: int, *, signed: bool = False) -> None:
    if found.shape != (size,):
        raise ProblemError(f"rule {rule!r}: {what} has {found.size} numbers; give one each, {size} in all")
    if not np.isfinite(found).all() or (not signed and (found < 0.0).any()):
        raise ProblemError(f"rule {rule!r}: {what} has {found.min()}; give finite numbers from 0 on")
