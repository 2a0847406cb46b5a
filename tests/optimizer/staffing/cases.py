"""Small random staffing problems, and the answer found by trying every plan."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np

from optimizer.staffing import StaffingProblem


def random_problem(seed: int) -> StaffingProblem:
    """Draw a problem of at most 4 people and 5 posts; every kind of rule turns up in some seed."""
    random = np.random.default_rng(seed)
    people, posts = int(random.integers(1, 5)), int(random.integers(1, 6))
    need = random.integers(1, 3, posts) if random.random() < 0.2 else np.ones(posts, dtype=int)
    keep = random.random((people, posts)) < 0.75
    person, post = np.nonzero(keep)
    minutes = random.integers(1, 60, person.size).astype(float)
    load = 10.0 + np.round(minutes / 5, 1)
    hire = random.random(people) < (0.3 if random.random() < 0.4 else 0.0)
    most = random.integers(0, 4, people)
    hours = np.where(hire, np.maximum(most, 1) * 30.0, random.integers(0, 60, people))
    most = np.where(hire, np.maximum(most, 1), most)
    current = np.zeros(person.size, dtype=bool)
    for d in range(posts):
        mine = np.flatnonzero((post == d) & ~hire[person])
        if mine.size and random.random() < 0.7:
            current[random.choice(mine)] = True
    lost = int(random.integers(0, 2))
    budget = int(random.integers(0, 3)) if random.random() < 0.3 else None
    return StaffingProblem.of(
        person_ids=[f"p{i}" for i in range(people)],
        hours=hours,
        most=most,
        hire=hire,
        post_ids=[f"v{i}" for i in range(posts)],
        need=need,
        weight=random.integers(1, 3, posts),
        group=[f"c{int(random.integers(0, 2))}" for _ in range(posts)],
        limit=np.full(posts, 60.0),
        arc_person=[f"p{i}" for i in person],
        arc_post=[f"v{i}" for i in post],
        load=load,
        minutes=minutes,
        current=current,
        most_hired=int(random.integers(0, 3)),
        most_moved=budget,
        lost_pairs=lost,
    )


def plans(problem: StaffingProblem) -> list[tuple[tuple[str, str], ...]]:
    """Every set of pairs that keeps heads, hours, most posts and the number of hires, one by one."""
    options = []
    for d, post in enumerate(problem.posts.ids):
        able = [
            problem.people.ids[p]
            for p, q in zip(problem.arcs.person, problem.arcs.post, strict=True)
            if q == d
        ]
        sizes = range(int(problem.posts.need[d]) + 1)
        options.append([[(p, post) for p in team] for n in sizes for team in itertools.combinations(able, n)])
    every = (tuple(itertools.chain.from_iterable(parts)) for parts in itertools.product(*options))
    return [pairs for pairs in every if _keeps_people(problem, pairs)]


def _keeps_people(problem: StaffingProblem, pairs: tuple[tuple[str, str], ...]) -> bool:
    load = {
        (problem.people.ids[p], problem.posts.ids[d]): h
        for p, d, h in zip(problem.arcs.person, problem.arcs.post, problem.arcs.load, strict=True)
    }
    hired = 0
    for index, person in enumerate(problem.people.ids):
        held = [load[pair] for pair in pairs if pair[0] == person]
        most = int(problem.people.most[index])
        if problem.people.hire[index]:
            hired += math.ceil(len(held) / most)
        elif len(held) > most or sum(held) > problem.people.hours[index] + 1e-9:
            return False
    return hired <= problem.most_hired


def values(problem: StaffingProblem, pairs: tuple[tuple[str, str], ...], *, kappa: float) -> dict[str, float]:
    """What every aim is worth, computed from the definition."""
    posts = problem.posts
    filled = {post: sum(1 for _, d in pairs if d == post) for post in posts.ids}
    arcs = {
        (problem.people.ids[p], posts.ids[d]): a
        for a, (p, d) in enumerate(zip(problem.arcs.person, problem.arcs.post, strict=True))
    }
    minutes = [problem.arcs.minutes[arcs[pair]] for pair in pairs]
    for d, post in enumerate(posts.ids):
        minutes += [posts.limit[d]] * (int(posts.need[d]) - filled[post])
    groups = sorted(set(posts.group))
    fill = [
        sum(filled[p] for p, g in zip(posts.ids, posts.group, strict=True) if g == group)
        / sum(n for n, g in zip(posts.need, posts.group, strict=True) if g == group)
        for group in groups
    ]
    ended = sum(1 for pair, a in arcs.items() if problem.arcs.current[a] and pair not in set(pairs))
    moved = ended + problem.lost_pairs
    hired = 0
    for p, person in enumerate(problem.people.ids):
        if problem.people.hire[p]:
            hired += math.ceil(sum(1 for q, _ in pairs if q == person) / int(problem.people.most[p]))
    return {
        "over_budget": max(0, moved - (moved if problem.most_moved is None else problem.most_moved)),
        "shortage": float(
            sum(w * (n - filled[d]) for d, w, n in zip(posts.ids, posts.weight, posts.need, strict=True))
        ),
        "county_fill": min(fill),
        "hired": float(hired),
        "travel": math.log(sum(math.exp(kappa * t) for t in minutes) / len(minutes)) / kappa,
        "changes": float(moved),
    }


def best(problem: StaffingProblem, aims: list[str], *, kappa: float) -> dict[str, float]:
    """Lexicographic optimum over all plans: the value of each aim in turn."""
    pool = [values(problem, pairs, kappa=kappa) for pairs in plans(problem)]
    found = {}
    for aim in aims:
        sign = -1.0 if aim == "county_fill" else 1.0
        found[aim] = sign * min(sign * each[aim] for each in pool)
        pool = [each for each in pool if abs(each[aim] - found[aim]) <= 1e-7 * max(1.0, abs(found[aim]))]
    return found


def turned(problem: StaffingProblem, seed: int) -> StaffingProblem:
    """The same problem with people, posts and pairs in another order, and other ids and groups."""
    random = np.random.default_rng(seed)
    people, posts = problem.people, problem.posts
    person, post = (random.permutation(len(each.ids)) for each in (people, posts))
    names = sorted(set(posts.group))
    group = dict(zip(names, random.permutation([f"n{i}" for i in range(len(names))]), strict=True))
    arcs = replace(
        problem.arcs, person=np.argsort(person)[problem.arcs.person], post=np.argsort(post)[problem.arcs.post]
    )
    changed = replace(
        problem,
        people=replace(
            people,
            ids=tuple(f"q{i}" for i in random.permutation(person.size)),
            **{name: getattr(people, name)[person] for name in ("hours", "most", "hire")},
        ),
        posts=replace(
            posts,
            ids=tuple(f"w{i}" for i in random.permutation(post.size)),
            role=tuple(posts.role[d] for d in post),
            group=tuple(str(group[posts.group[d]]) for d in post),
            **{name: getattr(posts, name)[post] for name in ("need", "most", "weight", "limit")},
        ),
        arcs=arcs,
    )
    return renamed(changed, random.permutation(arcs.post.size))


def renamed(problem: StaffingProblem, order: np.ndarray) -> StaffingProblem:
    """The same problem with its arcs in another order."""
    arcs = problem.arcs
    fields = {
        name: getattr(arcs, name)[order]
        for name in ("person", "post", "load", "minutes", "current", "locked", "budgeted")
    }
    return replace(problem, arcs=replace(arcs, **fields))
