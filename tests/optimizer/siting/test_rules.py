"""A rule that cannot be meant is refused by its name; the nearest sound one is accepted."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.siting.rules import AmountRule, GapRule, ReachRule, Rule

RULES: dict[type, dict[str, Any]] = {
    AmountRule: {"amount": np.array([1.0, 2.0, 3.0])},
    ReachRule: {"weight": np.array([1.0, 2.0]), "within": 30.0, "share": 0.5},
    GapRule: {"behind": np.array([1.0, 0.0]), "ahead": np.array([0.0, 1.0]), "most": 5.0},
}


def _check(kind: type, changes: dict[str, Any]) -> None:
    rule: Rule = kind(name="mine", **{**RULES[kind], **changes})
    rule.check(places=2, sites=3)


@pytest.mark.parametrize(
    ("kind", "wrong", "message", "near"),
    [
        (
            AmountRule,
            {"amount": np.ones(2)},
            "amount has 2 numbers; give one each, 3",
            {"amount": np.ones(3)},
        ),
        (
            AmountRule,
            {"amount": np.array([1, 2, np.inf])},
            "amount has",
            {"amount": np.array([1.0, -2.0, 0.0])},
        ),
        (
            AmountRule,
            {"least": 3.0, "most": 2.0},
            "at least 3.0 and at most 2.0",
            {"least": 2.0, "most": 2.0},
        ),
        (AmountRule, {"least": np.nan}, "at least nan and at most inf", {"least": -np.inf}),
        (ReachRule, {"weight": np.ones(3)}, "weight has 3 numbers; give one each, 2", {"weight": np.ones(2)}),
        (ReachRule, {"weight": np.array([1.0, -1.0])}, "weight has -1.0", {"weight": np.zeros(2)}),
        (ReachRule, {"within": -1.0}, "within is -1.0; give ways from 0 on", {"within": 0.0}),
        (ReachRule, {"within": np.array([1.0, np.nan])}, "within is nan", {"within": np.array([1.0, 2.0])}),
        (
            ReachRule,
            {"within": np.ones(3)},
            "within has 3 ways; give one, or one a place, 2",
            {"within": np.ones(2)},
        ),
        (ReachRule, {"share": 1.01}, "share is 1.01; give 0 to 1", {"share": 1.0}),
        (ReachRule, {"share": -0.01}, "share is -0.01; give 0 to 1", {"share": 0.0}),
        (ReachRule, {"share": np.nan}, "share is nan", {"share": 0.1}),
        (GapRule, {"behind": np.ones(1)}, "behind has 1 numbers", {"behind": np.ones(2)}),
        (GapRule, {"ahead": np.array([0.0, -1.0])}, "ahead has -1.0", {"ahead": np.array([0.0, 2.0])}),
        (GapRule, {"behind": np.zeros(2)}, "behind has no weight; a mean needs some", {"behind": np.ones(2)}),
        (GapRule, {"ahead": np.zeros(2)}, "ahead has no weight", {"ahead": np.array([0.5, 0.0])}),
        (GapRule, {"most": np.inf}, "most is inf; give a finite way", {"most": -3.0}),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(
    kind: type, wrong: dict[str, Any], message: str, near: dict[str, Any]
) -> None:
    """Shapes, numbers and limits."""
    with pytest.raises(ProblemError, match=f"rule 'mine'.*{re.escape(message)}"):
        _check(kind, wrong)
    _check(kind, near)


def test_the_gap_counts_each_way_by_its_share_of_both_means() -> None:
    """A place in both counts the difference."""
    rule = GapRule(name="gap", behind=np.array([1.0, 3.0]), ahead=np.array([0.0, 2.0]), most=1.0)
    assert rule.difference.tolist() == [0.25, -0.25]
