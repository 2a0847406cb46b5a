"""The ground of a city: outlines in CGCS2000, and the land on which each county's settlements may lie."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import to_cgcs2000

from .packages import PackageError, Packages
from .plane import Plane
from .register import county_kind
from .totals import Island

_INSET_KM = 0.03  # keeps a point inside after its coordinates are rounded
_MAIN_KM2 = 5.0  # smaller parts are islets: a village lies there only when it is declared an island
_AROUND_KM = 30.0
_GAP_KM2 = 20.0  # a remainder of the city's outline this large is a county that the package does not draw


@dataclass(frozen=True)
class Ground:
    """Where things may be. Polygons in `parts` and `land` are in the plane's kilometres."""

    plane: Plane
    outlines: gpd.GeoDataFrame  # county_code, name, geometry (EPSG:4490)
    host: Mapping[str, str]  # county -> county whose polygon holds it (itself when it has one)
    parts: Mapping[str, BaseGeometry]  # host -> whole polygon
    land: Mapping[str, BaseGeometry]  # host -> inset polygon without islets
    whole: BaseGeometry  # all of it
    dry: BaseGeometry  # all of it and the land around it
    notes: tuple[str, ...]


def read_ground(
    source: Packages, *, city: str, counties: pd.DataFrame, islands: tuple[Island, ...]
) -> Ground:
    """Read the outlines of a city's counties and settle which polygon holds which county.

    Raises
    ------
    PackageError
        When neither the counties nor the city has a polygon.
    """
    found = {code: _converted(source.outline(code)) for code in counties.county_code}
    drawn = {code: shape for code, shape in found.items() if shape is not None}
    notes: list[str] = []
    drawn |= _remainder(_converted(source.outline(f"{city}00")), drawn, counties, notes)
    if not drawn:
        raise PackageError(f"code: {city} has no outline in the boundary package")
    centre = shapely.union_all(list(drawn.values())).centroid
    plane = Plane(round(centre.x, 4), round(centre.y, 4))
    host = _hosts(counties, list(drawn), notes)
    drawn = _with_islets(drawn, islands, host, plane, notes)
    parts = {code: plane.shape(shape) for code, shape in drawn.items()}
    land = {code: _land(shape) for code, shape in parts.items()}
    whole = shapely.union_all(list(parts.values()))
    dry = _dry_land(source, whole, plane)
    return Ground(plane, _frame(drawn, counties), host, parts, land, whole, dry, tuple(notes))


def _hosts(counties: pd.DataFrame, drawn: list[str], notes: list[str]) -> dict[str, str]:
    host = {code: code for code in drawn}
    for code in counties.county_code[~counties.county_code.isin(drawn)]:
        host[code] = _nearest_code(code, drawn)
        notes.append(f"{code}: no polygon in the boundary package; placed inside {host[code]}")
    return {code: host[code] for code in counties.county_code}


def _dry_land(source: Packages, whole: BaseGeometry, plane: Plane) -> BaseGeometry:
    """Return the city's land and that of its neighbours, which a road may cross."""
    country = source.outline("100000")
    if country is None:
        return whole
    west, south, east, north = plane.degrees(whole.envelope.buffer(_AROUND_KM)).bounds
    near = _converted(shapely.clip_by_rect(country, west, south, east, north))
    return whole if near is None else shapely.union(whole, plane.shape(near))


