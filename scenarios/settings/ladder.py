"""The ladder: aims in order of rank, each with its tolerance."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.settings.fairness import EvenLoadRung, KolmPollakRung, LeximinRung, MaxMinRung
from scenarios.settings.group import RungSettings, setting

__all__ = ["LADDER", "ChangesRung", "CountyFillRung", "Rung", "ShortageRung", "TravelRung"]


class ShortageRung(RungSettings):
    """Leave as few posts vacant as possible."""

    aim: Literal["shortage"] = setting(..., "What this rung is about")


class CountyFillRung(RungSettings):
    """Raise the fill of the worst-off county."""

    aim: Literal["county_fill"] = setting(..., "What this rung is about")


class TravelRung(RungSettings):
    """Lighten the burden of travel."""

    aim: Literal["travel"] = setting(..., "What this rung is about")
    measure: Literal["kolm_pollak", "mean"] = setting(
        "kolm_pollak", "kolm_pollak weighs long drives more (arXiv 2401.15452); mean weighs all alike"
    )
    aversion: float = setting(
        1.0, "Aversion of kolm_pollak to inequality; larger weighs long drives more", gt=0, le=10
    )


class ChangesRung(RungSettings):
    """Change as few of today's pairs as possible."""

    aim: Literal["changes"] = setting(..., "What this rung is about")


Rung = Annotated[
    ShortageRung
    | CountyFillRung
    | MaxMinRung
    | LeximinRung
    | KolmPollakRung
    | TravelRung
    | ChangesRung
    | EvenLoadRung,
    Field(discriminator="aim"),
]

LADDER = (
    ShortageRung(aim="shortage"),
    CountyFillRung(aim="county_fill"),
    TravelRung(aim="travel", tolerance=0.01),
    ChangesRung(aim="changes"),
)
