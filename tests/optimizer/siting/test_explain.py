"""Reasons of a plan of sites: what each is worth, what the next one brings, what reaches the rest."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from optimizer.errors import PlanError
from optimizer.siting import solve
from optimizer.siting.aims import MAXIMISED, Aim, Apart, Cover, Farthest, Reach, Travel, WorstAccess
from optimizer.siting.curve import curve
from optimizer.siting.explain import Instead, reach_the_rest, why_site
from optimizer.siting.plan import SitingPlan, SitingResult
from optimizer.siting.problem import Places, Sites, SitingProblem, Ways
from optimizer.siting.rules import AmountRule, ReachRule, Rule
from tests.optimizer.siting.brute import best_values
from tests.optimizer.siting.made_up import AIMS, made_up

KINDS = sorted(AIMS)
SEEDS = range(12)


@cache
def planned(seed: int, kind: str) -> tuple[SitingProblem, Aim, SitingResult]:
    """A problem that has been solved, the first steps of its aim alone."""
    problem, aim = made_up(seed, kind)
    if isinstance(aim, Farthest):
        aim = Farthest()
    if isinstance(aim, WorstAccess):
        aim = replace(aim, levels=1)
    return problem, aim, solve(problem, aim, seconds=10)


def worst(aim: Aim) -> float:
    return -math.inf if isinstance(aim, MAXIMISED) else math.inf


def only(problem: SitingProblem, opened: tuple[str, ...], *rules: Rule) -> SitingProblem:
    """A problem in which these sites are open and no others."""
    there = np.isin(problem.sites.ids, opened)
    sites = replace(problem.sites, forced=there, banned=~there)
    return replace(problem, sites=sites, least=len(opened), most=len(opened), rules=rules)


def by_hand(problem: SitingProblem, aim: Aim, opened: tuple[str, ...]) -> tuple[float, set[str]]:
    """What these open sites come to, and what they break, by looking at all services."""
    broken = set() if problem.least <= len(opened) <= problem.most else {"number"}
    nothing = Reach(within=0.0)
    amounts = [rule for rule in problem.rules if isinstance(rule, AmountRule)]
    served = [rule for rule in problem.rules if not isinstance(rule, AmountRule)]
    broken |= {each.name for each in amounts if best_values(only(problem, opened, each), nothing) is None}
    found = best_values(only(problem, opened), aim)
    if not problem.sites.limited:
        alone = [each for each in served if best_values(only(problem, opened, each), nothing) is None]
    elif found is None or (kept := best_values(only(problem, opened, *served), aim)) is not None:
        found, alone = (found and kept), []
    else:
        alone = [each for each in served if best_values(only(problem, opened, each), aim) is None] or served
    return worst(aim) if found is None else found[0], broken | {each.name for each in alone}


def same(found: Instead, value: float, broken: set[str]) -> bool:
    return found.value == pytest.approx(value, abs=1e-6) and set(found.broken) == broken


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_site_or_with_another_it_is_what_all_services_of_these_sites_come_to(kind: str) -> None:
    looked_at = 0
    for seed in SEEDS:
        problem, aim, result = planned(seed, kind)
        if result.plan is None:
            continue
        for site in result.plan.opened[:2]:
            why = why_site(problem, aim, result.plan, site)
            assert why.value == pytest.approx(result.certificates[0].objective, abs=1e-6)
            others = tuple(each for each in result.plan.opened if each != site)
            assert same(why.closed, *by_hand(problem, aim, others))
            for each in why.neighbours:
                assert each.site not in result.plan.opened
                assert same(each, *by_hand(problem, aim, (*others, each.site))), (seed, site, each)
                looked_at += 1
    assert looked_at


@pytest.mark.parametrize("kind", KINDS)
def test_no_neighbour_that_breaks_nothing_is_better_than_a_proven_plan(kind: str) -> None:
    sense = -1.0 if kind in ("reach", "gradual_reach", "apart", "access", "worst_access") else 1.0
    for seed in SEEDS:
        problem, aim, result = planned(seed, kind)
        for site in () if result.plan is None else result.plan.opened[:2]:
            assert result.plan is not None
            why = why_site(problem, aim, result.plan, site)
            free = () if why.forced else (why.closed, *why.neighbours)
            assert all(sense * each.value >= sense * why.value - 1e-6 for each in free if not each.broken)
            kept = [sense * each.value for each in why.neighbours if not each.broken]
            assert kept == sorted(kept)


def street(*, capacity: float = math.inf, **given: object) -> SitingProblem:
    """Places 0 to 5 in a street, a site in each but the last, which lies beyond a river."""
    way = np.abs(np.subtract.outer(np.arange(6.0), np.arange(6.0)))
    way[5, :5] = way[:5, 5] = np.inf
    sites = Sites.of(
        [f"s{j}" for j in range(6)],
        capacity=capacity,
        existing=[True, False, False, False, False, False],
        forced=[True, False, False, False, False, False],
        banned=[False, False, False, False, False, True],
    )
    places = Places.of([f"p{i}" for i in range(6)], weight=[1, 1, 1, 1, 3, 1])
    return SitingProblem.of(places=places, sites=sites, ways=Ways.of_matrix(way), beyond=9.0, **given)  # type: ignore[arg-type]


def test_a_site_is_told_with_those_it_serves_and_its_neighbours_the_best_first() -> None:
    problem = street(most=2)
    result = solve(problem, Travel())
    assert result.plan is not None
    why = why_site(problem, Travel(), result.plan, "s4")
    assert (why.places, why.value, why.forced) == (("p3", "p4"), 1 + 2 + 1 + 9, False)
    assert why.closed == Instead("", 1 + 2 + 3 + 12 + 9, ())
    assert [(each.site, each.value) for each in why.neighbours] == [("s3", 14.0), ("s2", 17.0), ("s1", 21.0)]
    assert len(why_site(problem, Travel(), result.plan, "s4", neighbours=1).neighbours) == 1
    assert why_site(problem, Travel(), result.plan, "s0").forced


def test_a_site_that_is_not_open_has_no_reason() -> None:
    problem = street(most=2)
    plan = solve(problem, Travel()).plan
    assert plan is not None
    assert why_site(problem, Travel(), plan, "s4").site == "s4"
    with pytest.raises(PlanError, match="'s3': not open in the plan"):
        why_site(problem, Travel(), plan, "s3")


def test_a_site_that_serves_nobody_has_those_as_neighbours_that_are_near_to_it() -> None:
    problem = street(most=3)
    plan = SitingPlan(("s0", "s4", "s3"), ("p0", "p3", "p4"), ("s0", "s4", "s4"), np.ones(3))
    near = why_site(problem, Travel(), plan, "s3", neighbours=1).neighbours
    assert [each.site for each in near] == ["s2"]


def test_rules_that_a_neighbour_breaks_are_named_and_it_comes_after_those_that_keep_them() -> None:
    near = ReachRule(name="last", weight=np.array([0, 0, 0, 0, 1.0, 0]), within=1.0, share=1.0)
    money = AmountRule(name="budget", amount=np.array([0, 1.0, 1, 5, 1, 1]), most=2.0)
    problem = street(most=2, rules=(near, money))
    plan = solve(problem, Travel()).plan
    assert plan is not None
    found = why_site(problem, Travel(), plan, "s4")
    assert found.closed.broken == ("last",)
    assert [(each.site, each.broken) for each in found.neighbours] == [
        ("s3", ("budget",)), ("s2", ("last",)), ("s1", ("last",)),
    ]  # fmt: skip
    loose = replace(problem, rules=(replace(near, within=3.0), replace(money, most=5.0)))
    assert [each.broken for each in why_site(loose, Travel(), plan, "s4").neighbours] == [(), (), ()]


def test_where_sites_are_short_of_room_the_value_is_that_of_the_best_services() -> None:
    problem = street(most=2, capacity=4.0)
    plan = solve(problem, Travel()).plan
    assert plan is not None
    found = why_site(problem, Travel(), plan, "s4")
    assert found.closed.value == pytest.approx(0 + 1 + 2 + 3 + 27 + 9)
    tight = street(most=2, capacity=2.5)
    opened = SitingPlan(("s0", "s4"), ("p0",), ("s0",), np.ones(1))
    assert why_site(tight, Travel(), opened, "s4").closed.value == pytest.approx(0 + 1 + 9 + 9 + 27 + 9)


def test_a_neighbour_by_which_somebody_is_not_served_comes_last() -> None:
    """From s1 the last place is too far; s2 serves both, but costs too much."""
    ways = Ways.of_matrix([[0.0, 0.0, 3.0], [0.0, np.inf, 3.0]])
    money = AmountRule(name="budget", amount=np.array([1.0, 1, 2]), most=1.0)
    problem = SitingProblem.of(
        places=Places.of(["p0", "p1"]), sites=Sites.of(["s0", "s1", "s2"]), ways=ways, rules=[money]
    )
    plan = solve(problem, Travel()).plan
    assert plan is not None
    found = why_site(problem, Travel(), plan, "s0").neighbours
    assert found == (Instead("s2", 6.0, ("budget",)), Instead("s1", math.inf, ()))


def test_rules_that_room_is_too_short_to_keep_together_are_both_named() -> None:
    """One site with room for one of two places, and a rule for each of them."""
    rules = [
        ReachRule(name=name, weight=np.array(weight), within=5.0, share=1.0)
        for name, weight in (("first", [1.0, 0.0]), ("second", [0.0, 1.0]))
    ]
    problem = SitingProblem.of(
        places=Places.of(["p0", "p1"]),
        sites=Sites.of(["s0", "s1"], capacity=[1.0, 1.0]),
        ways=Ways.of_matrix([[1.0, 1.0], [1.0, 1.0]]),
        beyond=9.0,
        rules=rules,
    )
    plan = solve(problem, Travel()).plan
    assert plan is not None
    assert why_site(problem, Travel(), plan, "s0").closed == Instead("", 10.0, ("first", "second"))
    alone = replace(problem, rules=tuple(rules[:1]))
    assert why_site(alone, Travel(), plan, "s0").closed == Instead("", 10.0, ())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "apart"])
def test_each_number_has_its_best_plan_and_one_more_never_harms(kind: str) -> None:
    sense = -1.0 if kind in ("reach", "gradual_reach", "access", "worst_access") else 1.0
    for seed in SEEDS:
        problem, aim, _ = planned(seed, kind)
        size, before = len(problem.sites.ids), math.inf
        for point in curve(problem, aim, range(size + 1)):
            least = min(problem.least, point.number)
            best = None
            if int(problem.sites.forced.sum()) <= point.number:
                best = best_values(replace(problem, least=least, most=point.number), aim)
            certificate = point.result.certificates[0]
            assert (point.result.plan is None) == (best is None), (seed, point.number)
            assert point.result.proven
            if best is not None:
                assert certificate.objective == pytest.approx(best[0], abs=1e-6)
            if point.number > problem.least:
                assert sense * certificate.objective <= before + 1e-6
            before = sense * certificate.objective


def test_sites_that_are_to_be_apart_are_exactly_so_many() -> None:
    way = np.abs(np.subtract.outer(np.arange(6.0), np.arange(6.0)))
    problem = replace(street(least=2, most=2), between=Ways.of_matrix(way))
    found = [point.result.certificates[0].objective for point in curve(problem, Apart(), range(2, 7))]
    assert found == [4.0, 2.0, 1.0, 1.0, -math.inf]
    loose = replace(problem, least=0)
    at_most = [point.result.certificates[0].objective for point in curve(loose, Apart(), range(1, 4))]
    assert at_most == [math.inf] * 3


def test_numbers_may_be_those_of_a_rule() -> None:
    new = AmountRule(name="number", amount=np.array([0.0, 1, 1, 1, 1, 1]), most=1.0)
    problem = street(rules=(new,))
    found = list(curve(problem, Travel(), (0, 1, 2), rule="number"))
    assert [point.result.certificates[0].objective for point in found] == [27.0, 13.0, 11.0]
    opened = [point.result.plan and len(point.result.plan.opened) for point in found]
    assert opened == [1, 2, 3]
    exact = street(rules=(replace(new, least=1.0),))
    for number in (1, 3):
        plan = next(curve(exact, Travel(), (number,), rule="number")).result.plan
        assert plan is not None
        assert len(plan.opened) == 1 + number
    far = replace(street(rules=(replace(new, least=1.0),)), between=Ways.of_matrix(np.ones((6, 6))))
    plan = next(curve(far, Apart(), (3,), rule="number")).result.plan
    assert plan is not None
    assert len(plan.opened) == 4


@pytest.mark.parametrize("capacity", [math.inf, 6.0])
def test_the_rest_is_reached_by_the_fewest_sites_and_whom_none_reaches_is_named(capacity: float) -> None:
    looked_at = 0
    for seed in range(25):
        problem, aim = made_up(seed, "cover")
        assert isinstance(aim, Cover)
        if problem.sites.limited != math.isfinite(capacity):
            continue
        allowed = np.flatnonzero(~problem.sites.banned)
        rng = np.random.default_rng(seed)
        there = rng.choice(allowed, size=len(allowed) // 3, replace=False)
        plan = SitingPlan(tuple(problem.sites.ids[j] for j in sorted(there)), (), (), np.zeros(0))
        result, lost = reach_the_rest(problem, aim.within, plan)
        limit = np.broadcast_to(aim.within, len(problem.places.ids))
        near = {
            (i, j)
            for i, j, way in zip(problem.ways.place, problem.ways.site, problem.ways.way, strict=True)
            if way <= limit[i] and j in allowed
        }
        can = {i for i, _ in near}
        assert lost == tuple(name for i, name in enumerate(problem.places.ids) if i not in can)
        fewest = _fewest(problem, near, can, set(there.tolist()), set(allowed.tolist()))
        assert (result.plan is None) == (fewest is None)
        if result.plan is not None:
            assert set(plan.opened) <= set(result.plan.opened)
            assert len(result.plan.opened) == fewest
            looked_at += 1
    assert looked_at


@pytest.mark.parametrize(("split", "sites"), [(True, 2), (False, 3)])
def test_where_places_may_be_split_fewer_sites_have_room_for_the_rest(split: bool, sites: int) -> None:
    problem = SitingProblem.of(
        places=Places.of(["p0", "p1", "p2"], weight=[2.0, 2.0, 2.0]),
        sites=Sites.of(["s0", "s1", "s2"], capacity=3.0),
        ways=Ways.of_matrix(np.ones((3, 3))),
        split=split,
    )
    result, lost = reach_the_rest(problem, 1.0, SitingPlan(("s1",), (), (), np.zeros(0)))
    assert result.plan is not None
    assert (len(result.plan.opened), "s1" in result.plan.opened, lost) == (sites, True, ())


def test_where_no_site_reaches_anybody_nothing_is_opened() -> None:
    problem = street(most=2)
    plan = SitingPlan(("s0",), (), (), np.zeros(0))
    some = replace(problem, sites=replace(problem.sites, banned=~problem.sites.forced))
    result, lost = reach_the_rest(some, 1.0, plan)
    assert result.plan is not None
    assert (result.plan.opened, lost) == (("s0",), ("p2", "p3", "p4", "p5"))
    result, lost = reach_the_rest(replace(some, ways=some.ways.within(-1.0)), 1.0, plan)
    assert (result.plan is not None and result.plan.opened, len(lost)) == (("s0",), 6)


def _fewest(
    problem: SitingProblem, near: set[tuple[int, int]], can: set[int], there: set[int], allowed: set[int]
) -> int | None:
    """The fewest sites, some of them open, from which everybody who can be is served within room."""
    for number in range(len(there), len(allowed) + 1):
        for more in itertools.combinations(sorted(allowed - there), number - len(there)):
            rows = [[j for j in (*there, *more) if (i, j) in near] for i in sorted(can)]
            if all(rows) and (not problem.sites.limited or _fits(problem, sorted(can), rows)):
                return number
    return None


def _fits(problem: SitingProblem, places: list[int], rows: list[list[int]]) -> bool:
    """Whether sites have room for all, each place whole, or shared where it may be."""
    part = SitingProblem.of(
        places=Places.of(
            [problem.places.ids[i] for i in places],
            weight=problem.places.weight[places],
            demand=problem.places.demand[places],
        ),
        sites=replace(
            problem.sites,
            forced=np.ones(len(problem.sites.ids), dtype=bool),
            banned=problem.sites.banned & False,
        ),
        ways=Ways.of(
            place=[i for i, row in enumerate(rows) for _ in row],
            site=[j for row in rows for j in row],
            way=[1.0 for row in rows for _ in row],
        ),
        split=problem.split,
    )
    return best_values(part, Travel()) is not None
