"""Leximin on the whole model, by counting how many groups are below each amount.

Of two plans the one that has fewer groups below the lowest amount at which the counts differ is the better in
leximin order (Ogryczak and Śliwiński, On direct methods for lexicographic min-max optimization, ICCSA 2006).
So the count at each amount that some group can have is made as small as it can be, from the lowest amount up;
a bisection finds where it must grow. One 0-1 column a group and amount: plain, whole-numbered and for small
problems.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from optimizer.errors import ProblemError, SolverError
from optimizer.staffing.fairness import Leximin
from optimizer.staffing.model.rungs import Asker, Reached, above, total_rows, with_floors
from optimizer.staffing.model.whole import WholeModel
from optimizer.staffing.plan import Plan, tally
from optimizer.staffing.problem import Floats

__all__ = ["climb_counts"]

_STEP = 1e-9
_ROUNDING = 1e-6


def climb_counts(model: WholeModel, aim: Leximin, incumbent: Plan | None, asker: Asker) -> Reached:
    """Raise the sorted amounts of a service to the largest in leximin order, and hold them in that order.

    What is held is how many groups are below each amount, not which: later rungs may let groups trade places.

    Raises
    ------
    ProblemError
        When the totals of the service have no step, so that there is no list of amounts.
    SolverError
        When the time was too short for any plan.
    """
    place = aim.place(model.problem)
    service = model.problem.services[place]
    if not service.step:
        raise ProblemError(
            f"{aim.name}: service {service.name!r} has no step, so its amounts cannot be listed; "
            "give it one, or raise the worst-off group only (depth=1) with solver='highs' or 'gscip'"
        )
    if not service.groups:
        raise ProblemError(f"{aim.name}: service {service.name!r} has no group; give it one or drop the aim")
    descent = _Descent(model, place, asker, incumbent)
    descent.run(aim.depth)
    return descent.reached(aim.tolerance)


class _Descent:
    """The amounts settled so far, from the least: ``(amount, groups that are below it)``."""

    def __init__(self, model: WholeModel, place: int, asker: Asker, incumbent: Plan | None) -> None:
        self._model, self._place, self._asker = model, place, asker
        self._groups = len(model.problem.services[place].groups)
        self._scale = _scale(model, place)
        self._plan = incumbent
        self._settled: list[tuple[float, int]] = []
        self._finished = True
        #: The largest that the least amount can still be.
        self._most = _most(model, place)
        self._complete = False

    def run(self, depth: int | None) -> None:
        """Settle one amount after the other, as many as are asked for."""
        scale, model, below = self._scale, self._model, 0
        if self._plan is None:
            self._plan, _ = self._fewest(model, float(scale[0]))
        while True:
            low, high = self._bisect(model, below)
            if not self._settled:
                self._most = min(self._most, float(scale[high - 1]))
            if not self._finished:
                return
            self._settled.append((float(scale[low]), below))
            model = _held(model, self._place, float(scale[low]), below)
            self._complete = high == scale.size
            if self._complete or len(self._settled) == depth:
                return
            plan, least = self._fewest(model, float(scale[high]))
            if not self._finished or plan is None:
                return
            if least == self._groups:
                self._complete = True
                return
            # Of equals the plan at hand, which is the better further up if it is the start.
            if (self._amounts() < scale[high] - _STEP).sum() > least:
                self._plan = plan
            below = least

    def _bisect(self, model: WholeModel, below: int) -> tuple[int, int]:
        """Return the highest amount with no more groups below it than so many, and the lowest with more."""
        high, low = self._scale.size, self._hop(below)
        while high - low > 1:
            middle = (low + high) // 2
            plan, least = self._fewest(model, float(self._scale[middle]))
            if not self._finished:
                break
            if plan is not None and least <= below:
                self._plan = plan
                low = max(middle, self._hop(below))
            else:
                high = middle
        return low, high

    def _hop(self, below: int) -> int:
        """The highest amount that all but so many groups have in the plan at hand."""
        amounts = np.sort(self._amounts())
        return int(np.searchsorted(self._scale, amounts[below] + _STEP, side="right")) - 1

    def _fewest(self, model: WholeModel, amount: float) -> tuple[Plan | None, int]:
        """Return a plan with the fewest groups below an amount, and their number; notes when time ran out."""
        counted, columns = _counted(model, self._place, amount)
        costs = np.zeros(len(counted.column_names))
        costs[columns] = 1.0
        answer = self._asker.best(counted, costs, gap=0.0, start=self._plan)
        plan = self._asker.plan(counted, answer)
        if plan is None and self._plan is None:
            raise SolverError(f"{self._asker.solver}: no plan found within the time; give it more")
        self._finished = self._finished and answer.finished
        least = len(self._scale) if answer.values is None else round(float(answer.values[columns].sum()))
        return plan, least

    def _amounts(self) -> Floats:
        assert self._plan is not None
        amounts: Floats = tally(self._plan, self._model.problem).amounts[self._place]
        return amounts

    def reached(self, tolerance: float) -> Reached:
        """The end of the rung: amounts of the plan, and which of them nothing can raise."""
        assert self._plan is not None
        model, amounts = self._model, self._amounts()
        for amount, below in self._settled:
            model = _held(model, self._place, amount - tolerance * abs(amount), below)
        if not self._settled:
            model = with_floors(model, self._place, np.full(amounts.size, amounts.min()))
        last = self._settled[-1][0] if self._settled else float(amounts.min())
        proven = np.full(amounts.size, self._complete) | ((amounts < last - _STEP) & bool(self._settled))
        held = amounts if self._complete else np.minimum(amounts, last)
        bounds = np.where(proven, amounts, np.inf)
        value = -float(amounts.min())
        return Reached(model, self._plan, value, min(-self._most, value), self._finished, held, bounds)


def _scale(model: WholeModel, place: int) -> Floats:
    """Every amount that some group could have, rising."""
    problem, service = model.problem, model.problem.services[place]
    first = np.ceil(service.least(problem) / service.step - _ROUNDING)
    last = np.floor(service.most(problem) / service.step + _ROUNDING)
    found = [
        (np.arange(low, high + 1) * service.step + constant) / size
        for low, high, size, constant in zip(first, last, service.size, service.constant, strict=True)
    ]
    amounts = np.unique(np.concatenate(found))
    # The same amount from two sizes can differ in its last digit.
    apart: Floats = amounts[np.append(True, np.diff(amounts) > _STEP)]
    return apart


def _most(model: WholeModel, place: int) -> float:
    """The most that the least amount could be: no group has more than with all its posts filled."""
    service = model.problem.services[place]
    return float(((service.most(model.problem) + service.constant) / service.size).min())


def _counted(model: WholeModel, place: int, amount: float) -> tuple[WholeModel, slice]:
    """Return the model with a column a group that is 1 where it has less than an amount."""
    service = model.problem.services[place]
    wanted = above(model, place, np.full(len(service.groups), amount))
    far = np.maximum(wanted - service.least(model.problem), 0.0)
    first = len(model.column_names)
    more = model.with_binaries([f"below[{service.name},{group},{amount:.9g}]" for group in service.groups])
    own = total_rows(model, place)
    matrix = csr_array(hstack([own, diags_array(far)]).tocsr())
    names = [f"counted[{service.name},{group},{amount:.9g}]" for group in service.groups]
    limit = np.full(far.size, np.inf)
    return more.with_rows(names, matrix, lower=wanted, upper=limit), slice(first, first + far.size)


def _held(model: WholeModel, place: int, amount: float, below: int) -> WholeModel:
    """Return the model with at most so many groups below an amount."""
    if not below:
        return with_floors(model, place, np.full(len(model.problem.services[place].groups), amount))
    counted, columns = _counted(model, place, amount)
    row = np.zeros((1, len(counted.column_names)))
    row[0, columns] = 1.0
    name = f"few[{model.problem.services[place].name},{amount:.9g}]"
    least, most = np.full(1, -np.inf), np.full(1, float(below))
    return counted.with_rows([name], csr_array(row), lower=least, upper=most)
