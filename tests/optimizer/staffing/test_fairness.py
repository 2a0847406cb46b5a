"""Leximin, Kolm-Pollak and even load against every plan of small problems, and their theorems."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.equity import kolm_pollak_ede
from optimizer.errors import ProblemError
from optimizer.result import Status
from optimizer.staffing import (
    Changes,
    Effort,
    EvenLoad,
    KolmPollak,
    Leximin,
    MaxMin,
    Service,
    Shortage,
    StaffingProblem,
    Travel,
    solve,
    verify,
)
from tests.optimizer.staffing.cases import plans, random_problem, turned

EXACT = Effort(gap=1e-7, neighbourhoods=5)
Pairs = tuple[tuple[str, str], ...]


def many_groups(seed: int) -> StaffingProblem:
    """A random problem without budgets whose posts belong to up to four groups."""
    problem = replace(random_problem(seed), most_moved=None)
    random = np.random.default_rng(seed + 77)
    names = tuple(f"g{int(random.integers(0, 4))}" for _ in problem.posts.ids)
    return replace(problem, posts=replace(problem.posts, group=names))


def hours_service(problem: StaffingProblem, seed: int) -> Service:
    """Hours by group for so many residents, in steps of five hours; some posts do not count."""
    random = np.random.default_rng(seed + 5)
    group = [g if random.random() < 0.9 else "" for g in problem.posts.group]
    if not any(group):
        group = list(problem.posts.group)
    return Service.received(
        problem,
        name="hours",
        group=group,
        size={name: float(random.integers(1, 4)) for name in sorted(set(group)) if name},
        amount=5.0 * random.integers(0, 4, problem.arcs.post.size),
        step=5.0,
    )


def amounts(problem: StaffingProblem, service: Service, pairs: Pairs) -> list[float]:
    """What every group gets, from the definition."""
    arc = {
        (problem.people.ids[p], problem.posts.ids[d]): a
        for a, (p, d) in enumerate(zip(problem.arcs.person, problem.arcs.post, strict=True))
    }
    totals = [float(each) for each in service.constant]
    for d, post in enumerate(problem.posts.ids):
        if service.group[d] >= 0:
            heads = sum(1 for _, q in pairs if q == post)
            totals[service.group[d]] += service.per_short[d] * max(int(problem.posts.need[d]) - heads, 0)
    for pair in pairs:
        d = problem.arcs.post[arc[pair]]
        if service.group[d] >= 0:
            totals[service.group[d]] += service.per_arc[arc[pair]]
    return [total / size for total, size in zip(totals, service.size, strict=True)]


def service_of(problem: StaffingProblem, seed: int) -> Service:
    return Service.fill(problem) if seed % 2 else hours_service(problem, seed)


def agree_on_leximin(seed: int, *, depth: int | None = None) -> None:
    problem = many_groups(seed)
    service = service_of(problem, seed)
    best = max(sorted(amounts(problem, service, pairs)) for pairs in plans(problem))
    result = solve(problem, ladder=[Leximin(service=service, depth=depth)], effort=EXACT, seed=1)
    pairs = result.plan.pairs(problem)
    assert not verify(problem, pairs)
    certificate = result.certificates[0]
    assert certificate.status == "optimal"
    assert certificate.objective == pytest.approx(best[0]) and certificate.bound == pytest.approx(best[0])
    mine = sorted(amounts(problem, service, pairs))
    if depth is None:
        assert mine == pytest.approx(best)
        reached = sorted(group.amount for group in certificate.groups)
        assert reached == pytest.approx(best)
        assert all(group.amount == pytest.approx(group.bound) for group in certificate.groups)
    else:
        levels = sorted({round(each, 9) for each in best})[:depth]
        shown = [each for each in best if round(each, 9) in levels]
        assert mine[: len(shown)] == pytest.approx(shown)


@pytest.mark.parametrize("start", range(0, 1000, 50))
def test_leximin_is_the_best_of_all_plans(start: int) -> None:
    """Of a thousand random problems, every sorted vector of amounts is the largest that any plan has."""
    for seed in range(start, start + 50):
        agree_on_leximin(seed)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_leximin_to_some_levels_agrees_on_these(depth: int) -> None:
    """Stopped after k levels, the k smallest amounts are those of the full leximin."""
    for seed in range(40):
        agree_on_leximin(seed, depth=depth)


@pytest.mark.parametrize("start", range(0, 120, 40))
def test_no_levels_are_called_proven_that_are_not(start: int) -> None:
    """Without time, amounts of two levels may be anything, but not "optimal" and below the best."""
    for seed in range(start, start + 40):
        problem = many_groups(seed)
        service = service_of(problem, seed)
        result = solve(
            problem, ladder=[Leximin(service=service, depth=2)], effort=EXACT, seed=1, seconds=0.0
        )
        if result.certificates[0].status == "optimal":
            best = max(sorted(amounts(problem, service, pairs)) for pairs in plans(problem))
            levels = sorted({round(each, 9) for each in best})[:2]
            shown = [each for each in best if round(each, 9) in levels]
            mine = sorted(amounts(problem, service, result.plan.pairs(problem)))
            assert mine[: len(shown)] == pytest.approx(shown), seed


@pytest.mark.parametrize("seed", [7, 14, 26, *range(30, 50)])
def test_amounts_of_any_size_are_raised_past_a_group_that_can_have_none(seed: int) -> None:
    """A group at 0 must be saturated there, so that the others get what they can, to a ten-thousandth."""
    problem = many_groups(seed)
    random = np.random.default_rng(seed)
    service = Service.received(
        problem,
        name="access",
        group=problem.posts.group,
        size=dict.fromkeys(problem.posts.group, 1.0),
        amount=10.0 * random.random(problem.arcs.post.size),
    )
    result = solve(problem, ladder=[Leximin(service=service)], effort=EXACT, seed=1, seconds=20.0)
    best = max(sorted(amounts(problem, service, pairs)) for pairs in plans(problem))
    mine = sorted(amounts(problem, service, result.plan.pairs(problem)))
    assert mine == pytest.approx(best, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("start", range(0, 1000, 50))
def test_kolm_pollak_is_the_best_of_all_plans(start: int) -> None:
    """Of a thousand random problems, no plan has a larger equally distributed equivalent."""
    for seed in range(start, start + 50):
        problem = many_groups(seed)
        service = service_of(problem, seed)
        kappa = (0.3, 2.0)[seed % 2]
        best = max(
            -kolm_pollak_ede([-each for each in amounts(problem, service, pairs)], kappa, service.size)
            for pairs in plans(problem)
        )
        result = solve(problem, ladder=[KolmPollak(service=service, kappa=kappa)], effort=EXACT, seed=1)
        certificate = result.certificates[0]
        assert certificate.status == "optimal", seed
        assert certificate.objective == pytest.approx(best, abs=1e-5), seed
        assert certificate.bound >= certificate.objective - 1e-9


def at_work(problem: StaffingProblem) -> list[int]:
    """People on the register who have hours and an arc."""
    people = problem.people
    able = set(problem.arcs.person.tolist())
    return [p for p in range(len(people.ids)) if p in able and people.hours[p] > 0 and not people.hire[p]]


#: Problems in which there is somebody whose load can be looked at.
EVEN = [seed for seed in range(80) if at_work(many_groups(seed))][:60]


@pytest.mark.parametrize("kappa", [3.0, 20.0])
@pytest.mark.parametrize("seed", EVEN)
def test_even_load_is_the_best_of_all_plans_with_the_fewest_vacancies(seed: int, kappa: float) -> None:
    """Below the rung of the shortage no plan has a smaller equivalent load, but for the tangents' error."""
    problem = replace(many_groups(seed), most_hired=0)
    aim = EvenLoad(kappa=kappa)
    who = at_work(problem)

    def load(pairs: Pairs) -> float:
        hours = dict.fromkeys(problem.people.ids, 0.0)
        for a, (p, d) in enumerate(zip(problem.arcs.person, problem.arcs.post, strict=True)):
            if (problem.people.ids[p], problem.posts.ids[d]) in set(pairs):
                hours[problem.people.ids[p]] += problem.arcs.load[a]
        shares = [hours[problem.people.ids[p]] / problem.people.hours[p] for p in who]
        return math.log(sum(math.exp(kappa * u) for u in shares) / len(shares)) / kappa

    def short(pairs: Pairs) -> float:
        heads = [sum(1 for _, q in pairs if q == post) for post in problem.posts.ids]
        return float(problem.posts.weight @ (problem.posts.need - heads))

    every = plans(problem)
    least = min(short(pairs) for pairs in every)
    best = min(load(pairs) for pairs in every if short(pairs) == least)
    result = solve(problem, ladder=[Shortage(), aim], effort=EXACT, seed=1)
    assert load(result.plan.pairs(problem)) == pytest.approx(best, abs=5e-4)
    assert result.certificates[1].objective == pytest.approx(best, abs=5e-4)


