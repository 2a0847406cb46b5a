"""Weihai with all its roles, from the files to the lists, beside reading the files and one linear program.

    python -m benchmarks.whole_city [--study weihai] [--scenario balanced]

Three processes, one after the other: the run that a user starts (nothing cached), reading and checking the
tables alone, and the linear relaxation of the whole problem solved once by HiGHS (dual simplex, then interior
point) for the weighted shortage of all roles and the burden of travel. Each reports its seconds and the most
memory that it held.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import highspy
import numpy as np

from optimizer.staffing import Shortage, Travel
from optimizer.staffing.linear import Linear
from optimizer.staffing.model import WholeModel, whole_model
from scenarios.bundled import find_study
from scenarios.run import journeys, run_scenario, validate_study
from scenarios.staffing import staffing_case
from scenarios.study import load_study


def whole(study: str, scenario: str) -> float:
    """Seconds of a run from the files to lists and map."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        run_scenario(load_study(find_study(study)), scenario, out=Path(folder))
        return time.perf_counter() - started


def reading(study: str, scenario: str) -> float:
    """Seconds to read and check all tables."""
    started = time.perf_counter()
    validate_study(load_study(find_study(study)))
    return time.perf_counter() - started


def program(study: str, scenario: str, *, solver: str) -> float:
    """Seconds of one linear program over every arc, its building left out."""
    loaded = load_study(find_study(study))
    city, config = validate_study(loaded), loaded.resolve(scenario).config
    case = staffing_case(city=city, travel=journeys(city, config), config=config)
    problem = case.problem
    goal = Shortage().linear(problem).plus(Travel(roles={"counsel"}).linear(problem), 1e-3)
    model = whole_model(problem)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("solver", solver)
    highs.passModel(_relaxed(model, goal))
    started = time.perf_counter()
    highs.run()
    seconds = time.perf_counter() - started
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return seconds


def _relaxed(model: WholeModel, goal: Linear) -> highspy.HighsLp:
    """The model without whole numbers, as HiGHS takes it."""
    program, matrix = highspy.HighsLp(), model.matrix.tocsc()
    program.num_col_, program.num_row_ = matrix.shape[1], matrix.shape[0]
    program.col_cost_ = model.costs(goal)
    program.col_lower_, program.col_upper_ = model.lower, model.upper
    program.row_lower_, program.row_upper_ = model.row_lower, model.row_upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    program.a_matrix_.index_ = matrix.indices.astype(np.int32)
    program.a_matrix_.value_ = matrix.data
    return program


PARTS: Mapping[str, Callable[[str, str], float]] = {
    "files to lists": whole,
    "reading": reading,
    "linear program (simplex)": lambda study, scenario: program(study, scenario, solver="simplex"),
    "linear program (ipm)": lambda study, scenario: program(study, scenario, solver="ipm"),
}


def measured(part: str, study: str, scenario: str) -> tuple[float, float]:
    """Seconds and megabytes of one part, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.whole_city", "--study", study, "--scenario", scenario]
    done = subprocess.run([*command, "--part", part], check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return float(found["seconds"]), float(found["megabytes"])


def main() -> None:
    """Measure every part and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--study", default="weihai")
    parser.add_argument("--scenario", default="balanced")
    parser.add_argument("--part", choices=list(PARTS))
    given = parser.parse_args()
    if given.part:
        seconds = PARTS[given.part](given.study, given.scenario)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "megabytes": most}))
        return
    seconds = {}
    for part in PARTS:
        seconds[part], megabytes = measured(part, given.study, given.scenario)
        print(f"{part:28} {seconds[part]:7.1f} s {megabytes:7.0f} MB", flush=True)
    quick = min(seconds["linear program (simplex)"], seconds["linear program (ipm)"])
    ratio = seconds["files to lists"] / (seconds["reading"] + quick)
    print(f"files to lists over reading and the quicker linear program: {ratio:.2f}")


if __name__ == "__main__":
    main()
