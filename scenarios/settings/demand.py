"""How many cases there are in the city, and by what they are shared between its villages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from scenarios.settings.group import Identifier, LocalName, Settings, Words, setting, wrong

__all__ = ["CASES", "VILLAGE_FIGURES", "CaseTypeSettings", "DemandSettings"]

#: Begins the name of a need that is a type of case: ``cases.legal_aid``.
CASES = "cases."

_Figure = Literal["pop_resident", "households", "elderly", "disabled", "migrant_workers", "disputes_year"]
#: Columns of villages that cases can be shared by, and that needs can be made of.
VILLAGE_FIGURES: tuple[str, ...] = get_args(_Figure)

_Year = Annotated[int, Field(ge=1900, le=2200)]
_MOST = 1_000_000_000


class CaseTypeSettings(Settings):
    """One type of case: how many there were in the city, and where they are taken to come from."""

    name: LocalName = setting(..., "Title")
    total: float | None = setting(None, "Cases in all of the years together", unit="cases", gt=0, le=_MOST)
    yearly: float | None = setting(
        None, "Instead of total: cases a year, where only a mean is known", unit="cases/year", gt=0, le=_MOST
    )
    years: tuple[_Year, ...] = setting(
        ..., "Calendar years that the figure is about, such as [2020, 2021, 2022]", unit="years", min_length=1
    )
    by: _Figure = setting("pop_resident", "Column of villages that the city's cases are shared by")
    source: Words | None = setting(None, "Where the figure is stated, such as LYG-B04")
    hours: float | None = setting(
        None, "Hours of work that a case takes; null: not known", unit="hours/case", gt=0, le=8784
    )

    @model_validator(mode="after")
    def _one_figure(self) -> CaseTypeSettings:
        if (self.total is None) == (self.yearly is None):
            raise wrong("total_or_yearly")
        return self

    @property
    def a_year(self) -> float:
        """Cases a year, on average of the years."""
        if self.yearly is not None:
            return float(self.yearly)
        assert self.total is not None
        return float(self.total) / len(self.years)


class DemandSettings(Settings):
    """What people need, by type of case."""

    cases: Mapping[Identifier, CaseTypeSettings] = setting({}, "Types of cases, by name")
    history_note: LocalName | None = setting(
        None, "Said with every forecast: where the table cases comes from, and what is wrong with it"
    )
