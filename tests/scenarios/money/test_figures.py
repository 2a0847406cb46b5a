"""Sums of metrics.json: nothing is lost between lines, counties and sources."""

from __future__ import annotations

import functools
import itertools
import random
from typing import Any

import pytest

from scenarios.money.bill import Staffed
from scenarios.money.figures import measure_names, money_figures, money_measures
from scenarios.money.paying import parted
from scenarios.money.words import further_villages, money_rows
from scenarios.roles import no_posts
from tests.scenarios.money.money_city import money, money_city, plan_of
from tests.scenarios.roles.role_city import V1, V2, V4, A, B, study


@pytest.mark.parametrize(
    ("yuan", "shares", "parts"),
    [
        (100, {"county": 0.7, "city": 0.3}, {"county": 70, "city": 30}),
        (101, {"county": 0.7, "city": 0.3}, {"county": 71, "city": 30}),
        (1, {"a": 0.5, "b": 0.5}, {"a": 1, "b": 0}),
        (100, {"a": 0.333, "b": 0.333, "c": 0.334}, {"a": 33, "b": 33, "c": 34}),
        (10, {"a": 0.1, "b": 0.2, "c": 0.7}, {"a": 1, "b": 2, "c": 7}),
    ],
)
def test_an_amount_is_parted_to_the_yuan_by_the_largest_remainders(
    yuan: int, shares: dict[str, float], parts: dict[str, int]
) -> None:
    assert parted(yuan, shares) == parts


def test_parts_add_up_and_are_within_a_yuan_of_the_shares_whatever_the_amount() -> None:
    draw = random.Random(3)
    for _ in range(300):
        cuts = sorted(draw.randint(0, 1000) for _ in range(draw.randint(0, 4)))
        bounds = [0, *cuts, 1000]
        shares = {f"s{n}": (b - a) / 1000 for n, (a, b) in enumerate(itertools.pairwise(bounds))}
        yuan = draw.randint(0, 10**9)
        found = parted(yuan, shares)
        assert sum(found.values()) == yuan
        assert all(abs(found[name] - yuan * share) < 1 + 1e-3 for name, share in shares.items())


@functools.cache
def sides() -> tuple[Staffed, Staffed]:
    """P1 at V1 and P2 at V2 today; in the plan P1 has V2 and P3 has V4, too."""
    city, config = money_city({V1: 3.0, V4: 5.0}), study({})
    today = plan_of(city, config, (V1, "P1", 10.0), (V2, "P2", 40.0))
    plan = plan_of(city, config, (V1, "P1", 10.0), (V2, "P1", 40.0), (V4, "P3", 10.0))
    before, after = (Staffed(city, config, table, no_posts()) for table in (today, plan))
    return before, after


def figures(**sections: Any) -> dict[str, Any]:
    """What the two sides cost."""
    before, after = sides()
    found = money_figures(money(**sections), before=before, after=after)
    assert found is not None
    return found


RATES: dict[str, Any] = {
    "sources": {"county": 0.7, "city": 0.3},
    "sources_by_county": {"city": {"city": 1.0}, B: {"county": 0.5, "city": 0.5}},
    "subsidy": {"base": 1001, "distance": ({"beyond_minutes": 30.0, "yuan": 300},)},
    "cases": {"disputes_year": {"yuan": 7, "sources": {"province": 1.0}}},
    "duty": {"yuan_per_day": 3, "days": {"city_centre": 10}, "sources_by_county": {A: {"county": 1.0}}},
}


def test_figures_by_line_county_and_source_are_those_worked_out_by_hand() -> None:
    """Today 1001 + 1301 in A; the plan 1001 + 1301 in A and 1001 in B; cases 21 in A, 35 in B; duty 30."""
    found = figures(**RATES)
    assert (found["total_before"], found["total"]) == (2302 + 56 + 30, 3303 + 56 + 30)
    by_line = {row["line"]: (row["before"], row["after"]) for row in found["lines"]}
    assert by_line == {"subsidy": (2302, 3303), "cases.disputes_year": (56, 56), "duty": (30, 30)}
    counties = {row["county_code"]: (row["before"], row["after"]) for row in found["by_county"]}
    assert counties == {A: (2323, 2323), B: (35, 1036), "": (30, 30)}
    sources = {row["source"]: (row["before"], row["after"]) for row in found["by_source"]}
    # 2302 are 1611.4 and 690.6; 1001 of B are 500.5 each, the odd yuan to who is named first.
    assert sources == {"county": (1611, 1611 + 501), "city": (691 + 30, 691 + 500 + 30), "province": (56, 56)}


