"""One more person beside a plan, against every choice of posts and every plan."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.staffing import Effort, Plan, Shortage, StaffingProblem, solve
from optimizer.staffing.explain.marginal import Newcomer, marginal
from optimizer.staffing.plan import heads_short
from tests.optimizer.staffing.cases import random_problem


def newcomer(problem: StaffingProblem, seed: int) -> Newcomer:
    """Somebody with a few hours who may serve some of the posts."""
    random = np.random.default_rng(seed + 1000)
    posts = tuple(post for post in problem.posts.ids if random.random() < 0.8)
    return Newcomer(
        id="new", group="g", kind="lawyer", hours=float(random.integers(10, 70)),
        most=int(random.integers(1, 4)), posts=posts,
        load=random.integers(10, 30, len(posts)).astype(float), minutes=random.random(len(posts)) * 60,
    )  # fmt: skip


def joined(problem: StaffingProblem, new: Newcomer) -> StaffingProblem:
    """The problem with a newcomer in it."""
    people, arcs = problem.people, problem.arcs
    return StaffingProblem.of(
        person_ids=[*people.ids, new.id],
        hours=np.append(people.hours, new.hours),
        most=np.append(people.most, new.most),
        hire=np.append(people.hire, False),
        post_ids=problem.posts.ids,
        need=problem.posts.need,
        weight=problem.posts.weight,
        group=problem.posts.group,
        arc_person=[*(people.ids[p] for p in arcs.person), *(new.id for _ in new.posts)],
        arc_post=[*(problem.posts.ids[d] for d in arcs.post), *new.posts],
        load=np.append(arcs.load, new.load),
        minutes=np.append(arcs.minutes, new.minutes),
        most_hired=problem.most_hired,
    )


@pytest.mark.parametrize("block", range(12))
def test_the_gain_is_that_of_the_best_choice_of_posts(block: int) -> None:
    """On 240 problems the gain is the best of all sets of posts, and re-solving stays below the bound."""
    for seed in range(20 * block, 20 * block + 20):
        problem = random_problem(seed)
        effort = Effort(gap=0.0)
        result = solve(joined(problem, Newcomer("new", "", "", 0.0, 0, (), np.zeros(0), np.zeros(0))),
                       ladder=[Shortage()], effort=effort)  # fmt: skip
        plan = Plan(result.plan.chosen)
        new = newcomer(problem, seed)
        (told,) = marginal(problem, plan=plan, newcomers=[new])
        short = dict(zip(problem.posts.ids, heads_short(plan, problem), strict=True))
        weight = dict(zip(problem.posts.ids, problem.posts.weight, strict=True))
        best = 0.0
        for size in range(new.most + 1):
            for chosen in itertools.combinations(range(len(new.posts)), size):
                if new.load[list(chosen)].sum() <= new.hours + 1e-9:
                    worth = sum(weight[new.posts[i]] for i in chosen if short[new.posts[i]] > 0)
                    best = max(best, float(worth))
        assert told.gain == pytest.approx(best) and told.exact, seed
        assert sum(weight[post] for post in told.fills) == pytest.approx(best)
        drives = [float(new.minutes[new.posts.index(post)]) for post in told.fills]
        assert told.minutes == pytest.approx(sum(drives) / len(drives) if drives else 0.0)
        again = solve(joined(problem, new), ladder=[Shortage()], effort=effort)
        gained = result.certificates[0].objective - again.certificates[0].objective
        assert told.gain - 1e-9 <= gained <= told.bound + 1e-9, seed


def test_what_a_newcomer_names_wrongly_is_refused() -> None:
    """An unknown post, a doubled one and a load too few are errors that name the newcomer."""
    problem = random_problem(3)
    plan = Plan(np.zeros(problem.arcs.post.size, dtype=bool))
    first = problem.posts.ids[0]
    for posts, size in ((("nowhere",), 1), ((first, first), 2), ((first,), 2)):
        new = Newcomer("n", "g", "k", 10.0, 1, posts, np.ones(size), np.ones(1))
        with pytest.raises(ProblemError, match="newcomer 'n'"):
            marginal(problem, plan=plan, newcomers=[new])
