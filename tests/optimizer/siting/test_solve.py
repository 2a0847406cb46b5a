"""What is proven best is best of all plans there are, for every aim and whatever a problem has besides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.result import Certificate, Status
from optimizer.siting.aims import MAXIMISED, Access, Aim, Apart, Cover, Reach, WorstAccess
from optimizer.siting.plan import SitingResult
from optimizer.siting.problem import Places, Sites, SitingProblem, Ways
from optimizer.siting.solve import solve
from optimizer.siting.verify import verify, worth
from tests.optimizer.siting.brute import best_values
from tests.optimizer.siting.made_up import AIMS, made_up

#: Seeds of a block, and blocks of each aim: 1,280 problems in all.
SIZE, BLOCKS = 32, 4


def _no_better(one: float, other: float, aim: Aim) -> bool:
    """Whether a value is no better than another, but for rounding."""
    if one == other:
        return True
    sign = 1.0 if isinstance(aim, MAXIMISED) else -1.0
    return sign * (one - other) <= 1e-6 * abs(other) + 1e-9


def _sound(problem: SitingProblem, aim: Aim, result: SitingResult, *, told: object) -> None:
    """Whatever a result claims holds: its plan, its figures, and its bound against the best of all plans."""
    best = best_values(problem, aim)
    assert verify(problem, aim, result) == (), told
    if best is None:
        assert result.plan is None, told
        return
    assert result.plan is not None or not result.proven, told
    assert _no_better(best[0], result.certificates[0].bound, aim), told
    if result.plan is not None:
        assert _no_better(worth(problem, aim, result.plan)[0], best[0], aim), told


def _proven_best(problem: SitingProblem, aim: Aim, *, told: object) -> None:
    """The answer is proven, and is what looking at all plans says; none where looking finds none."""
    best, result = best_values(problem, aim), solve(problem, aim)
    assert result.proven, told
    assert (result.plan is None) == (best is None), told
    if result.plan is not None:
        assert worth(problem, aim, result.plan) == pytest.approx(best, rel=1e-6, abs=1e-9), told
        assert verify(problem, aim, result) == (), told


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("kind", AIMS)
def test_a_proven_plan_is_the_best_of_all(kind: str, block: int) -> None:
    """Every plan of 32 problems is looked at; there is none exactly where looking finds none."""
    for seed in range(block * SIZE, (block + 1) * SIZE):
        _proven_best(*made_up(seed, kind), told=(kind, seed))


@pytest.mark.parametrize("kind", AIMS)
def test_without_any_time_a_plan_is_sound_and_its_bound_holds(kind: str) -> None:
    """There may be no plan yet; none is said not to be there that is."""
    for seed in range(500, 508):
        problem, aim = made_up(seed, kind)
        _sound(problem, aim, solve(problem, aim, seconds=0.0), told=(kind, seed))


class _Stopped:
    """A caller who wants the best plan now."""

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Drop the news."""

    def cancelled(self) -> bool:
        """Always."""
        return True


@pytest.mark.parametrize("kind", AIMS)
def test_when_the_caller_stops_a_plan_is_sound_and_its_bound_holds(kind: str) -> None:
    """Nothing that is unproven counts as reaching a limit of time: the caller stopped."""
    for seed in range(520, 528):
        problem, aim = made_up(seed, kind)
        result = solve(problem, aim, monitor=_Stopped())
        _sound(problem, aim, result, told=(kind, seed))
        assert {each.status for each in result.certificates} <= {Status.OPTIMAL, Status.CANCELLED}, (
            kind,
            seed,
        )


@pytest.mark.parametrize("kind", AIMS)
def test_a_gap_that_is_asked_for_is_kept_and_counts_as_proven(kind: str) -> None:
    """A fifth: the first value is no worse than that, and the certificate says what was asked."""
    for seed in range(540, 548):
        problem, aim = made_up(seed, kind)
        result = solve(problem, aim, gap=0.2)
        _sound(problem, aim, result, told=(kind, seed))
        assert result.proven, (kind, seed)
        assert all(
            each.asked == 0.2 and (each.gap <= 0.2 or result.plan is None) for each in result.certificates
        )


def _without_time(result: SitingResult) -> object:
    def figures(each: Certificate) -> tuple[object, ...]:
        return each.aim, each.status, repr(each.objective), repr(each.bound), each.seed

    plan = result.plan
    decisions = plan and (plan.opened, plan.place, plan.site, plan.share.tolist())
    return decisions, [figures(each) for each in result.certificates]


@pytest.mark.parametrize("kind", AIMS)
def test_the_same_seed_gives_the_same_plan(kind: str) -> None:
    """Plan and proof; and the certificate tells the seed."""
    for seed in range(560, 564):
        problem, aim = made_up(seed, kind)
        first, again = (solve(problem, aim, seed=7) for _ in range(2))
        assert _without_time(first) == _without_time(again), (kind, seed)
        assert all(each.seed == 7 for each in first.certificates)


WAYS, NO_WAYS = Ways.of_matrix([[1.0, 2.0, 1.0], [1.0, 1.0, 3.0]]), Ways.of(place=[], site=[], way=[])


def _small(**changes: Any) -> SitingProblem:
    given: dict[str, Any] = {"places": Places.of("ab"), "sites": Sites.of("stu"), "ways": WAYS}
    return SitingProblem.of(**{**given, **changes})


def _worst(*, supply: int, group: int) -> Aim:
    return WorstAccess(
        catchment=1.0, supply=np.ones(supply), group=np.zeros(group, dtype=np.int64), names=("all",)
    )


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        (Cover(within=np.ones(3)), Cover(within=np.ones(2))),
        (Reach(within=np.ones(1)), Reach(within=np.ones(2))),
        (Access(catchment=1.0, supply=np.ones(2)), Access(catchment=1.0, supply=np.ones(3))),
        (_worst(supply=2, group=2), _worst(supply=3, group=2)),
        (_worst(supply=3, group=3), _worst(supply=3, group=2)),
    ],
)
def test_an_aim_of_another_size_than_the_problem_is_refused(wrong: Aim, near: Aim) -> None:
    """Two places and three sites."""
    with pytest.raises(ProblemError, match="give one"):
        solve(_small(), wrong)
    assert solve(_small(), near).plan is not None


def test_sites_are_kept_apart_only_by_ways_between_them() -> None:
    """None listed is no mistake: then all are as far apart as can be."""
    with pytest.raises(ProblemError, match="give `between`"):
        solve(_small(), Apart())
    assert solve(_small(between=NO_WAYS), Apart()).certificates[0].objective == np.inf


@pytest.mark.parametrize("kind", AIMS)
@pytest.mark.parametrize(
    "changes",
    [
        {"places": Places.of("ab", weight=0.0)},
        {"places": Places.of("ab", weight=0.0), "sites": Sites.of("stu", capacity=1.0)},
        {"ways": NO_WAYS, "beyond": 5.0},
        {"ways": NO_WAYS},
        {"sites": Sites.of("stu", capacity=0.0)},
        {"sites": Sites.of("stu", banned=[True] * 3), "beyond": 9.0},
    ],
)
def test_where_there_is_nothing_to_choose_the_answer_is_proven(kind: str, changes: dict[str, Any]) -> None:
    """Nobody counts, no site can serve, or none may open."""
    problem = _small(**{"between": NO_WAYS, **changes})
    aim = AIMS[kind](np.random.default_rng(1), problem)
    _proven_best(problem, aim, told=kind)
