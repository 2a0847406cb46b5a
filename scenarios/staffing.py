"""From tables, minutes and settings to a staffing problem, and from its plan back to pairs.

Here geography meets optimisation: the pairs that the rules allow (`scenarios.eligible`) and the places at
which people may be hired (`scenarios.hiring`) become people, posts and arcs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.staffing import Plan, StaffingProblem
from scenarios.adjust.keeping import beyond_rules, closed, holding, kept_counsel, kept_posts, lenient
from scenarios.eligible import Ints, allowed_pairs, register, roster_pairs, village_table
from scenarios.hiring import hire_places, shared_out
from scenarios.journeys import drives
from scenarios.money.rule import budget_rules
from scenarios.roles import Role, add_roles
from scenarios.study_rules import study_rules

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.adjust.terms import PhaseTerms
    from scenarios.settings import HireSettings, RoleSettings, StudyConfig

__all__ = ["StaffingCase", "pairs_of", "staffing_case", "today_pairs"]

_PAIR = ["village_code", "person_id", "minutes", "round_trip_minutes"]


@dataclass(frozen=True)
class StaffingCase:
    """A staffing problem, and what stands behind its ids.

    Attributes
    ----------
    problem : StaffingProblem
        One post a village, grouped by county, and those of the roles.
    people : DataFrame
        A row for each of the problem's counsel, in their order: the columns of `scenarios.eligible.register`,
        ``hire`` (True for a place at which people may be hired), and for such places ``seat`` and
        ``township_code``, see `scenarios.hiring.hire_places`.
    arcs : DataFrame
        A row for each of the arcs of counsel, in their order: ``village_code, person_id, minutes,
        round_trip_minutes``.
    hire : HireSettings
        What hired people are like.
    roles : tuple of Role
        Roles beside counsel; their people, posts and arcs come after those of counsel.
    terms : PhaseTerms or None
        Of the phase of an adjustment.
    """

    problem: StaffingProblem
    people: pd.DataFrame
    arcs: pd.DataFrame
    hire: HireSettings
    roles: tuple[Role, ...] = ()
    terms: PhaseTerms | None = None


def staffing_case(
    *,
    city: City,
    travel: TravelTimes,
    config: StudyConfig,
    most_hired: int | None = None,
    roles: bool = True,
    terms: PhaseTerms | None = None,
) -> StaffingCase:
    """Build the problem of a scenario.

    Parameters
    ----------
    city : City
    travel : TravelTimes
        From `scenarios.journeys.journeys`.
    config : StudyConfig
    most_hired : int, optional
        Most people to hire, in place of the scenario's number.
    roles : bool
        Whether the roles beside counsel are part of the problem.
    terms : PhaseTerms, optional
        Of the phase of an adjustment: today's roster may stay whatever rules it breaks.
    """
    role, hire = config.counsel, config.hire
    most_hired = hire.number if most_hired is None else most_hired
    keep = terms is not None
    villages, people = village_table(city, role), register(city, role, keep=keep)
    pairs = allowed_pairs(city, travel, role=role, people=people, villages=villages, keep=keep)
    if keep:
        people, pairs = holding(people, pairs, role)
    people = people.assign(hire=False, seat="", township_code="")
    if most_hired:
        places, served = hire_places(city, travel, role=role, hire=hire, villages=villages)
        places, served = _side_by_side(places, served, times=min(role.heads, most_hired))
        served = served.assign(person=served["person"] + len(people))
        served = served.assign(current=False, locked=False, beyond=False)
        people = pd.concat([people, places.assign(hire=True)], ignore_index=True)
        pairs = pd.concat([pairs, served], ignore_index=True)
    pairs = pairs.sort_values(["village", "person"], ignore_index=True)
    arcs = pairs.assign(
        village_code=villages["village_code"].to_numpy()[pairs["village"]],
        person_id=people["person_id"].to_numpy()[pairs["person"]],
    )
    problem = StaffingProblem.of(
        **_people_and_posts(people, villages, role),
        **_arcs(arcs, role, unknown=config.travel.cutoff_minutes),
        **_today(city, arcs, config, terms),
        most_heads=_most_heads(arcs, len(villages), role, keep=keep),
        most_hired=most_hired,
    )
    if not roles:
        return StaffingCase(problem, people, arcs[_PAIR], hire)
    held = None if terms is None else terms.held
    whole, added = add_roles(problem, arcs, city=city, config=config, held=held)
    if terms is not None:
        whole = closed(whole, terms)
    case = StaffingCase(whole, people, arcs[_PAIR], hire, added, terms)
    budgets = budget_rules(case, city=city, config=config)
    whole = whole.under([*study_rules(case, city=city, config=config), *budgets])
    if terms is not None:
        counted = beyond_rules(whole, people, arcs, hours=max(role.hours_each, 1.0))
        whole = kept_posts(lenient(whole).under(counted), terms, counsel=len(arcs))
        whole = kept_counsel(whole, terms)
    return replace(case, problem=whole)


def _side_by_side(
    places: pd.DataFrame, served: pd.DataFrame, *, times: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Have each place of hiring so many times, one for every person whom a village may get from there.

    A place is in a village or not, however many are hired at it. Who serves a village from one of several
    places that are alike is somebody else than who serves it from another.
    """
    names = ["", *(f"-{number}" for number in range(2, times + 1))]
    every = [places.assign(person_id=places["person_id"] + name) for name in names]
    pairs = [served.assign(person=served["person"] + k * len(places)) for k in range(len(names))]
    return pd.concat(every, ignore_index=True), pd.concat(pairs, ignore_index=True)


