"""What a task of siting is to be best at: one model an aim."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from scenarios.settings.group import Settings, setting, wrong

__all__ = [
    "MOST_WAY",
    "AccessAim",
    "ApartAim",
    "CostAim",
    "CoverAim",
    "EvenTravelAim",
    "FarthestAim",
    "GradualReachAim",
    "Objective",
    "ReachAim",
    "SupplyAim",
    "TravelAim",
    "WayByArea",
    "WorstAccessAim",
    "way",
]

#: Longest way that a setting may name.
MOST_WAY = 1440


def way(default: Any, description: str, **bounds: Any) -> Any:
    """Return a setting of a way, in the measure of its task."""
    return setting(default, description, unit="minutes or km", **({"ge": 0, "le": MOST_WAY} | bounds))


class WayByArea(Settings):
    """A longest way for rural and one for urban villages; a number alone stands for both."""

    rural: float = way(..., "Longest way of a rural village that counts as reached")
    urban: float = way(..., "Longest way of an urban village that counts as reached")

    @model_validator(mode="before")
    @classmethod
    def _alike(cls, given: Any) -> Any:
        is_number = isinstance(given, int | float) and not isinstance(given, bool)
        return {"rural": given, "urban": given} if is_number else given


class CoverAim(Settings):
    """Fewest points, or least money, that reach every village."""

    aim: Literal["cover"] = setting(..., "What the task is to be best at")
    within: WayByArea = setting(..., "Longest way that counts as reached: a number, or one by area")
    times: int = setting(1, "Points that every village has to have within it", unit="points", ge=1, le=10)
    cheapest: bool = setting(False, "Make least what opening and closing costs, not the number of points")


class ReachAim(Settings):
    """Most weight reached within a way."""

    aim: Literal["reach"] = setting(..., "What the task is to be best at")
    within: WayByArea = setting(..., "Longest way that counts as reached: a number, or one by area")
    second: float = setting(
        0.0, "What a second point within reach counts besides, as a share of the first", unit="share",
        ge=0, le=1,
    )  # fmt: skip


class GradualReachAim(Settings):
    """Most weight reached, counting wholly up to one way and evenly less up to another."""

    aim: Literal["gradual_reach"] = setting(..., "What the task is to be best at")
    full: float = way(..., "Way up to which a village counts wholly")
    none: float = way(..., "Way from which it counts no more")

    @model_validator(mode="after")
    def _rising(self) -> GradualReachAim:
        if self.none <= self.full:
            raise wrong("none_within_full", full=f"{self.full:g}")
        return self


class TravelAim(Settings):
    """Shortest ways on average."""

    aim: Literal["travel"] = setting(..., "What the task is to be best at")


class FarthestAim(Settings):
    """Shortest way for the village that is farthest."""

    aim: Literal["farthest"] = setting(..., "What the task is to be best at")
    bands: tuple[Annotated[float, Field(ge=0, le=MOST_WAY)], ...] = setting(
        (),
        "Ways, falling: after the farthest village, least weight beyond the first, then beyond the second",
        unit="minutes or km",
    )

    @model_validator(mode="after")
    def _falling(self) -> FarthestAim:
        if any(a <= b for a, b in zip(self.bands, self.bands[1:], strict=False)):
            raise wrong("bands_rise")
        return self


class ApartAim(Settings):
    """Points as far apart from each other as can be."""

    aim: Literal["apart"] = setting(..., "What the task is to be best at")


class CostAim(Settings):
    """Least money for opening, closing and ways together."""

    aim: Literal["cost"] = setting(..., "What the task is to be best at")
    yuan_per_unit: float = setting(
        ..., "What a unit of weight pays for a minute, or a km", unit="yuan", ge=0, le=1_000_000
    )


class EvenTravelAim(Settings):
    """Short ways, long ones weighing more (Kolm–Pollak)."""

    aim: Literal["even_travel"] = setting(..., "What the task is to be best at")
    aversion: float = setting(
        1.0, "Aversion to long ways, measured against the ways of today; larger weighs them more", gt=0, le=10
    )
    kappa: float | None = setting(
        None, "Instead of the aversion: κ itself; where there is no point today", unit="1/minute or 1/km",
        gt=0, le=100,
    )  # fmt: skip


class SupplyAim(Settings):
    """What points give, and how far."""

    catchment: float = way(..., "Longest way on which a village has a part in what a point gives")
    supply: float = setting(
        1.0, "What a new point gives, shared among the weight in its catchment", ge=0, le=1_000_000
    )
    supply_today: Literal["staff"] | None = setting(
        None, "Column of service_points that says what those of today give; null: as a new one"
    )


class AccessAim(SupplyAim):
    """Most access by two-step floating catchments (2SFCA), up to a target."""

    aim: Literal["access"] = setting(..., "What the task is to be best at")
    target: float | None = setting(
        None, "Supply for each unit of weight beyond which more is worth nothing; null: none", gt=0, le=1e6
    )


class WorstAccessAim(SupplyAim):
    """Most access for the places that have least."""

    aim: Literal["worst_access"] = setting(..., "What the task is to be best at")
    between: Literal["county", "township", "village"] = setting("county", "Places that are compared")
    levels: int = setting(
        1, "How many of those worst off are raised, one after another", unit="places", ge=1, le=100
    )


Objective = Annotated[
    CoverAim
    | ReachAim
    | GradualReachAim
    | TravelAim
    | FarthestAim
    | ApartAim
    | CostAim
    | EvenTravelAim
    | AccessAim
    | WorstAccessAim,
    Field(discriminator="aim"),
]
