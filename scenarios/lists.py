"""The workbooks that go out to the counties: who serves which village, and how busy each counsel is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scenarios.errors import ScenarioError
from scenarios.messages import has_text, text
from scenarios.plan_table import JOINT, hours_called_for, rows_of
from scenarios.privacy import masked_phone
from scenarios.run_facts import RunFacts, facts_of
from scenarios.store import StoredRun
from scenarios.workbook import Cell, Column, Row, add_sheet, new_workbook, save

__all__ = ["UnknownCountyError", "list_name", "write_lists"]


class UnknownCountyError(ScenarioError, LookupError):
    """The plan has no county of that code."""


# What no file system takes, and what Windows strips from the end.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_LONGEST_NAME = 60


@dataclass(frozen=True)
class _Job:
    """What every sheet needs to know."""

    run: StoredRun
    facts: RunFacts
    people: pd.DataFrame  # by person_id: see _people
    lang: str
    phones: bool

    def say(self, key: str, **params: object) -> str:
        return text(key, self.lang, **params)

    def phone(self, number: Any) -> str:
        written = number if isinstance(number, str) else ""
        return written if self.phones else masked_phone(written)


def write_lists(
    run: StoredRun,
    folder: Path,
    *,
    lang: str,
    phones: bool = False,
    county: str | None = None,
    counsel: pd.DataFrame | None = None,
) -> list[Path]:
    """Write one workbook a county to ``folder/lists/<county_code>-<county>.xlsx``.

    Parameters
    ----------
    run : StoredRun
        The plan and what is known of its making.
    folder : Path
        The folder that gets the ``lists`` folder.
    lang : {'zh', 'en'}
        Language of headers and words; names stay as they are.
    phones : bool
        Print phone numbers in full, for internal use; else 138****1234.
    county : str, optional
        Only this county_code.
    counsel : DataFrame, optional
        ``city.counsel``: gives phones, hours, caps and those who serve nobody.  Without it these
        cells stay empty.

    Returns
    -------
    list of Path
        The workbooks, by county code.

    Raises
    ------
    UnknownCountyError
        A county_code that the plan does not have.
    """
    codes = sorted(set(run.plan["county_code"]))
    if county is not None and county not in codes:
        raise UnknownCountyError.said("error.unknown_county", county=county, known=", ".join(codes))
    facts = facts_of(run)
    job = _Job(run, facts, _people(run, facts=facts, counsel=counsel), lang, phones)
    target = folder / "lists"
    target.mkdir(parents=True, exist_ok=True)
    return [_write_county(job, code, target) for code in codes if county in (None, code)]


def list_name(code: str, name: str) -> str:
    """A file name that every file system takes, whatever the county is called."""
    clean = _FORBIDDEN.sub("_", f"{code}-{name}")[:_LONGEST_NAME].strip(" .")
    return f"{clean}.xlsx"


def _write_county(job: _Job, code: str, folder: Path) -> Path:
    rows = job.run.plan.loc[job.run.plan["county_code"] == code]
    name = str(rows["county"].iloc[0])
    book = new_workbook()
    printed = {
        "heading": job.say("list.heading", county=name, title=job.facts.title(job.lang)),
        "pages": job.say("list.pages"),
    }
    add_sheet(book, job.say("list.sheet_villages"), columns=_village_columns(job),
              rows=_village_rows(job, rows), **printed)  # fmt: skip
    add_sheet(book, job.say("list.sheet_load"), columns=_counsel_columns(job),
              rows=_counsel_rows(job, code), **printed)  # fmt: skip
    notes = [Column(job.say("list.notes.item")), Column(job.say("list.notes.content"), "long")]
    add_sheet(book, job.say("list.sheet_notes"), columns=notes, rows=_note_rows(job, code), **printed)
    path = folder / list_name(code, name)
    save(book, path, when=job.facts.started)
    return path


# --- sheet 1: villages -------------------------------------------------------------------------------


def _village_columns(job: _Job) -> list[Column]:
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
    ]


def _village_rows(job: _Job, rows: pd.DataFrame) -> Iterator[Row]:
    phone = rows["person_id"].map(job.people["phone"])
    previous = _names(rows["previous_person_id"], job.people["name"])
    for number, (row, call, before) in enumerate(zip(rows_of(rows), phone, previous, strict=True), start=1):
        cells: list[Cell] = [
            number, row.township, row.village, row.village_code, _word(job, "area", row.area),
            row.counsel, _word(job, "occupation", row.occupation), row.office, job.phone(call),
            float(row.minutes), float(row.hours), _word(job, "status", row.status),
            _word(job, "change", row.change), "" if row.previous_person_id == row.person_id else before,
        ]  # fmt: skip
        yield Row(cells, fill="" if row.status == "ok" else str(row.status))


def _names(ids: pd.Series[str], names: pd.Series[str]) -> list[str]:
    """Names of earlier counsel; who is not on the register any more stays an id."""
    return [
        "、".join(str(names.get(one, one)) for one in joined.split(JOINT)) if joined else "" for joined in ids
    ]


# --- sheet 2: counsel ------------------------------------------------------------------------------


def _counsel_columns(job: _Job) -> list[Column]:
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
    ]


def _counsel_rows(job: _Job, code: str) -> Iterator[Row]:
    plan = job.run.plan
    serving = set(plan.loc[(plan["county_code"] == code) & plan["person_id"].ne(""), "person_id"])
    here = job.people.loc[job.people.index.isin(serving) | job.people["county_code"].eq(code)]
    here = here.sort_values(["villages", "person_id"], ascending=[False, True])
    served = _served_villages(plan.loc[plan["person_id"].isin(set(here.index))], code=code)
    for number, (person_id, row) in enumerate(zip(here.index, rows_of(here), strict=True), start=1):
        over_cap, over_hours = row.villages > row.cap, row.asked > row.hours_year + 1e-6
        cells: list[Cell] = [
            number, row.name, person_id, _word(job, "occupation", row.occupation), row.office,
            job.phone(row.phone), int(row.villages), _whole(row.cap), served.get(person_id, ""),
            float(row.asked), float(row.hours_year), round(row.minutes_year),
            *(job.say("list.yes") if over else "" for over in (over_cap, over_hours)),
        ]  # fmt: skip
        yield Row(cells, fill="long_drive" if over_cap or over_hours else "")


def _served_villages(rows: pd.DataFrame, *, code: str) -> dict[str, str]:
    """The villages of each counsel in words, by township; those of another county say so."""
    place = rows["township"].where(rows["county_code"].eq(code), rows["county"] + rows["township"])
    keys = [rows["person_id"], place.rename("place")]
    by_place = rows.groupby(keys, sort=False)["village"].agg("、".join).reset_index()
    words = by_place["place"] + "：" + by_place["village"]
    return {str(person): "；".join(group) for person, group in words.groupby(by_place["person_id"])}


def _people(run: StoredRun, *, facts: RunFacts, counsel: pd.DataFrame | None) -> pd.DataFrame:
    """One row a person: on the register, hired, or only known from the plan."""
    served = run.plan.loc[run.plan["person_id"].ne("")]
    first = served.drop_duplicates("person_id").set_index("person_id")
    planned = pd.DataFrame(
        {
            "name": first["counsel"], "occupation": first["occupation"], "office": first["office"],
            "phone": "", "county_code": "",
            "hours_year": first["hired"].map({1: facts.hire_hours}).astype(float),
            "cap": first["hired"].map({1: float(facts.hire_most)}).astype(float),
        }
    )  # fmt: skip
    people = planned if counsel is None else _with_register(planned, counsel, facts=facts)
    asked = hours_called_for(served, role=facts.role)
    drive = served["round_trip_minutes"].fillna(0.0) * facts.role.visits
    people["villages"] = served.groupby("person_id").size().reindex(people.index).fillna(0).astype(int)
    people["asked"] = asked.groupby(served["person_id"]).sum().reindex(people.index).fillna(0.0)
    people["minutes_year"] = drive.groupby(served["person_id"]).sum().reindex(people.index).fillna(0.0)
    return people


def _with_register(planned: pd.DataFrame, counsel: pd.DataFrame, *, facts: RunFacts) -> pd.DataFrame:
    register = counsel.set_index("person_id")
    phone = register["phone"] if "phone" in register else pd.Series("", index=register.index)
    known = pd.DataFrame(
        {
            "name": register["name"], "occupation": register["occupation"],
            "office": planned["office"].reindex(register.index).fillna(""),
            "phone": phone.fillna("").astype(str), "county_code": register["county_code"],
            "hours_year": register["hours_year"].astype(float),
            "cap": register["most_villages"].astype(float).clip(upper=facts.role.most_villages),
        }
    )  # fmt: skip
    return pd.concat([known, planned.loc[~planned.index.isin(known.index)]])


# --- sheet 3: notes --------------------------------------------------------------------------------


def _note_rows(job: _Job, code: str) -> Iterator[Row]:
    say, facts, metrics = job.say, job.facts, job.run.metrics
    limits = facts.role.limit_minutes
    yield Row([say("list.notes.scenario"), facts.title(job.lang)])
    yield Row([say("list.notes.date"), _moment(facts.started)])
    county = next((row for row in metrics.get("by_county", []) if row["county_code"] == code), None)
    if county is not None:
        shares = {name: _percent(county[name]) for name in ("nominal", "effective")}
        counts = {name: str(county[name]) for name in ("villages", "short")}
        yield Row([say("list.notes.county"), say("list.notes.county_figures", **counts, **shares)])
    yield Row([_word(job, "status", "ok"), say("list.notes.ok", hours=f"{facts.role.hours:g}")])
    yield Row([_word(job, "status", "long_drive"),
               say("list.notes.long_drive", rural=f"{limits.rural:g}", urban=f"{limits.urban:g}")],
              fill="long_drive")  # fmt: skip
    yield Row([_word(job, "status", "few_hours"), say("list.notes.few_hours", hours=f"{facts.role.hours:g}")],
              fill="few_hours")  # fmt: skip
    yield Row([_word(job, "status", "vacant"), say("list.notes.vacant")], fill="vacant")
    yield Row([say("list.notes.hours_item"), say("list.notes.hours", visits=f"{facts.role.visits:g}")])
    yield Row(
        [
            say("list.notes.phones"),
            say("list.notes.phones_full" if job.phones else "list.notes.phones_masked"),
        ]
    )
    yield from _certificate_rows(job, metrics.get("rungs", []))
    if metrics.get("rungs"):
        verified = "list.notes.verified" if metrics.get("verified") else "list.notes.unverified"
        yield Row([say("list.notes.check"), say(verified)])


def _certificate_rows(job: _Job, rungs: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    item = job.say("list.notes.certificate")
    if not rungs:
        yield Row([item, job.say("list.notes.evaluated")])
    for number, rung in enumerate(rungs, start=1):
        words = {name: _shown(rung.get(name)) for name in ("objective", "bound", "tolerance")}
        gap, spent = rung.get("gap"), float(rung.get("seconds") or 0.0)
        line = job.say(
            "list.notes.rung",
            aim=_word(job, "aim", str(rung.get("aim", ""))),
            status=_word(job, "rung_status", str(rung.get("status", ""))),
            seconds=f"{spent:.1f}",
            gap="–" if gap is None else f"{100 * float(gap):.3f} %",
            **words,
        )
        yield Row([f"{item} {number}", line])


def _word(job: _Job, kind: str, value: str) -> str:
    """The catalogue's word; a name that only this study knows is shown as it is."""
    key = f"{kind}.{value}"
    return job.say(key) if value and has_text(key) else value


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _moment(when: datetime) -> str:
    """On the clock on which the run was dated; the one that is no office's own clock is named."""
    return when.strftime("%Y-%m-%d %H:%M") + ("" if when.utcoffset() else " UTC")


def _percent(value: float | None) -> str:
    """One decimal, cut off: 99.96 must not read as 100."""
    return "–" if value is None else f"{math.floor(10 * value + 1e-9) / 10:.1f}"


def _whole(value: float) -> int | None:
    return int(value) if np.isfinite(value) else None
