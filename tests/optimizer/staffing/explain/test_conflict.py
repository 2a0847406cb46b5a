"""Conflicts are impossible as a whole and possible without any one element: by trying everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.staffing import Entries, LinearRule, Plan, Shortage, StaffingProblem, solve
from optimizer.staffing.explain.conflict import Conflict, Element, conflict
from tests.optimizer.staffing.cases import random_problem


class Everything:
    """Every set of arcs of a problem, and which of them keep an element."""

    def __init__(self, problem: StaffingProblem) -> None:
        arcs = problem.arcs
        self._problem, size = problem, arcs.post.size
        self._sets = ((np.arange(2**size)[:, None] >> np.arange(size)) & 1).astype(float)
        self._by_person = {p: arcs.person == i for i, p in enumerate(problem.people.ids)}
        self._by_post = {d: arcs.post == i for i, d in enumerate(problem.posts.ids)}

    def possible(self, elements: Iterable[Element]) -> bool:
        elements = list(elements)
        keeps = np.ones(len(self._sets), dtype=bool)
        places = [e.name for e in elements if e.kind == "most_posts"]
        for each in elements:
            keeps &= self._keeps(each, places)
        return bool(keeps.any())

    def _keeps(self, element: Element, places: list[str]) -> np.ndarray:
        problem, arcs, sets = self._problem, self._problem.arcs, self._sets
        people, posts, kind = problem.people, problem.posts, element.kind
        always = np.ones(len(sets), dtype=bool)
        if kind in ("need", "most_heads"):
            heads, d = sets[:, self._by_post[element.name]].sum(axis=1), posts.ids.index(element.name)
            return heads >= posts.need[d] if kind == "need" else heads <= posts.most[d]
        if kind in ("hours", "most_posts"):
            p, mine = people.ids.index(element.name), self._by_person[element.name]
            if kind == "hours":
                return sets[:, mine] @ arcs.load[mine] <= people.hours[p] + 1e-9
            return always if people.hire[p] else sets[:, mine].sum(axis=1) <= people.most[p]
        if kind == "most_hired":
            hired = np.zeros(len(sets))
            for p, person in enumerate(people.ids):
                if people.hire[p] and person in places:
                    hired += np.ceil(sets[:, self._by_person[person]].sum(axis=1) / people.most[p])
            return hired <= problem.most_hired
        if kind == "most_moved":
            ended = (1 - sets[:, arcs.budgeted]).sum(axis=1) + problem.lost_pairs
            return ended <= (problem.most_moved or 0)
        if kind == "lock":
            both = self._by_person[element.name] & self._by_post[element.post]
            return sets[:, both].sum(axis=1) > 0
        row = problem.extras.row_names.index(element.name)
        entries = problem.extras.arcs
        mine = entries.row == row
        total = sets[:, entries.column[mine]] @ entries.value[mine]
        return (total >= problem.extras.row_lower[row] - 1e-9) & (
            total <= problem.extras.row_upper[row] + 1e-9
        )


def ruled(seed: int) -> StaffingProblem:
    """A random problem with some locks, and a rule on some arcs."""
    problem, random = random_problem(seed), np.random.default_rng(seed + 9)
    size = problem.arcs.post.size
    locked = random.random(size) < (0.2 if random.random() < 0.4 else 0.0)
    problem = replace(problem, arcs=replace(problem.arcs, locked=locked))
    if size and random.random() < 0.4:
        some = np.flatnonzero(random.random(size) < 0.5)
        upper = float(random.integers(0, 3))
        rule = LinearRule("some", ("a",), Entries.of(np.zeros(some.size), some, 1.0), (-np.inf,), (upper,))
        problem = problem.under([rule])
    return problem


def check(problem: StaffingProblem, found: Conflict, seed: int) -> None:
    every = Everything(problem)
    assert found.exact and found.proven, seed
    assert not every.possible(found.elements), (seed, found)
    for each in found.elements:
        assert every.possible(e for e in found.elements if e != each), (seed, each, found)


@pytest.mark.parametrize("block", range(20))
def test_a_conflict_is_irreducible(block: int) -> None:
    """On 200 problems: no conflict where all can be filled, else one without a superfluous element."""
    for seed in range(10 * block, 10 * block + 10):
        problem = ruled(seed)
        if problem.arcs.post.size > 14:
            continue
        found = conflict(problem)
        everything = [Element("need", d) for d in problem.posts.ids]
        everything += [Element("most_heads", d) for d in problem.posts.ids]
        for p, hire in zip(problem.people.ids, problem.people.hire, strict=True):
            everything += [Element("most_posts", p)] + ([] if hire else [Element("hours", p)])
        everything += [Element("rule", name) for name in problem.extras.row_names]
        everything += [Element("most_hired")]
        everything += [] if problem.most_moved is None else [Element("most_moved")]
        for a in np.flatnonzero(problem.arcs.locked):
            pair = problem.people.ids[problem.arcs.person[a]], problem.posts.ids[problem.arcs.post[a]]
            everything.append(Element("lock", *pair))
        assert (found is None) == Everything(problem).possible(everything), seed
        if found is not None:
            check(problem, found, seed)


@pytest.mark.parametrize("block", range(10))
def test_a_vacant_post_of_a_plan_is_explained(block: int) -> None:
    """On 100 problems a post that the best plan leaves short is in a conflict with what the plan fills."""
    for seed in range(10 * block, 10 * block + 10):
        problem = replace(random_problem(seed), most_moved=None)
        # With a need of two a post can be filled at the cost of one that is half filled.
        if problem.arcs.post.size > 14 or problem.posts.need.max() > 1:
            continue
        problem = replace(problem, posts=replace(problem.posts, weight=np.ones(len(problem.posts.ids))))
        plan = solve(problem, ladder=[Shortage()]).plan
        filled = {d for _, d in plan.pairs(problem)}
        for post in (d for d in problem.posts.ids if d not in filled):
            found = conflict(problem, posts=[post], plan=plan)
            assert found is not None and Element("need", post) in found.elements, seed
            check(problem, found, seed)


def test_a_post_that_nobody_may_serve_is_a_conflict_by_itself() -> None:
    """Without any arc the need alone cannot hold."""
    problem = StaffingProblem.of(
        person_ids=["a"], hours=np.array([9.0]), most=np.array([1]), post_ids=["x", "island"],
        group=["", ""], arc_person=["a"], arc_post=["x"], load=np.ones(1), minutes=np.ones(1),
    )  # fmt: skip
    found = conflict(problem)
    assert found is not None and found.elements == (Element("need", "island"),)
    assert conflict(problem, posts=["x"]) is None
    kept = conflict(problem, plan=Plan(np.array([True])), posts=["island"])
    assert kept is not None and kept.elements == (Element("need", "island"),)
    with pytest.raises(ProblemError, match="no post 'y'"):
        conflict(problem, posts=["y"])


def test_hours_that_only_whole_numbers_contradict_are_found() -> None:
    """Two people with 15 hours each cannot serve three posts of 10 hours; halves could."""
    problem = StaffingProblem.of(
        person_ids=["a", "b"], hours=np.full(2, 15.0), most=np.full(2, 9), post_ids=["x", "y", "z"],
        group=[""] * 3, arc_person=["a", "a", "a", "b", "b", "b"], arc_post=["x", "y", "z"] * 2,
        load=np.full(6, 10.0), minutes=np.ones(6),
    )  # fmt: skip
    found = conflict(problem)
    assert found is not None and not found.linear and found.exact
    assert {(e.kind, e.name) for e in found.elements} == {
        ("need", "x"), ("need", "y"), ("need", "z"), ("hours", "a"), ("hours", "b")
    }  # fmt: skip


def crowded(people: int, posts: int) -> StaffingProblem:
    """Everybody may take any one post, and there are more posts than people."""
    pairs = [(f"p{i}", f"v{d}") for i in range(people) for d in range(posts)]
    return StaffingProblem.of(
        person_ids=[f"p{i}" for i in range(people)], hours=np.full(people, 9.0), most=np.ones(people, int),
        post_ids=[f"v{d}" for d in range(posts)], group=[""] * posts,
        arc_person=[person for person, _ in pairs], arc_post=[post for _, post in pairs],
        load=np.ones(len(pairs)), minutes=np.ones(len(pairs)),
    )  # fmt: skip


def test_counting_ends_with_its_time_and_says_that_more_could_be_left_out() -> None:
    """Counting must stop when the seconds are over: what it returns is impossible and not called exact."""
    problem = crowded(people=40, posts=1500)
    found = conflict(problem, seconds=0.2)
    assert found is not None
    assert found.seconds < 2.0
    assert found.proven and not found.exact and not found.linear
    needs = [each.name for each in found.elements if each.kind == "need"]
    people = [each.name for each in found.elements if each.kind == "most_posts"]
    assert len(needs) > len(people) == 40 and len(needs) + len(people) == len(found.elements)
    assert needs == sorted(needs, key=problem.posts.ids.index)


def test_counting_with_time_enough_is_irreducible() -> None:
    """With time enough a count of many posts too many must come down to one post too many."""
    found = conflict(crowded(people=2, posts=9), seconds=30.0)
    assert found is not None and found.exact and found.proven
    assert sorted(each.kind for each in found.elements) == ["most_posts"] * 2 + ["need"] * 3