@given(st.integers(0, 10_000), st.integers(0, 1_000))
@settings(max_examples=30, deadline=None)
def test_the_order_of_groups_and_people_changes_nothing(seed: int, shuffle: int) -> None:
    """Renaming groups and turning the people round gives the same sorted amounts."""
    problem = many_groups(seed)
    random = np.random.default_rng(shuffle)
    names = sorted(set(problem.posts.group))
    new = dict(zip(names, random.permutation([f"n{i}" for i in range(len(names))]), strict=True))
    turned = replace(
        problem,
        posts=replace(problem.posts, group=tuple(str(new[g]) for g in problem.posts.group)),
        people=replace(
            problem.people,
            ids=problem.people.ids[::-1],
            hours=problem.people.hours[::-1].copy(),
            most=problem.people.most[::-1].copy(),
            hire=problem.people.hire[::-1].copy(),
        ),
        arcs=replace(problem.arcs, person=len(problem.people.ids) - 1 - problem.arcs.person),
    )
    first, second = (
        solve(each, ladder=[Leximin()], effort=EXACT, seed=1).certificates[0] for each in (problem, turned)
    )
    assert sorted(g.amount for g in first.groups) == pytest.approx(sorted(g.amount for g in second.groups))


@given(st.integers(0, 10_000), st.integers(0, 1_000))
@settings(max_examples=60, deadline=None)
def test_ids_and_orders_change_no_rung_of_the_ladder(seed: int, shuffle: int) -> None:
    """With people, posts and pairs renamed and in another order, every rung reaches the same."""
    problem = many_groups(seed)
    ladder = [Shortage(), MaxMin(), KolmPollak(), EvenLoad(), Travel(kappa=0.05), Changes()]
    first, second = (
        solve(each, ladder=ladder, effort=EXACT, seed=1).certificates
        for each in (problem, turned(problem, shuffle))
    )
    values = [each.objective for each in first]
    assert values == pytest.approx([each.objective for each in second], abs=2e-5)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_one_more_person_never_lowers_the_worst_off_group(seed: int) -> None:
    """With somebody added who can serve everything, the least fill is at least what it was."""
    problem = many_groups(seed)
    posts = len(problem.posts.ids)
    before = solve(problem, ladder=[MaxMin()], effort=EXACT, seed=1).certificates[0].objective
    people, arcs = problem.people, problem.arcs
    more = replace(
        problem,
        people=replace(
            people,
            ids=(*people.ids, "new"),
            hours=np.append(people.hours, 100.0),
            most=np.append(people.most, 1),
            hire=np.append(people.hire, False),
        ),
        arcs=replace(
            arcs,
            person=np.append(arcs.person, np.full(posts, len(people.ids))),
            post=np.append(arcs.post, np.arange(posts)),
            load=np.append(arcs.load, np.full(posts, 10.0)),
            minutes=np.append(arcs.minutes, np.full(posts, 10.0)),
            current=np.append(arcs.current, np.zeros(posts, dtype=bool)),
            locked=np.append(arcs.locked, np.zeros(posts, dtype=bool)),
            budgeted=np.append(arcs.budgeted, np.zeros(posts, dtype=bool)),
        ),
    )
    after = solve(more, ladder=[MaxMin()], effort=EXACT, seed=1).certificates[0].objective
    assert after >= before - 1e-9