def _people_and_posts(people: pd.DataFrame, villages: pd.DataFrame, role: RoleSettings) -> dict[str, Any]:
    # One charge for every vacancy: were it the area's own limit, leaving towns vacant would be cheaper.
    charge = max(role.limit_minutes.rural, role.limit_minutes.urban)
    return {
        "person_ids": people["person_id"].tolist(),
        "hours": people["hours_year"].to_numpy(dtype=np.float64),
        "most": people["most_villages"].to_numpy(dtype=np.int64),
        "hire": people["hire"].to_numpy(dtype=np.bool_),
        "post_ids": villages["village_code"].tolist(),
        "need": np.full(len(villages), role.heads, dtype=np.int64),
        "group": villages["county_code"].tolist(),
        "limit": np.full(len(villages), charge),
    }


def _arcs(arcs: pd.DataFrame, role: RoleSettings, *, unknown: float) -> dict[str, Any]:
    """Arcs; one without a known journey costs no hours, as it delivers none, and counts as the longest."""
    hours = role.hours_of(arcs["round_trip_minutes"]).fillna(0.0)
    return {
        "arc_person": arcs["person_id"].tolist(),
        "arc_post": arcs["village_code"].tolist(),
        "load": hours.to_numpy(dtype=np.float64),
        "minutes": arcs["minutes"].fillna(unknown).to_numpy(dtype=np.float64),
        "current": arcs["current"].to_numpy(dtype=np.bool_),
        "locked": arcs["locked"].to_numpy(dtype=np.bool_),
    }


def _most_heads(arcs: pd.DataFrame, villages: int, role: RoleSettings, *, keep: bool) -> Ints | None:
    """Most people of each village: those that it needs, or more where more may stay."""
    if not keep:
        return None
    today = np.bincount(arcs.loc[arcs["current"], "village"], minlength=villages)
    return np.maximum(today, role.heads).astype(np.int64)


def _today(city: City, arcs: pd.DataFrame, config: StudyConfig, terms: PhaseTerms | None) -> dict[str, Any]:
    today, share = len(roster_pairs(city)), config.continuity.most_moved_share
    lost = today - int(arcs["current"].sum())
    most = None if share is None else int(np.floor(share * today + 1e-9))
    return {"most_moved": most if terms is None else terms.most_moved + lost, "lost_pairs": lost}


def pairs_of(case: StaffingCase, plan: Plan) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the plan's pairs and the counsel hired for it.

    Returns
    -------
    pairs : DataFrame
        ``village_code, person_id, minutes, round_trip_minutes``, ordered by village and person.
    hired : DataFrame
        One row a person hired: the columns that `scenarios.plan_table.plan_table` needs, and
        ``most_villages``, which counts for each of a team as it does in ``city.counsel``: whoever reads
        either multiplies. The office is the township at whose seat the person is based.
    """
    mine = case.arcs[plan.chosen[: len(case.arcs)]]
    chosen = mine.merge(case.people, on="person_id", validate="many_to_one")
    new = chosen[chosen["hire"]]
    new = new.assign(person_id=shared_out(new))
    pairs = pd.concat([chosen[~chosen["hire"]], new])[_PAIR]
    people = new.drop_duplicates("person_id").sort_values("person_id", ignore_index=True)
    hired = pd.DataFrame(
        {
            "person_id": people["person_id"],
            "name": people["person_id"],
            "occupation": people["occupation"],
            "office_code": people["township_code"],
            "county_code": people["county_code"],
            "hours_year": people["hours_year"],
            "most_villages": case.hire.most_villages,
        }
    )
    return pairs.sort_values(["village_code", "person_id"], ignore_index=True), hired


def today_pairs(*, city: City, travel: TravelTimes) -> pd.DataFrame:
    """Return today's roster as pairs; minutes are blank where no journey within the cut-off is known."""
    today = roster_pairs(city)
    office = today["person_id"].map(city.counsel.set_index("person_id")["office_code"])
    return today.join(drives(travel, origins=office, destinations=today["village_code"]))
