"""From the study's rungs to the optimiser's aims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.staffing import (
    Aim,
    Changes,
    EvenLoad,
    Hired,
    KolmPollak,
    Leximin,
    MaxMin,
    OverBudget,
    Service,
    Shortage,
    Travel,
)
from scenarios.adjust.keeping import BEYOND
from scenarios.services import service_of
from scenarios.settings import (
    CountyFillRung,
    EvenLoadRung,
    KolmPollakRung,
    LeximinRung,
    MaxMinRung,
    Rung,
    ServiceSettings,
    ShortageRung,
    StudyConfig,
    TravelRung,
)

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.roles import Role
    from scenarios.staffing import StaffingCase

__all__ = ["ladder_of", "repair_ladder"]

_COUNSEL = frozenset({"counsel"})
#: Weight of the rungs of other roles when the time is shared out: they are nearly flows, as long as nobody
#: shares hours with counsel.
_EASY = 0.25
#: Weight of a descent through all levels, which is many rungs in one.
_DEEP = 4.0
#: People are hired for the sake of these; as few as possible come right after the last of them.
_HIRED_FOR = ("shortage", "county_fill", "max_min", "leximin", "kolm_pollak")


def ladder_of(config: StudyConfig, *, kappa: float, case: StaffingCase, city: City) -> tuple[Aim, ...]:
    """Return the aims of a scenario, the most important first.

    A budget of moves comes first, because a plan beyond it is not wanted at any price; hiring as few as
    possible comes after the shortage and the fairness that people are hired for. The roles beside counsel
    get their people right after counsel, each with a rung of its own, and the study's own rules that have a
    weight what they ask for after them. In a phase of an adjustment, which lets the roster stay whatever
    rules it breaks, what is beyond the rules is brought down next.

    Parameters
    ----------
    config : StudyConfig
    kappa : float
        Aversion to long journeys of a Kolm-Pollak rung, 1/minute.
    case : StaffingCase
    city : City
    """
    aims: list[Aim] = []
    for place, rung in enumerate(config.ladder):
        aims += _aims(rung, config, kappa=kappa, case=case, city=city)
        if config.hire.number and place == _last_hired_for(config):
            aims.append(Hired())
    budgeted = config.continuity.most_moved_share is not None or case.terms is not None
    return (*((OverBudget(),) if budgeted else ()), *aims)


def repair_ladder(*, budget: bool) -> tuple[Aim, ...]:
    """Return the aims of a repair: cover the most villages, and hire as few as that takes.

    Parameters
    ----------
    budget : bool
        Whether the problem has a budget of moves.
    """
    return (*((OverBudget(),) if budget else ()), Shortage(), Hired())


def _last_hired_for(config: StudyConfig) -> int:
    return max(place for place, rung in enumerate(config.ladder) if rung.aim in _HIRED_FOR)


def _share(role: Role) -> float:
    settings = role.settings
    tied = settings.hours or settings.beside_counsel or settings.exclusive_with
    return 1.0 if tied else _EASY


def _aims(rung: Rung, config: StudyConfig, *, kappa: float, case: StaffingCase, city: City) -> list[Aim]:
    tolerance, gap = rung.tolerance, rung.gap
    if isinstance(rung, ShortageRung):
        others = [
            Shortage(tolerance, f"shortage:{role.name}", frozenset({role.name}), gap=gap, share=_share(role))
            for role in case.roles
        ]
        weighed = any(rule.weight is not None for rule in config.rules.values())
        others += [Shortage(tolerance, "wishes", frozenset({"rule"}), gap=gap)] if weighed else []
        beyond = [] if case.terms is None else [Shortage(name="beyond_rules", roles=frozenset({BEYOND}))]
        return [Shortage(tolerance, roles=_COUNSEL, gap=gap), *others, *beyond]
    if isinstance(rung, TravelRung):
        aversion = kappa if rung.measure == "kolm_pollak" else 0.0
        return [Travel(tolerance, aversion, roles=_COUNSEL, gap=gap)]
    if isinstance(rung, CountyFillRung):
        service = service_of(ServiceSettings(), case, city=city, role=config.counsel)
        return [MaxMin(tolerance, service, "county_fill", gap=gap)]
    if isinstance(rung, EvenLoadRung):
        counts = np.arange(len(case.problem.people.ids)) < len(case.people)
        return [EvenLoad(tolerance, rung.aversion, counts, gap=gap)]
    if isinstance(rung, MaxMinRung | LeximinRung | KolmPollakRung):
        service = service_of(rung, case, city=city, role=config.counsel, demand=config.demand)
        return [_fair(rung, service, case)]
    return [Changes(tolerance, gap=gap)]


def _fair(rung: MaxMinRung | LeximinRung | KolmPollakRung, service: Service, case: StaffingCase) -> Aim:
    if isinstance(rung, MaxMinRung):
        return MaxMin(rung.tolerance, service, gap=rung.gap)
    if isinstance(rung, LeximinRung):
        return Leximin(rung.tolerance, service, depth=rung.levels, gap=rung.gap, share=_DEEP)
    return KolmPollak(rung.tolerance, service, kappa=rung.aversion / _typical(service, case), gap=rung.gap)


def _typical(service: Service, case: StaffingCase) -> float:
    """What each would get if every post were filled and all shared alike: the unit of the aversion."""
    total = float((service.constant + service.most(case.problem)).sum())
    return max(total / float(service.size.sum()), 1e-9)
