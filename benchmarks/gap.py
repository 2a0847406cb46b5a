"""Published generalized assignment instances through the staffing solver, beside HiGHS and CP-SAT.

    python -m benchmarks.gap [--classes a b c] [--seconds 60] [--no-peers]

The instances are read from ``../shared/benchmarks/gap`` or from ``$BENCHMARK_DIR/gap``; none is part of the
project. A job without an agent costs more than any plan, so a value below that is a complete assignment.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from pathlib import Path

import numpy as np

from benchmarks.peers import ours, plain_cp_sat, plain_highs
from optimizer.staffing import Cost, StaffingProblem

FOLDER = Path(
    os.environ.get("BENCHMARK_DIR", Path(__file__).resolve().parents[1].parent / "shared" / "benchmarks")
)


def read(path: Path) -> tuple[StaffingProblem, Cost]:
    """Read an instance: agents and jobs, costs, use of resource, capacities; minimise."""
    numbers = np.array(path.read_text().split(), dtype=float)
    agents, jobs = int(numbers[0]), int(numbers[1])
    costs = numbers[2 : 2 + agents * jobs].reshape(agents, jobs)
    use = numbers[2 + agents * jobs : 2 + 2 * agents * jobs].reshape(agents, jobs)
    capacity = numbers[2 + 2 * agents * jobs : 2 + 2 * agents * jobs + agents]
    agent, job = (index.ravel() for index in np.indices((agents, jobs)))
    problem = StaffingProblem.of(
        person_ids=[f"a{i}" for i in range(agents)],
        hours=capacity,
        most=np.full(agents, jobs),
        post_ids=[f"j{i}" for i in range(jobs)],
        group=[""] * jobs,
        arc_person=[f"a{i}" for i in agent],
        arc_post=[f"j{i}" for i in job],
        load=use.ravel(),
        minutes=np.zeros(agents * jobs),
    )
    never = float(costs.max(axis=0).sum() + 1)
    return problem, Cost(arc=costs.ravel(), short=np.full(jobs, never))


def main() -> None:
    """Run the instances and print ours beside the peers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--classes", nargs="+", default=["a", "b", "c", "gap"], help="first letters of the names"
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="limit for each solver")
    parser.add_argument("--no-peers", action="store_true", help="only evenreach")
    options = parser.parse_args()
    best = FOLDER / "gap" / "best.csv"
    if not best.exists():
        sys.exit(f"no instances: {best} is absent; set BENCHMARK_DIR to the folder that holds gap/best.csv")
    solvers = [ours] if options.no_peers else [ours, plain_highs, plain_cp_sat]
    print("instance            optimum | solver       value      bound      gap   seconds  proven")
    with best.open() as file:
        for row in csv.DictReader(file):
            name = row["instance"]
            if not any(name.split("/")[1].startswith(each) for each in options.classes):
                continue
            problem, cost = read(FOLDER / "gap" / name)
            for solver in solvers:
                more = {"nodes": 10**7} if solver is ours else {}
                run = solver(problem, cost, gap=1e-9, seconds=options.seconds, **more)
                known = row["optimum"] or row["best_value"]
                proven = "yes" if run.value - run.bound < 1 - 1e-6 else "no"
                print(
                    f"{name:<27} {known:>6} | {run.solver:<9} {run.value:>9.0f} {run.bound:>10.2f} "
                    f"{run.gap:>8.4%} {run.seconds:>8.2f}  {proven}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
