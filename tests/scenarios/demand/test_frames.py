"""Cases and forecasts as tables: every figure in its column, the sum of the counties last."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.demand.forecast import Forecast, HeldOut
from scenarios.demand.frames import course_table, error_table
from scenarios.demand.history import History
from scenarios.messages import text
from tests.scenarios.money.money_city import money_city
from tests.scenarios.roles.role_city import A, B

OFF = (HeldOut(2, 1.0, 2.0, 0.5, 0.25, 10.0, 20.0, 2, 1), HeldOut(2, 3.0, 4.0, None, None, None, 5.0, 0, 0))
WHOLE = HeldOut(2, 7.0, 8.0, 0.75, 0.125, 30.0, 40.0, 0, 0)
NAN = float("nan")
FOUND = Forecast(
    History("aid", (A, B), (2021, 2022), np.array([[1.0, 2.0], [30.0, 40.0]])),
    "naive",
    (2023,),
    np.array([[3.0], [50.0]]),
    np.array([[2.5], [NAN]]),
    np.array([[3.5], [NAN]]),
    OFF,
    WHOLE,
)


def test_a_course_has_the_years_that_were_and_those_to_come_of_each_county_and_of_all() -> None:
    table = course_table(FOUND, money_city(), "en")
    told = [tuple(row) for row in table.fillna(-1.0).to_numpy().tolist()]
    a, b, whole = list(dict.fromkeys(table["county"]))
    assert whole == text("demand.these_counties", "en")
    assert told == [
        (a, 2021, False, 1.0, -1.0, -1.0), (a, 2022, False, 2.0, -1.0, -1.0), (a, 2023, True, 3.0, 2.5, 3.5),
        (b, 2021, False, 30.0, -1.0, -1.0), (b, 2022, False, 40.0, -1.0, -1.0),
        (b, 2023, True, 50.0, -1.0, -1.0),
        (whole, 2021, False, 31.0, -1.0, -1.0), (whole, 2022, False, 42.0, -1.0, -1.0),
        (whole, 2023, True, 53.0, -1.0, -1.0),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_error_stands_under_its_title(lang: str) -> None:
    table = error_table(FOUND, money_city(), lang)
    keys = ("mae_own", "mae_naive", "mase_own", "mase_naive", "mape_own", "mape_naive",
            "held_out", "ranged", "in_range")  # fmt: skip
    figures = [table[text(f"demand.{key}", lang)].tolist() for key in keys]
    assert [row[2] for row in figures] == [7.0, 8.0, 0.75, 0.125, 30.0, 40.0, 2, 0, 0]
    assert [row[0] for row in figures] == [1.0, 2.0, 0.5, 0.25, 10.0, 20.0, 2, 2, 1]
    assert figures[2][1] is None  # where nothing changed there is none
