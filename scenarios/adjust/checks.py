"""Faults of an adjustment: alone (`section_faults`), and beside the tables (`table_faults`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geo.crs import KNOWN_CRS, check_crs, to_cgcs2000
from geo.errors import CrsError
from geo.plane import Plane
from scenarios.adjust.city import PEOPLE_TABLES
from scenarios.faults import entry_words

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.origins import Steps
    from scenarios.settings import AdjustmentSettings, NewVillageSettings, StudyConfig

__all__ = ["AdjustmentFault", "section_faults", "table_faults"]

_HERE: Steps = ("adjustment",)
#: As for villages of the table: outlines are simplified.
_TOLERANCE_KM = 2.0


class AdjustmentFault(NamedTuple):
    """One fault: where it stands, its code, what was found, and the words for the gaps of its text."""

    path: Steps
    code: str
    value: Any = None
    params: Mapping[str, str] | None = None


def section_faults(adjustment: AdjustmentSettings) -> Iterator[AdjustmentFault]:
    """Yield the faults that show without any table."""
    if not adjustment.phases:
        for name in ("departures", "new_villages", "merged_townships"):
            if getattr(adjustment, name):
                yield AdjustmentFault((*_HERE, name), "no_phase", params={"key": name})
    for place, person in enumerate(adjustment.departures):
        if person in adjustment.departures[:place]:
            yield AdjustmentFault((*_HERE, "departures", place), "repeated", person, {"name": person})
    codes = [village.village_code for village in adjustment.new_villages]
    for place, village in enumerate(adjustment.new_villages):
        path = (*_HERE, "new_villages", place)
        if village.village_code in codes[:place]:
            code = village.village_code
            yield AdjustmentFault((*path, "village_code"), "repeated", code, {"name": code})
        try:
            check_crs(village.crs)
        except CrsError:
            yield AdjustmentFault((*path, "crs"), "unknown_crs", village.crs, {"known": KNOWN_CRS})
    yield from _mergers(adjustment)


def _mergers(adjustment: AdjustmentSettings) -> Iterator[AdjustmentFault]:
    """A township goes into one other that stays."""
    gone: set[str] = set()
    every = {code for each in adjustment.merged_townships for code in each.townships}
    for place, merger in enumerate(adjustment.merged_townships):
        path = (*_HERE, "merged_townships", place)
        if merger.into in every and merger.into not in merger.townships:
            yield AdjustmentFault((*path, "into"), "merged_away", merger.into, {"township": merger.into})
        for at, code in enumerate(merger.townships):
            if code == merger.into:
                yield AdjustmentFault((*path, "townships", at), "merged_into_itself", code)
            elif code in gone:
                yield AdjustmentFault((*path, "townships", at), "repeated", code, {"name": code})
            gone.add(code)


def table_faults(config: StudyConfig, city: City) -> Iterator[AdjustmentFault]:
    """Yield what the tables do not have, or have already.

    Parameters
    ----------
    config : StudyConfig
        Its adjustment has no faults of its own.
    city : City
        Before the adjustment.
    """
    adjustment, look = config.adjustment, _Lookup(config, city)
    people = pd.concat([city.table(name)["person_id"] for name in PEOPLE_TABLES], ignore_index=True)
    for place, person in enumerate(adjustment.departures):
        yield from look.named((*_HERE, "departures", place), person, "counsel", people)
    gone = set(adjustment.departures)
    for place, lock in enumerate(config.counsel.locks):
        if lock.person in gone:
            where = ("roles", "counsel", "locks", place, "person")
            yield AdjustmentFault(where, "lock_departed", lock.person)
    towns = city.townships["township_code"]
    for place, merger in enumerate(adjustment.merged_townships):
        path = (*_HERE, "merged_townships", place)
        yield from look.named((*path, "into"), merger.into, "townships", towns)
        for at, code in enumerate(merger.townships):
            yield from look.named((*path, "townships", at), code, "townships", towns)
    for place, village in enumerate(adjustment.new_villages):
        yield from _new_village((*_HERE, "new_villages", place), village, city, look)


class _Lookup:
    """Finds names in tables, and says in which file they should stand."""

    def __init__(self, config: StudyConfig, city: City) -> None:
        self._config, self._city = config, city

    def file(self, table: str) -> str:
        """The file of a table."""
        source = {str(name): each for name, each in self._config.sources.items()}.get(table)
        return table if source is None else source.path

    def named(self, path: Steps, name: str, table: str, known: pd.Series[str]) -> Iterator[AdjustmentFault]:
        """A fault when a column does not hold a name."""
        if not known.eq(name).any():
            yield AdjustmentFault(path, "not_in_table", name, entry_words(name, known, self.file(table)))


def _new_village(
    path: Steps, village: NewVillageSettings, city: City, look: _Lookup
) -> Iterator[AdjustmentFault]:
    codes = city.villages["village_code"]
    if codes.eq(village.village_code).any():
        params = {"file": look.file("villages")}
        yield AdjustmentFault((*path, "village_code"), "village_known", village.village_code, params)
    towns = city.townships.set_index("township_code")["county_code"]
    unknown = list(
        look.named(
            (*path, "township_code"), village.township_code, "townships", city.townships["township_code"]
        )
    )
    unknown += look.named(
        (*path, "county_code"), village.county_code, "counties", city.counties["county_code"]
    )
    yield from unknown
    if not unknown and towns[village.township_code] != village.county_code:
        county = {"county": str(towns[village.township_code])}
        yield AdjustmentFault((*path, "county_code"), "township_county", village.county_code, county)
    lon, lat = to_cgcs2000([village.lon], [village.lat], crs=village.crs)
    if not _inside(city, float(lon[0]), float(lat[0])):
        value = f"{village.lon}, {village.lat}"
        yield AdjustmentFault((*path, "lon"), "outside_city", value, {"km": f"{_TOLERANCE_KM:g}"})


def _inside(city: City, lon: float, lat: float) -> bool:
    """Whether a place lies in the city's outline, or just beyond; True without any outline."""
    if city.outlines.empty:
        return True
    if not (np.isfinite([lon, lat]).all() and abs(lon) <= 180 and abs(lat) <= 90):
        return False
    whole = shapely.union_all(city.outlines.geometry.to_numpy())
    plane = Plane.around(whole)
    point = shapely.points(plane.points(np.array([lon]), np.array([lat])))[0]
    return bool(shapely.dwithin(plane.flat(whole), point, _TOLERANCE_KM))
