"""A linear program over arcs of which only those that can matter are in; prices say which to bring in."""

from __future__ import annotations

import numpy as np

from optimizer.linear import LinearProgram, Rows
from optimizer.staffing.linear import Linear
from optimizer.staffing.problem import Floats, Ints, StaffingProblem
from optimizer.staffing.ranking import cheapest_of_each
from optimizer.staffing.rows import Block

__all__ = ["GrowingProgram"]

_NEAREST = 8
_PER_POST = 6


class GrowingProgram:
    """Columns that are no arcs, then arcs in the order in which they came in.

    Parameters
    ----------
    problem : StaffingProblem
    lower, upper : ndarray of float, shape (other columns,)
        Bounds of the columns that are no arcs.
    seed : int
    """

    def __init__(self, problem: StaffingProblem, *, lower: Floats, upper: Floats, seed: int) -> None:
        self.problem = problem
        self.program = LinearProgram(seed=seed)
        self._column = np.full(problem.arcs.post.size, -1, dtype=np.int64)
        self._arcs = np.zeros(0, dtype=np.int64)
        # Entries of every row over all arcs, also those that are not in the program yet.
        self._entries: list[tuple[Ints, Ints, Floats]] = []
        none = np.zeros(0, dtype=np.int64)
        self.program.add_columns(lower=lower, upper=upper, column=none, row=none, value=np.zeros(0))

    @property
    def arcs(self) -> Ints:
        """Arcs in the program, in the order of their columns."""
        return self._arcs

    def column_of(self, arcs: Ints) -> Ints:
        """Columns of arcs that are in the program."""
        return self._column[arcs]

    def add(self, block: Block) -> None:
        """Append rows over the arcs that are in; arcs that come later bring their entries along."""
        first = self.program.rows
        inside = self._column[block.arc] >= 0
        self.program.add_rows(
            Rows(
                row=np.concatenate([block.row, block.arc_row[inside]]),
                column=np.concatenate([block.column, self._column[block.arc[inside]]]),
                value=np.concatenate([block.value, block.arc_value[inside]]),
                lower=block.lower,
                upper=block.upper,
            )
        )
        self._entries.append((block.arc_row + first, block.arc, block.arc_value))

    def nearest(self) -> Ints:
        """Arcs to start with: the nearest of each post, today's roster and the locked."""
        arcs = self.problem.arcs
        start = arcs.current | arcs.locked
        start[cheapest_of_each(arcs.post, arcs.minutes, _NEAREST)] = True
        return np.flatnonzero(start)

    def activate(self, arcs: Ints) -> None:
        """Bring arcs into the program with their entries in every row that is there."""
        first = self.program.columns
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
        self.program.add_columns(
            lower=self.problem.arcs.locked[arcs].astype(np.float64),
            upper=np.ones(arcs.size),
            column=self._column[arc] - first,
            row=row,
            value=value,
        )

    def fix(self, arcs: Ints) -> None:
        """Keep arcs that are in the program in every point until `release`."""
        for column in self._column[arcs]:
            self.program.set_lower(int(column), 1.0)

    def release(self, arcs: Ints) -> None:
        """Let arcs go that were fixed."""
        for column in self._column[arcs[~self.problem.arcs.locked[arcs]]]:
            self.program.set_lower(int(column), 0.0)

    def include(self, arcs: Ints) -> None:
        """Bring in those arcs that are not in the program yet."""
        missing = arcs[self._column[arcs] < 0]
        if missing.size:
            self.activate(missing)

    def missing_below(self, costs: Floats, threshold: float) -> Ints:
        """Arcs that are not in the program although their cost is below the threshold."""
        return np.flatnonzero((self._column < 0) & (costs < threshold))

    # --- prices

    def reduced_costs(self, duals: Floats, linear: Linear) -> Floats:
        """Cost of every arc less what the rows pay for it."""
        costs = linear.arc.copy()
        for row, arc, value in self._entries:
            costs -= np.bincount(arc, value * duals[row], costs.size)
        return costs

    def left_out(self, costs: Floats) -> float:
        """What arcs that are not in could save at most: every place of a post takes one arc."""
        outside = np.flatnonzero((self._column < 0) & (costs < 0))
        best = np.zeros(len(self.problem.posts.ids))
        np.minimum.at(best, self.problem.arcs.post[outside], costs[outside])
        return -float(best @ self.problem.posts.most)

    def first_of_each_post(self, arcs: Ints, costs: Floats) -> Ints:
        """The cheapest few of some arcs of each post."""
        return np.sort(arcs[cheapest_of_each(self.problem.arcs.post[arcs], costs[arcs], _PER_POST)])

    def rescuing(self) -> Ints | None:
        """Arcs that could give a program without a point one; none when all arcs together could not.

        Returns
        -------
        ndarray of int or None
            None when HiGHS cannot say why there is no point, so that nothing is proven.
        """
        why = self.program.contradiction()
        if why is None:
            return None
        weights, margin = why
        outside = np.flatnonzero(self._column < 0)
        help_ = np.zeros(self._column.size)
        for row, arc, value in self._entries:
            help_ += np.bincount(arc, value * weights[row], help_.size)
        outside = outside[help_[outside] > 1e-9]
        best = np.zeros(len(self.problem.posts.ids))
        np.maximum.at(best, self.problem.arcs.post[outside], help_[outside])
        if float(best @ self.problem.posts.most) < margin:
            return np.zeros(0, dtype=np.int64)
        return self.first_of_each_post(outside, -help_)


_NOTHING = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
