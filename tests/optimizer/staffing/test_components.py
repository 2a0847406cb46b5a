"""Parts that share nobody are solved apart, and nothing is lost by it."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.staffing import (
    Changes,
    Effort,
    EvenLoad,
    Hired,
    MaxMin,
    Shortage,
    StaffingProblem,
    StaffingResult,
    Travel,
    solve,
    verify,
)
from optimizer.staffing.components import Components
from optimizer.staffing.parts import Part, joined, split
from optimizer.staffing.presolve import usable
from tests.optimizer.staffing.cases import random_problem
from tests.optimizer.staffing.model.drawn import best_of_all, drawn, every_plan, size_of

LADDER = (Shortage(), MaxMin(name="county_fill"), Travel(kappa=0.05, tolerance=0.1), Changes())


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random problems are small: here no part is too small to be solved alone."""
    monkeypatch.setattr("optimizer.staffing.parts._SMALL", 0)


def side_by_side(seeds: list[int]) -> StaffingProblem:
    """Some random problems without hires and budgets, each with groups of its own, as one."""
    parts = [replace(random_problem(seed), most_moved=None, most_hired=0) for seed in seeds]
    names = [(f"{place}-", part) for place, part in enumerate(parts)]
    field = {
        name: np.concatenate([getattr(part.arcs, name) for part in parts])
        for name in ("load", "minutes", "current")
    }
    return StaffingProblem.of(
        person_ids=[mark + name for mark, part in names for name in part.people.ids],
        hours=np.concatenate([part.people.hours for part in parts]),
        most=np.concatenate([part.people.most for part in parts]),
        post_ids=[mark + name for mark, part in names for name in part.posts.ids],
        need=np.concatenate([part.posts.need for part in parts]),
        weight=np.concatenate([part.posts.weight for part in parts]),
        group=[mark + name for mark, part in names for name in part.posts.group],
        limit=np.concatenate([part.posts.limit for part in parts]),
        arc_person=[mark + part.people.ids[p] for mark, part in names for p in part.arcs.person],
        arc_post=[mark + part.posts.ids[d] for mark, part in names for d in part.arcs.post],
        **field,
    )


def answer(problem: StaffingProblem, *, threads: int = 1) -> StaffingResult:
    return solve(problem, ladder=LADDER, effort=Effort(gap=0.0), seed=3, threads=threads)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_parts_share_nothing_and_leave_nothing_out(seeds: list[int]) -> None:
    """Every post and every arc that a plan can use is in exactly one part, groups stay together."""
    problem = MaxMin().prepare(side_by_side(seeds))
    parts = split(problem)
    posts = np.concatenate([part.posts for part in parts])
    arcs = np.concatenate([part.arcs for part in parts])
    assert sorted(posts) == list(range(len(problem.posts.ids)))
    assert sorted(arcs) == np.flatnonzero(usable(problem)).tolist()
    groups = [set(part.problem.posts.group) for part in parts]
    assert sum(map(len, groups)) == len(problem.services[0].groups)
    for part in parts:
        assert [problem.people.ids[p] for p in part.people] == list(part.problem.people.ids)
        assert part.problem.arcs.load.tolist() == problem.arcs.load[part.arcs].tolist()


@pytest.mark.parametrize("seed", range(25))
def test_solving_in_parts_loses_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Solved in parts, every rung reaches the value that the whole reaches, and both are proven."""
    problem = side_by_side([seed * 3, seed * 3 + 1, seed * 3 + 2])
    assert len(split(problem)) > 1
    apart = answer(problem)

    def in_one(problem: StaffingProblem) -> tuple[Part, ...]:
        return (Part.whole(problem),)

    monkeypatch.setattr(sys.modules["optimizer.staffing.solve"], "split", in_one)
    together = answer(problem)
    assert not verify(problem, apart.plan.pairs(problem))
    for one, other in zip(apart.certificates, together.certificates, strict=True):
        assert one.objective == pytest.approx(other.objective, abs=1e-6), one.aim
        assert one.status == other.status == "optimal"


def two_roles(seeds: list[int]) -> StaffingProblem:
    """Some problems side by side, the posts of the first two of role a, all others of role b."""
    problem = side_by_side(seeds)
    role = tuple("a" if name.startswith(("0-", "1-")) else "b" for name in problem.posts.ids)
    return replace(problem, posts=replace(problem.posts, role=role))


@pytest.mark.parametrize("seed", range(8))
def test_room_that_one_role_leaves_ties_no_other(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tolerance on the travel of one role joins its parts alone, and the whole reaches the same values."""
    problem = two_roles([seed * 4 + place for place in range(4)])
    ladder = (Shortage(), Travel(kappa=0.05, tolerance=0.1, roles={"a"}), Changes())
    parts = split(problem)
    joins: list[int] = []
    join = Components._joined

    def counted(self: Components, pieces: list) -> object:  # type: ignore[type-arg]
        joins.append(len(pieces))
        assert all(set(piece.part.problem.posts.role) == {"a"} for piece in pieces)
        return join(self, pieces)

    monkeypatch.setattr(Components, "_joined", counted)
    apart = solve(problem, ladder=ladder, effort=Effort(gap=0.0), seed=3)
    of_a = sum(set(part.problem.posts.role) == {"a"} for part in parts)
    assert joins == [of_a]
    monkeypatch.setattr(
        sys.modules["optimizer.staffing.solve"], "split", lambda problem: (Part.whole(problem),)
    )
    together = solve(problem, ladder=ladder, effort=Effort(gap=0.0), seed=3)
    for one, other in zip(apart.certificates, together.certificates, strict=True):
        assert one.objective == pytest.approx(other.objective, abs=1e-6), one.aim
        assert one.status == other.status == "optimal"


