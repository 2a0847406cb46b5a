"""Every engine's plan of a city with roles passes all checks, and all engines agree on every aim."""

from __future__ import annotations

from functools import cache

import pytest

from optimizer.errors import SolverError
from optimizer.result import Certificate, Status
from optimizer.staffing import model
from scenarios.audit import audit
from scenarios.errors import ScenarioError
from scenarios.plan_table import plan_table
from scenarios.planning import plan_scenario
from scenarios.roles.audit import audit_roles
from scenarios.run_monitor import RunMonitor
from scenarios.staffing import today_pairs
from tests.scenarios.made_up_travel import everywhere, travel_of
from tests.scenarios.roles.drawn import drawn

ENGINES = ("own", "highs", "cp_sat", "gscip")


@cache
def planned(seed: int, engine: str, seconds: float) -> tuple[Certificate, ...]:
    """The certificates of an engine; its plan has passed the verifier and both audits."""
    city, settings = drawn(seed)
    travel, nobody = travel_of(city, everywhere(city)), city.counsel.iloc[:0]
    solver = settings.solver.model_copy(update={"engine": engine, "seconds": seconds, "gap": 0.0})
    settings = settings.model_copy(update={"solver": solver})
    today = plan_table(
        city=city, pairs=today_pairs(city=city, travel=travel), config=settings.as_today, hired=nobody
    )
    # The verifier is asked in here: a plan that it refuses is an error.
    found = plan_scenario(city, travel, settings, today=today, monitor=RunMonitor())
    plan = plan_table(city=city, pairs=found.pairs, config=settings, hired=found.hired)
    forced = found.forced_moves
    assert audit(city=city, travel=travel, config=settings, plan=plan, forced_moves=forced) == []
    assert audit_roles(city=city, config=settings, posts=found.posts, plan=plan) == []
    return found.certificates


@pytest.mark.parametrize("seed", range(8))
def test_all_engines_reach_the_same_and_their_plans_pass_every_check(seed: int) -> None:
    """Counsel and up to three roles under any mix of rules; every aim proven, alike up to rounding."""
    ours = planned(seed, "own", 20.0)
    assert all(each.status is Status.OPTIMAL for each in ours)
    for engine in ENGINES[1:]:
        theirs = planned(seed, engine, 20.0)
        assert [each.aim for each in theirs] == [each.aim for each in ours]
        assert all(each.status is Status.OPTIMAL for each in theirs), engine
        for mine, other in zip(ours, theirs, strict=True):
            assert mine.objective == pytest.approx(other.objective, rel=1e-4, abs=1e-4), (engine, mine.aim)


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_a_plan_without_time_passes_every_check_and_is_no_empty_one(engine: str) -> None:
    """Of 24 villages most have somebody; no bound is beyond the optimum, and no plan better than it."""
    vacant = 0.0
    for seed in range(8):
        (first, *_), (best, *_) = planned(seed, engine, 0.01), planned(seed, "own", 20.0)
        assert first.bound - 1e-9 <= best.objective <= first.objective + 1e-9
        vacant += first.objective
    assert vacant < 12


def test_an_engine_that_fails_says_why_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a solver of another house refuses is no defect of this program."""

    def refuse(*given: object, **named: object) -> None:
        raise SolverError("cp_sat: it ran out of memory")

    monkeypatch.setattr(model, "solve_with", refuse)
    with pytest.raises(ScenarioError, match=r"^cp_sat cannot plan this scenario: it ran out of memory$"):
        planned(0, "cp_sat", 1.0)
