"""What a stored run has sited, on the page of the map: which task, which points, whose catchments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from scenarios.code_names import names_by
from scenarios.siting.words import tier_title
from scenarios.store import StoredRun
from ui.map_points import Record
from ui.map_sites import area_records, choose_areas, choose_changes, point_records
from ui.view import View

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Sited", "choose_sited"]


@dataclass(frozen=True)
class Sited:
    """What is shown of a task.

    Attributes
    ----------
    task : str
    sites : DataFrame
        Its rows of sites.csv.
    measure : {'minutes', 'km'}
    areas : str
        Whose catchments, of `ui.map_sites.AREAS`.
    changes : collection of str
        Which points.
    names : dict of str to str
        Names of all points that serve somebody, today or in the plan.
    """

    task: str
    sites: pd.DataFrame = field(repr=False)
    measure: str
    areas: str
    changes: Collection[str]
    names: dict[str, str] = field(repr=False)

    def point_records(self, view: View) -> list[Record]:
        """One disc a point."""
        return point_records(
            view, _rows(self.sites), measure=self.measure, areas=self.areas, changes=self.changes
        )

    def area_records(self, view: View, catchments: gpd.GeoDataFrame | None) -> list[Record]:
        """The polygons of the side that is chosen; none where the file has no such layer."""
        if catchments is None or self.areas == "none":
            return []
        mine = catchments[catchments["task"].eq(self.task) & catchments["side"].eq(self.areas)]
        return area_records(view, mine, names=self.names, key="point_code")


def choose_sited(view: View, run: StoredRun) -> Sited | None:
    """Let the person choose what is shown of the sites of a run; None where it sites no points."""
    tasks = {task["key"]: task for task in run.metrics.get("siting", ())}
    if not tasks:
        return None

    def title(key: str) -> str:
        task = tasks[key]
        words = {"name": task["name"][view.lang], "tier": tier_title(task["tier"], view.lang)}
        return view.say("siting.task", **words)

    key = f"{view.lang} {run.study} {run.scenario}"
    found = next(iter(tasks))
    if len(tasks) > 1:
        label = view.say("map.task")
        found = str(st.selectbox(label, list(tasks), format_func=title, key=f"map task {key}"))
    sites = run.sites[run.sites["task"].eq(found)]
    served = run.served[run.served["task"].eq(found) & run.served["point_code"].ne("")]
    points = served.drop_duplicates("point_code").sort_values("point_code")
    return Sited(
        task=found,
        sites=sites,
        measure=tasks[found]["measure"],
        areas=choose_areas(view, key=f"map areas {key} {found}"),
        changes=choose_changes(view, _rows(sites), key=f"map points {key} {found}"),
        names=names_by(points, "point_code", "point"),
    )


def _rows(sites: pd.DataFrame) -> list[Record]:
    return [{str(name): value for name, value in row.items()} for row in sites.to_dict("records")]
