"""The same staffing problem handed as it is to plain solvers: the peers that ours is measured against.

One binary a pair, one equation a post, one row of hours a person: the textbook model, no cut of ours.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import highspy
import numpy as np
from ortools.sat.python import cp_model
from scipy.sparse import csc_array, csr_array, vstack

from optimizer.staffing import Cost, Effort, StaffingProblem, solve

THREADS = 2


@dataclass(frozen=True)
class Run:
    """What one solver reached: value, proven bound, relative gap, seconds."""

    solver: str
    value: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """Relative gap."""
        return abs(self.value - self.bound) / max(abs(self.value), 1e-9)


def ours(problem: StaffingProblem, cost: Cost, *, gap: float, seconds: float, nodes: int = 4000) -> Run:
    """evenreach's own search."""
    start = time.perf_counter()
    result = solve(problem, ladder=[cost], seconds=seconds, effort=Effort(gap=gap, nodes=nodes), seed=7)
    certificate = result.certificates[0]
    return Run("evenreach", certificate.objective, certificate.bound, time.perf_counter() - start)


def plain_highs(problem: StaffingProblem, cost: Cost, *, gap: float, seconds: float) -> Run:
    """HiGHS on the textbook model."""
    start = time.perf_counter()
    matrix, lower, upper, costs, most = _textbook(problem, cost)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = costs.size, lower.size
    model.col_cost_, model.col_lower_, model.col_upper_ = costs, np.zeros(costs.size), most
    model.row_lower_, model.row_upper_ = lower, upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    model.integrality_ = [highspy.HighsVarType.kInteger] * costs.size
    highs = highspy.Highs()
    highspy.Highs.resetGlobalScheduler(True)
    for name, value in (
        ("output_flag", False),
        ("threads", THREADS),
        ("mip_rel_gap", gap),
        ("time_limit", seconds),
    ):
        highs.setOptionValue(name, value)
    highs.passModel(model)
    highs.run()
    info = highs.getInfo()
    highspy.Highs.resetGlobalScheduler(True)
    return Run("HiGHS", info.objective_function_value, info.mip_dual_bound, time.perf_counter() - start)


def plain_cp_sat(problem: StaffingProblem, cost: Cost, *, gap: float, seconds: float) -> Run:
    """CP-SAT on the textbook model; costs and loads in thousandths."""
    start = time.perf_counter()
    linear, arcs = cost.linear(problem), problem.arcs
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(arcs.post.size)]
    short = [model.new_int_var(0, int(n), "") for n in problem.posts.need]
    by_post, by_person = _members(arcs.post, len(short)), _members(arcs.person, len(problem.people.ids))
    load = np.ceil(arcs.load * 1000 - 1e-6).astype(np.int64)
    for d, members in enumerate(by_post):
        model.add(sum(x[a] for a in members) + short[d] == int(problem.posts.need[d]))
    for p, members in enumerate(by_person):
        hours = int(np.floor(problem.people.hours[p] * 1000 + 1e-6))
        model.add(sum(int(load[a]) * x[a] for a in members) <= hours)
        if problem.people.most[p] < len(members):
            model.add(sum(x[a] for a in members) <= int(problem.people.most[p]))
    weights = np.round(np.concatenate([linear.arc, linear.short]) * 1000).astype(np.int64).tolist()
    model.minimize(cp_model.LinearExpr.weighted_sum(x + short, weights))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = THREADS
    solver.parameters.relative_gap_limit = gap
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    value = solver.objective_value / 1000 if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else np.inf
    return Run("CP-SAT", value, solver.best_objective_bound / 1000, time.perf_counter() - start)


def _members(position: np.ndarray, size: int) -> list[list[int]]:
    members: list[list[int]] = [[] for _ in range(size)]
    for index, owner in enumerate(position.tolist()):
        members[owner].append(index)
    return members


def _textbook(
    problem: StaffingProblem, cost: Cost
) -> tuple[csc_array, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    linear, arcs = cost.linear(problem), problem.arcs
    posts, people, size = len(problem.posts.ids), len(problem.people.ids), arcs.post.size
    columns = np.arange(size + posts)
    fill = csr_array((np.ones(size + posts), (np.concatenate([arcs.post, np.arange(posts)]), columns)))
    shape = (people, size + posts)
    hours = csr_array((arcs.load, (arcs.person, columns[:size])), shape=shape)
    heads = csr_array((np.ones(size), (arcs.person, columns[:size])), shape=shape)
    capped = problem.people.most < np.bincount(arcs.person, minlength=people)
    matrix = csc_array(vstack([fill, hours, heads.tocsr()[np.flatnonzero(capped)]]).tocsc())
    need = problem.posts.need.astype(float)
    infinite = np.full(people + int(capped.sum()), -np.inf)
    upper = np.concatenate([need, problem.people.hours, problem.people.most[capped].astype(float)])
    costs = np.concatenate([linear.arc, linear.short])
    return matrix, np.concatenate([need, infinite]), upper, costs, np.concatenate([np.ones(size), need])
