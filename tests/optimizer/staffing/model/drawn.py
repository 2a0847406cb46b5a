"""Random problems with rules, their plans one by one, and what ladders are worth on them."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.staffing import (
    Aim,
    Entries,
    Formulation,
    Leximin,
    LinearRule,
    Openings,
    Plan,
    Rule,
    Service,
    Spread,
    StaffingProblem,
    Violation,
    verify,
)
from optimizer.staffing.plan import broken_rows
from optimizer.staffing.rules import Share
from tests.optimizer.staffing.cases import random_problem


def drawn(seed: int) -> StaffingProblem:
    """A random problem of up to four groups, with rules of every kind in some seeds; no budget of moves."""
    random = np.random.default_rng(seed + 9)
    problem = replace(random_problem(seed), most_moved=None)
    posts = problem.posts
    names = tuple(f"g{int(random.integers(0, 4))}" for _ in posts.ids)
    most = posts.need + (random.random(posts.need.size) < 0.15)
    problem = replace(problem, posts=replace(posts, group=names, most=most))
    rules: list[Rule] = []
    kinds = ["linear", "wanted", "openings", "share", "spread"]
    for kind in kinds:
        if random.random() < 0.35:
            problem, rule = _rule(problem, kind, random)
            rules.append(rule)
    return problem.under(rules)


def _rule(problem: StaffingProblem, kind: str, random: np.random.Generator) -> tuple[StaffingProblem, Rule]:
    arcs = problem.arcs.post.size
    some = np.flatnonzero(random.random(arcs) < 0.6)
    values = random.integers(1, 4, some.size).astype(float)
    if kind == "linear":
        upper = float(random.integers(1, 6))
        entries = Entries.of(0, some, values)
        return problem, LinearRule("at most", ("some pairs",), entries, (-np.inf,), (upper,))
    if kind == "wanted":
        lower, entries = float(random.integers(1, 5)), Entries.of(0, some, values)
        return problem, LinearRule("wanted", ("some pairs",), entries, (lower,), (np.inf,), (2.0,))
    if kind == "openings":
        ids = tuple(f"open{i}" for i in range(2))
        problem = _with_posts(problem, ids, random)
        return problem, Openings("centres", ids, heads=int(random.integers(1, 3)), least=2, price=3.0)
    if kind == "share":
        row, has = np.where(random.random(arcs) < 0.7, 0, -1), random.random(arcs) < 0.4
        return problem, Share("full-time", ("all",), row, has, (0.5,), int(random.integers(0, 3)), 1.0)
    return problem, Spread(Service.fill(problem), most=float(random.choice([0.25, 0.5, 0.75])))


def _with_posts(
    problem: StaffingProblem, ids: tuple[str, ...], random: np.random.Generator
) -> StaffingProblem:
    """Posts that need nobody and may have two people, with an arc from everybody whose hours allow it."""
    posts, arcs, size = problem.posts, problem.arcs, len(ids)
    there = np.flatnonzero(~problem.people.hire)
    person, post = np.repeat(there, size), len(posts.ids) + np.tile(np.arange(size), there.size)
    minutes = random.integers(1, 60, person.size).astype(float)
    none = np.zeros(person.size, dtype=bool)
    return replace(
        problem,
        posts=replace(
            posts,
            ids=(*posts.ids, *ids),
            need=np.append(posts.need, np.zeros(size, dtype=int)),
            most=np.append(posts.most, np.full(size, 2)),
            weight=np.append(posts.weight, np.ones(size)),
            role=(*posts.role, *(("centre",) * size)),
            group=(*posts.group, *(("g0",) * size)),
            limit=np.append(posts.limit, np.full(size, 60.0)),
        ),
        arcs=replace(
            arcs,
            person=np.append(arcs.person, person),
            post=np.append(arcs.post, post),
            load=np.append(arcs.load, np.full(person.size, 10.0)),
            minutes=np.append(arcs.minutes, minutes),
            current=np.append(arcs.current, none),
            locked=np.append(arcs.locked, none),
            budgeted=np.append(arcs.budgeted, none),
        ),
    )


@dataclass(frozen=True)
class AtLeast:
    """Every group of a service has at least an amount."""

    service: Service
    amounts: dict[str, float]
    name: str = "at least"

    def apply(self, formulation: Formulation) -> None:
        """Add one row a group."""
        service, group_of_arc = self.service, self.service.group[formulation.problem.arcs.post]
        post, arc = np.flatnonzero(service.group >= 0), np.flatnonzero(group_of_arc >= 0)
        amount = np.array([self.amounts[group] for group in service.groups])
        formulation.add_rows(
            [f"{self.name}:{group}" for group in service.groups],
            shorts=Entries.of(service.group[post], post, service.per_short[post]),
            arcs=Entries.of(group_of_arc[arc], arc, service.per_arc[arc]),
            lower=amount * service.size - service.constant - 1e-6,
        )

    def violations(self, problem: StaffingProblem, pairs: Collection[tuple[str, str]]) -> list[Violation]:
        """Nothing: the tests look at amounts themselves."""
        return []


def every_plan(problem: StaffingProblem) -> list[Plan]:
    """Every set of arcs that breaks no rule, one by one."""
    post, teams = problem.arcs.post, []
    for d, most in enumerate(problem.posts.most.tolist()):
        able = np.flatnonzero(post == d).tolist()
        sizes = range(min(most, len(able)) + 1)
        teams.append([team for n in sizes for team in itertools.combinations(able, n)])
    plans = []
    for parts in itertools.product(*teams):
        chosen = np.zeros(post.size, dtype=np.bool_)
        chosen[list(itertools.chain.from_iterable(parts))] = True
        plan = Plan(chosen)
        if not verify(problem, plan.pairs(problem)) and not broken_rows(plan, problem).any():
            plans.append(plan)
    return plans


def size_of(problem: StaffingProblem) -> int:
    """How many sets of arcs `every_plan` would try."""
    able = np.bincount(problem.arcs.post, minlength=len(problem.posts.ids))
    sizes = 1
    for n, most in zip(able.tolist(), problem.posts.most.tolist(), strict=True):
        sizes *= sum(len(list(itertools.combinations(range(n), k))) for k in range(min(n, most) + 1))
    return sizes


def amounts(problem: StaffingProblem, aim: Leximin, plan: Plan) -> np.ndarray:
    """What the groups of an aim's service get."""
    service = problem.services[aim.place(problem)]
    heads = np.bincount(problem.arcs.post[plan.chosen], minlength=len(problem.posts.ids))
    return service.amounts(plan.chosen, np.maximum(problem.posts.need - heads, 0.0), problem.arcs.post)


def best_of_all(problem: StaffingProblem, ladder: Sequence[Aim]) -> list[float]:
    """The value of every rung in lexicographic order over all plans; of leximin the least amount."""
    pool = every_plan(problem)
    for aim in ladder:
        problem = aim.prepare(problem)
    found = []
    for aim in ladder:
        if isinstance(aim, Leximin):
            keys = [np.round(np.sort(amounts(problem, aim, plan)), 7).tolist() for plan in pool]
            top = max(keys)
            last = sorted(set(top))[: aim.depth][-1]
            fixed = sum(each < last for each in top)
            pool = [
                plan
                for plan, key in zip(pool, keys, strict=True)
                if key[:fixed] == top[:fixed] and key[fixed] >= last
            ]
            found.append(top[0])
        else:
            values = [aim.linear(problem).at(plan, problem) for plan in pool]
            least = min(values)
            pool = [p for p, v in zip(pool, values, strict=True) if v <= least + 1e-6 * max(1.0, abs(least))]
            found.append(aim.report(least, problem))
    return found
