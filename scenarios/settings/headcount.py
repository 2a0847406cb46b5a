"""How legal service personnel may grow, county by county and year by year, and what for."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_validator

from scenarios.settings.group import Identifier, LocalName, Settings, Words, setting, wrong

__all__ = [
    "BranchSettings",
    "GrowthTargetSettings",
    "HeadcountBudgetSettings",
    "HeadcountSettings",
    "NewcomerSettings",
    "OwnTargetSettings",
    "ProfessionSettings",
    "PurchaseSettings",
    "RelocationSettings",
    "WaySettings",
]

CalendarYear = Annotated[int, Field(ge=1900, le=2200)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Yuan = Annotated[int, Field(ge=0, le=1_000_000_000)]
County = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Township = Annotated[str, Field(pattern=r"^[0-9]{9}$")]
Profession = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class WaySettings(Settings):
    """One way in which a profession grows: recruiting, or training people of another one."""

    name: LocalName = setting(..., "Title")
    places_year: int | None = setting(
        None,
        "Most a year in the whole city: places of the pipeline; null: no limit",
        unit="people/year",
        ge=0,
        le=1_000_000,
    )
    county_year: int = setting(5, "Most a year in each county", unit="people/year", ge=0, le=1_000_000)
    by_county: Mapping[County, Count] = setting({}, "The same for single counties", unit="people/year")
    candidates: Mapping[County, Count] | None = setting(
        None, "Candidates that each county has over all years; null: not limited", unit="people"
    )
    trained_from: Profession | None = setting(
        None, "Profession that they leave; null: they come from outside"
    )
    years: int = setting(0, "Years until they count", unit="years", ge=0, le=10)
    yuan: Yuan = setting(0, "One-off cost of each: incentive or training", unit="yuan")
    yuan_by_county: Mapping[County, Yuan] = setting({}, "The same for single counties", unit="yuan")
    needs_room: bool = setting(False, "Whether each needs room in an office, see branch")


class RelocationSettings(Settings):
    """People who move to another county of the city."""

    most_out: int = setting(1, "Most a year who leave a county", unit="people/year", ge=0, le=1_000_000)
    most_in: int = setting(5, "Most a year who come to a county", unit="people/year", ge=0, le=1_000_000)
    yuan: Yuan = setting(0, "One-off incentive of each", unit="yuan")


class BranchSettings(Settings):
    """Branch offices, which have room for those who relocate or whose way needs room."""

    room: int = setting(5, "People that each has room for", unit="people", ge=1, le=10_000)
    most: int = setting(1, "Most in each county over all years", unit="offices", ge=0, le=1000)
    by_county: Mapping[County, Count] = setting({}, "The same for single counties", unit="offices")
    free_room: int = setting(0, "Room that the offices of today have", unit="people", ge=0, le=1_000_000)
    yuan: Yuan = setting(0, "One-off cost of each", unit="yuan")
    yuan_by_county: Mapping[County, Yuan] = setting({}, "The same for single counties", unit="yuan")
    places: Mapping[County, tuple[Township, ...]] = setting(
        {}, "Codes of the townships where a county's offices are opened, one after another; none: not known"
    )


class PurchaseSettings(Settings):
    """Service that is bought, in full-time people for a year."""

    most: int = setting(0, "Most a year in each county", unit="people", ge=0, le=1_000_000)
    yuan: Yuan = setting(0, "Price of one full-time person a year", unit="yuan/year")


class ProfessionSettings(Settings):
    """One profession: how many there are, how many leave, and how it may grow."""

    name: LocalName = setting(..., "Title")
    occupation: Words | None = setting(
        None, "Occupation of the table headcounts; null: the profession's own name"
    )
    mediators: Literal["full_time", "part_time"] | None = setting(
        None, "Instead: mediators of the table mediators, full-time or not"
    )
    trained: bool | None = setting(
        None, "Instead: serving persons of the table legal_literate, trained or not"
    )
    stock: Mapping[County, Count] | None = setting(
        None, "Instead: how many there are today, by county; null: a table says it", unit="people"
    )
    leave_share: float = setting(
        0.0,
        "Share of today's people who leave in a year: added up, of the city, then rounded down",
        unit="share/year",
        ge=0,
        le=1,
    )
    leave_by_county: Mapping[County, Count] = setting(
        {}, "People who leave in a year, for single counties", unit="people/year"
    )
    least: Count = setting(
        0, "Fewest in each county whom training for others and moving must leave", unit="people"
    )
    least_by_county: Mapping[County, Count] = setting({}, "The same for single counties", unit="people")
    salary: Yuan = setting(0, "Public salary of each; nothing for those whom others pay", unit="yuan/year")
    ways: Mapping[Identifier, WaySettings] = setting({}, "Ways in which the profession grows")
    relocation: RelocationSettings | None = setting(None, "Moving between counties; null: nobody does")
    branch: BranchSettings | None = setting(None, "Branch offices; null: room is not looked at")
    purchase: PurchaseSettings | None = setting(None, "Service bought; null: none")


class OwnTargetSettings(Settings):
    """A target that no plan states: the bureau's own."""

    name: LocalName = setting(..., "Title")
    value: float = setting(..., "At least so much", ge=0, le=1e9)
    attribute: Literal["binding", "expected"] = setting("expected", "How strictly it is meant")