def _converted(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Convert from GCJ-02, the datum in which the upstream of the package publishes its outlines."""
    if shape is None:
        return None
    moved = shapely.transform(
        shape, lambda xy: np.round(np.column_stack(to_cgcs2000(xy[:, 0], xy[:, 1], crs="GCJ-02")), 6)
    )
    return shapely.make_valid(moved, method="structure", keep_collapsed=False)


def _remainder(
    city: BaseGeometry | None, drawn: Mapping[str, BaseGeometry], counties: pd.DataFrame, notes: list[str]
) -> dict[str, BaseGeometry]:
    """Give what the drawn counties leave of the city's outline to those that are not drawn.

    A renamed county (its polygon has an old code) gets it whole; several are cut apart, and that cut is not
    real. Zones have no claim unless nobody else has: then the first gets it and holds the others.
    """
    bare = counties[~counties.county_code.isin(list(drawn))]
    claims = sorted(bare.county_code[bare.kind != "zone"]) or sorted(bare.county_code)[:1]
    if city is None or not claims:
        return {}
    left = city.difference(shapely.union_all(list(drawn.values()))) if drawn else city
    big = [
        p for p in shapely.get_parts(left) if p.geom_type == "Polygon" and p.area * 111.3**2 * 0.8 > _GAP_KM2
    ]
    pieces = [p for p in shapely.get_parts(left) if p.geom_type == "Polygon"] if not drawn else big
    if not pieces:
        return {}
    whole = shapely.MultiPolygon(pieces)
    if len(claims) == 1:
        notes.append(
            f"{claims[0]}: no polygon of its own; takes what the other counties leave of the city's outline"
        )
        return {claims[0]: whole}
    notes.append(
        f"{', '.join(claims)}: no polygons; what is left of the city's outline is cut between them at will"
    )
    return _cut(whole, claims)


def _cut(whole: BaseGeometry, codes: list[str]) -> dict[str, BaseGeometry]:
    """Cut a polygon between codes: by the nearest of as many points spread over it, from west to east."""
    spots = shapely.get_coordinates(whole)
    chosen = [spots[np.argmin(spots[:, 0])]]
    while len(chosen) < len(codes):
        gap = np.min([((spots - c) ** 2).sum(axis=1) for c in chosen], axis=0)
        chosen.append(spots[int(np.argmax(gap))])
    points = shapely.MultiPoint(sorted(map(tuple, chosen)))
    cells = list(shapely.voronoi_polygons(points, extend_to=whole).geoms)
    return {
        code: whole.intersection(next(cell for cell in cells if cell.covers(point)))
        for code, point in zip(codes, points.geoms, strict=True)
    }


def _nearest_code(code: str, drawn: list[str]) -> str:
    """Return the drawn county that holds one without a polygon.

    For a zone the first drawn zone, else the city's first drawn county; for a county the nearest code.
    """
    if county_kind(code) == "zone":
        return min([other for other in drawn if county_kind(other) == "zone"] or drawn)
    return min(drawn, key=lambda other: (abs(int(other) - int(code)), other))


def _with_islets(
    drawn: dict[str, BaseGeometry],
    islands: tuple[Island, ...],
    host: Mapping[str, str],
    plane: Plane,
    notes: list[str],
) -> dict[str, BaseGeometry]:
    """Add a disc for each declared island that the package does not draw."""
    for island in islands:
        county = host[island.village[:6]]
        if island.radius_km is None or shapely.contains_xy(drawn[county], *island.at):
            continue
        disc = shapely.Point(plane.forward([island.at[0]], [island.at[1]])[0]).buffer(island.radius_km, 8)
        drawn = {**drawn, county: shapely.union(drawn[county], plane.degrees(disc))}
        notes.append(
            f"{island.village}: an islet of {island.radius_km} km radius added to the outline of {county}"
        )
    return drawn


def _land(shape: BaseGeometry) -> BaseGeometry:
    inset = shape.buffer(-_INSET_KM)
    big = [part for part in shapely.get_parts(inset) if part.area >= _MAIN_KM2]
    return shapely.MultiPolygon(big) if big else inset


def _frame(drawn: Mapping[str, BaseGeometry], counties: pd.DataFrame) -> gpd.GeoDataFrame:
    names = counties.set_index("county_code")["name"]
    codes = sorted(drawn)
    shapes = [
        drawn[code] if drawn[code].geom_type == "MultiPolygon" else shapely.MultiPolygon([drawn[code]])
        for code in codes
    ]
    return gpd.GeoDataFrame(
        {"county_code": codes, "name": [names[c] for c in codes]}, geometry=shapes, crs="EPSG:4490"
    )
