"""A linear program with whole columns, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from optimizer.staffing.model.whole import WholeModel
from optimizer.staffing.problem import Bools, Floats

__all__ = ["Program", "caps", "floors"]


@dataclass(frozen=True)
class Program:
    """Minimise ``costs · columns + constant`` within bounds and rows.

    Attributes
    ----------
    costs, lower, upper : ndarray of float, shape (columns,)
    whole : ndarray of bool, shape (columns,)
    constant : float
    row_lower, row_upper : ndarray of float, shape (rows,)
    matrix : csr_array, shape (rows, columns)
    """

    costs: Floats
    lower: Floats
    upper: Floats
    whole: Bools
    constant: float
    row_lower: Floats
    row_upper: Floats
    matrix: csr_array

    @classmethod
    def of(cls, model: WholeModel, costs: Floats, *, constant: float = 0.0) -> Program:
        """Take everything but the costs from a model."""
        ends = (model.lower, model.upper, model.whole, constant, model.row_lower, model.row_upper)
        return cls(costs, *ends, model.matrix)


def caps(program: Program) -> Floats:
    """Return upper bounds that cost nothing, shape (columns,): finite wherever the rows tell one.

    An extra column without an upper bound is worth as little as its rows allow, so no plan needs more than
    the most that its rows can ask for. What one column needs can follow from what another is capped at.
    """
    upper = program.upper.copy()
    entries = program.matrix.tocoo()
    for _ in range(int((~np.isfinite(upper)).sum())):
        asked = _asked(program, entries, upper)
        found = ~np.isfinite(upper) & np.isfinite(asked)
        if not found.any():
            break
        upper[found] = np.maximum(asked, program.lower)[found]
    whole = program.whole & np.isfinite(upper)
    upper[whole] = np.ceil(upper[whole] - 1e-9)
    return upper


def floors(program: Program, upper: Floats) -> Floats:
    """Return lower bounds, shape (columns,): what a row asks of a column however much the others give."""
    asked = _asked(program, program.matrix.tocoo(), upper, always=True)
    least: Floats = np.maximum(program.lower, np.where(np.isfinite(asked), asked, -np.inf))
    return least


def _asked(program: Program, entries: coo_array, upper: Floats, *, always: bool = False) -> Floats:
    """The most that any row can ask of each column, or asks whatever the other columns in it give.

    -inf where no row asks; where the others have no end a row can ask for everything, and always for nothing.
    """
    row, column, value = entries.row, entries.col, entries.data
    ends = np.stack([value * program.lower[column], value * upper[column]])
    asked = np.full(upper.size, -np.inf)
    for side, limit in ((1.0, program.row_lower), (-1.0, program.row_upper)):
        # As a row `Σ >= limit`: it asks most of a column when the others give least.
        each = (side * ends).max(axis=0) if always else (side * ends).min(axis=0)
        known = np.isfinite(each)
        endless = np.bincount(row[~known], minlength=limit.size)
        given = np.bincount(row, np.where(known, each, 0.0), limit.size)
        asks = (side * value > 0) & np.isfinite(limit[row])
        others_end = endless[row] - ~known == 0
        rest = given[row] - np.where(known, each, 0.0)
        lacking = (side * limit[row[asks]] - rest[asks]) / np.abs(value[asks])
        need = np.where(others_end[asks], lacking, -np.inf if always else np.inf)
        np.maximum.at(asked, column[asks], need)
    return asked
