"""Sites that a plan opens and closes, as service points of the city."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.city import City
from scenarios.added_rows import with_rows

if TYPE_CHECKING:
    from scenarios.siting.answer import SitingAnswer, TaskAnswer

__all__ = ["closed_sites", "new_codes", "sited_points", "with_points", "with_stored_points", "with_task"]

#: Name of the table of the points that siting has opened and closed, which no file has.
_SITED = "sited_points"
_SITED_COLUMNS = ["task", "site", "point_code", "tier", "county_code", "township_code", "new", "yuan"]
#: What is added to the name of a place, as a point of the tier is called there.
_TITLES = {
    "city_centre": "公共法律服务中心",
    "county_centre": "公共法律服务中心",
    "station": "公共法律服务站",
    "room": "公共法律服务室",
    "terminal": "公共法律服务自助终端",
    "remote_notary": "远程公证服务点",
}


def with_points(city: City, answer: SitingAnswer) -> City:
    """Return the city with the service points as the tasks of a plan of sites leave them.

    Parameters
    ----------
    city : City
        As the tables have it; not changed.
    answer : SitingAnswer
    """
    for task in answer.tasks:
        city = with_task(city, task)
    return city


def with_task(city: City, task: TaskAnswer) -> City:
    """Return the city with the service points as one task leaves them.

    New points come last, in the order of their sites, with codes by `new_codes`. Nobody works there yet, so
    that `staff` is 0. A point at an office, or in the same house, is co-located with it.

    Parameters
    ----------
    city : City
        After the tasks before it; not changed.
    task : TaskAnswer
    """
    sites = task.sites.sort_values("site", kind="stable")
    new, closed = sites[sites["new"]], closed_sites(task)
    codes = new_codes(city, task.name, new["place"])
    offices = set(city.offices["office_code"])
    rows = [_point(row, task, codes[row["place"]], offices) for row in new.to_dict("records")]
    gone = [{**row, "point_code": row["site"]} for row in closed.to_dict("records")]
    return _changed(city, [{**row, "task": task.name} for row in (*rows, *gone)])


def with_stored_points(city: City, sites: pd.DataFrame) -> City:
    """Return the city with the service points as a stored run has left them.

    Parameters
    ----------
    city : City
        As the files have it; not changed.
    sites : DataFrame
        sites.csv of the run; without rows the city stays as it is.
    """
    changed = sites[sites["change"].isin(["new", "closed"])]
    rows = changed.assign(new=changed["change"].eq("new"), staff=0).to_dict("records")
    return _changed(city, rows) if rows else city


def _changed(city: City, rows: list[dict[Any, Any]]) -> City:
    """The city with new points (rows where `new`) and without those that the other rows name."""
    points, gone = city.service_points, [row["point_code"] for row in rows if not row["new"]]
    kept = points[~points["point_code"].isin(gone)].reset_index(drop=True)
    costs = ({**row, "yuan": round(row["yuan"])} for row in rows)
    tables = {
        **city.tables,
        "service_points": with_rows(kept, [row for row in rows if row["new"]]),
        _SITED: pd.DataFrame([*sited_points(city).to_dict("records"), *costs], columns=_SITED_COLUMNS),
    }
    return City(MappingProxyType(tables), city.outlines)


def closed_sites(task: TaskAnswer) -> pd.DataFrame:
    """Return the rows of a task's sites that are points of its tier today and are closed."""
    sites = task.sites
    return sites[sites["existing"] & ~sites["opened"] & ~sites["counted"]].sort_values("site", kind="stable")


def new_codes(city: City, task: str, places: Iterable[str]) -> dict[str, str]:
    """Return the codes of a task's new points by their places: the task, then the code of the place.

    Whatever is called so already, a point or an office, keeps its code to itself: a number is added.
    """
    known = city.service_points["point_code"], city.offices["office_code"], sited_points(city)["point_code"]
    taken = {code for column in known for code in column}
    found = {}
    for place in places:
        ends = ("", *(f"-{number}" for number in range(2, len(taken) + 3)))
        found[place] = next(code for code in (f"{task}-{place}{end}" for end in ends) if code not in taken)
        taken.add(found[place])
    return found


def sited_points(city: City) -> pd.DataFrame:
    """Return what siting has opened and closed in a city, one row a point.

    Returns
    -------
    DataFrame
        ``task, site, point_code, tier, county_code, township_code, new`` (False: closed), ``yuan`` (what
        opening or closing it costs). No row of a city as its files have it.
    """
    return city.tables.get(_SITED, pd.DataFrame(columns=_SITED_COLUMNS))


def _point(row: dict[Any, Any], task: TaskAnswer, code: str, offices: set[str]) -> dict[Any, Any]:
    tier = str(task.settings.tier)
    beside = row["place"] if task.settings.at == "offices" else row["colocated_with"]
    return {
        **row,
        "point_code": code,
        "name": f"{row['name']}{_TITLES[tier]}",
        "tier": tier,
        "staff": 0,
        "colocated_with": beside if beside in offices else "",
    }
