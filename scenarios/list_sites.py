"""The lists of a run that sites points: two sheets a county, and a workbook of the whole city."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scenarios.list_job import ListJob
from scenarios.plan_table import rows_of
from scenarios.siting.book import write_siting
from scenarios.siting.stored import stored_siting
from scenarios.siting.words import tier_title
from scenarios.store import StoredRun
from scenarios.workbook import Cell, Column, Kind, Row

__all__ = [
    "SITES_BOOK",
    "served_columns",
    "served_rows",
    "site_columns",
    "site_rows",
    "write_sites",
]

SITES_BOOK = "sites.xlsx"
_SITES: tuple[tuple[str, Kind], ...] = (
    ("list.number", "integer"), ("siting.task_column", "text"), ("siting.change", "text"),
    ("siting.name", "text"), ("list.point_code", "text"), ("siting.tier", "text"), ("list.township", "text"),
    ("siting.lon", "text"), ("siting.lat", "text"), ("siting.beside", "text"),
    ("list.villages_served", "integer"), ("siting.weight", "number"), ("siting.mean", "number"),
    ("siting.worst", "number"), ("list.way_unit", "text"), ("siting.yuan", "integer"),
)  # fmt: skip
_SERVED: tuple[tuple[str, Kind], ...] = (
    ("list.number", "integer"), ("siting.task_column", "text"), ("list.township", "text"),
    ("list.village", "text"), ("list.village_code", "text"), ("list.area", "text"),
    ("list.point_today", "text"), ("list.way_today", "number"), ("list.point", "text"),
    ("siting.way", "number"), ("list.way_unit", "text"), ("siting.share", "ratio"),
)  # fmt: skip


def write_sites(run: StoredRun, folder: Path, *, lang: str) -> Path | None:
    """Write the points of the whole city, and who goes where, to ``folder/lists/sites.xlsx``.

    Returns
    -------
    Path or None
        The workbook; None, and nothing written, for a run that sites no points.
    """
    record = stored_siting(run)
    return None if record is None else write_siting(record, folder / "lists" / SITES_BOOK, lang=lang)


def site_columns(job: ListJob) -> list[Column]:
    """The columns of the sheet of a county's points."""
    return [Column(job.say(key), kind) for key, kind in _SITES]


def site_rows(job: ListJob, code: str) -> Iterator[Row]:
    """A row for each point in a county that is new, closed, or serves as it did."""
    sites = job.run.sites
    for number, row in enumerate(rows_of(sites[sites["county_code"].eq(code)]), start=1):
        cells: list[Cell] = [
            number, _task(row, job.lang), job.say(f"siting_change.{row.change}"), row.name, row.point_code,
            tier_title(row.tier, job.lang), row.township, f"{row.lon:.6f}", f"{row.lat:.6f}",
            row.colocated_with, row.villages, row.weight, row.mean, row.worst,
            job.say(f"siting_unit.{row.measure}"), row.yuan,
        ]  # fmt: skip
        yield Row(cells, fill={"new": "better", "closed": "vacant"}.get(row.change, ""))


def served_columns(job: ListJob) -> list[Column]:
    """The columns of the sheet of who goes where."""
    return [Column(job.say(key), kind) for key, kind in _SERVED]


def served_rows(job: ListJob, code: str) -> Iterator[Row]:
    """A row for each village of a county and point that serves it, with the point that it goes to today."""
    served, sites = job.run.served, job.run.sites.drop_duplicates("task").set_index("task")
    mine = served[served["county_code"].eq(code)]
    before, after = (mine[mine["side"].eq(side)] for side in ("before", "after"))
    today = before[["task", "village_code", "point", "way"]]
    both = after.merge(today, on=["task", "village_code"], how="left", suffixes=("", "_today"))
    for number, row in enumerate(rows_of(both), start=1):
        task = sites.loc[row.task]
        cells: list[Cell] = [
            number, _task(task, job.lang), row.township, row.village, row.village_code,
            job.word("area", row.area), row.point_today, row.way_today, row.point, row.way,
            job.say(f"siting_unit.{task.measure}"), row.share,
        ]  # fmt: skip
        yield Row(cells, fill="" if row.point_code else "vacant")


def _task(row: Any, lang: str) -> str:
    return str(row.task_zh if lang == "zh" else row.task_en)
