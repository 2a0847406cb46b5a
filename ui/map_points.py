"""What stands on the map: a record for every village, place of work, line and label."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from scenarios.beyond_reach import remark
from scenarios.plan_table import STATUSES
from scenarios.rounding import number
from ui.figures import STATUS_COLOURS
from ui.load import Layers
from ui.view import View

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["CROSS", "UNREACHABLE", "Record", "Sight", "labels", "lines", "places", "sight", "villages"]

Record = dict[str, Any]
# As in map.html: what is wrong is larger, and drawn over what is right.
_SIZES = {"ok": 2.6, "few_hours": 3.8, "long_drive": 4.4, "vacant": 4.6}
_ORDER = ("ok", "few_hours", "long_drive", "vacant")
#: Villages that nobody could serve, with their sign, as in map.html; below it a pale disc to click on.
UNREACHABLE, CROSS = "unreachable", "×"
_PALE, _DISC = (255, 240, 235), 6.0
# Height of a label in pixels, and the width of one Chinese sign in it.
_LABEL = 17
_FARTHEST = 2  # heights that a label may be moved
# The chart is about this large; the view need only nearly fit.
_WIDTH, _HEIGHT, _TILE = 780, 600, 512


@dataclass(frozen=True)
class Sight:
    """Where the map looks."""

    lon: float
    lat: float
    zoom: float


def sight(points: gpd.GeoSeries) -> Sight:
    """The view that holds all points."""
    west, south, east, north = points.total_bounds
    middle = (south + north) / 2
    wide = max(east - west, 0.02)
    high = max((north - south) / math.cos(math.radians(middle)), 0.02)
    zoom = math.log2(min(_WIDTH / wide, _HEIGHT / high) * 360 / _TILE) - 0.12
    return Sight(float((west + east) / 2), float(middle), round(zoom, 3))


def villages(
    view: View, layers: Layers, *, statuses: Collection[str], county: str | None, lost: Collection[str] = ()
) -> list[Record]:
    """One point a village; those of other counties are paler.  The worst status of a village is shown.

    `lost` are the codes of villages that nobody could serve: they have a status of their own
    (`UNREACHABLE`), and their tooltips say so.
    """
    is_lost = layers.villages["village_code"].isin(list(lost))
    rows = layers.villages.assign(
        rank=layers.villages["status"].map(_ORDER.index).mask(is_lost, len(_ORDER)),
        shown=layers.villages["status"].mask(is_lost, UNREACHABLE),
    )
    rows = rows.sort_values(["rank", "village_code"], kind="stable")
    rows = rows.loc[rows["shown"].isin({*STATUSES, UNREACHABLE} & set(statuses))].drop_duplicates(
        "village_code", keep="last"
    )
    return [
        {
            "code": row.village_code,
            "lon": round(row.geometry.x, 5),
            "lat": round(row.geometry.y, 5),
            "size": _DISC if row.shown == UNREACHABLE else _SIZES[row.status],
            "colour": [*_colour(row.shown), 235 if county in (None, row.county_code) else 80],
            **_tip(view, row, lost),
        }
        for row in rows.itertuples(index=False)
    ]


def _colour(status: str) -> tuple[int, int, int]:
    return _PALE if status == UNREACHABLE else STATUS_COLOURS[status]


def _tip(view: View, row: Any, lost: Collection[str]) -> Record:
    """The lines of a village's tooltip; the browser is given text, which it escapes."""
    counsel = row.counsel or view.say("ui.map.nobody")
    work = [f"{view.word('occupation', row.occupation)}，{row.office}"] if row.counsel else []
    said = remark(row, lost=lost, lang=view.lang)
    drive = view.say("ui.map.drive", minutes="–" if pd.isna(row.minutes) else number(round(row.minutes, 1)))
    hours = view.say("ui.map.hours", hours=number(round(row.hours, 1)))
    return {
        "title": row.village,
        "where": f"{row.county} · {row.township}",
        "line1": f"{view.word('status', row.status)} · {counsel}",
        "line2": " · ".join([*work, *filter(None, [said])]),
        "line3": f"{drive} · {hours}" if row.counsel else "",
    }


def places(view: View, layers: Layers, *, county: str | None) -> list[Record]:
    """One point a place of work that serves somebody; with a county, those that serve it."""
    links = layers.links if county is None else layers.links.loc[layers.links["county_code"] == county]
    found = links.groupby("office_code", sort=True)
    counts = found["village_code"].nunique()
    people = found["person_id"].nunique()
    return [
        {
            "code": code,
            "lon": round(row.geometry.coords[-1][0], 5),
            "lat": round(row.geometry.coords[-1][1], 5),
            "title": row.office,
            "where": "",
            "line1": view.say("ui.map.place", people=int(people[code]), villages=int(counts[code])),
            "line2": "",
            "line3": "",
        }
        for code, row in ((row.office_code, row) for row in links.drop_duplicates("office_code").itertuples())
    ]


def lines(layers: Layers, *, county: str | None) -> list[Record]:
    """Lines from the villages of one county to where their counsel set out from."""
    if county is None:
        return []
    links = layers.links.loc[layers.links["county_code"] == county]
    return [
        {
            "from": [round(part, 5) for part in row.geometry.coords[0]],
            "to": [round(part, 5) for part in row.geometry.coords[-1]],
            "colour": [*STATUS_COLOURS[row.status], 120],
        }
        for row in links.itertuples(index=False)
    ]


def labels(layers: Layers, *, county: str | None, seen: Sight) -> list[Record]:
    """Names of the counties or, with a county, of its townships, each among its villages."""
    rows = layers.villages
    code, name = ("county_code", "county") if county is None else ("township_code", "township")
    rows = rows if county is None else rows.loc[rows["county_code"] == county]
    middle = rows.geometry.get_coordinates().groupby(rows[code].to_numpy()).median()
    names = rows.drop_duplicates(code).set_index(code)[name]
    sizes = rows[code].value_counts()
    found = [
        {"lon": round(float(row.x), 5), "lat": round(float(row.y), 5), "name": str(names[key])}
        for key, row in sorted(middle.iterrows(), key=lambda item: -sizes[item[0]])
    ]
    return _apart(found, seen)


def _apart(found: Sequence[Record], seen: Sight) -> list[Record]:
    """Move labels a little up or down so that none covers another in the first view.

    The largest stay where they are; one that would have to go far is left out, for elsewhere it would lie.
    """
    wide = 360 / _TILE / 2**seen.zoom  # degrees a pixel
    high = wide * math.cos(math.radians(seen.lat))
    placed: list[Record] = []
    for label in found:
        steps = (lat for step in range(_FARTHEST + 1) for lat in (step, -step))
        tries = ({**label, "lat": round(label["lat"] + step * high * _LABEL, 5)} for step in steps)
        free = (one for one in tries if not any(_cover(one, other, wide, high) for other in placed))
        placed += [one for one in [next(free, None)] if one is not None]
    return placed


def _cover(one: Record, other: Record, wide: float, high: float) -> bool:
    width = _LABEL * (len(one["name"]) + len(other["name"])) / 2 * wide
    is_beside = abs(one["lon"] - other["lon"]) >= width
    is_above = abs(one["lat"] - other["lat"]) >= _LABEL * high * 0.99
    return not (is_beside or is_above)
