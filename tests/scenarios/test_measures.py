"""The figures of metrics.json against a city worked out by hand."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd
import pytest

from scenarios.measure_names import MEASURES, measure_value
from scenarios.measures import measure
from scenarios.plan_table import plan_table
from scenarios.targets import UnknownMeasureError
from tests.scenarios.hand_city import NORTH, SOUTH, city, config, hired, pairs, village

# North: 1 and 2 with P1 (330 h; 104 + 116 asked), 3 with P2 (110 h; 116 asked, so 94.83 h).
# South: 1 with P3 over the urban limit of 30, 2 and 3 vacant.
ASSIGNED = pairs(
    (village(1), "P1", 10.0, 20.0),
    (village(2), "P1", 40.0, 80.0),
    (village(3), "P2", 40.0, 80.0),
    (village(1, SOUTH), "P3", 31.0, 60.0),
)
FEW = 100 * 110 / 116
TODAY = pairs(
    (village(1), "P1", 10.0, 20.0), (village(2), "P1", 40.0, 80.0), (village(1, SOUTH), "P3", 31.0, 60.0)
)


def target(measure: str, op: str, value: float) -> dict[str, Any]:
    return {
        "code": "T1",
        "name": {"zh": "目标", "en": "Target"},
        "measure": measure,
        "op": op,
        "value": value,
    }


def run(
    assigned: pd.DataFrame = ASSIGNED,
    *,
    before: pd.DataFrame | None = None,
    repair: dict[str, Any] | None = None,
    extra: pd.DataFrame | None = None,
    **options: Any,
) -> dict[str, Any]:
    place, settings = city(), config(**options)
    tables = [
        plan_table(city=place, pairs=chosen, config=settings, hired=hired() if extra is None else extra)
        for chosen in (assigned, TODAY if before is None else before)
    ]
    return measure(
        city=place, plan=tables[0], config=settings, before=tables[1], rungs=[{"aim": "shortage"}],
        repair=repair or {}, study="hand", scenario="balanced", seconds=1.5, verified=True,
    )  # fmt: skip


def test_the_structure_is_that_of_metrics_json_and_has_every_named_measure() -> None:
    metrics = run()
    assert list(metrics) == [
        "schema", "study", "scenario", "villages", "counsel", "counsel_used", "hired", "coverage_nominal",
        "coverage_effective", "short", "hours_mean", "hours_min", "personnel", "travel", "load", "fairness",
        "changes", "by_county", "by_area", "posts", "posts_before", "money", "targets", "rungs", "seconds",
        "verified", "repair",
    ]  # fmt: skip
    assert metrics["repair"] == {"more": [], "unreachable": [], "status": None, "bound": None}
    lacking = [name for name in MEASURES if measure_value(metrics, name) is None]
    assert lacking == ["fairness.max_min_ratio"]  # somebody has nothing: the ratio is infinite
    assert {f"fairness.{name}" for name in metrics["fairness"]} <= MEASURES.keys()
    json.dumps(metrics, allow_nan=False)


def test_totals_by_hand() -> None:
    metrics = run()
    assert (metrics["villages"], metrics["counsel"], metrics["counsel_used"], metrics["hired"]) == (
        6,
        3,
        3,
        0,
    )
    assert metrics["coverage_nominal"] == pytest.approx(400 / 6)
    assert metrics["coverage_effective"] == pytest.approx(200 / 6)
    assert metrics["short"] == 2
    assert metrics["hours_mean"] == pytest.approx((300 + FEW) / 6)
    assert metrics["hours_min"] == 0


def test_travel_percentiles_and_burden_by_hand() -> None:
    """10, 31, 40, 40 minutes; κ comes from today's 10, 31, 40."""
    travel = run()["travel"]
    kappa = (10 + 31 + 40) / (100 + 961 + 1600)
    assert travel["kappa"] == pytest.approx(kappa)
    assert (travel["mean"], travel["p50"], travel["max"]) == pytest.approx((121 / 4, 35.5, 40))
    assert travel["p90"] == pytest.approx(40)
    mean_exp = (math.exp(10 * kappa) + math.exp(31 * kappa) + 2 * math.exp(40 * kappa)) / 4
    assert travel["kolm_pollak_ede"] == pytest.approx(math.log(mean_exp) / kappa)


def test_kappa_without_a_journey_to_scale_by_is_that_of_the_longest_allowed() -> None:
    """A roster whose journeys nobody knows, or all of no length: 1 over the 60 minutes of rural villages."""
    unknown, nowhere = pairs((village(1), "P1", None, None)), pairs((village(1), "P1", 0.0, 0.0))
    for before in (unknown, nowhere):
        assert run(before=before)["travel"]["kappa"] == pytest.approx(1 / 60)
    assert run(before=pairs((village(1), "P1", 20.0, 40.0)))["travel"]["kappa"] == pytest.approx(1 / 20)


def test_kappa_is_that_of_today_whatever_the_plan_so_that_scenarios_compare() -> None:
    near = pairs((village(1), "P1", 1.0, 2.0))
    assert run(near)["travel"]["kappa"] == run()["travel"]["kappa"]


