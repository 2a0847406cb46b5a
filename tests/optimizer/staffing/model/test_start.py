"""Other solvers begin every rung with a plan, and say no bound that is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from ortools.math_opt.python import mathopt

from optimizer.result import Status
from optimizer.staffing import (
    Aim,
    Changes,
    EvenLoad,
    Hired,
    KolmPollak,
    Leximin,
    MaxMin,
    OverBudget,
    Plan,
    Shortage,
    StaffingProblem,
    StaffingResult,
    Travel,
    verify,
)
from optimizer.staffing.model import rungs, solve_with, whole_model
from optimizer.staffing.model.at_least import plain_bound
from optimizer.staffing.model.rungs import start_plan
from tests.optimizer.staffing.cases import random_problem
from tests.optimizer.staffing.model.drawn import amounts, drawn, every_plan, size_of

SOLVERS = ("highs", "gscip", "cp_sat")
#: Ladders of sums, of least amounts and of burdens; CP-SAT cannot state the last.
FAIR = (Shortage(), MaxMin(), Travel(kappa=0.05), Changes())
LEVELS = (Shortage(), Leximin(), Hired(), Travel())
BURDEN = (KolmPollak(kappa=2.0), EvenLoad(kappa=3.0), Changes())
AIMS = (*FAIR, *LEVELS[2:], *BURDEN)


def worth(problem: StaffingProblem, ladder: Sequence[Aim], plan: Plan) -> list[float]:
    """The value of a plan on every rung; of full leximin all amounts, from the least."""
    values = list[float]()
    for aim in ladder:
        every = isinstance(aim, Leximin) and aim.depth is None
        here = -np.sort(amounts(problem, aim, plan)) if every else [aim.linear(problem).at(plan, problem)]
        values.extend(here)
    return values


def prepared(problem: StaffingProblem, ladder: Sequence[Aim]) -> StaffingProblem:
    for aim in ladder:
        problem = aim.prepare(problem)
    return problem


def no_worse(found: Sequence[float], start: Sequence[float]) -> bool:
    """Rung by rung, up to rounding: better on the first on which they differ."""
    for mine, first in zip(found, start, strict=True):
        if abs(mine - first) > 1e-6 * max(1.0, abs(first)):
            return mine < first
    return True


def stated(seed: int, solver: str) -> tuple[StaffingProblem, tuple[tuple[Aim, ...], ...]]:
    """A random problem without fractions for CP-SAT, and the ladders that a solver can climb on it."""
    problem = drawn(seed) if solver != "cp_sat" else replace(random_problem(seed), most_moved=None)
    return problem, (FAIR, LEVELS) if solver == "cp_sat" else (FAIR, LEVELS, BURDEN)


@cache
def answer(seed: int, solver: str, ladder: tuple[Aim, ...], seconds: float) -> StaffingResult:
    """What a solver makes of a stated problem in some time; several tests look at it."""
    return solve_with(stated(seed, solver)[0], ladder=ladder, solver=solver, seconds=seconds)


@cache
def best_first(seed: int, whole: bool, aim: Aim) -> float:
    """The optimum of one aim alone, of the problem as CP-SAT can state it or of the other."""
    problem, _ = stated(seed, "cp_sat" if whole else "highs")
    return solve_with(problem, ladder=[aim], solver="highs").certificates[0].objective


@pytest.mark.parametrize("seconds", [0.0, 0.03, 60.0])
@pytest.mark.parametrize("solver", SOLVERS)
def test_no_plan_is_worse_than_the_start(solver: str, seconds: float) -> None:
    """Whatever the time, rung by rung; and the start keeps today's roster where the locks alone keep none."""
    better = 0
    for seed in range(24):
        problem, ladders = stated(seed, solver)
        for ladder in ladders:
            whole = prepared(problem, ladder)
            start = start_plan(whole, ladder)
            if start is None:
                continue
            result = answer(seed, solver, ladder, seconds)
            assert not verify(problem, result.plan.pairs(problem)), seed
            first = worth(whole, ladder, start)
            assert no_worse(worth(whole, ladder, result.plan), first), (seed, ladder[0].name)
            locks = worth(whole, ladder, Plan(problem.arcs.locked.copy()))
            assert first <= locks, seed
            better += first < locks
    assert better > 20


@pytest.mark.parametrize("seconds", [0.0, 0.03])
@pytest.mark.parametrize("solver", SOLVERS)
def test_without_time_every_rung_has_a_bound_that_no_optimum_is_beyond(solver: str, seconds: float) -> None:
    """Bounds are finite, no plan beats the first, and what is never negative has none below 0."""
    for seed in range(24):
        problem, ladders = stated(seed, solver)
        for ladder in ladders:
            if start_plan(prepared(problem, ladder), ladder) is None:
                continue
            result = answer(seed, solver, ladder, seconds)
            best = best_first(seed, solver == "cp_sat", ladder[0])
            for certificate in result.certificates:
                assert math.isfinite(certificate.bound), (seed, certificate.aim)
                assert certificate.bound >= min(0.0, certificate.objective) - 1e-9, (seed, certificate.aim)
            more = isinstance(ladder[0], KolmPollak)
            bound = result.certificates[0].bound
            assert (bound >= best - 1e-6) if more else (bound <= best + 1e-6), seed


