"""Targets over formulas: values by year, readings, certificates, and which data is lacking."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.indicators.figures import Figure, Lacking
from scenarios.measure_names import PERSONNEL
from scenarios.settings import PostSettings
from scenarios.summary import missed_binding
from scenarios.target_words import beside_words, readings, target_name, verdict
from scenarios.targets import Sides, UnknownMeasureError, judge_targets, shown_in_summary
from tests.scenarios.indicators.judged import Row, judged, run_figures, target

RUNGS = [
    {"aim": "shortage", "status": "optimal", "gap": 0.0},
    {"aim": "hired", "status": "limit", "gap": 0.1},
]
NAME = {"zh": "最少", "en": "least"}


@pytest.mark.parametrize(
    ("year", "value"), [(2022, 5), (2023, 5), (2024, 7), (2025, 10), (2030, 10), (None, 10)]
)
def test_each_value_counts_up_to_its_year_and_the_last_one_after_them(
    year: int | None, value: float
) -> None:  # fmt: skip
    asked = target("residents", by_year={"2024": 7, "2023": 5})
    assert asked.value_in(year) == value
    (row,) = judged([asked], tables={"residents": 6}, year=year)
    assert (row["value"], row["met_after"]) == (value, value <= 6)
    assert row["missed_by"] == max(value - 6, 0)


def test_all_readings_are_held_against_the_same_value() -> None:
    """A target that is met on the mean and missed by the least is told as both."""
    asked = target(
        "hours_mean",
        reading={"zh": "平均", "en": "mean"},
        also={"least": {"name": NAME, "measure": "hours_min"}},
    )
    (row,) = judged([asked], run={"hours_mean": 12, "hours_min": 4})
    mean, least = readings(row)
    assert (mean["after"], mean["met_after"]) == (12, True)
    assert (least["after"], least["met_after"], least["missed_by"]) == (4, False, 6)
    assert [target_name(each, "en") for each in (mean, least)] == ["Target (mean)", "Target (least)"]


def test_figures_beside_a_target_are_those_of_both_sides() -> None:
    asked = target("100 * full / heads", beside=["heads", "full"])
    sides = {"before": {}, "tables_before": {"full": Figure(1.0), "heads": Figure(10.0)}}
    (row,) = judged([asked], tables={"full": 2, "heads": 8}, **sides)
    assert (row["before"], row["after"], row["met_before"]) == (10, 25, True)
    assert row["beside"] == [
        {"measure": "heads", "before": 10, "after": 8}, {"measure": "full", "before": 1, "after": 2}
    ]  # fmt: skip
    assert beside_words(row, "en", str.upper) == "HEADS: 8; FULL: 2"


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("personnel.lawyer", 40),
        ("personnel.lawyer * 10 / residents", 4),
        ("personnel.lawyer/residents", 0.4),
        ("10 * personnel.lawyer / residents", 4),
        ("posts.guide.shares.full", 30),
        ("posts.guide.shares.full / 2", 15),
        ("'posts.night-guide.heads' - 1", 7),
        ("posts.night-guide.heads", 8),
        ("'posts.night-guide.heads'", 8),
    ],
)
def test_a_formula_may_begin_with_any_measure(measure: str, expected: float) -> None:
    """Names of people and roles are not listed anywhere, so what follows one must not be taken for it."""
    run = {"personnel.lawyer": 40, "posts.guide.shares.full": 30, "posts.night-guide.heads": 8}
    (row,) = judged([target(measure)], run=run, tables={"residents": 100})
    assert row["after"] == expected


@pytest.mark.parametrize(
    ("measure", "unknown"),
    [("residnts", "residnts"), ("10 / residnts", "residnts"), ("personnel.lawyer / residnts", "residnts")],
)
def test_a_measure_that_does_not_exist_is_refused_with_the_nearest(measure: str, unknown: str) -> None:
    with pytest.raises(UnknownMeasureError, match=f"no measure '{unknown}'; did you mean residents"):
        judged([target(measure)], tables={"residents": 1})
    assert judged([target("residents")], tables={"residents": 1})


def test_counties_have_what_all_parts_of_a_formula_have() -> None:
    """A county that one part does not know, or where something is divided by nothing, has no figure."""
    tables = {
        "centres": Figure(3.0, {"A": 1.0, "B": 2.0, "C": 1.0}),
        "townships": Figure(8.0, {"A": 4.0, "B": 4.0, "C": 0.0, "D": 2.0}),
    }
    (row,) = judged([target("100 * centres / townships")], tables=tables)
    assert (row["after"], row["by_county"]) == (37.5, {"A": 25, "B": 50})
    counties = [
        {"county_code": "A", "nominal": 80.0, "personnel": {"lawyer": 6}},
        {"county_code": "B", "nominal": None, "personnel": {"lawyer": 2}},
    ]
    after = run_figures({"coverage_nominal": 60, "personnel.lawyer": 8}, by_county=counties)
    asked = [target("coverage_nominal"), target("personnel.lawyer / townships"), target("hours_min")]
    rows = judged(asked, tables=tables, after=after)
    assert [each["by_county"] for each in rows] == [{"A": 80}, {"A": 1.5, "B": 0.5}, {}]


def test_only_a_target_with_a_figure_of_the_plan_is_planned() -> None:
    """The others stay out of what a run prints: the plan cannot change them."""
    asked = [
        target("residents", code="T1"),
        target("100 * calls / residents", code="T2"),
        target("hired", code="T3"),
        target("hired / residents", code="T4"),
        target("residents", code="T5", also={"hired": {"name": NAME, "measure": "hired"}}),
    ]
    rows = judged(asked, run={"hired": 1}, tables={"residents": 5, "calls": 2})
    assert [row["planned"] for row in rows] == [False, False, True, True, False]
    assert [row["code"] for row in shown_in_summary({"targets": rows})] == ["T3", "T4", "T5"]


@pytest.mark.parametrize(
    ("measure", "status"),
    [
        ("coverage_nominal", "optimal"),
        ("coverage_nominal / residents", "optimal"),
        ("coverage_nominal - short", "optimal"),
        ("coverage_nominal / hired", None),
        ("coverage_nominal + load.max", None),
        ("hired / residents", "limit"),
        ("residents", None),
        ("travel.mean / residents", None),
    ],
)
def test_a_formula_has_the_certificate_of_the_one_aim_that_decides_it(
    measure: str, status: str | None
) -> None:  # fmt: skip
    """None where two aims do, none does, or the aim is not on the ladder."""
    run = {"coverage_nominal": 1, "short": 1, "hired": 1, "load.max": 1, "travel.mean": 1}
    (row,) = judged([target(measure)], run=run, tables={"residents": 1}, rungs=RUNGS)
    assert row["status"] == status


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        (Lacking("villages"), "no data: v.csv has no rows"),
        (Lacking("villages", "venue"), "no data: v.csv, column venue"),
        (
            Lacking("villages", "venue", "area = rural"),
            "no data: v.csv, column venue, rows with area = rural",
        ),
        (
            Lacking("villages", "venue", "area = rural", blank=3),
            "no data: v.csv, column venue, 3 blank cells",
        ),
        (Lacking("parks"), "no data: table parks (not among the sources) has no rows"),
        (
            Lacking("observations", "value", observed="calls"),
            "no data: table observations (not among the sources), column value, rows with measure calls",
        ),
    ],
)
def test_no_data_names_the_file_and_the_column_that_would_give_it(lacking: Lacking, words: str) -> None:
    tables = {"venues": Figure(None, lacking=lacking), "villages_all": 4}
    (row,) = judged(
        [target("100 * venues / villages_all")], tables=tables, files={"villages": "v.csv"}
    )  # fmt: skip
    assert (row["after"], row["met_after"], row["missed_by"]) == (None, False, None)
    assert verdict(row, "en") == ("no_data", words)


def test_all_that_a_formula_lacks_is_named_once() -> None:
    tables = {
        name: Figure(None, lacking=Lacking("observations", "value", observed=name)) for name in ("on", "all")
    } | {"venues": Figure(None, lacking=Lacking("villages", "venue"))}
    (row,) = judged(
        [target("on / all + venues")], tables=tables, files={"villages": "v.csv", "observations": "o.csv"}
    )
    said = verdict(row, "en").words
    assert said == "no data: v.csv, column venue; o.csv, column value, rows with measure on, all"


def test_the_years_of_what_was_observed_are_kept() -> None:
    tables = {"a": Figure(1.0, year=2023), "b": Figure(2.0, year=2021), "c": Figure(3.0)}
    (row,) = judged([target("a + b + c")], tables=tables)
    assert row["observed"] == [2021, 2023]


def plan(*targets: Any, rungs: list[Row] | None = None) -> Row:
    run = {"coverage_nominal": 4.0, "hours_min": 50.0, "hired": 0.0}
    tables = {"few": 3, "none": Figure(None, lacking=Lacking("parks"))}
    return {"targets": judged(targets, run=run, tables=tables), "rungs": RUNGS if rungs is None else rungs}


@pytest.mark.parametrize(
    ("measure", "settings", "counts"),
    [
        ("coverage_nominal", {}, True),
        ("coverage_nominal / 2", {}, True),
        ("coverage_nominal", {"attribute": "expected"}, False),
        ("hours_min", {}, False),
        # The tables decide it, not the plan.
        ("few", {}, False),
        # Nobody can tell: not a figure that the tables lack, and not one that the run has none of.
        ("none", {}, False),
        ("hired / none", {}, False),
        ("coverage_effective", {}, False),
    ],
)
def test_only_a_binding_target_that_the_plan_decides_and_misses_ends_the_run_with_3(
    measure: str, settings: dict[str, Any], counts: bool
) -> None:
    asked = target(measure, **settings)
    assert missed_binding(plan(asked)) == (["T1"] if counts else [])
    assert missed_binding(plan(asked, rungs=[])) == []


def test_a_name_of_personnel_needs_an_occupation() -> None:
    with pytest.raises(UnknownMeasureError):
        judged([target(f"'{PERSONNEL}'")])
    assert judged([target(f"{PERSONNEL}notary")])[0]["after"] is None


def test_measures_of_roles_come_from_their_settings() -> None:
    """A requirement of a role of the study may be named; one of no role may not, unless as a known figure."""
    posts = {"guide": PostSettings.model_construct(requirements={"women": None}, shares={})}
    asked = [target("posts.guide.lacking.women")]
    after = run_figures({"posts.guide.lacking.women": 3})
    assert judge_targets(asked, sides=Sides(None, after), posts=posts)[0]["after"] == 3
    with pytest.raises(UnknownMeasureError):
        judged([target("posts.guide.women")])
