"""Service points and their catchments on a map: records for its layers, from a plan or a stored run."""

from __future__ import annotations

import colorsys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from scenarios.siting.words import tier_title, way_words
from ui.map_points import Record
from ui.view import View

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["AREAS", "area_records", "choose_areas", "choose_changes", "point_records"]

#: Whose catchments are drawn, with the words for it.
AREAS: Mapping[str, str] = {
    "after": "map.areas_after",
    "before": "map.areas_before",
    "none": "map.areas_none",
}
#: What becomes of a point: colour and radius, as on the page map.html; what is new lies over the rest.
_LOOKS: Mapping[str, tuple[tuple[int, int, int], float]] = {
    "counted": ((125, 139, 147), 3.6),
    "kept": ((68, 84, 93), 4.2),
    "closed": ((166, 61, 0), 4.6),
    "new": ((11, 122, 75), 7.2),
}
#: Their signs in the legend, in Markdown.
_SIGNS = {"new": ":green[◉]", "kept": ":gray[◉]", "counted": ":gray[●]", "closed": ":red[◉]"}
#: A ten-thousandth of a degree is some ten metres.
_GRID = 1e-4


def choose_areas(view: View, *, key: str) -> str:
    """Let the person choose whose catchments are drawn: one of `AREAS`."""
    return str(
        st.radio(view.say("map.areas"), list(AREAS), format_func=lambda one: view.say(AREAS[one]), key=key)
    )


def choose_changes(view: View, rows: Iterable[Record], *, key: str) -> Collection[str]:
    """Let the person choose which points are drawn; it is the legend, too."""
    counts = Counter(str(row["change"]) for row in rows)
    options = [change for change in reversed(list(_LOOKS)) if counts[change]]
    return st.pills(
        view.say("map.sites"),
        options,
        selection_mode="multi",
        wrap=True,
        default=options,
        format_func=lambda one: f"{_SIGNS[one]} {view.word('siting_change', one)} {counts[one]:,}",
        key=key,
    )


def point_records(
    view: View, rows: Iterable[Record], *, measure: str, areas: str, changes: Collection[str]
) -> list[Record]:
    """One disc a point, new ones last.

    Parameters
    ----------
    view : View
    rows : iterable of dict
        ``sites`` of a record, or rows of sites.csv.
    measure : {'minutes', 'km'}
    areas : str
        Of `AREAS`: beside the catchments of today there are no points of the plan.
    changes : collection of str
        Which to draw.
    """
    gone = "new" if areas == "before" else None
    shown = [row for row in rows if row["change"] in changes and row["change"] != gone]
    order = list(_LOOKS)
    return [_point(view, row, measure) for row in sorted(shown, key=lambda row: order.index(row["change"]))]


def _point(view: View, row: Record, measure: str) -> Record:
    colour, size = _LOOKS[row["change"]]
    mean, worst = (_way(row[name], measure, view.lang) for name in ("mean", "worst"))
    serves = view.say("ui.sites.serves", villages=f"{row['villages']:,}", mean=mean, worst=worst)
    return {
        "lon": round(float(row["lon"]), 5),
        "lat": round(float(row["lat"]), 5),
        "size": size,
        "colour": [*colour, 255],
        "title": row["name"],
        "where": " · ".join(filter(None, (row["county"], row["township"]))),
        "line1": f"{view.word('siting_change', row['change'])} · {tier_title(row['tier'], view.lang)}",
        "line2": serves if row["villages"] else "",
        "line3": "",
    }


def _way(value: float | None, measure: str, lang: str) -> str:
    return way_words(None if value is None or value != value else value, {"measure": measure}, lang)


def area_records(view: View, areas: gpd.GeoDataFrame, *, names: Mapping[str, str], key: str) -> list[Record]:
    """One polygon a part of a catchment; a point keeps its colour from today to the plan.

    Parameters
    ----------
    view : View
    areas : GeoDataFrame
        A row a catchment.
    names : mapping of str to str
        Names of all points by id, in an order that does not change with the side that is shown.
    key : str
        Column of `areas` with the id.
    """
    numbers = {point: number for number, point in enumerate(names)}
    found: list[Record] = []
    for point, shape in zip(areas[key], areas.geometry.simplify(_GRID), strict=True):
        colour = _colour(numbers.get(point, 0))
        tip = {"title": names.get(point, point), "where": view.say("ui.sites.area"),
               "line1": "", "line2": "", "line3": ""}  # fmt: skip
        for part in getattr(shape, "geoms", [shape]):
            rings = [_ring(ring) for ring in (part.exterior, *part.interiors)]
            found.append({"rings": rings, "fill": [*colour, 52], "edge": [*colour, 170], **tip})
    return found


def _ring(ring: Any) -> list[list[float]]:
    return [[round(x, 4), round(y, 4)] for x, y in ring.coords]


def _colour(number: int) -> list[int]:
    """Colours of neighbours differ."""
    parts = colorsys.hls_to_rgb(number * 137.5 % 360 / 360, 0.5, 0.52)
    return [round(255 * part) for part in parts]
