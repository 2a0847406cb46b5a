"""The verifier finds every broken rule and every wrong figure, and nothing in a right result."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimizer.errors import PlanError
from optimizer.result import Certificate, Status, relative_gap
from optimizer.siting.aims import (
    Access,
    Aim,
    Apart,
    Cost,
    Cover,
    EvenTravel,
    Farthest,
    GradualReach,
    Reach,
    Travel,
    WorstAccess,
)
from optimizer.siting.plan import SitingPlan, SitingResult
from optimizer.siting.problem import Places, Sites, SitingProblem, Ways
from optimizer.siting.rules import AmountRule, GapRule, ReachRule
from optimizer.siting.verify import verify, worth

# Three places in a row, each as far from four sites as the table says; the last site reaches one place only.
WAYS = Ways.of_matrix([[0.0, 4.0, 9.0, np.inf], [4.0, 0.0, 5.0, np.inf], [9.0, 5.0, 0.0, 2.0]])
PLACES = Places.of(("a", "b", "c"), weight=[10.0, 20.0, 30.0], demand=[1.0, 2.0, 3.0])
BETWEEN = Ways.of(place=[0, 2, 1], site=[1, 0, 1], way=[4.0, 9.0, 0.0])
NAMES = ("s", "t", "u", "v")
EVERY = {"a": "s", "b": "s", "c": "u"}


def _problem(*, sites: dict[str, Any] | None = None, **changes: Any) -> SitingProblem:
    given: dict[str, Any] = {"places": PLACES, "ways": WAYS, "between": BETWEEN}
    return SitingProblem.of(**{**given, "sites": Sites.of(NAMES, **(sites or {})), **changes})


def _plan(opened: str, services: dict[str, str], share: Sequence[float] | None = None) -> SitingPlan:
    shares = np.ones(len(services)) if share is None else np.array(share, dtype=float)
    return SitingPlan(tuple(opened), tuple(services), tuple(services.values()), shares)


def _pairs(opened: str, *pairs: tuple[str, str, float]) -> SitingPlan:
    place, site, share = zip(*pairs, strict=True)
    return SitingPlan(tuple(opened), place, site, np.array(share))


def _result(problem: SitingProblem, aim: Aim, plan: SitingPlan) -> SitingResult:
    """A result that says of the plan what it comes to."""
    return SitingResult(plan, tuple(_said(value) for value in worth(problem, aim, plan)), 0.0)


def _said(value: float) -> Certificate:
    return Certificate(
        aim="any", status=Status.OPTIMAL, objective=value, bound=value, delivered=value, gap=0.0,
        seconds=0.0, seed=0, tolerance=0.0,
    )  # fmt: skip


def _broken(problem: SitingProblem, aim: Aim, plan: SitingPlan) -> list[tuple[str, str]]:
    return [(each.rule, each.who) for each in verify(problem, aim, _result(problem, aim, plan))]


LIMITED = {"capacity": [3.0, 3.0, 4.0, np.inf]}
SPLIT: dict[str, Any] = {"sites": LIMITED, "split": True}
REACH = Reach(within=5.0)
BUDGET = AmountRule(name="budget", amount=np.array([3.0, 4.0, 3.0, 1.0]), least=2.0, most=6.0)
REMOTE = ReachRule(name="remote", weight=np.array([0.0, 1.0, 3.0]), within=4.0, share=0.75)
GAP = GapRule(name="gap", behind=np.array([0.0, 1.0, 1.0]), ahead=np.array([1.0, 0.0, 0.0]), most=2.0)

CASES: dict[str, tuple[dict[str, Any], Aim, SitingPlan, SitingPlan, list[tuple[str, str]]]] = {
    "a banned site": (
        {"sites": {"banned": [False, True, False, False]}}, REACH,
        _plan("su", EVERY), _plan("stu", {"a": "s", "b": "t", "c": "u"}), [("banned", "t")],
    ),
    "a forced site": (
        {"sites": {"forced": [True, False, False, False]}}, REACH,
        _plan("su", EVERY), _plan("tu", {"a": "t", "b": "t", "c": "u"}), [("forced", "s")],
    ),
    "too few sites": (
        {"least": 2}, REACH, _plan("su", EVERY), _plan("t", {"a": "t", "b": "t", "c": "t"}),
        [("least_sites", "open sites")],
    ),
    "too many sites": (
        {"most": 1}, REACH, _plan("t", {"a": "t", "b": "t", "c": "t"}), _plan("su", EVERY),
        [("most_sites", "open sites")],
    ),
    "sites in another order": (
        {}, REACH, _plan("su", EVERY), _plan("us", EVERY), [("order", "s")],
    ),
    "a closed site that serves": (
        {"sites": LIMITED}, REACH, _plan("su", EVERY), _plan("s", EVERY), [("closed", "c at u")],
    ),
    "a split place that has to be whole": (
        {"sites": LIMITED}, REACH, _pairs("su", ("a", "s", 1.0), ("c", "u", 1.0)),
        _pairs("su", ("a", "s", 0.5), ("c", "u", 1.0)), [("share", "a at s")],
    ),
    "a share below nothing": (
        SPLIT, REACH, _pairs("su", ("a", "s", 0.5), ("c", "u", 1.0)),
        _pairs("su", ("a", "s", -0.5), ("c", "u", 1.0)), [("share", "a at s")],
    ),
    "a share that is no number": (
        SPLIT, Apart(), _pairs("su", ("a", "s", 1.0), ("b", "s", 1.0), ("c", "u", 1.0)),
        _pairs("su", ("a", "s", math.nan), ("b", "s", 1.0), ("c", "u", 1.0)),
        [("share", "a at s"), ("capacity", "s")],
    ),
    "shares of more than all of a place": (
        SPLIT, REACH, _pairs("su", ("b", "s", 0.5), ("b", "u", 0.5)),
        _pairs("su", ("b", "s", 0.5), ("b", "u", 0.6)), [("shares", "b")],
    ),
    "more demand than capacity": (
        {"sites": LIMITED}, REACH, _plan("su", EVERY), _plan("su", {"b": "u", "c": "u"}),
        [("capacity", "u")],
    ),
    "parts of demand above capacity": (
        SPLIT, REACH, _pairs("su", ("b", "u", 0.5), ("c", "u", 1.0)),
        _pairs("su", ("b", "u", 0.6), ("c", "u", 1.0)), [("capacity", "u")],
    ),
    "a site farther than the nearest": (
        {}, REACH, _plan("su", EVERY), _plan("su", {"a": "s", "b": "u", "c": "u"}), [("nearest", "b")],
    ),
    "a place left out that an open site could serve": (
        {}, REACH, _plan("su", EVERY), _plan("su", {"a": "s", "c": "u"}), [("nearest", "b")],
    ),
    "nobody serves a place whose way counts": (
        {"sites": LIMITED}, Travel(), _plan("su", EVERY), _plan("su", {"a": "s", "b": "s"}),
        [("unserved", "c")],
    ),
    "nobody serves a place where capacity is short": (
        {"sites": LIMITED}, Apart(), _plan("su", EVERY), _plan("su", {"a": "s", "b": "s"}),
        [("unserved", "c")],
    ),
    "a place without any open site": (
        {}, Travel(), _plan("su", EVERY), _plan("v", {"c": "v"}), [("unserved", "a"), ("unserved", "b")],
    ),
    "a place out of the gap that nobody serves": (
        {"sites": LIMITED, "rules": [GAP]}, REACH, _plan("stu", {"a": "s", "b": "t", "c": "u"}),
        _plan("stu", {"a": "s", "c": "u"}), [("unserved", "b")],
    ),
    "a place covered too few times": (
        {}, Cover(within=5.0, times=2), _plan("stu", {"a": "s", "b": "t", "c": "u"}), _plan("su", EVERY),
        [("times", "a"), ("times", "c")],
    ),
    "a place served outside its cover": (
        {"sites": LIMITED}, Cover(within=np.array([4.0, 4.0, 2.0])),
        _plan("suv", {"a": "s", "b": "s", "c": "v"}), _plan("suv", {"a": "s", "b": "u", "c": "v"}),
        [("within", "b")],
    ),
    "too little of an amount": (
        {"rules": [BUDGET], "beyond": 9.0}, Travel(), _plan("su", EVERY), _plan("v", {"c": "v"}),
        [("least_amount", "budget")],
    ),
    "too much of an amount": (
        {"rules": [BUDGET]}, REACH, _plan("su", EVERY), _plan("tu", {"a": "t", "b": "t", "c": "u"}),
        [("most_amount", "budget")],
    ),
    "too few remote places reached": (
        {"rules": [REMOTE]}, REACH, _plan("u", {"a": "u", "b": "u", "c": "u"}),
        _plan("t", {"a": "t", "b": "t", "c": "t"}), [("reach_rule", "remote")],
    ),
    "too wide a gap": (
        {"rules": [GAP]}, REACH, _plan("su", EVERY), _plan("s", {"a": "s", "b": "s", "c": "s"}),
        [("gap_rule", "gap")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_broken_rule_is_found_and_the_right_plan_beside_it_breaks_none(case: str) -> None:
    """One plan of each pair breaks one rule alone."""
    changes, aim, right, wrong, expected = CASES[case]
    problem = _problem(**changes)
    assert _broken(problem, aim, right) == []
    assert _broken(problem, aim, wrong) == expected


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (replace(_plan("su", EVERY), share=np.ones(2)), ["length of services: 2 found, 3 allowed"]),
        (_plan("sx", EVERY), ["unknown_site of x: 1 found, 0 allowed"]),
        (_plan("su", {**EVERY, "d": "s"}), ["unknown_place of d: 1 found, 0 allowed"]),
        (_plan("ssu", EVERY), ["doubled of s: 2 found, 1 allowed"]),
        (
            _pairs("su", ("a", "s", 0.5), ("a", "s", 0.5), ("b", "s", 1.0), ("c", "u", 1.0)),
            ["doubled of a at s: 2 found, 1 allowed"],
        ),
        (_plan("sv", {"a": "v", "b": "s", "c": "v"}), ["not_listed of a at v: 1 found, 0 allowed"]),
    ],
)
def test_a_plan_that_cannot_be_read_is_named_and_has_no_worth(plan: SitingPlan, expected: list[str]) -> None:
    """Ids and pairs that the problem lacks, or given twice; the plan beside it can be read."""
    problem, right = _problem(), _plan("su", EVERY)
    result = _result(problem, REACH, right)
    assert verify(problem, REACH, result) == ()
    assert [str(each) for each in verify(problem, REACH, replace(result, plan=plan))] == expected
    with pytest.raises(PlanError, match=expected[0]):
        worth(problem, REACH, plan)


def test_of_two_sites_as_near_either_may_serve() -> None:
    """A tie is no mistake."""
    problem = _problem(ways=Ways.of_matrix([[1.0, 1.0, 3.0, 3.0]] * 3))
    for site in "st":
        assert _broken(problem, Travel(), _plan("stu", dict.fromkeys("abc", site))) == []
    assert len(_broken(problem, Travel(), _plan("stu", dict.fromkeys("abc", "u")))) == 3


@pytest.mark.parametrize(
    ("aim", "wrong", "expected"),
    [
        (Travel(), {"objective": 81.0}, ["said_objective", "said_optimal", "said_gap"]),
        (Travel(), {"delivered": 81.0}, ["said_delivered"]),
        (Travel(), {"bound": 79.0, "gap": 1.0 / 80.0, "asked": 0.01}, ["said_optimal"]),
        (Travel(), {"bound": 79.0, "gap": 0.0, "status": Status.LIMIT}, ["said_gap"]),
        (Travel(), {"bound": 81.0, "gap": 1.0 / 80.0, "asked": 1.0}, ["said_bound"]),
        (Travel(), {"bound": math.nan, "gap": math.inf, "status": Status.LIMIT}, ["said_bound"]),
        (REACH, {"bound": 59.0, "gap": 1.0 / 60.0, "asked": 1.0}, ["said_bound"]),
    ],
)
def test_a_certificate_that_says_what_is_not_so_is_found(
    aim: Aim, wrong: dict[str, Any], expected: list[str]
) -> None:
    """Travel comes to 80, and 60 people are reached; a bound on the right side with its gap is right."""
    problem, plan = _problem(), _plan("su", EVERY)
    result = _result(problem, aim, plan)
    assert verify(problem, aim, result) == ()
    said = replace(result, certificates=(replace(result.certificates[0], **wrong),))
    assert {each.rule for each in verify(problem, aim, said)} == set(expected)
    value, right = result.certificates[0].objective, 79.0 if aim == Travel() else 61.0
    gap = relative_gap(objective=value, bound=right)
    limit = replace(result.certificates[0], bound=right, gap=gap, status=Status.LIMIT)
    assert verify(problem, aim, replace(result, certificates=(limit,))) == ()


def test_each_step_of_an_aim_has_its_certificate() -> None:
    """One is missing here; with all of them the result is right."""
    problem, aim, plan = _problem(), Farthest(bands=(3.0,)), _plan("su", EVERY)
    result = _result(problem, aim, plan)
    assert verify(problem, aim, result) == ()
    few = replace(result, certificates=result.certificates[:1])
    assert [str(v) for v in verify(problem, aim, few)] == ["said_count of certificates: 1 found, 2 allowed"]
    assert verify(problem, aim, replace(result, plan=None)) == ()


SUPPLY = np.array([6.0, 6.0, 5.0, 8.0])
GROUPS = WorstAccess(
    catchment=4.0, supply=SUPPLY, group=np.array([1, 0, 1]), names=("town", "country"), levels=2
)


@pytest.mark.parametrize(
    ("aim", "expected"),
    [
        (Cover(within=9.0), (2.0,)),
        (Cover(within=9.0, priced=True), (7.0 - 2.0,)),
        (Reach(within=4.0), (60.0,)),
        (Reach(within=np.array([0.0, 3.0, 0.0])), (40.0,)),
        (Reach(within=5.0, second=0.5), (60.0 + 0.5 * 20.0,)),
        (GradualReach(full=2.0, none=6.0), (10.0 + 0.5 * 20.0 + 30.0,)),
        (Travel(), (80.0,)),
        (Farthest(), (4.0,)),
        (Farthest(bands=(4.0, 3.0, 0.0)), (4.0, 0.0, 20.0, 20.0)),
        (Cost(rate=0.5), (5.0 + 40.0,)),
        (EvenTravel(kappa=0.1), (10.0 * math.log((40.0 + 20.0 * math.exp(0.4)) / 60.0),)),
        (Apart(), (9.0,)),
        # s gives 6 to the 30 of a and b, u gives 5 to the 30 of c.
        (Access(catchment=4.0, supply=SUPPLY), ((30 * 6 / 30 + 30 * 5 / 30) / 60,)),
        (Access(catchment=4.0, supply=SUPPLY, target=0.18), ((30 * 0.18 + 30 * 5 / 30) / 60,)),
        (GROUPS, ((10 * 0.2 + 30 * 5 / 30) / 40, 0.2)),
    ],
)
def test_a_plan_is_worth_what_the_tables_say(aim: Aim, expected: tuple[float, ...]) -> None:
    """Sites s and u are open: a is at s, b is 4 from s and 5 from u, c is at u; s is new, t closes."""
    sites = {"existing": [0, 1, 0, 0], "price": [7.0, 1.0, 0.0, 0.0], "closing": [9.0, -2.0, 9.0, 9.0]}
    assert worth(_problem(sites=sites), aim, _plan("su", EVERY)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("aim", "expected"),
    [
        (Travel(), 20 * (0.5 * 4 + 0.25 * 5 + 0.25 * 9) + 10 * 9),
        (Farthest(bands=(4.0,)), (9.0, 20 * 0.5 + 10)),
        (Cost(rate=1.0), 200.0),
        (
            EvenTravel(kappa=0.1),
            10 * math.log((30 + 20 * (math.exp(0.4) / 2 + math.exp(0.5) / 4 + math.exp(0.9) / 4)
                           + 10 * math.exp(0.9)) / 60),
        ),
        (Reach(within=4.0), 10.0 + 30.0),
        (GradualReach(full=2.0, none=6.0), 20 * (0.25 + 0.0625) + 30.0),
    ],
)  # fmt: skip
def test_parts_of_places_count_and_what_nobody_serves_is_beyond(aim: Aim, expected: Any) -> None:
    """Half of b goes to s and a quarter to u; its last quarter and all of a are not served."""
    plan = _pairs("su", ("b", "s", 0.5), ("b", "u", 0.25), ("c", "u", 1.0))
    problem = _problem(**SPLIT, beyond=9.0)
    found = worth(problem, aim, plan)
    assert found == pytest.approx(expected if isinstance(expected, tuple) else (expected,), rel=1e-12)
    assert _broken(problem, aim, plan) == []


def test_the_edges_of_access_and_distance_are_told() -> None:
    """A group of no weight has its plain mean, a site with nobody near gives nothing, one site is alone."""
    problem = _problem(places=Places.of(("a", "b", "c"), weight=[0.0, 20.0, 0.0]))
    plan = _plan("su", EVERY)
    assert worth(problem, GROUPS, plan) == pytest.approx((0.3 / 2, 0.3))
    assert worth(problem, Apart(), _plan("s", {"a": "s", "b": "s", "c": "s"})) == (math.inf,)
    assert worth(_problem(between=None), Apart(), plan) == (math.inf,)
    assert worth(problem, Apart(), _plan("stu", {"a": "s", "b": "t", "c": "u"})) == (4.0,)
    weightless = _problem(places=Places.of(("a", "b", "c"), weight=0.0))
    assert worth(weightless, Access(catchment=4.0, supply=SUPPLY), plan) == (0.0,)
    assert worth(weightless, EvenTravel(kappa=0.1), plan) == (0.0,)
