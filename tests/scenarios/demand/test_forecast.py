"""Forecasts beside figures worked out by hand: methods, held-out errors, ranges, and what is refused."""

from __future__ import annotations

import math
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as some

from geo.city import City
from scenarios.demand import forecast as forecasting
from scenarios.demand.forecast import forecast, forecasts, held_out_years
from scenarios.demand.history import History
from scenarios.demand.methods import METHODS, Course, carry_on
from scenarios.demand.words import error_words, forecast_title

COUNTIES = {"371001": "东山区", "371002": "西河县"}


def history(*counties: list[float], first: int = 2014) -> History:
    cases = np.array(counties, dtype=float)
    years = tuple(range(first, first + cases.shape[1]))
    return History("aid", tuple(COUNTIES)[: len(counties)], years, cases)


def city(rows: list[tuple[str, int, str, int]]) -> City:
    """Two counties with these cases."""
    counties = pd.DataFrame({"county_code": list(COUNTIES), "name": list(COUNTIES.values())})
    cases = pd.DataFrame(rows, columns=["county_code", "year", "case_type", "cases"])
    return City(MappingProxyType({"counties": counties, "cases": cases}), gpd.GeoDataFrame())


def rows(
    code: str, cases: list[int], *, kind: str = "aid", first: int = 2014
) -> list[tuple[str, int, str, int]]:
    return [(code, first + at, kind, number) for at, number in enumerate(cases)]


# --- methods


def test_the_last_value_has_the_range_of_a_random_walk() -> None:
    """Steps of 10 up and down have a root mean square of 10; four of five lie within 1.2816 of it."""
    found = carry_on("naive", np.array([30.0, 40.0, 30.0, 40.0]), 2)
    assert found.mean.tolist() == [40.0, 40.0]
    assert found.high.tolist() == pytest.approx([40 + 12.815516, 40 + 12.815516 * math.sqrt(2)])
    assert found.low.tolist() == pytest.approx([40 - 12.815516, 40 - 12.815516 * math.sqrt(2)])


def test_smoothing_lies_within_the_series_and_a_damped_trend_between_last_value_and_straight_line() -> None:
    series = np.array([100.0, 108.0, 121.0, 129.0, 142.0, 149.0, 161.0, 170.0])
    level = carry_on("smoothing", series, 2).mean
    assert level[0] == pytest.approx(level[1]) and 160 < level[0] <= 170.0 + 1e-6
    trend = carry_on("damped", series, 3).mean
    assert 175 < trend[0] < 182 and trend[0] < trend[1] < trend[2] < 202
    assert trend[2] - trend[1] < trend[1] - trend[0]


@pytest.mark.parametrize("name", list(METHODS))
def test_no_method_goes_below_nought_and_one_that_never_changed_has_no_range(name: str) -> None:
    falling = carry_on(name, np.array([90.0, 60.0, 30.0, 1.0]), 3)
    assert (falling.mean >= 0).all() and (falling.low == 0).any()
    still = carry_on(name, np.array([7.0] * 5), 2)
    assert still.mean.tolist() == [7.0, 7.0] and np.isnan(still.low).all() and np.isnan(still.high).all()


# --- errors


def test_errors_of_the_last_value_are_those_worked_out_by_hand() -> None:
    """10 to 60 by tens: the last two years are held out.

    From 40 the years 50 and 60 are missed by 10 and 20, from 50 the year 60 by 10: 40/3 on average, by a
    yearly change of 10, and (10/50 + 20/60 + 10/60) / 3 in parts of what came.
    """
    found = forecast(history([10, 20, 30, 40, 50, 60]), ahead=2)
    error = found.whole
    assert found.held_out == (2018, 2019) and found.years == (2020, 2021)
    assert (error.values, error.mae_naive) == (3, pytest.approx(40 / 3))
    assert error.mase_naive == pytest.approx(4 / 3)
    assert error.mape_naive == pytest.approx(100 * (10 / 50 + 20 / 60 + 10 / 60) / 3)
    assert found.errors == (error,)


def test_one_year_ahead_leaves_the_farther_years_out() -> None:
    error = forecast(history([10, 20, 30, 40, 50, 60]), ahead=1).whole
    assert (error.values, error.mae_naive) == (2, pytest.approx(10.0))


def test_the_sum_of_counties_is_off_by_less_where_their_errors_cancel_out() -> None:
    """One county rises by what the other falls: the sum never changes, so its change has no measure."""
    found = forecast(history([10, 20, 10, 20, 10, 20], [20, 10, 20, 10, 20, 10]), ahead=1)
    assert [each.mae_naive for each in found.errors] == [10.0, 10.0]
    assert (found.whole.mae_naive, found.whole.mase_naive, found.whole.ranged) == (0.0, None, 0)
    assert found.inside == (sum(each.inside for each in found.errors), 4)


def test_without_changes_there_is_no_scaled_error_and_with_a_year_of_nought_none_in_percent() -> None:
    error = forecast(history([5, 5, 5, 5, 0]), ahead=1).whole
    assert (error.mase, error.mase_naive, error.mape, error.mape_naive) == (None,) * 4
    assert (error.mae, error.mae_naive) == (5.0, 5.0)
    error = forecast(history([5, 5, 5, 6, 1]), ahead=1).whole
    assert error.mase_naive == pytest.approx(15.0) and error.mape_naive == pytest.approx(500.0)


