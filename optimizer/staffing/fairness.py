"""Rungs that make alike what groups get and what people carry."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from optimizer.errors import ProblemError
from optimizer.staffing.aims import Plain
from optimizer.staffing.extras import Entries
from optimizer.staffing.formulation import Formulation
from optimizer.staffing.linear import Linear
from optimizer.staffing.problem import Bools, Floats, Ints, StaffingProblem
from optimizer.staffing.service import Service

__all__ = ["EvenLoad", "Fair", "KolmPollak", "Leximin", "MaxMin"]

#: Tangents to the exponential: one each so much of the exponent, and so many at most. Halfway between two the
#: curve is off by ``_FINE² / 8`` of its value.
_FINE = 0.06
_TANGENTS = 400
#: Most share of hours by which tangents may be below a person's load.
_LOAD = 4e-4
#: Share of hours whose burden is 1, so that burdens are neither huge nor lost in rounding; it cancels.
_HALF = 0.5


@dataclass(frozen=True)
class Fair(Plain):
    """An aim about the amounts that the groups of a service get.

    Attributes
    ----------
    service : Service or None
        None for the share of posts filled by `Posts.group`.
    """

    service: Service | None = None
    name: str = "fair"

    def prepare(self, problem: StaffingProblem) -> StaffingProblem:
        """Enter the service under the name of the aim.

        Raises
        ------
        ProblemError
            When the service has no group.
        """
        service = replace(self._of(problem), name=self.name)
        if not service.groups:
            raise ProblemError(f"{self.name}: no post counts in any group; compare others or drop the aim")
        return problem.adding(services=(*problem.services, service))

    def _of(self, problem: StaffingProblem) -> Service:
        return Service.fill(problem) if self.service is None else self.service

    def place(self, problem: StaffingProblem) -> int:
        """Return the position of the aim's service in a prepared problem."""
        return [service.name for service in problem.services].index(self.name)


@dataclass(frozen=True)
class Leximin(Fair):
    """Raise what the worst-off group gets, then what the second worst-off gets, and so on.

    Amounts sorted from the least are compared one after the other: the first that differs decides. Exact, by
    a sequence of solves: see `optimizer.staffing.levels`.

    Attributes
    ----------
    depth : int or None
        Distinct levels to raise; None for all, 1 for the worst-off group only (max-min).
    """

    depth: int | None = None
    name: str = "leximin"

    def __post_init__(self) -> None:
        if self.depth is not None and self.depth < 1:
            raise ProblemError(f"depth: {self.depth} found; give a number of levels >= 1, or None for all")

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise minus the least amount."""
        level = np.zeros(len(problem.services))
        level[self.place(problem)] = -1.0
        return replace(Linear.zero(problem), level=level)

    def report(self, value: float, problem: StaffingProblem) -> float:
        """Return the least amount."""
        return 0.0 - value


@dataclass(frozen=True)
class MaxMin(Leximin):
    """Raise what the worst-off group gets, and no more."""

    depth: int | None = 1
    name: str = "max_min"


@dataclass(frozen=True)
class KolmPollak(Fair):
    """Raise the Kolm-Pollak equally distributed equivalent of what groups get.

    ``-(1/κ) ln(Σ n exp(-κ y) / Σ n)``: the amount that, given to all alike, would be as good as the uneven
    ones (Kolm, J. Econ. Theory 12, 1976; Pollak, Econometrica 39, 1971). Raising it is minimising the convex
    sum, which rows describe: exactly at whole steps, by tangents elsewhere.

    Attributes
    ----------
    kappa : float
        Aversion to inequality, 1 / unit of the amount; above 0.
    weights : ndarray of float, shape (groups,), or None
        Weight n of each group, in the order of the service; its size where None.
    """

    kappa: float = 1.0
    weights: Floats | None = None
    name: str = "kolm_pollak"

    def __post_init__(self) -> None:
        _check_kappa(self.kappa)

    def prepare(self, problem: StaffingProblem) -> StaffingProblem:
        """Enter the service, and a column for the burden of every group."""
        problem = super().prepare(problem)
        service = problem.services[-1]
        formulation = Formulation(problem)
        least, most = service.least(problem), service.most(problem)
        total = _totals(formulation, service, self.name, most)
        # Low amounts weigh more: the burden of an amount y is exp(-κ y).
        columns = formulation.add_columns([f"{self.name}:{group}" for group in service.groups])
        for g in range(len(service.groups)):
            size, constant = service.size[g], service.constant[g]
            amounts = (_points(service, least[g], most[g], self.kappa / size) + constant) / size
            slope, height = _pieces(amounts, self.kappa, stepped=bool(service.step))
            rows = np.arange(slope.size)
            # The column is minus the total, so y = (constant - column) / size.
            formulation.add_rows(
                [f"{self.name}:{service.groups[g]}:{i}" for i in rows],
                columns=Entries.of(rows, total[g], -slope / size).plus(Entries.of(rows, columns[g], 1.0)),
                lower=height - slope * constant / size,
            )
        return problem.adding(extras=formulation.extras)

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise Σ weight · burden."""
        zero, service = Linear.zero(problem), problem.services[self.place(problem)]
        extra = zero.extra
        for group, weight in zip(service.groups, self._weights(service), strict=True):
            extra[problem.extras.names.index(f"{self.name}:{group}")] = weight
        return replace(zero, extra=extra)

    def report(self, value: float, problem: StaffingProblem) -> float:
        """Return the equally distributed equivalent, in the unit of the amount."""
        weights = self._weights(problem.services[self.place(problem)])
        return -math.log(max(value / weights.sum(), 1e-300)) / self.kappa

    def ceiling(self, value: float, problem: StaffingProblem) -> float:
        """Allow `tolerance` of the equivalent."""
        return value * math.exp(self.kappa * self.tolerance * abs(self.report(value, problem)))

    def _weights(self, service: Service) -> Floats:
        weights = service.size if self.weights is None else self.weights
        shares: Floats = weights / weights.sum()
        return shares


