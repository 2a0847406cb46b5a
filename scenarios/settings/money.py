"""What services cost: rates by line, who pays which share of each, and caps on what may be spent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from scenarios.settings.group import Identifier, LocalName, Settings, Words, setting
from scenarios.settings.posts import Attribute

__all__ = [
    "CITY",
    "DISPUTES",
    "BudgetSettings",
    "CaseSettings",
    "CountyCode",
    "DistanceSettings",
    "DutySettings",
    "GradeName",
    "LineSettings",
    "MoneySettings",
    "SalarySettings",
    "SetUpSettings",
    "SubsidySettings",
    "TierName",
    "Yuan",
]

#: Names the cases that the table of villages counts, where others are types of `demand.cases`.
DISPUTES = "disputes_year"
#: Stands for a county's code where something belongs to the city as a whole.
CITY = "city"
_COUNTIES_PAY: Mapping[str, float] = {"county": 1.0}

GradeName = Literal["excellent", "good", "fair"]
TierName = Literal["city_centre", "county_centre", "station", "room", "terminal", "remote_notary"]
Yuan = Annotated[int, Field(ge=0, le=1_000_000_000)]
Budget = Annotated[int, Field(ge=0, le=1_000_000_000_000)]
Days = Annotated[int, Field(ge=0, le=366)]
Points = Annotated[int, Field(ge=0, le=100_000)]
Part = Annotated[float, Field(ge=0, le=1)]
Shares = Annotated[Mapping[Identifier, Part], Field(min_length=1)]
CountyOrCity = Annotated[str, Field(pattern=r"^([0-9]{6}|city)$")]
CountyCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


def _yuan(default: Any, description: str, unit: str) -> Any:
    return setting(default, description, unit=unit, ge=0, le=1_000_000_000)


class LineSettings(Settings):
    """What every line has: who pays for it."""

    sources: Shares | None = setting(
        None, "Shares of those who pay, adding up to 1; null: `money.sources`", unit="share"
    )
    sources_by_county: Mapping[CountyOrCity, Shares] = setting(
        {}, "Other shares for single counties, by code; `city`: for what belongs to no county", unit="share"
    )


class DistanceSettings(Settings):
    """What is paid besides for a drive longer than so many minutes."""

    beyond_minutes: float = setting(
        ..., "Minutes one way beyond which this is paid", unit="minutes", ge=0, le=1440
    )
    yuan: int = _yuan(..., "Paid besides the rate, a village and year", "yuan/village/year")


class SubsidySettings(LineSettings):
    """Counsel's subsidy, a village and year."""

    base: int = _yuan(0, "Rate where no grade says another", "yuan/village/year")
    grades: Mapping[GradeName, Yuan] = setting(
        {}, "Rates by the grade that counsel have in their table", unit="yuan/village/year"
    )
    ungraded: int | None = _yuan(None, "Rate of people without a grade; null: base", "yuan/village/year")
    own_rate: bool = setting(
        False, "Whether a person's own `yuan_per_village`, where there is one, stands in place of these rates"
    )
    distance: tuple[DistanceSettings, ...] = setting(
        (), "Paid besides for long drives; the farthest band that a drive is beyond counts"
    )


class CaseSettings(LineSettings):
    """Awards a case (以奖代补) of one type."""

    yuan: int = _yuan(..., "A case", "yuan/case")


class DutySettings(LineSettings):
    """Lawyers' days on duty at service points (律师驻点)."""

    yuan_per_day: int = _yuan(..., "A day on duty", "yuan/day")
    days: Mapping[TierName, Days] = setting(
        ..., "Days a year at each point of a tier; none where nothing is said", unit="days/year", min_length=1
    )


class SalarySettings(LineSettings):
    """What people of a role are paid a year."""

    name: LocalName = setting(..., "Title of the line")
    role: Identifier = setting(..., "counsel, or one of `posts`")
    yuan: int = _yuan(..., "A person and year", "yuan/year")
    paid: Literal["all", "new", "hired"] = setting(
        "all", "all: everybody in the role; new: who has no post of it today; hired: counsel who are hired"
    )
    where: Mapping[Attribute, Words] = setting(
        {}, "Only people with these attributes: {full_time: '1'}; of counsel occupation alone"
    )


class SetUpSettings(LineSettings):
    """What opening costs, once."""

    units: Mapping[Identifier, Yuan] = setting(
        {}, "A unit that a plan opens, by role: {mediator: 5000}", unit="yuan"
    )
    points: Mapping[TierName, Yuan] = setting({}, "A service point that is opened, by tier", unit="yuan")
    opens: Mapping[TierName, Mapping[CountyOrCity, Points]] = setting(
        {},
        "Service points that the scenario opens, by tier and county; the table has none of them yet",
        unit="points",
    )


class BudgetSettings(Settings):
    """A cap on what some lines cost a year."""

    lines: tuple[Words, ...] | None = setting(
        None, "Lines that count, such as subsidy or salaries.hired; null: all", min_length=1
    )
    source: Identifier | None = setting(None, "Count only what this source pays; null: all of it")
    most: int | None = setting(
        None, "Most of the whole city; null: no cap", unit="yuan/year", ge=0, le=1_000_000_000_000
    )
    by_county: Mapping[CountyCode, Budget] = setting({}, "Most of single counties, by code", unit="yuan/year")

    @property
    def limits(self) -> list[tuple[str, int]]:
        """Every cap: county_code (``''``: the city) and the most."""
        return [*([] if self.most is None else [("", self.most)]), *self.by_county.items()]


class MoneySettings(Settings):
    """Rates, who pays, and budgets; what is not there costs nothing."""

    sources: Mapping[Identifier, Part] = setting(
        {},
        "Shares of those who pay for every line that says nothing else; none: counties pay all",
        unit="share",
    )
    sources_by_county: Mapping[CountyOrCity, Shares] = setting(
        {}, "Other shares for single counties, by code, of such lines", unit="share"
    )
    subsidy: SubsidySettings | None = setting(None, "Counsel's subsidy, a village and year")
    cases: Mapping[Identifier, CaseSettings] = setting(
        {}, "Awards a case, by type of `demand.cases`; `disputes_year`: by that column of villages"
    )
    duty: DutySettings | None = setting(None, "Days on duty at service points")
    salaries: Mapping[Identifier, SalarySettings] = setting({}, "Salaries, by the name of the line")
    setup: SetUpSettings | None = setting(None, "What opening costs, once")
    budget: Mapping[Identifier, BudgetSettings] = setting({}, "Caps, by name; every plan keeps them")

    @property
    def lines(self) -> Mapping[str, LineSettings]:
        """The lines that there are, by id, in the order in which they are told."""
        awards = {f"cases.{name}": line for name, line in self.cases.items()}
        paid = {f"salaries.{name}": line for name, line in self.salaries.items()}
        every = {"subsidy": self.subsidy, **awards, "duty": self.duty, **paid, "setup": self.setup}
        return {name: line for name, line in every.items() if line is not None}

    def shares(self, line: str, county: str) -> Mapping[str, float]:
        """Who pays which share of a line in a county (``''``: in none)."""
        mine, place = self.lines[line], county or CITY
        if place in mine.sources_by_county:
            return mine.sources_by_county[place]
        if mine.sources is not None:
            return mine.sources
        return self.sources_by_county.get(place, self.sources) or _COUNTIES_PAY
