"""Where service points are opened: tasks, each with its tier, candidates, limits and one aim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.settings.group import LocalName, Settings, Words, setting, wrong
from scenarios.settings.money import CountyCode, TierName, Yuan
from scenarios.settings.siting_aims import MOST_WAY, Objective, way
from scenarios.settings.targets import Conditions

__all__ = [
    "BesideName",
    "ColocationSettings",
    "GapSettings",
    "NumberSettings",
    "RemoteSettings",
    "SitingTask",
]

BesideName = Literal[
    "law_firm",
    "gls_office",
    "judicial_office",
    "notary_office",
    "forensic_institution",
    "arbitration_commission",
    "legal_aid_institution",
    "city_centre",
    "county_centre",
    "station",
    "room",
    "terminal",
    "remote_notary",
]
Points = Annotated[int, Field(ge=0, le=100_000)]


class NumberSettings(Settings):
    """How many new points a county gets."""

    least: int = setting(0, "At least so many", unit="points", ge=0, le=100_000)
    most: int | None = setting(None, "At most so many; null: no limit", unit="points", ge=0, le=100_000)

    @model_validator(mode="after")
    def _in_order(self) -> NumberSettings:
        if self.most is not None and self.most < self.least:
            raise wrong("most_below_least", least=str(self.least))
        return self


class RemoteSettings(Settings):
    """How much of what is farthest from a point today has to be reached (边远地区)."""

    decile: float = setting(
        0.1, "Share of the weight that is farthest from the points of today", unit="share", gt=0, le=1
    )
    within: float = way(..., "Longest way that counts as reached")
    share: float = setting(..., "Share of that weight that has to be reached", unit="share", ge=0, le=1)


class GapSettings(Settings):
    """How much longer the ways of rural villages may be than those of urban ones."""

    most: float = setting(
        ..., "Mean way of rural villages less that of urban ones, at most", unit="minutes or km",
        ge=-MOST_WAY, le=MOST_WAY,
    )  # fmt: skip


class ColocationSettings(Settings):
    """Points in the same house as an office or another point (站所合一)."""

    beside: BesideName = setting(..., "Kind of office, or tier of service points")
    within_km: float = setting(0.5, "How near, as the crow flies", unit="km", ge=0, le=50)
    saving_yuan: Yuan = setting(0, "What a new point costs less there", unit="yuan")
    required: bool = setting(False, "Whether new points may be opened there only")


class SitingTask(Settings):
    """One kind of service point: how many are opened, where they may be, and what for."""

    name: LocalName = setting(..., "Title")
    tier: TierName = setting(..., "Tier of the points that are opened")
    at: Literal["villages", "townships", "offices", "points"] = setting(
        "villages", "Table whose rows may get one; points: in a service point that there is already"
    )
    where: Conditions = setting({}, "Only rows with these values in that table: {area: rural}")
    forced: tuple[Words, ...] = setting((), "Codes of rows of that table that get one in any case")
    banned: tuple[Words, ...] = setting((), "Codes of rows of that table that get none")
    existing: Literal["keep", "may_close", "ignore"] = setting(
        "keep", "Points of the tier that there are today: they stay, may be closed, or are planned anew"
    )
    counted: tuple[TierName, ...] = setting((), "Other tiers whose points of today serve as well")
    number: Points | None = setting(None, "New points at most; null: no limit of their number", unit="points")
    budget: Annotated[int, Field(ge=0, le=1_000_000_000_000)] | None = setting(
        None, "Most that opening and closing may cost; null: no limit", unit="yuan"
    )
    yuan: Yuan | None = setting(
        None, "Cost of a new point; null: that of the tier in `money.setup.points`", unit="yuan"
    )
    closing_yuan: int = setting(
        0, "Cost of closing one; below 0 where that saves money", unit="yuan",
        ge=-1_000_000_000, le=1_000_000_000,
    )  # fmt: skip
    by_county: Mapping[CountyCode, NumberSettings] = setting({}, "New points of single counties, by code")
    places: Conditions = setting({}, "Only villages with these values are to be reached; none: all")
    weight: Words = setting(
        "pop_resident", "Column of villages that says how much each counts, or `one`: all alike"
    )
    measure: Literal["minutes", "km"] = setting(
        "minutes", "minutes: by road, as under `travel`; km: as the crow flies"
    )
    limit: float | None = way(
        None, "Longest way on which a point serves; null: `travel.cutoff_minutes`, and no limit in km",
        ge=None, gt=0,
    )  # fmt: skip
    beyond: float | None = way(
        None,
        "Way that counts for villages that nobody serves, no shorter than `limit` (null there: "
        "`travel.cutoff_minutes`); null: all have to be served where ways count",
        ge=None,
        gt=0,
    )
    capacity: float | None = setting(None, "Weight that a new point can serve; null: no limit", gt=0, le=1e9)
    capacity_today: float | None = setting(
        None, "Weight that each point of today can serve; null: no limit", gt=0, le=1e9
    )
    split: bool = setting(False, "Whether a village may be shared between points that are full")
    objective: Objective = setting(..., "What the points are to be best at")
    remote: RemoteSettings | None = setting(None, "Remote places first; null: no such rule")
    gap: GapSettings | None = setting(None, "Cap on the gap between country and town; null: none")
    refers_to: TierName | None = setting(
        None, "Tier that gets what a point cannot settle; the nearest one; null: none"
    )
    refer_share: float = setting(
        0.2, "Share of the work that goes on there; so much of the way on counts", unit="share", gt=0, le=1
    )
    colocate: ColocationSettings | None = setting(
        None, "Points beside an office or another point; null: anywhere"
    )
    seconds: float = setting(60.0, "Time limit", unit="seconds", gt=0, le=86_400)
