"""From a study's words for what people get to the service that the optimiser makes alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.staffing import Service, StaffingProblem

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import RoleSettings, ServiceSettings
    from scenarios.staffing import StaffingCase

__all__ = ["service_of"]

_RESIDENTS = 10_000.0


def service_of(settings: ServiceSettings, case: StaffingCase, *, city: City, role: RoleSettings) -> Service:
    """Return the service that a rung or rule is about.

    Parameters
    ----------
    settings : ServiceSettings
    case : StaffingCase
    city : City
    role : RoleSettings
        Of counsel.
    """
    problem = case.problem
    if settings.role != "counsel":
        return Service.fill(problem, group=_groups_of_role(settings, case, city), name=settings.service)
    villages = city.villages.set_index("village_code")
    codes = [d for d, kind in zip(problem.posts.ids, problem.posts.role, strict=True) if kind == "counsel"]
    group = _names(villages.reindex(codes), settings)
    every = [*group, *[""] * (len(problem.posts.ids) - len(codes))]
    if settings.service == "fill":
        return Service.fill(problem, group=every, name="fill")
    hours = _amounts(problem, settings, role)
    size = _sizes(villages.reindex(codes), pd.Series(group, index=codes), settings)
    step = role.hours_each if settings.service == "hours" and len(set(hours.tolist()) - {0.0}) == 1 else 0.0
    return Service.received(problem, name=settings.service, group=every, size=size, amount=hours, step=step)


def _names(rows: pd.DataFrame, settings: ServiceSettings) -> list[str]:
    if settings.between == "village":
        return [str(code) for code in rows.index]
    column = "area" if settings.between == "area" else f"{settings.between}_code"
    return [str(name) for name in rows[column]]


def _groups_of_role(settings: ServiceSettings, case: StaffingCase, city: City) -> list[str]:
    """Group of every post: those of the role by its unit, '' for all others."""
    problem = case.problem
    found = dict.fromkeys(problem.posts.ids, "")
    area = city.villages.set_index("village_code")["area"]
    for role in case.roles:
        if role.name != settings.role:
            continue
        there = role.units[~role.units["new"]]
        column = {"area": "village_code"}.get(settings.between, f"{settings.between}_code")
        names = there[column].map(area).fillna("") if settings.between == "area" else there[column]
        found.update(zip(map(role.post, there["unit_code"]), names.astype(str), strict=True))
    return [found[post] for post in problem.posts.ids]


def _amounts(problem: StaffingProblem, settings: ServiceSettings, role: RoleSettings) -> np.ndarray:
    counsel = np.array([kind == "counsel" for kind in problem.posts.role])[problem.arcs.post]
    hours = np.where(counsel, role.hours_each, 0.0)
    if settings.service == "access":
        hours = hours * np.exp(-problem.arcs.minutes / settings.discount_minutes)
    return hours


def _sizes(rows: pd.DataFrame, group: pd.Series[str], settings: ServiceSettings) -> dict[str, float]:
    """What the hours of a group are divided by; a group without any has one, so that it counts as it is."""
    if settings.per == "village":
        weight = pd.Series(1.0, index=rows.index)
    elif settings.per == "residents":
        weight = rows["pop_resident"].fillna(0.0) / _RESIDENTS
    else:
        parts = [float(each) * rows[name].fillna(0.0) for name, each in settings.needs.items()]
        weight = sum(parts[1:], parts[0])
    total = weight.groupby(group.to_numpy()).sum()
    return {str(name): float(size) if size > 0 else 1.0 for name, size in total.items()}
