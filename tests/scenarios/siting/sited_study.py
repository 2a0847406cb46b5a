"""The small city with service points to open: its study, one task at a time, by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from geo.city import City
from scenarios.settings import SitingTask, StudyConfig
from scenarios.siting.answer import TaskAnswer, plan_sites
from scenarios.siting.case import SitingCase, siting_case
from tests.scenarios.small_study import FREE, small_city
from tests.scenarios.study_text import load_text

TERMINALS = """\
siting:
  terminals:
    name: {zh: 自助终端, en: Terminals}
    tier: terminal
    counted: [station]
    number: 2
    yuan: 40000
    where: {area: [rural, urban]}
    forced: ["371001101200"]
    banned: ["371001101201"]
    by_county: {"371002": {least: 1, most: 2}}
    limit: 60
    beyond: 150
    objective: {aim: reach, within: {rural: 15, urban: 8}}
    remote: {decile: 0.1, within: 60, share: 0.5}
  desks:
    name: {zh: 公证, en: Desks}
    tier: remote_notary
    at: points
    number: 1
    refers_to: station
    refer_share: 0.5
    gap: {most: 60}
    objective: {aim: travel}
"""
_POINTS = "  service_points: {path: service_points.csv, crs: EPSG:4490}\n  road_nodes:"
TEXT = FREE.replace("  road_nodes:", _POINTS).replace("scenarios:\n", f"{TERMINALS}scenarios:\n")


@cache
def base() -> StudyConfig:
    """The settings of the study without a task."""
    config = load_text(FREE).resolve("balanced").config
    return config.model_copy(update={"siting": {}})


@cache
def plain_city() -> City:
    """The small city as it is."""
    with TemporaryDirectory() as folder:
        return small_city(Path(folder))


def city_with(**tables: pd.DataFrame) -> City:
    """The small city with other tables, as text."""
    with TemporaryDirectory() as folder:
        return small_city(Path(folder), tables)


def with_tasks(**tasks: dict[str, Any]) -> StudyConfig:
    """The settings with some tasks; each is a terminal in some village unless it says otherwise."""
    title = {"name": {"zh": "点", "en": "Points"}, "tier": "terminal"}
    read = {name: SitingTask.model_validate(title | task) for name, task in tasks.items()}
    return base().model_copy(update={"siting": read})


def case_of(city: City | None = None, **task: Any) -> SitingCase:
    """The problem of one task."""
    return siting_case(city or plain_city(), with_tasks(one=task), "one")


def answer_of(city: City | None = None, **task: Any) -> TaskAnswer:
    """The plan of one task."""
    return plan_sites(city or plain_city(), with_tasks(one=task), seconds=10).tasks[0]
