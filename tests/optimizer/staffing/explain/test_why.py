"""The next best people for a post, against every plan of small problems."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.errors import PlanError, ProblemError
from optimizer.staffing import (
    Changes,
    Effort,
    Hired,
    MaxMin,
    OverBudget,
    Shortage,
    StaffingProblem,
    Travel,
    solve,
    verify,
)
from optimizer.staffing.explain import around
from optimizer.staffing.explain.why import Alternative, Why, why
from tests.optimizer.staffing.cases import plans, random_problem, values

KAPPA = 0.04
EXACT = Effort(gap=0.0)
LADDER = (OverBudget(), Shortage(), MaxMin(name="county_fill"), Hired(), Travel(kappa=KAPPA), Changes())
NAMES = [aim.name for aim in LADDER]
Pairs = tuple[tuple[str, str], ...]


def by_hand(pool: list[tuple[Pairs, dict[str, float]]], pair: tuple[str, str]) -> dict[str, list[float]]:
    """For everybody else at the post: the best values of the aims, one after the other."""
    found: dict[str, list[float]] = {}
    for pairs, told in pool:
        if pair in pairs:
            continue
        key = [round(-told[aim] if aim == "county_fill" else told[aim], 6) for aim in NAMES]
        for person in (p for p, d in pairs if d == pair[1]):
            found[person] = min(found.get(person, key), key)
    return found


def told(alternative: Alternative) -> list[float]:
    return [(-f.other if f.aim == "county_fill" else f.other) for f in alternative.figures]


@pytest.mark.parametrize("block", range(12))
def test_the_next_best_are_those_that_trying_every_plan_gives(block: int) -> None:
    """On 120 random problems every pair's alternatives have the values that trying every plan gives."""
    for seed in range(10 * block, 10 * block + 10):
        problem = random_problem(seed)
        result = solve(problem, ladder=LADDER, effort=EXACT, seed=1)
        pool = [(pairs, values(problem, pairs, kappa=KAPPA)) for pairs in plans(problem)]
        mine, arcs = result.plan.pairs(problem), problem.arcs
        for person, post in mine:
            answer = why(problem, ladder=LADDER, result=result, person=person, post=post, effort=EXACT)
            # Who serves the post beside the chosen one is no alternative to them.
            beside = {p for p, d in mine if d == post}
            expected = {p: v for p, v in by_hand(pool, (person, post)).items() if p not in beside}
            keys = sorted(expected.values())[:3]
            assert len(answer.alternatives) == len(keys), (seed, person, post)
            for each, key in zip(answer.alternatives, keys, strict=True):
                assert told(each) == pytest.approx(key, abs=2e-5), (seed, person, post)
                assert told(each) == pytest.approx(expected[each.person], abs=2e-5), (seed, person, post)
                assert each.exact and not each.better, (seed, person, post, each)
            assert answer.sure, (seed, person, post)
            able = {problem.people.ids[p] for p in arcs.person[arcs.post == problem.posts.ids.index(post)]}
            assert (answer.allowed, answer.others) == (len(able), len(able - beside))
            assert answer.tried <= answer.others
            for figure in (each for one in answer.alternatives for each in one.figures):
                less = figure.other - figure.plan
                gained = less > 0 if figure.aim == "county_fill" else less < 0
                assert figure.gain == gained or abs(less) < 1e-9, (seed, figure)
            check_moves(problem, mine, answer)


def check_moves(problem: StaffingProblem, mine: Pairs, answer: Why) -> None:
    """The plan with the moves of an alternative is a plan of the problem."""
    for each in answer.alternatives:
        swapped = {*mine, (each.person, answer.post), *each.begun} - {*each.ended}
        pairs = sorted(swapped - {(answer.person, answer.post)})
        broken = verify(problem, pairs)
        assert all(violation.rule == "most_moved" for violation in broken), broken


@pytest.mark.parametrize("seed", range(100))
def test_a_neighbourhood_is_never_better_than_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With only part of the people free, figures are those of real plans, and bounds hold for all plans."""
    problem = random_problem(seed)
    result = solve(problem, ladder=LADDER, effort=EXACT, seed=1)
    pool = [(pairs, values(problem, pairs, kappa=KAPPA)) for pairs in plans(problem)]
    monkeypatch.setattr(around, "_WHOLE", 0)
    monkeypatch.setattr(around, "_FREE", 2)
    monkeypatch.setattr(around, "_VACANT", 0)
    for person, post in result.plan.pairs(problem)[:2]:
        answer = why(problem, ladder=LADDER, result=result, person=person, post=post, effort=EXACT)
        expected = by_hand(pool, (person, post))
        for each in answer.alternatives:
            best = expected[each.person]
            assert [round(v, 4) for v in told(each)] >= [round(v - 2e-5, 4) for v in best]
            same = True
            for figure, value, mark in zip(each.figures, told(each), best, strict=True):
                if figure.exact and same:
                    assert value <= mark + 2e-5, (seed, each)
                same = same and value <= mark + 2e-5
        check_moves(problem, result.plan.pairs(problem), answer)


def _three() -> StaffingProblem:
    return StaffingProblem.of(
        person_ids=["a", "b", "c"], hours=np.array([100.0, 100.0, 100.0]), most=np.array([1, 1, 1]),
        post_ids=["x", "y"], group=["g", "g"],
        arc_person=["a", "b", "b", "c"], arc_post=["x", "x", "y", "y"],
        load=np.full(4, 50.0), minutes=np.array([10.0, 12.0, 5.0, 30.0]),
    )  # fmt: skip


def test_who_else_must_move_is_told() -> None:
    """With b at x, c has to take y over from b; both journeys are in the figure."""
    problem, ladder = _three(), (Shortage(), Travel())
    result = solve(problem, ladder=ladder, effort=EXACT)
    answer = why(problem, ladder=ladder, result=result, person="a", post="x")
    (only,) = answer.alternatives
    assert (answer.allowed, only.person, only.decides) == (2, "b", "travel")
    assert (only.ended, only.begun) == ((("b", "y"),), (("c", "y"),))
    assert [figure.other for figure in only.figures] == pytest.approx([0.0, 21.0])


def test_a_tolerance_is_no_reason() -> None:
    """What a rung's tolerance allows is not told as the rung that decides."""
    problem = _three()
    ladder = (Shortage(), Travel(tolerance=5.0), Changes())
    result = solve(problem, ladder=ladder, effort=EXACT)
    answer = why(problem, ladder=ladder, result=result, person="a", post="x")
    assert answer.alternatives[0].decides is None
    assert answer.alternatives[0].exact


def test_what_cannot_be_asked_is_refused() -> None:
    """A pair that the plan does not have, and a result of another ladder, are errors that say so."""
    problem, ladder = _three(), (Shortage(), Travel())
    result = solve(problem, ladder=ladder)
    with pytest.raises(PlanError, match="does not have 'c' at 'x'"):
        why(problem, ladder=ladder, result=result, person="c", post="x")
    with pytest.raises(ProblemError, match="rungs are not those of the result"):
        why(problem, ladder=ladder[:1], result=result, person="a", post="x")
