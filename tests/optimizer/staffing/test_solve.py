"""The ladder against brute force, and what must hold for every plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.result import Status
from optimizer.staffing import (
    Changes,
    Cost,
    Effort,
    Hired,
    MaxMin,
    OverBudget,
    Plan,
    Shortage,
    StaffingProblem,
    Travel,
    solve,
    verify,
)
from tests.optimizer.staffing.cases import best, random_problem, renamed, values

KAPPA = 0.04
EXACT = Effort(gap=0.0)
LADDER = (OverBudget(), Shortage(), MaxMin(name="county_fill"), Hired(), Travel(kappa=KAPPA), Changes())


@pytest.mark.parametrize("block", range(20))
def test_every_rung_agrees_with_brute_force(block: int) -> None:
    """On 600 random small problems each rung has the value that trying every plan gives."""
    for seed in range(30 * block, 30 * block + 30):
        problem = random_problem(seed)
        result = solve(problem, ladder=LADDER, effort=EXACT, seed=1)
        expected = best(problem, [aim.name for aim in LADDER], kappa=KAPPA)
        pairs = result.plan.pairs(problem)
        reached = values(problem, pairs, kappa=KAPPA)
        for certificate in result.certificates:
            name = certificate.aim
            assert certificate.objective == pytest.approx(expected[name], abs=2e-5), (seed, name)
            assert reached[name] == pytest.approx(expected[name], abs=2e-5), (seed, name)
            assert certificate.status is Status.OPTIMAL, (seed, name)
            assert certificate.gap <= 1e-6, (seed, name)
        forced = round(expected["over_budget"])
        assert verify(problem, pairs, forced_moves=forced) == [], seed


@pytest.mark.parametrize("block", range(4))
def test_a_fill_below_travel_agrees_with_brute_force(block: int) -> None:
    """A rung with a fractional value may stand above the fill: its value is kept, and the fill is exact."""
    ladder = (Shortage(), Travel(kappa=KAPPA), MaxMin(name="county_fill"), Changes())
    for seed in range(30 * block, 30 * block + 30):
        problem = replace(random_problem(seed), most_moved=None)
        result = solve(problem, ladder=ladder, effort=EXACT, seed=1, seconds=20.0)
        expected = best(problem, [aim.name for aim in ladder], kappa=KAPPA)
        for certificate in result.certificates:
            assert certificate.objective == pytest.approx(expected[certificate.aim], abs=2e-5), seed
            assert certificate.status is Status.OPTIMAL, (seed, certificate)
        assert result.seconds < 10.0, seed


@pytest.mark.parametrize("seed", range(40))
def test_a_bound_is_never_beyond_the_optimum(seed: int) -> None:
    """However little effort is allowed, the bound stays on its side of the true optimum."""
    problem = random_problem(seed)
    lazy = solve(problem, ladder=LADDER, effort=Effort(gap=0.5, nodes=1, neighbourhoods=0), seed=1)
    expected = best(problem, ["over_budget"], kappa=KAPPA)["over_budget"]
    first = lazy.certificates[0]
    assert first.bound <= expected + 1e-9 <= first.objective + 2e-9


def test_the_same_seed_gives_the_same_plan() -> None:
    """Two solves of one problem choose the same arcs."""
    problem = _village(60, 14, seed=3)
    plans = [solve(problem, ladder=LADDER[1:], seed=5).plan.chosen for _ in range(2)]
    assert np.array_equal(*plans)


def test_the_order_of_arcs_does_not_change_the_values() -> None:
    """Rungs have the same values when the arcs are listed in another order."""
    problem = _village(40, 10, seed=4)
    order = np.random.default_rng(0).permutation(problem.arcs.post.size)
    one, two = (solve(p, ladder=LADDER[1:3], effort=EXACT) for p in (problem, renamed(problem, order)))
    assert [c.objective for c in one.certificates] == pytest.approx([c.objective for c in two.certificates])


def test_one_more_counsel_never_leaves_more_villages_short() -> None:
    """Taking one person away never lowers the shortage."""
    problem = _village(40, 9, seed=5)
    full = solve(problem, ladder=[Shortage()], effort=EXACT).certificates[0].objective
    keep = problem.arcs.person != 0
    fewer = StaffingProblem.of(
        person_ids=problem.people.ids,
        hours=problem.people.hours,
        most=problem.people.most,
        post_ids=problem.posts.ids,
        group=problem.posts.group,
        arc_person=[problem.people.ids[p] for p in problem.arcs.person[keep]],
        arc_post=[problem.posts.ids[d] for d in problem.arcs.post[keep]],
        load=problem.arcs.load[keep],
        minutes=problem.arcs.minutes[keep],
    )
    assert solve(fewer, ladder=[Shortage()], effort=EXACT).certificates[0].objective >= full


def test_tolerance_gives_later_rungs_room_and_no_more() -> None:
    """A tenth of tolerance on travel lowers the changes and costs at most a tenth of the minutes."""
    problem = _village(50, 13, seed=6)
    strict = solve(problem, ladder=[Shortage(), Travel(kappa=KAPPA), Changes()], effort=EXACT)
    loose = solve(problem, ladder=[Shortage(), Travel(kappa=KAPPA, tolerance=0.1), Changes()], effort=EXACT)
    travel = strict.certificates[1].objective
    reached = values(problem, loose.plan.pairs(problem), kappa=KAPPA)
    assert loose.certificates[2].objective < strict.certificates[2].objective
    assert travel - 1e-6 <= reached["travel"] <= travel * 1.1 + 1e-4


def test_the_time_limit_returns_a_plan_with_its_bound() -> None:
    """With no time at all there is still a valid plan, a bound on the right side and no error."""
    problem = _village(200, 40, seed=7)
    result = solve(problem, ladder=[Shortage(), Travel(kappa=KAPPA)], seconds=0.0)
    assert verify(problem, result.plan.pairs(problem)) == []
    assert all(c.bound <= c.objective + 1e-9 for c in result.certificates)


def test_a_cancelled_solve_returns_the_best_so_far() -> None:
    """A monitor that asks to stop gets a valid plan marked as cancelled, or one that is already proven."""

    class Impatient:
        def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
            assert incumbent is None or bound is None or bound <= incumbent + 1e-9 or aim == "county_fill"

        def cancelled(self) -> bool:
            return True

    problem = _village(60, 14, seed=8)
    result = solve(problem, ladder=[Travel(kappa=KAPPA)], effort=EXACT, monitor=Impatient())
    assert result.certificates[0].status in (Status.CANCELLED, Status.OPTIMAL)
    assert verify(problem, result.plan.pairs(problem)) == []


def test_locks_are_kept_and_contradicting_locks_are_named() -> None:
    """A lock that fits is in the plan; two locks beyond somebody's hours are refused with the name."""
    assert ("b", "far") in solve(_locked(["far"]), ladder=[Travel()]).plan.pairs(_locked(["far"]))
    with pytest.raises(ProblemError, match=r"locks: b is locked to 2 posts and 220\.0 h"):
        solve(_locked(["far", "near"]), ladder=[Travel()])


