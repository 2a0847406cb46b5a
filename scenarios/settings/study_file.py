"""A whole study.yaml: travel, targets, scenarios, and all groups together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from scenarios.settings.adjustment import AdjustmentSettings
from scenarios.settings.demand import DemandSettings
from scenarios.settings.group import Identifier, LocalName, Settings, setting
from scenarios.settings.headcount import HeadcountSettings, NewcomerSettings
from scenarios.settings.ladder import LADDER, Rung
from scenarios.settings.money import MoneySettings
from scenarios.settings.people import ContinuitySettings, HireSettings, RoleSettings
from scenarios.settings.posts import PostSettings
from scenarios.settings.repair_prices import RepairPrices
from scenarios.settings.rules import RuleSettings
from scenarios.settings.siting import SitingTask
from scenarios.settings.solver import SolverSettings
from scenarios.settings.sources import SourceSettings
from scenarios.settings.targets import IndexSettings, MeasureName, MeasureSettings, TargetSettings

__all__ = ["ScenarioSettings", "StudyConfig", "StudyFile", "TravelSettings"]


class TravelSettings(Settings):
    """How minutes of travel are computed."""

    cutoff_minutes: float = setting(
        120.0, "Longest one-way drive that is computed", unit="minutes", gt=0, le=1440
    )
    snap_limit_km: float = setting(
        5.0, "Farthest that a place may lie from the nearest road", unit="km", gt=0, le=100
    )
    access_kmh: float = setting(20.0, "Speed between a place and the nearest road", unit="km/h", gt=0, le=120)


class StudyConfig(Settings):
    """All settings of one scenario, overrides applied."""

    sources: Mapping[Identifier, SourceSettings] = setting(..., "The study's tables")
    travel: TravelSettings = setting(TravelSettings(), "Minutes of travel")
    roles: Mapping[Identifier, RoleSettings] = setting(..., "The roles to fill; counsel is required")
    posts: Mapping[Identifier, PostSettings] = setting(
        {}, "Roles beside counsel; the first named is the first to get its people"
    )
    rules: Mapping[Identifier, RuleSettings] = setting({}, "Rules of the study's own")
    continuity: ContinuitySettings = setting(ContinuitySettings(), "How much of today must stay")
    adjustment: AdjustmentSettings = setting(
        AdjustmentSettings(), "What changes, and the phases in which the plan meets it"
    )
    hire: HireSettings = setting(HireSettings(), "New people")
    newcomers: tuple[NewcomerSettings, ...] = setting((), "People who join the register of counsel")
    headcount: HeadcountSettings = setting(HeadcountSettings(), "How personnel may grow, and what for")
    siting: Mapping[Identifier, SitingTask] = setting(
        {}, "Service points to open, task by task; a later one sees what earlier ones open"
    )
    repair_prices: RepairPrices = setting(RepairPrices(), "What repairing a shortage would cost")
    money: MoneySettings | None = setting(None, "Rates, who pays, and budgets; null: no figures of money")
    demand: DemandSettings = setting(DemandSettings(), "Cases of the city, by type")
    ladder: tuple[Rung, ...] = setting(
        LADDER, "Aims in order of rank; each at most once, shortage first", min_length=1
    )
    solver: SolverSettings = setting(SolverSettings(), "How long and how exactly to search")
    measures: Mapping[MeasureName, MeasureSettings] = setting({}, "Figures of tables that targets name")
    year: int | None = setting(
        None, "Year whose targets and observations count; null: the last", unit="year", ge=1900, le=2200
    )
    targets: tuple[TargetSettings, ...] = setting((), "Targets of the plan")
    index: IndexSettings = setting(IndexSettings(), "One figure for all targets, by weights of one's own")

    @property
    def counsel(self) -> RoleSettings:
        """The role that this step plans."""
        return self.roles["counsel"]

    @property
    def as_today(self) -> StudyConfig:
        """The settings by which today's roster is measured, whatever the plan is going to change."""
        money = self.money
        if money is not None and money.setup is not None:
            setup = money.setup.model_copy(update={"opens": {}})
            money = money.model_copy(update={"setup": setup})
        return self.model_copy(
            update={"roles": {**self.roles, "counsel": self.counsel.as_today}, "money": money}
        )


class ScenarioSettings(Settings):
    """A small change to the study."""

    name: LocalName = setting(..., "Title")
    evaluate: bool = setting(
        False, "Only measure today's roster; plan nothing. Not inherited through extends"
    )
    sites_only: bool = setting(
        False,
        "As `evaluate`, but on the points that `siting` plans: people stay as they are. Not inherited either",
    )
    extends: str | None = setting(None, "Scenario whose overrides are applied first")
    set: tuple[Mapping[str, Any], ...] = setting((), "Overrides in order, each one `dotted.path: value`")


class StudyFile(StudyConfig):
    """A whole study.yaml."""

    version: int = Field(
        alias="schema", description="Version of the format", json_schema_extra={"unit": "none"}, ge=1, le=1
    )
    id: Identifier = setting(..., "Short name of the study; names its output folder")
    name: LocalName = setting(..., "Title of the study")
    scenarios: Annotated[Mapping[Identifier, ScenarioSettings], Field(min_length=1)] = setting(
        ..., "Named scenarios"
    )