SMALL = [seed for seed in range(60) if size_of(drawn(seed)) <= 3000][:40]


@pytest.mark.parametrize("seed", SMALL)
def test_the_plain_bound_is_below_every_plan(seed: int) -> None:
    """For every aim, over all plans; with a cost below zero here and there, too."""
    problem, random = prepared(drawn(seed), AIMS), np.random.default_rng(seed)
    model = whole_model(problem)
    for aim in AIMS:
        linear = aim.linear(problem)
        odd = replace(
            linear,
            arc=random.normal(size=linear.arc.size),
            short=random.normal(size=linear.short.size),
            hired=random.normal(size=linear.hired.size),
        )
        for each in (linear, odd):
            least = min(each.at(plan, problem) for plan in every_plan(problem)[::3])
            assert plain_bound(model, each) <= least + 1e-9, aim.name


def test_the_plain_bound_of_journeys_is_the_nearest_person_of_every_post() -> None:
    """Without anybody who serves twice nothing is better: the bound is the value of that plan."""
    problem = random_problem(3)
    aim = Travel()
    nearest = np.full(len(problem.posts.ids), np.inf)
    np.minimum.at(nearest, problem.arcs.post, problem.arcs.minutes)
    nearest = np.minimum(nearest, problem.posts.limit)
    assert (problem.posts.need == 1).all()
    assert plain_bound(whole_model(problem), aim.linear(problem)) == pytest.approx(nearest.sum())


@pytest.mark.parametrize("solver", SOLVERS)
def test_every_rung_begins_with_the_plan_of_the_rung_above(
    solver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first with the start, each other with the end of the one above; as points that keep all rows."""
    solve, hints = mathopt.solve, list[Any]()

    def noting(model: mathopt.Model, kind: Any, **named: Any) -> Any:
        (hint,) = named["model_params"].solution_hints
        values = {variable.id: value for variable, value in hint.variable_values.items()}
        assert len(values) == model.get_num_variables()
        for row in model.linear_constraints():
            used = sum(model.get_linear_constraint(row.id).get_coefficient(v) * values[v.id]
                       for v in model.row_nonzeros(row))  # fmt: skip
            assert row.lower_bound - 1e-5 <= used <= row.upper_bound + 1e-5
        hints.append(values)
        return solve(model, kind, **named)

    monkeypatch.setattr(mathopt, "solve", noting)
    problem = replace(random_problem(11), most_moved=None)
    ladder = (Shortage(), Travel(), Changes())
    start = start_plan(problem, ladder)
    assert start is not None
    result = solve_with(problem, ladder=ladder, solver=solver)
    arcs = np.array([[each[a] for a in range(problem.arcs.post.size)] for each in hints])
    assert len(hints) == 3 and np.array_equal(arcs[0] > 0.5, start.chosen)
    reached = [worth(problem, ladder, Plan(each > 0.5)) for each in arcs]
    for rung in (1, 2):
        assert reached[rung][:rung] == pytest.approx(
            [certificate.objective for certificate in result.certificates[:rung]]
        )


def test_counts_of_groups_begin_with_a_whole_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns that count groups below an amount are 1 in the point of a plan where a row asks for it."""
    seen = 0

    def noting(model: Any, costs: Any, **named: Any) -> Any:
        nonlocal seen
        if named["start"] is not None:
            assert model.keeps(named["start"])
            seen += len(model.column_names) > model.where["extra"].stop
        return minimise(model, costs, **named)

    minimise = rungs.minimise
    monkeypatch.setattr(rungs, "minimise", noting)
    for seed in range(12):
        solve_with(drawn(seed), ladder=(Shortage(), Leximin()), solver="highs")
    assert seen > 10


def first_certificate(result: StaffingResult) -> tuple[float, float, Status]:
    certificate = result.certificates[0]
    return certificate.bound, certificate.gap, certificate.status


@pytest.mark.parametrize(("aim", "end"), [(Travel(kappa=0.05), -math.inf), (KolmPollak(kappa=2.0), math.inf)])
def test_where_nothing_is_known_there_is_no_bound(
    aim: Aim, end: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The logarithm of nothing is no number of minutes: the bound is infinite on the side it stands for."""
    monkeypatch.setattr(rungs, "plain_bound", lambda model, linear: -math.inf)
    result = solve_with(drawn(2), ladder=[aim], solver="highs", seconds=0.0)
    assert first_certificate(result) == (end, math.inf, Status.LIMIT)


def test_an_aim_has_a_gap_of_its_own() -> None:
    """A rung is done at the gap of its aim where it has one, else at that of the ladder."""
    ladder = (Shortage(gap=0.25), OverBudget())
    asked = [c.asked for c in solve_with(drawn(5), ladder=ladder, solver="highs", gap=0.01).certificates]
    assert asked == [0.25, 0.01]