@dataclass(frozen=True)
class EvenLoad(Plain):
    """Even work among people: the Kolm-Pollak equivalent of the share of hours that each has to give.

    It weighs every person's load, not the span between two of them; people hired for the plan do not count.

    Attributes
    ----------
    kappa : float
        Aversion to inequality, 1 / share of hours; above 0.
    counts : ndarray of bool, shape (people,), or None
        Whose work is looked at; None for everybody who has hours and an arc.
    """

    kappa: float = 5.0
    counts: Bools | None = None
    name: str = "even_load"

    def __post_init__(self) -> None:
        _check_kappa(self.kappa)

    def prepare(self, problem: StaffingProblem) -> StaffingProblem:
        """Enter a column for the share of hours of every person, and one for its burden."""
        formulation, who = Formulation(problem), self._who(problem)
        ids = [problem.people.ids[p] for p in who]
        rows = np.arange(who.size)
        row_of = np.full(len(problem.people.ids), -1)
        row_of[who] = rows
        arcs = np.flatnonzero(row_of[problem.arcs.person] >= 0)
        person = problem.arcs.person[arcs]
        share = formulation.add_columns([f"{self.name}:share:{each}" for each in ids])
        formulation.add_rows(
            [f"{self.name}:share:{each}" for each in ids],
            arcs=Entries.of(row_of[person], arcs, -problem.arcs.load[arcs] / problem.people.hours[person]),
            columns=Entries.of(rows, share, 1.0),
            lower=0.0,
        )
        burden = formulation.add_columns([f"{self.name}:burden:{each}" for each in ids])
        # Amounts are the share that is left below a half, so that more work is the worse end.
        # Halfway between two that are d apart the curve is off by κ d² / 8 of the share.
        tangents = math.ceil(math.sqrt(self.kappa / (8 * _LOAD))) + 1
        slope, height = _pieces(_HALF - np.linspace(0.0, 1.0, tangents), self.kappa, stepped=False)
        pieces = np.arange(who.size * slope.size)
        formulation.add_rows(
            [f"{self.name}:burden:{each}:{i}" for each in ids for i in range(slope.size)],
            columns=Entries.of(pieces, np.repeat(share, slope.size), -np.tile(slope, who.size)).plus(
                Entries.of(pieces, np.repeat(burden, slope.size), 1.0)
            ),
            lower=np.tile(height - slope * _HALF, who.size),
        )
        return problem.adding(extras=formulation.extras)

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise the mean burden."""
        zero = Linear.zero(problem)
        columns = problem.extras.columns_of(f"{self.name}:burden")
        zero.extra[columns] = 1.0
        return zero

    def report(self, value: float, problem: StaffingProblem) -> float:
        """Return the share of hours that, worked by all alike, would be as heavy."""
        people = problem.extras.columns_of(f"{self.name}:burden").size
        return _HALF + math.log(max(value / people, 1e-300)) / self.kappa if people else 0.0

    def _who(self, problem: StaffingProblem) -> Ints:
        people = problem.people
        busy = np.bincount(problem.arcs.person, minlength=len(people.ids)) > 0
        counted = busy if self.counts is None else busy & self.counts
        return np.flatnonzero(counted & ~people.hire & (people.hours > 0))


def _check_kappa(kappa: float) -> None:
    if not (math.isfinite(kappa) and kappa > 0):
        raise ProblemError(f"kappa: {kappa} found; give a finite number > 0")


def _totals(formulation: Formulation, service: Service, name: str, most: Floats) -> Ints:
    """Add a column for minus the total of each group: the smallest that its row allows is the true one."""
    problem, groups = formulation.problem, service.groups
    columns = formulation.add_columns([f"{name}:total:{group}" for group in groups], lower=-most)
    post = np.flatnonzero((service.group >= 0) & (service.per_short != 0))
    group_of_arc = service.group[problem.arcs.post]
    arc = np.flatnonzero((group_of_arc >= 0) & (service.per_arc != 0))
    formulation.add_rows(
        [f"{name}:total:{group}" for group in groups],
        shorts=Entries.of(service.group[post], post, service.per_short[post]),
        arcs=Entries.of(group_of_arc[arc], arc, service.per_arc[arc]),
        columns=Entries.of(np.arange(len(groups)), columns, 1.0),
        lower=0.0,
    )
    return columns


def _points(service: Service, least: float, most: float, kappa: float) -> Floats:
    """Totals at which the curve is followed: all there are, or so close that it is off by little."""
    if service.step:
        return np.arange(least, most + service.step / 2, service.step)
    pieces = int(np.clip(np.ceil(kappa * (most - least) / _FINE), 8, _TANGENTS))
    return np.linspace(least, most, pieces)


def _pieces(amounts: Floats, kappa: float, *, stepped: bool) -> tuple[Floats, Floats]:
    """Return slopes s and heights h with ``exp(-κ y) >= h - s · y`` near the given amounts.

    Between neighbours of stepped amounts the secant is exact at both; elsewhere tangents lie below the curve.
    """
    amounts = np.sort(amounts)
    burden = np.exp(-kappa * amounts)
    if stepped and amounts.size > 1:
        slope = -np.diff(burden) / np.diff(amounts)
        return slope, burden[:-1] + slope * amounts[:-1]
    slope = kappa * burden
    return slope, burden + slope * amounts
