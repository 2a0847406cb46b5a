"""A part of a problem as an integer program: some sites and pairs, with everything else as a plan has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from optimizer.integer import IntegerProgram, Stop, branch_and_cut
from optimizer.siting.capacity.plan import Plan
from optimizer.siting.capacity.problem import CapacityProblem

__all__ = ["Part", "best_of"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: A share below this is rounding of the solver.
_NOTHING = 1e-7


@dataclass(frozen=True)
class Part:
    """What of a problem is decided.

    Attributes
    ----------
    places, sites : ndarray of int
    pairs : ndarray of int
        Among the useful pairs of the problem; of the places and sites of the part.
    lower, upper : ndarray of float, shape (sites of the part,)
        Whether each may be open.
    capacity : ndarray of float, shape (sites of the part,)
        What other places leave.
    fixed : ndarray of bool, shape (sites of the problem,)
        Open sites outside the part.
    """

    places: Ints
    sites: Ints
    pairs: Ints
    lower: Floats
    upper: Floats
    capacity: Floats
    fixed: Bools


def best_of(
    problem: CapacityProblem, part: Part, *, stop: Stop, seed: int, start: Plan | None
) -> tuple[Plan | None, float]:
    """Return the cheapest plan of a part, and a bound; open sites outside it are in, whom they serve not.

    The bound is of what the part decides: opening and service.

    Parameters
    ----------
    problem : CapacityProblem
    part : Part
    stop : Stop
    seed : int
    start : Plan, optional
        A plan of the whole problem that uses sites and pairs of the part for it.
    """
    program = _program(problem, part)
    if program is None:
        return None, np.inf
    values = None if start is None else _values(problem, part, start)
    answer = program.full(branch_and_cut(program, stop=stop, seed=seed, start=program.short(values)))
    if answer.values is None:
        return None, answer.bound
    sites = len(part.sites)
    opened = part.fixed.copy()
    opened[part.sites] = answer.values[:sites] > 0.5
    share = answer.values[sites : sites + len(part.pairs)] * opened[problem.site[part.pairs]]
    share = np.rint(share) if problem.single else np.where(share > _NOTHING, np.minimum(share, 1.0), 0.0)
    place = problem.place[part.pairs]
    total = np.bincount(place, weights=share, minlength=problem.places)[place]
    whole = np.isinf(problem.outside[place]) | (total > 1.0 - 1e-6)
    share = np.divide(share, total, out=share.copy(), where=whole & (total > 0.0))
    used = share > 0.0
    return Plan.of(problem, opened, part.pairs[used], share[used]), answer.bound


def _program(problem: CapacityProblem, part: Part) -> IntegerProgram | None:
    """Columns: whether sites are open, shares of pairs, shares of places that go without."""
    sites, pairs = len(part.sites), len(part.pairs)
    free = np.flatnonzero(np.isfinite(problem.outside[part.places]))
    entries, rows = _serving(problem, part, free)
    size = sites + pairs + len(free)
    matrix = csc_array((entries[2], (entries[0], entries[1])), shape=(len(rows[0]), size))
    costs = [problem.opening[part.sites], problem.cost[part.pairs], problem.outside[part.places[free]]]
    whole = np.arange(size if problem.single else sites)
    return IntegerProgram.cut_out(
        matrix,
        costs=np.concatenate(costs),
        rows=rows,
        columns=(
            np.concatenate([part.lower, np.zeros(size - sites)]),
            np.concatenate([part.upper, np.ones(size - sites)]),
        ),
        whole=whole,
    )


def _serving(
    problem: CapacityProblem, part: Part, free: Ints
) -> tuple[tuple[Ints, Ints, Floats], tuple[Floats, Floats]]:
    """Rows: each place is served; capacities; only open sites serve; the rows over the sites."""
    sites, pairs, places = len(part.sites), len(part.pairs), len(part.places)
    row, column = _numbers(problem.places, part.places), _numbers(problem.sites, part.sites)
    mine, place = column[problem.site[part.pairs]], row[problem.place[part.pairs]]
    at, ones = sites + np.arange(pairs), np.ones(pairs)
    over = problem.rows[:, part.sites].tocoo()
    unit = np.where(problem.capacity > 0.0, problem.capacity, 1.0)  # alike for all: HiGHS rounds absolutely
    use = problem.demand[problem.place[part.pairs]] / unit[problem.site[part.pairs]]
    link, last = places + sites + np.arange(pairs), places + sites + pairs
    blocks = [
        (place, at, ones),
        (free, sites + pairs + np.arange(len(free)), np.ones(len(free))),
        (places + mine, at, use),
        (places + np.arange(sites), np.arange(sites), -part.capacity / unit[part.sites]),
        (link, at, ones),
        (link, mine, -ones),
        (last + over.row.astype(np.int64), over.col.astype(np.int64), over.data),
    ]
    entries = tuple(np.concatenate([block[each] for block in blocks]) for each in range(3))
    rest = problem.rows @ part.fixed.astype(np.float64)
    low = [np.ones(places), np.full(sites + pairs, -np.inf), problem.lower - rest]
    high = [np.ones(places), np.zeros(sites + pairs), problem.upper - rest]
    return (entries[0], entries[1], entries[2]), (np.concatenate(low), np.concatenate(high))


def _values(problem: CapacityProblem, part: Part, plan: Plan) -> Floats:
    """A plan as values of the columns."""
    share = np.zeros(len(problem.site))
    share[plan.pairs] = plan.share
    share = share[part.pairs]
    served = np.bincount(problem.place[part.pairs], weights=share, minlength=problem.places)
    free = part.places[np.isfinite(problem.outside[part.places])]
    without = np.maximum(0.0, 1.0 - served[free])
    return np.concatenate([plan.opened[part.sites].astype(np.float64), share, without])


def _numbers(size: int, chosen: Ints) -> Ints:
    found = np.full(size, -1, dtype=np.int64)
    found[chosen] = np.arange(len(chosen))
    return found