def test_load_by_hand() -> None:
    """P1 2 villages, P2 and P3 one each; asked 220 of 330, 116 of 110, 112 of 600."""
    load = run()["load"]
    assert (load["mean"], load["p50"], load["max"]) == (pytest.approx(4 / 3), 1, 2)
    assert load["p90"] == pytest.approx(1.8)
    assert (load["over_cap"], load["over_hours"]) == (0, 1)
    assert load["hours_used_share"] == pytest.approx(100 * (220 + 110 + 112) / 1040)


def test_the_smaller_of_the_persons_and_the_roles_cap_counts() -> None:
    """P2 may have 2 villages, P1 five: three are over P2's cap, two over a role's cap of 1."""
    three = pairs(*((village(n), "P2", 1.0, 2.0) for n in (1, 2, 3)))
    assert run(three)["load"]["over_cap"] == 1
    assert run(three.iloc[:2])["load"]["over_cap"] == 0
    assert run(three.iloc[:2], most_villages=1)["load"]["over_cap"] == 1


def test_fairness_by_hand() -> None:
    """Hours 100, 100, FEW in the north, 100, 0, 0 in the south."""
    fairness = run()["fairness"]
    hours = [100, 100, FEW, 100, 0, 0]
    total = sum(hours)
    gini = sum(abs(a - b) for a in hours for b in hours) / (2 * 6 * total)
    assert fairness["gini"] == pytest.approx(gini)
    assert fairness["theil_within"] + fairness["theil_between"] == pytest.approx(fairness["theil"])
    north = (200 + FEW) / total
    assert fairness["theil_between"] == pytest.approx(
        north * math.log(2 * north) + (1 - north) * math.log(2 - 2 * north)
    )
    assert fairness["max_min_ratio"] is None
    assert fairness["urban_rural_ratio"] == pytest.approx(100 / ((100 + FEW) / 4))
    assert fairness["county_ratio"] == pytest.approx(100 / (200 + FEW))


def test_ratios_of_coverage_by_hand() -> None:
    """Counsel: 3 of 3 in the north, 1 of 3 in the south; hours and drive as promised: 2 of 3 and none.

    In town 2 of 2 and 1 of 2, in the country 2 of 4 and 1 of 4.
    """
    fairness = run()["fairness"]
    assert fairness["nominal_county_ratio"] == pytest.approx(1 / 3)
    assert fairness["effective_county_ratio"] == 0
    assert fairness["nominal_urban_rural_ratio"] == pytest.approx(2)
    assert fairness["effective_urban_rural_ratio"] == pytest.approx(2)


def test_a_county_that_is_served_well_raises_the_ratio_of_effective_coverage() -> None:
    """A minute less, and its urban village is within the limit: 1 of 3 to 2 of 3; then 1 of 3 in both."""
    near = ASSIGNED.assign(minutes=ASSIGNED["minutes"].replace(31.0, 30.0))
    assert run(near)["fairness"]["effective_county_ratio"] == pytest.approx(0.5)
    everybody = pairs((village(1), "P1", 1.0, 2.0), (village(1, SOUTH), "P3", 1.0, 2.0))
    assert run(everybody)["fairness"]["effective_county_ratio"] == 1


def test_where_no_county_has_any_coverage_there_is_no_ratio() -> None:
    fairness = run(pairs(), before=pairs())["fairness"]
    ratios = [value for name, value in fairness.items() if name.endswith("_ratio") and "max" not in name]
    assert ratios == [None] * 6


def test_changes_add_up_to_the_villages() -> None:
    assert run()["changes"] == {"kept": 3, "moved": 0, "gained": 1, "lost": 0, "vacant": 2}


def test_each_county_by_hand() -> None:
    more = [
        {"county_code": SOUTH, "name": "南县", "occupation": "lawyer", "number": 2},
        {"county_code": SOUTH, "name": "南县", "occupation": "gls_worker", "number": 1},
    ]
    north, south = run(repair={"more": more, "unreachable": [village(3, SOUTH)]})["by_county"]
    assert north == {
        "county_code": NORTH, "name": "北区", "villages": 3, "nominal": 100.0,
        "effective": pytest.approx(200 / 3), "short": 0, "hours_mean": pytest.approx((200 + FEW) / 3),
        "minutes_mean": pytest.approx(30), "counsel_home": 2, "counsel_used": 2,
        "counsel_from_elsewhere": 0, "more_needed": 0, "personnel": {"gls_worker": 5, "lawyer": 40},
    }  # fmt: skip
    assert (south["nominal"], south["short"], south["more_needed"]) == (pytest.approx(100 / 3), 2, 3)


def test_a_lawyer_of_the_north_is_from_elsewhere_in_the_south() -> None:
    north, south = run(pairs((village(1), "P1", 1, 2), (village(2, SOUTH), "P1", 1, 2)))["by_county"]
    assert (north["counsel_used"], north["counsel_from_elsewhere"]) == (1, 0)
    assert (south["counsel_used"], south["counsel_from_elsewhere"], south["counsel_home"]) == (1, 1, 1)


