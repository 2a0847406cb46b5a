"""The verifier finds planted violations of every rule and accepts the nearest sound plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.staffing import StaffingProblem, verify
from tests.optimizer.staffing.cases import plans, random_problem

PAIRS = [("a", "v1"), ("a", "v2"), ("b", "v3")]


def _problem(**changes: object) -> StaffingProblem:
    """a (250 h, 2 posts), b (100 h, 5 posts), a place of hiring (one hire, 2 posts) and four villages."""
    arcs = [(p, v) for p in ("a", "b", "+t") for v in ("v1", "v2", "v3", "v4")]
    given = {
        "person_ids": ["a", "b", "+t"], "hours": np.array([250.0, 100.0, 220.0]), "most": np.array([2, 5, 2]),
        "hire": np.array([False, False, True]), "post_ids": ["v1", "v2", "v3", "v4"], "group": ["c"] * 4,
        "arc_person": [p for p, _ in arcs], "arc_post": [v for _, v in arcs],
        "load": np.full(len(arcs), 100.0), "minutes": np.full(len(arcs), 10.0), "most_hired": 1,
        "current": np.array([pair in (("a", "v1"), ("b", "v3")) for pair in arcs]),
    }  # fmt: skip
    return StaffingProblem.of(**{**given, **changes})  # type: ignore[arg-type]


def test_a_sound_plan_passes() -> None:
    """Everything within its rule: no violation."""
    assert verify(_problem(), PAIRS) == []


@pytest.mark.parametrize(
    ("rule", "pairs", "near"),
    [
        ("unknown_pair", [("a", "v9")], [("a", "v1")]),
        ("double_pair", [("a", "v1"), ("a", "v1")], [("a", "v1"), ("a", "v2")]),
        ("too_many_heads", [("a", "v1"), ("b", "v1")], [("a", "v1"), ("b", "v2")]),
        ("most_posts", [("a", "v1"), ("a", "v2"), ("a", "v3")], [("a", "v1"), ("a", "v2")]),
        ("hours", [("b", "v1"), ("b", "v2")], [("b", "v1")]),
        ("most_hired", [("+t", v) for v in ("v1", "v2", "v3")], [("+t", "v1"), ("+t", "v2")]),
    ],
)
def test_each_rule_is_found_broken_and_its_neighbour_kept(
    rule: str, pairs: list[tuple[str, str]], near: list[tuple[str, str]]
) -> None:
    """The plan that breaks the rule is named; the nearest that keeps it passes."""
    assert rule in {violation.rule for violation in verify(_problem(), pairs)}
    assert verify(_problem(), near) == []


def test_a_lock_and_a_budget_are_held() -> None:
    """A locked pair must be there; moves beyond the budget are named unless they are forced."""
    locked = np.zeros(12, dtype=bool)
    locked[0] = True
    assert verify(_problem(locked=locked), PAIRS) == []
    assert [v.rule for v in verify(_problem(locked=locked), PAIRS[1:])] == ["lock"]
    tight = _problem(most_moved=0)
    assert verify(tight, PAIRS) == []
    assert [v.rule for v in verify(tight, PAIRS[1:])] == ["most_moved"]
    assert verify(tight, PAIRS[1:], forced_moves=1) == []


def test_a_violation_reads_as_a_sentence() -> None:
    """Rule, who, found and allowed stand in the words."""
    assert str(verify(_problem(), [("b", "v1"), ("b", "v2")])[0]) == "hours of b: 200 found, 100 allowed"


@pytest.mark.parametrize("seed", range(60))
def test_every_plan_of_the_brute_force_passes(seed: int) -> None:
    """Two independent readings of the rules agree on what is allowed."""
    problem = replace(random_problem(seed), most_moved=None)
    for pairs in _some(plans(problem), seed):
        assert verify(problem, pairs) == []


def _some(every: list[tuple[tuple[str, str], ...]], seed: int) -> list[tuple[tuple[str, str], ...]]:
    """Two hundred of them drawn at random: the first ones are all alike."""
    drawn = np.random.default_rng(seed).permutation(len(every))[:200]
    return [every[place] for place in drawn]
