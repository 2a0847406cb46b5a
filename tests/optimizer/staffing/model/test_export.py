"""A written model reads back as it was, in other libraries."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np
import pytest
from ortools.linear_solver.python import model_builder
from scipy.sparse import csc_array, csr_array

from optimizer.errors import ProblemError
from optimizer.staffing import Changes, EvenLoad, KolmPollak, MaxMin, Shortage
from optimizer.staffing.linear import Linear
from optimizer.staffing.model import WholeModel, solve_with, whole_model, write_model
from optimizer.staffing.model.names import legal
from tests.optimizer.staffing.model.drawn import drawn


def _model(seed: int) -> tuple[WholeModel, Linear]:
    problem = drawn(seed)
    aims = (Shortage(), MaxMin(), KolmPollak(kappa=2.0), EvenLoad(kappa=3.0))
    for aim in aims:
        problem = aim.prepare(problem)
    linear = Linear.zero(problem)
    for aim, weight in zip((*aims, Changes()), (1 / 3, 1.0, 0.1, 1 / 7, 1e-3), strict=True):
        linear = linear.plus(aim.linear(problem), weight)
    return whole_model(problem), linear


def _read(path: Path) -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    return highs


@pytest.mark.parametrize("suffix", ["mps", "lp"])
@pytest.mark.parametrize("seed", range(20))
def test_columns_and_rows_read_back_to_the_last_digit(seed: int, suffix: str, tmp_path: Path) -> None:
    """HiGHS reads the same costs, bounds, whole numbers and rows out of either file."""
    model, linear = _model(seed)
    read = _read(write_model(model, linear, tmp_path / f"model.{suffix}")).getLp()
    # An LP file has no list of columns: readers take them in the order in which they meet them.
    places = dict(zip(read.col_names_, range(read.num_col_), strict=True))
    order = np.array([places[name] for name in legal(model.column_names)])
    assert order.size == read.num_col_ and read.offset_ == linear.constant
    assert np.array_equal(np.array(read.col_cost_)[order], model.costs(linear))
    assert np.array_equal(np.array(read.col_lower_)[order], model.lower)
    assert np.array_equal(np.array(read.col_upper_)[order], model.upper)
    whole = np.array([kind == highspy.HighsVarType.kInteger for kind in read.integrality_])
    assert np.array_equal(whole[order], model.whole)
    shape = (read.num_row_, read.num_col_)
    a = read.a_matrix_
    parts = tuple(np.array(part) for part in (a.value_, a.index_, a.start_))
    matrix = csc_array(parts, shape=shape).tocsr()[:, order]
    row = dict(zip(read.row_names_, range(read.num_row_), strict=True))
    for name, mine, low, high in zip(
        model.row_names, model.matrix.toarray(), model.row_lower, model.row_upper, strict=True
    ):
        if not np.isfinite([low, high]).any():
            continue
        plain = name.replace("[", ".").replace(",", ".").replace("]", "")
        plain = "".join(c if c.isalnum() or c in "._" else "_" for c in plain)
        places = [row[each] for each in (plain, f"{plain}.least", f"{plain}.most") if each in row]
        assert places, name
        assert max(read.row_lower_[r] for r in places) == low
        assert min(read.row_upper_[r] for r in places) == high
        for r in places:
            assert np.array_equal(matrix[[r]].toarray()[0], mine)


@pytest.mark.parametrize("seed", range(20))
def test_another_library_finds_the_same_optimum(seed: int, tmp_path: Path) -> None:
    """SCIP behind ModelBuilder and HiGHS reach one value with the MPS file, HiGHS with the LP file, too."""
    model, linear = _model(seed)
    path = write_model(model, linear, tmp_path / "model.mps")
    builder, solver = model_builder.Model(), model_builder.Solver("scip")
    assert builder.import_from_mps_file(str(path))
    assert solver.solve(builder) == model_builder.SolveStatus.OPTIMAL
    for suffix in ("mps", "lp"):
        highs = _read(write_model(model, linear, tmp_path / f"model.{suffix}"))
        highs.run()
        assert highs.getInfo().objective_function_value == pytest.approx(solver.objective_value, abs=1e-5)


def test_the_optimum_of_the_file_is_that_of_the_rung(tmp_path: Path) -> None:
    """The shortage that the file allows is the one that the solvers reach on the problem."""
    problem = drawn(5)
    path = write_model(whole_model(problem), Shortage().linear(problem), tmp_path / "shortage.lp")
    highs = _read(path)
    highs.run()
    shortage = solve_with(problem, ladder=[Shortage()], solver="gscip").certificates[0].objective
    assert highs.getInfo().objective_function_value == pytest.approx(shortage)


def test_writing_twice_gives_the_same_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    """Same model, same bytes; no draft is left beside it."""
    model, linear = _model(4)
    for suffix in ("mps", "lp"):
        path = tmp_path / f"model.{suffix}"
        first = write_model(model, linear, path).read_bytes()
        assert write_model(model, linear, str(path)).read_bytes() == first
    assert sorted(each.name for each in tmp_path.iterdir()) == ["model.lp", "model.mps"]


@pytest.mark.parametrize("suffix", ["mps", "lp"])
@pytest.mark.parametrize("seed", [0, 3, 7, 11])
def test_a_factor_of_zero_is_written_only_where_a_name_is_needed(
    seed: int, suffix: str, tmp_path: Path
) -> None:
    """A column without cost and row is named once, an empty row of an LP file names one; no other zeros."""
    model, linear = _model(seed)
    model = model.with_binaries(["alone"])
    matrix, two = csr_array(model.matrix.copy()), int(np.argmax(np.diff(model.matrix.indptr) > 1))
    matrix.data[matrix.indptr[two]] = 0.0
    path = write_model(replace(model, matrix=matrix), linear, tmp_path / f"model.{suffix}")
    dense, costs, names = matrix.toarray(), model.costs(linear), legal(model.column_names)
    lone = ~(dense != 0).any(axis=0) & (costs == 0)
    needed = [name for name, alone in zip(names, lone, strict=True) if alone]
    assert "alone" in needed
    if suffix == "lp":
        empty = ~(dense != 0).any(axis=1)
        needed += [names[0]] * int(np.isfinite([model.row_lower[empty], model.row_upper[empty]]).sum())
    text = path.read_text()
    terms = text[: text.index("RHS" if suffix == "mps" else "bounds")]
    zeros = r"(\S+) \S+ -?0\.0$" if suffix == "mps" else r"[+-]0 (\S+)"
    assert sorted(re.findall(zeros, terms, flags=re.M)) == sorted(needed)
    assert sorted(_read(path).getLp().col_names_) == sorted(names)


def test_any_other_ending_is_refused(tmp_path: Path) -> None:
    """The message names the file and the endings there are."""
    model, linear = _model(4)
    with pytest.raises(ProblemError, match=r"'model.txt' ends in '.txt'; give it .mps or .lp"):
        write_model(model, linear, tmp_path / "model.txt")
    assert not list(tmp_path.iterdir())
