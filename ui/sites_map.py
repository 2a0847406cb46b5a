"""The map of a plan of sites: who is reached today and by the plan, points, and catchments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from scenarios.code_names import county_names, names_by, township_names
from scenarios.siting.tables import villages_of
from scenarios.siting.words import way_words
from ui import map_points
from ui.load import Layers, checked_city
from ui.map_layers import deck
from ui.map_sites import area_records, choose_areas, choose_changes, point_records
from ui.map_style import map_style, style_address
from ui.scenario_choice import EVERYWHERE, choose_county
from ui.view import View

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.city import City

__all__ = ["Ground", "draw_map", "ground_of"]

Record = Mapping[str, Any]
_HEIGHT = 600
#: What becomes of a village: colour, size, colour in Markdown, words; the last one lies over the rest.
_LOOKS: Mapping[str, tuple[tuple[int, int, int], float, str, str]] = {
    "reached": ((63, 143, 191), 2.6, "blue", "village_fate.reached"),
    "gained": ((88, 184, 128), 3.2, "green", "village_fate.gained"),
    "missed": ((224, 154, 0), 3.8, "orange", "village_fate.missed"),
    "given_up": ((209, 65, 12), 4.4, "red", "village_fate.given_up"),
    "beyond": ((255, 240, 235), 6.0, "", "village_fate.beyond"),
}
_SIDES = {"before": "services_today", "after": "services"}
#: A village whose shares add up to nearly one is served wholly.
_WHOLE = 1.0 - 1e-9


@dataclass(frozen=True)
class Ground:
    """What a plan of sites stands on.

    Attributes
    ----------
    city : City
    villages : DataFrame
        Those that the task is to reach: rows of the table, with ``county``, ``township`` and ``fate``.
    names : mapping of str to str
        Names of points and places by the ids of sites.
    """

    city: City = field(repr=False)
    villages: pd.DataFrame = field(repr=False)
    names: Mapping[str, str] = field(repr=False)


def ground_of(view: View, record: Record, task: Record) -> Ground:
    """Put the plan on the city of the study."""
    city = checked_city(view.study)
    settings = view.study.resolve(record["scenario"]).config.siting[task["key"]]
    villages = villages_of(city, settings)
    towns, counties = township_names(city), county_names(city)
    near = {side: _reached(task, side, villages) for side in _SIDES}
    beyond = {row["village_code"] for row in task["beyond"]}
    fates = [_fate(code, near, beyond) for code in villages["village_code"]]
    points = names_by(city.service_points, "point_code")
    names = points | {row["site"]: row["name"] for row in task["sites"]}
    villages = villages.assign(
        county=[counties.get(code, "") for code in villages["county_code"]],
        township=[towns.get(code, "") for code in villages["township_code"]],
        fate=fates,
    )
    return Ground(city, villages, names)


def _reached(task: Record, side: str, villages: pd.DataFrame) -> set[str]:
    """Villages that are wholly served within the first limit that the figures tell of."""
    limit = task[side]["within"][0]
    is_rural = dict(zip(villages["village_code"], villages["area"].eq("rural"), strict=True))
    shares: Counter[str] = Counter()
    for row in task[_SIDES[side]]:
        longest = limit["rural" if is_rural.get(row["village_code"]) else "urban"]
        if row["counted"] <= longest:
            shares[row["village_code"]] += row["share"]
    return {code for code, share in shares.items() if share >= _WHOLE}


def _fate(code: str, near: Mapping[str, set[str]], beyond: set[str]) -> str:
    if code in near["after"]:
        return "reached" if code in near["before"] else "gained"
    if code in near["before"]:
        return "given_up"
    return "beyond" if code in beyond else "missed"


def draw_map(view: View, record: Record, task: Record, ground: Ground, *, marked: str | None) -> str | None:
    """Draw the map and its legend.

    Parameters
    ----------
    view : View
    record, task : mapping
        The record, and the task of it that is shown.
    ground : Ground
    marked : str or None
        The site to put a ring around.

    Returns
    -------
    str or None
        The county that the person has chosen.
    """
    left, right = st.columns([3, 1], gap="medium")
    key = f"{view.lang} {record['study']} {record['scenario']} {task['key']} {record['planned']}"
    with right:
        code = choose_county(view, ground.villages)
        county = None if code == EVERYWHERE else code
        side = choose_areas(view, key=f"sites areas {key}")
        changes = choose_changes(view, task["sites"], key=f"sites points {key}")
        fates = _choose_fates(view, ground, county, key=f"sites fates {key}")
        st.caption(view.say("ui.sites.reach_note"))
    outlines, placed = ground.city.outlines, _placed(ground.villages)
    seen = map_points.sight((placed if county is None else _in(placed, county)).geometry)
    points = _villages(view, task, ground, fates=fates, county=county)
    chart = deck(
        style=style_address(map_style(outlines, chosen=county)),
        sight=seen,
        villages=points,
        crosses=[{**each, "sign": map_points.CROSS} for each in points if each["fate"] == "beyond"],
        places=(),
        lines=(),
        labels=map_points.labels(Layers(placed, placed, outlines), county=county, seen=seen),
        marked=[{"lon": row["lon"], "lat": row["lat"]} for row in task["sites"] if row["site"] == marked],
        areas=[] if side == "none" else _areas(view, record, task, ground, side),
        sites=point_records(view, task["sites"], measure=task["measure"], areas=side, changes=changes),
    )
    left.pydeck_chart(chart, height=_HEIGHT, key="sites map")
    return county


def _in(rows: Any, county: str) -> Any:
    return rows[rows["county_code"].eq(county)]


def _placed(villages: pd.DataFrame) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.GeoDataFrame(villages, geometry=gpd.points_from_xy(villages["lon"], villages["lat"]))


def _choose_fates(view: View, ground: Ground, county: str | None, *, key: str) -> Sequence[str]:
    """Which villages to draw; it is the legend, too."""
    rows = ground.villages if county is None else _in(ground.villages, county)
    counts = rows["fate"].value_counts()
    options = [fate for fate in _LOOKS if fate in set(ground.villages["fate"])]

    def shown(fate: str) -> str:
        _, _, colour, words = _LOOKS[fate]
        sign = f":{colour}[●]" if colour else f"**{map_points.CROSS}**"
        return f"{sign} {view.say(words)} {int(counts.get(fate, 0)):,}"

    return st.pills(
        view.say("ui.sites.villages"),
        options,
        selection_mode="multi",
        wrap=True,
        default=options,
        format_func=shown,
        key=key,
    )


def _villages(
    view: View, task: Record, ground: Ground, *, fates: Sequence[str], county: str | None
) -> list[dict[str, Any]]:
    """One point a village; those of other counties are paler."""
    goes = {side: _goes(task, side, ground.names, view.lang) for side in _SIDES}
    order = list(_LOOKS)
    rows = ground.villages[ground.villages["fate"].isin(list(fates))]
    rows = rows.sort_values("fate", key=lambda each: each.map(order.index), kind="stable")
    nobody = view.say("map.no_point")
    return [
        {
            "fate": row["fate"],
            "lon": round(row["lon"], 5),
            "lat": round(row["lat"], 5),
            "size": _LOOKS[row["fate"]][1],
            "colour": [*_LOOKS[row["fate"]][0], 235 if county in (None, row["county_code"]) else 80],
            "title": row["name"],
            "where": f"{row['county']} · {row['township']}",
            "line1": view.say(_LOOKS[row["fate"]][3]),
            "line2": f"{view.say('map.point_plan')}: {goes['after'].get(row['village_code'], nobody)}",
            "line3": f"{view.say('map.point_today')}: {goes['before'].get(row['village_code'], nobody)}",
        }
        for row in rows.to_dict("records")
    ]


def _goes(task: Record, side: str, names: Mapping[str, str], lang: str) -> dict[str, str]:
    """The points of each village, with the ways there."""
    found: dict[str, list[str]] = {}
    for row in task[_SIDES[side]]:
        words = f"{names.get(row['site'], row['site'])} ({way_words(row['counted'], task, lang)})"
        found.setdefault(row["village_code"], []).append(words)
    return {code: ", ".join(words) for code, words in found.items()}


def _areas(view: View, record: Record, task: Record, ground: Ground, side: str) -> list[dict[str, Any]]:
    name = (record["study"], record["scenario"], task["key"], record["planned"], side)
    rows = pd.DataFrame(task[_SIDES[side]], columns=["village_code", "site", "share"])
    rows = rows.sort_values(["village_code", "share", "site"], ascending=[True, False, True])
    first = rows.drop_duplicates("village_code")
    served = ground.villages[["village_code", "lon", "lat"]].merge(first, on="village_code", how="left")
    shapes = _shapes(name, served.fillna({"site": ""}), ground.city)
    return area_records(view, shapes, names=ground.names, key="site")


@st.cache_resource(max_entries=16, show_spinner=False)
def _shapes(name: tuple[str, ...], _served: pd.DataFrame, _city: City) -> gpd.GeoDataFrame:
    from scenarios.siting.catchments import catchments

    return catchments(_served, _city.outlines)
