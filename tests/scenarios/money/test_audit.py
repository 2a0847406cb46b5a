"""The independent check of budgets finds every plan that spends more, and lets pass what spends as much."""

from __future__ import annotations

import functools
import random
from typing import Any

import pandas as pd
import pytest

from geo.city import City
from scenarios.money.audit import audit_money
from scenarios.roles import no_posts, today_table
from scenarios.settings import StudyConfig
from tests.scenarios.demand.studies import demand
from tests.scenarios.money.money_city import bill_of, money, money_city, plan_of
from tests.scenarios.roles.role_city import T1, T3, V1, V2, V3, V4, A, B, post, study, with_cells

NAME = {"zh": "工资", "en": "Salaries"}
RATES: dict[str, Any] = {
    "sources": {"county": 0.7, "city": 0.3},
    "sources_by_county": {"city": {"city": 1.0}},
    "subsidy": {
        "base": 1000,
        "grades": {"excellent": 3501, "fair": 2000},
        "ungraded": 1501,
        "distance": ({"beyond_minutes": 30.0, "yuan": 300}, {"beyond_minutes": 45.0, "yuan": 600}),
    },
    "cases": {"disputes_year": {"yuan": 7}, "aid": {"yuan": 10}},
    "duty": {"yuan_per_day": 300, "days": {"city_centre": 250, "station": 50}},
    "salaries": {
        "full": {"role": "mediator", "yuan": 30_000, "where": {"full_time": "1"}, "name": NAME},
        "fresh": {"role": "mediator", "yuan": 900, "paid": "new", "name": NAME},
        "hired": {"role": "counsel", "yuan": 60_000, "paid": "hired", "name": NAME},
        "counsel": {"role": "counsel", "yuan": 11, "name": NAME},
        "appointed": {"role": "counsel", "yuan": 13, "paid": "new", "name": NAME},
    },
    "setup": {"units": {"mediator": 5000}, "points": {"station": 70}, "opens": {"station": {B: 3}}},
}
#: What the plan below costs, worked out by hand.
CAPS: dict[str, tuple[dict[str, Any], int]] = {
    "subsidy": ({"lines": ("subsidy",)}, 3501 + 1801 + 1501),
    "cases": ({"lines": ("cases.disputes_year",)}, 56),
    # Of 20.5 yuan 3 in 8 are A's and 5 in 8 are B's: of 21 whole yuan 7.875 and 13.125.
    "aid": ({"lines": ("cases.aid",)}, 21),
    "duty": ({"lines": ("duty",)}, 75_000 + 3 * 15_000),
    "full": ({"lines": ("salaries.full",)}, 30_000),
    "fresh": ({"lines": ("salaries.fresh",)}, 0),
    "hired": ({"lines": ("salaries.hired",)}, 60_000),
    "counsel": ({"lines": ("salaries.counsel",)}, 33),
    "appointed": ({"lines": ("salaries.appointed",)}, 13),
    "setup": ({"lines": ("setup",)}, 3 * 70),
    "all": ({}, 6803 + 56 + 21 + 120_000 + 30_000 + 60_000 + 33 + 13 + 210),
    # 0.3 · 6,803 are 2,040.9.
    "city": ({"source": "city", "lines": ("subsidy",)}, 2041),
}
COUNTY_CAPS = {
    A: 3501 + 1801 + 21 + 8 + 30_000 + 30_000 + 22,
    B: 1501 + 35 + 13 + 15_000 + 60_000 + 11 + 13 + 210,
}
PAIRS = (V1, "P1", 10.0), (V2, "P2", 31.0), (V4, "H-1", 10.0)


@functools.cache
def made() -> tuple[City, StudyConfig, pd.DataFrame, pd.DataFrame]:
    """A sound plan that is at every cap: P1, P2 and somebody hired in B; the mediators of today."""
    budget = {name: {**cap, "most": most} for name, (cap, most) in CAPS.items()}
    budget["counties"] = {"by_county": COUNTY_CAPS}
    role = post("committees", "mediators", "legal_literate", need=1, opening={"count": 9},
                shares={"full": {"where": {"full_time": "1"}, "share": 0.2, "most_given": 9}})  # fmt: skip
    city = money_city({V1: 3.0, V4: 5.0})
    aid = demand(aid={"total": 8.2, "years": (2019, 2020, 2021, 2022), "by": "disputes_year"})
    config = study({"mediator": role}, money=money(**RATES, budget=budget), demand=aid)
    return city, config, plan_of(city, config, *PAIRS, hired={"H-1": T3}), today_table(city, config)


