"""From the study's rungs to the optimiser's aims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from optimizer.staffing import Aim, Changes, Hired, MaxMin, OverBudget, Shortage, Travel
from scenarios.settings import Rung, StudyConfig, TravelRung

__all__ = ["ladder_of", "repair_ladder"]

_AIMS: Mapping[str, Callable[[float], Aim]] = {
    "shortage": Shortage,
    "county_fill": partial(MaxMin, name="county_fill"),
    "changes": Changes,
}
#: People are hired for the sake of these; as few as possible come right after the last of them.
_HIRED_FOR = ("shortage", "county_fill")


def ladder_of(config: StudyConfig, *, kappa: float) -> tuple[Aim, ...]:
    """Return the aims of a scenario, the most important first.

    A budget of moves comes first, because a plan beyond it is not wanted at any price; hiring as few as
    possible comes after the shortage and the fill that people are hired for.

    Parameters
    ----------
    config : StudyConfig
    kappa : float
        Aversion to long journeys of a Kolm-Pollak rung, 1/minute.
    """
    aims = [_aim(rung, kappa) for rung in config.ladder]
    if config.hire.number:
        last = max(place for place, rung in enumerate(config.ladder) if rung.aim in _HIRED_FOR)
        aims.insert(last + 1, Hired())
    return (*_budget(config), *aims)


def repair_ladder(*, budget: bool) -> tuple[Aim, ...]:
    """Return the aims of a repair: cover the most villages, and hire as few as that takes.

    Parameters
    ----------
    budget : bool
        Whether the problem has a budget of moves.
    """
    return (*((OverBudget(),) if budget else ()), Shortage(), Hired())


def _budget(config: StudyConfig) -> tuple[Aim, ...]:
    return () if config.continuity.most_moved_share is None else (OverBudget(),)


def _aim(rung: Rung, kappa: float) -> Aim:
    if isinstance(rung, TravelRung):
        return Travel(kappa=kappa if rung.measure == "kolm_pollak" else 0.0, tolerance=rung.tolerance)
    return _AIMS[rung.aim](rung.tolerance)
