"""What one more counsel in a county is worth to villages: staffing is solved again with each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scenarios.planning import solve_scenario
from scenarios.run_monitor import RunMonitor

if TYPE_CHECKING:
    from scenarios.prepared import Prepared
    from scenarios.settings import StudyConfig

__all__ = ["NextPerson", "value_of_next"]


@dataclass(frozen=True)
class NextPerson:
    """What staffing comes to with one more person of an occupation in a county.

    Attributes
    ----------
    county : str
        Empty for the plan without one more.
    vacant : float
        Weighted vacant posts of counsel.
    vacant_bound : float
        No plan has fewer.
    least_filled : float or None
        Share of posts filled in the county served worst; None where the ladder does not raise it.
    proven : bool
    """

    county: str
    vacant: float
    vacant_bound: float
    least_filled: float | None
    proven: bool


def value_of_next(
    prepared: Prepared, occupation: str, *, seconds: float, monitor: RunMonitor
) -> list[NextPerson]:
    """Return the plan without and with one more person at the best seat of each county.

    Parameters
    ----------
    prepared : Prepared
    occupation : str
    seconds : float
        Time limit of each solve.
    monitor : RunMonitor
    """
    counties = ["", *prepared.city.counties["county_code"].tolist()]
    found: list[NextPerson] = []
    for place, county in enumerate(counties):
        monitor.stage("value", place, len(counties))
        each = _with(prepared, county, occupation, seconds)
        # The plan without one more is a plan with one more who has nothing to do.
        worse = bool(found) and each.vacant > found[0].vacant
        found.append(replace(found[0], county=county, vacant_bound=each.vacant_bound, proven=False)
                     if worse else each)  # fmt: skip
    return found


def _with(prepared: Prepared, county: str, occupation: str, seconds: float) -> NextPerson:
    config = _config(prepared.config, county, occupation, seconds)
    solved = solve_scenario(
        prepared.city, prepared.travel, config, today=prepared.today, monitor=RunMonitor(None)
    )
    rungs = {rung.aim: rung for rung in solved.result.certificates}
    fill = rungs.get("county_fill")
    mine = [rung for rung in (rungs["shortage"], fill) if rung is not None]
    return NextPerson(
        county=county,
        vacant=rungs["shortage"].objective,
        vacant_bound=rungs["shortage"].bound,
        least_filled=None if fill is None else fill.objective,
        proven=all(rung.status.value == "optimal" for rung in mine),
    )


def _config(config: StudyConfig, county: str, occupation: str, seconds: float) -> StudyConfig:
    """The scenario with one more to hire in the county, and no aim but the shortage and the worst county."""
    where = {"counties": (county,) if county else None, "number": 1 if county else 0}
    hire = config.hire.model_copy(update={"occupation": occupation, **where})
    ladder = tuple(rung for rung in config.ladder if rung.aim in ("shortage", "county_fill"))
    solver = config.solver.model_copy(update={"seconds": seconds})
    return config.model_copy(
        update={"hire": hire, "ladder": ladder, "solver": solver, "posts": {}, "rules": {}}
    )
