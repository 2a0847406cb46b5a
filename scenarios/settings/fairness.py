"""What is made alike, between whom, and by which measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.settings.group import Identifier, RungSettings, Settings, setting, wrong

__all__ = ["EvenLoadRung", "KolmPollakRung", "LeximinRung", "MaxMinRung", "ServiceSettings"]

Weight = Annotated[float, Field(ge=0, le=1_000_000)]
#: A column of villages, or `cases.<type>` of a type of `demand`: scenarios.demand.checks knows them.
Need = Annotated[str, Field(min_length=1, max_length=100)]


class ServiceSettings(Settings):
    """What people get, and the groups that are compared."""

    role: Identifier = setting("counsel", "Role whose service is compared: counsel, or one of `posts`")
    service: Literal["fill", "hours", "access"] = setting(
        "fill", "fill: share of posts filled; hours: hours a year; access: hours, far ones counting less"
    )
    between: Literal["county", "township", "village", "area"] = setting(
        "county", "Groups that are compared; area: town and country"
    )
    per: Literal["village", "residents", "needs"] = setting(
        "village", "Of hours and access: for each village, for 10,000 residents, or for each unit of need"
    )
    needs: Mapping[Need, Weight] = setting(
        {},
        "With `per: needs`: weights of columns of villages and types of cases, such as "
        "{disputes_year: 1, elderly: 0.01, cases.legal_aid: 2}",
    )
    discount_minutes: float = setting(
        30.0,
        "Of access to counsel: minutes one way that leave 1/e of an hour",
        unit="minutes",
        gt=0,
        le=1440,
    )
    discount_km: float = setting(
        2.0,
        "Of access to other roles: km as the crow flies that leave 1/e of an hour",
        unit="km",
        gt=0,
        le=200,
    )

    @model_validator(mode="after")
    def _needs_for_needs(self) -> ServiceSettings:
        if self.per == "needs" and not any(self.needs.values()):
            raise wrong("needs_without_weight")
        return self


class MaxMinRung(ServiceSettings, RungSettings):
    """Raise what the worst-off group gets."""

    aim: Literal["max_min"] = setting(..., "What this rung is about")


class LeximinRung(ServiceSettings, RungSettings):
    """Raise what the worst-off group gets, then the second worst-off, and so on."""

    aim: Literal["leximin"] = setting(..., "What this rung is about")
    levels: int | None = setting(None, "Distinct amounts to raise; null: all", unit="levels", ge=1, le=10_000)


class KolmPollakRung(ServiceSettings, RungSettings):
    """Raise the equally distributed equivalent of what groups get."""

    aim: Literal["kolm_pollak"] = setting(..., "What this rung is about")
    aversion: float = setting(
        1.0, "Aversion to inequality, by the mean amount; larger weighs little ones more", gt=0, le=10
    )


class EvenLoadRung(RungSettings):
    """Even the work of counsel: the equivalent of the shares of their hours that are used."""

    aim: Literal["even_load"] = setting(..., "What this rung is about")
    aversion: float = setting(5.0, "Aversion to inequality; larger weighs heavy loads more", gt=0, le=20)
