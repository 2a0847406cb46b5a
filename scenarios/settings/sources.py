"""The tables of a study: which there are, and how each is read."""

from __future__ import annotations

from typing import Literal, get_args

from scenarios.settings.group import Settings, Words, setting

__all__ = ["COORDINATE_TABLES", "OPTIONAL_TABLES", "REQUIRED_TABLES", "SourceSettings", "TableName"]

_Required = Literal[
    "outlines",
    "counties",
    "townships",
    "villages",
    "offices",
    "counsel",
    "roster",
    "road_nodes",
    "road_edges",
]
_Optional = Literal[
    "grids",
    "service_points",
    "committees",
    "mediators",
    "legal_literate",
    "staff",
    "headcounts",
    "observations",
    "cases",
]
TableName = Literal[_Required, _Optional]

#: Tables without which no staffing run is possible, and tables that a study may leave out.
REQUIRED_TABLES: tuple[str, ...] = get_args(_Required)
OPTIONAL_TABLES: tuple[str, ...] = get_args(_Optional)
#: Tables with coordinates: their reference system must be declared, it is never guessed.
COORDINATE_TABLES = ("outlines", "townships", "villages", "offices", "service_points", "road_nodes")


class SourceSettings(Settings):
    """One table of the study: the file and how to read it."""

    path: Words = setting(..., "File inside the study's folder, with / between folders: .csv, .gpkg or .xlsx")
    crs: Words | None = setting(
        None, "Coordinate reference system of lon and lat: EPSG:4490, EPSG:4326, GCJ-02, BD-09, EPSG:n"
    )
    encoding: Literal["utf-8", "gb18030"] | None = setting(
        None, "Text encoding of a .csv; null tries both, strictly"
    )
    layer: Words | None = setting(None, "Layer of a .gpkg; null takes the only one")
    sheet: Words | None = setting(None, "Sheet of a .xlsx; null takes the only one")