def test_the_method_is_chosen_by_the_years_known_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """40, 44, 52, 48, then 60 and 50, of which `told` knows the first and misses the second by 1,010.

    For 60 nothing has been tried yet, so it is the last value, 12 off. For 50 `told` is taken, having known
    the 60. Of both years together the last value was off by 22, so it makes the forecast.
    """
    answers = {4: 60.0, 5: 1_060.0, 6: 7.0}

    def carried(name: str, series: np.ndarray, ahead: int) -> Course:
        if name == "naive":
            return carry_on(name, series, ahead)
        mean = np.full(ahead, answers[len(series)])
        return Course(mean, mean, mean)

    monkeypatch.setattr(forecasting, "METHODS", {"naive": METHODS["naive"], "told": METHODS["naive"]})
    monkeypatch.setattr(forecasting, "carry_on", carried)
    found = forecast(history([40, 44, 52, 48, 60, 50]), ahead=1)
    assert found.whole.mae == pytest.approx((12 + 1_010) / 2)
    assert found.whole.mae_naive == pytest.approx((12 + 10) / 2)
    assert (found.method, found.cases.tolist()) == ("naive", [[50.0]])


def test_a_forecast_says_what_it_is_by_which_method_and_how_far_off() -> None:
    found = forecast(history([100, 108, 121, 129, 142, 149, 161, 170, 178]), ahead=2)
    title = forecast_title(found, "Legal aid", "en")
    assert title.startswith(
        "Forecast, not counts: Legal aid, 2023–2024, by damped trend (Holt). Held out 2020–2022: "
    )
    assert f"taking the last value by {found.whole.mae_naive:,.1f}." in title
    assert forecast_title(found, "法律援助", "zh").startswith(
        "预测值，并非统计数：法律援助，2023–2024 年，方法：阻尼趋势"
    )
    assert found.whole.mae < found.whole.mae_naive
    worse = forecast(history([5, 5, 5, 5, 0]), ahead=1)
    assert "no better than taking the last value" in error_words(worse, "en")
    assert "并不优于" in error_words(worse, "zh")


# --- what is refused


def test_five_years_are_enough_for_one_year_ahead_and_four_for_none() -> None:
    (found,), refused = forecasts(
        city(rows("371001", [1, 2, 3, 4, 5]) + rows("371002", [1] * 5)), ["aid"], ahead=1
    )
    assert refused == [] and found.cases.shape == (2, 1)
    made, (short,) = forecasts(city(rows("371001", [1, 2, 3, 4]) + rows("371002", [1] * 4)), ["aid"], ahead=1)
    assert made == [] and (short.key, short.params["count"]) == ("demand.refused.short", 4)


@pytest.mark.parametrize(("years", "most"), [(5, 1), (6, 2), (8, 2), (9, 3), (12, 4)])
def test_no_more_years_are_forecast_than_can_be_held_out(years: int, most: int) -> None:
    assert held_out_years(years) == most
    known = city(rows("371001", list(range(years))) + rows("371002", [3] * years))
    (found,), _ = forecasts(known, ["aid"], ahead=most)
    assert len(found.years) == most == len(found.held_out)
    made, (far,) = forecasts(known, ["aid"], ahead=most + 1)
    assert made == [] and (far.key, far.params["most"]) == ("demand.refused.ahead", most)


def test_a_county_with_a_gap_is_left_out_and_a_type_without_rows_is_named() -> None:
    gap = [row for row in rows("371002", [4] * 6) if row[1] != 2016]
    (found,), refused = forecasts(city(rows("371001", [1, 2, 3, 4, 5, 6]) + gap), ["aid", "other"], ahead=1)
    assert found.history.counties == ("371001",)
    assert [(each.case_type, each.key) for each in refused] == [
        ("aid", "demand.refused.gap"), ("other", "demand.refused.none"),
    ]  # fmt: skip
    assert dict(refused[0].params) == {"county": "西河县", "years": "2016"}


def test_years_of_other_types_do_not_count() -> None:
    known = rows("371001", [1] * 6) + rows("371002", [2] * 6) + rows("371001", [9], kind="other", first=2022)
    (found,), refused = forecasts(city(known), ["aid"], ahead=1)
    assert (found.history.years[-1], refused) == (2019, [])


# --- in general

CASES = some.lists(some.integers(0, 10**7), min_size=6, max_size=9)


@effort(max_examples=10, deadline=None)
@given(cases=CASES)
def test_whatever_came_before_a_forecast_is_a_number_within_its_range_and_the_same_again(
    cases: list[float],
) -> None:
    """No warning either: warnings are errors here."""
    found, again = (forecast(history(cases), ahead=2) for _ in range(2))
    assert np.isfinite(found.cases).all() and (found.cases >= 0).all()
    ranged = ~np.isnan(found.low)
    assert (found.low[ranged] <= found.cases[ranged] + 1e-6).all()
    assert (found.cases[ranged] <= found.high[ranged] + 1e-6).all()
    assert found.errors[0].mae >= 0 and 0 <= found.errors[0].inside <= found.errors[0].ranged
    assert np.array_equal(found.cases, again.cases) and found.errors == again.errors
