"""The settings of a study: strict, frozen, every one with its meaning, unit, bounds and default.

The file format is described in docs/study.md; `scenarios.study` reads it. Rules that span several settings
are in `scenarios.checks`, because they need the whole study and shall all be reported at once.

Rule codes: R01 is at most five villages a counsel, R06 one visit a month, R31 the half-hour and one-hour
circle. LYG-10 is Lianyungang's target of 100 hours a village a year. None of them is law everywhere: each is
a setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = [
    "COORDINATE_TABLES",
    "OPTIONAL_TABLES",
    "REQUIRED_TABLES",
    "ChangesRung",
    "ContinuitySettings",
    "CountyFillRung",
    "HireSettings",
    "LocalName",
    "MinutesByArea",
    "PairSettings",
    "RoleSettings",
    "Rung",
    "ScenarioSettings",
    "Settings",
    "ShortageRung",
    "SolverOverrides",
    "SolverSettings",
    "SourceSettings",
    "StudyConfig",
    "StudyFile",
    "TargetSettings",
    "TravelRung",
    "TravelSettings",
]

#: Tables without which no staffing run is possible, and tables that a study may leave out.
REQUIRED_TABLES = (
    "outlines",
    "counties",
    "townships",
    "villages",
    "offices",
    "counsel",
    "roster",
    "road_nodes",
    "road_edges",
)
OPTIONAL_TABLES = ("grids", "service_points", "committees", "mediators", "legal_literate", "headcounts")
#: Tables with coordinates: their reference system must be declared, it is never guessed.
COORDINATE_TABLES = ("outlines", "townships", "villages", "offices", "service_points", "road_nodes")

TableName = Literal[
    "outlines",
    "counties",
    "townships",
    "villages",
    "offices",
    "counsel",
    "roster",
    "road_nodes",
    "road_edges",
    "grids",
    "service_points",
    "committees",
    "mediators",
    "legal_literate",
    "headcounts",
]
#: Ids become folder names, so they are kept to what every file system takes.
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]


def setting(default: Any, description: str, *, unit: str = "none", **bounds: Any) -> Any:
    """One setting: pydantic's Field with the unit kept in the schema."""
    return Field(default, description=description, json_schema_extra={"unit": unit}, **bounds)


class Settings(BaseModel):
    """A group of settings: no silent conversion, nothing unknown ignored, nothing changed later."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class LocalName(Settings):
    """A name in both languages."""

    zh: Words = setting(..., "Chinese name")
    en: Words = setting(..., "English name")

    def text(self, lang: str) -> str:
        """The name in a language, ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


class SourceSettings(Settings):
    """One table of the study: the file and how to read it."""

    path: Words = setting(..., "File inside the study's folder, with / between folders: .csv, .gpkg or .xlsx")
    crs: Words | None = setting(
        None, "Coordinate reference system of lon and lat: EPSG:4490, EPSG:4326, GCJ-02, BD-09, EPSG:n"
    )
    encoding: Literal["utf-8", "gb18030"] | None = setting(
        None, "Text encoding of a .csv; null tries both, strictly"
    )
    layer: Words | None = setting(None, "Layer of a .gpkg; null takes the only one")
    sheet: Words | None = setting(None, "Sheet of a .xlsx; null takes the only one")


class TravelSettings(Settings):
    """How minutes of travel are computed."""

    cutoff_minutes: float = setting(
        120.0, "Longest one-way drive that is computed", unit="minutes", gt=0, le=1440
    )
    snap_limit_km: float = setting(
        5.0, "Farthest that a place may lie from the nearest road", unit="km", gt=0, le=100
    )
    access_kmh: float = setting(20.0, "Speed between a place and the nearest road", unit="km/h", gt=0, le=120)


class MinutesByArea(Settings):
    """A one-way travel limit for rural and one for urban villages (R31)."""

    rural: float = setting(60.0, "Longest one-way drive to a rural village", unit="minutes", gt=0, le=1440)
    urban: float = setting(30.0, "Longest one-way drive to an urban village", unit="minutes", gt=0, le=1440)


