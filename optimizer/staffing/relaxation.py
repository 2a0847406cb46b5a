"""The linear relaxation of a staffing problem, grown arc by arc and row by row.

Only arcs that can matter are in the program: it starts from the nearest of each post, and pricing adds
every arc whose reduced cost says that it could improve the optimum. The optimum is that of all arcs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.clock import Clock
from optimizer.integer import Engine, IntegerAnswer, Stop, branch_and_cut
from optimizer.linear import LinearAnswer
from optimizer.staffing import rows
from optimizer.staffing.capacity import Cut, capacity, separate
from optimizer.staffing.growing import GrowingProgram
from optimizer.staffing.held import Held
from optimizer.staffing.linear import Linear
from optimizer.staffing.plan import Plan, tally
from optimizer.staffing.problem import Bools, Floats, Ints, StaffingProblem

__all__ = ["Point", "Relaxation"]

_INF = np.inf
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


class Relaxation(GrowingProgram):
    """The program of one problem; objectives change and rungs add rows, the basis stays.

    Parameters
    ----------
    problem : StaffingProblem
    rungs : int
        Most rungs that are climbed on it.
    seed : int
    """

    def __init__(self, problem: StaffingProblem, *, rungs: int, seed: int) -> None:
        self.columns = rows.Columns.of(problem, rungs)
        self._rungs = rungs
        lower, upper = self.columns.lower(problem), self.columns.upper(problem)
        super().__init__(problem, lower=lower, upper=upper, seed=seed)
        self.able = capacity(problem)
        self.add(rows.fill_rows(problem, self.columns))
        self.add(rows.person_rows(problem, self.columns, self.able))
        self.add(rows.hire_row(problem, self.columns))
        self._levels, self._floors = self._add_services()
        self.held = Held(problem, rungs=rungs)
        self._most_over = np.zeros(self.columns.over.size)
        self._cuts: list[Cut] = []
        self._total = self.program.rows
        self.add(rows.total_row(self.columns))
        if problem.most_moved is not None:
            self.add(rows.budget_row(problem, self.columns, problem.most_moved))
        if problem.extras.row_names:
            self.add(rows.extra_rows(problem, self.columns))
        self.activate(self.nearest())

    def _add_services(self) -> tuple[list[int], list[int]]:
        """Add the rows of the services, and return where those of levels and of floors begin."""
        levels, floors = [], []
        for place in range(len(self.problem.services)):
            levels.append(self.program.rows)
            self.add(rows.level_rows(self.problem, self.columns, place))
            floors.append(self.program.rows)
            self.add(rows.floor_rows(self.problem, self.columns, place))
        return levels, floors

    def limit(self, linear: Linear, ceiling: float) -> None:
        """Keep ``linear <= ceiling`` from now on: the rung that was climbed."""
        first = self.columns.over.size - self._rungs
        over = int(self.columns.over[first + self.held.climbed])
        unit = self.held.limit(linear, ceiling)
        self.add(rows.limit_row(self.columns, linear, ceiling, over=over, unit=unit))

    def keep_amounts(self, place: int, amounts: Floats) -> None:
        """Give every group of a service at least an amount from now on: the rung that was climbed."""
        self.held.keep(place, amounts)
        self.hold_amounts(place, amounts)

    def hold_amounts(self, place: int, amounts: Floats, *, elastic: bool = False) -> None:
        """Give every group of a service at least an amount until told otherwise, in whole steps.

        That says more than a row on the amount: a group can be short of whole heads only.

        Parameters
        ----------
        place : int
            Of the service.
        amounts : ndarray of float, shape (groups,)
            ``-inf`` for groups that are not held.
        elastic : bool
            Let plans break that, and the rungs climbed; `Linear.over` counts by how much.
        """
        service = self.problem.services[place]
        self._most_over = np.full(self.columns.over.size, _INF if elastic else 0.0)
        for group, least in enumerate(self.held.hold(place, amounts)):
            # What a float loses in a sum must not cost a plan that has just this amount.
            room = 0.0 if service.step else 1e-9 * max(1.0, abs(least))
            self.program.set_row(self._floors[place] + group, float(least) - room, _INF)
        for column, most in zip(self.columns.over, self._most_over, strict=True):
            self.program.set_upper(int(column), float(most))

    def look_at(self, place: int, groups: Bools) -> None:
        """Let only some groups of a service say what its level is."""
        service = self.problem.services[place]
        for group, constant in enumerate(service.constant):
            lower = -float(constant) if groups[group] else -_INF
            self.program.set_row(self._levels[place] + group, lower, _INF)

    def hold_total(self, lower: float, upper: float) -> None:
        """Keep the number of heads short within bounds until told otherwise."""
        self.program.set_row(self._total, lower, upper)

    def adopt(self, part: Relaxation, arcs: Ints) -> None:
        """Take over the arcs and cuts of a part of the problem, whose arcs stand at these positions."""
        self.include(arcs[part.arcs])
        if part._cuts:
            self._cut([replace(cut, arc=arcs[cut.arc]) for cut in part._cuts])

    def _cut(self, cuts: list[Cut]) -> None:
        self._cuts.extend(cuts)
        self.add(rows.cut_rows(cuts))

    # --- solving

    def _costs(self, linear: Linear) -> Floats:
        return np.concatenate([self.columns.costs(linear), linear.arc[self._arcs]])

    def minimise(self, linear: Linear, *, clock: Clock, rounds: int = _CUT_ROUNDS) -> Point:
        """Solve for an objective: price arcs and separate cuts until neither helps any more.

        When the time runs out the last optimum that was reached is returned; its bound holds.
        """
        point = self._priced(linear, clock)
        for _ in range(rounds):
            if not point.feasible or not point.finished:
                break
            cuts = list(separate(self.problem, values=point.arc_values, bind=self.able.hours_bind))
            if not cuts:
                break
            self._cut(cuts)
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
            self.program.set_costs(self._costs(linear))
            answer = self.program.solve(seconds=clock.left())
            if not answer.finished and last is not None:
                return last
            last = point = self._point(answer, linear)
            if not answer.finished:
                return point
            wanted = self._wanted(point) if answer.feasible else self.rescuing()
            if wanted is None:
                return replace(point, finished=False, feasible=True)
            if not wanted.size:
                return point
            self.activate(wanted)

    def _wanted(self, point: Point) -> Ints:
        """Arcs to bring in: the cheapest of each post, none when all of them could save next to nothing."""
        if point.objective - point.bound <= _PRICED * max(1.0, abs(point.objective)):
            return np.zeros(0, dtype=np.int64)
        costs = point.arc_reduced_costs
        return self.first_of_each_post(self.missing_below(costs, -1e-7), costs)

    def _point(self, answer: LinearAnswer, linear: Linear) -> Point:
        values, size = answer.values, self._column.size
        if not answer.feasible or not answer.finished:
            return Point(
                answer.finished, answer.feasible, _INF, -_INF, values, np.zeros(size), np.zeros(size)
            )
        arc_values = np.zeros(size)
        arc_values[self._arcs] = values[self._column[self._arcs]]
        costs = self.reduced_costs(answer.row_duals, linear)
        objective = answer.objective + linear.constant
        return Point(True, True, objective, objective - self.left_out(costs), values, arc_values, costs)

    def floor(self, linear: Linear) -> float:
        """Return a bound that needs no program: every head takes its cheapest arc or stays short."""
        problem, columns = self.problem, self.columns
        cheapest = np.full(linear.short.size, _INF)
        np.minimum.at(cheapest, problem.arcs.post, linear.arc)
        head = np.minimum(linear.short, cheapest)
        beyond = np.minimum(np.where(np.isfinite(cheapest), cheapest, 0.0), 0.0)
        heads = float(head @ problem.posts.need + beyond @ (problem.posts.most - problem.posts.need))
        lower, upper = columns.lower(problem), columns.upper(problem)
        rest = np.concatenate([columns.level, columns.extra])
        cost = columns.costs(linear)[rest]
        used = cost != 0
        others = np.where(cost > 0, cost * np.where(used, lower[rest], 0.0), 0.0)
        others += np.where(cost < 0, cost * np.where(used, upper[rest], 0.0), 0.0)
        return heads + float(others.sum()) + linear.constant

    def integer(
        self,
        linear: Linear,
        *,
        lower: Floats,
        upper: Floats,
        start: Floats | None,
        stop: Stop,
        engine: Engine = branch_and_cut,
    ) -> IntegerAnswer:
        """Solve the whole-numbered program of the arcs that are in, within bounds on the columns."""
        self.program.set_costs(self._costs(linear))
        others = np.flatnonzero(self.columns.whole(self.problem))
        whole = np.concatenate([others, np.arange(self.columns.size, self.program.columns)])
        return self.program.integer(
            whole=whole, lower=lower, upper=upper, start=start, stop=stop, engine=engine
        )

    def bounds(self) -> tuple[Floats, Floats]:
        """Return lower and upper bounds of every column as the problem gives them."""
        lower, upper = np.zeros(self.program.columns), np.ones(self.program.columns)
        lower[: self.columns.size] = self.columns.lower(self.problem)
        upper[: self.columns.size] = self.columns.upper(self.problem)
        upper[self.columns.over] = self._most_over
        lower[self._column[self._arcs]] = self.problem.arcs.locked[self._arcs]
        return lower, upper

    # --- plans

    def columns_of(self, plan: Plan) -> Floats:
        """Return the plan as a point of the program; its arcs are brought in."""
        self.include(np.flatnonzero(plan.chosen))
        values = np.zeros(self.program.columns)
        values[self._column[np.flatnonzero(plan.chosen)]] = 1.0
        values[: self.columns.size] = self._others(plan)
        return values

    def _others(self, plan: Plan) -> Floats:
        """Values of the columns that are no arcs."""
        count, columns = tally(plan, self.problem), self.columns
        values = np.zeros(columns.size)
        values[columns.short] = count.short
        values[columns.hired] = count.hired[columns.places]
        values[columns.over] = self.held.over(plan)
        values[columns.level] = np.where(np.isfinite(count.levels), count.levels, 0.0)
        values[columns.excess] = count.excess
        values[columns.extra] = count.extra
        return values

    def plan_of(self, values: Floats) -> Plan:
        """Return the plan of a whole-numbered point."""
        chosen: Bools = np.zeros(self._column.size, dtype=np.bool_)
        chosen[self._arcs] = values[self._column[self._arcs]] > 0.5
        return Plan(chosen=chosen)

    def value_of(self, plan: Plan, linear: Linear) -> float:
        """Return the linear value of a plan, what it has over held values included."""
        value = linear.at(plan, self.problem)
        return value + linear.over * float(self.held.over(plan).sum()) if linear.over else value
