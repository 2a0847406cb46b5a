"""The integer programs of a siting problem with amounts, for branch and cut."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, vstack

from optimizer.integer import IntegerProgram, Stop, branch_and_cut
from optimizer.monitor import Monitor
from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.relaxation import Cuts, Prices, matrix

__all__ = [
    "ENTRIES",
    "MOST_NODES",
    "Found",
    "best_of_all",
    "best_under_rules",
    "best_within",
    "bounds_of_better",
]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: Nodes that no branch and cut comes to.
MOST_NODES = 10_000_000
#: Entries a second that branch and cut puts in order before it looks at the time: 760,000 in 15 to 19 s.
ENTRIES = 40_000.0


@dataclass(frozen=True)
class Found:
    """A plan, or None, and what no plan that was looked at costs less than."""

    opened: Bools | None
    bound: float


def best_under_rules(
    problem: AmountsProblem, score: Floats, *, seconds: float, seed: int, monitor: Monitor
) -> Found:
    """Return the plan of most score that keeps counts, marks and rules; a bound of ``inf`` without one.

    Parameters
    ----------
    problem : AmountsProblem
    score : ndarray of float, shape (sites,)
    seconds : float
    seed : int
    monitor : Monitor
        Is asked whether to go on.
    """
    sites = len(score)
    program = IntegerProgram.cut_out(
        csc_array(vstack([csr_array(problem.rules), csr_array(np.ones((1, sites)))])),
        costs=-score,
        rows=(np.append(problem.lower, problem.least), np.append(problem.upper, problem.most)),
        columns=(problem.forced.astype(np.float64), (~problem.banned).astype(np.float64)),
        whole=np.arange(sites),
    )
    if program is None:
        return Found(None, np.inf)
    stop = Stop(gap=0.01, least=0.0, nodes=MOST_NODES, seconds=seconds, monitor=monitor)
    answer = program.full(branch_and_cut(program, stop=stop, seed=seed, start=None))
    # What is scored is not what a plan costs: only that there is no plan is told of it.
    bound = np.inf if answer.values is None and answer.bound == np.inf else -np.inf
    return Found(None if answer.values is None else answer.values > 0.5, bound)


def best_within(
    problem: AmountsProblem,
    prices: Prices,
    cuts: Cuts,
    opened: Bools,
    *,
    enough: float,
    entries: float,
    nodes: int,
    seconds: float,
    seed: int,
    monitor: Monitor,
) -> Found:
    """Return the best plan that costs less than enough, or a bound up to enough where there is none.

    Sites and steps are fixed by what prices prove: where opening a site, closing one, or what a step lacks
    would raise the bound to enough.

    Parameters
    ----------
    problem : AmountsProblem
    prices : Prices
    cuts : Cuts
    opened : ndarray of bool, shape (sites,)
        The best plan so far, to start from.
    enough : float
    entries : float
        Of a program with more of them nothing is told.
    nodes : int
    seconds : float
    seed : int
    monitor : Monitor
    """
    columns = bounds_of_better(problem, prices, enough)
    program = _program(problem, cuts, columns)
    if program is None:
        return Found(None, enough)
    if program.matrix.nnz > entries:
        return Found(None, -np.inf)
    stop = Stop(
        gap=0.0,
        least=max(0.0, problem.value(opened) - enough) * 0.999,
        nodes=nodes,
        seconds=seconds,
        monitor=monitor,
    )
    found = _found(problem, program, columns, opened, stop=stop, seed=seed)
    return replace(found, bound=min(found.bound, enough))


def best_of_all(
    problem: AmountsProblem, opened: Bools, *, nodes: int, seconds: float, seed: int, monitor: Monitor
) -> Bools | None:
    """Return the best plan of a small problem, or the best one found, if any.

    Parameters
    ----------
    problem : AmountsProblem
    opened : ndarray of bool, shape (sites,)
        A plan that keeps the rules, to start from.
    nodes : int
    seconds : float
    seed : int
    monitor : Monitor
        Is asked whether to go on.
    """
    columns = (
        np.concatenate([problem.forced.astype(float), np.zeros(problem.room.size)]),
        np.concatenate([(~problem.banned).astype(float), problem.room.T.ravel()]),
    )
    program = _program(problem, Cuts.none(problem), columns)
    if program is None:
        return None
    stop = Stop(gap=0.0, least=0.999 * problem.step, nodes=nodes, seconds=seconds, monitor=monitor)
    return _found(problem, program, columns, opened, stop=stop, seed=seed).opened


def _program(problem: AmountsProblem, cuts: Cuts, columns: tuple[Floats, Floats]) -> IntegerProgram | None:
    """The program of a problem with cuts, whose sites and steps lie within bounds."""
    rows, sites = problem.amounts.shape
    wanted, endless = problem.room.sum(axis=1), np.full(rows, np.inf)
    return IntegerProgram.cut_out(
        csc_array(matrix(problem, cuts)),
        costs=np.concatenate([problem.opening, problem.worth.T.ravel()]),
        rows=(
            np.concatenate([wanted, problem.lower, cuts.need, [problem.least]]),
            np.concatenate([endless, problem.upper, np.full(len(cuts.need), np.inf), [problem.most]]),
        ),
        columns=columns,
        whole=np.arange(sites),
    )


def _found(
    problem: AmountsProblem,
    program: IntegerProgram,
    columns: tuple[Floats, Floats],
    opened: Bools,
    *,
    stop: Stop,
    seed: int,
) -> Found:
    """What branch and cut makes of a program, from a plan where that lies within the bounds."""
    start = np.concatenate([opened.astype(float), problem.lacking(opened).T.ravel()])
    fits = bool(((start >= columns[0]) & (start <= columns[1])).all())
    answer = program.full(
        branch_and_cut(program, stop=stop, seed=seed, start=program.short(start) if fits else None)
    )
    return Found(None if answer.values is None else answer.values[: len(opened)] > 0.5, answer.bound)


def bounds_of_better(problem: AmountsProblem, prices: Prices, enough: float) -> tuple[Floats, Floats]:
    """Return lower and upper bounds of sites, and of what steps lack, that all plans below enough keep.

    Parameters
    ----------
    problem : AmountsProblem
    prices : Prices
    enough : float
    """
    left = enough - prices.bound
    chosen, price, number = prices.chosen, prices.site, int(prices.chosen.sum())
    loose, other = chosen & ~problem.forced, ~chosen & ~problem.banned
    dearest = float(price[loose].max(initial=-np.inf))
    cheapest = float(price[other].min(initial=np.inf))
    # A site that opens takes the place of the dearest one, where the number allows no more or wants no fewer.
    freed = dearest if number == problem.most else max(0.0, dearest) if number == problem.least else 0.0
    filled = cheapest if number == problem.least else min(0.0, cheapest) if number == problem.most else 0.0
    shut = other & (price - freed >= left)
    kept = loose & (filled - price >= left)
    upper = np.concatenate([1.0 - (problem.banned | shut), problem.room.T.ravel()])
    lower = np.concatenate([(problem.forced | kept).astype(float), np.zeros(problem.room.size)])
    step, room = prices.step.T.ravel(), problem.room.T.ravel()
    with np.errstate(divide="ignore"):
        away = np.maximum(left, 0.0) / np.abs(step)
    if _whole(problem):
        away = np.floor(away + 1e-6)
    away = np.minimum(away, room)
    upper[len(chosen) :] = np.where(step > 0.0, away, room)
    lower[len(chosen) :] = np.where(step < 0.0, room - away, 0.0)
    return lower, upper


def _whole(problem: AmountsProblem) -> bool:
    """Whether what steps lack is whole in every plan."""
    return all(bool((each == np.rint(each)).all()) for each in (problem.amounts.data, problem.room))
