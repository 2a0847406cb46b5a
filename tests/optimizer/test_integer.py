"""Integer programs cut out of a larger one: what is fixed is taken out, what is found fits the whole."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from optimizer.counting import clause_learning
from optimizer.integer import Engine, IntegerProgram, Stop, branch_and_cut

STOP = Stop(gap=0.0, least=0.5, nodes=1000, seconds=10.0)


def knapsacks(seed: int, *, fractions: bool) -> IntegerProgram:
    """Jobs to people with hours: as few jobs undone as possible; some jobs are given away already."""
    random = np.random.default_rng(seed)
    jobs, people = 8, 3
    load = random.integers(2, 9, (jobs, people)) + (random.random((jobs, people)) if fractions else 0.0)
    size = jobs * people
    matrix = np.zeros((jobs + people, size + jobs))
    for job in range(jobs):
        matrix[job, job * people : (job + 1) * people] = 1.0
        matrix[job, size + job] = 1.0
        for person in range(people):
            matrix[jobs + person, job * people + person] = load[job, person]
    hours = random.integers(9, 16, people).astype(float)
    lower, upper = np.zeros(size + jobs), np.ones(size + jobs)
    given = int(random.integers(0, people))
    lower[given] = 1.0
    program = IntegerProgram.cut_out(
        csc_array(matrix),
        costs=np.concatenate([np.zeros(size), np.ones(jobs)]),
        rows=(np.r_[np.ones(jobs), np.full(people, -np.inf)], np.r_[np.ones(jobs), hours]),
        columns=(lower, upper),
        whole=np.arange(size + jobs),
    )
    assert program is not None
    return program


def optimum(program: IntegerProgram) -> float:
    """The same by scipy's HiGHS, from the arrays."""
    answer = milp(
        program.costs,
        constraints=LinearConstraint(program.matrix, program.row_lower, program.row_upper),
        bounds=Bounds(program.lower, program.upper),
        integrality=program.whole.astype(int),
    )
    return float(answer.fun) + program.offset


@pytest.mark.parametrize("engine", [branch_and_cut, clause_learning])
@pytest.mark.parametrize("fractions", [False, True])
@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_both_engines_find_a_best_point_that_keeps_every_row(
    engine: Engine, fractions: bool, seed: int
) -> None:
    """Values keep rows and bounds and cost what the best costs; a bound is never above that."""
    program = knapsacks(seed, fractions=fractions)
    answer = engine(program, stop=STOP, seed=1, start=None)
    best = optimum(program)
    assert answer.values is not None
    used = program.matrix @ answer.values
    assert (used >= program.row_lower - 1e-6).all() and (used <= program.row_upper + 1e-6).all()
    assert (answer.values >= program.lower - 1e-9).all() and (answer.values <= program.upper + 1e-9).all()
    assert float(program.costs @ answer.values) + program.offset == pytest.approx(best, abs=1e-6)
    assert answer.bound <= best + 1e-6


class Listener:
    """Hears how far a program is, and stops it after some news."""

    def __init__(self, patience: int) -> None:
        self.told: list[tuple[float | None, float | None]] = []
        self._patience = patience

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        self.told.append((incumbent, bound))

    def cancelled(self) -> bool:
        return len(self.told) >= self._patience


def test_a_monitor_hears_how_far_branch_and_cut_is_and_stops_it() -> None:
    """Market shares (Cornuejols & Dawande 1999) take hours: who stops has the best point and its bound."""
    rng = np.random.default_rng(1)
    rows, columns = 6, 50
    weights = rng.integers(0, 100, (rows, columns)).astype(float)
    half = np.floor(weights.sum(axis=1) / 2.0)
    program = IntegerProgram.cut_out(
        csc_array(np.hstack([weights, np.eye(rows), -np.eye(rows)])),
        costs=np.concatenate([np.zeros(columns), np.ones(2 * rows)]),
        rows=(half, half),
        columns=(np.zeros(columns + 2 * rows), np.append(np.ones(columns), np.full(2 * rows, 1e4))),
        whole=np.arange(columns),
    )
    assert program is not None
    listener = Listener(patience=5)
    stop = Stop(gap=0.0, least=0.0, nodes=10**9, seconds=60.0, monitor=listener)
    began = time.perf_counter()
    answer = branch_and_cut(program, stop=stop, seed=1, start=None)
    assert time.perf_counter() - began < 30.0
    assert len(listener.told) == 5
    assert answer.values is not None
    value = float(program.costs @ answer.values)
    assert 0.0 <= answer.bound <= value
    heard = [best for best, _ in listener.told if best is not None]
    assert heard == sorted(heard, reverse=True) and value <= heard[-1] + 1e-6


