"""Problems with a little more of something: places, candidates, offices, money, people who may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import numpy as np

from optimizer.errors import ProblemError
from optimizer.headcount.problem import HeadcountProblem

__all__ = ["Change", "FewerKept", "MoreBranches", "MoreBudget", "MoreCandidates", "MorePlaces"]

Part = TypeVar("Part")


class Change(Protocol):
    """Something that there may be more of."""

    def applied(self, problem: HeadcountProblem) -> HeadcountProblem:
        """Return the problem with more of it, or raise ProblemError."""


@dataclass(frozen=True)
class MorePlaces:
    """More places on a path: in the pipeline of all counties, or what one county may start.

    Attributes
    ----------
    path : str
    by : int
    year : int or None
        None for every year.
    county : str or None
        One county, whose own limit and the one of all counties rise.
    """

    path: str
    by: int = 1
    year: int | None = None
    county: str | None = None

    def applied(self, problem: HeadcountProblem) -> HeadcountProblem:
        """Raise `Path.most_year`, and `Path.most` of a county."""
        place = _place([path.id for path in problem.paths], self.path, "path")
        path, years = problem.paths[place], _years(problem, self.year)
        most, most_year = path.most.copy(), None if path.most_year is None else path.most_year.copy()
        if most_year is not None:
            most_year[years] += self.by
        if self.county is not None:
            most[_place(problem.counties, self.county, "county"), years] += self.by
        elif most_year is None:
            raise ProblemError(f"path {path.id}: no limit of all counties; name a county")
        changed = replace(path, most=most, most_year=most_year)
        return replace(problem, paths=_with(problem.paths, place, changed))


@dataclass(frozen=True)
class MoreCandidates:
    """More candidates for a path in a county."""

    path: str
    county: str
    by: int = 1

    def applied(self, problem: HeadcountProblem) -> HeadcountProblem:
        """Raise `Path.pool`."""
        place = _place([path.id for path in problem.paths], self.path, "path")
        path = problem.paths[place]
        if path.pool is None:
            raise ProblemError(f"path {path.id}: as many candidates as wanted; there cannot be more")
        pool = path.pool.copy()
        pool[_place(problem.counties, self.county, "county")] += self.by
        return replace(problem, paths=_with(problem.paths, place, replace(path, pool=pool)))


@dataclass(frozen=True)
class MoreBranches:
    """More branch offices in a county."""

    branch: str
    county: str
    by: int = 1

    def applied(self, problem: HeadcountProblem) -> HeadcountProblem:
        """Raise `Branch.most`."""
        place = _place([branch.id for branch in problem.branches], self.branch, "branch")
        most = problem.branches[place].most.copy()
        most[_place(problem.counties, self.county, "county")] += self.by
        changed = replace(problem.branches[place], most=most)
        return replace(problem, branches=_with(problem.branches, place, changed))


@dataclass(frozen=True)
class MoreBudget:
    """More money in a budget: in a year, or in every year that has a limit."""

    budget: str
    yuan: int
    year: int | None = None

    def applied(self, problem: HeadcountProblem) -> HeadcountProblem:
        """Raise `Budget.most`."""
        place = _place([budget.id for budget in problem.budgets], self.budget, "budget")
        most = problem.budgets[place].most.copy()
        most[_years(problem, self.year)] += self.yuan
        changed = replace(problem.budgets[place], most=most)
        return replace(problem, budgets=_with(problem.budgets, place, changed))


@dataclass(frozen=True)
class FewerKept:
    """Fewer of a kind who must stay in each county, down to nobody."""

    kind: str
    by: int = 1

    def applied(self, problem: HeadcountProblem) -> HeadcountProblem:
        """Lower `HeadcountProblem.least`."""
        least = problem.least.copy()
        row = least[_place(problem.kinds, self.kind, "kind")]
        row[...] = np.maximum(row - self.by, 0)
        return replace(problem, least=least)


def _place(ids: Sequence[str] | Sequence[int], name: str | int, what: str) -> int:
    if name not in ids:
        raise ProblemError(f"{what} {name!r} is unknown; known: {', '.join(map(str, ids)) or 'none'}")
    return list(ids).index(name)


def _years(problem: HeadcountProblem, year: int | None) -> list[int]:
    every = list(range(len(problem.years)))
    return every if year is None else [_place(problem.years, year, "year")]


def _with(parts: tuple[Part, ...], place: int, part: Part) -> tuple[Part, ...]:
    return (*parts[:place], part, *parts[place + 1 :])
