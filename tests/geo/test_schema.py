"""The pandera schemas on their own, as whoever builds a study uses them."""

from __future__ import annotations

import pandas as pd
import pandera.errors
import pytest

from geo import SCHEMAS


def villages(**changes: object) -> pd.DataFrame:
    row = {
        "village_code": "371001001001", "township_code": "371001001", "county_code": "371001",
        "name": "一社区", "area": "urban", "lon": 122.05, "lat": 37.2, "pop_resident": 9000.0,
        "households": 3000.0, "elderly": float("nan"), "disabled": 540.0,
        "migrant_workers": float("nan"), "disputes_year": 48.0, "island": 0,
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def test_a_sound_row_passes_and_comes_back_unchanged() -> None:
    """Schemas check, they do not convert."""
    frame = villages()
    pd.testing.assert_frame_equal(SCHEMAS["villages"].validate(frame), frame)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("village_code", "37100100100"),
        ("village_code", "３７1001001001"),
        ("village_code", "371001001001\n"),
        ("village_code", ""),
        ("name", ""),
        ("area", "suburb"),
        ("area", ""),
        ("pop_resident", -1.0),
        ("pop_resident", 1_000_001.0),
        ("disputes_year", 100_001.0),
        ("island", 0.5),
        ("island", 2),
        ("lon", float("nan")),
    ],
)
def test_a_wrong_cell_is_rejected(column: str, value: object) -> None:
    """One wrong cell each; the row is otherwise the accepted one."""
    with pytest.raises(pandera.errors.SchemaErrors):
        SCHEMAS["villages"].validate(villages(**{column: value}), lazy=True)


def test_a_repeated_key_is_rejected() -> None:
    """Two rows of different code pass, two of the same do not."""
    pair = pd.concat([villages(), villages(village_code="371001001002")], ignore_index=True)
    SCHEMAS["villages"].validate(pair)
    with pytest.raises(pandera.errors.SchemaErrors):
        SCHEMAS["villages"].validate(pd.concat([villages(), villages()], ignore_index=True), lazy=True)


def test_optional_columns_may_be_blank() -> None:
    """Minutes of a road that is no ferry are blank, and so may its class be; length is not."""
    road = {
        "from_node": "A", "to_node": "B", "class": "", "length_km": 1.0, "speed_kmh": 60.0,
        "minutes": float("nan"), "oneway": 0,
    }  # fmt: skip
    SCHEMAS["road_edges"].validate(pd.DataFrame([road]))
    with pytest.raises(pandera.errors.SchemaErrors):
        SCHEMAS["road_edges"].validate(pd.DataFrame([road | {"length_km": float("nan")}]), lazy=True)
