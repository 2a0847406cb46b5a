"""A headcount problem: counties share the growth of kinds of people over years.

Kinds grow on paths (hiring, training), move between counties, need room in branch offices, and can be bought
as service for a year. Targets say how many there should be, budgets what may be spent, and a service what is
made alike between counties. What kinds, targets and paths there are is data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.errors import ProblemError
from optimizer.headcount.exact import whole
from optimizer.headcount.parts import (
    Branch,
    Budget,
    Ints,
    Path,
    Purchase,
    Relocation,
    Service,
    Target,
)
from optimizer.headcount.problem_checks import check, check_ids
from optimizer.headcount.sound import (
    sound_branch,
    sound_budget,
    sound_path,
    sound_purchase,
    sound_relocation,
    sound_service,
    sound_target,
)

__all__ = ["HeadcountProblem"]


@dataclass(frozen=True, kw_only=True, eq=False)
class HeadcountProblem:
    """A frozen, checked instance; build it with `of`.

    Attributes
    ----------
    counties, kinds : tuple of str
        Ids, unique.
    years : tuple of int
        One after the other.
    stock : ndarray of int, shape (kinds, counties)
        People there today, before the first year.
    leaving : ndarray of int, shape (kinds, counties, years)
        Those of today's people who retire or leave in a year, whatever is planned.
    salary : ndarray of int, shape (kinds, counties)
        Yuan a year for each who is there at the end of it.
    least : ndarray of int, shape (kinds, counties)
        Fewest who must stay, whatever is planned; where doing nothing leaves fewer, no fewer than that.
    paths : tuple of Path
    relocations : tuple of Relocation
    branches : tuple of Branch
    purchases : tuple of Purchase
    budgets : tuple of Budget
    targets : tuple of Target
    services : tuple of Service
    """

    counties: tuple[str, ...]
    kinds: tuple[str, ...]
    years: tuple[int, ...]
    stock: Ints
    leaving: Ints
    salary: Ints
    least: Ints
    paths: tuple[Path, ...]
    relocations: tuple[Relocation, ...]
    branches: tuple[Branch, ...]
    purchases: tuple[Purchase, ...]
    budgets: tuple[Budget, ...]
    targets: tuple[Target, ...]
    services: tuple[Service, ...]

    def __post_init__(self) -> None:
        check(self)

    @classmethod
    def of(
        cls,
        *,
        counties: Sequence[str],
        kinds: Sequence[str],
        years: Sequence[int],
        stock: object,
        leaving: object | None = None,
        salary: object | None = None,
        least: object | None = None,
        paths: Sequence[Path] = (),
        relocations: Sequence[Relocation] = (),
        branches: Sequence[Branch] = (),
        purchases: Sequence[Purchase] = (),
        budgets: Sequence[Budget] = (),
        targets: Sequence[Target] = (),
        services: Sequence[Service] = (),
    ) -> HeadcountProblem:
        """Build a problem; nobody leaves, is paid or has to stay where that is left out.

        Raises
        ------
        ProblemError
            When an id is unknown or doubled, a shape disagrees, a number is not whole, more leave than are
            there, or doing nothing already breaks a budget.
        """
        pairs = (len(kinds), len(counties))
        shape = (*pairs, len(years))
        check_ids(counties, kinds, years)
        return cls(
            counties=tuple(counties),
            kinds=tuple(kinds),
            years=tuple(int(year) for year in years),
            stock=whole(stock, pairs, "stock"),
            leaving=whole(np.zeros(shape) if leaving is None else leaving, shape, "leaving"),
            salary=whole(np.zeros(pairs) if salary is None else salary, pairs, "salary"),
            least=whole(np.zeros(pairs) if least is None else least, pairs, "least"),
            paths=tuple(sound_path(path, shape) for path in paths),
            relocations=tuple(sound_relocation(move, shape) for move in relocations),
            branches=tuple(sound_branch(branch, shape) for branch in branches),
            purchases=tuple(sound_purchase(purchase, shape) for purchase in purchases),
            budgets=tuple(sound_budget(budget, shape) for budget in budgets),
            targets=tuple(sound_target(target, shape) for target in targets),
            services=tuple(sound_service(service, shape) for service in services),
        )

    @property
    def shape(self) -> tuple[int, int, int]:
        """Numbers of kinds, counties and years."""
        return len(self.kinds), len(self.counties), len(self.years)

    @property
    def floor(self) -> Ints:
        """Fewest people of every kind, county and year: `least`, or what doing nothing leaves if fewer."""
        idle = self.stock[:, :, None] - np.cumsum(self.leaving, axis=2)
        return np.asarray(np.minimum(self.least[:, :, None], idle), dtype=np.int64)

    def service(self, name: str) -> Service:
        """Return the service of an id, or raise ProblemError."""
        for service in self.services:
            if service.id == name:
                return service
        known = ", ".join(service.id for service in self.services) or "none"
        raise ProblemError(f"service {name!r} is unknown; known: {known}")

    def needing_room(self, branch: Branch) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Positions of the paths, and of the relocations, whose people need room in a branch."""
        paths = (p for p, path in enumerate(self.paths) if path.needs_room and path.gains in branch.kinds)
        moves = (m for m, move in enumerate(self.relocations) if move.kind in branch.kinds)
        return tuple(paths), tuple(moves)
