"""The frontier is every pair of cost and least amount that no plan beats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.headcount import HeadcountProblem, Path, Service, Short, frontier, verify
from tests.optimizer.headcount.cases import AllPlans, random_problem


def _pairs(plans: AllPlans, service: str, above: Sequence[Short] = ()) -> list[tuple[float, int]]:
    """Pairs that no plan beats which is as good for the aims above, from the cheapest."""
    left = plans.sound.copy()
    for aim in above:
        short = plans.short(aim.binding)
        left &= short <= short[left].min() + 1e-9
    least, yuan = np.round(plans.amounts(service)[left, 0], 9), plans.yuan()[left]
    best: list[tuple[float, int]] = []
    for level in sorted(set(least.tolist())):
        price = int(yuan[least >= level].min())
        if best and best[-1][1] == price:
            best.pop()
        best.append((level, price))
    return best


def test_all_pairs_are_found_and_no_other() -> None:
    several = 0
    for seed in range(50):
        problem = random_problem(500 + seed, most_plans=1500)
        above = (Short(True), Short(False)) if seed % 4 == 0 else ()
        wanted = _pairs(AllPlans(problem), "a", above)
        found = frontier(problem, service="a", points=50, above=above)
        assert [point.yuan for point in found.points] == [yuan for _, yuan in wanted]
        assert [point.level for point in found.points] == pytest.approx([level for level, _ in wanted])
        assert found.complete
        assert all(verify(problem, point.plan, figures=point.figures) == [] for point in found.points)
        several += len(wanted) > 2
    assert several >= 5


def test_many_pairs_are_all_found() -> None:
    """Two counties that hire alone: up to a dozen pairs, whichever half of a gap they lie in."""
    longest = 0
    for seed in range(15):
        rng = np.random.default_rng(seed)
        hire = Path(id="hire", gains="a", most=np.full((2, 1), 7), yuan=rng.integers(1, 9, 2))
        service = Service(id="a", coefficients={"a": 1}, need=rng.choice([1.0, 1.3, 1.7], 2))
        problem = HeadcountProblem.of(
            counties=("n", "s"),
            kinds=("a",),
            years=(2024,),
            stock=rng.integers(0, 3, (1, 2)),
            paths=(hire,),
            services=(service,),
        )
        wanted = _pairs(AllPlans(problem), "a")
        found = frontier(problem, service="a", points=50)
        assert [point.yuan for point in found.points] == [yuan for _, yuan in wanted]
        assert [point.level for point in found.points] == pytest.approx([level for level, _ in wanted])
        assert found.complete
        longest = max(longest, len(wanted))
    assert longest > 7


def test_fewer_points_are_some_of_all_with_both_ends() -> None:
    """And it is said that there are more; one point is no frontier, two are."""
    seed = next(each for each in range(900, 1200) if len(_pairs(AllPlans(random_problem(each)), "a")) > 2)
    problem = random_problem(seed)
    whole, some = (frontier(problem, service="a", points=most, above=()) for most in (50, 2))
    assert [some.points[0].yuan, some.points[1].yuan] == [whole.points[0].yuan, whole.points[-1].yuan]
    assert whole.complete
    assert not some.complete
    with pytest.raises(ProblemError, match="at least 2"):
        frontier(problem, service="a", points=1)
