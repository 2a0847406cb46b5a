"""Budgets as a rule of the plan: no plan within them is better, found by going through all of them."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from typing import Any

import numpy as np
import pytest

from optimizer.staffing import verify
from scenarios.money.audit import audit_money
from scenarios.settings import StudyConfig
from scenarios.siting.points import with_task
from tests.scenarios.demand.studies import demand
from tests.scenarios.made_up_travel import case_of, everywhere
from tests.scenarios.money.money_city import bill_of, money, money_city
from tests.scenarios.roles.role_city import V1, V2, V3, V4, A, B, planned, post, study
from tests.scenarios.siting.made_up_task import site, task

VILLAGES, PEOPLE = (V1, V2, V3, V4), ("P1", "P2", "P3")
COUNTY = {V1: A, V2: A, V3: A, V4: B, "P1": A, "P2": A, "P3": B}
RATE = {"P1": 3000, "P2": 2001, "P3": 700}
NAME = {"zh": "工资", "en": "Salaries"}
OWN: dict[str, Any] = {"subsidy": {"base": 700, "own_rate": True}}


def settings(**sections: Any) -> StudyConfig:
    return study({}, counsel={"most_villages": 2}, money=money(**sections))


def vacant(city: Any, config: StudyConfig) -> int:
    """Villages without counsel in the plan; the plan keeps every cap."""
    plan, posts, rungs = planned(city, config)
    assert audit_money(city=city, config=config, plan=plan, posts=posts) == []
    found = int(plan["person_id"].eq("").sum())
    assert found == rungs["shortage"]
    return found


def cheapest(cap: int, *, salary: int, county_cap: int | None = None) -> int:
    """Fewest vacant villages of all ways to share the villages out, within the caps."""
    best = len(VILLAGES)
    for who in itertools.product((None, *PEOPLE), repeat=len(VILLAGES)):
        pairs = [(village, person) for village, person in zip(VILLAGES, who, strict=True) if person]
        if any(COUNTY[village] != COUNTY[person] for village, person in pairs):
            continue
        if any(number > 2 for number in Counter(person for _, person in pairs).values()):
            continue
        yuan = sum(RATE[person] for _, person in pairs) + salary * len({person for _, person in pairs})
        in_a = sum(RATE[person] for village, person in pairs if COUNTY[village] == A)
        in_a += salary * len({person for _, person in pairs if COUNTY[person] == A})
        if yuan <= cap and (county_cap is None or in_a <= county_cap):
            best = min(best, len(VILLAGES) - len(pairs))
    return best


@pytest.mark.parametrize("seed", range(5))
def test_no_plan_within_the_caps_leaves_fewer_villages_vacant(seed: int) -> None:
    draw = random.Random(seed)
    salary, cap = draw.choice([0, 500, 1500]), draw.randint(0, 13_000)
    county = draw.choice([None, draw.randint(0, 11_000)])
    budget: dict[str, Any] = {"all": {"most": cap, "by_county": {} if county is None else {A: county}}}
    line = {"role": "counsel", "yuan": salary, "name": NAME}
    config = settings(**OWN, salaries={"x": line}, budget=budget)
    assert vacant(money_city(), config) == cheapest(cap, salary=salary, county_cap=county)


@pytest.mark.parametrize(("most", "left"), [(7702, 0), (7701, 1)])
def test_a_yuan_less_than_the_cheapest_full_plan_leaves_a_village_vacant(most: int, left: int) -> None:
    """P2 has two of the three villages of A for 2001 each, P1 one for 3000, P3 that of B for 700."""
    assert 2 * 2001 + 3000 + 700 == 7702
    assert vacant(money_city(), settings(**OWN, budget={"all": {"most": most}})) == left


@pytest.mark.parametrize(("most", "left"), [(8202, 0), (8201, 1)])
def test_what_no_plan_changes_is_taken_off_a_cap_that_counts_it(most: int, left: int) -> None:
    """50 cases at 10 yuan."""
    city = money_city({V1: 50.0})
    budget = {"all": {"most": most}}
    assert vacant(city, settings(**OWN, cases={"disputes_year": {"yuan": 10}}, budget=budget)) == left


@pytest.mark.parametrize(("most", "left"), [(8202, 0), (8201, 1)])
def test_awards_for_a_type_of_demand_are_taken_off_a_cap_too(most: int, left: int) -> None:
    """100 cases in two years at 10 yuan, wherever they are."""
    cases = demand(aid={"total": 100, "years": (2021, 2022), "by": "disputes_year"})
    config = settings(**OWN, cases={"aid": {"yuan": 10}}, budget={"all": {"most": most}})
    assert vacant(money_city({V1: 1.0, V4: 2.0}), config.model_copy(update={"demand": cases})) == left


@pytest.mark.parametrize(("most", "left"), [(7035, 0), (7034, 1)])
def test_of_a_type_of_demand_a_county_has_its_share_taken_off_its_cap(most: int, left: int) -> None:
    """A third of 100 yuan is 33, two thirds of them are B's; the rest of A's cap is 7,002."""
    cases = demand(aid={"yearly": 10, "by": "disputes_year"})
    config = settings(**OWN, cases={"aid": {"yuan": 10}}, budget={"a": {"by_county": {A: most}}})
    assert vacant(money_city({V1: 1.0, V4: 2.0}), config.model_copy(update={"demand": cases})) == left


def test_a_cap_on_other_lines_is_nothing_to_the_plan() -> None:
    city = money_city({V1: 50.0})
    budget = {"cases": {"lines": ("cases.disputes_year",), "most": 500}}
    assert vacant(city, settings(**OWN, cases={"disputes_year": {"yuan": 10}}, budget=budget)) == 0


@pytest.mark.parametrize(("most", "left"), [(2311, 0), (2310, 1)])
def test_a_source_has_its_share_counted_without_rounding(most: int, left: int) -> None:
    """Three tenths of 7,702 are 2,310.6."""
    sources = {"county": 0.7, "city": 0.3}
    budget = {"city": {"source": "city", "most": most}}
    assert vacant(money_city(), settings(**OWN, sources=sources, budget=budget)) == left


@pytest.mark.parametrize(("most", "hired"), [(2000, 1), (3999, 1), (4000, 2)])
def test_hiring_is_within_the_cap(most: int, hired: int) -> None:
    """Nobody on the register may serve; a person hired has two villages, and costs 2,000 a year."""
    line = {"role": "counsel", "yuan": 2000, "paid": "hired", "name": NAME}
    config = study(
        {},
        counsel={"most_villages": 2, "occupations": ("gls_worker",), "nearest": None},
        money=money(salaries={"hired": line}, budget={"all": {"most": most}}),
        hire=settings().hire.model_copy(update={"number": 2, "hours_year": 240.0, "most_villages": 2}),
    )
    city = money_city(counsel=f"P1,赵一,female,lawyer,F1,{A},500,4,,\nP2,钱二,male,lawyer,F1,{A},500,4,,")
    plan, posts, _ = planned(city, config)
    assert audit_money(city=city, config=config, plan=plan, posts=posts) == []
    assert plan.loc[plan["hired"].eq(1), "person_id"].nunique() == hired


@pytest.mark.parametrize(("most", "opened"), [(4999, 0), (5000, 1), (10_000, 2)])
def test_opening_is_within_the_cap(most: int, opened: int) -> None:
    """V2 and V4 have no committee; somebody is there for each."""
    role = post("committees", "legal_literate", need=1, opening={"count": 9})
    caps = {"setup": {"units": {"mediator": 5000}}, "budget": {"new": {"lines": ("setup",), "most": most}}}
    config, city = study({"mediator": role}, money=money(**caps)), money_city()
    plan, posts, _ = planned(city, config)
    assert audit_money(city=city, config=config, plan=plan, posts=posts) == []
    assert sum(bill_of(city, config, plan, posts).values()) == 5000 * opened


@pytest.mark.parametrize(("most", "opened"), [(10_998, 1), (10_999, 1), (11_000, 2)])
def test_points_that_a_scenario_opens_leave_less_for_the_rest(most: int, opened: int) -> None:
    """A thousand yuan for a station leaves as much less for committees."""
    role = post("committees", "legal_literate", need=1, opening={"count": 9})
    setup = {"units": {"mediator": 5000}, "points": {"station": 1000}, "opens": {"station": {A: 1}}}
    config = study({"mediator": role}, money=money(setup=setup, budget={"new": {"most": most}}))
    city = money_city()
    plan, posts, _ = planned(city, config)
    assert audit_money(city=city, config=config, plan=plan, posts=posts) == []
    assert sum(bill_of(city, config, plan, posts).values()) == 1000 + 5000 * opened


@pytest.mark.parametrize(("most", "opened"), [(10_998, 1), (10_999, 1), (11_000, 2)])
def test_points_that_siting_opens_leave_less_for_the_rest(most: int, opened: int) -> None:
    role = post("committees", "legal_literate", need=1, opening={"count": 9})
    setup = {"units": {"mediator": 5000}}
    config = study({"mediator": role}, money=money(setup=setup, budget={"new": {"most": most}}))
    city = with_task(money_city(), task(site(V2, county_code=A, yuan=1000)))
    plan, posts, _ = planned(city, config)
    assert audit_money(city=city, config=config, plan=plan, posts=posts) == []
    assert sum(bill_of(city, config, plan, posts).values()) == 1000 + 5000 * opened
    dear = with_task(city, task(site(V2, county_code=A, yuan=most), name="dear"))
    assert audit_money(city=dear, config=config, plan=plan, posts=posts) != []


@pytest.mark.parametrize(("most", "people"), [(29_999, 0), (30_000, 1), (60_000, 2)])
def test_salaries_of_other_roles_are_within_the_cap(most: int, people: int) -> None:
    """M2 holds C2 and C3 for one salary; so one salary fills two committees, and two fill three."""
    line = {"role": "mediator", "yuan": 30_000, "name": NAME}
    caps = {"salaries": {"m": line}, "budget": {"m": {"most": most}}}
    config = study({"mediator": post("committees", "mediators", need=1)}, money=money(**caps))
    city = money_city()
    plan, posts, _ = planned(city, config)
    held = posts[posts["change"].isin(["kept", "new", "moved"])]
    assert held["person_id"].nunique() == people
    assert held["unit_code"].nunique() == (people + 1 if people else 0)
    assert audit_money(city=city, config=config, plan=plan, posts=posts) == []


def test_the_check_of_the_problem_counts_as_the_rows_do() -> None:
    """Of all plans of the subsidy alone those that the rule's own check refuses are those beyond the cap."""
    config, city = settings(**OWN, budget={"all": {"most": 4000}}), money_city()
    problem = case_of(city, everywhere(city), config).problem
    pairs = [(problem.people.ids[p], problem.posts.ids[d])
             for p, d in zip(problem.arcs.person, problem.arcs.post, strict=True)]  # fmt: skip
    verdicts = Counter[bool]()
    for chosen in itertools.product((False, True), repeat=len(pairs)):
        plan = [pair for pair, taken in zip(pairs, chosen, strict=True) if taken]
        broken = any(fault.rule == "budget.all" for fault in verify(problem, plan))
        assert broken == (sum(RATE[person] for person, _ in plan) > 4000)
        verdicts[broken] += 1
        rows = problem.extras.broken(np.array(chosen), np.zeros(len(problem.posts.ids)), np.zeros(0))
        assert broken == bool(rows.any())
    assert min(verdicts.values()) > 5
