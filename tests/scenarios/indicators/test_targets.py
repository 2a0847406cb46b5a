"""Targets over formulas: values by year, readings, certificates, and which data is lacking."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.indicators.card import needs_words
from scenarios.indicators.figures import Figure
from scenarios.indicators.lacking import Lacking
from scenarios.indicators.readings import readings, target_name
from scenarios.indicators.sides import Sides
from scenarios.indicators.view import scope_words
from scenarios.measure_names import PERSONNEL
from scenarios.money.figures import MoneyMeasure
from scenarios.settings import PostSettings
from scenarios.summary import missed_binding
from scenarios.target_words import (
    beside_words,
    county_figure,
    missed_by,
    observed_words,
    reached,
    verdict,
    wanted,
)
from scenarios.targets import UnknownMeasureError, judge_targets, shown_in_summary
from tests.scenarios.indicators.counted_city import measure_settings
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
            "no data: v.csv, column venue, 3 cells not clearly filled in",
        ),
        (Lacking("parks"), "no data: table parks (not among the sources) has no rows"),
        (
            Lacking("observations", "value", observed="calls"),
            "no data: table observations (not among the sources), column value, rows with measure calls",
        ),
        (
            Lacking("villages", "number", "occupation = notary", counties=("East", "West")),
            "no data: v.csv, column number, rows with occupation = notary of East, West",
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


def test_year_and_source_of_what_was_observed_are_told_once() -> None:
    tables = {
        "a": Figure(1.0, year=2023, source="register"),
        "b": Figure(2.0, year=2021),
        "c": Figure(3.0),
        "d": Figure(1.0, year=2023, source="register"),
    }
    (row,) = judged([target("a + b + c + d")], tables=tables)
    assert row["observations"] == [{"year": 2021, "source": ""}, {"year": 2023, "source": "register"}]
    assert observed_words(row, "en") == "observed 2021; observed 2023, register"
    assert observed_words(judged([target("c")], tables=tables)[0], "en") == ""


def seen(**years: float) -> Figure:
    """Observed in these years, told as ``y2022=5``; the latest is the figure."""
    known = {int(name[1:]): Figure(value, year=int(name[1:])) for name, value in years.items()}
    return replace(known[max(known)], by_year=known)


def test_a_formula_over_what_was_observed_is_of_the_latest_year_that_all_have() -> None:
    """90 of 100 in 2021, not 120 of 2022 over those of 2021; alone each is of its own latest year."""
    tables = {"helped": seen(y2020=50, y2021=90, y2022=120), "cases": seen(y2020=60, y2021=100), "people": 2}
    both, alone, one = judged(
        [target("100 * helped / cases / people"), target("helped"), target("helped / people")],
        tables=tables, before={},
        tables_before={"helped": seen(y2021=9), "cases": seen(y2021=9), "people": Figure(1.0)},
    )  # fmt: skip
    assert (both["before"], both["after"], both["observations"]) == (100, 45, [{"year": 2021, "source": ""}])
    assert [part["after"] for part in both["parts"]] == [90, 100, 2]
    assert (alone["after"], one["after"], one["observations"][0]["year"]) == (120, 60, 2022)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "no data: o.csv, column value, rows with measure cases of 2022"),
        ("zh", "无数据：o.csv 的 value 列（measure 为 cases（2022 年） 的行）"),
    ],
)
def test_observations_of_no_common_year_are_no_figure(lang: str, words: str) -> None:
    tables = {"helped": seen(y2022=120), "cases": seen(y2020=60)}
    (row,) = judged([target("helped / cases")], tables=tables, files={"observations": "o.csv"})
    assert (row["after"], row["met_after"], verdict(row, lang).words) == (None, False, words)


@pytest.mark.parametrize(
    ("measure", "en", "zh"),
    [
        ("100 * few / none", "none, which is 0", "分母 none 为 0"),
        ("few / (few / (none + 0 * few))", "none + 0 * few, which is 0", "分母 none + 0 * few 为 0"),
        ("many * many", "the formula comes to more than 1e+15", "算式的结果超过 1e+15"),
    ],
)
def test_a_formula_that_cannot_be_computed_says_why(measure: str, en: str, zh: str) -> None:
    (row,) = judged([target(measure)], tables={"few": 3, "none": 0, "many": 1e9})
    assert row["after"] is None
    assert verdict(row, "en").words.endswith(en)
    assert verdict(row, "zh").words.endswith(zh)
    assert judged([target("few / few")], tables={"few": 3})[0]["lacking"] == []


@pytest.mark.parametrize(
    ("scope", "en", "zh"),
    [
        (["city"], "the city", "全市"),
        (["county", "township"], "counties, townships", "县区、乡镇（街道）"),
        ([], "", ""),
    ],
)
def test_the_scope_is_told_in_the_readers_language(scope: list[str], en: str, zh: str) -> None:
    (row,) = judged([target("few", scope=scope)], tables={"few": 3})
    assert (scope_words(row, "en"), scope_words(row, "zh")) == (en, zh)


def test_a_scope_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError, match="scope"):
        target("few", scope=["planet"])


@pytest.mark.parametrize(
    ("found", "op", "value", "unit", "shown", "missed"),
    [
        # 2657 of 2768 villages: 4.1 would be off by more than a fiftieth of what is missing.
        (100 * 2657 / 2768, ">=", 100, "%", "95.98", "4.02 percentage points"),
        (95.95, ">=", 100, "%", "95.9", "4.1 percentage points"),
        (100 * 2767 / 2768, ">=", 100, "%", "99.9638", "0.0362 percentage points"),
        (50.0, ">=", 100, "%", "50.0", "50.0 percentage points"),
        (250 / 3, ">=", 100, "%", "83.3", "16.7 percentage points"),
        (39.99999, ">=", 40, "%", "39.99999", "0.00001 percentage points"),
        (16, ">=", 20, "", "16", "4"),
        (2.9588, ">=", 5, "", "2.959", "2.041"),
        (2.99996, ">=", 3, "", "2.99996", "0.00004"),
        (9.04, "<=", 5, "", "9.040", "4.040"),
    ],
)
def test_what_is_shown_and_what_is_missing_add_up_to_what_is_asked_for(
    found: float, op: str, value: float, unit: str, shown: str, missed: str
) -> None:
    """What is missing is that of the exact figure, to a fiftieth of itself, and never nought."""
    (row,) = judged([target("x", op=op, value=value, unit=unit)], tables={"x": found})
    assert (reached(row, "after"), missed_by(row, "en")) == (shown, missed)
    distance = Decimal(missed.split()[0])
    assert abs(Decimal(shown) - Decimal(str(value))) == distance > 0
    assert float(distance) == pytest.approx(abs(value - found), rel=0.02)


@pytest.mark.parametrize(
    ("measure", "unit", "value", "words"),
    [
        ("coverage_nominal", "%", 99.96, "99.96"),
        ("coverage_nominal", "%", 79.99, "79.9"),
        ("coverage_nominal", "%", 100.0, "100.0"),
        ("x / y", "", 2.9588, "2.958"),
        # A count is not held against what the whole city is to have.
        ("hired", "", 7.0, "7"),
    ],
)
def test_figures_of_counties_are_cut_off(measure: str, unit: str, value: float, words: str) -> None:
    (row,) = judged(
        [target(measure, value=100, unit=unit)],
        run={"coverage_nominal": 1, "hired": 1},
        tables={"x": 1, "y": 1},
    )
    assert county_figure(row, value) == words


def test_amounts_of_money_are_measures_of_both_sides_and_of_counties() -> None:
    """Per resident in every county; what belongs to no county is in the whole only."""
    money = {
        "money.total": MoneyMeasure(600, 900, {"A": (200, 300), "B": (300, 400), "": (100, 200)}),
        "money.source.city": MoneyMeasure(None, 50, {}),
    }
    tables = {"residents": Figure(100.0, {"A": 40.0, "B": 60.0})}
    asked = [
        target("money.total", op="<=", value=1000),
        target("money.total / residents"),
        target("money.source.city"),
        target("money.duty"),
    ]
    sides = {"before": {}, "tables_before": tables, "money": money}
    rows = judged(asked, tables=tables, gaps={"money.duty": Lacking("", section="money")}, **sides)
    assert [(row["before"], row["after"]) for row in rows] == [(600, 900), (6, 9), (None, 50), (None, None)]
    assert [row["by_county"] for row in rows] == [{"A": 300, "B": 400}, {"A": 7.5, "B": 400 / 60}, {}, {}]
    assert [row["rate"] for row in rows] == [False, True, False, False]
    assert all(row["planned"] for row in rows)
    assert verdict(rows[3], "en").words == "no data: the study has no section money"
    assert wanted(rows[0], "en") == "≤ 1,000"


def test_a_formula_names_its_parts_and_all_that_it_is_made_of() -> None:
    measures = {
        "halls": measure_settings(
            table="villages",
            where={"law_hall": "1"},
            found_in={"table": "rooms", "by": "village_code", "where": {"open": "1"}},
        ),
        "seats": measure_settings(table="villages", figure="sum", column="seats"),
        "calls": measure_settings(observed="hotline_calls"),
    }
    posts = {"guide": PostSettings.model_construct(
        unit="stations", pool=("office_staff", "staff", "counsel"), requirements={}, shares={}
    )}  # fmt: skip
    formula = "halls / seats + calls * personnel.notary + posts.guide.heads - money.total"
    run = {"personnel.notary": 2.0, "posts.guide.heads": 4.0}
    (row,) = judge_targets(
        [target(formula)],
        sides=Sides(None, run_figures(run), tables_after={name: Figure(6.0) for name in measures},
                    files={"villages": "v.csv", "staff": "s.csv"}),
        measures=measures,
        posts=posts,
    )  # fmt: skip
    assert {part["measure"]: part["after"] for part in row["parts"]} == {
        "halls": 6, "seats": 6, "calls": 6, "personnel.notary": 2, "posts.guide.heads": 4,
        "money.total": None,
    }  # fmt: skip
    assert needs_words(row, "en") == (
        "v.csv (law_hall, village_code, seats); table rooms (not among the sources) (village_code, open); "
        "table observations (not among the sources) (measure, year, value); "
        "table headcounts (not among the sources) (county_code, occupation, number); "
        "table service_points (not among the sources); s.csv; table counsel (not among the sources); "
        "section money of the study"
    )
    (plan,) = judged([target("coverage_nominal")], run={"coverage_nominal": 1})
    assert {need["table"] for need in plan["needs"]} >= {"villages", "counsel", "roster"}


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
    posts = {
        "guide": PostSettings.model_construct(
            unit="grids", pool=("staff",), requirements={"women": None}, shares={}
        )
    }
    asked = [target("posts.guide.lacking.women")]
    after = run_figures({"posts.guide.lacking.women": 3})
    assert judge_targets(asked, sides=Sides(None, after), posts=posts)[0]["after"] == 3
    with pytest.raises(UnknownMeasureError):
        judged([target("posts.guide.women")])
