"""A plan of sites as GeoJSON (RFC 7946): a point a site, and a point a village with the site it goes to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.whole_file import whole_file

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["write_geojson"]

Record = Mapping[str, Any]
#: RFC 7946 knows WGS 84 alone, and no other member that says so; tables are in CGCS2000.
_CRS = "CGCS2000 (EPSG:4490), longitude and latitude; within centimetres of WGS 84, as RFC 7946 asks for"
_SITE = (
    "site", "name", "tier", "change", "county_code", "township_code", "village_code", "villages", "weight",
    "mean", "worst", "yuan", "colocated_with",
)  # fmt: skip
_SERVICE = ("village_code", "village", "site", "way", "counted", "share")


def write_geojson(record: Record, path: Path, *, city: City) -> Path:
    """Write sites and villages, whole or not at all.

    Parameters
    ----------
    record : mapping
        From `scenarios.siting.record.siting_record`.
    path : Path
    city : City
        Where the villages lie.
    """
    spots = zip(city.villages["lon"].tolist(), city.villages["lat"].tolist(), strict=True)
    places = dict(zip(city.villages["village_code"], spots, strict=True))
    collection = {
        "type": "FeatureCollection",
        "note": _CRS,
        "features": [each for task in record["tasks"] for each in _features(task, places)],
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
    for row in task["beyond"]:
        found = head | {"kind": "beyond", "village_code": row["village_code"], "village": row["village"]}
        yield _point(places[row["village_code"]], found)


def _point(spot: tuple[float, float], properties: Mapping[str, Any]) -> Record:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(spot)},
        "properties": dict(properties),
    }
