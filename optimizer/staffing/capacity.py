"""How many posts a person's hours can hold: the rows that make the linear program almost whole.

The knapsack row Σ load · x <= hours alone is weak: it spreads the last half post of everybody over the
villages. The most posts that fit is a row of its own, and two families of cuts are found where a point
breaks them: rounded rows and lifted covers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from optimizer.staffing.problem import Bools, Floats, Ints, StaffingProblem

__all__ = ["Capacity", "Cut", "capacity", "lifted_cover", "rounded_row", "separate"]

_SLACK = 1e-9
_MULTIPLES = 40
_VIOLATED = 1e-3
_NEAR_ONE = 0.999


@dataclass(frozen=True)
class Capacity:
    """What people can carry.

    Attributes
    ----------
    posts : ndarray of int, shape (people,)
        Most posts that fit: at most `People.most`, and only as many as the lightest arcs' hours allow.
    hours_bind : ndarray of bool, shape (people,)
        False where any `posts` arcs fit the hours, so that the row of hours says nothing.
    """

    posts: Ints
    hours_bind: Bools


@dataclass(frozen=True)
class Cut:
    """A row ``Σ value · x[arc] <= limit`` that every plan keeps.

    Attributes
    ----------
    arc : ndarray of int, shape (entries,)
        Arcs of one person.
    value : ndarray of float, shape (entries,)
    limit : float
    """

    arc: Ints
    value: Floats
    limit: float


def capacity(problem: StaffingProblem) -> Capacity:
    """Count, for every person, the most posts whose hours can fit.

    Returns
    -------
    Capacity
        Exact for each person taken alone: the lightest arcs first.
    """
    people, arcs = problem.people, problem.arcs
    order = np.lexsort((arcs.load, arcs.person))
    person, load = arcs.person[order], arcs.load[order]
    first = np.searchsorted(person, np.arange(len(people.ids) + 1))
    running = np.concatenate([[0.0], np.cumsum(load)])
    posts = np.zeros(len(people.ids), dtype=np.int64)
    bind = np.zeros(len(people.ids), dtype=np.bool_)
    for p, (start, end) in enumerate(pairwise(first)):
        lightest = running[start + 1 : end + 1] - running[start]
        fit = int(np.searchsorted(lightest, people.hours[p] * (1 + _SLACK) + _SLACK, side="right"))
        posts[p] = min(fit, int(people.most[p]))
        # Any `most` arcs of a place of hiring fit, so its hours never say more; rounding must not claim it.
        heaviest = running[end] - running[end - posts[p]]
        bind[p] = not people.hire[p] and heaviest > people.hours[p] * (1 + _SLACK) + _SLACK
    return Capacity(posts=posts, hours_bind=bind)


def separate(problem: StaffingProblem, *, values: Floats, bind: Bools) -> Iterator[Cut]:
    """Find, for every person whose hours bind, the rounded row and the lifted cover that a point breaks.

    Parameters
    ----------
    values : ndarray of float, shape (arcs,)
        Values of the arcs in a point of the relaxation.
    bind : ndarray of bool, shape (people,)
        People to look at.
    """
    arcs = problem.arcs
    broken = (values > 1e-6) & (values < 1 - 1e-6) & bind[arcs.person]
    order = np.argsort(arcs.person, kind="stable")
    first = np.searchsorted(arcs.person[order], np.arange(len(problem.people.ids) + 1))
    for p in np.unique(arcs.person[broken]):
        mine = order[first[p] : first[p + 1]]
        load, hours, here = arcs.load[mine], float(problem.people.hours[p]), values[mine]
        for value, limit in (rounded_row(load, hours, here), lifted_cover(load, hours, here)):
            if value @ here > limit + _VIOLATED:
                used = np.flatnonzero(value)
                yield Cut(arc=mine[used], value=value[used], limit=limit)


def rounded_row(load: Floats, hours: float, values: Floats) -> tuple[Floats, float]:
    """Return the mixed-integer rounding of the row of hours that is broken most.

    With a divisor d and f the fraction of hours / d, every plan keeps
    ``Σ (floor(load / d) + max(0, fraction(load / d) - f) / (1 - f)) x <= floor(hours / d)``
    (Nemhauser and Wolsey, Math. Programming 46, 1990). Divisors are the loads of the arcs in use and those
    that bring f next to one, where the row is the one of Chvátal and Gomory.

    Parameters
    ----------
    load, values : ndarray of float, shape (arcs,)
        Hours and values of one person's arcs.
    hours : float

    Returns
    -------
    value : ndarray of float, shape (arcs,)
    limit : float
    """
    used = np.unique(load[(values > 1e-6) & (load > 0)])[:_MULTIPLES]
    divisor = np.concatenate([used, max(hours, _SLACK) / (np.arange(1, _MULTIPLES) + 1 - 1e-7)])
    limit = np.floor(hours / divisor + _SLACK)
    # Next to one the division by 1 - f would blow up rounding errors: there the plain floor is taken.
    fraction = np.clip(hours / divisor - limit, 0.0, 1.0)[:, None]
    quotient = load / divisor[:, None]
    whole = np.floor(quotient + _SLACK)
    rest = np.maximum(0.0, quotient - whole - fraction) / np.maximum(1 - fraction, _SLACK)
    rows = whole + np.where(fraction > _NEAR_ONE, 0.0, rest)
    violation = (rows @ values - limit) / np.sqrt((rows * rows).sum(axis=1) + _SLACK)
    best = int(np.argmax(violation))
    return rows[best], float(limit[best])


def lifted_cover(load: Floats, hours: float, values: Floats) -> tuple[Floats, float]:
    """Return the lifted cover row that a greedy cover gives.

    A cover is a set of arcs that do not fit together, so one of them stays out; an arc at least as heavy as
    the h heaviest of the cover together counts h times (Balas, Math. Programming 8, 1975).

    Parameters
    ----------
    load, values : ndarray of float, shape (arcs,)
        Hours and values of one person's arcs.
    hours : float

    Returns
    -------
    value : ndarray of float, shape (arcs,)
        Zero everywhere when no cover exists.
    limit : float
    """
    order = np.lexsort((-load, (1 - values) / np.maximum(load, _SLACK)))
    # A cover must exceed the hours for certain, or rounding could cut off a plan that just fits.
    size = int(np.searchsorted(np.cumsum(load[order]), hours * (1 + 1e-7) + 1e-6, side="right")) + 1
    if size > order.size:
        return np.zeros(load.size), 0.0
    cover = _minimal(order[:size], load, hours, values)
    heaviest = np.concatenate([[0.0], np.cumsum(np.sort(load[cover])[::-1])])
    value = (np.searchsorted(heaviest, load, side="right") - 1).astype(np.float64)
    value[cover] = 1.0
    return value, float(cover.size - 1)


def _minimal(cover: Ints, load: Floats, hours: float, values: Floats) -> Ints:
    """Drop members that the cover does not need, those with the smallest value first."""
    keep, total = list(cover), float(load[cover].sum())
    for member in cover[np.argsort(values[cover], kind="stable")]:
        if total - load[member] > hours * (1 + 1e-7) + 1e-6:
            keep.remove(member)
            total -= load[member]
    return np.array(keep, dtype=np.int64)
