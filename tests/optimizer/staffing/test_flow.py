"""The flow without hours: exact for heads and most posts, a bound for the whole problem."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.staffing import Plan, Shortage, StaffingProblem, verify
from optimizer.staffing.aims import Travel
from optimizer.staffing.capacity import Capacity, capacity
from optimizer.staffing.flow import cheapest_flow, fitting_plan, is_flow
from tests.optimizer.staffing.cases import best, plans, random_problem, values


@pytest.mark.parametrize("seed", range(80))
def test_the_flow_is_a_bound_on_the_shortage(seed: int) -> None:
    """No plan leaves less weight short than the flow."""
    problem = replace(random_problem(seed), most_moved=None)
    linear = Shortage().linear(problem)
    flow = cheapest_flow(problem, capacity(problem), linear)
    assert flow.bound <= best(problem, ["shortage"], kappa=0.04)["shortage"] + 1e-6


@pytest.mark.parametrize("seed", range(40))
def test_without_hours_and_hires_the_flow_is_the_optimum(seed: int) -> None:
    """With hours for everything the flow has the value of the best plan."""
    drawn = random_problem(seed)
    people = replace(
        drawn.people, hours=np.full(len(drawn.people.ids), 1e4), hire=np.zeros_like(drawn.people.hire)
    )
    problem = replace(drawn, people=people, most_moved=None)
    flow = cheapest_flow(problem, capacity(problem), Shortage().linear(problem))
    short = min(values(problem, pairs, kappa=0.04)["shortage"] for pairs in plans(problem))
    assert flow.bound == pytest.approx(short, abs=1e-6)
    assert values(problem, Plan(flow.chosen).pairs(problem), kappa=0.04)["shortage"] == pytest.approx(short)


@pytest.mark.parametrize("seed", range(80))
def test_the_fitting_plan_keeps_hours_heads_and_hires(seed: int) -> None:
    """What is made of a flow passes the verifier."""
    problem = replace(random_problem(seed), most_moved=None)
    able, linear = capacity(problem), Shortage().linear(problem)
    plan = fitting_plan(problem, able, linear, cheapest_flow(problem, able, linear))
    assert verify(problem, plan.pairs(problem)) == []


def test_what_a_flow_can_minimise() -> None:
    """Costs of arcs and of heads short are a flow; negative ones, hires and fills are not."""
    problem = random_problem(1)
    linear = Travel(kappa=0.05).linear(problem)
    assert is_flow(linear)
    assert not is_flow(replace(linear, extra=np.array([-1.0])))
    assert not is_flow(replace(linear, arc=linear.arc - 10))
    assert not is_flow(replace(linear, hired=np.ones_like(linear.hired)))


def test_a_flow_over_closed_arcs_leaves_the_post_short() -> None:
    """Arcs that are not open carry nothing."""
    problem = StaffingProblem.of(
        person_ids=["p"], hours=np.array([100.0]), most=np.array([1]), post_ids=["v"], group=["c"],
        arc_person=["p"], arc_post=["v"], load=np.array([10.0]), minutes=np.array([1.0]),
    )  # fmt: skip
    able = Capacity(posts=np.array([1]), hours_bind=np.array([False]))
    linear = Shortage().linear(problem)
    assert cheapest_flow(problem, able, linear).bound == pytest.approx(0.0)
    closed = cheapest_flow(problem, able, linear, open_arcs=np.zeros(1, dtype=bool))
    assert closed.bound == pytest.approx(1.0)
    assert not closed.chosen.any()
