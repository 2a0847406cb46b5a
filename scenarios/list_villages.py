"""The first sheet of a county's workbook: who serves which village, and how well."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from scenarios.beyond_reach import remark
from scenarios.list_job import ListJob, capital
from scenarios.plan_table import JOINT, rows_of
from scenarios.workbook import Cell, Column, Row

__all__ = ["village_columns", "village_rows"]


def village_columns(job: ListJob) -> list[Column]:
    """The columns of the sheet."""
    say = job.say
    return [
        Column(say("list.number"), "integer"),
        Column(say("list.township")),
        Column(say("list.village")),
        Column(say("list.village_code")),
        Column(say("list.area")),
        Column(say("list.counsel")),
        Column(say("list.occupation")),
        Column(say("list.office")),
        Column(say("list.phone")),
        Column(say("list.minutes"), "number"),
        Column(say("list.hours"), "number"),
        Column(say("list.status")),
        Column(say("list.change")),
        Column(say("list.previous_counsel")),
        Column(say("list.remark"), "long"),
    ]


def village_rows(job: ListJob, rows: pd.DataFrame) -> Iterator[Row]:
    """A row for each of some rows of the plan, coloured by its status."""
    phone = rows["person_id"].map(job.people["phone"])
    lost = set(job.unreachable["village_code"])
    previous = _names(rows["previous_person_id"], job.people["name"])
    for number, (row, call, before) in enumerate(zip(rows_of(rows), phone, previous, strict=True), start=1):
        cells: list[Cell] = [
            number, row.township, row.village, row.village_code, job.word("area", row.area),
            row.counsel, job.word("occupation", row.occupation), row.office, job.phone(call),
            float(row.minutes), float(row.hours), job.word("status", row.status),
            job.word("change", row.change), "" if row.previous_person_id == row.person_id else before,
            capital(remark(row, lost=lost, lang=job.lang)),
        ]  # fmt: skip
        yield Row(cells, fill="" if row.status == "ok" else str(row.status))


def _names(ids: pd.Series[str], names: pd.Series[str]) -> list[str]:
    """Names of earlier counsel; who is not on the register any more stays an id."""
    return [
        "、".join(str(names.get(one, one)) for one in joined.split(JOINT)) if joined else "" for joined in ids
    ]