class PairSettings(Settings):
    """One village and one person."""

    village: Words = setting(..., "12-digit code of the village, in quotes")
    person: Words = setting(..., "person_id of the counsel")


class RoleSettings(Settings):
    """A kind of post that villages need filled, who may fill it and on what terms."""

    need: int = setting(1, "People that each village needs", unit="people", ge=1, le=20)
    hours: float = setting(
        100.0, "Hours that each village gets a year (LYG-10)", unit="hours/year", ge=0, le=8784
    )
    visits: float = setting(
        12.0, "Visits a year, each of which costs the round trip (R06)", unit="visits/year", ge=0, le=366
    )
    most_villages: int = setting(
        5, "Villages that one person may serve (R01)", unit="villages", ge=1, le=1000
    )
    occupations: tuple[Words, ...] = setting(
        ("lawyer", "gls_worker"), "Occupations that may fill the post", min_length=1
    )
    jurisdiction: Mapping[str, Literal["county", "city"]] = setting(
        {}, "Where each occupation may serve: its own county, or the whole city; county where nothing is said"
    )
    limit_minutes: MinutesByArea = setting(
        MinutesByArea(), "Longest one-way drive, rural and urban (R31)", unit="minutes"
    )
    keep_beyond_limit: bool = setting(
        False, "Let today's pairs stay although they break the travel limit or the jurisdiction"
    )
    nearest: int | None = setting(
        None,
        "Only so many nearest people may serve a village; null: all within the limit",
        unit="people",
        ge=1,
        le=10_000,
    )
    locks: tuple[PairSettings, ...] = setting((), "Pairs that must be in the plan")
    bans: tuple[PairSettings, ...] = setting((), "Pairs that must not be in the plan")

    @model_validator(mode="before")
    @classmethod
    def _jurisdiction_for_all(cls, values: Any) -> Any:
        """Write down every occupation's default jurisdiction, so that `show` and overrides can name it."""
        if not isinstance(values, Mapping):
            return values
        occupations = values.get("occupations", cls.model_fields["occupations"].default)
        given = values.get("jurisdiction", {})
        if not (isinstance(occupations, tuple) and isinstance(given, Mapping)):
            return values
        names = [name for name in occupations if isinstance(name, str)]
        return {**values, "jurisdiction": {**dict.fromkeys(names, "county"), **given}}


class ContinuitySettings(Settings):
    """How much of today's roster must stay."""

    most_moved_share: float | None = setting(
        None,
        "Share of today's pairs that may change; 0.10 is one in ten; null: no limit",
        unit="share",
        ge=0,
        le=1,
    )


class HireSettings(Settings):
    """New people whom the plan may place where they help most."""

    number: int = setting(0, "New people to place", unit="people", ge=0, le=10_000)
    occupation: Words = setting("gls_worker", "Occupation of the new people")
    hours_year: float = setting(
        600.0, "Hours a year that each of them has for villages", unit="hours/year", gt=0, le=8784
    )
    most_villages: int = setting(
        5, "Villages that each of them may serve (R01)", unit="villages", ge=1, le=1000
    )
    homes: Literal["townships"] = setting("townships", "Where they may be based: at township seats")
    counties: tuple[Words, ...] | None = setting(
        None, "Codes of the counties that may hire; null: all", min_length=1
    )


def _tolerance() -> Any:
    return setting(0.0, "Share of this rung's optimum that later rungs may give up", unit="share", ge=0, le=1)


class ShortageRung(Settings):
    """Leave as few posts vacant as possible."""

    aim: Literal["shortage"] = setting(..., "What this rung is about")
    tolerance: float = _tolerance()


class CountyFillRung(Settings):
    """Raise the fill of the worst-off county."""

    aim: Literal["county_fill"] = setting(..., "What this rung is about")
    tolerance: float = _tolerance()


