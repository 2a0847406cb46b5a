"""The second sheet of a county's workbook: how busy each counsel is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from scenarios.list_job import ListJob
from scenarios.plan_table import rows_of
from scenarios.workbook import Cell, Column, Row

__all__ = ["counsel_columns", "counsel_rows"]


def counsel_columns(job: ListJob) -> list[Column]:
    """The columns of the sheet."""
    say = job.say
    return [
        Column(say("list.number"), "integer"),
        Column(say("list.counsel")),
        Column(say("list.person_id")),
        Column(say("list.occupation")),
        Column(say("list.office")),
        Column(say("list.phone")),
        Column(say("list.villages"), "integer"),
        Column(say("list.most_villages"), "integer"),
        Column(say("list.villages_served"), "long"),
        Column(say("list.hours_needed"), "number"),
        Column(say("list.hours_year"), "number"),
        Column(say("list.minutes_year"), "integer"),
        Column(say("list.over_cap")),
        Column(say("list.over_hours")),
        Column(say("list.remark")),
    ]


def counsel_rows(job: ListJob, code: str) -> Iterator[Row]:
    """A row for everybody who serves a county or is at home there; those beyond a limit are coloured."""
    plan = job.run.plan
    serving = set(plan.loc[(plan["county_code"] == code) & plan["person_id"].ne(""), "person_id"])
    here = job.people.loc[job.people.index.isin(serving) | job.people["county_code"].eq(code)]
    here = here.sort_values(["villages", "person_id"], ascending=[False, True])
    served = _served_villages(plan.loc[plan["person_id"].isin(set(here.index))], code=code)
    for number, (person_id, row) in enumerate(zip(here.index, rows_of(here), strict=True), start=1):
        over_cap, over_hours = row.villages > row.cap, row.asked > row.hours_year + 1e-6
        cells: list[Cell] = [
            number, row.name, person_id, job.word("occupation", row.occupation), row.office,
            job.phone(row.phone), int(row.villages), _whole(row.cap), served.get(person_id, ""),
            float(row.asked), float(row.hours_year), round(row.minutes_year),
            *(job.say("list.yes") if over else "" for over in (over_cap, over_hours)),
            job.say("list.remark.hired") if row.hired else "",
        ]  # fmt: skip
        yield Row(cells, fill="long_drive" if over_cap or over_hours else "")


def _served_villages(rows: pd.DataFrame, *, code: str) -> dict[str, str]:
    """The villages of each counsel in words, by township; those of another county say so."""
    place = rows["township"].where(rows["county_code"].eq(code), rows["county"] + rows["township"])
    keys = [rows["person_id"], place.rename("place")]
    by_place = rows.groupby(keys, sort=False)["village"].agg("、".join).reset_index()
    words = by_place["place"] + "：" + by_place["village"]
    return {str(person): "；".join(group) for person, group in words.groupby(by_place["person_id"])}


def _whole(value: float) -> int | None:
    return int(value) if np.isfinite(value) else None
