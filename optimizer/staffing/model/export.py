"""The whole model as a file that other solvers read: MPS or LP."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csc_array, csr_array

from optimizer.errors import ProblemError
from optimizer.staffing.linear import Linear
from optimizer.staffing.model.names import legal
from optimizer.staffing.model.whole import WholeModel
from optimizer.staffing.problem import Bools, Floats

__all__ = ["write_model"]

#: Terms on a line of an LP file; readers take some 500 characters a line.
_TERMS = 6


def write_model(model: WholeModel, linear: Linear, path: str | Path) -> Path:
    """Write the model with one objective to minimise; the file is there whole or not at all.

    Numbers have all their digits and every row one sense, so that it reads back as it was.

    Parameters
    ----------
    model : WholeModel
    linear : Linear
    path : str or Path
        Ends in ``.mps`` (free MPS) or ``.lp`` (CPLEX LP).

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    ProblemError
        When the name ends in anything else.
    """
    path = Path(path)
    writers = {".mps": _mps, ".lp": _lp}
    if path.suffix.lower() not in writers:
        raise ProblemError(f"path: {path.name!r} ends in {path.suffix!r}; give it .mps or .lp")
    text = "\n".join(writers[path.suffix.lower()](_Sheet.of(model, linear)))
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(text + "\n", encoding="ascii")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


@dataclass(frozen=True)
class _Sheet:
    """What a file says: columns as they are, and rows with one sense each.

    Attributes
    ----------
    columns, rows : tuple of str
    costs, lower, upper : ndarray of float, shape (columns,)
    whole : ndarray of bool, shape (columns,)
    constant : float
    senses : tuple of str
        ``E``, ``L`` or ``G`` a row.
    sides : ndarray of float, shape (rows,)
    matrix : csr_array, shape (rows, columns)
    """

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    costs: Floats
    lower: Floats
    upper: Floats
    whole: Bools
    constant: float
    senses: tuple[str, ...]
    sides: Floats
    matrix: csr_array

    @classmethod
    def of(cls, model: WholeModel, linear: Linear) -> _Sheet:
        """Take a row with two ends apart: a range in a file loses digits of the end that is not written."""
        low, high = model.row_lower, model.row_upper
        alike = np.flatnonzero(low == high)
        least = np.flatnonzero(np.isfinite(low) & (low != high))
        most = np.flatnonzero(np.isfinite(high) & (low != high))
        place = np.concatenate([alike, least, most])
        sense = np.repeat(["E", "G", "L"], [alike.size, least.size, most.size])
        side = np.concatenate([low[alike], low[least], high[most]])
        order = np.argsort(place, kind="stable")
        matrix = csr_array(model.matrix[place[order]])
        matrix.eliminate_zeros()
        both = np.isfinite(low) & np.isfinite(high) & (low != high)
        ends = {"E": "", "G": ".least", "L": ".most"}
        names = [
            model.row_names[r] + (ends[s] if both[r] else "")
            for r, s in zip(place[order], sense[order], strict=True)
        ]
        return cls(
            columns=legal(model.column_names),
            # The objective has a name of its own among the rows.
            rows=legal(["objective", *names])[1:],
            costs=model.costs(linear),
            lower=model.lower,
            upper=model.upper,
            whole=model.whole,
            constant=linear.constant,
            senses=tuple(sense[order].tolist()),
            sides=side[order],
            matrix=matrix,
        )

    def named(self) -> Bools:
        """Columns that the objective has to name: those with a cost, and those that stand in no row."""
        alone = np.bincount(self.matrix.indices, minlength=len(self.columns)) == 0
        named: Bools = (self.costs != 0) | alone
        return named


def _mps(sheet: _Sheet) -> Iterator[str]:
    yield "NAME evenreach"
    yield "ROWS"
    yield " N objective"
    yield from (f" {sense} {name}" for sense, name in zip(sheet.senses, sheet.rows, strict=True))
    yield "COLUMNS"
    yield from _mps_columns(sheet)
    yield "RHS"
    # The right side of the objective counts against it.
    sides = [("objective", -sheet.constant), *zip(sheet.rows, sheet.sides.tolist(), strict=True)]
    yield from (f" rhs {name} {side!r}" for name, side in sides if side)
    yield "BOUNDS"
    for name, low, high in zip(sheet.columns, sheet.lower.tolist(), sheet.upper.tolist(), strict=True):
        if low == high:
            yield f" FX bounds {name} {low!r}"
            continue
        yield f" LO bounds {name} {low!r}" if np.isfinite(low) else f" MI bounds {name}"
        # Said even where there is none: some readers take 1 for a whole number without.
        yield f" UP bounds {name} {high!r}" if np.isfinite(high) else f" PL bounds {name}"
    yield "ENDATA"


def _mps_columns(sheet: _Sheet) -> Iterator[str]:
    matrix, within, named = csc_array(sheet.matrix), False, sheet.named()
    starts, index, data = matrix.indptr.tolist(), matrix.indices.tolist(), matrix.data.tolist()
    for column, (name, whole) in enumerate(zip(sheet.columns, sheet.whole.tolist(), strict=True)):
        if whole is not within:
            yield f" marker 'MARKER' '{'INTORG' if whole else 'INTEND'}'"
            within = whole
        if named[column]:
            yield f" {name} objective {float(sheet.costs[column])!r}"
        for entry in range(starts[column], starts[column + 1]):
            yield f" {name} {sheet.rows[index[entry]]} {data[entry]!r}"
    if within:
        yield " marker 'MARKER' 'INTEND'"


def _lp(sheet: _Sheet) -> Iterator[str]:
    yield "\\ evenreach"
    yield "minimize"
    named = np.flatnonzero(sheet.named()).tolist()
    goal = [sheet.columns[c] for c in named], sheet.costs[named].tolist()
    yield from _terms("objective", *goal, f" {sheet.constant:+.17g}")
    yield "subject to"
    signs = {"E": "=", "L": "<=", "G": ">="}
    matrix = sheet.matrix
    starts, index, data = matrix.indptr.tolist(), matrix.indices.tolist(), matrix.data.tolist()
    for row, (name, sense, side) in enumerate(
        zip(sheet.rows, sheet.senses, sheet.sides.tolist(), strict=True)
    ):
        mine = slice(starts[row], starts[row + 1])
        names, values = [sheet.columns[c] for c in index[mine]], data[mine]
        if not names:
            # A row has to name something.
            names, values = [sheet.columns[0]], [0.0]
        yield from _terms(name, names, values, f" {signs[sense]} {side!r}")
    yield "bounds"
    for name, low, high in zip(sheet.columns, sheet.lower.tolist(), sheet.upper.tolist(), strict=True):
        yield f" {name} = {low!r}" if low == high else f" {_end(low)} <= {name} <= {_end(high)}"
    yield "general"
    yield from (f" {name}" for name, whole in zip(sheet.columns, sheet.whole, strict=True) if whole)
    yield "end"


def _terms(name: str, columns: list[str], values: list[float], end: str) -> Iterator[str]:
    terms = [f"{value:+.17g} {column}" for column, value in zip(columns, values, strict=True)]
    lines = [" ".join(terms[i : i + _TERMS]) for i in range(0, len(terms), _TERMS)]
    if not lines:
        yield f" {name}:{end}"
        return
    yield f" {name}: {lines[0]}" + (end if len(lines) == 1 else "")
    for i, line in enumerate(lines[1:], start=2):
        yield f"  {line}" + (end if i == len(lines) else "")


def _end(value: float) -> str:
    return repr(value) if np.isfinite(value) else ("-inf" if value < 0 else "+inf")
