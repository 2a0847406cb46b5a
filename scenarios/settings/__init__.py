"""The settings of a study: strict, frozen, every one with its meaning, unit, bounds and default.

The file format is described in docs/study.md; `scenarios.study` reads it. Rules that span several settings
are in `scenarios.checks`, because they need the whole study and shall all be reported at once.

Rule codes: R01 is at most five villages a counsel, R06 one visit a month, R31 the half-hour and one-hour
circle. LYG-10 is Lianyungang's target of 100 hours a village a year. None of them is law everywhere: each is
a setting.
"""

from __future__ import annotations

from scenarios.settings.adjustment import (
    AdjustmentSettings,
    MergedTownshipSettings,
    NewVillageSettings,
    PhaseSettings,
)
from scenarios.settings.demand import CaseTypeSettings, DemandSettings
from scenarios.settings.fairness import (
    EvenLoadRung,
    KolmPollakRung,
    LeximinRung,
    MaxMinRung,
    ServiceSettings,
)
from scenarios.settings.group import Identifier, LocalName, Settings
from scenarios.settings.headcount import (
    BranchSettings,
    GrowthTargetSettings,
    HeadcountBudgetSettings,
    HeadcountSettings,
    NewcomerSettings,
    OwnTargetSettings,
    ProfessionSettings,
    PurchaseSettings,
    RelocationSettings,
    WaySettings,
)
from scenarios.settings.ladder import ChangesRung, CountyFillRung, Rung, ShortageRung, TravelRung
from scenarios.settings.money import (
    BudgetSettings,
    CaseSettings,
    DistanceSettings,
    DutySettings,
    LineSettings,
    MoneySettings,
    SalarySettings,
    SetUpSettings,
    SubsidySettings,
)
from scenarios.settings.people import (
    ContinuitySettings,
    HireSettings,
    MinutesByArea,
    PairSettings,
    RoleSettings,
)
from scenarios.settings.posts import OpeningSettings, PostSettings, RequirementSettings, ShareSettings
from scenarios.settings.repair_prices import RepairPrices
from scenarios.settings.rules import RuleSettings, SpreadSettings
from scenarios.settings.siting import (
    ColocationSettings,
    GapSettings,
    NumberSettings,
    RemoteSettings,
    SitingTask,
)
from scenarios.settings.siting_aims import (
    AccessAim,
    ApartAim,
    CostAim,
    CoverAim,
    EvenTravelAim,
    FarthestAim,
    GradualReachAim,
    ReachAim,
    SupplyAim,
    TravelAim,
    WayByArea,
    WorstAccessAim,
)
from scenarios.settings.solver import SolverOverrides, SolverSettings
from scenarios.settings.sources import (
    COORDINATE_TABLES,
    OPTIONAL_TABLES,
    REQUIRED_TABLES,
    SourceSettings,
    TableName,
)
from scenarios.settings.study_file import (
    ScenarioSettings,
    StudyConfig,
    StudyFile,
    TravelSettings,
)
from scenarios.settings.targets import (
    FoundInSettings,
    IndexSettings,
    MeasureSettings,
    ReachSettings,
    ReadingSettings,
    TargetSettings,
)

__all__ = [
    "COORDINATE_TABLES",
    "OPTIONAL_TABLES",
    "REQUIRED_TABLES",
    "AccessAim",
    "AdjustmentSettings",
    "ApartAim",
    "BranchSettings",
    "BudgetSettings",
    "CaseSettings",
    "CaseTypeSettings",
    "ChangesRung",
    "ColocationSettings",
    "ContinuitySettings",
    "CostAim",
    "CountyFillRung",
    "CoverAim",
    "DemandSettings",
    "DistanceSettings",
    "DutySettings",
    "EvenLoadRung",
    "EvenTravelAim",
    "FarthestAim",
    "FoundInSettings",
    "GapSettings",
    "GradualReachAim",
    "GrowthTargetSettings",
    "HeadcountBudgetSettings",
    "HeadcountSettings",
    "HireSettings",
    "Identifier",
    "IndexSettings",
    "KolmPollakRung",
    "LeximinRung",
    "LineSettings",
    "LocalName",
    "MaxMinRung",
    "MeasureSettings",
    "MergedTownshipSettings",
    "MinutesByArea",
    "MoneySettings",
    "NewVillageSettings",
    "NewcomerSettings",
    "NumberSettings",
    "OpeningSettings",
    "OwnTargetSettings",
    "PairSettings",
    "PhaseSettings",
    "PostSettings",
    "ProfessionSettings",
    "PurchaseSettings",
    "ReachAim",
    "ReachSettings",
    "ReadingSettings",
    "RelocationSettings",
    "RemoteSettings",
    "RepairPrices",
    "RequirementSettings",
    "RoleSettings",
    "RuleSettings",
    "Rung",
    "SalarySettings",
    "ScenarioSettings",
    "ServiceSettings",
    "SetUpSettings",
    "Settings",
    "ShareSettings",
    "ShortageRung",
    "SitingTask",
    "SolverOverrides",
    "SolverSettings",
    "SourceSettings",
    "SpreadSettings",
    "StudyConfig",
    "StudyFile",
    "SubsidySettings",
    "SupplyAim",
    "TableName",
    "TargetSettings",
    "TravelAim",
    "TravelRung",
    "TravelSettings",
    "WayByArea",
    "WaySettings",
    "WorstAccessAim",
]
