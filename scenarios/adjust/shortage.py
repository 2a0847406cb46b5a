"""What would close the shortage that an adjustment leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.result import Status
from scenarios.repair import nothing_to_repair, repair
from scenarios.run_monitor import RepairMonitor, RunMonitor

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.planning import Planned
    from scenarios.settings import StudyConfig

__all__ = ["mended"]

_SHARE = 0.1


def mended(
    planned: Planned, *, city: City, travel: TravelTimes, config: StudyConfig, monitor: RunMonitor
) -> dict[str, Any]:
    """Say how many more people would fill what the last phase leaves vacant, see `scenarios.repair.repair`.

    Nothing is said to be proven: the roster that a phase starts from may stay beyond the rules, which the
    plans that a repair looks at may not.
    """
    heads = config.counsel.heads
    pairs = planned.pairs.groupby("village_code").head(heads)
    if len(pairs) >= len(city.villages) * heads:
        return nothing_to_repair()
    found = repair(
        city=city,
        travel=travel,
        config=config,
        pairs=pairs,
        hired=planned.hired,
        least_short=0.0,
        monitor=RepairMonitor(monitor),
        seconds=_SHARE * config.solver.seconds,
    )
    return {**found, "status": Status.LIMIT.value, "bound": 0.0} if found["more"] else found
