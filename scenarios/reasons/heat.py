"""Where one more person would help most: townships by what somebody hired at the seat would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.staffing.explain import Marginal, Newcomer, marginal
from scenarios.eligible import near_pairs, village_table
from scenarios.hiring import township_seats

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.reasons.settled import Settled
    from scenarios.settings import StudyConfig

__all__ = ["heat_list"]


def heat_list(city: City, travel: TravelTimes, config: StudyConfig, plan: Settled) -> tuple[Marginal, ...]:
    """Add one person of the kind that `hire` describes at each township's seat; most gain first.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
    plan : Settled

    Returns
    -------
    tuple of Marginal
        ``id`` and ``group`` are the township's code, ``kind`` the occupation.
    """
    role, hire = config.counsel, config.hire
    seats, villages = township_seats(city, hire), village_table(city, role)
    pairs = near_pairs(travel, people=seats, villages=villages, role=role)
    codes = villages["village_code"].to_numpy()
    newcomers = []
    for place, code in enumerate(seats["township_code"]):
        mine = pairs[pairs["person"].eq(place)]
        newcomers.append(
            Newcomer(
                id=str(code),
                group=str(code),
                kind=hire.occupation,
                hours=float(hire.hours_year),
                most=hire.most_villages * role.team,
                posts=tuple(codes[mine["village"].to_numpy()]),
                load=role.hours_of(mine["round_trip_minutes"]).to_numpy(dtype=float),
                minutes=mine["minutes"].to_numpy(dtype=float),
            )
        )
    return marginal(plan.problem, plan=plan.plan, newcomers=newcomers)