class TravelRung(Settings):
    """Lighten the burden of travel."""

    aim: Literal["travel"] = setting(..., "What this rung is about")
    measure: Literal["kolm_pollak", "mean"] = setting(
        "kolm_pollak", "kolm_pollak weighs long drives more (arXiv 2401.15452); mean weighs all alike"
    )
    aversion: float = setting(
        1.0, "Aversion of kolm_pollak to inequality; larger weighs long drives more", gt=0, le=10
    )
    tolerance: float = _tolerance()


class ChangesRung(Settings):
    """Change as few of today's pairs as possible."""

    aim: Literal["changes"] = setting(..., "What this rung is about")
    tolerance: float = _tolerance()


Rung = Annotated[ShortageRung | CountyFillRung | TravelRung | ChangesRung, Field(discriminator="aim")]

LADDER = (
    ShortageRung(aim="shortage"),
    CountyFillRung(aim="county_fill"),
    TravelRung(aim="travel", tolerance=0.01),
    ChangesRung(aim="changes"),
)


class SolverSettings(Settings):
    """How long and how exactly to search."""

    seed: int = setting(
        7, "Seed of every random choice; the same seed gives the same plan", ge=0, le=2**31 - 1
    )
    seconds: float = setting(60.0, "Time limit for a scenario", unit="seconds", gt=0, le=604_800)
    gap: float = setting(
        0.001, "Proven relative gap at which a rung is good enough", unit="share", ge=0, le=1
    )
    threads: int = setting(
        2,
        "Threads; with two or more, what would close a shortage is worked out beside the plan",
        unit="threads",
        ge=1,
        le=1024,
    )


class TargetSettings(Settings):
    """One target of the plan that a measure is held against."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")] = setting(
        ..., "Code of the target, such as WH-11"
    )
    name: LocalName = setting(..., "Title")
    section: Words | None = setting(None, "Where the plan states it")
    measure: Words = setting(..., "Measure that is compared; see docs/study.md")
    op: Literal[">=", "<=", "="] = setting(..., "How the measure must stand to the value")
    value: float = setting(..., "The target's value, in its unit")
    unit: str = setting("", "Unit as printed", max_length=40)
    attribute: Literal["binding", "expected", "narrative", "norm"] = setting(
        "expected", "How strictly it is stated; norm: a rule of practice"
    )


class StudyConfig(Settings):
    """All settings of one scenario, overrides applied."""

    sources: Mapping[TableName, SourceSettings] = setting(..., "The study's tables")
    travel: TravelSettings = setting(TravelSettings(), "Minutes of travel")
    roles: Mapping[Identifier, RoleSettings] = setting(..., "The roles to fill; counsel is required")
    continuity: ContinuitySettings = setting(ContinuitySettings(), "How much of today must stay")
    hire: HireSettings = setting(HireSettings(), "New people")
    ladder: tuple[Rung, ...] = setting(
        LADDER, "Aims in order of rank; each at most once, shortage first", min_length=1
    )
    solver: SolverSettings = setting(SolverSettings(), "How long and how exactly to search")
    targets: tuple[TargetSettings, ...] = setting((), "Targets of the plan")

    @property
    def counsel(self) -> RoleSettings:
        """The role that this step plans."""
        return self.roles["counsel"]


class ScenarioSettings(Settings):
    """A small change to the study."""

    name: LocalName = setting(..., "Title")
    evaluate: bool = setting(
        False, "Only measure today's roster; plan nothing. Not inherited through extends"
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


@dataclass(frozen=True)
class SolverOverrides:
    """Solver settings given for one run only, as on the command line; None keeps the study's."""

    seconds: float | None = None
    seed: int | None = None
    threads: int | None = None

    def apply(self, solver: SolverSettings) -> SolverSettings:
        """The study's solver settings with these in their place.

        Raises
        ------
        pydantic.ValidationError
            When a value is out of its bounds.
        """
        given = {name: value for name, value in vars(self).items() if value is not None}
        return SolverSettings.model_validate({**solver.model_dump(), **given})
