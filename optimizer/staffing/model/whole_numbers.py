"""A program for CP-SAT: every column, factor and side a whole number.

Rows of the problem are multiplied by a power of ten that makes them whole to within a millionth, at most
10**6. Rows that need more are rounded to some 15 digits of the largest value, and all that rounding could
hide is added to their ends; where that is more than a check of the plan lets pass they are refused. Costs and
the ceilings of climbed rungs are rounded to some 12 digits, and what that could hide is taken off the bound
and added to the ceiling.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, diags_array

from optimizer.errors import ProblemError
from optimizer.staffing.model.program import Program, caps
from optimizer.staffing.model.whole import WholeModel
from optimizer.staffing.problem import Floats

__all__ = ["in_whole_numbers"]

_POWERS = 10.0 ** np.arange(7)
_NEAR = 1e-6
#: Largest value that rounded costs can come to, and that the sum of a rounded row can.
_LARGEST, _LARGEST_ROW = 1e12, 2.0**52
#: By how much rounding may loosen a rule: less than the checks of a plan let pass.
_HIDDEN = 1e-7


def in_whole_numbers(program: Program, model: WholeModel) -> tuple[Program, float]:
    """Return the program in whole numbers, and what one unit of its objective is worth.

    Its objective is nowhere above the true one, so its bound holds.

    Raises
    ------
    ProblemError
        When a column takes fractions or a row cannot be made whole.
    """
    upper = caps(program)
    _check_columns(program, upper, model)
    reach = np.maximum(np.abs(program.lower), np.abs(upper))
    factor, room = np.ones(program.row_lower.size), np.zeros(program.row_lower.size)
    matrix = program.matrix
    for row in range(factor.size):
        entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
        values, columns = matrix.data[entries], matrix.indices[entries]
        if model.climbed[row]:
            factor[row], room[row] = _rounded(values, reach[columns])
        else:
            factor[row], room[row] = _exact(values, reach[columns], model.row_names[row])
    scaled = csr_array(diags_array(factor) @ matrix)
    scaled.data = np.round(scaled.data)
    share, lost = _rounded(program.costs, reach)
    whole = replace(
        program,
        costs=np.round(program.costs * share),
        constant=program.constant * share - lost,
        lower=np.ceil(program.lower - _NEAR),
        upper=np.floor(upper + _NEAR),
        row_lower=np.ceil(program.row_lower * factor - room - _NEAR),
        row_upper=np.floor(program.row_upper * factor + room + _NEAR),
        matrix=scaled,
    )
    return whole, 1.0 / share


def _check_columns(program: Program, upper: Floats, model: WholeModel) -> None:
    names = model.column_names
    for column in np.flatnonzero(~program.whole):
        raise ProblemError(
            f"cp_sat: {names[column]} takes fractions, and CP-SAT whole numbers only; "
            "use solver='highs' or 'gscip'"
        )
    for column in np.flatnonzero(~np.isfinite(upper)):
        raise ProblemError(
            f"cp_sat: {names[column]} has no upper bound, and no row says one; give the column one"
        )


def _exact(values: Floats, reach: Floats, name: str) -> tuple[float, float]:
    """The smallest power of ten that makes all factors of a row whole, or a large one and what it hides."""
    for power in _POWERS:
        apart = np.abs(values * power - np.round(values * power))
        if (apart <= _NEAR).all():
            return float(power), 0.0
    factor, hidden = _rounded(values, reach, largest=_LARGEST_ROW)
    # One unit more for what floats lose in the sums that the sides of rows come from.
    if hidden + 1.0 <= _HIDDEN * factor:
        return factor, hidden + 1.0
    worst = float(values[int(np.argmax(apart))])
    raise ProblemError(
        f"cp_sat: {name} has the factor {worst!r}, which has too many decimals for so large a sum; "
        "round the data, or use solver='highs' or 'gscip'"
    )


def _rounded(values: Floats, reach: Floats, *, largest: float = _LARGEST) -> tuple[float, float]:
    """A factor after which rounding hides little, and the most that it hides in the new unit."""
    for power in _POWERS:
        if (np.abs(values * power - np.round(values * power)) <= 1e-9).all():
            return float(power), 0.0
    most = max(float(np.abs(values) @ reach), 1e-12)
    # A power of two, so that the product with it loses nothing.
    factor = float(2.0 ** np.floor(np.log2(largest / most)))
    return factor, float(np.abs(values * factor - np.round(values * factor)) @ reach)
