"""Prices of what rows lack, from a linear relaxation, and the bound that they prove.

Every row pays a price for each unit; a site earns what its units cost. For any prices, what rows pay at the
least, less what the best choice of sites earns, is a bound on every plan (Lagrange). The prices come from a
first-order method (PDLP; Applegate et al. 2021), which may stop early: the bound is computed from the prices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.pdlp import solvers_pb2
from ortools.pdlp.python import pdlp
from scipy.sparse import csc_matrix, csr_array, eye_array, hstack, vstack

from optimizer.siting.amounts.problem import AmountsProblem

__all__ = ["Cuts", "Prices", "cheapest", "matrix", "priced"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: Share of all that is summed up by which sums of floats may be off.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Cuts:
    """Requirements that every plan keeps: open sites and what first steps lack, weighted, are enough.

    Attributes
    ----------
    sites : csr_array of float, shape (cuts, sites)
    rows : csr_array of float, shape (cuts, rows)
    need : ndarray of float, shape (cuts,)
    """

    sites: csr_array
    rows: csr_array
    need: Floats

    @classmethod
    def none(cls, problem: AmountsProblem) -> Cuts:
        """No requirement."""
        rows, sites = problem.amounts.shape
        return cls(csr_array((0, sites)), csr_array((0, rows)), np.zeros(0))

    def only(self, which: Bools) -> Cuts:
        """Return some of them."""
        kept = np.flatnonzero(which)
        return Cuts(csr_array(self.sites[kept]), csr_array(self.rows[kept]), self.need[kept])

    def with_more(self, more: Cuts) -> Cuts:
        """Return these and others."""
        sites, rows = (csr_array(vstack(both)) for both in ((self.sites, more.sites), (self.rows, more.rows)))
        return Cuts(sites, rows, np.concatenate([self.need, more.need]))


@dataclass(frozen=True)
class Prices:
    """A bound, and what the prices that prove it make of sites and steps.

    Attributes
    ----------
    bound : float
        No plan costs less.
    site : ndarray of float, shape (sites,)
        Opening cost less earnings.
    chosen : ndarray of bool, shape (sites,)
        The sites that earn most.
    step : ndarray of float, shape (rows, steps)
        Worth of each step less what a unit of it pays.
    cut : ndarray of float, shape (cuts,)
        Price of each requirement.
    share : ndarray of float, shape (sites,)
        How far each site is open in the relaxation.
    lacking : ndarray of float, shape (rows, steps)
        Units that each step lacks there.
    """

    bound: float
    site: Floats
    chosen: Bools
    step: Floats
    cut: Floats
    share: Floats
    lacking: Floats


def matrix(problem: AmountsProblem, cuts: Cuts) -> csr_array:
    """Return the rows of the program: what rows get and lack, rules, cuts, and the number of open sites.

    Parameters
    ----------
    problem : AmountsProblem
    cuts : Cuts

    Returns
    -------
    csr_array, shape (rows + rules + cuts + 1, sites + rows * steps)
        The columns are the sites, then what the first step of each row lacks, then the second one.
    """
    (rows, sites), steps = problem.amounts.shape, problem.worth.shape[1]
    later = csr_array((len(cuts.need), rows * max(0, steps - 1)))
    parts = [
        hstack([problem.amounts, *[eye_array(rows)] * steps]),
        hstack([csr_array(problem.rules), csr_array((len(problem.rules), rows * steps))]),
        hstack([cuts.sites, hstack([cuts.rows, later]) if steps else later]),
        csr_array(np.concatenate([np.ones(sites), np.zeros(rows * steps)])[None]),
    ]
    return csr_array(vstack(parts))


def priced(problem: AmountsProblem, cuts: Cuts, *, seconds: float, tolerance: float) -> Prices:
    """Solve the linear relaxation about, and return the bound that its prices prove.

    Parameters
    ----------
    problem : AmountsProblem
    cuts : Cuts
    seconds : float
    tolerance : float
        Relative gap of the relaxation at which to stop.
    """
    (rows, sites), steps = problem.amounts.shape, problem.worth.shape[1]
    primal, dual = _relaxed(problem, cuts, seconds, tolerance)
    price, rule = np.maximum(dual[:rows], 0.0), dual[rows : rows + len(problem.rules)]
    rule = np.where(np.isfinite(problem.lower), rule, np.minimum(rule, 0.0))
    rule = np.where(np.isfinite(problem.upper), rule, np.maximum(rule, 0.0))
    cut = np.maximum(dual[rows + len(rule) : -1], 0.0)
    step = problem.worth - price[:, None]
    step[:, :1] -= (cut @ cuts.rows)[:, None]
    site = problem.opening - price @ problem.amounts - rule @ problem.rules - cut @ cuts.sites
    chosen = cheapest(problem, site)
    limit = np.where(rule > 0.0, problem.lower, problem.upper)
    paid = float((problem.room.sum(axis=1) * price).sum() + cut @ cuts.need)
    paid += float(rule[rule != 0.0] @ limit[rule != 0.0])
    filled = float((problem.room * np.minimum(step, 0.0)).sum())
    bound = paid + filled + float(site[chosen].sum())
    size = abs(paid) + abs(filled) + float(np.abs(site[chosen]).sum())
    lacking = primal[sites:].reshape(steps, rows).T
    return Prices(bound - _ROUNDING * size, site, chosen, step, cut, primal[:sites], lacking)


def cheapest(problem: AmountsProblem, price: Floats) -> Bools:
    """Return the sites whose prices sum to least, among those that keep counts and marks.

    Parameters
    ----------
    problem : AmountsProblem
    price : ndarray of float, shape (sites,)
    """
    chosen = problem.forced.copy()
    free = np.flatnonzero(~problem.forced & ~problem.banned)
    free = free[np.argsort(price[free], kind="stable")]
    number = int(chosen.sum())
    wanted = int(np.clip((price[free] < 0.0).sum(), problem.least - number, problem.most - number))
    chosen[free[:wanted]] = True
    return chosen


def _relaxed(problem: AmountsProblem, cuts: Cuts, seconds: float, tolerance: float) -> tuple[Floats, Floats]:
    """Values and duals of the relaxation; zeros where there is no time."""
    (rows, sites), steps = problem.amounts.shape, problem.worth.shape[1]
    columns, number = sites + rows * steps, rows + len(problem.rules) + len(cuts.need) + 1
    if seconds <= 0.0:
        return np.zeros(columns), np.zeros(number)
    program = pdlp.QuadraticProgram()
    program.resize_and_initialize(columns, number)
    program.objective_vector = np.concatenate([problem.opening, problem.worth.T.ravel()])
    program.variable_lower_bounds = np.concatenate([problem.forced.astype(float), np.zeros(rows * steps)])
    program.variable_upper_bounds = np.concatenate([1.0 - problem.banned, problem.room.T.ravel()])
    nothing, endless = np.zeros(0), np.full(len(cuts.need), np.inf)
    wanted = problem.room.sum(axis=1) if steps else nothing
    program.constraint_lower_bounds = np.concatenate([wanted, problem.lower, cuts.need, [problem.least]])
    program.constraint_upper_bounds = np.concatenate(
        [np.full(rows, np.inf), problem.upper, endless, [problem.most]]
    )
    program.constraint_matrix = csc_matrix(matrix(problem, cuts))
    answer = pdlp.primal_dual_hybrid_gradient(program, _settings(seconds, tolerance))
    return np.asarray(answer.primal_solution), np.asarray(answer.dual_solution)


def _settings(seconds: float, tolerance: float) -> Any:
    settings = solvers_pb2.PrimalDualHybridGradientParams()
    settings.num_threads = 1  # the same sums on every machine
    settings.termination_criteria.simple_optimality_criteria.eps_optimal_relative = tolerance
    settings.termination_criteria.simple_optimality_criteria.eps_optimal_absolute = 1e-6
    settings.termination_criteria.time_sec_limit = seconds
    return settings
