"""An integer program that grows by columns and rows, and is then handed to branch and cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array

from optimizer.integer import IntegerAnswer, IntegerProgram, Stop, branch_and_cut
from optimizer.monitor import Monitor

__all__ = ["GrowingProgram"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: More than any instance that ends takes; the time decides.
_NODES = 100_000_000


class GrowingProgram:
    """Costs to make least over columns within bounds, some of them whole, under rows.

    Attributes
    ----------
    size : int
        Columns so far.
    """

    def __init__(self) -> None:
        self.size = 0
        self._height = 0
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self._costs: list[tuple[Ints, Floats]] = []
        self._whole: list[Ints] = []
        self._entries: list[tuple[Ints, Ints, Floats]] = []
        self._row_lower: list[Floats] = []
        self._row_upper: list[Floats] = []

    def columns(
        self, size: int, *, lower: ArrayLike = 0.0, upper: ArrayLike = 1.0, whole: bool = False
    ) -> Ints:
        """Append columns; return their numbers."""
        found = np.arange(self.size, self.size + size)
        for kept, given in ((self._lower, lower), (self._upper, upper)):
            kept.append(np.broadcast_to(np.asarray(given, dtype=np.float64), (size,)))
        self._whole += [found] if whole else []
        self.size += size
        return found

    def charge(self, columns: Ints, cost: ArrayLike) -> None:
        """Add to the costs of columns."""
        self._costs.append((columns, np.broadcast_to(np.asarray(cost, dtype=np.float64), columns.shape)))

    def rows(
        self,
        size: int,
        row: ArrayLike,
        column: Ints,
        value: ArrayLike,
        *,
        lower: ArrayLike = -np.inf,
        upper: ArrayLike = np.inf,
    ) -> None:
        """Append rows, entry by entry; `row` counts from 0 among those appended."""
        at = np.broadcast_to(np.asarray(row, dtype=np.int64), column.shape)
        amount = np.broadcast_to(np.asarray(value, dtype=np.float64), column.shape)
        self._entries.append((at + self._height, column, amount))
        self._row_lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), (size,)))
        self._row_upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), (size,)))
        self._height += size

    def solve(
        self,
        *,
        gap: float,
        seconds: float,
        seed: int,
        constant: float = 0.0,
        start: Floats | None = None,
        monitor: Monitor | None = None,
    ) -> IntegerAnswer:
        """Return the best values, None where there are none or none were found, and a bound.

        Parameters
        ----------
        gap : float
            Relative.
        seconds : float
        seed : int
        constant : float
            What counts to the value besides costs; the gap is a share of all.
        start : ndarray of float, shape (columns,), optional
            A plan to start from.
        monitor : Monitor, optional
        """
        rows, columns, values = (np.concatenate(each) for each in zip(*self._entries, strict=True))
        matrix = csc_array((values, (rows, columns)), shape=(self._height, self.size))
        costs = np.zeros(self.size)
        for charged, amount in self._costs:
            np.add.at(costs, charged, amount)
        program = IntegerProgram.cut_out(
            matrix,
            costs=costs,
            rows=(np.concatenate(self._row_lower), np.concatenate(self._row_upper)),
            columns=(np.concatenate(self._lower), np.concatenate(self._upper)),
            whole=np.concatenate(self._whole) if self._whole else np.zeros(0, dtype=np.int64),
        )
        if program is None:
            return IntegerAnswer(values=None, bound=np.inf)
        stop = Stop(gap=gap, least=0.0, nodes=_NODES, seconds=seconds, monitor=monitor)
        program = replace(program, offset=program.offset + constant)
        return program.full(branch_and_cut(program, stop=stop, seed=seed, start=program.short(start)))
