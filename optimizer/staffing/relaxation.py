"""The linear relaxation of a staffing problem, grown arc by arc and row by row.

Only arcs that can matter are in the program: it starts from the nearest of each post, and pricing adds
every arc whose reduced cost says that it could improve the optimum. The optimum is that of all arcs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.clock import Clock
from optimizer.linear import IntegerAnswer, LinearAnswer, LinearProgram, Rows
from optimizer.staffing import rows
from optimizer.staffing.aims import Linear
from optimizer.staffing.capacity import capacity, separate
from optimizer.staffing.problem import Bools, Floats, Ints, Plan, StaffingProblem, hired_by

__all__ = ["Point", "Relaxation"]

_INF = np.inf
_NEAREST = 12
_PER_POST = 6
_PRICED = 2e-5
_CUT_ROUNDS = 60
_WORTH = 1e-6


@dataclass(frozen=True)
class Point:
    """An optimum of the relaxation.

    Attributes
    ----------
    finished : bool
        False when the time ran out before there was an optimum; the rest is empty then.
    feasible : bool
    objective : float
        Value of the program over the arcs that are in.
    bound : float
        Proven bound over all arcs; below `objective` by what arcs left out could still save.
    values : ndarray of float, shape (columns,)
    arc_values : ndarray of float, shape (arcs,)
        Zero for arcs that are not in the program.
    arc_reduced_costs : ndarray of float, shape (arcs,)
        Of every arc, in the program or not.
    """

    finished: bool
    feasible: bool
    objective: float
    bound: float
    values: Floats
    arc_values: Floats
    arc_reduced_costs: Floats


class Relaxation:
    """The program of one problem; objectives change and rungs add rows, the basis stays.

    Parameters
    ----------
    problem : StaffingProblem
    seed : int
    """

    def __init__(self, problem: StaffingProblem, *, seed: int) -> None:
        self.problem = problem
        self.columns = rows.Columns.of(problem)
        self.able = capacity(problem)
        self._program = LinearProgram(seed=seed)
        self._column = np.full(problem.arcs.post.size, -1, dtype=np.int64)
        self._arcs = np.zeros(0, dtype=np.int64)
        # Entries of every row over all arcs, also those that are not in the program yet.
        self._entries: list[tuple[Ints, Ints, Floats]] = []
        none = np.zeros(0, dtype=np.int64)
        self._program.add_columns(upper=self.columns.upper(problem), column=none, row=none, value=np.zeros(0))
        self._add(rows.fill_rows(problem, self.columns))
        self._add(rows.person_rows(problem, self.columns, self.able))
        self._add(rows.group_rows(problem, self.columns))
        self._add(rows.hire_row(problem, self.columns))
        self._total = self._program.rows
        self._add(rows.total_row(self.columns))
        if problem.most_moved is not None:
            self._add(rows.budget_row(problem, self.columns, problem.most_moved))
        self.activate(self._nearest())

    @property
    def arcs(self) -> Ints:
        """Arcs in the program, in the order of their columns."""
        return self._arcs

    def column_of(self, arcs: Ints) -> Ints:
        """Columns of arcs that are in the program."""
        return self._column[arcs]

    def limit(self, linear: Linear, ceiling: float) -> None:
        """Keep ``linear <= ceiling`` from now on: the rung that was climbed."""
        self._add(rows.limit_row(self.columns, linear, ceiling))

    def hold_total(self, lower: float, upper: float) -> None:
        """Keep the number of heads short within bounds until told otherwise."""
        self._program.set_row(self._total, lower, upper)

    def _add(self, block: rows.Block) -> None:
        first = self._program.rows
        inside = self._column[block.arc] >= 0
        self._program.add_rows(
            Rows(
                row=np.concatenate([block.row, block.arc_row[inside]]),
                column=np.concatenate([block.column, self._column[block.arc[inside]]]),
                value=np.concatenate([block.value, block.arc_value[inside]]),
                lower=block.lower,
                upper=block.upper,
            )
        )
        self._entries.append((block.arc_row + first, block.arc, block.arc_value))

    # --- arcs

    def _nearest(self) -> Ints:
        """Arcs to start with: the nearest of each post, today's roster and the locked."""
        arcs = self.problem.arcs
        order = np.lexsort((arcs.minutes, arcs.post))
        post = arcs.post[order]
        rank = np.arange(post.size) - np.searchsorted(post, post)
        start = np.zeros(post.size, dtype=np.bool_)
        start[order[rank < _NEAREST]] = True
        return np.flatnonzero(start | arcs.current | arcs.locked)

    def activate(self, arcs: Ints) -> None:
        """Bring arcs into the program with their entries in every row that is there."""
        first = self._program.columns
        self._column[arcs] = first + np.arange(arcs.size)
        self._arcs = np.concatenate([self._arcs, arcs])
        arrived = np.zeros(self._column.size, dtype=np.bool_)
        arrived[arcs] = True
        picked = [
            (row[keep], arc[keep], value[keep])
            for row, arc, value in self._entries
            if (keep := arrived[arc]).any()
        ]
        row, arc, value = (
            (np.concatenate(parts) for parts in zip(*picked, strict=True)) if picked else _NOTHING
        )
        self._program.add_columns(
            lower=self.problem.arcs.locked[arcs].astype(np.float64),
            upper=np.ones(arcs.size),
            column=self._column[arc] - first,
            row=row,
            value=value,
        )

    def include(self, arcs: Ints) -> None:
        """Bring in those arcs that are not in the program yet."""
        missing = arcs[self._column[arcs] < 0]
        if missing.size:
            self.activate(missing)

    def missing_below(self, point: Point, threshold: float) -> Ints:
        """Arcs that are not in the program although their reduced cost is below the threshold."""
        return np.flatnonzero((self._column < 0) & (point.arc_reduced_costs < threshold))

    # --- solving

    def _costs(self, linear: Linear) -> Floats:
        return np.concatenate([self.columns.costs(linear), linear.arc[self._arcs]])

    def minimise(self, linear: Linear, *, clock: Clock) -> Point:
        """Solve for an objective: price arcs and separate cuts until neither helps any more.

        When the time runs out the last optimum that was reached is returned; its bound holds.
        """
        point = self._priced(linear, clock)
        for _ in range(_CUT_ROUNDS):
            if not point.feasible or not point.finished:
                break
            cuts = list(separate(self.problem, values=point.arc_values, bind=self.able.hours_bind))
            if not cuts:
                break
            self._add(rows.cut_rows(cuts))
            before, after = point, self._priced(linear, clock)
            if not after.finished:
                break
            point = after
            if point.objective - before.objective < _WORTH * max(1.0, abs(point.objective)):
                break
        return point

    def _priced(self, linear: Linear, clock: Clock) -> Point:
        last: Point | None = None
        while True:
            self._program.set_costs(self._costs(linear))
            answer = self._program.solve(seconds=clock.left())
            if not answer.finished and last is not None:
                return last
            last = point = self._point(answer, linear)
            if not answer.finished or not answer.feasible:
                return point
            wanted = self._wanted(point)
            if not wanted.size:
                return point
            self.activate(wanted)

    def _wanted(self, point: Point) -> Ints:
        """Arcs to bring in: the cheapest of each post, none when all of them could save next to nothing."""
        if point.objective - point.bound <= _PRICED * max(1.0, abs(point.objective)):
            return np.zeros(0, dtype=np.int64)
        wanted = self.missing_below(point, -1e-7)
        post = self.problem.arcs.post[wanted]
        order = np.lexsort((point.arc_reduced_costs[wanted], post))
        ordered = post[order]
        rank = np.arange(order.size) - np.searchsorted(ordered, ordered)
        return np.sort(wanted[order[rank < _PER_POST]])

    def _point(self, answer: LinearAnswer, linear: Linear) -> Point:
        values, size = answer.values, self._column.size
        if not answer.feasible or not answer.finished:
            return Point(
                answer.finished, answer.feasible, _INF, -_INF, values, np.zeros(size), np.zeros(size)
            )
        arc_values = np.zeros(size)
        arc_values[self._arcs] = values[self._column[self._arcs]]
        costs = self._reduced_costs(answer, linear)
        objective = answer.objective + linear.constant
        return Point(True, True, objective, objective - self._left_out(costs), values, arc_values, costs)

    def _reduced_costs(self, answer: LinearAnswer, linear: Linear) -> Floats:
        """Cost of every arc less what the rows pay for it."""
        costs = linear.arc.copy()
        for row, arc, value in self._entries:
            costs -= np.bincount(arc, value * answer.row_duals[row], costs.size)
        return costs

    def _left_out(self, costs: Floats) -> float:
        """What arcs that are not in could save at most: every head of a post takes one arc."""
        outside = np.flatnonzero((self._column < 0) & (costs < 0))
        best = np.zeros(len(self.problem.posts.ids))
        np.minimum.at(best, self.problem.arcs.post[outside], costs[outside])
        return -float(best @ self.problem.posts.need)

    def floor(self, linear: Linear) -> float:
        """Return a bound that needs no program: every head takes its cheapest arc or stays short."""
        problem = self.problem
        cheapest = linear.short.copy()
        np.minimum.at(cheapest, problem.arcs.post, linear.arc)
        return float(cheapest @ problem.posts.need) + min(linear.fill, 0.0) + linear.constant

    def integer(
        self,
        linear: Linear,
        *,
        lower: Floats,
        upper: Floats,
        start: Floats | None,
        gap: float,
        least: float,
        nodes: int,
        seconds: float,
    ) -> IntegerAnswer:
        """Solve the whole-numbered program of the arcs that are in, within bounds on the columns."""
        self._program.set_costs(self._costs(linear))
        whole = np.setdiff1d(np.arange(self._program.columns), [self.columns.fill])
        return self._program.integer(
            whole=whole,
            lower=lower,
            upper=upper,
            start=start,
            gap=gap,
            least=least,
            nodes=nodes,
            seconds=seconds,
        )

    def bounds(self) -> tuple[Floats, Floats]:
        """Return lower and upper bounds of every column as the problem gives them."""
        lower, upper = np.zeros(self._program.columns), np.ones(self._program.columns)
        upper[: self.columns.excess + 1] = self.columns.upper(self.problem)
        lower[self._column[self._arcs]] = self.problem.arcs.locked[self._arcs]
        return lower, upper

    # --- plans

    def columns_of(self, plan: Plan) -> Floats:
        """Return the plan as a point of the program; its arcs are brought in."""
        self.include(np.flatnonzero(plan.chosen))
        values = np.zeros(self._program.columns)
        values[self._column[np.flatnonzero(plan.chosen)]] = 1.0
        values[: self.columns.excess + 1] = self._others(plan)
        return values

    def _others(self, plan: Plan) -> Floats:
        """Values of the columns that are no arcs."""
        problem = self.problem
        filled = np.bincount(problem.arcs.post[plan.chosen], minlength=len(problem.posts.ids))
        groups = problem.group_of_post
        need = np.bincount(groups, problem.posts.need, len(problem.groups))
        done = np.bincount(groups, filled, len(problem.groups))
        fill = min((d / n for d, n in zip(done, need, strict=True) if n), default=1.0)
        moved = problem.lost_pairs + int((problem.arcs.current & ~plan.chosen).sum())
        excess = 0 if problem.most_moved is None else max(0, moved - problem.most_moved)
        hired = hired_by(plan, problem)[self.columns.places]
        return np.concatenate([problem.posts.need - filled, hired, [fill, excess]])

    def plan_of(self, values: Floats) -> Plan:
        """Return the plan of a whole-numbered point."""
        chosen: Bools = np.zeros(self._column.size, dtype=np.bool_)
        chosen[self._arcs] = values[self._column[self._arcs]] > 0.5
        return Plan(chosen=chosen)

    def value_of(self, plan: Plan, linear: Linear) -> float:
        """Return the linear value of a plan."""
        return (
            float(self.columns.costs(linear) @ self._others(plan) + linear.arc[plan.chosen].sum())
            + linear.constant
        )


_NOTHING = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