@pytest.mark.parametrize("side", ["before", "after"])
def test_lines_counties_sources_and_cells_all_add_up_to_the_total(side: str) -> None:
    draw = random.Random(11)
    for _ in range(12):
        share = draw.randint(0, 1000)
        shares = {"county": share / 1000, "city": (1000 - share) / 1000}
        found = figures(**{**RATES, "sources": shares, "subsidy": {"base": draw.randint(0, 9999)}})
        total = found["total" if side == "after" else "total_before"]
        for part in ("lines", "by_county", "by_source", "cells"):
            assert sum(row[side] for row in found[part]) == total


def test_a_study_without_money_has_no_figures() -> None:
    city, config = money_city(), study({})
    assert (
        money_figures(None, before=None, after=Staffed(city, config, plan_of(city, config), no_posts()))
        is None
    )


def test_a_budget_tells_what_is_spent_of_it_shares_not_rounded() -> None:
    budget = {
        "all": {"most": 5000},
        "city": {"lines": ("subsidy",), "source": "city", "most": 2000, "by_county": {B: 9}},
    }
    rows = {
        (row["name"], row["county_code"]): row for row in figures(**{**RATES, "budget": budget})["budget"]
    }
    assert (rows["all", ""]["before"], rows["all", ""]["after"]) == (2388.0, 3389.0)
    assert rows["city", ""]["after"] == pytest.approx(0.3 * 2302 + 0.5 * 1001)
    assert (rows["city", B]["before"], rows["city", B]["after"]) == (0.0, 500.5)


def test_rows_of_two_runs_stand_beside_one_another_and_what_one_does_not_know_is_nothing() -> None:
    """The second run has no cases and the first no duty."""
    a = figures(subsidy={"base": 100}, cases={"disputes_year": {"yuan": 1}})
    b = figures(subsidy={"base": 200}, duty={"yuan_per_day": 1, "days": {"room": 4}})
    rows = {row.title: row for row in money_rows([(a, "after"), (b, "after")], "en")}
    assert rows["Counsel’s subsidy"].yuan == (300, 600) and rows["Counsel’s subsidy"].difference == 300
    assert rows["Awards a case"].yuan == (8, 0) and rows["Days on duty"].yuan == (0, 4)
    assert rows["Total"].yuan == (308, 604)
    (none,) = {row.yuan for row in money_rows([(None, "after"), (None, "after")], "en")}
    assert none == (None, None)


def lines(total: int) -> list[dict[str, Any]]:
    """Two lines that pay counsel, and one that does not."""
    halves = [{"counsel": True, "after": total // 2}, {"counsel": True, "after": total - total // 2}]
    return [*halves, {"counsel": False, "after": 7 * total}]


@pytest.mark.parametrize(
    ("a", "b", "found"), [(50.0, 75.0, (50, 1000, 20.0)), (75.0, 75.0, None), (75.0, 50.0, None)]
)
def test_a_further_village_with_counsel_costs_what_the_runs_differ_by(a: float, b: float, found: Any) -> None:
    runs = [
        {"villages": 200, "coverage_nominal": share, "money": {"lines": lines(total)}}
        for share, total in ((a, 5000), (b, 6000))
    ]
    assert further_villages(*runs) == found
    assert further_villages({**runs[0], "money": None}, runs[1]) is None


def test_measures_of_money_are_the_total_each_line_and_each_source_by_county() -> None:
    """The same plan as above: 2302 and 1001 of subsidy, 21 and 35 of cases, 30 of duty that no county has."""
    found = money_measures(figures(**RATES))
    assert found["money.total"] == (2388, 3389, {A: (2323, 2323), B: (35, 1036), "": (30, 30)})
    assert found["money.subsidy"] == (2302, 3303, {A: (2302, 2302), B: (0, 1001), "": (0, 0)})
    assert found["money.source.province"] == (56, 56, {A: (21, 21), B: (35, 35), "": (0, 0)})
    assert tuple(found) == measure_names(money(**RATES))
    assert money_measures(None) == {} and measure_names(None) == ()


def test_measures_of_money_have_no_figures_of_today_where_nothing_is_compared_with_it() -> None:
    bill = money_figures(money(subsidy={"base": 5}), before=None, after=sides()[1])
    assert money_measures(bill)["money.total"] == (None, 15, {A: (None, 10), B: (None, 5)})


def test_a_source_that_pays_nothing_today_is_a_measure_of_0() -> None:
    shares = {"subsidy": {"base": 5, "sources_by_county": {"999999": {"central": 1.0}}}}
    assert money_measures(figures(**shares))["money.source.central"][:2] == (0, 0)


def test_a_source_that_may_pay_is_a_measure_that_formulas_can_name() -> None:
    lines = {"subsidy": {"base": 5, "sources_by_county": {A: {"central": 1.0}}}}
    assert measure_names(money(**lines)) == (
        "money.total", "money.subsidy", "money.source.county", "money.source.central",
    )  # fmt: skip
