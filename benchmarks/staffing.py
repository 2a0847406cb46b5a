"""Weihai's village counsel beside plain solvers: same instance, same machine, one run.

    python -m benchmarks.staffing [--seconds 60] [--gap 0.001]

Two instances over the bundled study: ``hours`` (each village's 25 nearest counsel of the city, hours only,
no limit on villages each: the hard one) and ``cap`` (the same with at most five villages each). The
objective is 1000 a village without counsel plus the minutes driven.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from benchmarks.peers import Run, ours, plain_cp_sat, plain_highs
from optimizer.staffing import Cost, StaffingProblem
from scenarios.bundled import find_study
from scenarios.run import journeys, validate_study
from scenarios.study import load_study

VACANT = 1000.0


def instance(*, nearest: int, most: int) -> StaffingProblem:
    """Build the instance from the bundled study."""
    study = load_study(find_study("weihai"))
    city, config = validate_study(study), study.resolve("balanced").config
    table = journeys(city, config, cache=None).table()
    pairs = table.merge(city.counsel[["person_id", "office_code"]], left_on="origin", right_on="office_code")
    pairs = pairs.sort_values(["destination", "minutes", "person_id"]).groupby("destination").head(nearest)
    villages = city.villages.set_index("village_code")
    return StaffingProblem.of(
        person_ids=city.counsel["person_id"].tolist(),
        hours=city.counsel["hours_year"].to_numpy(dtype=float),
        most=np.full(len(city.counsel), most),
        post_ids=villages.index.tolist(),
        group=villages["county_code"].tolist(),
        arc_person=pairs["person_id"].tolist(),
        arc_post=pairs["destination"].tolist(),
        load=config.counsel.hours_of(pairs["round_trip"]).to_numpy(),
        minutes=pairs["minutes"].to_numpy(),
    )


def show(name: str, runs: list[Run], *, gap: float) -> None:
    """Print the runs of an instance and the ratio to the better peer."""
    table = pd.DataFrame(
        [(r.solver, f"{r.value:,.1f}", f"{r.bound:,.1f}", f"{r.gap:.4%}", f"{r.seconds:.2f}") for r in runs],
        columns=["solver", "value", "bound", "gap", "seconds"],
    )
    print(f"\n{name}\n{table.to_string(index=False)}")
    mine, best = runs[0], min(runs[1:], key=lambda run: (run.gap > gap, run.seconds, run.gap))
    print(f"evenreach / {best.solver}: {mine.seconds / best.seconds:.3f} of the seconds")


def main() -> None:
    """Run both instances through every solver."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=120.0, help="limit for each solver")
    parser.add_argument("--gap", type=float, default=GAP, help="relative gap to reach")
    parser.add_argument("--only", choices=["hours", "cap"], help="one instance")
    options = parser.parse_args()
    for name, most in (("hours", 1_000), ("cap", 5)):
        if options.only not in (None, name):
            continue
        problem = instance(nearest=25, most=most)
        cost = Cost(arc=problem.arcs.minutes, short=np.full(len(problem.posts.ids), VACANT))
        limits = {"gap": options.gap, "seconds": options.seconds}
        runs = [run(problem, cost, **limits) for run in (ours, plain_highs, plain_cp_sat)]
        show(name, runs, gap=options.gap)


GAP = 0.001

if __name__ == "__main__":
    main()
