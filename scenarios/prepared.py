"""A scenario made ready to be asked about: tables, minutes, settings and today's roster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from scenarios.headcount.newcomers import with_newcomers
from scenarios.journeys import journeys
from scenarios.run import roster_today, validate_study, with_overrides
from scenarios.siting.sited import site_points

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.settings import SolverOverrides, StudyConfig
    from scenarios.study import Study

__all__ = ["Prepared", "prepare"]


@dataclass(frozen=True, eq=False)
class Prepared:
    """What every question about a scenario starts from.

    Attributes
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
    today : DataFrame
        Table of today's roster.
    """

    city: City
    travel: TravelTimes
    config: StudyConfig
    today: pd.DataFrame


def prepare(study: Study, scenario: str, *, out: Path, overrides: SolverOverrides | None = None) -> Prepared:
    """Read and check a study and compute what a scenario needs, the sites that it plans first included.

    Parameters
    ----------
    study : Study
    scenario : str
    out : Path
        Folder of all runs, where journeys are kept from one time to the next.
    overrides : SolverOverrides, optional

    Raises
    ------
    StudyError, geo.TableError
        For faults of the study or its files.
    """
    resolved = study.resolve(scenario)
    config = with_overrides(resolved.config, overrides)
    city = validate_study(study)
    if resolved.scenario.sites:
        seconds = None if overrides is None else overrides.seconds
        city = site_points(city, config, seconds=seconds, written=resolved.written).city
    city = with_newcomers(city, config.newcomers)
    travel = journeys(city, config, cache=out / ".cache")
    return Prepared(city, travel, config, roster_today(city, travel, config)[1])
