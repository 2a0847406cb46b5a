"""Cases of a city shared between its villages: by hand, and never one more or less than there are."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as some

from geo.city import City
from scenarios.demand import LEVELS, VillageCases, case_types, needs_of, village_cases
from scenarios.demand.words import assumptions
from scenarios.errors import ScenarioError
from scenarios.services import service_of
from scenarios.settings import ServiceSettings, SourceSettings
from tests.scenarios.demand.studies import demand, settings
from tests.scenarios.made_up_travel import case_of, everywhere
from tests.scenarios.small_study import small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


def with_figures(city: City, **columns: list[float]) -> City:
    """The city with other figures of its villages."""
    villages = city.villages.assign(**{name: np.array(values, float) for name, values in columns.items()})
    return City(MappingProxyType({**city.tables, "villages": villages}), city.outlines)


def shared(city: City, **case: Any) -> VillageCases:
    return village_cases(city, settings(aid=case))


def test_a_total_of_two_years_is_halved_and_goes_with_the_residents(city: City) -> None:
    """42,550 people and 85,100 cases in two years: one a year for each resident."""
    found = shared(city, total=85_100, years=(2021, 2022))
    assert found.cases["aid"].to_dict() == pytest.approx(
        dict(zip(city.villages["village_code"], city.villages["pop_resident"], strict=True))
    )
    by_hand = {"371001": 26_400.0, "371002": 7_150.0, "371071": 9_000.0}
    assert found.by("county")["aid"].to_dict() == pytest.approx(by_hand)
    by_hand = {"371001001": 24_000.0, "371001101": 2_400.0, "371002100": 7_150.0, "371071001": 9_000.0}
    assert found.by("township")["aid"].to_dict() == pytest.approx(by_hand)
    assert found.by("area")["aid"].to_dict() == pytest.approx({"rural": 4_550.0, "urban": 38_000.0})
    assert len(found.by("village")) == 12


def test_a_yearly_mean_is_taken_as_it_is_and_another_column_shares_it_otherwise(city: City) -> None:
    """225 cases and 225 disputes, 48 of them in the first community."""
    found = shared(city, yearly=225, years=(2016, 2017, 2018), by="disputes_year")
    assert city.villages["disputes_year"].sum() == 225
    assert found.cases.at["371001001001", "aid"] == pytest.approx(48.0)


def test_a_village_without_a_figure_gets_none_and_is_counted(city: City) -> None:
    """Of 10, 30 and a blank the blank gets nothing, the others a quarter and three quarters."""
    blank = with_figures(city, elderly=[10.0, 30.0] + [math.nan] * 10)
    found = shared(blank, yearly=100, by="elderly")
    assert found.cases["aid"].tolist() == pytest.approx([25.0, 75.0] + [0.0] * 10)
    assert found.shares[0].blank == 10
    told = {lang: " ".join(assumptions(found, lang)) for lang in ("en", "zh")}
    assert "10 of 12 villages have no figure in column elderly of villages" in told["en"]
    assert "12 个村中有 10 个" in told["zh"]
    assert "no figure" not in " ".join(assumptions(shared(city, yearly=100, by="elderly"), "en"))


@pytest.mark.parametrize("figure", [math.nan, 0.0])
def test_a_column_without_any_figure_above_nought_is_an_error_that_names_it(
    city: City, figure: float
) -> None:
    config = settings(aid={"yearly": 100, "by": "households"}).model_copy(
        update={"sources": {"villages": SourceSettings(path="村.csv")}}
    )
    with pytest.raises(ScenarioError, match=r"type aid .* in 村\.csv no village .* column households"):
        village_cases(with_figures(city, households=[figure] * 12), config)
    found = village_cases(with_figures(city, households=[figure] * 11 + [1.0]), config)
    assert found.cases["aid"].tolist() == [0.0] * 11 + [100.0]


def test_a_study_without_cases_is_told_so(city: City) -> None:
    with pytest.raises(ScenarioError, match=r"give demand\.cases"):
        village_cases(city, settings())


def test_hours_are_those_of_the_types_that_have_some(city: City) -> None:
    """100 cases of 3 hours; what 50 others take is not known, and is said."""
    found = village_cases(city, settings(aid={"yearly": 100, "hours": 3}, other={"yearly": 50}))
    hours = found.hours(found.by("county"))
    assert hours is not None and hours.sum() == pytest.approx(300.0)
    assert hours["371071"] == pytest.approx(300 * 9_000 / 42_550)
    assert "none are given: Other." in " ".join(assumptions(found, "en"))
    assert "none are given" not in " ".join(assumptions(shared(city, yearly=1, hours=2), "en"))
    assert shared(city, yearly=100).hours(found.by("county")) is None


def test_every_assumption_names_figure_years_source_and_column(city: City) -> None:
    found = shared(city, total=17_471, years=(2022, 2020, 2021), source="LYG-B04")
    first, second = assumptions(found, "en")
    assert "not known" in first and "estimates" in first
    assert second == (
        "Aid: 17,471 cases in 2020–2022 (LYG-B04), that is 5,823.7 a year; "
        "shared by residents (pop_resident)."
    )
    _, second = assumptions(shared(city, yearly=3_000, years=(2016, 2018)), "zh")
    assert second == "aid案：2016, 2018 年年均 3,000 件（未注明来源）；按常住人口（pop_resident）分摊。"


FIGURES = some.lists(some.one_of(some.none(), some.integers(0, 1_000_000)), min_size=1, max_size=40)


@effort(max_examples=60, deadline=None)
@given(figures=FIGURES, total=some.floats(1e-3, 1e9), years=some.integers(1, 9))
def test_what_villages_groups_and_city_have_is_the_same(
    figures: list[int | None], total: float, years: int
) -> None:
    """However the figures lie, nothing is lost on the way, and who has no figure has no cases."""
    weight = np.array([math.nan if each is None else each for each in figures], dtype=float)
    codes = [f"{at % 3:06d}{at % 5:03d}{at:03d}" for at in range(len(figures))]
    villages = pd.DataFrame(
        {
            "village_code": codes, "name": codes, "township_code": [code[:9] for code in codes],
            "county_code": [code[:6] for code in codes],
            "area": ["urban" if at % 2 else "rural" for at in range(len(codes))], "pop_resident": weight,
        }
    )  # fmt: skip
    case = {"total": total, "years": tuple(range(2000, 2000 + years))}
    made = City(MappingProxyType({"villages": villages}), gpd.GeoDataFrame())
    if not np.nansum(weight):
        with pytest.raises(ScenarioError):
            shared(made, **case)
        return
    found = shared(made, **case)
    for level in LEVELS:
        assert found.by(level)["aid"].sum() == pytest.approx(total / years, rel=1e-9)
    assert (found.cases["aid"].to_numpy()[~(weight > 0)] == 0).all()


def test_needs_weigh_cases_and_columns_together(city: City) -> None:
    """Half an elderly person and two cases: of the island 0.5 × 90 + 2 × 42,550 × 200 / 42,550."""
    needs = {"elderly": 0.5, "cases.aid": 2.0}
    found = needs_of(city.villages, needs, demand(aid={"yearly": 42_550}))
    island = city.villages["village_code"].eq("371002100202")
    assert found[island].tolist() == pytest.approx([0.5 * 90 + 2 * 200])
    blank = with_figures(city, elderly=[math.nan] * 12)
    assert needs_of(blank.villages, {"elderly": 1.0}, None).tolist() == [0.0] * 12


def test_with_needs_of_cases_a_rung_compares_hours_for_each_case(city: City) -> None:
    """851 cases a year, one for 50 residents: 528 in the first county, 143 in the second, 180 in the zone.

    With all villages served the counties get 600, 400 and 200 hours, which is 600/528, 400/143 and 200/180
    for each case.
    """
    config = settings(legal_aid={"yearly": 851})
    case = case_of(city, everywhere(city), config)
    asked = ServiceSettings(service="hours", per="needs", needs={"cases.legal_aid": 1.0})
    found = service_of(asked, case, city=city, role=config.counsel, demand=config.demand)
    sizes = dict(zip(found.groups, found.size.tolist(), strict=True))
    assert sizes == pytest.approx({"371001": 528.0, "371002": 143.0, "371071": 180.0})
    posts = case.problem.arcs.post
    chosen = np.zeros(posts.size, dtype=bool)
    chosen[np.unique(posts, return_index=True)[1]] = True
    amounts = found.amounts(chosen, np.zeros(len(case.problem.posts.ids)), posts)
    assert dict(zip(found.groups, amounts, strict=True)) == pytest.approx(
        {"371001": 600 / 528, "371002": 400 / 143, "371071": 200 / 180}
    )


def test_a_table_may_call_a_type_by_its_id_or_by_either_name() -> None:
    one, other = demand(aid={"yearly": 1}), demand(other={"yearly": 1})
    assert case_types(each for each in (one, other)) == {
        "aid": "aid", "aid案": "aid", "Aid": "aid", "other": "other", "other案": "other", "Other": "other",
    }  # fmt: skip
