"""Our own search beside other solvers on the whole model, and both beside every plan."""

from __future__ import annotations

import ctypes
import math
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from ortools.math_opt.python import mathopt

from optimizer.errors import ProblemError
from optimizer.result import Status
from optimizer.staffing import (
    Aim,
    Changes,
    Effort,
    EvenLoad,
    Hired,
    KolmPollak,
    Leximin,
    MaxMin,
    OverBudget,
    Service,
    Shortage,
    Spread,
    StaffingProblem,
    StaffingResult,
    Travel,
    solve,
    verify,
)
from optimizer.staffing.model import own_bound, relaxation_bound, solve_with
from tests.optimizer.staffing.cases import random_problem
from tests.optimizer.staffing.model.drawn import AtLeast, best_of_all, drawn, size_of

EXACT = Effort(gap=1e-7, neighbourhoods=5)
FAIR = (Shortage(), MaxMin(), Travel(kappa=0.05), Changes())
LEXIMIN = (Shortage(), Leximin(), EvenLoad(kappa=3.0))
BURDEN = (KolmPollak(kappa=2.0), Changes())
LEVELS = (Shortage(), Leximin(depth=2), Hired(), Travel())


def objectives(result: StaffingResult) -> list[float]:
    """What every rung reached."""
    return [certificate.objective for certificate in result.certificates]


def close(values: Sequence[float]) -> object:
    """Alike within what solvers round."""
    return pytest.approx(values, rel=1e-5, abs=2e-5)


def others(problem: StaffingProblem, ladder: Sequence[Aim]) -> dict[str, StaffingResult]:
    """The answers of all solvers that can state the problem, each checked by verify."""
    fractions = any(isinstance(rule, Spread) for rule in problem.rules)
    whole = not fractions and not any(isinstance(aim, KolmPollak | EvenLoad) for aim in ladder)
    found = {}
    for solver in ("highs", "gscip", *(["cp_sat"] if whole else [])):
        result = solve_with(problem, ladder=ladder, solver=solver, seed=1)
        assert not verify(problem, result.plan.pairs(problem)), solver
        assert all(each.status is Status.OPTIMAL for each in result.certificates), solver
        found[solver] = result
    return found


def agree_with_ours(result: StaffingResult, ours: StaffingResult, seed: int) -> None:
    """Rung by rung down to the first that ours leaves open; there its value and bound enclose theirs."""
    for theirs, mine in zip(result.certificates, ours.certificates, strict=True):
        if mine.status is not Status.OPTIMAL:
            low, high = sorted([mine.objective, mine.bound])
            assert low - 1e-5 <= theirs.objective <= high + 1e-5, (seed, mine.aim)
            return
        assert mine.objective == close(theirs.objective), (seed, mine.aim)
        assert mine.delivered == close(theirs.delivered), (seed, mine.aim)


@pytest.mark.parametrize("start", range(0, 160, 20))
@pytest.mark.parametrize("ladder", [FAIR, BURDEN], ids=["fair", "burden"])
def test_all_solvers_and_ours_reach_the_same_on_every_rung(start: int, ladder: Sequence[Aim]) -> None:
    """Of 160 random problems with rules, every solver and our own search agree from the first rung on."""
    for seed in range(start, start + 20):
        problem = drawn(seed)
        ours = solve(problem, ladder=ladder, effort=EXACT, seed=1)
        assert not verify(problem, ours.plan.pairs(problem))
        for result in others(problem, ladder).values():
            agree_with_ours(result, ours, seed)


@pytest.mark.parametrize("start", range(0, 160, 20))
@pytest.mark.parametrize("ladder", [LEXIMIN, LEVELS], ids=["leximin", "levels"])
def test_leximin_by_counts_is_leximin_by_levels(start: int, ladder: Sequence[Aim]) -> None:
    """The sorted amounts of our own search are those of every solver; our later rungs are never better, and
    the same as those of a solver that has to give each group what our search gives it."""
    for seed in range(start, start + 20):
        problem = drawn(seed)
        ours = solve(problem, ladder=ladder, effort=EXACT, seed=1)
        mine = ours.certificates
        settled = mine[0].status is mine[1].status is Status.OPTIMAL
        for result in others(problem, ladder).values():
            if not settled:
                agree_with_ours(result, ours, seed)
                continue
            theirs = result.certificates
            assert mine[1].objective == close(theirs[1].objective), seed
            if ladder[1] == Leximin():
                reached = [[group.amount for group in each.groups] for each in (mine[1], theirs[1])]
                assert reached[0] == close(reached[1]), seed
            assert mine[2].objective >= theirs[2].objective - 1e-5, seed
        if settled:
            given = {group.group: group.amount for group in mine[1].groups}
            bound = problem.under([AtLeast(Service.fill(problem), given)])
            held = solve_with(bound, ladder=[Shortage(), *ladder[2:]], solver="highs")
            assert objectives(held)[1:] == close([each.objective for each in mine[2:]]), seed


