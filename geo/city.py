"""A city: every table of it, checked, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.schema import empty_frame
from geo.tables import TABLES

__all__ = ["City"]


@dataclass(frozen=True, eq=False)
class City:
    """The tables of one city, as `geo.read_city` returns them.

    Columns are the code names in the order of `geo.TABLES`, codes are strings, coordinates CGCS2000 degrees.
    A blank optional text is the empty string, a blank optional number NaN. A table that the study does not
    have is empty, with its columns.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        The tables that the study has, by name: those of `geo.TABLES`, and its own.
    outlines : GeoDataFrame
        County polygons: county_code, name, geometry (EPSG:4490).
    """

    tables: Mapping[str, pd.DataFrame]
    outlines: gpd.GeoDataFrame

    def table(self, name: str) -> pd.DataFrame:
        """Return one table, empty where the study does not have it; KeyError if there is no such table."""
        return self.tables[name] if name in self.tables else empty_frame(TABLES[name])

    @property
    def counties(self) -> pd.DataFrame:
        """Counties, districts and functional zones."""
        return self.table("counties")

    @property
    def townships(self) -> pd.DataFrame:
        """Townships and sub-districts, with their seats."""
        return self.table("townships")

    @property
    def villages(self) -> pd.DataFrame:
        """Villages and communities."""
        return self.table("villages")

    @property
    def grids(self) -> pd.DataFrame:
        """Comprehensive grids."""
        return self.table("grids")

    @property
    def offices(self) -> pd.DataFrame:
        """Law firms, grassroots legal service offices and other bodies."""
        return self.table("offices")

    @property
    def service_points(self) -> pd.DataFrame:
        """Public legal service centres, stations and rooms."""
        return self.table("service_points")

    @property
    def committees(self) -> pd.DataFrame:
        """People's mediation committees."""
        return self.table("committees")

    @property
    def counsel(self) -> pd.DataFrame:
        """People who may be village counsel."""
        return self.table("counsel")

    @property
    def mediators(self) -> pd.DataFrame:
        """People's mediators."""
        return self.table("mediators")

    @property
    def legal_literate(self) -> pd.DataFrame:
        """Legal-literate persons, serving and candidates."""
        return self.table("legal_literate")

    @property
    def staff(self) -> pd.DataFrame:
        """Who works at which service point or judicial office, and with what skill."""
        return self.table("staff")

    @property
    def headcounts(self) -> pd.DataFrame:
        """Legal service personnel by county and occupation."""
        return self.table("headcounts")

    @property
    def observations(self) -> pd.DataFrame:
        """Figures that somebody has observed, by measure, year and perhaps county."""
        return self.table("observations")

    @property
    def cases(self) -> pd.DataFrame:
        """Cases of earlier years by county, year and type."""
        return self.table("cases")

    @property
    def roster(self) -> pd.DataFrame:
        """Who holds which post today."""
        return self.table("roster")

    @property
    def road_nodes(self) -> pd.DataFrame:
        """Settlements, junctions and ports."""
        return self.table("road_nodes")

    @property
    def road_edges(self) -> pd.DataFrame:
        """Roads and ferries between nodes."""
        return self.table("road_edges")