def test_an_empty_ladder_is_refused_and_one_rung_is_enough() -> None:
    """Nothing to aim at is an error; a single aim is not."""
    problem = _village(5, 2, seed=9)
    assert len(solve(problem, ladder=[Shortage()]).certificates) == 1
    with pytest.raises(ProblemError, match="ladder: empty"):
        solve(problem, ladder=[])


def test_a_post_that_nobody_can_fill_is_short_and_nothing_else_suffers() -> None:
    """A village without an arc stays short; the others are filled."""
    problem = StaffingProblem.of(
        person_ids=["a"], hours=np.array([300.0]), most=np.array([5]), post_ids=["x", "island"],
        group=["c", "c"],
        arc_person=["a"], arc_post=["x"], load=np.array([100.0]), minutes=np.array([5.0]),
    )  # fmt: skip
    result = solve(problem, ladder=[Shortage(), MaxMin(name="county_fill")])
    assert result.plan.pairs(problem) == (("a", "x"),)
    assert [c.objective for c in result.certificates] == [1.0, 0.5]


def test_generalized_assignment_finds_the_known_optimum() -> None:
    """A hand-made assignment problem: costs 1 4 / 2 1 with room for one job each cost 2 in all."""
    problem = StaffingProblem.of(
        person_ids=["m1", "m2"], hours=np.array([5.0, 5.0]), most=np.array([9, 9]), post_ids=["j1", "j2"],
        group=["", ""], arc_person=["m1", "m1", "m2", "m2"], arc_post=["j1", "j2", "j1", "j2"],
        load=np.array([5.0, 5.0, 5.0, 5.0]), minutes=np.zeros(4),
    )  # fmt: skip
    cost = Cost(arc=np.array([1.0, 4.0, 2.0, 1.0]), short=np.array([1e4, 1e4]))
    result = solve(problem, ladder=[cost], effort=EXACT)
    assert result.certificates[0].objective == pytest.approx(2.0)
    assert result.plan.pairs(problem) == (("m1", "j1"), ("m2", "j2"))


def test_a_plan_of_another_problem_is_refused() -> None:
    """Pairs are only read from a plan with the problem's number of arcs."""
    problem = _village(5, 2, seed=10)
    assert Plan(np.zeros(problem.arcs.post.size, dtype=bool)).pairs(problem) == ()
    with pytest.raises(ValueError, match="use the problem that the plan was made for"):
        Plan(np.zeros(problem.arcs.post.size + 1, dtype=bool)).pairs(problem)


def _locked(posts: list[str]) -> StaffingProblem:
    arcs = [("a", "near"), ("a", "far"), ("b", "near"), ("b", "far")]
    return StaffingProblem.of(
        person_ids=["a", "b"], hours=np.array([300.0, 150.0]), most=np.array([5, 5]),
        post_ids=["near", "far"],
        group=["c", "c"], arc_person=[p for p, _ in arcs], arc_post=[d for _, d in arcs],
        load=np.full(4, 110.0), minutes=np.array([1.0, 2.0, 30.0, 40.0]),
        locked=np.array([p == "b" and d in posts for p, d in arcs]),
    )  # fmt: skip


def _village(posts: int, people: int, *, seed: int) -> StaffingProblem:
    """Villages and counsel on a square of 60 km, everybody within reach, about nine in ten can be served."""
    random = np.random.default_rng(seed)
    home, place = random.uniform(0, 60, (people, 2)), random.uniform(0, 60, (posts, 2))
    minutes = np.round(np.hypot(*(place[None] - home[:, None]).transpose(2, 0, 1)) * 1.5, 1)
    person, post = np.nonzero(minutes < 70)
    times = minutes[person, post]
    current = np.zeros(person.size, dtype=bool)
    for d in range(posts):
        mine = np.flatnonzero(post == d)
        if mine.size:
            current[random.choice(mine)] = True
    return StaffingProblem.of(
        person_ids=[f"p{i:02}" for i in range(people)],
        hours=random.integers(300, 620, people),
        most=np.full(people, 5),
        post_ids=[f"v{i:03}" for i in range(posts)],
        group=[f"c{int(x > 30)}" for x in place[:, 0]],
        limit=np.full(posts, 70.0),
        arc_person=[f"p{i:02}" for i in person],
        arc_post=[f"v{i:03}" for i in post],
        load=100 + 12 * 2 * times / 60,
        minutes=times,
        current=current,
    )
