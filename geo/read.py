"""The files of a study to one checked city, or one report of everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

import geopandas as gpd

from geo.checks import duplicate_faults, reference_faults, rule_faults, schema_faults
from geo.city import City
from geo.columns import TableSpec
from geo.coordinates import convert, crs_faults, take_points
from geo.errors import TableError
from geo.faults import Fault, report
from geo.formats import read_cells
from geo.off_road import off_road_faults
from geo.outlines import outline_faults, outline_frame
from geo.parse import parse
from geo.places import county_faults, place_faults
from geo.road_checks import road_faults
from geo.schema import SCHEMAS, table_schema
from geo.source import Source
from geo.table import Table, name_columns
from geo.tables import OCCUPATION_NAMES, OUTLINES, TABLES, occupation_choices

__all__ = ["read_city"]


def read_city(
    sources: Mapping[str, Source],
    *,
    occupations: Collection[str],
    snap_limit_km: float | None = None,
    further: Mapping[str, TableSpec] = MappingProxyType({}),
    case_types: Mapping[str, str] = MappingProxyType({}),
) -> City:
    """Read and check every table of a study.

    Parameters
    ----------
    sources : mapping of str to Source
        By name of the table, see `TABLES`, and ``outlines``.
    occupations : collection of str
        What counsel may be by occupation, such as ``lawyer``; a Chinese name of one of them passes as well.
    snap_limit_km : float, optional
        How far from the nearest road node people may set out; offices and seats beyond it are faults, see
        `geo.off_road`. None does not look.
    further : mapping of str to TableSpec
        Columns to read of a table beyond those of `TABLES`, or all columns of a table of the study's own.
    case_types : mapping of str to str
        What may stand in the column case_type, to the type that it means; empty takes any text.

    Returns
    -------
    City

    Raises
    ------
    TableError
        With the faults of all files: sorted, without repetitions, and with at most `LISTED_PER_CODE` rows
        for one code in one file.
    """
    specs = _specs(occupations, further)
    specs["cases"] = specs["cases"].with_choices("case_type", case_types)
    faults = _table_names(sources, specs)
    tables: dict[str, Table] = {}
    for name, spec in specs.items():
        if name in sources:
            table, found = _read_table(sources[name], spec)
            faults += found
            if table is not None:
                tables[name] = table
    outlines, found = _outlines(tables)
    left_out = {name for name, spec in specs.items() if name not in sources and not spec.required}
    faults += found + reference_faults(tables, left_out=left_out) + rule_faults(tables)
    if not found:  # a city that lacks a part would make places look lost
        faults += _location_faults(tables, outlines)
    faults += road_faults(tables)
    if snap_limit_km is not None:
        faults += off_road_faults(tables, limit_km=snap_limit_km)
    if faults:
        raise TableError(report(faults))
    frames = {
        name: table.frame.reset_index(drop=True) for name, table in tables.items() if name != "outlines"
    }
    return City(MappingProxyType(frames), outlines.reset_index(drop=True))


def _specs(occupations: Collection[str], further: Mapping[str, TableSpec]) -> dict[str, TableSpec]:
    specs = {**TABLES, OUTLINES.name: OUTLINES}
    specs["counsel"] = specs["counsel"].with_choices("occupation", occupation_choices(occupations))
    known = occupation_choices({*OCCUPATION_NAMES, *occupations})
    specs["headcounts"] = specs["headcounts"].with_choices("occupation", known)
    for name, spec in further.items():
        specs[name] = specs[name].with_columns(spec.columns) if name in specs else spec
    return specs


def _table_names(sources: Iterable[str], specs: Mapping[str, TableSpec]) -> list[Fault]:
    names = set(sources)
    missing = [spec.name for spec in specs.values() if spec.required and spec.name not in names]
    faults = [Fault(name, None, None, None, "missing_table") for name in missing]
    return faults + [Fault(name, None, None, None, "unknown_table") for name in names - set(specs)]


def _read_table(source: Source, spec: TableSpec) -> tuple[Table | None, list[Fault]]:
    """Read one table as far as it can be read; None when there is nothing to check others against."""
    located = spec.has_coordinates or spec is OUTLINES
    cells = read_cells(source)
    if isinstance(cells, list):
        return None, cells + (crs_faults(source, None) if located else [])
    table, faults = name_columns(source, spec, cells)
    unplaced = crs_faults(source, table.geometry) if located else []
    faults += unplaced + (take_points(table) if spec.has_coordinates else [])
    faults += parse(table)
    schema = SCHEMAS.get(spec.name)
    if schema is None or not set(spec.names) <= set(schema.columns):
        schema = table_schema(spec)
    faults += schema_faults(table, schema)
    faults += duplicate_faults(table)
    table.placed = located and not unplaced
    if spec.has_coordinates:
        convert(table)
    return table, faults


def _outlines(tables: Mapping[str, Table]) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return the outlines, and their faults; counties other than zones must have one."""
    if "outlines" not in tables or not tables["outlines"].placed:
        return outline_frame(None), []
    table = tables["outlines"]
    faults = outline_faults(table)
    if "counties" in tables and "county_code" in table.headers:
        counties = tables["counties"]
        frame = counties.frame[(counties.frame["kind"] != "zone") & (counties.frame["county_code"] != "")]
        bare = frame.index[~frame["county_code"].isin(table.frame["county_code"])]
        faults += counties.faults(map(int, bare), "county_code", "missing_outline")
    return outline_frame(table), faults


def _location_faults(tables: Mapping[str, Table], outlines: gpd.GeoDataFrame) -> list[Fault]:
    """Report places outside the city or their county; nothing when there is no sound outline to judge by."""
    faults: list[Fault] = []
    if outlines.empty:
        return faults
    for table in tables.values():
        if not (table.spec.has_coordinates and table.placed):
            continue
        faults += place_faults(table, outlines)
        if table.spec.name == "villages":
            faults += county_faults(table, outlines)
    return faults
