"""Reading the small city with one thing changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo import FAULT_CODES, City, Fault, Source, TableError, read_city
from tests.small_city import OCCUPATIONS, small_tables, write_small_city


def read(sources: Mapping[str, Source]) -> City:
    """Read with the occupations that the small city has."""
    return read_city(sources, occupations=OCCUPATIONS)


def faults_of(sources: Mapping[str, Source]) -> tuple[Fault, ...]:
    """Return the faults of a study, none when it is sound."""
    try:
        read(sources)
    except TableError as error:
        for fault in error.faults:  # what the catalogues of messages rely on
            assert tuple(name for name, _ in fault.params) == FAULT_CODES[fault.code]
        return error.faults
    return ()


def with_cells(table: str, *cells: tuple[int, str, str]) -> dict[str, pd.DataFrame]:
    """Return one table of the small city with cells (record, column, text) replaced."""
    frame = small_tables()[table]
    for record, column, text in cells:
        assert column in frame.columns
        frame.loc[record, column] = text
    return {table: frame}


def cell_faults(folder: Path, table: str, *cells: tuple[int, str, str]) -> tuple[Fault, ...]:
    """Return the faults after replacing cells of one table."""
    return faults_of(write_small_city(folder, with_cells(table, *cells)))


def with_source(sources: Mapping[str, Source], table: str, **changes: Any) -> dict[str, Source]:
    """Return the sources with one of them declared differently."""
    return {**sources, table: dataclasses.replace(sources[table], **changes)}


def outline_faults_of(folder: Path, outlines: gpd.GeoDataFrame) -> tuple[Fault, ...]:
    """Return the faults of the small city with other outlines."""
    return faults_of(write_small_city(folder, outlines=outlines))
