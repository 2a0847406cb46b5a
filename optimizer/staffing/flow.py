"""The problem without its hours: a flow from people through posts, solved exactly.

Where the hours of everybody hold any of the posts that fit, this is the whole problem, and the flow is its
optimum. Elsewhere it is a relaxation: its value is a bound, and its arcs are those to look at first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from optimizer.errors import SolverError
from optimizer.staffing.capacity import Capacity
from optimizer.staffing.linear import Linear
from optimizer.staffing.plan import Plan, hired_by
from optimizer.staffing.problem import Bools, Floats, StaffingProblem
from optimizer.staffing.ranking import cheapest_of_each

__all__ = ["Flow", "cheapest_flow", "fitting_plan", "is_flow"]

#: Costs are whole numbers in the flow; the dearest becomes this many.
_DEAREST = 10**9
#: Nearest arcs of a post that later flows choose from, and how many such flows are tried.
_NEAREST = 40
_ROUNDS = 4


@dataclass(frozen=True)
class Flow:
    """An optimal flow.

    Attributes
    ----------
    chosen : ndarray of bool, shape (arcs,)
        Arcs that carry a unit.
    bound : float
        No plan of the problem has a smaller value.
    """

    chosen: Bools
    bound: float


def is_flow(linear: Linear) -> bool:
    """Whether a function is one of arcs, heads short and extra columns, none of them negative.

    Extra columns that cost only add to the value, so the flow without them is a bound.
    """
    negative = (linear.arc < 0).any() or (linear.short < 0).any() or (linear.extra < 0).any()
    return not (negative or linear.hired.any() or linear.level.any() or linear.excess or linear.over)


def cheapest_flow(
    problem: StaffingProblem, able: Capacity, linear: Linear, *, open_arcs: Bools | None = None
) -> Flow:
    """Fill posts at least cost when only heads and the most posts that fit count.

    Parameters
    ----------
    problem : StaffingProblem
    able : Capacity
        Of the problem: at most so many posts each.
    linear : Linear
        With `is_flow`.
    open_arcs : ndarray of bool, shape (arcs,), optional
        Arcs to choose from; the bound holds for all only when all are open.

    Returns
    -------
    Flow

    Raises
    ------
    SolverError
        When the flow solver fails; there is always a flow, with every head short.
    """
    arcs, people, posts = problem.arcs, len(problem.people.ids), len(problem.posts.ids)
    choice = np.arange(arcs.post.size) if open_arcs is None else np.flatnonzero(open_arcs)
    dearest = max(float(linear.arc.max(initial=0.0)), float(linear.short.max(initial=0.0)), 1e-12)
    scale = _DEAREST / dearest
    source, hiring, sink = people + posts, people + posts + 1, people + posts + 2
    solver = min_cost_flow.SimpleMinCostFlow()
    first_post = people + np.arange(posts)
    numbers = solver.add_arcs_with_capacity_and_unit_cost(
        arcs.person[choice],
        people + arcs.post[choice],
        np.ones(choice.size, dtype=np.int64),
        _whole(linear.arc[choice], scale),
    )
    hire = problem.people.hire
    origin = np.where(hire, hiring, source)
    room = np.where(hire, able.posts * problem.most_hired, able.posts)
    _add(solver, origin, np.arange(people), room)
    widest = int((able.posts * hire).max(initial=0)) * problem.most_hired
    _add(solver, np.array([source]), np.array([hiring]), np.array([widest]))
    _add(solver, np.full(posts, source), first_post, problem.posts.need, _whole(linear.short, scale))
    _add(solver, first_post, np.full(posts, sink), problem.posts.need)
    heads = int(problem.posts.need.sum())
    solver.set_node_supply(source, heads)
    solver.set_node_supply(sink, -heads)
    if solver.solve() != solver.OPTIMAL:
        raise SolverError("flow: OR-Tools found no optimal flow although leaving every head short is one")
    # Every cost was rounded down by less than one, so the value of the flow is a bound as it is.
    chosen = np.zeros(arcs.post.size, dtype=np.bool_)
    chosen[choice[np.asarray(solver.flows(numbers)) > 0]] = True
    return Flow(chosen=chosen, bound=solver.optimal_cost() / scale + linear.constant)


def fitting_plan(problem: StaffingProblem, able: Capacity, linear: Linear, flow: Flow) -> Plan:
    """Turn a flow into a plan that keeps the hours.

    Whoever has more work than hours is barred from the heaviest part of it and the flow is solved again;
    what is left over after some rounds is taken off.

    Returns
    -------
    Plan
        Feasible for heads, hours, most posts and hires; not locks, budgets, rules or climbed rungs.
    """
    open_arcs, chosen = _near(problem) | flow.chosen, flow.chosen
    for _ in range(_ROUNDS):
        heaviest = _too_much(problem, chosen)
        if not heaviest.size:
            break
        open_arcs[heaviest] = False
        chosen = cheapest_flow(problem, able, linear, open_arcs=open_arcs).chosen
    while (heaviest := _too_much(problem, chosen)).size:
        chosen[heaviest] = False
    chosen[_hired_too_many(problem, chosen)] = False
    return Plan(chosen)


def _hired_too_many(problem: StaffingProblem, chosen: Bools) -> np.ndarray:
    """Arcs of places of hiring beyond what may be hired, the places that serve fewest posts first.

    The flow counts posts, not people: a place that fills one post uses up a whole person.
    """
    hired = hired_by(Plan(chosen), problem)
    busiest = np.argsort(-hired, kind="stable")
    beyond = busiest[np.cumsum(hired[busiest]) > problem.most_hired]
    return np.flatnonzero(chosen & np.isin(problem.arcs.person, beyond[hired[beyond] > 0]))


def _near(problem: StaffingProblem) -> Bools:
    arcs = problem.arcs
    near = np.zeros(arcs.post.size, dtype=np.bool_)
    near[cheapest_of_each(arcs.post, arcs.minutes, _NEAREST)] = True
    return near


def _too_much(problem: StaffingProblem, chosen: Bools) -> np.ndarray:
    """The heaviest chosen arc of everybody whose hours do not hold what is chosen."""
    arcs, people = problem.arcs, problem.people
    mine = np.flatnonzero(chosen)
    mine = mine[np.lexsort((-arcs.load[mine], arcs.person[mine]))]
    spent = np.bincount(arcs.person[mine], arcs.load[mine], len(people.ids))
    over = ~people.hire & (spent > people.hours * (1 + 1e-9))
    first = np.ones(mine.size, dtype=np.bool_)
    first[1:] = np.diff(arcs.person[mine]) != 0
    return mine[first & over[arcs.person[mine]]]


def _whole(costs: Floats, scale: float) -> np.ndarray:
    return np.floor(costs * scale).astype(np.int64)


def _add(
    solver: min_cost_flow.SimpleMinCostFlow,
    tails: np.ndarray,
    heads: np.ndarray,
    room: np.ndarray,
    costs: np.ndarray | None = None,
) -> None:
    costs = np.zeros(room.size, dtype=np.int64) if costs is None else costs
    solver.add_arcs_with_capacity_and_unit_cost(tails, heads, room.astype(np.int64), costs)
