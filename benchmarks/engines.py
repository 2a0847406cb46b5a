"""Our own search beside HiGHS, CP-SAT and SCIP on counties of a bundled city, each a city of its own.

    python -m benchmarks.engines [--study lianyungang] [--counties 320771 320703] [--seconds 120]

Counsel alone, under the rules and the ladder of the scenario. Each plan is verified, and the values of every
aim are held against our own.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from geo.city import City
from geo.travel import TravelTimes
from optimizer.errors import OptimizerError
from optimizer.result import Certificate, Status
from optimizer.staffing import Aim, Effort, StaffingProblem, StaffingResult, solve, verify
from optimizer.staffing.model import solve_with
from scenarios.bundled import find_study
from scenarios.planning import stated
from scenarios.prepared import prepare
from scenarios.study import load_study

#: So small that what one engine leaves of the gap on an aim gives it no room on those below.
_GAP = 1e-7
_ENGINES = ("own", "highs", "cp_sat", "gscip")


def main() -> None:
    """Print one line a county and engine."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--study", default="lianyungang")
    parser.add_argument("--scenario", default="balanced")
    parser.add_argument("--counties", nargs="+", default=["320771", "320703"], help="6-digit codes")
    parser.add_argument("--seconds", type=float, default=120.0, help="limit for each engine and county")
    parser.add_argument("--out", type=Path, default=Path("out"), help="where journeys are kept")
    options = parser.parse_args()
    ready = prepare(load_study(find_study(options.study)), options.scenario, out=options.out)
    counsel = ready.config.model_copy(
        update={"posts": {}, "ladder": tuple(each for each in ready.config.ladder if ":" not in each.aim)}
    )
    for code in options.counties:
        today = ready.today[ready.today["county_code"] == code]
        city = _county(ready.city, code)
        case, ladder = stated(city, _within(ready.travel, city), counsel, today=today)
        print(f"{code}: {len(case.problem.posts.ids)} villages, {case.problem.arcs.post.size} pairs")
        for line in compare(case.problem, ladder, options.seconds):
            print(line, flush=True)


def _county(city: City, code: str) -> City:
    """The city without the villages, counsel and roster of its other counties."""
    tables = dict(city.tables)
    for name in ("villages", "counsel"):
        tables[name] = tables[name][tables[name]["county_code"] == code].reset_index(drop=True)
    here = tables["roster"]["unit_code"].isin(tables["villages"]["village_code"])
    known = tables["roster"]["person_id"].isin(tables["counsel"]["person_id"])
    tables["roster"] = tables["roster"][here & known].reset_index(drop=True)
    return City(tables, city.outlines)


def _within(travel: TravelTimes, city: City) -> TravelTimes:
    """Journeys to the villages of a city."""
    villages = set(city.villages["village_code"])
    place = np.flatnonzero([each in villages for each in travel.destination_ids])
    at = np.full(len(travel.destination_ids), -1, dtype=np.int32)
    at[place] = np.arange(place.size)
    mine = at[travel.destination] >= 0
    return replace(
        travel,
        destination_ids=tuple(travel.destination_ids[each] for each in place),
        origin=travel.origin[mine],
        destination=at[travel.destination[mine]],
        minutes=travel.minutes[mine],
        round_trip=travel.round_trip[mine],
    )


def compare(problem: StaffingProblem, ladder: Sequence[Aim], seconds: float) -> Iterator[str]:
    mine: tuple[Certificate, ...] = ()
    for engine in _ENGINES:
        try:
            result = _solved(problem, ladder, engine, seconds)
        except OptimizerError as error:
            yield f"  {engine:7} {error}"
            continue
        mine = mine or result.certificates
        broken = verify(problem, result.plan.pairs(problem))
        told = ", ".join(_told(ours, theirs) for ours, theirs in zip(mine, result.certificates, strict=True))
        yield f"  {engine:7} {result.seconds:6.1f} s, {len(broken)} rules broken: {told}"


def _solved(problem: StaffingProblem, ladder: Sequence[Aim], engine: str, seconds: float) -> StaffingResult:
    if engine == "own":
        return solve(problem, ladder=ladder, seconds=seconds, effort=Effort(gap=_GAP), seed=7)
    return solve_with(problem, ladder=ladder, solver=engine, seconds=seconds, gap=_GAP, seed=7)


def _told(ours: Certificate, theirs: Certificate) -> str:
    """A value, and a mark where it is not proven or, both being proven, apart by more than rounding."""
    mark = "" if theirs.status is Status.OPTIMAL else " (not proven)"
    apart = abs(ours.objective - theirs.objective)
    if not mark and ours.status is Status.OPTIMAL and apart > 1e-5 * max(1.0, abs(ours.objective)):
        mark = " (APART)"
    return f"{theirs.aim} {theirs.objective:.4f}{mark}"


if __name__ == "__main__":
    main()
