"""How many posts a person's hours can hold: the cut that makes the linear program almost whole.

The knapsack row Σ load · x <= hours alone is weak: it spreads the last half post of everybody over the
villages. Two families of rows, valid for every plan, close most of that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.staffing.problem import Bools, Floats, Ints, StaffingProblem

__all__ = ["Capacity", "capacity", "rounded_load", "separate"]

_SLACK = 1e-9
_MULTIPLES = 60


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
    for p, (start, end) in enumerate(zip(first[:-1], first[1:], strict=True)):
        lightest = running[start + 1 : end + 1] - running[start]
        fit = int(np.searchsorted(lightest, people.hours[p] * (1 + _SLACK) + _SLACK, side="right"))
        posts[p] = min(fit, int(people.most[p]))
        bind[p] = running[end] - running[end - posts[p]] > people.hours[p] if posts[p] else False
    return Capacity(posts=posts, hours_bind=bind)


def rounded_load(load: Floats, hours: Floats, multiple: Ints) -> Floats:
    """Coefficients of the Chvátal-Gomory row ``Σ floor((m + 1) load / hours) x <= m`` of each arc.

    Parameters
    ----------
    load, hours : ndarray of float, shape (entries,)
    multiple : ndarray of int, shape (entries,)
        The ``m`` of the row; with m + 1 just below, a load of hours / (m + 1) still counts as nothing.
    """
    coefficients: Floats = np.floor((multiple + 1 - 1e-7) * load / np.maximum(hours, _SLACK))
    return coefficients


def separate(problem: StaffingProblem, *, values: Floats, bind: Bools) -> tuple[Ints, Ints]:
    """Find the rounded row that the point violates most, for every person whose hours bind.

    Parameters
    ----------
    values : ndarray of float, shape (arcs,)
        Values of the arcs in a point of the relaxation; people to hire are scaled by their use already.
    bind : ndarray of bool, shape (people,)
        People to look at.

    Returns
    -------
    person, multiple : ndarray of int, shape (cuts,)
    """
    used = np.flatnonzero((values > 1e-7) & bind[problem.arcs.person])
    person, load = problem.arcs.person[used], problem.arcs.load[used]
    hours, size = problem.people.hours[person], len(problem.people.ids)
    best, multiple = np.full(size, 5e-3), np.zeros(size, dtype=np.int64)
    for m in range(1, _MULTIPLES):
        rounded = rounded_load(load, hours, np.full(used.size, m))
        weight = np.sqrt(np.bincount(person, rounded**2, size) + _SLACK)
        violation = (np.bincount(person, rounded * values[used], size) - m) / weight
        better = violation > best
        best[better], multiple[better] = violation[better], m
    found = np.flatnonzero(multiple)
    return found, multiple[found]