class GrowthTargetSettings(Settings):
    """One target that headcount is to meet: value and kind are those of the study's `targets`, or its own."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")] = setting(..., "Code of the target")
    own: OwnTargetSettings | None = setting(
        None, "Target of one's own, under a code that no plan has; null: the study's target of this code"
    )
    counts: tuple[Profession, ...] = setting(..., "Professions that count", min_length=1)
    per: int | None = setting(
        None,
        "Residents that the value is for: 10000, 100000; null: a plain number",
        unit="people",
        ge=1,
        le=10_000_000,
    )
    share_of: tuple[Profession, ...] = setting(
        (), "Of a share in per cent: the professions that it is a share of, besides those that count"
    )
    each_county: bool = setting(False, "Whether every county has to meet it, not just the city")
    counts_purchases: bool = setting(False, "Whether service bought counts; of an own target alone")
    every_year: bool = setting(False, "Whether it has to hold in every year, not just by the last")
    weight: int = setting(1, "Weight of one person lacking among the targets", ge=1, le=1_000_000)


class HeadcountBudgetSettings(Settings):
    """Money that growth may cost."""

    name: LocalName | None = setting(None, "Title; null: its id")
    yuan_year: Yuan = setting(..., "Most a year", unit="yuan/year")
    counties: Mapping[County, Annotated[float, Field(ge=0, le=1)]] | None = setting(
        None, "Share of each county's cost that falls on it; null: all of the city's"
    )
    pays: tuple[Literal["start", "relocation", "branch", "purchase", "salary"], ...] = setting(
        ("start", "relocation", "branch", "purchase"), "What it pays", min_length=1
    )


class HeadcountSettings(Settings):
    """How professions grow over some years, and how that is to be shared."""

    years: tuple[CalendarYear, ...] = setting((), "Years planned, one after another")
    residents_growth: float = setting(
        0.0, "Growth of the residents a year; 0.01 is one in a hundred", unit="share/year", ge=-0.2, le=0.2
    )
    professions: Mapping[Profession, ProfessionSettings] = setting({}, "Professions planned together")
    targets: tuple[GrowthTargetSettings, ...] = setting((), "Targets that they are to meet")
    fair: tuple[Profession, ...] = setting(
        (),
        "Professions whose number for each resident is made alike between counties; empty: the first known",
    )
    budgets: Mapping[Identifier, HeadcountBudgetSettings] = setting({}, "Money there is")
    aim: Literal["cheapest", "fair"] = setting(
        "cheapest", "cheapest: meet the targets for least money; fair: even counties within the budgets first"
    )
    seconds: float = setting(60.0, "Time limit", unit="seconds", gt=0, le=86_400)
    seed: int = setting(7, "Seed", ge=0, le=2**31 - 1)

    @field_validator("years")
    @classmethod
    def _in_a_row(cls, years: tuple[int, ...]) -> tuple[int, ...]:
        if any(later != earlier + 1 for earlier, later in itertools.pairwise(years)):
            raise wrong("years_gap")
        return years


class NewcomerSettings(Settings):
    """People who join an occupation in a scenario, and how many of them the register of counsel."""

    county: County = setting(..., "County that they are licensed in")
    occupation: Words = setting(..., "Their occupation")
    number: int = setting(..., "How many become counsel", unit="people", ge=0, le=100_000)
    in_all: int | None = setting(
        None,
        "By how many people the occupation grows, counsel or not; below 0: it shrinks; null: by `number`",
        unit="people",
        ge=-1_000_000,
        le=1_000_000,
    )
    office: Words | None = setting(
        None, "Office that they work from; null: spread over the county's offices of their kind"
    )
    branch: Township | None = setting(
        None, "Instead: code of the township where a branch office is opened that they work from"
    )
    hours_year: float = setting(600.0, "Hours a year that each has", unit="hours/year", gt=0, le=8784)
    most_villages: int = setting(5, "Villages that each may serve (R01)", unit="villages", ge=1, le=1000)