def test_urban_and_rural_by_hand() -> None:
    rural, urban = run()["by_area"]
    assert (rural["area"], rural["villages"], rural["nominal"]) == ("rural", 4, 50.0)
    assert (urban["area"], urban["nominal"], urban["effective"]) == ("urban", 100.0, 50.0)
    assert urban["minutes_mean"] == pytest.approx(20.5)


def test_hired_counsel_count_at_home_with_the_hours_of_the_setting() -> None:
    new = hired(("H1", "新聘一", "", "gls_worker", f"{SOUTH}001", SOUTH, 600.0, 5, 0.0, ""))
    metrics = run(pairs((village(2, SOUTH), "H1", 5.0, 10.0)), extra=new)
    assert (metrics["hired"], metrics["counsel"], metrics["counsel_used"]) == (1, 4, 1)
    assert metrics["by_county"][1]["counsel_home"] == 2
    assert metrics["load"]["hours_used_share"] == pytest.approx(100 * 102 / 1640)


def test_a_hired_person_is_of_the_county_of_the_township_even_where_an_office_has_its_code() -> None:
    """An office may bear the code of a township of another county; nobody is hired at an office."""
    place = city()
    place.offices["office_code"] = place.offices["office_code"].replace("F1", f"{SOUTH}001")
    assert f"{SOUTH}001" in set(place.offices["office_code"])
    new = hired(("H1", "新聘一", "", "gls_worker", f"{SOUTH}001", SOUTH, 600.0, 5, 0.0, ""))
    assigned, settings = pairs((village(2, SOUTH), "H1", 5.0, 10.0)), config()
    plan = plan_table(city=place, pairs=assigned, config=settings, hired=new)
    metrics = measure(city=place, plan=plan, config=settings, before=None, rungs=[], repair={})
    assert [county["counsel_home"] for county in metrics["by_county"]] == [2, 2]


def test_with_a_need_of_two_a_village_with_one_counsel_is_short_by_one_and_not_covered() -> None:
    metrics = run(pairs((village(1), "P1", 1, 2), (village(1), "P3", 1, 2), (village(2), "P1", 1, 2)), need=2)
    assert metrics["coverage_nominal"] == pytest.approx(100 / 6)
    assert metrics["short"] == 4 * 2 + 1
    assert sum(metrics["changes"].values()) == 6


def test_nobody_serving_gives_none_for_the_drive_and_zero_for_the_load() -> None:
    metrics = run(pairs(), before=pairs())
    assert metrics["travel"]["mean"] is None
    assert metrics["load"]["max"] == 0
    assert (metrics["hours_mean"], metrics["fairness"]["gini"], metrics["fairness"]["county_ratio"]) == (
        0,
        0,
        None,
    )
    json.dumps(metrics, allow_nan=False)


# --- targets --------------------------------------------------------------------------------------


def judged(measure: str, op: str, value: float) -> dict[str, Any]:
    return dict(run(targets=(target(measure, op, value),))["targets"][0])


def test_a_missed_target_says_by_how_much_before_and_after() -> None:
    row = judged("coverage_nominal", ">=", 100.0)
    assert (row["before"], row["after"]) == (50.0, pytest.approx(400 / 6))
    assert (row["met_before"], row["met_after"], row["missed_by"]) == (False, False, pytest.approx(200 / 6))
    assert row["name"] == {"zh": "目标", "en": "Target"}
    assert (row["attribute"], row["unit"]) == ("expected", "")


@pytest.mark.parametrize(
    ("measure", "op", "met", "missed"),
    [
        ("load.max", "<=", 2.0, 1.0),
        ("short", "<=", 2.0, 1.0),
        ("travel.max", "<=", 40.0, 39.0),
        ("counsel_used", ">=", 3.0, 4.0),
        ("villages", "=", 6.0, 7.0),
    ],
)
def test_a_target_met_exactly_is_met_and_the_next_value_is_missed(
    measure: str, op: str, met: float, missed: float
) -> None:
    assert (judged(measure, op, met)["met_after"], judged(measure, op, met)["missed_by"]) == (True, 0)
    row = judged(measure, op, missed)
    assert (row["met_after"], row["missed_by"]) == (False, pytest.approx(1))


def test_a_figure_that_does_not_exist_misses_its_target_without_a_distance() -> None:
    row = judged("fairness.max_min_ratio", "<=", 2.0)
    assert (row["after"], row["met_after"], row["missed_by"]) == (None, False, None)


def test_today_itself_has_no_before() -> None:
    place, settings = city(), config(targets=(target("short", "<=", 0.0),))
    plan = plan_table(city=place, pairs=TODAY, config=settings, hired=hired())
    row = measure(city=place, plan=plan, config=settings, before=None, rungs=[], repair={})["targets"][0]
    assert (row["before"], row["met_before"], row["after"]) == (None, None, 3)


def test_an_unknown_measure_is_refused_with_the_nearest_name() -> None:
    assert judged("coverage_nominal", ">=", 0.0)["met_after"]
    with pytest.raises(UnknownMeasureError, match=r"T1: .*'coverage_nomina'; did you mean coverage_nominal"):
        judged("coverage_nomina", ">=", 0.0)
    assert issubclass(UnknownMeasureError, LookupError)
