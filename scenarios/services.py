"""From a study's words for what people get to the service that the optimiser makes alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.staffing import Service, StaffingProblem
from scenarios.demand import needs_of
from scenarios.errors import ScenarioError

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import DemandSettings, RoleSettings, ServiceSettings
    from scenarios.staffing import StaffingCase

__all__ = ["service_of"]

_RESIDENTS = 10_000.0


def service_of(
    settings: ServiceSettings,
    case: StaffingCase,
    *,
    city: City,
    role: RoleSettings,
    demand: DemandSettings | None = None,
) -> Service:
    """Return the service that a rung or rule is about.

    Parameters
    ----------
    settings : ServiceSettings
    case : StaffingCase
    city : City
    role : RoleSettings
        Of counsel.
    demand : DemandSettings, optional
        Cases of the city, for needs that name them.

    Raises
    ------
    ScenarioError
        When no unit of the role lies in such a group, or the cases cannot be shared between villages.
    """
    service = _service(settings, case, city, role, demand)
    if not service.groups:
        raise ScenarioError.said("error.no_group", role=settings.role, between=settings.between)
    return service


def _service(
    settings: ServiceSettings,
    case: StaffingCase,
    city: City,
    role: RoleSettings,
    demand: DemandSettings | None,
) -> Service:
    problem = case.problem
    posts = _posts(settings.role, case, city)
    groups = _groups(posts, settings)
    if settings.service == "fill":
        # What a unit that the plan may open needs is nothing yet, so it has no share.
        kept = groups.where(~posts["new"].to_numpy(), "")
        return Service.fill(problem, group=_every(problem, kept), name="fill")
    amounts = _amounts(settings, case, role)
    values = set(amounts.tolist()) - {0.0}
    return Service.received(
        problem,
        name=settings.service,
        group=_every(problem, groups),
        size=_sizes(city.villages, settings, groups, demand),
        amount=amounts,
        step=values.pop() if settings.service == "hours" and len(values) == 1 else 0.0,
    )


def _posts(name: str, case: StaffingCase, city: City) -> pd.DataFrame:
    """Where the posts of a role are, by id: codes, town or country, and whether the plan opens them."""
    villages = city.villages.set_index("village_code")
    if name == "counsel":
        problem = case.problem
        codes = [d for d, kind in zip(problem.posts.ids, problem.posts.role, strict=True) if kind == name]
        rows = villages.reindex(codes).assign(village_code=codes, new=False)
    else:
        role = next(each for each in case.roles if each.name == name)
        rows = role.units.set_index(role.units["unit_code"].map(role.post))
        rows = rows.assign(area=rows["village_code"].map(villages["area"]).fillna(""))
    return rows[["village_code", "township_code", "county_code", "area", "new"]]


def _groups(rows: pd.DataFrame, settings: ServiceSettings) -> pd.Series[str]:
    """The group of every row, '' where it is in none: a station lies in no village."""
    column = "area" if settings.between == "area" else f"{settings.between}_code"
    return rows[column].astype(str)


def _every(problem: StaffingProblem, groups: pd.Series[str]) -> list[str]:
    """Group of every post of the problem, '' for those of other roles."""
    known = groups.to_dict()
    return [known.get(post, "") for post in problem.posts.ids]


def _amounts(settings: ServiceSettings, case: StaffingCase, counsel: RoleSettings) -> np.ndarray:
    """Hours that each pair of the role gives; those from afar count less where access is asked."""
    problem = case.problem
    mine = np.array([kind == settings.role for kind in problem.posts.role], dtype=bool)[problem.arcs.post]
    if settings.role == "counsel":
        each, far = counsel.hours_each, problem.arcs.minutes / settings.discount_minutes
    else:
        # Of the other roles the way is known in kilometres, which their arcs have in the place of minutes.
        each = next(role.settings.hours for role in case.roles if role.name == settings.role)
        far = problem.arcs.minutes / settings.discount_km
    return np.where(mine, each * np.exp(-far) if settings.service == "access" else each, 0.0)


def _sizes(
    villages: pd.DataFrame,
    settings: ServiceSettings,
    groups: pd.Series[str],
    demand: DemandSettings | None,
) -> dict[str, float]:
    """What the hours of a group are divided by; a group without any has one, so that it counts as it is."""
    if settings.per == "village":
        weight = pd.Series(1.0, index=villages.index)
    elif settings.per == "residents":
        weight = villages["pop_resident"].fillna(0.0) / _RESIDENTS
    else:
        weight = needs_of(villages, settings.needs, demand)
    total = weight.groupby(_groups(villages, settings).to_numpy()).sum().to_dict()
    return {name: float(total.get(name, 0.0)) or 1.0 for name in sorted(set(groups) - {""})}
