"""Small problems of siting drawn at random, each with an aim of every kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError
from optimizer.siting.aims import (
    Access,
    Aim,
    Apart,
    Cost,
    Cover,
    EvenTravel,
    Farthest,
    GradualReach,
    Reach,
    Travel,
    WorstAccess,
)
from optimizer.siting.problem import Places, Sites, SitingProblem, Ways
from optimizer.siting.rules import AmountRule, GapRule, ReachRule, Rule, Within

__all__ = ["AIMS", "made_up"]

Floats = NDArray[np.float64]
Rng = np.random.Generator
#: Longest way that is drawn.
_LONGEST = 20.0


def made_up(seed: int, kind: str) -> tuple[SitingProblem, Aim]:
    """Draw a problem, and an aim of a kind that fits it."""
    for again in range(100):
        rng = np.random.default_rng([seed, *kind.encode(), again])
        try:
            problem = _problem(rng)
        except ProblemError:
            continue
        return problem, AIMS[kind](rng, problem)
    raise AssertionError(f"no sound problem from seed {seed}")


def _maybe(rng: Rng, chance: float) -> bool:
    return bool(rng.random() < chance)


def _problem(rng: Rng) -> SitingProblem:
    limited = _maybe(rng, 0.45)
    split = _maybe(rng, 0.4)
    places = int(rng.integers(2, 5 if limited else 7))
    number = int(rng.integers(2, 5 if limited else 8))
    whole = _maybe(rng, 0.5)
    ways = _ways(rng, (places, number), whole, missing=rng.choice([0.0, 0.2, 0.5]))
    least = int(rng.integers(0, number)) if _maybe(rng, 0.4) else 0
    return SitingProblem.of(
        places=_places(rng, places),
        sites=_sites(rng, number, limited=limited),
        ways=ways,
        least=least,
        most=int(rng.integers(max(least, 1), number + 1)) if _maybe(rng, 0.7) else None,
        split=split,
        beyond=_LONGEST + float(rng.choice([0.0, 1.0, 30.0])) if _maybe(rng, 0.5) else None,
        rules=_rules(rng, places, number),
        between=_ways(rng, (number, number), whole, missing=rng.choice([0.0, 0.3, 0.8])),
    )


def _ways(rng: Rng, shape: tuple[int, int], whole: bool, *, missing: float) -> Ways:
    """Whole ways have many ties; the pairs stand in no order."""
    matrix = rng.integers(0, 9, shape).astype(float) if whole else rng.uniform(0.0, _LONGEST, shape).round(2)
    matrix[rng.random(shape) < missing] = np.inf
    ways = Ways.of_matrix(matrix)
    order = rng.permutation(len(ways.way))
    return Ways.of(place=ways.place[order], site=ways.site[order], way=ways.way[order])


def _places(rng: Rng, number: int) -> Places:
    weight = (
        rng.integers(0, 6, number).astype(float) if _maybe(rng, 0.6) else rng.uniform(0, 5, number).round(2)
    )
    weight[int(rng.integers(number))] += 1.0
    demand = rng.integers(0, 5, number).astype(float) if _maybe(rng, 0.5) else None
    return Places.of([f"p{i}" for i in range(number)], weight=weight, demand=demand)


def _sites(rng: Rng, number: int, *, limited: bool) -> Sites:
    existing = rng.random(number) < (0.3 if _maybe(rng, 0.5) else 0.0)
    fixed = rng.random(number) if _maybe(rng, 0.5) else np.ones(number)
    capacity = np.where(rng.random(number) < 0.2, np.inf, rng.integers(1, 13, number).astype(float))
    if limited and not np.isfinite(capacity).any():
        capacity[0] = 4.0
    return Sites.of(
        [f"s{j}" for j in range(number)],
        capacity=capacity if limited else None,
        existing=existing,
        price=rng.integers(0, 20, number) if _maybe(rng, 0.7) else None,
        closing=rng.integers(-6, 7, number) if _maybe(rng, 0.7) else None,
        forced=fixed < 0.15,
        banned=fixed > 0.85 if fixed.min() < 1.0 else None,
    )


def _rules(rng: Rng, places: int, sites: int) -> list[Rule]:
    found: list[Rule] = []
    if _maybe(rng, 0.3):
        amount = rng.integers(0 if _maybe(rng, 0.7) else -4, 9, sites).astype(float)
        found.append(AmountRule(name="budget", amount=amount, most=float(rng.integers(0, 25))))
    if _maybe(rng, 0.2):
        county = rng.integers(0, 2, sites).astype(float)
        found.append(AmountRule(name="county", amount=county, least=float(rng.integers(0, 3)), most=4.0))
    if _maybe(rng, 0.25):
        weight = rng.integers(0, 4, places).astype(float)
        share = float(rng.choice([0.0, 0.3, 0.5, 0.75, 1.0]))
        found.append(ReachRule(name="remote", weight=weight, within=_within(rng, places), share=share))
    if _maybe(rng, 0.2):
        behind, ahead = rng.integers(0, 3, (2, places)).astype(float)
        behind[0] += 1.0
        ahead[-1] += 1.0
        found.append(GapRule(name="gap", behind=behind, ahead=ahead, most=float(rng.integers(-2, 8)) + 0.35))
    return found


def _within(rng: Rng, places: int) -> Within:
    """One longest way for all, or one by place."""
    if _maybe(rng, 0.4):
        return rng.integers(1, 16, places).astype(float)
    return float(rng.integers(2, 16))


def _cover(rng: Rng, problem: SitingProblem) -> Aim:
    times = 2 if _maybe(rng, 0.25) else 1
    within = np.asarray(_within(rng, len(problem.places.ids))) + 3.0
    return Cover(within=within if within.ndim else float(within), times=times, priced=_maybe(rng, 0.5))


def _reach(rng: Rng, problem: SitingProblem) -> Aim:
    second = float(rng.choice([0.25, 1.0])) if _maybe(rng, 0.4) else 0.0
    return Reach(within=_within(rng, len(problem.places.ids)), second=second)


def _gradual_reach(rng: Rng, problem: SitingProblem) -> Aim:
    full = float(rng.integers(0, 8))
    return GradualReach(full=full, none=full + float(rng.integers(1, 10)))


def _farthest(rng: Rng, problem: SitingProblem) -> Aim:
    bands = np.unique(rng.integers(0, 24, int(rng.integers(0, 4))))[::-1]
    return Farthest(bands=tuple(bands.astype(float).tolist()))


def _supply(rng: Rng, problem: SitingProblem) -> dict[str, Any]:
    supply = rng.integers(0, 6, len(problem.sites.ids)).astype(float)
    return {"catchment": float(rng.integers(2, 16)), "supply": supply}


def _access(rng: Rng, problem: SitingProblem) -> Aim:
    target = float(rng.choice([0.1, 0.5, 1.0])) if _maybe(rng, 0.6) else np.inf
    return Access(**_supply(rng, problem), target=target)


def _worst_access(rng: Rng, problem: SitingProblem) -> Aim:
    places = len(problem.places.ids)
    _, group = np.unique(rng.integers(0, 3, places), return_inverse=True)
    names = tuple(f"g{k}" for k in range(int(group.max()) + 1))
    levels = int(rng.integers(1, 4))
    return WorstAccess(**_supply(rng, problem), group=group.astype(np.int64), names=names, levels=levels)


def _even_travel(rng: Rng, problem: SitingProblem) -> Aim:
    longest = _LONGEST if problem.beyond is None else problem.beyond
    return EvenTravel(kappa=float(rng.choice([0.5, 2.0, 8.0])) / longest)


#: How an aim of each kind is drawn.
AIMS: dict[str, Callable[[Rng, SitingProblem], Aim]] = {
    "cover": _cover,
    "reach": _reach,
    "gradual_reach": _gradual_reach,
    "travel": lambda rng, problem: Travel(),
    "farthest": _farthest,
    "apart": lambda rng, problem: Apart(),
    "cost": lambda rng, problem: Cost(rate=float(rng.choice([0.0, 0.1, 1.0]))),
    "even_travel": _even_travel,
    "access": _access,
    "worst_access": _worst_access,
}