@pytest.mark.parametrize("ladder", [FAIR, LEXIMIN, BURDEN, LEVELS])
def test_every_solver_finds_the_best_of_all_plans(ladder: Sequence[Aim]) -> None:
    """On small problems every rung of every solver is worth what the best of all plans is worth."""
    for seed in range(200, 260):
        problem = drawn(seed)
        if size_of(problem) <= 400:
            best = best_of_all(problem, ladder)
            for solver, result in others(problem, ladder).items():
                assert objectives(result) == close(best), (seed, solver)


@pytest.mark.parametrize("solver", ["highs", "gscip", "cp_sat"])
def test_moves_beyond_the_budget_are_as_few_as_ours(solver: str) -> None:
    """With a budget of moves, both climb the same rungs to the same values."""
    ladder = (OverBudget(), Shortage(), MaxMin(), Hired(), Travel(), Changes())
    for seed in range(300, 340):
        problem = replace(random_problem(seed), most_moved=seed % 2)
        ours = solve(problem, ladder=ladder, effort=EXACT, seed=1)
        result = solve_with(problem, ladder=ladder, solver=solver)
        assert objectives(result) == close(objectives(ours)), seed
        forced = round(result.certificates[0].delivered)
        assert not verify(problem, result.plan.pairs(problem), forced_moves=forced)


@pytest.mark.parametrize("seed", range(20))
def test_a_tolerance_is_room_for_the_rungs_below(seed: int) -> None:
    """What a rung delivers is worse than its objective by its tolerance at most, and the next gains by it."""
    problem = drawn(seed)
    strict, loose = (
        solve_with(problem, ladder=(Shortage(), Travel(tolerance=each), Changes()), solver="highs")
        for each in (0.0, 0.3)
    )
    assert loose.certificates[2].objective <= strict.certificates[2].objective + 1e-9
    assert loose.certificates[1].delivered <= 1.3 * loose.certificates[1].objective + 1e-5


@pytest.mark.parametrize("solver", ["pdlp", "glop"])
@pytest.mark.parametrize("seed", range(20))
def test_the_bound_of_the_relaxation_is_no_worse_than_any_plan(seed: int, solver: str) -> None:
    """For sums, burdens and least amounts, the relaxation is beyond the optimum; both methods agree on it."""
    problem = drawn(seed)
    for aim in (Shortage(), Travel(kappa=0.05), MaxMin(), KolmPollak(kappa=2.0), EvenLoad(kappa=3.0)):
        bound = relaxation_bound(problem, aim, solver=solver)
        best = solve_with(problem, ladder=[aim], solver="highs").certificates[0].objective
        more_is_better = isinstance(aim, MaxMin | KolmPollak)
        assert (bound.bound >= best - 1e-5) if more_is_better else (bound.bound <= best + 1e-5), aim.name
        assert bound.finished
        exact = relaxation_bound(problem, aim, solver="glop").bound
        assert bound.bound == pytest.approx(exact, rel=1e-3, abs=1e-3), aim.name


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_our_own_relaxation_is_as_strong_as_that_of_the_whole_model(start: int) -> None:
    """Its bound on every aim is between that of the whole model and the optimum; often it is the same."""
    aims = (Shortage(), Travel(kappa=0.05), Changes(), Hired(), MaxMin(), KolmPollak(kappa=2.0), EvenLoad())
    same = 0
    for seed in range(start, start + 20):
        problem = drawn(seed)
        for aim in aims:
            plain = relaxation_bound(problem, aim, solver="glop")
            ours = own_bound(problem, aim)
            best = solve_with(problem, ladder=[aim], solver="highs").certificates[0].objective
            sign = -1 if isinstance(aim, MaxMin | KolmPollak) else 1
            assert ours.finished and (ours.aim, ours.solver) == (aim.name, "own")
            assert sign * plain.bound <= sign * ours.bound + 1e-5, (seed, aim.name)
            assert sign * ours.bound <= sign * best + 1e-5, (seed, aim.name)
            same += abs(ours.bound - plain.bound) < 1e-5
    assert same > 60


def test_a_bound_that_time_ran_out_on_says_so_and_holds() -> None:
    """Without any time there is still the bound that needs no program."""
    problem = drawn(8)
    for aim in (Shortage(), Travel(kappa=0.05)):
        bound, best = own_bound(problem, aim, seconds=0.0), own_bound(problem, aim)
        assert not bound.finished and best.finished
        assert 0.0 <= bound.bound <= best.bound


def test_a_bound_that_says_nothing_in_the_unit_of_its_aim_is_endless() -> None:
    """A sum of burdens that is not above nought has no logarithm; a sum above has a share near 0 to 1."""
    aim = EvenLoad(kappa=20.0)
    told = [relaxation_bound(drawn(seed), aim, seconds=0.0).bound for seed in range(8)]
    assert -math.inf in told
    assert all(bound == -math.inf or -5.0 < bound < 1.0 for bound in told)
    assert any(map(math.isfinite, told))


