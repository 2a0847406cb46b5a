"""The base map: county polygons in a style document of our own, handed to the browser with the page.

Streamlit fetches a base map from the net when a deck has no style, and mapbox-gl fetches glyphs, sprites and
tiles that a style names.  This one names none, and travels as a ``data:`` address inside the chart, so that
there is nothing to fetch.  Labels are a layer of the deck (`ui.map_layers`), for a style has no text without
glyphs.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["map_style", "style_address"]

_WATER, _LAND, _CHOSEN, _BORDER, _STRONG = "#e3ebf0", "#fbfaf6", "#ffffff", "#9aa8b0", "#33464f"
# A hundred-thousandth of a degree is a metre.
_GRID = 1e-5


def map_style(counties: gpd.GeoDataFrame, *, chosen: str | None) -> dict[str, Any]:
    """A style document (Mapbox style specification, version 8) with the counties and nothing else.

    Parameters
    ----------
    counties : GeoDataFrame
        ``county_code`` and polygons in degrees.
    chosen : str or None
        The county to set off from the others.
    """
    is_chosen = ["==", ["get", "code"], chosen or ""]
    return {
        "version": 8,
        "name": "counties",
        "sources": {"counties": {"type": "geojson", "data": _features(counties)}},
        "layers": [
            {"id": "water", "type": "background", "paint": {"background-color": _WATER}},
            {
                "id": "land",
                "type": "fill",
                "source": "counties",
                "paint": {"fill-color": ["case", is_chosen, _CHOSEN, _LAND], "fill-antialias": True},
            },
            {
                "id": "borders",
                "type": "line",
                "source": "counties",
                "layout": {"line-join": "round"},
                "paint": {
                    "line-color": ["case", is_chosen, _STRONG, _BORDER],
                    "line-width": ["case", is_chosen, 2.2, 1.0],
                },
            },
        ],
    }


def style_address(style: Mapping[str, Any]) -> str:
    """The style as an address that holds it: the browser opens it without asking anybody."""
    text = json.dumps(style, ensure_ascii=True, separators=(",", ":"))
    return "data:application/json;base64," + base64.b64encode(text.encode("ascii")).decode("ascii")


def _features(counties: gpd.GeoDataFrame) -> dict[str, Any]:
    from shapely import set_precision
    from shapely.geometry import mapping

    shapes = set_precision(counties.geometry.to_numpy(), _GRID, mode="pointwise")
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": str(code)}, "geometry": mapping(shape)}
            for code, shape in zip(counties["county_code"], shapes, strict=True)
        ],
    }