def test_joined_parts_are_the_whole_again() -> None:
    """All parts joined have every post, usable arc and group of the whole, in its order."""
    problem = MaxMin().prepare(side_by_side([1, 2, 3]))
    parts = split(problem)
    whole = joined(problem, parts)
    assert len(parts) > 1
    assert whole.problem.posts.ids == problem.posts.ids
    assert whole.arcs.tolist() == np.flatnonzero(usable(problem)).tolist()
    assert whole.problem.services[0].groups == problem.services[0].groups
    assert whole.first


def test_constants_of_parts_add_up_to_that_of_the_whole() -> None:
    """Each part's changes are those of its own pairs: at a plan that keeps nothing they add up to all."""
    problem = side_by_side([1, 2, 3, 4])
    linear = Changes().linear(problem)
    parts = split(problem)
    ended = [part.linear(linear).constant for part in parts]
    assert ended == [float(part.problem.arcs.current.sum()) for part in parts]
    assert sum(ended) == linear.constant


def test_threads_do_not_change_the_plan() -> None:
    """One thread and four threads give the same plan and the same bounds."""
    problem = side_by_side([11, 12, 13, 14, 15])
    one, four = answer(problem), answer(problem, threads=4)
    assert one.plan.pairs(problem) == four.plan.pairs(problem)
    assert [each.bound for each in one.certificates] == [each.bound for each in four.certificates]


def test_scarce_hires_and_a_budget_tie_what_they_can_be_spent_on() -> None:
    """A budget of moves ties all posts with budgeted pairs, scarce hires all places; nothing else."""
    problem = side_by_side([1, 2, 3])
    heads = int(problem.posts.need.sum())
    budget = [part.problem for part in split(replace(problem, most_moved=2))]
    assert sum(part.arcs.budgeted.any() for part in budget) == 1
    assert [part.most_moved for part in budget if part.arcs.budgeted.any()] == [2]
    assert all(part.most_moved is None for part in budget if not part.arcs.budgeted.any())
    hire = replace(problem.people, hire=np.ones_like(problem.people.hire), hours=problem.people.hours + 1e4)
    scarce, plenty = (split(replace(problem, people=hire, most_hired=most)) for most in (heads - 1, heads))
    assert sum(part.people.size > 0 for part in scarce) == 1
    assert sum(part.people.size > 0 for part in plenty) > 1
    assert len(split(problem)) > 1


@pytest.mark.parametrize("block", range(4))
def test_parts_of_problems_with_locks_and_rules_reach_the_best_of_all_plans(block: int) -> None:
    """Locks leave arcs out, so that rows may have none: what such a row asks for is still counted."""
    ladders = (
        [Shortage(), MaxMin(), Hired(), Travel(kappa=0.05), Changes()],
        [Shortage(), EvenLoad(), Changes()],
    )
    tried = 0
    for seed in range(25 * block, 25 * block + 25):
        problem = drawn(seed)
        draw = np.random.default_rng(seed)
        locked = draw.random(problem.arcs.post.size) < 0.3
        problem = replace(problem, arcs=replace(problem.arcs, locked=locked))
        if size_of(problem) > 3000 or not every_plan(problem):
            continue
        for ladder in ladders:
            result = solve(problem, ladder=ladder, effort=Effort(gap=1e-7), seed=1)
            best = best_of_all(problem, ladder)
            for figure in ("objective", "delivered", "bound"):
                found = [getattr(certificate, figure) for certificate in result.certificates]
                assert found == pytest.approx(best, abs=1e-5), (seed, figure)
            tried += 1
    assert tried >= 10
