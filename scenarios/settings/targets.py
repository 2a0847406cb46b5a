"""What a plan is held against: targets, the measures of tables that their formulas name, and an index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.settings.group import Identifier, LocalName, Settings, Words, setting, wrong
from scenarios.settings.money import TierName
from scenarios.settings.siting_aims import WayByArea

__all__ = [
    "FoundInSettings",
    "IndexSettings",
    "MeasureName",
    "MeasureSettings",
    "ReachSettings",
    "ReadingSettings",
    "TargetSettings",
]

Formula = Annotated[str, Field(min_length=1, max_length=500)]
MeasureName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Year = Annotated[str, Field(pattern=r"^[12][0-9]{3}$")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
#: A target, or after a dot another reading of it.
Weighed = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}(\.[A-Za-z0-9_-]{1,64})?$")]
Conditions = Mapping[Words, Words | tuple[Words, ...]]
Part = Literal["staffing", "assignment", "siting", "headcount", "budget", "scheduling", "monitor"]

Scope = Literal["city", "county", "township", "village", "grid", "park"]


class FoundInSettings(Settings):
    """Another table that rows must be found in: stations of towns only, villages where somebody serves."""

    table: Identifier = setting(..., "The other table")
    by: Words = setting(..., "Column of codes that both tables have: township_code")
    where: Conditions = setting({}, "Its rows that count: columns and the value, or values, they must have")


class ReachSettings(Settings):
    """Minutes by road, as under `travel`, to the nearest service point of some tiers."""

    tiers: Annotated[tuple[TierName, ...], Field(min_length=1)] = setting(
        ..., "Tiers whose points count, the nearest of all"
    )
    within: WayByArea = setting(
        ..., "Longest way that counts, in minutes one way: a number, or one for rural and one for urban"
    )


class MeasureSettings(Settings):
    """A figure of one table, of the city and of each county: a count, a sum, or what somebody observed."""

    table: Identifier | None = setting(None, "Table of `sources` that is counted")
    figure: Literal["rows", "distinct", "sum", "mean", "least", "most"] = setting(
        "rows", "rows: how many; distinct: different values of the column; the others: of its numbers"
    )
    column: Words | None = setting(None, "Column that is counted or added up; not for rows")
    where: Conditions = setting({}, "Rows that count: columns and the value, or values, that they must have")
    found_in: FoundInSettings | None = setting(
        None, "Count only rows whose code stands in another table, too; null: all"
    )
    reach: ReachSettings | None = setting(
        None, "Of villages: count only those near enough to a service point; null: all"
    )
    blanks: Literal["unknown", "none"] = setting(
        "unknown",
        "A blank cell that decides whether a row counts: unknown, so there is no data; or none: it does not",
    )
    observed: Words | None = setting(
        None, "Name under which the table `observations` has the figure, year by year; in place of a table"
    )

    @model_validator(mode="after")
    def _one_kind(self) -> MeasureSettings:
        if (self.table is None) == (self.observed is None):
            raise wrong("table_or_observed")
        if self.observed is not None and (
            self.column or self.where or self.found_in or self.reach or self.figure != "rows"
        ):
            raise wrong("observed_alone")
        if self.reach is not None and self.table != "villages":
            raise wrong("reach_of_villages")
        if self.table is not None and (self.column is None) != (self.figure == "rows"):
            raise wrong("column_of_figure", figure=self.figure)
        return self


class ReadingSettings(Settings):
    """Another way to read a target that the plan leaves open, held against the same value."""

    name: LocalName = setting(..., "What is different about it: mean, minimum ...")
    measure: Formula = setting(..., "Measure, or formula over measures")


class TargetSettings(Settings):
    """One target of the plan that a measure, or a formula over measures, is held against."""

    code: Code = setting(..., "Code of the target, such as WH-11")
    name: LocalName = setting(..., "Title")
    section: Words | None = setting(None, "Where the plan states it")
    measure: Formula = setting(..., "Measure that is compared, or a formula over measures; see docs/study.md")
    op: Literal[">=", "<=", "="] = setting(..., "How the measure must stand to the value")
    value: float = setting(..., "The target's value, in its unit")
    by_year: Mapping[Year, float] = setting(
        {}, "Values for earlier years: each counts up to its year, `value` after the last"
    )
    unit: str = setting("", "Unit as printed", max_length=40)
    attribute: Literal["binding", "expected", "narrative", "norm"] = setting(
        "expected", "How strictly it is stated; norm: a rule of practice"
    )
    reading: LocalName | None = setting(None, "What `measure` is, where there are other readings: mean ...")
    also: Mapping[Identifier, ReadingSettings] = setting({}, "Other readings of the same target")
    beside: tuple[Words, ...] = setting((), "Measures shown beside it, such as how many a share is of")
    decided_by: tuple[Part, ...] = setting((), "Which decisions move it; monitor: none, it is watched")
    scope: tuple[Scope, ...] = setting((), "What it is about, one or several")

    @property
    def formulas(self) -> tuple[str, ...]:
        """That of every reading, the first one first."""
        return (self.measure, *(reading.measure for reading in self.also.values()))

    def value_in(self, year: int | None) -> float:
        """The value that counts in a year; the last one without a year."""
        due = [int(known) for known in self.by_year if year is not None and int(known) >= year]
        return self.by_year[str(min(due))] if due else self.value


class IndexSettings(Settings):
    """One figure for the whole plan: how far its targets are attained, by weights that the user sets."""

    weights: Mapping[Weighed, Annotated[float, Field(ge=0, le=1e6)]] = setting(
        {},
        "Weight of each target that counts, by code, or code and reading (WH-11.effective); plans state none",
    )
    vary: float = setting(
        0.5, "Share by which each weight is varied to see what the index depends on", unit="share", ge=0, le=1
    )
