"""A plan of sites as GeoJSON (RFC 7946): points of sites and villages, and areas that go to one site."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely
from shapely.geometry import mapping

from scenarios.siting.catchments import catchments
from scenarios.whole_file import whole_file

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["write_geojson"]

Record = Mapping[str, Any]
#: Degrees to which outlines of catchments are rounded: a tenth of a metre.
_STEP = 1e-6
#: RFC 7946 knows WGS 84 alone, and no other member that says so; tables are in CGCS2000.
_CRS = "CGCS2000 (EPSG:4490), longitude and latitude; within centimetres of WGS 84, as RFC 7946 asks for"
_SITE = (
    "site", "name", "tier", "change", "county_code", "township_code", "village_code", "villages", "weight",
    "mean", "worst", "yuan", "colocated_with",
)  # fmt: skip
_SERVICE = ("village_code", "village", "site", "way", "counted", "share", "weight")

_UNSERVED = ("village_code", "village", "why", "weight")


def write_geojson(record: Record, path: Path, *, city: City) -> Path:
    """Write sites, villages and catchments, whole or not at all.

    Parameters
    ----------
    record : mapping
        From `scenarios.siting.record.siting_record`.
    path : Path
    city : City
        Where the villages lie, and the outlines that catchments are cut to.
    """
    spots = zip(city.villages["lon"].tolist(), city.villages["lat"].tolist(), strict=True)
    places = dict(zip(city.villages["village_code"], spots, strict=True))
    collection = {
        "type": "FeatureCollection",
        "note": _CRS,
        "features": [
            each for task in record["tasks"] for each in (*_features(task, places), *_catchments(task, city))
        ],
    }
    with whole_file(path) as part:
        part.write_text(json.dumps(collection, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _features(task: Record, places: Mapping[str, tuple[float, float]]) -> Iterator[Record]:
    head = {"task": task["key"], "measure": task["measure"]}
    for row in task["sites"]:
        yield _point((row["lon"], row["lat"]), head | {"kind": "site"} | {name: row[name] for name in _SITE})
    for row in task["services"]:
        found = head | {"kind": "village"} | {name: row[name] for name in _SERVICE}
        yield _point(places[row["village_code"]], found)
    why = {row["village_code"]: row for row in task["left_out"]}
    served = {row["village_code"] for row in task["services"]}
    for row in (*task["left_out"], *(row for row in task["beyond"] if row["village_code"] not in why)):
        if row["village_code"] not in served:
            found = {name: row[name] for name in _UNSERVED if name in row}
            kind = "beyond" if row.get("why", "no_place") in ("no_place", "too_few") else "unserved"
            yield _point(places[row["village_code"]], head | {"kind": kind} | found)


def _catchments(task: Record, city: City) -> Iterator[Record]:
    """The area of each site of the plan; nothing is cut out for villages that nobody serves."""
    rows = pd.DataFrame(task["services"], columns=["village_code", "site", "share"])
    order = ["village_code", "share", "site"]
    rows = rows.sort_values(order, ascending=[True, False, True]).drop_duplicates("village_code")
    asked = {*rows["village_code"], *(row["village_code"] for row in (*task["beyond"], *task["left_out"]))}
    villages = city.villages.loc[city.villages["village_code"].isin(asked), ["village_code", "lon", "lat"]]
    villages = villages.merge(rows, on="village_code", how="left")
    names = {row["site"]: row["name"] for row in task["sites"]}
    found = catchments(villages.assign(site=villages["site"].fillna("")), city.outlines)
    for site, shape in zip(found["site"], found.geometry, strict=True):
        # Exterior rings run against the clock, as RFC 7946 asks for.
        geometry = mapping(shapely.orient_polygons(shapely.set_precision(shape, _STEP)))
        properties = {"task": task["key"], "measure": task["measure"], "kind": "catchment", "site": site}
        yield {
            "type": "Feature",
            "geometry": geometry,
            "properties": properties | {"name": names.get(site, "")},
        }


def _point(spot: tuple[float, float], properties: Mapping[str, Any]) -> Record:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(spot)},
        "properties": dict(properties),
    }
