"""The tables that a run keeps of its sites: which are open or closed, and which villages go where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scenarios.code_names import county_names, names_by, township_names
from scenarios.siting.columns import SERVED_COLUMNS, SITE_COLUMNS, no_served, no_sites
from scenarios.siting.points import sited_points
from scenarios.siting.record import task_rows

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.siting.answer import SitingAnswer, TaskAnswer

__all__ = ["served_table", "site_table"]


def site_table(answer: SitingAnswer, *, before: City, after: City) -> pd.DataFrame:
    """Return a row for every site of a task that is open, or was until now.

    Parameters
    ----------
    answer : SitingAnswer
    before, after : City
        As the files have it, and with the points of the plan.

    Returns
    -------
    DataFrame
        The columns of `scenarios.siting.columns.SITE_COLUMNS`; new sites of each task first.
    """
    names = _point_names(before, after)
    parts = [_task_sites(task, after, names) for task in answer.tasks]
    return pd.concat([no_sites(), *parts], ignore_index=True)[list(SITE_COLUMNS)]


def served_table(answer: SitingAnswer, *, before: City, after: City) -> pd.DataFrame:
    """Return who goes where today and in the plan; what it takes and gives is as for `site_table`."""
    names = _point_names(before, after)
    parts = [
        _task_served(task, side, services, after, names)
        for task in answer.tasks
        for side, services in (("before", task.case.today), ("after", task.services))
    ]
    return pd.concat([no_served(), *parts], ignore_index=True)[list(SERVED_COLUMNS)]


def _point_names(before: City, after: City) -> dict[str, str]:
    """Names of points by their codes, those that are closed included."""
    return names_by(pd.concat([before.service_points, after.service_points]), "point_code")


def _codes(task: TaskAnswer, after: City) -> dict[str, str]:
    """The code of the point at each site; a site of today bears that of its point."""
    sited = sited_points(after)
    mine = sited[sited["task"].eq(task.name)]
    return dict(zip(mine["site"], mine["point_code"], strict=True))


def _task_sites(task: TaskAnswer, after: City, names: dict[str, str]) -> pd.DataFrame:
    rows = pd.DataFrame(task_rows(task, after)["sites"], columns=[*SITE_COLUMNS])
    code_of = _codes(task, after)
    codes = [code_of.get(site, site) for site in rows["site"]]
    changed = rows["change"].isin(["new", "closed"])
    beside = dict(
        zip(after.service_points["point_code"], after.service_points["colocated_with"], strict=True)
    )
    return rows.assign(
        task=task.name,
        task_zh=task.settings.name.zh,
        task_en=task.settings.name.en,
        point_code=codes,
        name=[names.get(code, "") for code in codes],
        colocated_with=[beside.get(code) or "" for code in codes],
        measure=task.settings.measure,
        yuan=rows["yuan"].where(changed, 0).round().astype("int64"),
    )


def _task_served(
    task: TaskAnswer, side: str, services: pd.DataFrame, after: City, names: dict[str, str]
) -> pd.DataFrame:
    villages = task.case.ground.villages[["village_code"]].merge(
        after.villages, on="village_code", how="left"
    )
    rows = villages.rename(columns={"name": "village"}).merge(services, on="village_code", how="left")
    code_of = _codes(task, after)
    # A village that nobody serves has no site.
    codes = ["" if pd.isna(site) else code_of.get(site, site) for site in rows["site"]]
    weight = pd.Series(task.case.ground.weight, index=task.case.ground.villages["village_code"])
    share = rows["share"].fillna(0.0)
    counties, townships = county_names(after), township_names(after)
    return rows.assign(
        task=task.name,
        side=side,
        point_code=codes,
        point=[names.get(code, "") for code in codes],
        share=share,
        weight=rows["village_code"].map(weight) * share,
        county=[counties.get(code, "") for code in rows["county_code"]],
        township=[townships.get(code, "") for code in rows["township_code"]],
    ).sort_values(["village_code", "point_code"], kind="stable", ignore_index=True)
