"""The growth of both cities, ladder by ladder, and its whole-number programs again with CP-SAT.

    python -m benchmarks.headcount [--study weihai lianyungang] [--seconds 60]

Our own search proves the least amounts level by level and hands each program to HiGHS; CP-SAT gets the same
programs, one worker and then two, and the values are held against one another.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from unittest.mock import patch

from ortools.sat.python import cp_model

from optimizer.headcount.program import Answer, Expression, Program, Run
from scenarios.bundled import find_study
from scenarios.headcount.answer import plan_growth
from scenarios.run import validate_study
from scenarios.study import load_study

Asked = tuple[Program, Expression, Answer, float]


def main() -> None:
    """Print one line a study and ladder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--study", nargs="+", default=["weihai", "lianyungang"])
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    print("| city | ladder | evenreach | programs | HiGHS | CP-SAT, 1 worker | CP-SAT, 2 workers |")
    print("|---|---|---|---|---|---|---|")
    for name in given.study:
        study = load_study(find_study(name))
        config, city = study.resolve("balanced").config, validate_study(study)
        for aim in ("cheapest", "fair"):
            asked = config.model_copy(update={"headcount": config.headcount.model_copy(update={"aim": aim})})
            programs: list[Asked] = []
            with patch.object(Program, "minimise", _recorded(programs)):
                answer = plan_growth(city, asked, seconds=given.seconds)
            proven = "proven" if answer.result.proven else "not proven"
            own = f"{answer.result.seconds:.1f} s, {proven}"
            highs = sum(seconds for *_, seconds in programs)
            peers = (_peer(programs, workers, given.seconds) for workers in (1, 2))
            print(
                f"| {name} | {aim} | {own} | {len(programs)} | {highs:.1f} s |",
                " | ".join(peers),
                "|",
                flush=True,
            )


def _recorded(programs: list[Asked]):  # type: ignore[no-untyped-def]
    """`Program.minimise` that keeps what it is asked and answers."""
    plain = Program.minimise

    def minimise(
        self: Program, goal: Expression, run: Run, *, start: object = None, parts: int | None = None
    ) -> Answer:
        began = time.perf_counter()
        answer = plain(self, goal, run, start=start, parts=parts)  # type: ignore[arg-type]
        programs.append((self.branch(), goal, answer, time.perf_counter() - began))
        return answer

    return minimise


def _peer(programs: Sequence[Asked], workers: int, seconds: float) -> str:
    """Seconds of CP-SAT for all programs; how many it did not prove, and how many values differ."""
    total, unproven, different = 0.0, 0, 0
    for program, goal, answer, _ in programs:
        model = cp_model.CpModel()
        columns = [model.new_int_var(0, upper, "") for upper in program.upper]
        for row in program.rows:
            model.add(_sum(row, columns) >= 0)
        for row in program.equal:
            model.add(_sum(row, columns) == 0)
        model.minimize(_sum(goal, columns))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers, solver.parameters.random_seed = workers, 7
        solver.parameters.max_time_in_seconds = seconds
        began = time.perf_counter()
        status = solver.solve(model)
        total += time.perf_counter() - began
        done = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        unproven += not done
        if status == cp_model.OPTIMAL and answer.settled and answer.values is not None:
            different += round(solver.objective_value) != goal.at(answer.values)
    notes = [f"{unproven} not proven"] * bool(unproven) + [f"{different} values differ"] * bool(different)
    return ", ".join([f"{total:.1f} s", *notes])


def _sum(expression: Expression, columns: Sequence[cp_model.IntVar]) -> cp_model.LinearExpr:
    parts = [number * columns[c] for c, number in expression.terms.items()]
    found: cp_model.LinearExpr = sum(parts, expression.constant)
    return found


if __name__ == "__main__":
    main()
