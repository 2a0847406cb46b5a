"""What a plan of sites is to be best at.

Every aim is data. What it comes to in a plan is in its unit and in its sense: `Reach` is made large, `Travel`
small. Where capacities are short a place is served where the plan says; else at its nearest open site.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError
from optimizer.siting.rules import Within, check_within

__all__ = [
    "MAXIMISED",
    "MAXIMISED_NAMES",
    "NAMES",
    "Access",
    "Aim",
    "Apart",
    "Cost",
    "Cover",
    "EvenTravel",
    "Farthest",
    "GradualReach",
    "Reach",
    "Travel",
    "WorstAccess",
    "aim_name",
    "sense_of",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def _positive(aim: str, name: str, value: float, *, zero: bool = False) -> None:
    if not (np.isfinite(value) and (value > 0.0 or (zero and value == 0.0))):
        raise ProblemError(f"{aim}: {name} is {value}; give a number {'from 0 on' if zero else 'above 0'}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Cover:
    """Fewest sites, or least money, that reach every place (set cover, LSCP; Toregas et al. 1971).

    Attributes
    ----------
    within : float or ndarray of float, shape (places,)
        Longest way that counts as reached, of all places or of each.
    times : int
        Open sites that each place has to have within it.
    priced : bool
        Whether money is made least (what opening and closing costs) instead of the number of open sites.
    """

    within: Within
    times: int = 1
    priced: bool = False

    def __post_init__(self) -> None:
        check_within("cover", self.within)
        if self.times < 1:
            raise ProblemError(f"cover: times is {self.times}; give 1 or more")


@dataclass(frozen=True, kw_only=True, eq=False)
class Reach:
    """Most weight reached within a way (maximal cover, MCLP; Church & ReVelle 1974).

    Attributes
    ----------
    within : float or ndarray of float, shape (places,)
        As of `Cover`.
    second : float
        What a place counts besides, as a share of its weight, when a second open site is within reach too
        (backup cover; Hogan & ReVelle 1986); 0 to 1.
    """

    within: Within
    second: float = 0.0

    def __post_init__(self) -> None:
        check_within("reach", self.within)
        if not 0.0 <= self.second <= 1.0:
            raise ProblemError(f"reach: second is {self.second}; give a share from 0 to 1")


@dataclass(frozen=True, kw_only=True)
class GradualReach:
    """Most weight reached, wholly within one way, less and less up to another (Berman & Krass 2002).

    Attributes
    ----------
    full, none : float
        A place counts wholly up to `full`, not at all from `none` on, and evenly less in between.
    """

    full: float
    none: float

    def __post_init__(self) -> None:
        _positive("gradual reach", "full", self.full, zero=True)
        if not (np.isfinite(self.none) and self.none > self.full):
            raise ProblemError(f"gradual reach: none is {self.none}; give a way beyond full ({self.full})")

    def share(self, way: Floats) -> Floats:
        """Return how much of a place counts at each way, 0 to 1."""
        found: Floats = np.clip((self.none - way) / (self.none - self.full), 0.0, 1.0)
        return found


@dataclass(frozen=True)
class Travel:
    """Least sum of weight times way (p-median; Hakimi 1964)."""


@dataclass(frozen=True, kw_only=True)
class Farthest:
    """Shortest way for the place that is farthest (p-center; Hakimi 1965).

    Attributes
    ----------
    bands : tuple of float
        Ways, falling: after the farthest place, least weight beyond the first, then beyond the second ...
        (the lexicographic center by bands). None: the farthest place alone.
    """

    bands: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        falling = all(a > b for a, b in zip(self.bands, self.bands[1:], strict=False))
        if not falling or not all(np.isfinite(each) and each >= 0.0 for each in self.bands):
            raise ProblemError(f"farthest: bands are {self.bands}; give ways from 0 on that fall")


@dataclass(frozen=True)
class Apart:
    """Longest way between the two open sites nearest to each other (p-dispersion; Kuby 1987)."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Least money for opening, closing and travel (fixed charge, UFLP and CFLP; Balinski 1965).

    Attributes
    ----------
    rate : float
        Money that a unit of weight pays for a unit of way.
    """

    rate: float

    def __post_init__(self) -> None:
        _positive("cost", "rate", self.rate, zero=True)


@dataclass(frozen=True, kw_only=True)
class EvenTravel:
    """Least way that all could bear alike and be as badly off (Kolm-Pollak; Horton et al. 2024).

    Attributes
    ----------
    kappa : float
        How much more long ways weigh, in 1 / unit of the ways; see `optimizer.equity.kappa_for`.
    """

    kappa: float

    def __post_init__(self) -> None:
        _positive("even travel", "kappa", self.kappa)


@dataclass(frozen=True, kw_only=True, eq=False)
class Access:
    """Most access by two-step floating catchments, up to a target (2SFCA; Luo & Wang 2003).

    A site shares its supply among the weight of all places within the catchment; a place has what all open
    sites within the catchment give it. The value is the weighted mean of access, where none counts beyond the
    target.

    Attributes
    ----------
    catchment : float
    supply : ndarray of float, shape (sites,)
        What a site has to give when it is open, from 0 on.
    target : float
        Access beyond which more is worth nothing; ``inf``: all is worth the same.
    """

    catchment: float
    supply: Floats
    target: float = np.inf

    def __post_init__(self) -> None:
        _positive("access", "catchment", self.catchment, zero=True)
        _check_supply("access", self.supply)
        if not self.target > 0.0:
            raise ProblemError(f"access: target is {self.target}; give a number above 0, or inf")


@dataclass(frozen=True, kw_only=True, eq=False)
class WorstAccess:
    """Most access for the group that has least, then for the next one ... (max-min, leximin of 2SFCA).

    Attributes
    ----------
    catchment : float
    supply : ndarray of float, shape (sites,)
    group : ndarray of int, shape (places,)
        Group of each place, from 0 on; a group has the weighted mean of its places.
    names : tuple of str
        Of the groups.
    levels : int
        How many of those worst off are looked at, one after another; 1: max-min.
    """

    catchment: float
    supply: Floats
    group: Ints
    names: tuple[str, ...] = field(default=())
    levels: int = 1

    def __post_init__(self) -> None:
        _positive("worst access", "catchment", self.catchment, zero=True)
        _check_supply("worst access", self.supply)
        if self.levels < 1:
            raise ProblemError(f"worst access: levels is {self.levels}; give 1 or more")
        if len(self.group) and (self.group.min() < 0 or self.group.max() >= len(self.names)):
            wrong = int(self.group[(self.group < 0) | (self.group >= len(self.names))][0])
            raise ProblemError(f"worst access: group {wrong} of {len(self.names)}; count from 0")


def _check_supply(aim: str, supply: Floats) -> None:
    if not np.isfinite(supply).all() or (supply < 0.0).any():
        raise ProblemError(f"{aim}: supply has {supply.min()}; give finite numbers from 0 on")


Aim: TypeAlias = (
    Cover | Reach | GradualReach | Travel | Farthest | Apart | Cost | EvenTravel | Access | WorstAccess
)
#: Aims whose value is made large; the others are made small.
MAXIMISED = (Reach, GradualReach, Apart, Access, WorstAccess)
#: Names under which certificates tell aims.
NAMES: dict[type, str] = {
    Cover: "cover",
    Reach: "reach",
    GradualReach: "gradual_reach",
    Travel: "travel",
    Farthest: "farthest",
    Apart: "apart",
    Cost: "cost",
    EvenTravel: "even_travel",
    Access: "access",
    WorstAccess: "worst_access",
}


#: Names under which certificates tell those that are made large.
MAXIMISED_NAMES = frozenset(NAMES[kind] for kind in MAXIMISED)


def aim_name(aim: Aim) -> str:
    """Return the name under which certificates tell an aim."""
    return NAMES[type(aim)]


def sense_of(aim: Aim) -> float:
    """Return 1 for an aim that is made small, -1 for one that is made large."""
    return -1.0 if isinstance(aim, MAXIMISED) else 1.0
