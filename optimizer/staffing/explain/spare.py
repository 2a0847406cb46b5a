"""Posts handed to people with room to spare, without moving anybody: as many as possible, exactly.

Where nobody could be given more hours than they have, this is a flow; else it is a small integer program.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from ortools.graph.python import min_cost_flow

from optimizer.errors import SolverError
from optimizer.integer import Stop
from optimizer.linear import LinearProgram, Rows
from optimizer.staffing.plan import Plan, hours_left
from optimizer.staffing.problem import Bools, Floats, Ints, StaffingProblem

__all__ = ["Handover", "Spare", "hand_over", "one_person"]

#: Units of a head's worth that a flow tells apart.
_FINE = 10**6


@dataclass(frozen=True)
class Spare:
    """What people have left beside a plan.

    Attributes
    ----------
    hours : ndarray of float, shape (people,)
    most : ndarray of int, shape (people,)
        Further posts.
    """

    hours: Floats
    most: Ints

    @classmethod
    def beside(cls, problem: StaffingProblem, plan: Plan) -> Spare:
        """Count it; places of hiring have the posts left of those whom the plan hires, and no more."""
        people, arcs = problem.people, problem.arcs
        heads = np.bincount(arcs.person[plan.chosen], minlength=len(people.ids))
        # Any `most` arcs of a place of hiring fit the hours of one of its people.
        room = np.where(people.hire, -heads % np.maximum(people.most, 1), people.most - heads)
        return cls(hours_left(plan.chosen, problem), np.maximum(room, 0).astype(np.int64))

    def fits(self, problem: StaffingProblem, arcs: Ints) -> Bools:
        """Whether the person of each arc could take it alone, shape (arcs,)."""
        person = problem.arcs.person[arcs]
        there: Bools = (self.most[person] > 0) & (problem.arcs.load[arcs] <= self.hours[person] + 1e-6)
        return there


@dataclass(frozen=True)
class Handover:
    """Who takes over what.

    Attributes
    ----------
    arcs : ndarray of int
        Positions of the arcs that are taken.
    exact : bool
        False when the limit of nodes was reached.
    """

    arcs: Ints
    exact: bool


def hand_over(
    problem: StaffingProblem,
    spare: Spare,
    *,
    arcs: Ints,
    heads: Ints,
    worth: Floats,
    nodes: int = 10_000,
) -> Handover:
    """Take the arcs that are worth most together.

    Parameters
    ----------
    problem : StaffingProblem
    spare : Spare
    arcs : ndarray of int
        Arcs to choose from.
    heads : ndarray of int, shape (posts,)
        Most arcs of each post.
    worth : ndarray of float, shape (posts,)
        What a head is worth, above 0; among equal choices nearer ones are taken.
    nodes : int
        Of an integer program.

    Raises
    ------
    SolverError
        When the solver of flows fails.
    """
    person, post = problem.arcs.person[arcs], problem.arcs.post[arcs]
    arcs = arcs[spare.fits(problem, arcs) & (heads[post] > 0)]
    if not arcs.size:
        return Handover(arcs, True)
    person, post = problem.arcs.person[arcs], problem.arcs.post[arcs]
    people, who = np.unique(person, return_inverse=True)
    posts, what = np.unique(post, return_inverse=True)
    gain = worth[post] * _tie(problem.arcs.minutes[arcs], len(posts), int(heads[posts].sum()))
    most, load = spare.most[people], problem.arcs.load[arcs]
    tight = _tight(who, load, spare.hours[people], most)
    if not tight.any() and bool((worth == worth.max()).all()):
        return Handover(arcs[_flow(who, what, gain, most, heads[posts])], True)
    taken, exact = _program(who, what, gain, load, (spare.hours[people], most, heads[posts]), tight, nodes)
    return Handover(arcs[taken], exact)


def one_person(
    *, worth: Floats, minutes: Floats, load: Floats, hours: float, most: int, nodes: int = 10_000
) -> Handover:
    """Give one person the posts that are worth most together; nearer ones among equals.

    Parameters
    ----------
    worth, minutes, load : ndarray of float, shape (posts,)
        Posts that are worth nothing are left.
    hours : float
    most : int
    nodes : int
    """
    every = np.flatnonzero((worth > 0) & (load <= hours + 1e-6))
    if not every.size or most < 1:
        return Handover(every[:0], True)
    gain = worth[every] * _tie(minutes[every], every.size, every.size)
    who, room = np.zeros(every.size, dtype=np.int64), np.array([hours])
    tight = _tight(who, load[every], room, np.array([most]))
    if not tight.any():
        best = np.argsort(-gain, kind="stable")[:most]
        return Handover(np.sort(every[best]), True)
    limits = (room, np.array([most]), np.ones(every.size, dtype=np.int64))
    taken, exact = _program(who, np.arange(every.size), gain, load[every], limits, tight, nodes)
    return Handover(every[taken], exact)


def _tie(minutes: Floats, posts: int, heads: int) -> Floats:
    """Factors just below 1, the smaller the longer the journey: they never outweigh a head."""
    longest = max(float(minutes.max(initial=0.0)), 1.0)
    factor: Floats = 1.0 - minutes / longest * (0.01 / max(heads, posts, 1))
    return factor


def _tight(who: Ints, load: Floats, hours: Floats, most: Ints) -> Bools:
    """Whose hours may not hold the heaviest posts that they could have."""
    order = np.lexsort((-load, who))
    rank = np.arange(order.size) - np.searchsorted(who[order], who[order])
    heavy = order[rank < most[who[order]]]
    together = np.bincount(who[heavy], load[heavy], hours.size)
    return np.asarray(together > hours + 1e-6, dtype=np.bool_)


def _flow(who: Ints, what: Ints, gain: Floats, most: Ints, heads: Ints) -> Bools:
    people, posts = most.size, heads.size
    solver = min_cost_flow.SimpleMinCostFlow()
    source, sink = people + posts, people + posts + 1
    # Relative to a head the tie is at least one part in a million unless hundreds of heads are at stake.
    cost = -np.round(gain / gain.max() * _FINE * max(1, int(heads.sum()))).astype(np.int64)
    numbers = solver.add_arcs_with_capacity_and_unit_cost(
        who.astype(np.int64), (people + what).astype(np.int64), np.ones(who.size, dtype=np.int64), cost
    )
    none = np.zeros(people, dtype=np.int64)
    solver.add_arcs_with_capacity_and_unit_cost(np.full(people, source), np.arange(people), most, none)
    solver.add_arcs_with_capacity_and_unit_cost(
        people + np.arange(posts), np.full(posts, sink), heads, np.zeros(posts, dtype=np.int64)
    )
    total = int(heads.sum())
    solver.add_arcs_with_capacity_and_unit_cost(
        np.array([source]), np.array([sink]), np.array([total]), np.zeros(1, dtype=np.int64)
    )
    solver.set_node_supply(source, total)
    solver.set_node_supply(sink, -total)
    if solver.solve() != solver.OPTIMAL:
        raise SolverError("flow: OR-Tools found no optimal flow although taking nothing over is one")
    return np.asarray(solver.flows(numbers), dtype=np.int64) > 0


def _program(
    who: Ints,
    what: Ints,
    gain: Floats,
    load: Floats,
    room: tuple[Floats, Ints, Ints],
    tight: Bools,
    nodes: int,
) -> tuple[Bools, bool]:
    hours, most, heads = room
    program = LinearProgram(seed=0)
    none = np.zeros(0, dtype=np.int64)
    program.add_columns(upper=np.ones(who.size), column=none, row=none, value=np.zeros(0))
    every, number = np.arange(who.size), np.cumsum(tight) - 1
    heavy = np.flatnonzero(tight[who])
    limits = np.concatenate([most.astype(float), heads.astype(float), hours[tight]])
    program.add_rows(
        Rows(
            row=np.concatenate([who, most.size + what, most.size + heads.size + number[who[heavy]]]),
            column=np.concatenate([every, every, heavy]),
            value=np.concatenate([np.ones(2 * who.size), load[heavy]]),
            lower=np.full(limits.size, -highspy.kHighsInf),
            upper=limits,
        )
    )
    program.set_costs(-gain)
    answer = program.integer(
        whole=every,
        lower=np.zeros(who.size),
        upper=np.ones(who.size),
        start=np.zeros(who.size),
        stop=Stop(gap=0.0, least=1e-9, nodes=nodes, seconds=1e6),
    )
    taken = np.zeros(who.size, dtype=np.bool_) if answer.values is None else answer.values > 0.5
    return taken, bool(-answer.bound <= float(gain[taken].sum()) + 1e-6 * max(1.0, float(gain.max())))
