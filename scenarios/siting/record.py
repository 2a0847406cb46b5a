"""A plan of sites as plain data: for files, stored runs and the app, with every name in both languages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scenarios import record_file
from scenarios.code_names import county_names, names_by, township_names
from scenarios.siting.unreached import beside_others

if TYPE_CHECKING:
    from geo.city import City
    from optimizer.result import Certificate
    from scenarios.siting.answer import SitingAnswer, TaskAnswer

__all__ = ["TASK_KEYS", "read_record", "siting_record", "task_record", "task_rows"]

Record = dict[str, Any]
#: The format of the record; a file of another one is not read.
_SCHEMA = 1
_KEYS = {"study", "name", "scenario", "planned", "counties", "tasks"}
#: What a task of a record has.
TASK_KEYS = {
    "key", "name", "tier", "measure", "weight_of", "aim", "priced", "number", "refers_to", "candidates",
    "today", "counted", "new", "closed", "yuan", "certificates", "before", "after", "beyond", "unreferred",
    "sites", "services", "services_today",
}  # fmt: skip


def siting_record(
    answer: SitingAnswer,
    city: City,
    *,
    study: tuple[str, Mapping[str, str]],
    scenario: str,
    when: datetime,
) -> Record:
    """Return plans of sites as JSON has them: numbers, codes, and names as ``{zh, en}``.

    Parameters
    ----------
    answer : SitingAnswer
    city : City
        As it is today.
    study : (str, mapping of str to str)
        Id, and name by language.
    scenario : str
        Whose settings count.
    when : datetime
        When it was planned.
    """
    return {
        "schema": _SCHEMA,
        "study": study[0],
        "name": dict(study[1]),
        "scenario": scenario,
        "planned": when.isoformat(timespec="seconds"),
        "counties": county_names(city),
        "tasks": [
            task_record(each, city) | task_rows(each, city) | {"services_today": _services_today(each)}
            for each in answer.tasks
        ],
    }


def task_record(task: TaskAnswer, city: City) -> Record:
    """Return what a task comes to, without its rows of sites and villages.

    Parameters
    ----------
    task : TaskAnswer
    city : City
        As it is today.
    """
    settings, sites = task.settings, task.sites
    return {
        "key": task.name,
        "name": settings.name.model_dump(),
        "tier": settings.tier,
        "measure": settings.measure,
        "weight_of": settings.weight,
        "aim": settings.objective.aim,
        "priced": bool(getattr(settings.objective, "cheapest", False)),
        "times": int(getattr(settings.objective, "times", 1)),
        "second": float(getattr(settings.objective, "second", 0.0)),
        "bands": list(getattr(settings.objective, "bands", ())),
        "number": settings.number,
        "refers_to": settings.refers_to,
        "candidates": int((~sites["existing"]).sum()),
        "today": int((sites["existing"] & ~sites["counted"]).sum()),
        "counted": int(sites["counted"].sum()),
        "new": len(task.new),
        "closed": len(task.closed),
        "yuan": task.yuan,
        "certificates": [_certificate(each) for each in task.result.certificates],
        "before": _with_names(task.before, city),
        "after": _with_names(task.after, city),
        "rules": _rules(task, city),
        "looks_away": task.case.looked_away,
        "limited": task.case.problem.sites.limited,
        "beyond": _named(task.beyond, city, "village"),
        "left_out": _named(task.left_out, city, "village"),
        "only_own": _named(task.only_own, city, "village"),
        "unreferred": list(task.case.unreferred),
        "beside_others": beside_others(task.case, sites, task.services),
    }


def _rules(task: TaskAnswer, city: City) -> list[Record]:
    """Rules with the name of the county that each is about."""
    names = county_names(city)
    return [asdict(rule) | {"county": names.get(rule.county_code, "")} for rule in task.rules]


def _with_names(figures: Mapping[str, Any], city: City) -> Record:
    """Figures with the names of counties, and of those who have least access."""
    names = county_names(city)
    rows = [{**row, "county": names.get(row["county_code"], "")} for row in figures["by_county"]]
    named = {**figures, "by_county": rows}
    access = figures.get("access")
    if access is not None:
        names |= township_names(city) | names_by(city.villages, "village_code")
        worst = [{**row, "name": names.get(row["code"], "")} for row in access["worst_off"]]
        named["access"] = {**access, "worst_off": worst}
    return named


def _certificate(found: Certificate) -> Record:
    row = asdict(found) | {"status": found.status.value}
    return {name: _finite(value) for name, value in row.items()}


def _finite(value: Any) -> Any:
    """A number that JSON can write, and no nought below 0."""
    if not isinstance(value, float):
        return value
    return value + 0.0 if math.isfinite(value) else None


def task_rows(task: TaskAnswer, city: City) -> Record:
    """Return the sites that are open, or were until now, and who goes where.

    Parameters
    ----------
    task : TaskAnswer
    city : City
        As it is today.
    """
    sites = task.sites[task.sites["opened"] | task.sites["existing"]]
    change = np.select(
        [sites["new"], ~sites["opened"], sites["counted"]], ["new", "closed", "counted"], default="kept"
    )
    ground = task.case.ground
    weight = pd.Series(ground.weight, index=ground.villages["village_code"])
    services = task.services.assign(weight=lambda each: each["village_code"].map(weight) * each["share"])
    services["heavy"] = services["weight"] * services["counted"]
    served = services.groupby("site")
    figures = served[["weight", "heavy"]].sum()
    figures = figures.assign(villages=served["village_code"].nunique(), worst=served["counted"].max())
    figures["mean"] = figures["heavy"] / figures["weight"].where(figures["weight"] > 0.0)
    rows = sites.assign(change=change).join(figures, on="site")
    rows = rows.fillna({"villages": 0, "weight": 0.0}).astype({"villages": int})
    rows["order"] = rows["change"].map({"new": 0, "closed": 1, "kept": 2, "counted": 3})
    rows = rows.sort_values(["order", "county_code", "site"], kind="stable")
    columns = [
        "site", "place", "name", "tier", "change", "county_code", "township_code", "village_code", "lon",
        "lat", "yuan", "colocated_with", "villages", "weight", "mean", "worst",
    ]  # fmt: skip
    names = names_by(city.villages, "village_code")
    services = services.assign(village=services["village_code"].map(names))
    kept = ["village_code", "village", "site", "way", "counted", "share", "weight"]
    beside = {**names_by(city.service_points, "point_code"), **names_by(city.offices, "office_code")}
    named = rows[columns].assign(colocated_name=rows["colocated_with"].map(lambda code: beside.get(code, "")))
    return {
        "sites": _named(named, city, None),
        "services": [_plain(row) for row in services[kept].to_dict("records")],
    }


def _services_today(task: TaskAnswer) -> list[Record]:
    """Who goes where by the points of today."""
    kept = ["village_code", "site", "way", "counted", "share"]
    return [_plain(row) for row in task.today[kept].to_dict("records")]


def _named(rows: pd.DataFrame, city: City, name: str | None) -> list[Record]:
    """Rows with the names of their township and county; their own name under `name`, where it has one."""
    towns = township_names(city)
    counties = county_names(city)
    rows = rows.rename(columns={"name": name} if name else {})
    found = [_plain(row) for row in rows.to_dict("records")]
    for row in found:
        row["township"] = towns.get(row["township_code"], "")
        row["county"] = counties.get(row["county_code"], "")
    return found


def _plain(row: Mapping[Any, Any]) -> Record:
    return {
        str(name): None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row.items()
    }


def read_record(path: Path) -> Record:
    """Read what was written of `siting_record`.

    Raises
    ------
    FileNotFoundError
    ScenarioError
        The file is damaged, or another version wrote it.
    """
    return record_file.read_record(
        path, schema=_SCHEMA, keys=_KEYS, fault="error.site_unreadable", is_whole=_has_whole_tasks
    )


def _has_whole_tasks(record: Record) -> bool:
    tasks = record["tasks"]
    if not isinstance(tasks, list) or not tasks:
        return False
    return all(isinstance(task, dict) and task.keys() >= TASK_KEYS for task in tasks)
