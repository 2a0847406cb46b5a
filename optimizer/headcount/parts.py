"""What a headcount problem is made of: ways to grow, what they cost, and what is asked for.

Every array is in the order of the problem's `kinds`, `counties` and `years`; yuan and people are whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "COSTS",
    "Bools",
    "Branch",
    "Budget",
    "Floats",
    "Ints",
    "Number",
    "Path",
    "Purchase",
    "Relocation",
    "Scope",
    "Service",
    "Target",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Number = int | float | Fraction

#: What money is spent on.
COSTS = ("start", "relocation", "branch", "purchase", "salary")


class Scope(StrEnum):
    """Where a target holds."""

    CITY = "city"
    COUNTY = "county"


@dataclass(frozen=True, kw_only=True, eq=False)
class Path:
    """A way in which a kind grows: hiring, a programme, training from one kind to another.

    Attributes
    ----------
    id : str
    gains : str
        Kind of those who arrive.
    loses : str or None
        Kind that they were until they arrive (training); None when they come from outside.
    delay : int
        Years from start to arrival; 0 is the same year. What would arrive after the last year is not started.
    most : ndarray of int, shape (counties, years)
        Most that may start.
    most_year : ndarray of int, shape (years,), or None
        Most that may start in all counties together: places in the pipeline.
    pool : ndarray of int, shape (counties,), or None
        Candidates there are, over all years.
    yuan : ndarray of int, shape (counties,)
        One-off cost of each, in the year of the start.
    needs_room : bool
        Those who arrive need room in the `Branch` of their kind.
    """

    id: str
    gains: str
    most: Ints
    yuan: Ints
    loses: str | None = None
    delay: int = 0
    most_year: Ints | None = None
    pool: Ints | None = None
    needs_room: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Relocation:
    """People of a kind may move to another county, at once; at most one a kind.

    Attributes
    ----------
    kind : str
    most_out, most_in : ndarray of int, shape (counties,)
        Most a year who leave and who come.
    yuan : ndarray of int, shape (counties,)
        One-off cost of each, paid by the county of arrival.
    """

    kind: str
    most_out: Ints
    most_in: Ints
    yuan: Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Branch:
    """Branch offices, with room for people of some kinds; a kind has room in at most one sort of branch.

    Attributes
    ----------
    id : str
    kinds : tuple of str
        Whoever of these relocates, or comes by a path with `needs_room`, needs room.
    most : ndarray of int, shape (counties,)
        Most that may be opened over all years.
    room : int
        People that each holds.
    yuan : ndarray of int, shape (counties,)
        One-off cost of each.
    free_room : ndarray of int, shape (counties,)
        People that what is there today can still take.
    """

    id: str
    kinds: tuple[str, ...]
    most: Ints
    room: int
    yuan: Ints
    free_room: Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Purchase:
    """Service of a kind that may be bought, in full-time people a year; nothing stays for the next year.

    Attributes
    ----------
    kind : str
    most : ndarray of int, shape (counties, years)
    yuan : ndarray of int, shape (counties,)
        Of one full-time person, a year.
    """

    kind: str
    most: Ints
    yuan: Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Budget:
    """Money that a plan may not go beyond.

    Attributes
    ----------
    id : str
    most : ndarray of float, shape (years,)
        Whole yuan; ``inf`` for a year without a limit.
    share : ndarray of float, shape (counties,), or None
        Share of each county's cost that falls on the budget, 0 to 1; None for all of it, city-wide.
    pays : tuple of str
        Which of `COSTS` fall on it.
    """

    id: str
    most: Floats
    share: Floats | None = None
    pays: tuple[str, ...] = COSTS


@dataclass(frozen=True, kw_only=True, eq=False)
class Target:
    """At least so much in a year: Σ coefficient · people ≥ need; what is lacking is counted, never forbidden.

    Attributes
    ----------
    id : str
    coefficients : mapping of str to int, float or Fraction
        By kind. A share of at least 40 % is 0.6 for those who count and -0.4 for the others, with need 0.
        A float means its decimals: 0.6 is 3/5. Give thirds as ``Fraction(1, 3)``.
    need : ndarray of float, shape (years,) for the city, (counties, years) for each county
        NaN for no target. Rounded up to the next amount that whole people can make.
    scope : Scope
    counts_purchases : bool
        Service bought counts as people.
    binding : bool
        False for one that is expected only.
    weight : int, float or Fraction
        Of one unit of need lacking.
    """

    id: str
    coefficients: Mapping[str, Number]
    need: Floats
    scope: Scope = Scope.CITY
    counts_purchases: bool = False
    binding: bool = True
    weight: Number = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Service:
    """What is made alike: Σ coefficient · people in the last year, over the need of the group.

    Attributes
    ----------
    id : str
    coefficients : mapping of str to int, float or Fraction
        By kind, above 0.
    need : ndarray of float, shape (counties,) or (kinds, counties)
        Above 0, for example residents; NaN leaves the group out. With one row for each of the coefficients,
        in their order, every kind of a county is a group of its own.
    counts_purchases : bool
        Service bought in the last year counts as people.
    """

    id: str
    coefficients: Mapping[str, Number]
    need: Floats
    counts_purchases: bool = False
