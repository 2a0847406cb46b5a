"""Rules by hand: what they count in a plan, what they forbid, and what a rule must be."""

from __future__ import annotations

import math

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.staffing import (
    Changes,
    Effort,
    Entries,
    Formulation,
    LinearRule,
    Openings,
    Plan,
    Service,
    Share,
    Shortage,
    Spread,
    StaffingProblem,
    solve,
    verify,
)
from optimizer.staffing.plan import tally

EXACT = Effort(gap=0.0)


def committee(*, most: int = 5, need: int = 2, posts: int = 1, people: int = 4) -> StaffingProblem:
    """Some people who may all be in some committees, each in one; the first two are there today."""
    arcs = [(p, d) for p in range(people) for d in range(posts)]
    return StaffingProblem.of(
        person_ids=[f"p{p}" for p in range(people)],
        hours=np.full(people, 100.0),
        most=np.ones(people, dtype=int),
        post_ids=[f"d{d}" for d in range(posts)],
        need=np.full(posts, need),
        most_heads=np.full(posts, most),
        group=[f"g{d}" for d in range(posts)],
        arc_person=[f"p{p}" for p, _ in arcs],
        arc_post=[f"d{d}" for _, d in arcs],
        load=np.zeros(len(arcs)),
        minutes=np.arange(len(arcs), dtype=float),
        current=np.array([p < 2 and d == 0 for p, d in arcs]),
    )


def plan(problem: StaffingProblem, *people: int) -> Plan:
    return Plan(np.isin(problem.arcs.person, people) & (problem.arcs.post == 0))


def women(problem: StaffingProblem, who: list[int], *, price: float | None) -> LinearRule:
    arcs = np.flatnonzero(np.isin(problem.arcs.person, who))
    prices = None if price is None else (price,)
    return LinearRule("women", ("d0",), Entries.of(0, arcs, 1.0), (1.0,), (math.inf,), prices)


def test_a_requirement_counts_what_is_lacking_and_forbids_nothing() -> None:
    """Without a woman one unit is lacking; the plan is still a plan, and the shortage rung appoints her."""
    problem = committee().under([])
    asked = problem.under([women(problem, [3], price=2.0)])
    assert tally(plan(asked, 0, 1), asked).extra.tolist() == [1.0]
    assert tally(plan(asked, 0, 3), asked).extra.tolist() == [0.0]
    assert not verify(asked, plan(asked, 0, 1).pairs(asked))
    result = solve(asked, ladder=[Shortage(), Changes()], effort=EXACT)
    assert ("p3", "d0") in result.plan.pairs(asked)
    assert [each.objective for each in result.certificates] == [0.0, 1.0]


def test_a_firm_rule_is_kept_and_its_breach_is_found() -> None:
    """Without a price the woman has to be there: a plan without her is a violation."""
    problem = committee()
    firm = problem.under([women(problem, [3], price=None)])
    assert [each.rule for each in verify(firm, plan(firm, 0, 1).pairs(firm))] == ["women"]
    assert not verify(firm, plan(firm, 1, 3).pairs(firm))
    result = solve(firm, ladder=[Shortage()], effort=EXACT)
    assert not verify(firm, result.plan.pairs(firm))


def test_a_share_counts_who_has_to_be_given_the_attribute() -> None:
    """Of four people two have to be full-time; one is, so one is made so, a second may not be."""
    problem = committee()
    has = problem.arcs.person == 0
    row = np.zeros(problem.arcs.post.size, dtype=int)
    for most_given, lacking in ((1, 0.0), (0, 1.0)):
        shared = problem.under([Share("full", ("c",), row, has, (0.5,), most_given, 1.0)])
        given, lack = tally(plan(shared, 0, 1, 2, 3), shared).extra
        assert (given, lack) == (1.0, lacking)
        assert tally(plan(shared, 0, 1), shared).extra.tolist() == [0.0, 0.0]


def test_openings_are_opened_whole_or_not_at_all() -> None:
    """A new committee needs three of its people; with two it is no committee, closed it is lacking."""
    problem = committee(posts=2, need=0, people=6)
    asked = problem.under([Openings("new", ("d0", "d1"), 3, 1, 5.0)])
    assert not verify(asked, plan(asked, 0, 1, 2).pairs(asked))
    assert [each.rule for each in verify(asked, plan(asked, 0, 1).pairs(asked))] == ["new"]
    assert tally(plan(asked), asked).extra.tolist() == [0.0, 0.0, 1.0]
    assert tally(plan(asked, 0, 1, 2), asked).extra.tolist() == [1.0, 0.0, 0.0]
    result = solve(asked, ladder=[Shortage(), Changes()], effort=EXACT)
    assert result.certificates[0].objective == 0.0
    assert len(result.plan.pairs(asked)) == 3


def test_a_spread_keeps_groups_within_reach_of_one_another() -> None:
    """Half against nothing is a spread of a half: kept at 0.5, broken at 0.4."""
    problem = committee(posts=2, need=2, most=2)
    fill = Service.fill(problem)
    for most, broken in ((0.5, []), (0.4, ["spread"])):
        even = problem.under([Spread(fill, most)])
        assert [each.rule for each in verify(even, plan(even, 0).pairs(even))] == broken
    tight = problem.under([Spread(fill, 0.0)])
    result = solve(tight, ladder=[Shortage()], effort=EXACT)
    assert result.certificates[0].objective == 0.0


def test_a_rule_that_cannot_be_meant_is_refused() -> None:
    """Doubled labels, a price on an upper bound, unknown posts and columns that do not exist are errors."""
    none = Entries()
    with pytest.raises(ProblemError, match="label of its own"):
        LinearRule("r", ("a", "a"), none, (0.0, 0.0), (1.0, 1.0))
    with pytest.raises(ProblemError, match="only a lower bound"):
        LinearRule("r", ("a",), none, (0.0,), (1.0,), (1.0,))
    problem = committee()
    with pytest.raises(ProblemError, match="no post 'd9'"):
        problem.under([Openings("new", ("d9",), 3, 1, 1.0)])
    formulation = Formulation(problem)
    formulation.add_columns(["one"])
    with pytest.raises(ProblemError, match="the name is taken"):
        formulation.add_columns(["one"])
    with pytest.raises(ProblemError, match="no arc or row 99"):
        formulation.add_rows(["r"], arcs=Entries.of(0, 99, 1.0))
    with pytest.raises(ProblemError, match="not finite"):
        formulation.add_rows(["r"], columns=Entries.of(0, 0, math.nan))


def test_rules_that_contradict_one_another_are_said_to() -> None:
    """At least one and at most none of the same people: no plan keeps both."""
    problem = committee()
    arcs = Entries.of(0, np.arange(problem.arcs.post.size), 1.0)
    some = LinearRule("some", ("c",), arcs, (1.0,), (math.inf,))
    none = LinearRule("none", ("c",), arcs, (-math.inf,), (0.0,))
    with pytest.raises(ProblemError, match="no plan keeps all"):
        solve(problem.under([some, none]), ladder=[Shortage()], effort=EXACT)