def faults(
    *rows: tuple[str, str, float],
    hired: dict[str, str] | None = None,
    posts: pd.DataFrame | None = None,
    config: StudyConfig | None = None,
) -> list[str]:
    """Which caps a plan is beyond, by name and place."""
    city, made_config, plan, today = made()
    config = made_config if config is None else config
    if rows:
        plan = plan_of(city, config, *rows, hired=hired or {"H-1": T3})
    found = audit_money(city=city, config=config, plan=plan, posts=today if posts is None else posts)
    return [fault.removeprefix("budget ").split(" spends")[0] for fault in found]


def test_a_plan_that_is_at_every_cap_is_sound() -> None:
    assert faults() == []


def lower(name: str, county: str = "") -> StudyConfig:
    """The settings with one cap a yuan lower."""
    config = made()[1]
    assert config.money is not None
    cap = config.money.budget[name]
    change: dict[str, Any] = (
        {"by_county": {**cap.by_county, county: cap.by_county[county] - 1}}
        if county
        else {"most": (cap.most or 0) - 1}
    )
    budget = {**config.money.budget, name: cap.model_copy(update=change)}
    return config.model_copy(update={"money": config.money.model_copy(update={"budget": budget})})


@pytest.mark.parametrize("name", CAPS)
def test_a_yuan_less_is_found(name: str) -> None:
    assert faults(config=lower(name)) == [f"{name}: the city"]


@pytest.mark.parametrize("county", [A, B])
def test_a_yuan_less_of_a_county_is_found(county: str) -> None:
    assert faults(config=lower("counties", county)) == [f"counties: county {county}"]


def changed(number: int, **cells: Any) -> pd.DataFrame:
    """Today's mediators with cells of one row changed: M1 and M2, L3 and M2 again, M3."""
    return with_cells(made()[3], number, **cells)


@pytest.mark.parametrize(
    ("rows", "hired", "caps"),
    [
        ([*PAIRS, (V3, "P2", 10.0)], None, {"subsidy", "all", "city", "counties"}),
        ([PAIRS[0], (V2, "P1", 31.0), PAIRS[2]], None, {"subsidy", "all", "city", "counties"}),
        ([(V1, "P1", 30.01), *PAIRS[1:]], None, {"subsidy", "all", "city", "counties"}),
        ([PAIRS[0], (V2, "P2", 45.01), PAIRS[2]], None, {"subsidy", "all", "city", "counties"}),
        ([*PAIRS, (V3, "P3", 10.0)], None, {"subsidy", "all", "city", "counties", "counsel", "appointed"}),
        ([*PAIRS, (V3, "H-2", 10.0)], {"H-1": T3, "H-2": T1},
         {"subsidy", "all", "city", "counties", "counsel", "appointed", "hired"}),
        ([PAIRS[0], (V2, "H-2", 10.0), PAIRS[2]], {"H-1": T3, "H-2": T1},
         {"all", "counties", "appointed", "hired"}),
        ([PAIRS[0], PAIRS[1], (V4, "P3", 10.0)], None, {"subsidy", "city"}),
        ([PAIRS[0], PAIRS[1], (V4, "H-2", 10.0)], {"H-2": T1}, {"counties"}),
    ],
)  # fmt: skip
def test_a_pair_that_costs_more_is_found_by_every_cap_that_counts_it(
    rows: Any, hired: dict[str, str] | None, caps: set[str]
) -> None:
    found = faults(*rows, hired=hired)
    assert {fault.split(":")[0] for fault in found} == caps, found


