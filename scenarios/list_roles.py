"""The sheets of the roles beside counsel in a county's workbook: who holds what, and what is lacking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from scenarios.list_job import ListJob, capital
from scenarios.plan_table import rows_of
from scenarios.role_facts import Asked, RoleFacts
from scenarios.role_words import attributes, given_words
from scenarios.roles.rules import matches
from scenarios.workbook import Cell, Column, Row

__all__ = ["role_columns", "role_rows_of", "role_sheets"]

#: What a spreadsheet does not take in the name of a sheet, and the most letters that it may have.
_FORBIDDEN, _LONGEST = re.compile(r"[\[\]:*?/\\\x00-\x1f]"), 31
#: Attributes that say what somebody is, in the order in which they are told; sex has a column of its own.
_TOLD = ("full_time", "trained", "status", "skill", "occupation")
#: Rows of a unit: what it lacks, then who holds a post, then whose post ends.
_ORDER = {"vacant": 0, "ended": 2}


def role_sheets(job: ListJob) -> dict[str, str]:
    """Names of the sheets by role, each once and such as every spreadsheet takes."""
    others = (*_OTHER_SHEETS, *(_SITING_SHEETS if "siting" in job.run.metrics else ()))
    taken = {job.say(key).casefold() for key in others}
    names = {}
    for role, facts in job.roles.items():
        clean = _FORBIDDEN.sub(" ", facts.name.text(job.lang)).strip(" '")[:_LONGEST] or role[:_LONGEST]
        name, number = clean, 2
        while name.casefold() in taken:
            name, number = f"{clean[: _LONGEST - 4]} ({number})", number + 1
        taken.add(name.casefold())
        names[role] = name
    return names


_OTHER_SHEETS = ("list.sheet_villages", "list.sheet_load", "list.sheet_notes")
_SITING_SHEETS = ("list.sheet_sites", "list.sheet_served")


def role_columns(job: ListJob, role: RoleFacts) -> list[Column]:
    """The columns of a role's sheet; the paired counsel only where people are paired."""
    keys = (
        "list.role_unit", "list.role_kind", "list.township", "list.village", "list.role_person",
        "list.role_person_id", "list.role_sex", "list.role_is", "list.role_pool",
    )  # fmt: skip
    return [
        Column(job.say("list.number"), "integer"),
        *(Column(job.say(key)) for key in keys),
        Column(job.say("list.role_km"), "number"),
        Column(job.say("list.change")),
        Column(job.say("list.role_given")),
        *([Column(job.say("list.role_counsel"))] if role.paired else []),
        Column(job.say("list.remark"), "long"),
    ]


def role_rows_of(job: ListJob, name: str, code: str) -> Iterator[Row]:
    """The rows of one role in one county: units that lack people first, then those that lack some kind."""
    role, posts = job.roles[name], job.run.posts
    mine = posts.loc[posts["role"].eq(name) & posts["county_code"].eq(code)]
    kinds = _lacking(mine, role)
    rows = _ordered(mine, kinds)
    first = ~rows["unit_code"].duplicated()
    villages = rows["village_code"].map(job.villages).fillna("")
    words = _Words(job, role)
    for number, (row, village, is_first) in enumerate(
        zip(rows_of(rows), villages, first, strict=True), start=1
    ):
        lacks = kinds.get(row.unit_code, ()) if is_first else ()
        fill = "vacant" if row.change == "vacant" else "few_hours" if lacks else ""
        cells: list[Cell] = [
            number, words.unit(row), words.one("unit_kind", row.kind), row.township, village, row.person,
            row.person_id, words.one("sex", row.sex), words.told(row), words.one("pool", row.pool),
            float(row.km), words.one("role_change", row.change), words.given(row.given),
            *([job.people_names.get(row.counsel_id, row.counsel_id)] if role.paired else []),
            words.remark(row, lacks),
        ]  # fmt: skip
        yield Row(cells, fill=fill)


class _Words:
    """Words of one role, each put together once: a county has thousands of rows."""

    def __init__(self, job: ListJob, role: RoleFacts) -> None:
        self._job, self._role = job, role
        self._told: dict[tuple[str, ...], str] = {}
        self._given: dict[str, str] = {"": ""}

    def one(self, kind: str, value: str) -> str:
        """A word of the catalogue that fills a cell."""
        return capital(self._job.word(kind, value))

    def unit(self, row: Any) -> str:
        """The name of a unit; a grid has none, so it is called by its number in the village and its code."""
        number = str(row.unit_code).removeprefix(str(row.village_code)).lstrip("0")
        if row.kind != "grid" or number == row.unit_code or not number.isdecimal():
            return str(row.unit)
        return self._job.say("list.role_grid", number=number, code=row.unit_code)

    def told(self, row: object) -> str:
        """What somebody is: full-time, not trained, duty lawyer."""
        values = tuple(str(getattr(row, name)) for name in _TOLD)
        if values not in self._told:
            asked = Asked({name: one for name, one in zip(_TOLD, values, strict=True) if one})
            self._told[values] = capital(attributes(asked, self._job.lang))
        return self._told[values]

    def given(self, shares: str) -> str:
        """What somebody is to become."""
        if shares not in self._given:
            self._given[shares] = capital(given_words(shares, self._role, self._job.lang))
        return self._given[shares]

    def remark(self, row: object, lacks: tuple[str, ...]) -> str:
        """How many people a unit lacks and of which kind; whether it is to be opened."""
        job, parts = self._job, []
        if getattr(row, "lacking", 0):
            parts.append(job.say("list.role_lacks", count=row.lacking))  # type: ignore[attr-defined]
        if lacks:
            kinds = (attributes(self._role.requirements[what], job.lang) for what in lacks)
            parts.append(job.say("list.role_lacks_kind", what=job.say("reach.comma").join(kinds)))
        if str(getattr(row, "unit_code", "")).endswith("+"):
            parts.append(job.say("list.role_opened"))
        return capital(job.say("list.role_and").join(parts))


def _lacking(mine: pd.DataFrame, role: RoleFacts) -> dict[str, tuple[str, ...]]:
    """The requirements that each unit lacks; one to be opened is in the table with its people."""
    held = mine.loc[mine["person_id"].ne("") & mine["change"].ne("ended")]
    units = mine["unit_code"].unique()
    found: dict[str, tuple[str, ...]] = {}
    for what, asked in _known(role.requirements, held).items():
        number = held[matches(held, asked.where)].groupby("unit_code").size().reindex(units).fillna(0)
        for unit in number.index[number < asked.least]:
            found[str(unit)] = (*found.get(str(unit), ()), what)
    return found


def _known(requirements: Mapping[str, Asked], held: pd.DataFrame) -> dict[str, Asked]:
    return {what: asked for what, asked in requirements.items() if set(asked.where) <= set(held.columns)}


def _ordered(mine: pd.DataFrame, kinds: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    unit = mine["unit_code"]
    short = mine["lacking"].groupby(unit).transform("max").gt(0)
    rank = (~short).astype(int) * 2 - (unit.isin(list(kinds)) & ~short).astype(int)
    rows = mine.assign(rank=rank, place=mine["change"].map(_ORDER).fillna(1))
    order = ["rank", "township_code", "unit_code", "place", "person_id"]
    return rows.sort_values(order, kind="stable", ignore_index=True)
