"""No request leaves the machine: the configuration, the base map and the pages name no other host."""

from __future__ import annotations

import base64
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import box

from tests.ui.conftest import ROOT, OpenPage
from tests.ui.test_pages import deck
from ui import frame
from ui.map_style import map_style, style_address

# Members of the style specification that make the browser fetch something.
FETCHED = {"glyphs", "sprite", "url", "tiles", "urls", "imports", "models"}


@pytest.fixture
def counties() -> gpd.GeoDataFrame:
    """Two squares."""
    shapes = [box(122.0, 37.0, 122.123456789, 37.2), box(122.2, 37.0, 122.4, 37.2)]
    return gpd.GeoDataFrame({"county_code": ["371001", "371002"]}, geometry=shapes, crs="EPSG:4490")


def keys_and_texts(found: Any) -> Iterator[tuple[str, Any]]:
    """Every key of a document with its value."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield key, value
            yield from keys_and_texts(value)
    elif isinstance(found, list | tuple):
        for value in found:
            yield from keys_and_texts(value)


def test_the_base_map_holds_the_counties_and_names_nothing_to_fetch(counties: gpd.GeoDataFrame) -> None:
    style = map_style(counties, chosen="371002")
    pairs = list(keys_and_texts(json.loads(json.dumps(style))))
    assert {key for key, _ in pairs} & FETCHED == set()
    assert [value for _, value in pairs if isinstance(value, str) and "//" in value] == []
    features = style["sources"]["counties"]["data"]["features"]
    assert [feature["properties"]["code"] for feature in features] == ["371001", "371002"]
    assert 122.12346 in {point[0] for point in features[0]["geometry"]["coordinates"][0]}


def test_only_the_chosen_county_is_set_off(counties: gpd.GeoDataFrame) -> None:
    conditions = {
        chosen: map_style(counties, chosen=chosen)["layers"][1]["paint"]["fill-color"][1]
        for chosen in ("371002", None)
    }
    assert conditions["371002"] == ["==", ["get", "code"], "371002"]
    assert conditions[None] == ["==", ["get", "code"], ""]


def test_the_address_of_the_style_is_the_style_itself(counties: gpd.GeoDataFrame) -> None:
    style = map_style(counties, chosen=None)
    start, _, content = style_address(style).partition(",")
    assert start == "data:application/json;base64"
    assert json.loads(base64.b64decode(content)) == json.loads(json.dumps(style))


def test_the_map_that_is_sent_has_this_base_map_and_no_provider(open_page: OpenPage) -> None:
    """Without a style, or with a provider, Streamlit's map fetches one from the net."""
    sent = deck(open_page("map"))
    assert sent["mapStyle"].startswith("data:application/json;base64,")
    assert sent.get("mapProvider") is None
    assert not re.search(r"https?:", json.dumps({**sent, "mapStyle": ""}))


def test_the_configuration_is_offline_and_local() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert (
        config["server"] | {"headless": True, "address": "127.0.0.1", "fileWatcherType": "none"}
        == config["server"]
    )
    assert config["client"]["toolbarMode"] == "minimal"
    assert config["client"]["showErrorDetails"] == "none"
    assert "http" not in json.dumps(config)


def test_the_pages_name_no_address_and_unpickle_nothing() -> None:
    for path in [ROOT / "app.py", *(ROOT / "ui").rglob("*.py"), ROOT / "ui" / "style.css"]:
        content = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|pickle\.|cache_data|file_uploader|unsafe_allow_html", content), (
            path.name
        )


def test_the_pages_picture_is_a_file_of_ours() -> None:
    """A named icon as the page's picture would be fetched from the net."""
    picture = Path(frame.PICTURE)
    assert picture.is_file()
    assert "href" not in picture.read_text(encoding="utf-8")
