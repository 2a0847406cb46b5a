"""The loss of one person, against every way of handing posts over."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from optimizer.staffing import Plan, Shortage, StaffingProblem, Travel, solve
from optimizer.staffing.explain.loss import losses
from tests.optimizer.staffing.cases import random_problem

Pair = tuple[str, str]


def roomy(seed: int) -> StaffingProblem:
    """A random problem whose people have hours and posts to spare, of some more than of others."""
    problem = random_problem(seed)
    random = np.random.default_rng(seed)
    extra = np.where(problem.people.hire, 0, random.integers(0, 3, len(problem.people.ids)))
    people = replace(
        problem.people,
        hours=problem.people.hours + extra * random.integers(8, 20),
        most=problem.people.most + extra,
    )
    return replace(problem, people=people, most_moved=None)


def _names(problem: StaffingProblem) -> list[Pair]:
    people, posts, arcs = problem.people.ids, problem.posts.ids, problem.arcs
    return [(people[p], posts[d]) for p, d in zip(arcs.person, arcs.post, strict=True)]


def by_hand(problem: StaffingProblem, pairs: tuple[Pair, ...], person: str) -> tuple[set[str], int]:
    """Posts that somebody else could take over alone, and the most that can be at the same time."""
    people, posts, arcs = problem.people, problem.posts, problem.arcs
    load = {
        (people.ids[p], posts.ids[d]): h for p, d, h in zip(arcs.person, arcs.post, arcs.load, strict=True)
    }
    heads = {post: sum(1 for _, d in pairs if d == post) for post in posts.ids}
    need = dict(zip(posts.ids, posts.need, strict=True))
    lost = [d for p, d in pairs if p == person and heads[d] <= need[d]]

    def keeps(more: list[Pair]) -> bool:
        for p, other in enumerate(people.ids):
            new = [pair for pair in more if pair[0] == other]
            held = [pair for pair in pairs if pair[0] == other]
            if not new:
                continue
            if people.hire[p]:
                hired = -(-len(held) // people.most[p])
                if len(held) + len(new) > hired * people.most[p]:
                    return False
            else:
                hours = sum(load[pair] for pair in held + new)
                if len(held) + len(new) > people.most[p] or hours > people.hours[p] + 1e-9:
                    return False
        return True

    options = []
    for post in lost:
        takers = [p for p, d in load if d == post and p != person and (p, post) not in pairs]
        options.append([None, *((p, post) for p in takers)])
    alone = {post for post, each in zip(lost, options, strict=True) if any(keeps([x]) for x in each[1:])}
    ways = ([pair for pair in way if pair] for way in itertools.product(*options))
    return alone, max(len(way) for way in ways if keeps(way))


@pytest.mark.parametrize("block", range(20))
def test_backups_and_takeovers_agree_with_trying_everything(block: int) -> None:
    """On 200 random plans each loss has the backups and the most takeovers that there are."""
    for seed in range(10 * block, 10 * block + 10):
        problem = roomy(seed)
        result = solve(problem, ladder=[Shortage(), Travel()], seed=1)
        keep = np.random.default_rng(seed).random(problem.arcs.post.size) < 0.8
        plan = Plan(result.plan.chosen & keep)
        pairs, told = plan.pairs(problem), losses(problem, plan=plan)
        there = {p for p, hire in zip(problem.people.ids, problem.people.hire, strict=True) if not hire}
        assert {each.person for each in told.people} == {p for p, _ in pairs} & there
        for each in told.people:
            alone, most = by_hand(problem, pairs, each.person)
            assert dict(each.backups).keys() == alone, seed
            assert len(each.taken_over) == most and each.exact, (seed, each)
            assert {d for d, _ in each.taken_over} <= alone
            assert all((p, d) not in pairs and p != each.person for d, p in each.taken_over)
        vacant = {each.person: len(each.vacant) for each in told.people}
        most_vacant = max(vacant.values(), default=0)
        assert (told.worst is None) == (most_vacant == 0)
        assert told.worst is None or vacant[told.worst] == most_vacant
        load = {(who, post): float(problem.arcs.load[a]) for a, (who, post) in enumerate(_names(problem))}
        hours = {each.person: sum(load[each.person, post] for post in each.posts) for each in told.people}
        assert [each.hours for each in told.people] == pytest.approx(list(hours.values()))
        rank = [(-vacant[each.person], -hours[each.person], each.person) for each in told.worst_first()]
        assert rank == sorted(rank)
        assert told.worst in (None, told.worst_first()[0].person if told.people else None)
        assert set(told.without) == {d for each in told.people for d in each.without}


def test_the_nearest_is_named_and_one_cannot_be_everywhere() -> None:
    """Two posts have the same backup, who can take only one of them; the other stays vacant."""
    problem = StaffingProblem.of(
        person_ids=["a", "b"], hours=np.array([100.0, 60.0]), most=np.array([2, 1]),
        post_ids=["x", "y"], group=["g", "g"],
        arc_person=["a", "a", "b", "b"], arc_post=["x", "y", "x", "y"],
        load=np.full(4, 50.0), minutes=np.array([1.0, 1.0, 9.0, 5.0]),
    )  # fmt: skip
    told = losses(problem, plan=Plan(np.array([True, True, False, False])))
    (loss,) = told.people
    assert loss.backups == (("x", "b"), ("y", "b"))
    assert (loss.taken_over, loss.vacant) == ((("y", "b"),), ("x",))
    assert (told.worst, told.without) == ("a", ())
