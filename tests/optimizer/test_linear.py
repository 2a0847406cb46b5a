"""What HiGHS refuses is said, not lost."""

from __future__ import annotations

import highspy
import numpy as np
import pytest

from optimizer.errors import SolverError
from optimizer.linear import LinearProgram, Rows

ONE, NONE = np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64)


def program(factor: float) -> LinearProgram:
    """One column of at most 1 in one row: factor · column >= factor / 2."""
    found = LinearProgram(seed=1)
    found.add_columns(upper=np.ones(1), column=NONE, row=NONE, value=np.zeros(0))
    half = np.array([factor / 2])
    found.add_rows(Rows(row=ONE, column=ONE, value=np.array([factor]), lower=half, upper=np.array([np.inf])))
    return found


def test_a_row_that_highs_refuses_is_an_error() -> None:
    """A factor of 1e16 is beyond what HiGHS takes, one of 1e10 is not."""
    with pytest.raises(SolverError, match="rows: HiGHS refuses"):
        program(1e16)
    fine = program(1e10)
    fine.set_costs(np.ones(1))
    assert fine.solve(seconds=5.0).objective == pytest.approx(0.5)


def test_a_column_that_highs_refuses_is_an_error() -> None:
    """An entry in a row that is not there is refused, one in the row that is there is taken."""
    found = program(1.0)
    value = np.ones(1)
    found.add_columns(upper=np.ones(1), column=ONE, row=ONE, value=value)
    with pytest.raises(SolverError, match="columns: HiGHS refuses"):
        found.add_columns(upper=np.ones(1), column=ONE, row=ONE + 7, value=value)


@pytest.mark.parametrize("times", [1, 2])
def test_where_highs_loses_its_way_it_starts_anew_and_else_has_no_answer(
    times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once: the second run has the optimum. Twice: as at the limit of time, nothing is known."""
    fine, left = program(1.0), [highspy.HighsModelStatus.kUnknown] * times
    fine.set_costs(np.ones(1))
    run = LinearProgram._run
    monkeypatch.setattr(
        LinearProgram, "_run", lambda self, seconds: left.pop() if left else run(self, seconds)
    )
    answer = fine.solve(seconds=5.0)
    assert answer.finished == (times == 1) and answer.feasible
    assert answer.objective == pytest.approx(0.5) if times == 1 else answer.objective == np.inf
