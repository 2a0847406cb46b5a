"""The whole model says what the problem says, plan by plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.staffing import EvenLoad, KolmPollak, MaxMin, Plan, Shortage, Travel, verify
from optimizer.staffing.model import whole_model
from optimizer.staffing.model.names import legal, unique
from optimizer.staffing.model.program import Program, caps
from optimizer.staffing.plan import broken_rows
from tests.optimizer.staffing.cases import random_problem
from tests.optimizer.staffing.model.drawn import drawn, every_plan, size_of

AIMS = (Shortage(), MaxMin(), KolmPollak(kappa=2.0), EvenLoad(kappa=3.0), Travel(kappa=0.05))


@pytest.mark.parametrize("seed", range(120))
def test_a_plan_keeps_the_rows_just_where_it_breaks_no_rule(seed: int) -> None:
    """Of random sets of arcs, those that verify accepts are points of the model, and no others."""
    problem, random = drawn(seed), np.random.default_rng(seed)
    for aim in AIMS:
        problem = aim.prepare(problem)
    model = whole_model(problem)
    for _ in range(60):
        plan = Plan(random.random(problem.arcs.post.size) < random.choice([0.1, 0.3, 0.5]))
        sound = not verify(problem, plan.pairs(problem)) and not broken_rows(plan, problem).any()
        assert model.keeps(model.point(plan), room=1e-5) == sound, plan.pairs(problem)


#: Problems of which every plan can be tried.
SMALL = [seed for seed in range(90) if size_of(drawn(seed)) <= 3000][:60]


@pytest.mark.parametrize("seed", SMALL)
def test_the_costs_of_a_point_are_the_value_of_its_plan(seed: int) -> None:
    """For every aim, costs times columns plus the constant is what the plan is worth."""
    problem = drawn(seed)
    for aim in AIMS:
        problem = aim.prepare(problem)
    model = whole_model(problem)
    for plan in every_plan(problem)[::7]:
        point = model.point(plan)
        for aim in AIMS:
            linear = aim.linear(problem)
            assert model.costs(linear) @ point + linear.constant == pytest.approx(linear.at(plan, problem))


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_is_above_the_caps(seed: int) -> None:
    """Every column has a finite cap, and the columns of every plan are within it."""
    problem = drawn(seed)
    for aim in AIMS:
        problem = aim.prepare(problem)
    model = whole_model(problem)
    most = caps(Program.of(model, np.zeros(len(model.column_names))))
    assert np.isfinite(most).all()
    for plan in every_plan(problem)[::7] if size_of(problem) <= 3000 else []:
        assert (model.point(plan) <= most + 1e-7 * (1 + most)).all()


def test_columns_and_rows_have_names_that_people_read() -> None:
    """Pairs, heads short and people hired are named by id, and no name stands twice."""
    problem = MaxMin().prepare(replace(random_problem(3), most_moved=1))
    model = whole_model(problem)
    pairs = {f"x[{p},{d}]" for p, d in Plan(np.ones(problem.arcs.post.size, dtype=bool)).pairs(problem)}
    assert pairs < set(model.column_names)
    assert {"short[v0]", "excess", "level[max_min]"} < set(model.column_names)
    assert {"heads[v0]", "posts[p0]", "most_hired", "most_moved", "level[max_min,c0]"} < set(model.row_names)
    for names in (model.column_names, model.row_names):
        assert len(set(names)) == len(names)


def test_a_model_without_levels_refuses_an_aim_that_weighs_one() -> None:
    """The message says how to build the model."""
    problem = MaxMin().prepare(random_problem(3))
    model = whole_model(problem, levels=False)
    assert not any(name.startswith("level") for name in model.column_names)
    with pytest.raises(ProblemError, match="levels=True"):
        model.costs(MaxMin().linear(problem))


def test_legal_names_are_ascii_unique_and_the_same_every_time() -> None:
    """Brackets, spaces, colons and Chinese are written out; names that would be alike get a number."""
    names = [
        "x[陈 p1,v:2]",
        "x[陈-p1,v 2]",
        "excess",
        "e5",
        "free",
        "short[1]",
        "short.1",
        "a" * 300,
        "a" * 301,
    ]
    found = legal(names)
    assert found[:6] == ("x.u9648_p1.v_2", "x.u9648_p1.v_2_2", "excess", "n_e5", "n_free", "short.1")
    assert found[6] == "short.1_2"
    assert len(set(found)) == len(names) and all(name.isascii() and len(name) <= 255 for name in found)
    assert legal(names) == found
    assert unique(["a", "a", "a~2", "a"]) == ("a", "a~2", "a~2~2", "a~3")
