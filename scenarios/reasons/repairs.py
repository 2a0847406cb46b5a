"""The cheapest way to fill what a plan leaves vacant, by county: people, hours, limit, jurisdiction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.clock import Clock
from optimizer.staffing import Effort, StaffingProblem
from optimizer.staffing.explain import MoreHours, NewPair, Option, Repair, cheapest_repair
from optimizer.staffing.explain.spare import Spare
from optimizer.staffing.plan import heads_short
from optimizer.staffing.problem import Bools
from scenarios.eligible import near_pairs, village_table
from scenarios.reasons.settled import Settled, cut_out

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.settings import MinutesByArea, RepairPrices, RoleSettings, StudyConfig

__all__ = ["CountyRepair", "county_repairs", "longer", "wider"]

_GAP = 1e-4
_CLOSE = 1e-6
_KINDS, _ALL = ("people", "hours", "travel_limit", "jurisdiction"), "all"
_NO_PAIRS = ("person", "village", "round_trip_minutes")


@dataclass(frozen=True)
class CountyRepair:
    """What the kinds of repair can do for one county; one that does nothing has no pairs.

    Attributes
    ----------
    county_code : str
    vacant : float
        Heads short in the plan.
    repairs : tuple of Repair
        A kind each, then ``all``.
    """

    county_code: str
    vacant: float
    repairs: tuple[Repair, ...]

    def filled(self, repair: Repair) -> float:
        """Heads that a repair fills."""
        return self.vacant - repair.shortage

    def by_kind(self) -> Iterator[tuple[str, Repair | None]]:
        """Every kind of repair, with None where the county has nothing of it to offer; ``all`` comes last."""
        found = {each.kind: each for each in self.repairs}
        yield from ((kind, found.get(kind)) for kind in (*_KINDS, *([_ALL] if _ALL in found else ())))


def longer(role: RoleSettings, share: float) -> RoleSettings:
    """The role with limits longer by a share."""
    limit: MinutesByArea = role.limit_minutes
    more = {"rural": limit.rural * (1 + share), "urban": limit.urban * (1 + share)}
    return role.model_copy(update={"limit_minutes": limit.model_copy(update=more)})


def wider(role: RoleSettings) -> RoleSettings:
    """The role with the whole city as everybody's jurisdiction."""
    return role.model_copy(update={"jurisdiction": dict.fromkeys(role.occupations, "city")})


def county_repairs(
    city: City,
    travel: TravelTimes,
    config: StudyConfig,
    plan: Settled,
    *,
    seconds: float,
    counties: frozenset[str] | None = None,
) -> Iterator[CountyRepair]:
    """Find the cheapest repair of each county with vacant villages.

    The county's villages are shared out anew among all who may serve them; what these people serve elsewhere
    they keep, and so does everybody else.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
        Prices are those of its section `repair_prices`.
    plan : Settled
    seconds : float
        For all counties together.
    counties : frozenset of str, optional
        Only these.
    """
    problem = plan.problem
    short = heads_short(plan.plan, problem)
    group = np.array(problem.posts.group)
    wanted = [c for c in dict.fromkeys(group[short > 0].tolist()) if counties is None or c in counties]
    offered = _Offered(city, travel, config, plan)
    clock = Clock(seconds)
    for place, county in enumerate(wanted):
        share = max(clock.left() / (len(wanted) - place), 1.0)
        mine = group == county
        part, options = offered.around(mine)
        repairs = cheapest_repair(
            part,
            options=options,
            hire_price=config.repair_prices.person,
            effort=Effort(gap=_GAP),
            seconds=share,
            seed=config.solver.seed,
        )
        vacant = float(short[mine].sum())
        yield CountyRepair(county, vacant, tuple(_no_worse(each, vacant) for each in repairs))


def _no_worse(found: Repair, vacant: float) -> Repair:
    """Nothing at all where a search that ran out of time has found less than the plan already has."""
    if found.shortage < vacant:
        return found
    met = found.shortage_bound >= vacant - _CLOSE
    return replace(found, shortage=vacant, price=0.0, price_bound=0.0, used=(), hired=(), pairs=(), exact=met)