@pytest.mark.parametrize("seed", [7, 26, 43, 78, 1, 2])
def test_that_the_worst_off_can_have_nothing_at_all_is_proven(seed: int) -> None:
    """Amounts without steps are halved; below the least that anybody can have there is only nothing."""
    problem = many_groups(seed)
    draw = np.random.default_rng(seed)
    size = {group: float(draw.integers(1, 5)) for group in sorted(set(problem.posts.group))}
    amount = 10.0 * draw.random(problem.arcs.post.size)
    service = Service.received(problem, name="access", group=problem.posts.group, size=size, amount=amount)
    (found,) = solve(problem, ladder=[MaxMin(service=service)], seed=1).certificates
    best = max(
        min(service.amounts(chosen(problem, pairs), np.zeros(len(problem.posts.ids)), problem.arcs.post))
        for pairs in plans(problem)
    )
    assert found.objective == pytest.approx(best, rel=2e-3) and found.bound >= best - 1e-9
    assert found.status is Status.OPTIMAL and (best > 0 or found.gap == 0)


def chosen(problem: StaffingProblem, pairs: Pairs) -> np.ndarray:
    arcs = zip(problem.arcs.person, problem.arcs.post, strict=True)
    return np.array([(problem.people.ids[p], problem.posts.ids[d]) in set(pairs) for p, d in arcs])


@pytest.mark.parametrize("aim", [MaxMin, Leximin, KolmPollak])
def test_an_aim_about_no_group_is_refused(aim: type[MaxMin | Leximin | KolmPollak]) -> None:
    """A service in which no post counts has nothing to make alike; with one post it has."""
    problem = many_groups(1)
    none = Service.fill(problem, group=[""] * len(problem.posts.ids))
    with pytest.raises(ProblemError, match="no post counts"):
        solve(problem, ladder=[aim(service=none)])
    one = Service.fill(problem, group=["a", *[""] * (len(problem.posts.ids) - 1)])
    assert solve(problem, ladder=[aim(service=one)]).certificates[0].status is Status.OPTIMAL
