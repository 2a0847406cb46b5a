"""Measures of tables by hand: each figure, which rows count, counties, and what is lacking."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from scenarios.indicators.figures import Figure, table_figures
from scenarios.indicators.lacking import Lacking
from scenarios.settings import TravelSettings
from tests.scenarios.indicators.counted_city import EAST, WEST, ZONE, counted_city, measure_settings

CITY = counted_city({"parks": "park,station\nP1,1\nP2,0\n"})
COUNTIES = (EAST, WEST, ZONE)


def figure(city: Any = CITY, *, year: int | None = None, **settings: Any) -> Figure:
    return table_figures(city, {"it": measure_settings(**settings)}, year=year, travel=TravelSettings())["it"]


@pytest.mark.parametrize(
    ("settings", "value", "counties"),
    [
        ({"table": "villages"}, 4, (2, 2, 0)),
        ({"table": "villages", "where": {"area": "rural"}}, 3, (1, 2, 0)),
        ({"table": "villages", "where": {"area": "rural", "culture_venue": "1"}, "blanks": "none"},
         1, (0, 1, 0)),
        # The blank cell is of the country: it has no say about the town.
        ({"table": "villages", "where": {"area": "urban", "culture_venue": "1"}}, 1, (1, 0, 0)),
        # Rows whose code stands in the other table: the stations of towns, villages with a room.
        (
            {"table": "service_points", "where": {"tier": "station"},
             "found_in": {"table": "townships", "by": "township_code", "where": {"kind": "town"}}},
            1, (0, 1, 0),
        ),
        (
            {"table": "service_points", "where": {"tier": "station"},
             "found_in": {"table": "townships", "by": "township_code",
                          "where": {"kind": ["town", "subdistrict"]}}},
            3, (2, 1, 0),
        ),
        (
            {"table": "villages",
             "found_in": {"table": "service_points", "by": "village_code", "where": {"tier": "room"}}},
            1, (0, 1, 0),
        ),
        ({"table": "townships", "where": {"kind": ["town", "subdistrict"]}}, 3, (2, 1, 0)),
        ({"table": "townships", "where": {"kind": ["town", "other"]}}, 2, (1, 1, 0)),
        ({"table": "townships", "where": {"kind": "other"}}, 0, (0, 0, 0)),
        # Told by the township, where two stations stand in one.
        ({"table": "service_points", "where": {"tier": "station"}}, 3, (2, 1, 0)),
        (
            {"table": "service_points", "figure": "distinct", "column": "township_code",
             "where": {"tier": "station"}},
            2, (1, 1, 0),
        ),
        # Told by the village.
        ({"table": "service_points", "where": {"tier": "room"}}, 1, (0, 1, 0)),
        # Of no county: one row has none.
        ({"table": "service_points"}, 6, None),
        ({"table": "service_points", "figure": "sum", "column": "staff", "where": {"tier": "station"}},
         11, (5, 6, None)),
        ({"table": "service_points", "figure": "mean", "column": "staff", "where": {"tier": "station"}},
         11 / 3, (2.5, 6, None)),
        ({"table": "service_points", "figure": "least", "column": "staff", "where": {"tier": "station"}},
         2, (2, 6, None)),
        ({"table": "service_points", "figure": "most", "column": "staff", "where": {"tier": "station"}},
         6, (3, 6, None)),
        ({"table": "counties", "figure": "sum", "column": "pop_resident"},
         1334567, (60000, 40000, 1234567)),
        # Numbers are named as people write them: flags, and large ones in full.
        ({"table": "mediators", "where": {"full_time": "1"}}, 2, None),
        ({"table": "mediators", "where": {"full_time": ["0", "1"]}}, 3, None),
        ({"table": "mediators", "where": {"full_time": "1.0"}}, 0, None),
        ({"table": "counties", "where": {"pop_resident": "1234567"}}, 1, (0, 0, 1)),
        ({"table": "counties", "where": {"pop_resident": "1234568"}}, 0, (0, 0, 0)),
        ({"table": "parks", "where": {"station": "1"}}, 1, None),
        ({"table": "parks"}, 2, None),
        ({"table": "mediators", "figure": "distinct", "column": "committee_code"}, 2, None),
        ({"table": "mediators", "figure": "distinct", "column": "committee_code",
          "where": {"sex": "none"}}, 0, None),
    ],
)  # fmt: skip
def test_a_figure_of_the_city_and_of_every_county(
    settings: dict[str, Any], value: float, counties: tuple[float | None, ...] | None
) -> None:
    """A county without rows has a count of nought, but no sum, mean or least."""
    found = figure(**settings)
    assert found.value == pytest.approx(value) and found.lacking is None and found.year is None
    known = dict(zip(COUNTIES, counties or (), strict=counties is not None))
    assert found.by_county == {code: one for code, one in known.items() if one is not None}


@pytest.mark.parametrize(
    ("settings", "lacking"),
    [
        ({"table": "terminals"}, Lacking("terminals")),
        ({"table": "headcounts"}, Lacking("headcounts")),
        ({"table": "headcounts", "figure": "sum", "column": "number"}, Lacking("headcounts")),
        ({"table": "villages", "where": {"law_leader": "1"}}, Lacking("villages", "law_leader")),
        ({"table": "villages", "found_in": {"table": "grids", "by": "village_code"}}, Lacking("grids")),
        (
            {"table": "villages", "found_in": {"table": "counties", "by": "village_code"}},
            Lacking("counties", "village_code"),
        ),
        (
            {"table": "parks", "found_in": {"table": "counties", "by": "county_code"}},
            Lacking("parks", "county_code"),
        ),
        (
            {"table": "villages",
             "found_in": {"table": "townships", "by": "township_code", "where": {"seat": "1"}}},
            Lacking("townships", "seat"),
        ),
        ({"table": "villages", "figure": "sum", "column": "seats"}, Lacking("villages", "seats")),
        (
            {"table": "villages", "figure": "sum", "column": "seats", "where": {"area": ["urban", "rural"]}},
            Lacking("villages", "seats", "area = urban / rural"),
        ),
        (
            {"table": "service_points", "figure": "mean", "column": "staff"},
            Lacking("service_points", "staff", blank=1),
        ),
        (
            {"table": "service_points", "figure": "distinct", "column": "township_code",
             "where": {"tier": ["city_centre", "county_centre", "station"]}},
            Lacking("service_points", "township_code", "tier = city_centre / county_centre / station",
                    blank=2),
        ),
        (
            {"table": "counties", "figure": "sum", "column": "pop_resident", "where": {"kind": "none"}},
            Lacking("counties", "pop_resident", "kind = none"),
        ),
    ],
)  # fmt: skip
def test_without_the_data_there_is_no_figure_but_what_is_lacking(
    settings: dict[str, Any], lacking: Lacking
) -> None:
    """Nothing is taken for nought: no table, no rows, no column, no cell, or no row of such a kind."""
    assert figure(**settings) == Figure(None, lacking=lacking)


def test_a_column_without_one_cell_is_one_that_nobody_has_filled_in() -> None:
    """Whether or not a blank is known to mean no."""
    villages = CITY.villages.assign(culture_venue="")
    for blanks in ("unknown", "none"):
        where = {"culture_venue": "1"}
        empty = figure(counted_city(villages=villages), table="villages", where=where, blanks=blanks)
        assert empty == Figure(None, lacking=Lacking("villages", "culture_venue"))


@pytest.mark.parametrize(
    ("where", "blank", "counties"),
    [
        ({"culture_venue": "1"}, 1, {WEST: 1, ZONE: 0}),
        ({"culture_venue": ["0", "1"]}, 1, {WEST: 2, ZONE: 0}),
        ({"area": "rural", "culture_venue": "1"}, 1, {WEST: 1, ZONE: 0}),
    ],
)
def test_a_half_filled_column_has_no_figure_but_of_counties_without_a_blank(
    where: dict[str, Any], blank: int, counties: dict[str, float]
) -> None:
    """One village of the east is blank: what the city comes to is not known, what the west does is."""
    found = figure(table="villages", where=where)
    assert found == Figure(None, counties, Lacking("villages", "culture_venue", blank=blank))
    sure = figure(table="villages", where=where, blanks="none")
    assert sure.lacking is None and sure.value is not None and sure.by_county[WEST] == counties[WEST]


@pytest.mark.parametrize(
    ("venues", "value", "blank"),
    [
        (["1", "0", "1", "0"], 2, 0),
        (["是", "否", "有", "无"], 2, 0),
        (["yes", "no", "3", "0"], 1, 0),
        (["是", "在建", "1", "0"], None, 1),
    ],
)
def test_yes_and_no_stand_for_1_and_0_and_other_words_for_nothing(
    venues: list[str], value: float | None, blank: int
) -> None:
    """Asked for 1, a cell that says yes counts; one that says "under construction" leaves it open."""
    villages = CITY.villages.assign(culture_venue=venues)
    found = figure(counted_city(villages=villages), table="villages", where={"culture_venue": "1"})
    assert found.value == value
    assert (found.lacking.blank if found.lacking else 0) == blank


def test_a_blank_that_other_conditions_rule_out_decides_nothing() -> None:
    """Of two columns with blanks, a row is open only where every other condition holds or may hold."""
    where = {"culture_venue": "1", "law_leader": "1"}
    for leaders, value, lacking in (
        (["1", "0", "1", "1"], 2, None),
        (["", "0", "1", "1"], None, Lacking("villages", "law_leader", blank=1)),
        (["1", "", "1", "1"], None, Lacking("villages", "culture_venue", blank=1)),
        (["1", "0", "1", ""], 2, None),
    ):
        villages = CITY.villages.assign(law_leader=leaders)
        found = figure(counted_city(villages=villages), table="villages", where=where)
        assert (found.value, found.lacking) == (value, lacking), leaders


def test_a_blank_cell_among_those_that_are_added_up_leaves_the_other_counties() -> None:
    villages = CITY.villages.assign(seats=[3.0, float("nan"), 4.0, 5.0])
    found = figure(counted_city(villages=villages), table="villages", figure="sum", column="seats")
    assert found == Figure(None, {WEST: 9}, Lacking("villages", "seats", blank=1))


@pytest.mark.parametrize(
    ("kinds", "codes", "value", "lacking"),
    [
        (["", "town", "town"], None, None, Lacking("seats", "kind", blank=1)),
        (["subdistrict", "town", ""], None, None, Lacking("seats", "kind", blank=1)),
        (["town", "town", "town"], None, 3, None),
        # No station stands in the township whose kind is blank.
        (["town", "", "town"], None, 3, None),
        (["subdistrict", "town", "town"], ["371001001", "", "371002001"], None,
         Lacking("seats", "township_code", blank=1)),
        (["subdistrict", "subdistrict", "town"], ["371001001", "", "371002001"], 1, None),
    ],
)  # fmt: skip
def test_what_the_other_table_leaves_open_is_named_there(
    kinds: list[str], codes: list[str] | None, value: float | None, lacking: Lacking | None
) -> None:
    """A township without a kind, or a town without a code: its stations may count or not."""
    place = counted_city(
        seats=CITY.townships.assign(kind=kinds, township_code=codes or CITY.townships["township_code"])
    )
    other = {"table": "seats", "by": "township_code", "where": {"kind": "town"}}
    found = figure(place, table="service_points", where={"tier": "station"}, found_in=other)
    assert (found.value, found.lacking) == (value, lacking)
    none = figure(place, table="service_points", where={"tier": "station"}, found_in=other, blanks="none")
    assert none.value is not None and none.lacking is None


def test_a_row_without_a_code_may_or_may_not_be_in_the_other_table() -> None:
    points = CITY.service_points
    points = points.assign(township_code=points["township_code"].mask(points["point_code"].eq("S3"), ""))
    other = {"table": "townships", "by": "township_code", "where": {"kind": "subdistrict"}}
    place = counted_city(service_points=points)
    found = figure(place, table="service_points", where={"tier": "station"}, found_in=other)
    assert found.lacking == Lacking("service_points", "township_code", blank=1)


@pytest.mark.parametrize(
    ("name", "year", "value", "of", "counties"),
    [
        ("calls", None, 130, 2023, {EAST: 90, WEST: 40}),
        ("calls", 2025, 130, 2023, {EAST: 90, WEST: 40}),
        ("calls", 2023, 130, 2023, {EAST: 90, WEST: 40}),
        ("calls", 2022, 100, 2022, {ZONE: 7}),
    ],
)
def test_the_latest_observation_not_after_the_year_counts(
    name: str, year: int | None, value: float, of: int, counties: dict[str, float]
) -> None:
    """The row without a county is the city's; a row without a value is none. The source is kept."""
    source = {2022: "a", 2023: "b"}[of]
    assert figure(observed=name, year=year) == Figure(value, counties, year=of, source=source)


@pytest.mark.parametrize(("name", "year"), [("calls", 2021), ("parts", None), ("online", None)])
def test_what_nobody_observed_of_the_city_is_lacking(name: str, year: int | None) -> None:
    """Also where a county has a figure: what the city's would be is not guessed."""
    assert figure(observed=name, year=year) == Figure(
        None, lacking=Lacking("observations", "value", observed=name)
    )


def test_without_the_table_of_observations_its_row_is_lacking() -> None:
    none = counted_city(observations=pd.DataFrame(CITY.observations.iloc[:0]))
    assert figure(none, observed="calls").lacking == Lacking("observations", "value", observed="calls")


def test_a_county_that_only_some_rows_have_is_not_guessed() -> None:
    """A station without a township would be left out of its county."""
    points = CITY.service_points
    points = points.assign(township_code=points["township_code"].mask(points["point_code"].eq("S3"), ""))
    found = figure(counted_city(service_points=points), table="service_points", where={"tier": "station"})
    assert (found.value, found.by_county) == (3, {})
