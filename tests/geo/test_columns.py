"""Headers and column specifications."""

from __future__ import annotations

import pytest

from geo.columns import TableSpec, header_key
from geo.schema import SCHEMAS, empty_frame
from geo.tables import OUTLINES, TABLES, occupation_choices

ALL = [*TABLES.values(), OUTLINES]

CONTRACT = {
    "counties": "county_code name kind pop_resident",
    "townships": "township_code county_code name kind lon lat seat_source",
    "villages": (
        "village_code township_code county_code name area lon lat pop_resident households elderly "
        "disabled migrant_workers disputes_year island"
    ),
    "grids": "grid_code village_code households pop_resident",
    "offices": "office_code name kind county_code township_code lon lat",
    "service_points": (
        "point_code name tier county_code township_code village_code lon lat colocated_with staff"
    ),
    "committees": "committee_code name kind county_code township_code village_code",
    "counsel": (
        "person_id name sex occupation office_code county_code hours_year most_villages "
        "yuan_per_village grade phone"
    ),
    "mediators": "person_id name sex committee_code full_time",
    "legal_literate": "person_id name sex village_code grid_code status trained",
    "staff": "person_id name sex unit_code skill phone",
    "headcounts": "county_code occupation number",
    "observations": "measure year county_code value source",
    "cases": "county_code year case_type cases",
    "roster": "role unit_code person_id since",
    "road_nodes": "node_id lon lat kind",
    "road_edges": "from_node to_node class length_km speed_kmh minutes oneway",
    "outlines": "county_code name",
}


def test_tables_have_the_agreed_columns_in_order() -> None:
    """The rest of the project matches columns by these names."""
    assert {spec.name: " ".join(spec.names) for spec in ALL} == CONTRACT


def test_a_staffing_run_requires_nine_tables() -> None:
    """The others are optional."""
    assert {spec.name for spec in ALL if spec.required} == {
        "counties", "townships", "villages", "offices", "counsel", "roster", "road_nodes", "road_edges",
        "outlines",
    }  # fmt: skip


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_no_header_means_two_columns_of_one_table(spec: TableSpec) -> None:
    """Otherwise a user's header could not be understood."""
    keys = [(header_key(header), column.name) for column in spec.columns for header in column.headers]
    assert len({key for key, _ in keys}) == len(set(keys))


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_every_column_has_a_chinese_header(spec: TableSpec) -> None:
    """A table may be kept wholly in Chinese."""
    for column in spec.columns:
        assert any("\u4e00" <= character <= "\u9fff" for alias in column.aliases for character in alias), (
            column.name
        )


@pytest.mark.parametrize(
    ("header", "same"),
    [
        ("村（社区）编码", "村(社区)编码"),
        (" 村 编码\n", "村编码"),
        ("\ufeffLON", "lon"),
        ("ｖｉｌｌａｇｅ＿ｃｏｄｅ", "village_code"),
        ("经度\u3000", "经度"),
    ],
)
def test_spellings_of_one_header_are_one(header: str, same: str) -> None:
    """Width of characters, letter case and white space do not matter."""
    assert header_key(header) == header_key(same)


def test_different_headers_stay_different() -> None:
    """Folding must not go too far: brackets and underscores count."""
    assert header_key("村编码") != header_key("村（社区）编码")
    assert header_key("village_code") != header_key("villagecode")


def test_occupations_may_be_given_in_chinese_only_when_allowed() -> None:
    """An occupation that the study does not allow has no name either."""
    choices = occupation_choices(["lawyer", "volunteer"])
    assert choices["律师"] == "lawyer"
    assert choices["volunteer"] == "volunteer"
    assert "基层法律服务工作者" not in choices


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_an_empty_table_has_the_right_types(spec: TableSpec) -> None:
    """A table that a study does not have still passes its own schema."""
    frame = empty_frame(spec)
    assert list(frame.columns) == list(spec.names)
    SCHEMAS[spec.name].validate(frame)