@pytest.mark.parametrize("solver", ["highs", "gscip", "cp_sat"])
def test_without_time_there_is_still_a_plan_and_a_bound(solver: str) -> None:
    """A time limit is a status: the plan of the locks at least, no bound beyond the optimum."""
    problem = drawn(8)
    result = solve_with(problem, ladder=[Shortage(), MaxMin()], solver=solver, seconds=0.0)
    best = solve_with(problem, ladder=[Shortage()], solver=solver).certificates[0].objective
    assert not verify(problem, result.plan.pairs(problem))
    assert result.certificates[0].bound <= best <= result.certificates[0].objective


def test_what_cannot_be_asked_is_refused_with_the_way_out() -> None:
    """PDLP makes no plan, CP-SAT has no fractions, full leximin needs a step, and names must be known."""
    problem = drawn(5)
    hours = Service.received(
        problem, name="hours", group=problem.posts.group, amount=problem.arcs.load,
        size=dict.fromkeys(problem.posts.group, 1.0),
    )  # fmt: skip
    with pytest.raises(ProblemError, match="relaxation_bound"):
        solve_with(problem, ladder=[Shortage()], solver="pdlp")
    with pytest.raises(ProblemError, match="use one of cp_sat, gscip, highs"):
        solve_with(problem, ladder=[Shortage()], solver="glpk")
    with pytest.raises(ProblemError, match="takes fractions"):
        solve_with(problem, ladder=[EvenLoad()], solver="cp_sat")
    with pytest.raises(ProblemError, match="no step"):
        solve_with(problem, ladder=[Leximin(service=hours)], solver="highs")
    with pytest.raises(ProblemError, match="empty"):
        solve_with(problem, ladder=[], solver="highs")
    with pytest.raises(ProblemError, match="use one of pdlp, glop"):
        relaxation_bound(problem, Shortage(), solver="highs")
    heavy = np.where(np.arange(problem.arcs.load.size) % 2, 1e-9, 1e9) * np.pi
    people = replace(problem.people, hours=np.full(problem.people.hours.size, 1e10))
    rough = replace(problem, people=people, arcs=replace(problem.arcs, load=heavy))
    with pytest.raises(ProblemError, match="too many decimals"):
        solve_with(rough, ladder=[Shortage()], solver="cp_sat")


@pytest.mark.parametrize("seed", range(20))
def test_hours_with_any_decimals_are_the_same_to_cp_sat(seed: int) -> None:
    """Journeys make hours of a year with any number of decimals: values are those of HiGHS all the same."""
    problem = replace(random_problem(seed), most_moved=None)
    arcs, people = problem.arcs, problem.people
    problem = replace(problem, arcs=replace(arcs, load=arcs.load * np.pi / 3))
    # Just as many hours as some of the pairs take, to the last digit.
    hours = [
        np.sort(problem.arcs.load[arcs.person == p])[: max(1, m)].sum() for p, m in enumerate(people.most)
    ]
    problem = replace(problem, people=replace(people, hours=np.where(people.hire, people.hours * 2, hours)))
    found = {solver: solve_with(problem, ladder=FAIR, solver=solver) for solver in ("highs", "cp_sat")}
    assert objectives(found["cp_sat"]) == close(objectives(found["highs"]))
    assert not verify(problem, found["cp_sat"].plan.pairs(problem))


def test_highs_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """A solve must leave standard output alone, also where HiGHS mends a point of its presolved program."""
    random = np.random.default_rng(511)
    people, posts = int(random.integers(8, 30)), int(random.integers(15, 70))
    person, post = np.nonzero(random.random((people, posts)) < random.uniform(0.1, 0.6))
    minutes = random.integers(1, 60, person.size).astype(float)
    current = np.zeros(person.size, dtype=bool)
    for d in range(posts):
        mine = np.flatnonzero(post == d)
        if mine.size and random.random() < 0.7:
            current[random.choice(mine)] = True
    problem = StaffingProblem.of(
        person_ids=[f"p{i}" for i in range(people)],
        hours=random.integers(20, 90, people).astype(float),
        most=random.integers(1, 5, people),
        post_ids=[f"v{i}" for i in range(posts)],
        group=[f"c{int(random.integers(0, 4))}" for _ in range(posts)],
        limit=np.full(posts, 60.0),
        arc_person=[f"p{i}" for i in person],
        arc_post=[f"v{i}" for i in post],
        load=10.0 + np.round(minutes / 5, 1),
        minutes=minutes,
        current=current,
        most_hired=0,
    )
    solve_with(problem, ladder=[Shortage(), MaxMin(), Travel(), Changes()], solver="highs", seed=1)
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr() == ("", "")


def test_what_others_print_meanwhile_is_not_lost(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the remark of HiGHS may be kept off standard output: lines of others must still come."""
    solve, remark = mathopt.solve, b"HighsMipSolverData::transformNewIntegerFeasibleSolution tmpSolver.run();"

    def talking(*given: Any, **named: Any) -> Any:
        for line in (b"one", remark, b"two"):
            os.write(1, line + b"\n")
        return solve(*given, **named)

    monkeypatch.setattr(mathopt, "solve", talking)
    solve_with(random_problem(1), ladder=[Shortage()], solver="highs")
    told = capfd.readouterr().out.split()
    assert told and told == ["one", "two"] * (len(told) // 2)
