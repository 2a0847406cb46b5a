"""A problem of real size: ten counties, six kinds, three years."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.headcount import (
    Branch,
    Budget,
    HeadcountProblem,
    Path,
    Purchase,
    Relocation,
    Scope,
    Service,
    Target,
)

__all__ = ["large_problem"]


def large_problem(seed: int = 0, *, years: int = 3) -> HeadcountProblem:
    """Draw one whose targets cannot all be met."""
    rng, c, t = np.random.default_rng(seed), 10, years
    residents = rng.integers(20, 120, c)
    rates = (2.0, 0.12, 0.1, 1.5, 2.5, 8.0)
    stock = np.stack([rng.poisson(residents * rate) for rate in rates])
    leaving = np.stack([np.repeat(each[:, None] // 40, t, axis=1) for each in stock])
    salary = np.zeros((len(rates), c), dtype=np.int64)
    salary[3] = _thousands(rng, c, 40, 60)
    need = np.full((c, t), np.nan)
    need[:, -1] = np.ceil(residents * 2.0)
    grow = np.full(t, np.nan)
    grow[-1] = np.ceil(residents.sum() * 2.5)
    most = int((stock * salary).sum() * 1.15 + residents.sum() * 20_000)
    return HeadcountProblem.of(
        counties=[f"county {each}" for each in range(c)],
        kinds=("lawyer", "notary", "arbitrator", "full-time", "part-time", "literate"),
        years=range(2024, 2024 + t), stock=stock, leaving=leaving, salary=salary,
        paths=(
            Path(id="hire", gains="lawyer", most=np.repeat(residents[:, None] // 5 + 2, t, axis=1),
                 most_year=np.full(t, residents.sum() // 8), pool=residents // 2 + 5,
                 yuan=_thousands(rng, c, 20, 90), needs_room=True),
            Path(id="appoint", gains="notary", delay=1, most=np.full((c, t), 2), most_year=np.full(t, 6),
                 yuan=_thousands(rng, c, 30, 60)),
            Path(id="train", gains="full-time", loses="part-time", most=np.full((c, t), 30),
                 pool=stock[4] // 2, yuan=_thousands(rng, c, 5, 9)),
            Path(id="teach", gains="literate", delay=1, most=np.full((c, t), 400), most_year=np.full(t, 1500),
                 yuan=_thousands(rng, c, 1, 3)),
        ),
        relocations=(Relocation(kind="lawyer", most_out=np.full(c, 5), most_in=np.full(c, 5),
                                yuan=_thousands(rng, c, 30, 120)),),
        branches=(Branch(id="office", kinds=("lawyer",), most=np.full(c, 3), room=8,
                         yuan=_thousands(rng, c, 100, 300), free_room=rng.integers(0, 15, c)),),
        purchases=(Purchase(kind="lawyer", most=np.full((c, t), 10), yuan=_thousands(rng, c, 100, 160)),),
        budgets=(Budget(id="city", most=np.linspace(most, 1.2 * most, t).round()),),
        targets=(
            Target(id="lawyers", coefficients={"lawyer": 1}, need=grow),
            Target(id="everywhere", coefficients={"lawyer": 1}, need=need, scope=Scope.COUNTY, binding=False,
                   counts_purchases=True),
            Target(id="share", coefficients={"full-time": 0.6, "part-time": -0.4}, need=np.zeros(t)),
            Target(id="literate", coefficients={"literate": 1}, need=need * 4.5, scope=Scope.COUNTY),
        ),
        services=(Service(id="lawyers", coefficients={"lawyer": 1}, need=residents.astype(float)),),
    )  # fmt: skip


def _thousands(rng: np.random.Generator, counties: int, low: int, high: int) -> NDArray[np.int64]:
    return rng.integers(low, high, counties) * 1000
