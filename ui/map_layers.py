"""The deck: layers of points, lines and labels over the base map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pydeck

from ui.map_points import Record, Sight

__all__ = ["TOOLTIP", "VILLAGES", "deck"]

#: Id of the layer of villages, by which the chart tells what was clicked.
VILLAGES = "villages"
_FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_DARK, _WHITE = [29, 43, 51, 255], [255, 255, 255, 255]
_CROSS = [74, 18, 8, 255]  # as in map.html
#: Streamlit escapes what it puts into the gaps: a name is never markup.
TOOLTIP = {
    "html": (
        "<b>{title}</b><div style='color:#5b6b74'>{where}</div>"
        "<div>{line1}</div><div>{line2}</div><div>{line3}</div>"
    ),
    "style": {
        "backgroundColor": "#ffffff",
        "color": "#1d2b33",
        "fontSize": "13px",
        "lineHeight": "1.5",
        "border": "1px solid #8a98a0",
        "borderRadius": "5px",
        "maxWidth": "320px",
        "zIndex": "10",
    },
}


def deck(
    *,
    style: str,
    sight: Sight,
    villages: Sequence[Record],
    crosses: Sequence[Record],
    places: Sequence[Record],
    lines: Sequence[Record],
    labels: Sequence[Record],
    marked: Sequence[Record],
    areas: Sequence[Record] = (),
    sites: Sequence[Record] = (),
) -> Any:
    """Put the map together.

    Parameters
    ----------
    style : str
        Address of the base map's style, which must not lead off this machine.
    sight : Sight
        Where to look at first.
    villages, places, lines, labels : sequence of dict
        From `ui.map_points`.
    crosses : sequence of dict
        Those of the villages that get a cross: nobody could serve them.
    marked : sequence of dict
        The villages to put a ring around.
    areas, sites : sequence of dict, optional
        From `ui.map_sites`.
    """
    points = [_villages(villages), _crosses(crosses), _places(places), _sites(sites), _ring(marked)]
    drawn = [_areas(areas), _lines(lines), *points, _labels(labels)]
    return pydeck.Deck(
        layers=drawn,
        map_style=style,
        # No provider: with one, Streamlit or pydeck would want its key.
        map_provider=None,
        initial_view_state=pydeck.ViewState(
            longitude=sight.lon, latitude=sight.lat, zoom=sight.zoom, min_zoom=5, max_zoom=15
        ),
        tooltip=TOOLTIP,
    )


def _points(records: Sequence[Record], name: str, **looks: Any) -> Any:
    """A layer of circles whose sizes are pixels, whatever the zoom."""
    pixels = _text("pixels")
    return pydeck.Layer(
        "ScatterplotLayer",
        list(records),
        id=name,
        get_position="[lon, lat]",
        radius_units=pixels,
        line_width_units=pixels,
        **looks,
    )


def _villages(records: Sequence[Record]) -> Any:
    looks = {"get_fill_color": "colour", "get_radius": "size"}
    return _points(records, VILLAGES, pickable=True, auto_highlight=True, **looks)


def _words(records: Sequence[Record], name: str, **looks: Any) -> Any:
    """A layer of words, in any script."""
    auto, font = _text("auto"), _text(_FONT)
    return pydeck.Layer(
        "TextLayer",
        list(records),
        id=name,
        get_position="[lon, lat]",
        font_family=font,
        character_set=auto,
        **looks,
    )


def _crosses(records: Sequence[Record]) -> Any:
    """Not to be clicked on: the disc below is."""
    looks = {"get_text": "sign", "get_size": 22, "get_color": _CROSS, "font_weight": 700}
    return _words(records, "crosses", **looks)


def _places(records: Sequence[Record]) -> Any:
    looks = {"get_fill_color": _WHITE, "get_line_color": _DARK, "get_radius": 3.4, "get_line_width": 1.6}
    return _points(records, "places", pickable=True, stroked=True, **looks)


def _sites(records: Sequence[Record]) -> Any:
    looks = {"get_fill_color": "colour", "get_radius": "size", "get_line_color": _WHITE}
    return _points(records, "sites", pickable=True, stroked=True, get_line_width=1.4, **looks)


def _areas(records: Sequence[Record]) -> Any:
    return pydeck.Layer(
        "PolygonLayer",
        list(records),
        id="areas",
        get_polygon="rings",
        get_fill_color="fill",
        get_line_color="edge",
        get_line_width=1.2,
        line_width_units=_text("pixels"),
        pickable=True,
    )


def _ring(records: Sequence[Record]) -> Any:
    looks = {"get_line_color": _DARK, "get_radius": 9, "get_line_width": 2.2}
    return _points(records, "ring", filled=False, stroked=True, **looks)


def _lines(records: Sequence[Record]) -> Any:
    return pydeck.Layer(
        "LineLayer",
        list(records),
        id="lines",
        get_source_position="from",
        get_target_position="to",
        get_color="colour",
        get_width=1.2,
        width_units=_text("pixels"),
    )


def _labels(records: Sequence[Record]) -> Any:
    looks = {"get_text": "name", "get_size": 14, "get_color": _DARK, "font_weight": 600}
    outline = {"outline_width": 6, "outline_color": _WHITE}
    font = {"sdf": True, "fontSize": 48, "buffer": 8}
    return _words(records, "labels", font_settings=font, **looks, **outline)


def _text(words: str) -> Any:
    """A value as it stands; pydeck takes a bare string for the name of a field."""
    return pydeck.types.String(words)
