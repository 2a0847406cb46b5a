"""Dynamic adjustment: who leaves, which villages are added, which townships merge, and in which phases."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.settings.group import LocalName, Settings, Words, setting

__all__ = ["AdjustmentSettings", "MergedTownshipSettings", "NewVillageSettings", "PhaseSettings"]

VillageCode = Annotated[str, Field(pattern=r"^[0-9]{12}$")]
TownshipCode = Annotated[str, Field(pattern=r"^[0-9]{9}$")]
CountyCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class NewVillageSettings(Settings):
    """A village that the table of villages does not have yet; the columns are those of that table."""

    village_code: VillageCode = setting(..., "12-digit code, in quotes; none that the table has")
    township_code: TownshipCode = setting(..., "9-digit code of its township, in quotes")
    county_code: CountyCode = setting(..., "6-digit code of its county, in quotes")
    name: Words = setting(..., "Name")
    area: Literal["urban", "rural"] = setting(..., "Town or country")
    lon: float = setting(..., "Longitude, or easting of a projected system", ge=-1e8, le=1e8)
    lat: float = setting(..., "Latitude, or northing of a projected system", ge=-1e8, le=1e8)
    crs: Words = setting(
        ..., "Coordinate reference system of lon and lat, never guessed: EPSG:4490, GCJ-02, BD-09, EPSG:n"
    )
    island: bool = setting(False, "Whether it lies on an island")
    pop_resident: int | None = setting(None, "Residents", unit="people", ge=0, le=1_000_000)
    households: int | None = setting(None, "Households", unit="households", ge=0, le=1_000_000)
    elderly: int | None = setting(None, "Residents of 60 years and more", unit="people", ge=0, le=1_000_000)
    disabled: int | None = setting(None, "Disabled residents", unit="people", ge=0, le=1_000_000)
    migrant_workers: int | None = setting(None, "Migrant workers", unit="people", ge=0, le=1_000_000)
    disputes_year: int | None = setting(None, "Disputes a year", unit="disputes/year", ge=0, le=100_000)


class MergedTownshipSettings(Settings):
    """Townships that go into another one."""

    into: Words = setting(..., "Code of the township that stays")
    townships: tuple[Words, ...] = setting(..., "Codes of the townships that go into it", min_length=1)


class PhaseSettings(Settings):
    """One phase: how much of the roster that it starts from may end."""

    name: LocalName = setting(..., "Title, such as now or next quarter")
    most_moved: int = setting(
        ...,
        "Pairs of counsel that may end, beyond those of people who leave and those that are banned",
        unit="pairs",
        ge=0,
        le=1_000_000,
    )
    most_moved_posts: int = setting(
        0, "Pairs of the roles beside counsel that may end likewise", unit="pairs", ge=0, le=1_000_000
    )
    fill_vacancies: bool = setting(
        True, "Whether posts that are vacant today are filled; those of people who leave always are"
    )


class AdjustmentSettings(Settings):
    """What has changed since today's roster, and the phases in which the plan meets it."""

    departures: tuple[Words, ...] = setting((), "person_id of everybody who leaves; they leave every table")
    new_villages: tuple[NewVillageSettings, ...] = setting((), "Villages that are added")
    merged_townships: tuple[MergedTownshipSettings, ...] = setting((), "Townships that merge")
    phases: tuple[PhaseSettings, ...] = setting((), "Phases in their order; none: no adjustment")