class _Offered:
    """Pairs that a longer limit or a wider jurisdiction would allow, and more hours."""

    def __init__(self, city: City, travel: TravelTimes, config: StudyConfig, plan: Settled) -> None:
        self._plan, self._role = plan, config.counsel
        self._prices: RepairPrices = config.repair_prices
        people = plan.people[~plan.people["hire"]]
        villages = village_table(city, config.counsel)
        arcs = plan.problem.arcs
        width = len(plan.people)
        known = arcs.post * width + arcs.person
        banned = {(each.village, each.person) for each in config.counsel.bans}
        far = longer(self._role, self._prices.most_beyond_limit)
        larger = village_table(city, far)
        self._beyond = self._new(
            near_pairs(travel, people=people, villages=larger, role=far),
            known,
            width,
            banned,
        )
        across = self._new(
            near_pairs(travel, people=people, villages=villages, role=wider(self._role)), known, width, banned
        )
        # Of other counties only those with room to spare: their own villages stay theirs.
        spare = Spare.beside(plan.problem, plan.plan)
        load = self._role.hours_of(across["round_trip_minutes"]).to_numpy()
        who = across["person"].to_numpy()
        room = (spare.most[who] > 0) & (spare.hours[who] + 1e-6 >= load)
        abroad = (
            plan.people["county_code"].to_numpy()[who]
            != villages["county_code"].to_numpy()[across["village"].to_numpy()]
        )
        self._across = across[room & abroad]

    def _new(
        self, pairs: pd.DataFrame, known: np.ndarray, width: int, banned: set[tuple[str, str]]
    ) -> pd.DataFrame:
        keys = pairs["village"].to_numpy() * width + pairs["person"].to_numpy()
        pairs = pairs.loc[~np.isin(keys, known), list(_NO_PAIRS)]
        if banned:
            posts, ids = self._plan.problem.posts.ids, self._plan.problem.people.ids
            keep = [(posts[d], ids[p]) not in banned
                    for d, p in zip(pairs["village"], pairs["person"], strict=True)]  # fmt: skip
            pairs = pairs[keep]
        return pairs

    def around(self, posts: Bools) -> tuple[StaffingProblem, list[Option]]:
        """The problem of some posts, and what can be had for them."""
        plan = self._plan
        extra = np.zeros(len(plan.people), dtype=np.bool_)
        beyond, across = (each[posts[each["village"].to_numpy()]] for each in (self._beyond, self._across))
        extra[across["person"].to_numpy()] = True
        extra[beyond["person"].to_numpy()] = True
        part, _ = cut_out(plan.problem, plan.plan, posts=posts, extra=extra)
        at_home = {
            plan.problem.people.ids[p]
            for p in np.unique(plan.problem.arcs.person[posts[plan.problem.arcs.post]]).tolist()
        }
        return part, [
            *self._hours(part, at_home),
            *self._pairs(beyond, self._prices.beyond_limit, "travel_limit"),
            *self._pairs(across, self._prices.across_border, "jurisdiction"),
        ]

    def _hours(self, part: StaffingProblem, at_home: set[str]) -> Iterator[Option]:
        whole = self._plan.problem.people
        hours = dict(zip(whole.ids, whole.hours.tolist(), strict=True))
        share, price = self._prices.most_more_hours, self._prices.hour
        for person, hire in zip(part.people.ids, part.people.hire, strict=True):
            if not hire and person in at_home and hours[person] * share > 0:
                yield MoreHours(person, hours[person] * share, price)

    def _pairs(self, pairs: pd.DataFrame, price: float, kind: str) -> Iterator[Option]:
        ids, posts = self._plan.problem.people.ids, self._plan.problem.posts.ids
        load = self._role.hours_of(pairs["round_trip_minutes"])
        for person, village, hours in zip(pairs["person"], pairs["village"], load, strict=True):
            yield NewPair(ids[person], posts[village], float(hours), price, kind)
