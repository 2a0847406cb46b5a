"""The growth of both bundled cities is planned and proven within seconds, and shows what it can do."""

from __future__ import annotations

from functools import cache

import pytest

from geo.read import read_city
from optimizer.headcount import verify
from scenarios.bundled import bundled
from scenarios.headcount.answer import HeadcountAnswer, plan_growth
from scenarios.headcount.reasons import fair_frontier
from scenarios.headcount.tables import county_years, target_years
from scenarios.run_monitor import RunMonitor
from scenarios.settings import StudyConfig
from scenarios.study import load_study

CITIES = pytest.mark.parametrize("name", ["lianyungang", "weihai"])


@cache
def planned(name: str) -> tuple[HeadcountAnswer, StudyConfig]:
    """The plan of a bundled city, and its settings."""
    study = load_study(bundled()[name])
    resolved = study.resolve(study.scenarios[0])
    city = read_city(resolved.sources(), occupations=resolved.config.counsel.occupations)
    return plan_growth(city, resolved.config, seconds=60.0), resolved.config


@CITIES
def test_the_growth_of_a_bundled_city_is_proven_and_lacks_nobody(name: str) -> None:
    answer, config = planned(name)
    assert answer.result.proven
    assert verify(answer.case.problem, answer.result.plan, figures=answer.result.figures) == []
    assert [rung.objective for rung in answer.result.certificates[:2]] == [0, 0]
    unknown = {"weihai": ["arbitrator"], "lianyungang": []}[name]
    assert [each.profession for each in answer.case.unknown] == unknown
    codes = [each.code for each in config.headcount.targets if not set(unknown) & set(each.counts)]
    rows = target_years(answer.case, answer.result)
    assert list(dict.fromkeys(row.code for row in rows)) == codes
    assert all(row.people > 0 for row in rows)


@CITIES
def test_everybody_who_serves_as_legal_literate_person_is_trained_and_no_county_loses_its_mediators(
    name: str,
) -> None:
    answer, config = planned(name)
    last = [row for row in county_years(answer.case, answer.result) if row.year == 2025]
    assert {row.stock for row in last if row.profession == "legal_literate_untrained"} == {0}
    least = config.headcount.professions["mediator_part_time"].least
    assert min(row.stock for row in last if row.profession == "mediator_part_time") >= least > 0


@CITIES
def test_fairness_has_its_price_in_a_bundled_city(name: str) -> None:
    """From the cheapest plan to the fairest there are steps, each fairer and dearer."""
    found = fair_frontier(planned(name)[0], points=4, seconds=30.0, monitor=RunMonitor(None)).points
    assert len(found) == 4
    assert all(each.proven for each in found)
    assert [each.yuan for each in found] == sorted({each.yuan for each in found})
    assert found[-1].level > 1.2 * found[0].level


def test_service_is_bought_where_it_is_cheaper_than_what_else_would_meet_the_target() -> None:
    answer, _ = planned("weihai")
    bought = {(row.profession, row.year) for row in county_years(answer.case, answer.result) if row.bought}
    assert bought == {("mediator_full_time", 2025)}
