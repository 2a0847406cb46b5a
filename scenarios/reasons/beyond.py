"""Vacant villages that nobody on the register may serve: which rule would open a pair, were it wider."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from scenarios.eligible import near_pairs, village_table
from scenarios.reasons.repairs import longer, wider

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.reasons.settled import Settled
    from scenarios.settings import StudyConfig

__all__ = ["Beyond", "Opens", "beyond_reach"]

#: What would open a pair, the nearest remedy first: `listed` are bans, and the nearest so many of a village.
Opens = Literal["listed", "limit", "jurisdiction", "both", "far", "no_way"]


@dataclass(frozen=True)
class Beyond:
    """A village that nobody may serve.

    Attributes
    ----------
    post : str
    opens : tuple of Opens
        Each of them alone would open a pair.
    nearest : float or None
        Minutes of the shortest journey of anybody on the register, whatever the rules; None if none is known.
    hire : bool
        Whether somebody hired at a township's seat could serve it.
    """

    post: str
    opens: tuple[Opens, ...]
    nearest: float | None
    hire: bool


def beyond_reach(
    city: City, travel: TravelTimes, config: StudyConfig, plan: Settled, posts: Collection[str]
) -> tuple[Beyond, ...]:
    """Say of each such village what is in the way.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
    plan : Settled
    posts : collection of str
        Villages by code.
    """
    role, people = config.counsel, plan.people[~plan.people["hire"]]
    farther, city_wide = longer(role, config.repair_prices.most_beyond_limit), wider(role)
    anywhere = wider(longer(role, 1e6))
    tries = {
        "listed": role,
        "limit": farther,
        "jurisdiction": city_wide,
        "both": wider(farther),
        "far": anywhere,
    }
    mine = _only(travel, posts)
    opened: dict[str, set[str]] = {}
    nearest: dict[str, float] = {}
    for name, each in tries.items():
        villages = village_table(city, each)
        pairs = near_pairs(mine, people=people, villages=villages, role=each)
        codes = villages["village_code"].to_numpy()[pairs["village"].to_numpy()]
        opened[name] = set(codes)
        if name == "far":
            shortest = pairs.groupby(codes)["minutes"].min()
            nearest = {str(code): float(minutes) for code, minutes in shortest.items()}
    hires = _reached_by_hires(plan)
    return tuple(Beyond(post, _opens(post, opened), nearest.get(post), post in hires) for post in posts)


def _only(travel: TravelTimes, posts: Collection[str]) -> TravelTimes:
    """The journeys to some villages."""
    keep = np.isin(np.array(travel.destination_ids, dtype=object), list(posts))[travel.destination]
    parts = ("origin", "destination", "minutes", "round_trip")
    return replace(travel, **{name: getattr(travel, name)[keep] for name in parts})


def _opens(post: str, opened: dict[str, set[str]]) -> tuple[Opens, ...]:
    alone: tuple[Opens, ...] = ("listed", "limit", "jurisdiction")
    found = tuple(each for each in alone if post in opened[each])
    if found:
        return found[:1] if found[0] == "listed" else found
    if post in opened["both"]:
        return ("both",)
    return ("far",) if post in opened["far"] else ("no_way",)


def _reached_by_hires(plan: Settled) -> set[str]:
    arcs, people = plan.problem.arcs, plan.problem.people
    mine = np.unique(arcs.post[people.hire[arcs.person]])
    return {plan.problem.posts.ids[d] for d in mine}