def test_clause_learning_claims_no_bound() -> None:
    """Rounded to the safe side, its program is smaller than the true one: it proves nothing."""
    answer = clause_learning(knapsacks(3, fractions=True), stop=STOP, seed=1, start=None)
    assert answer.bound == -np.inf


def test_clause_learning_starts_from_a_point_and_gives_the_same_answer_twice() -> None:
    """Same program, seed and start: same values, whatever the machine is doing."""
    program = knapsacks(5, fractions=True)
    start = branch_and_cut(program, stop=STOP, seed=1, start=None).values
    first, second = (clause_learning(program, stop=STOP, seed=4, start=start) for _ in range(2))
    assert first.values is not None and second.values is not None
    assert first.values.tolist() == second.values.tolist()


def test_an_equation_between_fractions_goes_to_branch_and_cut() -> None:
    """An equation with fractions has no room for rounding, so HiGHS answers, with its bound."""
    program = IntegerProgram.cut_out(
        csc_array(np.array([[0.3, 0.7]])),
        costs=np.array([1.0, 3.0]),
        rows=(np.array([0.7]), np.array([0.7])),
        columns=(np.zeros(2), np.array([3.0, 3.0])),
        whole=np.arange(2),
    )
    assert program is not None
    answer = clause_learning(program, stop=STOP, seed=1, start=None)
    assert answer.values is not None and answer.values.tolist() == [0.0, 1.0]
    assert answer.bound == pytest.approx(3.0)


def test_columns_that_are_not_whole_are_counted_in_small_steps() -> None:
    """A column without whole numbers may take a thousandth: 1.5 is reached, not 2."""
    program = IntegerProgram.cut_out(
        csc_array(np.array([[1.0, 1.0]])),
        costs=np.array([1.0, 5.0]),
        rows=(np.array([1.5]), np.array([np.inf])),
        columns=(np.zeros(2), np.array([4.0, 1.0])),
        whole=np.array([1]),
    )
    assert program is not None
    answer = clause_learning(program, stop=Stop(0.0, 1e-4, 100, 5.0), seed=1, start=None)
    assert answer.values is not None and answer.values.tolist() == [1.5, 0.0]


def test_what_fixed_columns_alone_break_is_no_program() -> None:
    """A row without free columns must hold already; the nearest row that does is left out."""
    matrix, costs = csc_array(np.array([[1.0, 0.0], [0.0, 1.0]])), np.ones(2)
    columns = (np.array([1.0, 0.0]), np.array([1.0, 1.0]))

    def cut_out(most: float) -> IntegerProgram | None:
        rows = (np.array([-np.inf, 0.0]), np.array([most, 1.0]))
        return IntegerProgram.cut_out(matrix, costs=costs, rows=rows, columns=columns, whole=np.arange(2))

    assert cut_out(0.5) is None
    program = cut_out(1.0)
    assert program is not None
    assert program.free.tolist() == [1] and program.matrix.shape == (1, 1) and program.offset == 1.0


def test_a_program_without_whole_columns_has_its_optimum_as_bound() -> None:
    """Costs -1 and -2 over a row of 1.5 give -2.5, and nothing is better."""
    program = IntegerProgram.cut_out(
        csc_array(np.array([[1.0, 1.0]])),
        costs=np.array([-1.0, -2.0]),
        rows=(np.array([-np.inf]), np.array([1.5])),
        columns=(np.zeros(2), np.ones(2)),
        whole=np.zeros(0, dtype=np.int64),
    )
    assert program is not None
    answer = branch_and_cut(program, stop=STOP, seed=1, start=None)
    assert answer.values is not None and answer.values.tolist() == [0.5, 1.0]
    assert answer.bound == pytest.approx(-2.5)
