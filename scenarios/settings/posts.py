"""Posts beside counsel, as data: what each kind of unit needs, and who may fill it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from scenarios.settings.group import Identifier, LocalName, Settings, Words, setting

__all__ = ["OpeningSettings", "PoolName", "PostSettings", "RequirementSettings", "ShareSettings"]

PoolName = Literal["mediators", "legal_literate", "staff", "office_staff", "counsel"]
Part = Annotated[float, Field(ge=0, le=1)]
Attribute = Literal["sex", "full_time", "trained", "status", "skill", "occupation"]


class RequirementSettings(Settings):
    """People with some attributes that every unit needs among its own."""

    where: Mapping[Attribute, Words] = setting(
        ...,
        "Attributes and their values, as in the tables: {sex: female}, {skill: duty_lawyer}",
        min_length=1,
    )
    least: int = setting(1, "People with these attributes that each unit needs", unit="people", ge=1, le=100)
    weight: int = setting(1, "Weight of one who is missing, in the shortage of the role", ge=1, le=1000)


class ShareSettings(Settings):
    """A share of a role's people with an attribute, in every county or in the whole city."""

    where: Mapping[Attribute, Words] = setting(
        ..., "Attributes and their values: {full_time: '1'}", min_length=1
    )
    share: float = setting(..., "Share of the role's people", unit="share", ge=0, le=1)
    between: Literal["city", "county"] = setting(
        "city", "Where the share has to hold: in the city, or in each county"
    )
    by: Mapping[Words, Part] = setting({}, "Other shares for single counties, by code", unit="share")
    most_given: int = setting(
        0,
        "People who may be given the attribute (made full-time), over the whole city",
        unit="people",
        ge=0,
        le=1_000_000,
    )
    weight: int = setting(1, "Weight of one who is missing, in the shortage of the role", ge=1, le=1000)


class OpeningSettings(Settings):
    """Units that are opened anew until there are enough."""

    count: int = setting(..., "Units that the city should have", unit="units", ge=0, le=1_000_000)
    weight: int = setting(3, "Weight of one unit that is missing, in the shortage of the role", ge=1, le=1000)


class PostSettings(Settings):
    """A role beside counsel: its units, how many people each needs, and who may be one of them."""

    name: LocalName = setting(..., "Title of the role")
    unit: Literal["committees", "grids", "villages", "stations"] = setting(
        ..., "Table of what is to be staffed"
    )
    need: int = setting(1, "People that each unit needs", unit="people", ge=0, le=100)
    most: int | None = setting(
        None, "Most people of a unit; null: as many as it needs, or has today", unit="people", ge=1, le=1000
    )
    weight: int = setting(1, "Weight of one who is missing, in the shortage of the role", ge=1, le=1000)
    pool: tuple[PoolName, ...] = setting(
        ...,
        "Tables whose people may fill it; office_staff: of the judicial office in the same house",
        min_length=1,
    )
    most_units: int = setting(1, "Units that one person may be in", unit="units", ge=1, le=100)
    within_km: float = setting(
        2.0,
        "How far people may live or work from the unit, as the crow flies; 0: in the same place",
        unit="km",
        ge=0,
        le=200,
    )
    inside: Literal["village", "township", "county", "city"] = setting(
        "township", "Whose people may fill it: of the unit's own village, township or county, or of the city"
    )
    mean: float | None = setting(
        None, "People a unit that the city should have on average", unit="people", ge=0, le=100
    )
    hours: float = setting(
        0.0,
        "Hours a year that each person gives the post; of counsel, out of those that they have for villages",
        unit="hours/year",
        ge=0,
        le=8784,
    )
    beside_counsel: bool = setting(
        False, "Counsel may fill it only in villages that they are counsel of, today and in the plan"
    )
    counsel_occupations: tuple[Words, ...] | None = setting(
        None, "Occupations of the counsel who may fill it; null: all", min_length=1
    )
    exclusive_with: tuple[Identifier, ...] = setting((), "Roles that nobody may hold together with this one")
    requirements: Mapping[Identifier, RequirementSettings] = setting(
        {}, "People with attributes that every unit needs"
    )
    shares: Mapping[Identifier, ShareSettings] = setting({}, "Shares of people with attributes")
    opening: OpeningSettings | None = setting(
        None, "Units to open anew in villages that have none; null: none"
    )
    train: int | None = setting(
        None,
        "Most people without training who may be appointed in a year; null: any number",
        unit="people",
        ge=0,
        le=1_000_000,
    )
    pair_with_counsel: bool = setting(
        False,
        "Whether each is paired with the counsel of the village; counsel take `roles.counsel.most_pairs`",
    )
