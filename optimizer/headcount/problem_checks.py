"""What a headcount problem must satisfy before anything is solved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from optimizer.errors import ProblemError
from optimizer.headcount.errors import BudgetTooSmallError
from optimizer.headcount.exact import decimal
from optimizer.headcount.parts import Budget

if TYPE_CHECKING:
    from optimizer.headcount.problem import HeadcountProblem

__all__ = ["check", "check_ids"]


def check_ids(counties: Sequence[str], kinds: Sequence[str], years: Sequence[int]) -> None:
    """Refuse names that stand twice, and years with a gap.

    Raises
    ------
    ProblemError
    """
    for what, ids in (("counties", counties), ("kinds", kinds), ("years", years)):
        if not len(ids):
            raise ProblemError(f"{what}: none found; give at least one")
    _check_unique("counties", counties)
    _check_unique("kinds", kinds)
    for before, after in pairwise(years):
        if after != before + 1:
            raise ProblemError(f"years: {after} found after {before}; give years one after the other")


def check(problem: HeadcountProblem) -> None:
    """Refuse a problem that contradicts itself.

    Raises
    ------
    ProblemError
    """
    _check_parts(problem)
    _check_kinds(problem)
    _check_branches(problem)
    _check_leaving(problem)
    _check_budgets(problem)


def _check_unique(name: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise ProblemError(f"{name}: {each!r} stands twice; give each once")
        seen.add(each)


def _check_parts(problem: HeadcountProblem) -> None:
    _check_unique("paths", (path.id for path in problem.paths))
    _check_unique("relocations", (move.kind for move in problem.relocations))
    _check_unique("branches", (branch.id for branch in problem.branches))
    _check_unique("purchases", (purchase.kind for purchase in problem.purchases))
    _check_unique("budgets", (budget.id for budget in problem.budgets))
    _check_unique("targets", (target.id for target in problem.targets))
    _check_unique("services", (service.id for service in problem.services))


def _check_kinds(problem: HeadcountProblem) -> None:
    used: list[tuple[str, str]] = []
    for path in problem.paths:
        used.append((f"path {path.id}", path.gains))
        if path.loses is not None:
            used.append((f"path {path.id}", path.loses))
        if path.loses == path.gains:
            raise ProblemError(f"path {path.id}: gains and loses {path.gains!r}; give two kinds")
    used += [(f"relocation of {move.kind}", move.kind) for move in problem.relocations]
    used += [(f"purchase of {purchase.kind}", purchase.kind) for purchase in problem.purchases]
    used += [(f"branch {branch.id}", kind) for branch in problem.branches for kind in branch.kinds]
    used += [(f"target {target.id}", kind) for target in problem.targets for kind in target.coefficients]
    used += [(f"service {each.id}", kind) for each in problem.services for kind in each.coefficients]
    for who, kind in used:
        if kind not in problem.kinds:
            raise ProblemError(f"{who}: unknown kind {kind!r}; known: {', '.join(problem.kinds)}")


def _check_branches(problem: HeadcountProblem) -> None:
    _check_unique("branches: kinds", (kind for branch in problem.branches for kind in branch.kinds))
    housed = {kind for branch in problem.branches for kind in branch.kinds}
    for path in problem.paths:
        if path.needs_room and path.gains not in housed:
            raise ProblemError(
                f"path {path.id}: needs room, but no branch has room for {path.gains}; "
                "add a branch of that kind or drop needs_room"
            )


def _check_leaving(problem: HeadcountProblem) -> None:
    gone = np.cumsum(problem.leaving, axis=2)
    for k, c, t in np.argwhere(gone > problem.stock[:, :, None]).tolist():
        raise ProblemError(
            f"leaving: {gone[k, c, t]} {problem.kinds[k]} of {problem.counties[c]} leave until "
            f"{problem.years[t]}, but {problem.stock[k, c]} are there today"
        )


def _check_budgets(problem: HeadcountProblem) -> None:
    """Whoever stays is paid: a budget too small for that is a mistake of the data, not a hard problem."""
    there = problem.stock[:, :, None] - np.cumsum(problem.leaving, axis=2)
    salaries = (there * problem.salary[:, :, None]).sum(axis=0).tolist()
    for budget in problem.budgets:
        for t, most in enumerate(budget.most.tolist() if "salary" in budget.pays else ()):
            needed = sum(_share(budget, c) * county[t] for c, county in enumerate(salaries))
            if needed > most:
                raise BudgetTooSmallError(budget.id, problem.years[t], int(most), ceil(needed))


def _share(budget: Budget, c: int) -> Fraction:
    return Fraction(1) if budget.share is None else decimal(float(budget.share[c]))