@pytest.mark.parametrize(
    ("posts", "caps"),
    [
        (lambda: changed(0, given="full"), {"full", "all", "counties"}),
        (lambda: changed(0, full_time="1"), {"full", "all", "counties"}),
        (lambda: changed(0, person_id="L1", change="new"), {"fresh", "all", "counties"}),
        (
            lambda: changed(0, person_id="L1", change="moved", given="full"),
            {"fresh", "full", "all", "counties"},
        ),
        (lambda: changed(0, unit_code=f"{V2}+", change="moved"), {"setup", "all", "counties"}),
        (lambda: changed(0, unit_code=f"{V4}+", county_code=B, change="moved"), {"setup", "all", "counties"}),
    ],
)
def test_a_post_that_costs_more_is_found_by_every_cap_that_counts_it(posts: Any, caps: set[str]) -> None:
    found = faults(posts=posts())
    assert {fault.split(":")[0] for fault in found} == caps, found


@pytest.mark.parametrize(
    "posts",
    [
        lambda: changed(0, given="other"),
        lambda: changed(0, change="ended", given="full"),
        lambda: changed(0, person_id="M3", change="new"),
    ],
)
def test_a_post_that_costs_no_more_is_sound(posts: Any) -> None:
    assert faults(posts=posts()) == []


def test_an_adjustment_may_spend_what_todays_roster_spends() -> None:
    city, config, plan, posts = made()
    tight = lower("subsidy")
    said: dict[str, Any] = {"city": city, "config": tight, "plan": plan, "posts": posts}
    assert len(audit_money(**said)) == 1
    assert audit_money(**said, today=(plan, posts)) == []
    cheaper = plan_of(city, config, *PAIRS[:2])
    assert len(audit_money(**said, today=(cheaper, posts))) >= 1


@pytest.mark.parametrize("seed", range(6))
def test_the_check_and_the_bill_add_up_to_the_same_yuan(seed: int) -> None:
    """Whatever the rates, the team and who serves: the bill's total is allowed, a yuan less is not."""
    draw = random.Random(seed)
    rates = {
        "base": draw.randint(1, 5000),
        "grades": {"fair": draw.randint(0, 5000)},
        "ungraded": draw.choice([None, draw.randint(0, 5000)]),
        "own_rate": draw.random() < 0.5,
        "distance": ({"beyond_minutes": 20.0, "yuan": draw.randint(0, 999)},),
    }
    city = made()[0]
    rows = [
        (village, draw.choice(["P1", "P2", "P3"]), draw.uniform(5.0, 35.0)) for village in (V1, V2, V3, V4)
    ]
    config = study({}, counsel={"team": draw.choice([1, 2, 3])}, money=money(subsidy=rates))
    plan = plan_of(city, config, *rows)
    total = sum(bill_of(city, config, plan).values())
    for most, number in ((total, 0), (total - 1, 1)):
        capped = config.model_copy(update={"money": money(subsidy=rates, budget={"x": {"most": most}})})
        assert len(audit_money(city=city, config=capped, plan=plan, posts=no_posts())) == number


@pytest.mark.parametrize("seed", range(6))
def test_the_check_and_the_bill_part_awards_for_cases_alike(seed: int) -> None:
    """A cap on each county is what the bill says there, or a yuan less, which is found."""
    draw = random.Random(seed)
    city = money_city({village: float(draw.randint(0, 9)) for village in (V1, V2, V4)} | {V3: 1.0})
    case = {draw.choice(["total", "yearly"]): draw.choice([7, 10.1, 1234.56]), "years": (2020, 2021, 2022)}
    config = study({}, demand=demand(aid={**case, "by": "disputes_year"}))
    rates, plan = {"aid": {"yuan": draw.randint(1, 99)}}, plan_of(city, config)
    told = bill_of(city, config.model_copy(update={"money": money(cases=rates)}), plan)
    by_county = {county: yuan for (_, county), yuan in told.items()}
    for less in (0, 1):
        caps = {"x": {"by_county": {county: yuan - less for county, yuan in by_county.items()}}}
        capped = config.model_copy(update={"money": money(cases=rates, budget=caps)})
        found = audit_money(city=city, config=capped, plan=plan, posts=no_posts())
        assert len(found) == less * len(by_county)
