"""What is no problem of siting is refused in words; the nearest sound one is accepted."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.siting.problem import Places, Sites, SitingProblem, Ways
from optimizer.siting.rules import AmountRule, GapRule, ReachRule

TWO = ("a", "b")
WAYS = {"place": [0, 0, 1], "site": [0, 1, 1], "way": [3.0, 4.0, 5.0]}
EVEN = AmountRule(name="even", amount=np.ones(2))


def _problem(*, sites: dict[str, Any] | None = None, **changes: Any) -> SitingProblem:
    given: dict[str, Any] = {
        "places": Places.of(TWO), "sites": Sites.of(TWO, **(sites or {})), "ways": Ways.of(**WAYS)
    }  # fmt: skip
    return SitingProblem.of(**{**given, **changes})


@pytest.mark.parametrize(
    ("wrong", "message", "near"),
    [
        ({"ids": ("a", "a")}, "places: id 'a' is given twice", {"ids": ("a", "b")}),
        ({"weight": [1.0]}, "weight: 1 given; give one each, 2 in all", {"weight": [1.0, 0.0]}),
        ({"weight": [1.0, -1.0]}, "weight: -1.0 found; give numbers from 0 on", {"weight": 1.0}),
        ({"weight": [np.inf, 1.0]}, "weight: inf found", {"weight": [1e9, 1.0]}),
        ({"demand": [np.nan, 1.0]}, "demand: nan found", {"demand": [0.0, 1.0]}),
        ({"demand": [1.0, 1.0, 1.0]}, "demand: 3 given", {"demand": [1.0, 1.0]}),
    ],
)
def test_places_that_cannot_be_meant_are_refused(
    wrong: dict[str, Any], message: str, near: dict[str, Any]
) -> None:
    """Ids and amounts; the message tells what was found and what is expected."""
    with pytest.raises(ProblemError, match=re.escape(message)):
        Places.of(**{"ids": TWO, **wrong})
    assert len(Places.of(**{"ids": TWO, **near}).weight) == 2


@pytest.mark.parametrize(
    ("wrong", "message", "near"),
    [
        ({"ids": ("a", "a")}, "sites: id 'a' is given twice", {"ids": ("a", "b")}),
        ({"capacity": [1.0]}, "capacity: 1 given; give one each, 2 in all", {"capacity": [1.0, np.inf]}),
        ({"capacity": [np.nan, 1.0]}, "capacity: nan found", {"capacity": [0.0, 1.0]}),
        ({"capacity": -1.0}, "capacity: -1.0 found; give numbers from 0 on", {"capacity": 0.0}),
        ({"price": [-1.0, 0.0]}, "price: -1.0 found; give numbers from 0 on", {"price": [0.0, 1.0]}),
        ({"price": np.inf}, "price: inf found", {"price": 1e9}),
        ({"closing": [-np.inf, 0.0]}, "closing: -inf found; give finite numbers", {"closing": [-5.0, 0.0]}),
        ({"existing": [True]}, "existing: 1 given; give one each, 2 in all", {"existing": [True, False]}),
        ({"forced": [True] * 3}, "forced: 3 given", {"forced": [True] * 2}),
        ({"banned": []}, "banned: 0 given", {"banned": None}),
        (
            {"forced": [False, True], "banned": [False, True]},
            "site b: forced and banned; choose one",
            {"forced": [False, True], "banned": [True, False]},
        ),
    ],
)
def test_sites_that_cannot_be_meant_are_refused(
    wrong: dict[str, Any], message: str, near: dict[str, Any]
) -> None:
    """Ids, capacities, money and what is fixed."""
    with pytest.raises(ProblemError, match=re.escape(message)):
        Sites.of(**{"ids": TWO, **wrong})
    assert len(Sites.of(**{"ids": TWO, **near}).price) == 2


@pytest.mark.parametrize(
    ("wrong", "message", "near"),
    [
        ({"least": 3, "most": 2}, "open sites: at least 3 and at most 2", {"least": 2, "most": 2}),
        ({"least": -1}, "open sites: at least -1 and at most 2", {"least": 0}),
        (
            {"least": 2, "sites": {"banned": [True, False]}},
            "open sites: at least 2 of 1 that are not banned; lower the number",
            {"least": 1, "sites": {"banned": [True, False]}},
        ),
        (
            {"most": 1, "sites": {"forced": [True, True]}},
            "open sites: at most 1, but 2 are forced; raise the number",
            {"most": 2, "sites": {"forced": [True, True]}},
        ),
        (
            {"beyond": 4.5},
            "beyond: 4.5; give a way from the longest that is listed on (5.0)",
            {"beyond": 5.0},
        ),
        ({"beyond": np.inf}, "beyond: inf", {"beyond": None}),
        (
            {"rules": [EVEN, EVEN]},
            "rule 'even': given twice; give each a name of its own",
            {"rules": [EVEN, AmountRule(name="odd", amount=np.ones(2))]},
        ),
        (
            {"rules": [AmountRule(name="even", amount=np.ones(3))]},
            "rule 'even': amount has 3 numbers; give one each, 2 in all",
            {"rules": [EVEN]},
        ),
        (
            {"rules": [ReachRule(name="near", weight=np.ones(1), within=1.0, share=0.5)]},
            "rule 'near': weight has 1 numbers",
            {"rules": [ReachRule(name="near", weight=np.ones(2), within=1.0, share=0.5)]},
        ),
        (
            {"rules": [GapRule(name="gap", behind=np.ones(2), ahead=np.ones(3), most=1.0)]},
            "rule 'gap': ahead has 3 numbers",
            {"rules": [GapRule(name="gap", behind=np.ones(2), ahead=np.ones(2), most=1.0)]},
        ),
    ],
)
def test_a_problem_that_cannot_be_meant_is_refused(
    wrong: dict[str, Any], message: str, near: dict[str, Any]
) -> None:
    """Numbers of sites, the way beyond and rules of another shape."""
    with pytest.raises(ProblemError, match=re.escape(message)):
        _problem(**wrong)
    assert _problem(**near).sites.ids == TWO


@pytest.mark.parametrize("name", ["ways", "between"])
@pytest.mark.parametrize(
    ("wrong", "message", "near"),
    [
        ({"way": [3.0, 4.0]}, "3 places, 3 sites, 2 ways", {"way": [3.0, 4.0, 0.0]}),
        ({"site": [0, 1]}, "3 places, 2 sites, 3 ways", {"site": [0, 1, 0]}),
        ({"place": [0, 0, 2]}, "place 2 is not among 2; count from 0", {"place": [0, 0, 1]}),
        ({"site": [-1, 1, 1]}, "site -1 is not among 2; count from 0", {"site": [0, 1, 1]}),
        ({"way": [3.0, -4.0, 5.0]}, "give finite numbers from 0 on", {"way": [3.0, 0.0, 5.0]}),
        ({"way": [3.0, np.inf, 5.0]}, "leave a pair out that cannot serve", {"way": [3.0, 1e9, 5.0]}),
        (
            {"place": [1, 0, 1], "site": [1, 1, 1]},
            "place 1 and site 1 twice; give a pair once",
            {"place": [1, 0, 1], "site": [1, 1, 0]},
        ),
    ],
)
def test_ways_that_cannot_be_meant_are_refused(
    name: str, wrong: dict[str, Any], message: str, near: dict[str, Any]
) -> None:
    """From places to sites, and between sites; the message names the table."""
    with pytest.raises(ProblemError, match=f"^{name}: .*{re.escape(message)}"):
        _problem(**{name: Ways.of(**{**WAYS, **wrong})})
    assert _problem(**{name: Ways.of(**{**WAYS, **near})}).most == 2


def test_what_is_left_out_has_no_limit_and_no_cost() -> None:
    """Every place weighs one and takes what it weighs; forced sites are open at least."""
    assert Places.of(TWO, weight=[2.0, 0.0]).demand.tolist() == [2.0, 0.0]
    assert Places.of(TWO, weight=[2.0, 0.0], demand=1.0).demand.tolist() == [1.0, 1.0]
    free = Sites.of(TWO)
    assert not free.limited
    assert not (free.existing | free.forced | free.banned).any()
    assert free.cost(np.array([True, True])) == 0.0
    assert Sites.of(TWO, capacity=[np.inf, 3.0]).limited
    assert _problem(sites={"forced": [True, False]}).least == 1
    assert (_problem().least, _problem().most) == (0, 2)


def test_sites_cost_what_opens_and_what_closes() -> None:
    """One that is open today costs nothing open; a saving is below 0."""
    sites = Sites.of(TWO, existing=[True, False], price=[9.0, 4.0], closing=[-3.0, 9.0])
    opened = {(False, False): -3.0, (True, False): 0.0, (False, True): 1.0, (True, True): 4.0}
    assert {each: sites.cost(np.array(each)) for each in opened} == opened


def test_a_table_of_ways_leaves_out_what_has_no_way() -> None:
    """So does a limit, which is itself near enough."""
    ways = Ways.of_matrix([[1.0, np.inf], [2.0, 3.0]])
    assert (ways.place.tolist(), ways.site.tolist()) == ([0, 1, 1], [0, 0, 1])
    assert ways.within(2.0).way.tolist() == [1.0, 2.0]
