"""A violation of a known rule, planted in a valid plan, is reported under that rule's name: every time."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import numpy as np

from optimizer.staffing import (
    Changes,
    Entries,
    LinearRule,
    Openings,
    OverBudget,
    Rule,
    Service,
    Share,
    Shortage,
    Spread,
    StaffingProblem,
    solve,
    verify,
)
from tests.optimizer.staffing.cases import random_problem

#: Planted in all, and least of each kind.
PLANTED, EACH = 1000, 20

Pair = tuple[str, str]
T = TypeVar("T")
Random = np.random.Generator
Planter = Callable[[StaffingProblem, list[Pair], Random], list[Pair] | None]
LADDER = (OverBudget(), Shortage(), Changes())


def solved(problem: StaffingProblem, seed: int) -> list[Pair]:
    plan = solve(problem, ladder=LADDER, seconds=5.0, seed=seed).plan
    return list(plan.pairs(problem))


def ruled(seed: int) -> StaffingProblem:
    """A random problem with locks, a budget of moves and rules that some plan keeps, if only just."""
    random = np.random.default_rng(seed)
    problem = replace(random_problem(seed), most_moved=None)
    if random.random() < 0.6:
        problem = _with_posts_to_open(problem, random)
    pairs = solved(problem, seed)
    taken = _taken(problem, pairs)
    arcs = problem.arcs
    moved = problem.lost_pairs + int((arcs.budgeted & ~taken).sum())
    problem = replace(
        problem,
        arcs=replace(arcs, locked=taken & (random.random(taken.size) < 0.3)),
        most_moved=moved + int(random.integers(0, 2)) if random.random() < 0.5 else None,
    )
    return problem.under(list(_rules(problem, taken, random)))


def _with_posts_to_open(problem: StaffingProblem, random: Random) -> StaffingProblem:
    """Some posts need nobody and may have two people: they can be opened."""
    new = random.random(len(problem.posts.ids)) < 0.4
    need, most = np.where(new, 0, problem.posts.need), np.where(new, 2, problem.posts.most)
    role = tuple("new" if each else "counsel" for each in new)
    return replace(problem, posts=replace(problem.posts, need=need, most=most, role=role))


def _rules(problem: StaffingProblem, taken: np.ndarray, random: Random) -> Iterator[Rule]:
    arcs = problem.arcs.post.size
    new = tuple(d for d, r in zip(problem.posts.ids, problem.posts.role, strict=True) if r == "new")
    heads = Counter(problem.posts.ids[d] for d in problem.arcs.post[taken])
    if new and not any(heads[d] == 1 for d in new):
        yield Openings("centres", new, heads=2, least=int(random.integers(0, 3)), price=2.0)
    row = random.integers(-1, 2, arcs)
    value = random.integers(1, 4, arcs) * 0.5
    entries = Entries.of(row[row >= 0], np.flatnonzero(row >= 0), value[row >= 0])
    total = np.array([float((value * taken)[row == r].sum()) for r in (0, 1)])
    none = (np.inf, np.inf)
    upper = tuple((total + random.integers(0, 2, 2) * 0.5).tolist())
    yield LinearRule("at most", ("one", "two"), entries, (-np.inf, -np.inf), upper)
    yield LinearRule("at least", ("one", "two"), entries, tuple(total.tolist()), none)
    has = random.random(arcs) < 0.4
    yield Share(
        "full-time", ("all",), np.zeros(arcs, dtype=int), has, (0.5,), int(random.integers(0, 2)), 1.0
    )
    service = Service.fill(problem)
    if len(service.groups) > 1:
        yield Spread(service, _apart(problem, service, taken) + float(random.choice([0.0, 0.1])))


def _apart(problem: StaffingProblem, service: Service, taken: np.ndarray) -> float:
    heads = np.bincount(problem.arcs.post[taken], minlength=len(problem.posts.ids))
    short = np.maximum(problem.posts.need - heads, 0).astype(float)
    amounts = service.amounts(taken, short, problem.arcs.post)
    return float(amounts.max() - amounts.min())


def _taken(problem: StaffingProblem, pairs: list[Pair]) -> np.ndarray:
    return np.array([pair in set(pairs) for pair in arcs_of(problem)], dtype=bool)


def arcs_of(problem: StaffingProblem) -> list[Pair]:
    ends = zip(problem.arcs.person.tolist(), problem.arcs.post.tolist(), strict=True)
    return [(problem.people.ids[p], problem.posts.ids[d]) for p, d in ends]


# --- one planter a rule ----------------------------------------------------------------------------------


def unknown_pair(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    every = {*itertools.product((*problem.people.ids, "p9"), (*problem.posts.ids, "v9"))}
    return [*pairs, _one(sorted(every - set(arcs_of(problem))), random)]


def double_pair(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    return [*pairs, _one(pairs, random)] if pairs else None


def too_many_heads(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    most = dict(zip(problem.posts.ids, problem.posts.most.tolist(), strict=True))
    return _beyond(problem, pairs, random, most, end=1)


def most_posts(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    return _beyond(problem, pairs, random, _most(problem), end=0)


def hours(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    load = dict(zip(arcs_of(problem), problem.arcs.load.tolist(), strict=True))
    for place in random.permutation(len(problem.people.ids)):
        who, has = problem.people.ids[place], float(problem.people.hours[place])
        mine = [pair for pair in load if pair[0] == who]
        if not problem.people.hire[place] and sum(load[pair] for pair in mine) > has + 0.01:
            added = list(pairs)
            while sum(load[pair] for pair in mine if pair in added) <= has + 0.01:
                added.append(_one([pair for pair in mine if pair not in added], random))
            return added
    return None


def lock(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    locked = [pair for pair, is_ in zip(arcs_of(problem), problem.arcs.locked, strict=True) if is_]
    return _without(pairs, _one(locked, random)) if locked else None


def most_hired(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    places = set(problem.people.ids) - _most(problem).keys()
    free = [pair for pair in arcs_of(problem) if pair[0] in places and pair not in pairs]
    for size in range(1, len(free) + 1):
        added = [*pairs, *free[:size]]
        hired = 0
        for who, most in zip(problem.people.ids, problem.people.most.tolist(), strict=True):
            hired += -(-sum(p == who for p, _ in added) // most) if who in places else 0
        if hired > problem.most_hired:
            return added
    return None


def most_moved(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    if problem.most_moved is None:
        return None
    today = {pair for pair, is_ in zip(arcs_of(problem), problem.arcs.budgeted, strict=True) if is_}
    left = list(pairs)
    while len(today - set(left)) + problem.lost_pairs <= problem.most_moved:
        kept = [pair for pair in left if pair in today]
        if not kept:
            return None
        left = _without(left, _one(kept, random))
    return left


def at_most(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    rule = _rule(problem, "at most")
    assert isinstance(rule, LinearRule)
    label = _one(list(rule.labels), random)
    row, added = rule.labels.index(label), list(pairs)
    counts = {arcs_of(problem)[a] for a in rule.entries.column[rule.entries.row == row]}
    while rule.totals(problem, added)[label] <= rule.upper[row] + 1e-3:
        free = sorted(counts - set(added))
        if not free:
            return None
        added.append(_one(free, random))
    return added


def at_least(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    rule = _rule(problem, "at least")
    assert isinstance(rule, LinearRule)
    label = _one(list(rule.labels), random)
    row, left = rule.labels.index(label), list(pairs)
    counts = {arcs_of(problem)[a] for a in rule.entries.column[rule.entries.row == row]}
    while rule.totals(problem, left)[label] >= rule.lower[row] - 1e-3:
        there = [pair for pair in left if pair in counts]
        if not there:
            return None
        left = _without(left, _one(there, random))
    return left


def centres(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    """One person in a post that is open with two, or was closed."""
    rule = _rule(problem, "centres")
    if rule is None:
        return None
    assert isinstance(rule, Openings)
    post = _one(list(rule.posts), random)
    able = [pair for pair in arcs_of(problem) if pair[1] == post]
    return [*(pair for pair in pairs if pair[1] != post), _one(able, random)] if able else None


def spread(problem: StaffingProblem, pairs: list[Pair], random: Random) -> list[Pair] | None:
    """Take people out of one group until it is too far behind."""
    rule = _rule(problem, "spread")
    if rule is None:
        return None
    assert isinstance(rule, Spread)
    service, left = rule.service, list(pairs)
    group = {d: service.group[n] for n, d in enumerate(problem.posts.ids)}
    behind = int(random.integers(0, len(service.groups)))
    while _apart(problem, service, _taken(problem, left)) <= rule.most + 1e-3:
        there = [pair for pair in left if group[pair[1]] == behind]
        if not there:
            return None
        left = _without(left, _one(there, random))
    return left


def _one(items: list[T], random: Random) -> T:
    return items[int(random.integers(0, len(items)))]


def _without(pairs: list[Pair], gone: Pair) -> list[Pair]:
    return [pair for pair in pairs if pair != gone]


def _most(problem: StaffingProblem) -> dict[str, int]:
    """Most posts of everybody who is no place of hiring."""
    people = problem.people
    each = zip(people.ids, people.most.tolist(), people.hire.tolist(), strict=True)
    return {who: most for who, most, hire in each if not hire}


def _beyond(
    problem: StaffingProblem, pairs: list[Pair], random: Random, most: dict[str, int], *, end: int
) -> list[Pair] | None:
    """Add pairs of one person (end 0) or post (end 1) until there is one more than the most."""
    every = Counter(pair[end] for pair in arcs_of(problem))
    able = [name for name, number in most.items() if every[name] > number]
    if not able:
        return None
    name, added = _one(able, random), list(pairs)
    while sum(pair[end] == name for pair in added) <= most[name]:
        free = [pair for pair in arcs_of(problem) if pair[end] == name and pair not in added]
        added.append(_one(free, random))
    return added


def _rule(problem: StaffingProblem, name: str) -> Rule | None:
    return next((rule for rule in problem.rules if rule.name == name), None)


PLANTERS: dict[str, Planter] = {
    "unknown_pair": unknown_pair,
    "double_pair": double_pair,
    "too_many_heads": too_many_heads,
    "hours": hours,
    "most_posts": most_posts,
    "lock": lock,
    "most_hired": most_hired,
    "most_moved": most_moved,
    "at most": at_most,
    "at least": at_least,
    "centres": centres,
    "spread": spread,
}


def test_every_planted_violation_is_reported_under_its_rule() -> None:
    """A thousand of a thousand; the plans that they are planted in are valid."""
    planted, found = Counter[str](), Counter[str]()
    for seed in itertools.count():
        problem, random = ruled(seed), np.random.default_rng(seed + 1)
        pairs = solved(problem, seed)
        assert verify(problem, pairs) == [], seed
        for name, planter in PLANTERS.items():
            broken = planter(problem, pairs, random)
            if broken is not None and sum(planted.values()) < PLANTED:
                planted[name] += 1
                found[name] += name in {violation.rule for violation in verify(problem, broken)}
        if sum(planted.values()) == PLANTED:
            break
    assert found == planted
    assert planted.keys() == PLANTERS.keys() and min(planted.values()) >= EACH, planted


def test_a_share_is_lacked_at_a_price_and_never_broken() -> None:
    """Nobody has the attribute, and nobody may be given it."""
    problem = random_problem(3)
    size = problem.arcs.post.size
    nobody = np.zeros(size, dtype=bool)
    ruled_ = problem.under([Share("full-time", ("all",), np.zeros(size, dtype=int), nobody, (1.0,), 0, 1.0)])
    pairs = solved(problem, 3)
    assert pairs and verify(ruled_, pairs) == []
