"""Posts and people: the roles to fill, how much of today must stay, who may be hired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import model_validator

from scenarios.settings.group import Settings, Words, setting

__all__ = ["ContinuitySettings", "HireSettings", "MinutesByArea", "PairSettings", "RoleSettings"]


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
    team: int = setting(
        1,
        "Counsel who share a village, its hours and visits (team service); each may be in so many times more",
        unit="people",
        ge=1,
        le=10,
    )
    online_visits: float = setting(
        0.0, "Visits of those a year that are held online and cost no drive", unit="visits/year", ge=0, le=366
    )
    online_rate: float = setting(
        1.0, "Hours that one hour online is credited as", unit="hours/hour", gt=0, le=1
    )
    most_pairs: int | None = setting(
        None,
        "Legal-literate persons that one counsel can be paired with; null: any number",
        unit="people",
        ge=1,
        le=10_000,
    )
    locks: tuple[PairSettings, ...] = setting((), "Pairs that must be in the plan")
    bans: tuple[PairSettings, ...] = setting((), "Pairs that must not be in the plan")

    @property
    def heads(self) -> int:
        """People that each village needs: teams, of so many people each."""
        return self.need * self.team

    @property
    def hours_each(self) -> float:
        """Hours a year that a village is to get from each of them."""
        return self.hours / self.team

    @property
    def most_each(self) -> int:
        """Villages that one person may be in."""
        return self.most_villages * self.team

    @property
    def drives_each(self) -> float:
        """Visits a year for which each of them drives to a village: those that are not online."""
        return max(self.visits - self.online_visits, 0.0) / self.team

    @property
    def as_today(self) -> RoleSettings:
        """The terms by which today's roster is measured: no team has been formed, no visit is online."""
        return self.model_copy(update={"team": 1, "online_visits": 0.0})

    def hours_of(self, round_trip_minutes: Any) -> Any:
        """Return the hours a year that one of a team spends on a village, drives included.

        Parameters
        ----------
        round_trip_minutes : float or array
        """
        online = min(self.online_visits, self.visits)
        share = online / self.visits if self.visits else 0.0
        service = self.hours * (1.0 - share + share / self.online_rate)
        return (service + (self.visits - online) * round_trip_minutes / 60.0) / self.team

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
