"""A plan as a problem of its own: the people hired are people, and a part keeps what lies outside."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from optimizer.staffing import verify
from optimizer.staffing.plan import heads_short
from scenarios.reasons.asked import Again
from scenarios.reasons.explanation import explanation
from scenarios.reasons.settled import Settled, cut_out, settled
from scenarios.run_monitor import RunMonitor
from scenarios.staffing import pairs_of
from tests.scenarios.reasons.asking import solved


def settle(again: Again) -> Settled:
    return settled(again.ready.city, again.ready.travel, again.ready.config, again.solved)


@pytest.mark.parametrize("scenario", ["balanced", "hire", "cross-county", "fewest-changes"])
def test_the_settled_plan_is_the_plan_and_keeps_the_rules(tmp_path: Path, scenario: str) -> None:
    again = solved(tmp_path, scenario)
    plan = settle(again)
    pairs, _ = pairs_of(again.solved.case, again.solved.result.plan)
    assert {(d, p) for p, d in plan.plan.pairs(plan.problem)} == set(
        zip(pairs["village_code"], pairs["person_id"], strict=True)
    )
    assert list(plan.people["person_id"]) == list(plan.problem.people.ids)
    assert not verify(plan.problem, plan.plan.pairs(plan.problem))


def test_whoever_is_hired_can_be_lost(tmp_path: Path) -> None:
    """Of the scenario that hires, one person hired serves the village that was vacant."""
    again = solved(tmp_path, "hire")
    _, hired = pairs_of(again.solved.case, again.solved.result.plan)
    found = explanation(again, village=None, seconds=20, monitor=RunMonitor())
    assert set(hired["person_id"]) <= {each.person for each in found.losses.people}


def test_a_part_leaves_people_what_they_do_not_serve_elsewhere(tmp_path: Path) -> None:
    again = solved(tmp_path, "cross-county")
    plan = settle(again)
    problem = plan.problem
    here = np.array([group == "371001" for group in problem.posts.group])
    part, people = cut_out(
        problem, plan.plan, posts=here, extra=np.zeros(len(problem.people.ids), dtype=bool)
    )
    assert part.posts.ids == tuple(np.array(problem.posts.ids)[here])
    outside = plan.plan.chosen & ~here[problem.arcs.post]
    for place, whole in enumerate(people):
        mine = outside & (problem.arcs.person == whole)
        if not problem.people.hire[whole]:
            assert part.people.most[place] == problem.people.most[whole] - mine.sum()
            left = problem.people.hours[whole] - problem.arcs.load[mine].sum()
            assert part.people.hours[place] == pytest.approx(left)
    assert heads_short(plan.plan, problem)[here].sum() <= heads_short(plan.plan, problem).sum()
