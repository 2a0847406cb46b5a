"""The growth of both bundled cities is planned and proven within seconds."""

from __future__ import annotations

import pytest

from geo.read import read_city
from optimizer.headcount import verify
from scenarios.bundled import bundled
from scenarios.headcount.answer import plan_growth
from scenarios.headcount.tables import target_years
from scenarios.study import load_study


@pytest.mark.parametrize("name", ["lianyungang", "weihai"])
def test_the_growth_of_a_bundled_city_is_proven_and_lacks_nobody_that_binds(name: str) -> None:
    study = load_study(bundled()[name])
    resolved = study.resolve(study.scenarios[0])
    city = read_city(resolved.sources(), occupations=resolved.config.counsel.occupations)
    answer = plan_growth(city, resolved.config, seconds=60.0)
    assert answer.result.proven
    assert verify(answer.case.problem, answer.result.plan, figures=answer.result.figures) == []
    assert answer.result.certificates[0].objective == 0
    codes = [asked.code for asked in resolved.config.headcount.targets]
    rows = target_years(answer.case, resolved.config, answer.result)
    assert list(dict.fromkeys(row.code for row in rows)) == codes
    assert all(row.people > 0 for row in rows)
