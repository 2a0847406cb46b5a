"""What one more counsel in a county is worth to villages: staffing is solved again with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.adjust.city import adjusted_city
from scenarios.adjust.phases import plan_phases
from scenarios.errors import ScenarioError
from scenarios.journeys import journeys, travel_ends
from scenarios.planning import solve_scenario
from scenarios.prepared import Prepared, prepare
from scenarios.run_monitor import RunMonitor

if TYPE_CHECKING:
    from optimizer.result import Certificate
    from scenarios.settings import StudyConfig
    from scenarios.study import Study

__all__ = ["NextPerson", "ready_for_next", "value_of_next"]


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


def ready_for_next(study: Study, scenario: str, occupation: str, *, out: Path) -> Prepared:
    """Read and check a study, and compute what the plans of a scenario need; newcomers are in it.

    Parameters
    ----------
    study : Study
    scenario : str
    occupation : str
        Of the one more.
    out : Path
        Folder of all runs.

    Raises
    ------
    ScenarioError
        When the scenario plans nothing; or hires people wherever they help, or of another occupation, so that
        one more in a county cannot be told from them.
    """
    resolved = study.resolve(scenario)
    if resolved.scenario.evaluate:
        raise ScenarioError.said("error.nothing_planned", scenario=scenario)
    hire = resolved.config.hire
    if hire.number and (len(hire.counties or ()) != 1 or hire.occupation != occupation):
        words = {"scenario": scenario, "number": str(hire.number), "occupation": hire.occupation}
        raise ScenarioError.said("error.value_hires", **words)
    ready = prepare(study, scenario, out=out)
    if not ready.config.adjustment.phases:
        return ready
    later = adjusted_city(ready.city, ready.config.adjustment)
    ends = travel_ends(ready.city)[0], travel_ends(later)[1]
    return replace(ready, travel=journeys(ready.city, ready.config, cache=out / ".cache", ends=ends))


def value_of_next(
    prepared: Prepared, occupation: str, *, seconds: float, monitor: RunMonitor
) -> list[NextPerson]:
    """Return the plan of the scenario, and that with one more person at the best seat of each county.

    Whom the scenario hires stays hired. Where it hires in one county alone, the one more is hired there: in
    other counties it cannot be told apart from them.

    Parameters
    ----------
    prepared : Prepared
        From `ready_for_next`.
    occupation : str
    seconds : float
        Time limit of each solve.
    monitor : RunMonitor
    """
    hired_in = prepared.config.hire.counties if prepared.config.hire.number else None
    counties = ["", *(hired_in or prepared.city.counties["county_code"].tolist())]
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
    rungs = {rung.aim: rung for rung in _planned(prepared, config)}
    fill = rungs.get("county_fill")
    mine = [rung for rung in (rungs["shortage"], fill) if rung is not None]
    return NextPerson(
        county=county,
        vacant=rungs["shortage"].objective,
        vacant_bound=rungs["shortage"].bound,
        least_filled=None if fill is None else fill.objective,
        proven=all(rung.status.value == "optimal" for rung in mine),
    )


def _planned(prepared: Prepared, config: StudyConfig) -> Sequence[Certificate]:
    """The certificates of the plan; of an adjustment those of its last phase, in which people are hired."""
    today, monitor = prepared.today, RunMonitor(None)
    if config.adjustment.phases:
        found = plan_phases(prepared.city, prepared.travel, config, today=today, monitor=monitor)
        return found.planned.certificates
    return solve_scenario(
        prepared.city, prepared.travel, config, today=today, monitor=monitor
    ).result.certificates


def _config(config: StudyConfig, county: str, occupation: str, seconds: float) -> StudyConfig:
    """The scenario with one more to hire in the county, and no aim but the shortage and the worst county."""
    more = {"counties": (county,), "number": config.hire.number + 1, "occupation": occupation}
    ladder = tuple(rung for rung in config.ladder if rung.aim in ("shortage", "county_fill"))
    return config.model_copy(
        update={
            "hire": config.hire.model_copy(update=more) if county else config.hire,
            "ladder": ladder,
            "solver": config.solver.model_copy(update={"seconds": seconds}),
            "posts": {},
            "rules": {},
        }
    )
