"""The reasons for a plan, gathered: what is short, what would mend it, where it is fragile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.clock import Clock
from optimizer.staffing.explain import Loss, Losses, Marginal, losses
from scenarios.errors import ScenarioError
from scenarios.reasons.beyond import Beyond, beyond_reach
from scenarios.reasons.conflicts import Obstacle, obstacle, obstacles, vacant_posts
from scenarios.reasons.heat import heat_list
from scenarios.reasons.repairs import CountyRepair, county_repairs
from scenarios.reasons.settled import settled

if TYPE_CHECKING:
    from scenarios.reasons.asked import Again
    from scenarios.run_monitor import RunMonitor

__all__ = ["Explanation", "explanation", "heat_rank", "loss_of"]

#: Of the time for reasons, what conflicts may take.
_CONFLICTS = 0.3


@dataclass(frozen=True, eq=False)
class Explanation:
    """Everything that is known about the reasons for a plan of counsel.

    Attributes
    ----------
    vacant : int
        Villages short of somebody.
    obstacles : tuple of Obstacle
    beyond : tuple of Beyond
        Vacant villages that nobody there may serve.
    repairs : tuple of CountyRepair
    unneeded, unsearched : tuple of str
        Counties without a vacant village, and those with some whose repair was not asked for, by code.
    heat : tuple of Marginal
        By township; the most gain first, then the most vacant villages of its own, then the shortest mean
        drive to those filled, then by code.
    vacant_by_township : mapping of str to int
    losses : Losses
    filled : bool
        Whether the village that was asked about is not vacant.
    """

    vacant: int
    obstacles: tuple[Obstacle, ...]
    beyond: tuple[Beyond, ...]
    repairs: tuple[CountyRepair, ...]
    unneeded: tuple[str, ...]
    unsearched: tuple[str, ...]
    heat: tuple[Marginal, ...]
    vacant_by_township: Mapping[str, int]
    losses: Losses
    filled: bool = False


def explanation(again: Again, *, village: str | None, seconds: float, monitor: RunMonitor) -> Explanation:
    """Find the reasons.

    Parameters
    ----------
    again : Again
    village : str, optional
        Only the conflict of this village, and only its county's repair.
    seconds : float
        For conflicts and repairs together.
    monitor : RunMonitor
    """
    ready, solved = again.ready, again.solved
    place = (ready.city, ready.travel, ready.config)
    clock = Clock(seconds)
    monitor.stage("reasons", 0, 4)
    plan = settled(*place, solved)
    problem, there = plan.without_places()
    vacant, lost = vacant_posts(problem, there)
    counties = None
    filled = village is not None and village not in vacant and village not in lost
    asked, beyond = vacant, lost
    if village is not None:
        asked, beyond = ([village] if village in group else [] for group in (vacant, lost))
        counties = frozenset({again.names.posts[village].county_code} if not filled else ())
    share = seconds * _CONFLICTS
    if village is None:
        found = obstacles(problem, there, solved=solved, vacant=asked, seconds=share)
    else:
        found = tuple(obstacle(problem, there, post=each, solved=solved, seconds=share) for each in asked)
    monitor.stage("reasons", 1, 4)
    far = beyond_reach(*place, plan, beyond)
    towns = ready.city.villages.set_index("village_code")["township_code"]
    own = Counter(str(towns[post]) for post in (*vacant, *lost))
    heat = sorted(heat_list(*place, plan), key=lambda each: heat_rank(each, own))
    monitor.stage("reasons", 2, 4)
    lost_people = losses(problem, plan=there)
    monitor.stage("reasons", 3, 4)
    repairs = tuple(county_repairs(*place, plan, seconds=max(clock.left(), 1.0), counties=counties))
    monitor.stage("reasons", 4, 4)
    unneeded, unsearched = _without_repair(again, (*vacant, *lost), repairs)
    return Explanation(
        vacant=len(vacant) + len(lost),
        obstacles=found,
        beyond=far,
        repairs=repairs,
        unneeded=unneeded,
        unsearched=unsearched,
        heat=tuple(heat),
        vacant_by_township=own,
        losses=lost_people,
        filled=filled,
    )


def heat_rank(each: Marginal, own: Mapping[str, int]) -> tuple[float, int, float, str]:
    """What the heat list goes by, given the vacant villages of each township's own."""
    # Journeys that read the same are equal.
    return -each.gain, -own.get(each.group, 0), round(each.minutes, 1), each.group


def _without_repair(
    again: Again, vacant: Collection[str], repairs: Sequence[CountyRepair]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Counties that need no repair, and counties that need one which was not looked for."""
    needy = {again.names.posts[post].county_code for post in vacant}
    searched = {each.county_code for each in repairs}
    unneeded = tuple(code for code in again.names.counties if code not in needy)
    return unneeded, tuple(code for code in again.names.counties if code in needy - searched)


def loss_of(again: Again, found: Losses, person: str) -> Loss | None:
    """What follows when one person leaves; None for counsel who serve nothing in the plan.

    Raises
    ------
    ScenarioError
        When nobody of that id is counsel.
    """
    for each in found.people:
        if each.person == person:
            return each
    if person in set(again.ready.city.counsel["person_id"]):
        return None
    raise ScenarioError.said("error.unknown_counsel", person=person)
