"""The linear relaxation of a staffing problem, grown arc by arc and row by row.

Only arcs that can matter are in the program: it starts from the nearest of each post, and pricing adds
every arc whose reduced cost says that it could improve the optimum. The optimum is that of all arcs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.clock import Clock
from optimizer.linear import IntegerAnswer, LinearAnswer, LinearProgram, Rows
from optimizer.staffing.aims import Linear
from optimizer.staffing.capacity import Capacity, capacity, rounded_load, separate
from optimizer.staffing.problem import Bools, Floats, Ints, Plan, StaffingProblem, hired_by

__all__ = ["Point", "Relaxation"]

_INF = np.inf
_NEAREST = 12
_PER_POST = 6
_PRICED = 1e-4
_CUT_ROUNDS = 12


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
    reduced_costs : ndarray of float, shape (columns,)
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
    reduced_costs: Floats
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
        self.capacity: Capacity = capacity(problem)
        self._program = LinearProgram(seed=seed)
        self._column = np.full(problem.arcs.post.size, -1, dtype=np.int64)
        self._arcs = np.zeros(0, dtype=np.int64)
        self._person_rows: list[tuple[int, int, int]] = []
        self._arc_rows: list[tuple[int, Floats]] = []
        self._objective: Linear | None = None
        self._hire = np.flatnonzero(problem.people.hire)
        self._locate_columns()
        self._add_fixed_columns()
        self._add_rows()
        self._activate(self._nearest())

    # --- the columns that are no arcs: short | hired | fill | excess

    def _locate_columns(self) -> None:
        posts = len(self.problem.posts.ids)
        self.short_columns = np.arange(posts)
        self.hired_columns = posts + np.arange(self._hire.size)
        self.fill_column = posts + self._hire.size
        self.excess_column = self.fill_column + 1

    def _add_fixed_columns(self) -> None:
        need = self.problem.posts.need.astype(np.float64)
        upper = np.concatenate([need, np.full(self._hire.size, float(self.problem.most_hired)), [1.0, _INF]])
        none = np.zeros(0, dtype=np.int64)
        self._program.add_columns(upper=upper, column=none, row=none, value=np.zeros(0))

    # --- rows

    def _add_rows(self) -> None:
        self._add_fill_rows()
        self._add_person_rows()
        self._add_group_rows()
        self._add_hire_row()
        if self.problem.most_moved is not None:
            self._add_budget_row(self.problem.most_moved)

    def _add_fill_rows(self) -> None:
        need = self.problem.posts.need.astype(np.float64)
        each = np.arange(need.size)
        self._program.add_rows(Rows(each, self.short_columns, np.ones(need.size), need, need))

    def _add_person_rows(self) -> None:
        """Hours where they bind (kind 0) and the number of posts (kind -1); cuts come with their multiple."""
        people = np.arange(len(self.problem.people.ids))
        bind = people[self.capacity.hours_bind]
        self._add_capacity_rows(bind, np.zeros(bind.size, dtype=np.int64), self.problem.people.hours[bind])
        self._add_capacity_rows(people, np.full(people.size, -1), self.capacity.posts.astype(np.float64))

    def _add_capacity_rows(self, person: Ints, kind: Ints, limit: Floats) -> None:
        """Add ``Σ coefficient · x <= limit``, or ``<= limit · hired`` for somebody who may be hired."""
        first = self._program.rows
        row_of = {int(p): r for r, p in enumerate(person)}
        hired = [(row_of[int(p)], c) for p, c in zip(self._hire, self.hired_columns, strict=True) if int(p) in row_of]
        rows = [np.array([r for r, _ in hired], dtype=np.int64)]
        columns = [np.array([c for _, c in hired], dtype=np.int64)]
        values = [-limit[rows[0]]]
        if self._arcs.size:
            entry_row, entry_arc, entry_value = self._person_entries(self._arcs, person, kind)
            rows.append(entry_row)
            columns.append(self._column[entry_arc])
            values.append(entry_value)
        upper = np.where(self.problem.people.hire[person], 0.0, limit)
        self._program.add_rows(
            Rows(np.concatenate(rows), np.concatenate(columns), np.concatenate(values), np.full(person.size, -_INF), upper)
        )
        self._person_rows += [(first + r, int(p), int(k)) for r, (p, k) in enumerate(zip(person, kind, strict=True))]

    def _person_entries(self, arcs: Ints, person: Ints, kind: Ints) -> tuple[Ints, Ints, Floats]:
        """Entries (row, arc, value) of rows given by person and kind over some arcs."""
        by_person = np.argsort(self.problem.arcs.person[arcs], kind="stable")
        ordered = arcs[by_person]
        owner = self.problem.arcs.person[ordered]
        start, end = np.searchsorted(owner, person), np.searchsorted(owner, person, side="right")
        counts = end - start
        row = np.repeat(np.arange(person.size), counts)
        offset = np.arange(row.size) - np.repeat(np.cumsum(counts) - counts, counts)
        arc = ordered[np.repeat(start, counts) + offset]
        value = self._coefficient(arc, kind[row])
        keep = value != 0
        return row[keep], arc[keep], value[keep]

    def _coefficient(self, arc: Ints, kind: Ints) -> Floats:
        load = self.problem.arcs.load[arc]
        hours = self.problem.people.hours[self.problem.arcs.person[arc]]
        value = np.where(kind == 0, load, 1.0)
        cut = kind > 0
        value[cut] = rounded_load(load[cut], hours[cut], kind[cut])
        return value

    def _add_group_rows(self) -> None:
        """Short of a group + fill · need <= need: the fill of every group is at least the common one."""
        problem = self.problem
        groups = problem.group_of_post
        need = np.bincount(groups, problem.posts.need, len(problem.groups)).astype(np.float64)
        live = np.flatnonzero(need > 0)
        row_of = np.full(need.size, -1)
        row_of[live] = np.arange(live.size)
        rows = np.concatenate([row_of[groups], np.arange(live.size)])
        columns = np.concatenate([self.short_columns, np.full(live.size, self.fill_column)])
        values = np.concatenate([np.ones(groups.size), need[live]])
        keep = rows >= 0
        self._program.add_rows(
            Rows(rows[keep], columns[keep], values[keep], np.full(live.size, -_INF), need[live])
        )

    def _add_hire_row(self) -> None:
        if self._hire.size:
            zero = np.zeros(self._hire.size, dtype=np.int64)
            limit = np.array([float(self.problem.most_hired)])
            self._program.add_rows(Rows(zero, self.hired_columns, np.ones(zero.size), np.array([-_INF]), limit))

    def _add_budget_row(self, most_moved: int) -> None:
        """Current pairs kept + excess >= current pairs - budget."""
        current = self.problem.arcs.current.astype(np.float64)
        kept = float(current.sum() + self.problem.lost_pairs - most_moved)
        column = np.array([self.excess_column])
        self._program.add_rows(Rows(np.zeros(1, dtype=np.int64), column, np.ones(1), np.array([kept]), np.array([_INF])))
        self._arc_rows.append((self._program.rows - 1, current))

    def limit(self, linear: Linear, ceiling: float) -> None:
        """Keep ``linear <= ceiling`` from now on: the rung that was climbed."""
        fixed = self._fixed_costs(linear)
        columns = np.concatenate([np.flatnonzero(fixed), self._column[self._arcs]])
        values = np.concatenate([fixed[fixed != 0], linear.arc[self._arcs]])
        keep = values != 0
        # An equality up to rounding would leave the next rung no room; a millionth is below every unit here.
        upper = ceiling - linear.constant + 1e-6 * max(1.0, abs(ceiling))
        zero = np.zeros(int(keep.sum()), dtype=np.int64)
        self._program.add_rows(Rows(zero, columns[keep], values[keep], np.array([-_INF]), np.array([upper])))
        self._arc_rows.append((self._program.rows - 1, linear.arc))

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

    def _activate(self, arcs: Ints) -> None:
        """Bring arcs into the program with their entries in every row that is there."""
        first = self._program.columns
        self._column[arcs] = first + np.arange(arcs.size)
        self._arcs = np.concatenate([self._arcs, arcs])
        rows, owners, values = [self.problem.arcs.post[arcs]], [arcs], [np.ones(arcs.size)]
        if self._person_rows:
            known = np.array(self._person_rows, dtype=np.int64)
            row, arc, value = self._person_entries(arcs, known[:, 1], known[:, 2])
            rows.append(known[row, 0])
            owners.append(arc)
            values.append(value)
        for index, coefficient in self._arc_rows:
            some = arcs[coefficient[arcs] != 0]
            rows.append(np.full(some.size, index))
            owners.append(some)
            values.append(coefficient[some])
        owner = np.concatenate(owners)
        self._program.add_columns(
            lower=self.problem.arcs.locked[arcs].astype(np.float64),
            upper=np.ones(arcs.size),
            column=self._column[owner] - first,
            row=np.concatenate(rows),
            value=np.concatenate(values),
        )
        if self._objective is not None:
            self._program.set_costs(self._costs(self._objective))

    def missing_below(self, point: Point, threshold: float) -> Ints:
        """Arcs that are not in the program although their reduced cost is below the threshold."""
        return np.flatnonzero((self._column < 0) & (point.arc_reduced_costs < threshold))

    def activate(self, arcs: Ints) -> None:
        """Bring arcs into the program."""
        self._activate(arcs)

    # --- solving

    def _fixed_costs(self, linear: Linear) -> Floats:
        hired = linear.hired[self._hire]
        return np.concatenate([linear.short, hired, [linear.fill, linear.excess]])

    def _costs(self, linear: Linear) -> Floats:
        return np.concatenate([self._fixed_costs(linear), linear.arc[self._arcs]])

    def minimise(self, linear: Linear, *, clock: Clock) -> Point:
        """Solve for an objective: price arcs and separate rounded rows until neither finds any more."""
        self._objective = linear
        self._program.set_costs(self._costs(linear))
        point = self._priced(linear, clock)
        for _ in range(_CUT_ROUNDS):
            if not point.feasible or not point.finished or not self._cut(point):
                break
            before, after = point, self._priced(linear, clock)
            if not after.finished:
                break
            point = after
            if not point.feasible or point.objective - before.objective < 1e-5 * max(1.0, abs(point.objective)):
                break
        return point

    def _priced(self, linear: Linear, clock: Clock) -> Point:
        last: Point | None = None
        while True:
            answer = self._program.solve(seconds=clock.left())
            if not answer.finished and last is not None:
                return last
            last = point = self._point(answer, linear)
            done = point.objective - point.bound <= _PRICED * max(1.0, abs(point.objective))
            if not answer.finished or not answer.feasible or done or not self._price(point):
                return point

    def _price(self, point: Point) -> bool:
        costs = np.where(self._column < 0, point.arc_reduced_costs, 0.0)
        wanted = np.flatnonzero(costs < -1e-7)
        if not wanted.size:
            return False
        post = self.problem.arcs.post[wanted]
        order = np.lexsort((costs[wanted], post))
        ordered = post[order]
        rank = np.arange(order.size) - np.searchsorted(ordered, ordered)
        self._activate(np.sort(wanted[order[rank < _PER_POST]]))
        return True

    def _cut(self, point: Point) -> bool:
        person, multiple = separate(self.problem, values=point.arc_values, bind=self.capacity.hours_bind)
        if not person.size:
            return False
        self._add_capacity_rows(person, multiple, multiple.astype(np.float64))
        return True

    def _point(self, answer: LinearAnswer, linear: Linear) -> Point:
        size = self._column.size
        if not answer.feasible or not answer.finished:
            return Point(answer.finished, answer.feasible, _INF, -_INF, answer.values, answer.reduced_costs, np.zeros(size), np.zeros(size))
        values = np.zeros(size)
        values[self._arcs] = answer.values[self._column[self._arcs]]
        costs = self._reduced_costs(answer, linear)
        objective = answer.objective + linear.constant
        return Point(
            finished=True,
            feasible=True,
            objective=objective,
            bound=objective - self._left_out(costs),
            values=answer.values,
            reduced_costs=answer.reduced_costs,
            arc_values=values,
            arc_reduced_costs=costs,
        )

    def _left_out(self, costs: Floats) -> float:
        """What arcs that are not in could save at most: every head of a post takes one arc."""
        outside = np.flatnonzero((self._column < 0) & (costs < 0))
        best = np.zeros(len(self.problem.posts.ids))
        np.minimum.at(best, self.problem.arcs.post[outside], costs[outside])
        return -float(best @ self.problem.posts.need)

    def _reduced_costs(self, answer: LinearAnswer, linear: Linear) -> Floats:
        """Cost of every arc less what the rows pay for it."""
        arcs, duals = self.problem.arcs, answer.row_duals
        cost = linear.arc - duals[arcs.post]
        people = len(self.problem.people.ids)
        known = np.array(self._person_rows, dtype=np.int64)
        paid = duals[known[:, 0]]
        for kind, factor in ((0, arcs.load), (-1, np.ones(arcs.post.size))):
            mine = known[:, 2] == kind
            by_person = np.bincount(known[mine, 1], paid[mine], people)
            cost = cost - by_person[arcs.person] * factor
        cuts = np.flatnonzero((known[:, 2] > 0) & (paid != 0))
        if cuts.size:
            every = np.arange(arcs.post.size)
            row, arc, value = self._person_entries(every, known[cuts, 1], known[cuts, 2])
            cost = cost - np.bincount(arc, value * paid[cuts[row]], cost.size)
        for index, coefficient in self._arc_rows:
            if duals[index]:
                cost = cost - duals[index] * coefficient
        result: Floats = cost
        return result

    # --- plans

    def columns_of(self, plan: Plan) -> Floats:
        """Return the plan as a point of the program; its arcs are brought in."""
        missing = np.flatnonzero(plan.chosen & (self._column < 0))
        if missing.size:
            self._activate(missing)
        problem = self.problem
        values = np.zeros(self._program.columns)
        values[self._column[np.flatnonzero(plan.chosen)]] = 1.0
        filled = np.bincount(problem.arcs.post[plan.chosen], minlength=len(problem.posts.ids))
        values[self.short_columns] = problem.posts.need - filled
        values[self.hired_columns] = hired_by(plan, problem)[self._hire]
        groups = problem.group_of_post
        need = np.bincount(groups, problem.posts.need, len(problem.groups))
        done = np.bincount(groups, filled, len(problem.groups))
        values[self.fill_column] = min((d / n for d, n in zip(done, need, strict=True) if n), default=1.0)
        if problem.most_moved is not None:
            moved = problem.lost_pairs + int((problem.arcs.current & ~plan.chosen).sum())
            values[self.excess_column] = max(0, moved - problem.most_moved)
        return values

    def plan_of(self, values: Floats) -> Plan:
        """Return the plan of a whole-numbered point."""
        chosen: Bools = np.zeros(self._column.size, dtype=np.bool_)
        chosen[self._arcs] = values[self._column[self._arcs]] > 0.5
        return Plan(chosen=chosen)

    def floor(self, linear: Linear) -> float:
        """Return a bound that needs no program: every head takes its cheapest arc or stays short."""
        problem = self.problem
        cheapest = np.where(linear.short < _INF, linear.short, _INF)
        np.minimum.at(cheapest, problem.arcs.post, linear.arc)
        return float(cheapest @ problem.posts.need) + min(linear.fill, 0.0) + linear.constant

    def value_of(self, plan: Plan, linear: Linear) -> float:
        """Return the linear value of a plan."""
        return float(self._costs_at(linear, self.columns_of(plan)))

    def _costs_at(self, linear: Linear, values: Floats) -> float:
        return float(self._costs(linear) @ values) + linear.constant

    def integer(
        self,
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
        whole = np.setdiff1d(np.arange(self._program.columns), [self.fill_column])
        return self._program.integer(
            whole=whole, lower=lower, upper=upper, start=start, gap=gap, least=least, nodes=nodes, seconds=seconds
        )

    def bounds(self) -> tuple[Floats, Floats]:
        """Return lower and upper bounds of every column as the problem gives them."""
        lower, upper = np.zeros(self._program.columns), np.ones(self._program.columns)
        upper[self.short_columns] = self.problem.posts.need
        upper[self.excess_column] = _INF
        upper[self.hired_columns] = self.problem.most_hired
        lower[self._column[self._arcs]] = self.problem.arcs.locked[self._arcs]
        return lower, upper

    @property
    def arcs(self) -> Ints:
        """Arcs in the program, in the order of their columns."""
        return self._arcs

    def column_of(self, arcs: Ints) -> Ints:
        """Columns of arcs that are in the program."""
        return self._column[arcs]
