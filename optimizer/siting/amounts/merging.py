"""The best of all plans that open only sites of some good ones.

Plans that moves end at are alike in most parts of a city and different in others. The best choice among the
sites of a few of them takes from each the parts that it does best, and is found by branch and cut: there are
not many sites, and places that the same ones reach are one (tour merging: Cook & Seymour 2003; optimized
crossover: Aggarwal, Orlin & Tai 1997).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.clock import Clock
from optimizer.monitor import Monitor
from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.program import best_of_all

__all__ = ["merged", "over"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
#: Pairs of a small problem up to which branch and cut takes about a second, and the most nodes it may take.
_PAIRS, _NODES = 2000, 1000


def merged(
    problem: AmountsProblem, plans: list[Bools], *, seconds: float, seed: int, monitor: Monitor
) -> Bools | None:
    """Return the best plan over the sites of the first plan and of others, as branch and cut is quick with.

    Parameters
    ----------
    problem : AmountsProblem
    plans : list of ndarray of bool, shape (sites,)
        One or more that keep counts, marks and rules, the best one first.
    seconds : float
    seed : int
    monitor : Monitor
        Is asked whether to go on.

    Returns
    -------
    ndarray of bool, shape (sites,), or None
        None where every other plan has too many sites of its own, or nothing better than the first was found.
    """
    clock = Clock(seconds)
    chosen, small = _joined(problem, plans, clock, monitor)
    if small is None:
        return None
    first, left = plans[0], clock.left()
    found = best_of_all(small, first[chosen], nodes=_NODES, seconds=left, seed=seed, monitor=monitor)
    if found is None:
        return None
    opened = np.zeros(len(chosen), dtype=bool)
    opened[np.flatnonzero(chosen)[found]] = True
    better = problem.keeps(opened) and problem.value(opened) < problem.value(first)
    return opened if better else None


def _joined(
    problem: AmountsProblem, plans: list[Bools], clock: Clock, monitor: Monitor
) -> tuple[Bools, AmountsProblem | None]:
    """The sites of the first plan and of all others that do not make them too many; the problem over them."""
    chosen, small = plans[0], None
    for plan in plans[1:]:
        if clock.over(monitor):
            break
        wider = over(problem, chosen | plan)
        if wider.amounts.nnz <= _PAIRS:
            chosen, small = chosen | plan, wider
    return chosen, small


def over(problem: AmountsProblem, chosen: Bools) -> AmountsProblem:
    """Return the problem over some of the sites, with one row for all that get the same of each of them.

    Rows that get nothing are left out: the value is lower by what they lose in every plan.

    Parameters
    ----------
    problem : AmountsProblem
    chosen : ndarray of bool, shape (sites,)
    """
    size = problem.room.sum(axis=1)
    amounts = csr_array(problem.amounts[:, np.flatnonzero(chosen)])
    live = np.flatnonzero((np.diff(amounts.indptr) > 0) & (size > 0.0))
    amounts, size = csr_array(amounts[live]), size[live]
    amounts.sort_indices()
    amounts.data = amounts.data / size.repeat(np.diff(amounts.indptr))
    room, worth = problem.room[live] / size[:, None], problem.worth[live] * size[:, None]
    first, which = _alike(amounts, room)
    sums = csr_array((np.ones(len(live)), (which, np.arange(len(live)))), shape=(len(first), len(live)))
    return replace(
        problem,
        amounts=csr_array(amounts[first]),
        worth=sums @ worth,
        room=room[first],
        opening=problem.opening[chosen],
        forced=problem.forced[chosen],
        banned=problem.banned[chosen],
        rules=problem.rules[:, chosen],
    )


def _alike(amounts: csr_array, room: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """The first of the rows that are the same, and for each row which of those it is like."""
    seen: dict[bytes, int] = {}
    first: list[int] = []
    which = np.zeros(len(room), dtype=np.int64)
    for row in range(len(room)):
        mine = slice(amounts.indptr[row], amounts.indptr[row + 1])
        key = amounts.indices[mine].tobytes() + amounts.data[mine].tobytes() + room[row].tobytes()
        which[row] = seen.setdefault(key, len(first))
        if which[row] == len(first):
            first.append(row)
    return np.array(first, dtype=np.int64), which
