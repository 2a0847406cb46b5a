"""Open sites so that places lack least of what the open sites give them together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.errors import ProblemError
from optimizer.siting.limits import check_numbers, marks

__all__ = ["AmountsProblem"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Beyond this, whole numbers are no longer told apart from their neighbours.
_WHOLE = 2.0**50
#: Share of its size by which a rule may be missed.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class AmountsProblem:
    """What each open site gives each row, and what a row loses by what it lacks.

    A row wants its steps filled one after another; the first is worth most. Maximal cover is one step with
    room for one, worth the people of a place; backup cover is a second step that is worth less.

    Attributes
    ----------
    amounts : csr_array of float, shape (rows, sites)
        What an open site gives; above 0.
    worth : ndarray of float, shape (rows, steps)
        Loss for each unit that a step lacks; from 0 on, never more than at the step before.
    room : ndarray of float, shape (rows, steps)
        Units that each step takes.
    opening : ndarray of float, shape (sites,)
        Cost of each site that is open; may be negative.
    least, most : int
        Number of open sites.
    forced, banned : ndarray of bool, shape (sites,)
        Sites that are open, or closed, in every plan.
    rules : ndarray of float, shape (rules, sites)
    lower, upper : ndarray of float, shape (rules,)
        What the open sites sum to under each rule.
    step : float
        What the values of two plans differ by at the least; 0 where nothing is known.
    """

    amounts: csr_array
    worth: Floats
    room: Floats
    opening: Floats
    least: int
    most: int
    forced: Bools
    banned: Bools
    rules: Floats
    lower: Floats
    upper: Floats
    step: float

    @classmethod
    def of(
        cls,
        *,
        sites: int,
        row: Ints,
        site: Ints,
        amount: Floats,
        worth: Floats,
        room: Floats,
        least: int = 0,
        most: int | None = None,
        opening: Floats | None = None,
        forced: Bools | None = None,
        banned: Bools | None = None,
        rules: csr_array | None = None,
        lower: Floats | None = None,
        upper: Floats | None = None,
    ) -> AmountsProblem:
        """Check a problem, and fill in what is left out.

        Parameters
        ----------
        sites : int
        row, site : ndarray of int, shape (pairs,)
            Pairs of a row and a site that gives it something, each once.
        amount : ndarray of float, shape (pairs,)
            From 0 on.
        worth, room : ndarray of float, shape (rows, steps)
        least, most : int, optional
        opening : ndarray of float, shape (sites,), optional
        forced, banned : ndarray of bool, shape (sites,), optional
        rules : csr_array, shape (rules, sites), optional
        lower, upper : ndarray of float, shape (rules,), optional
            Left out: no limit.

        Raises
        ------
        ProblemError
        """
        forced, banned = marks(sites, forced, banned)
        opening = np.zeros(sites) if opening is None else opening
        most = sites if most is None else most
        if not np.isfinite(opening).all():
            raise ProblemError("opening: give a finite cost for every site; ban one that cannot be opened")
        check_numbers(least, most, forced, banned)
        _check_steps(worth, room)
        amounts = _amounts(row, site, amount, (len(worth), sites))
        table = np.zeros((0, sites)) if rules is None else rules.toarray().astype(np.float64)
        lower = np.full(len(table), -np.inf) if lower is None else lower
        upper = np.full(len(table), np.inf) if upper is None else upper
        _check_rules(table, lower, upper, sites)
        most = min(most, int((~banned).sum()))
        least = max(least, int(forced.sum()))
        step = _step(amounts, worth, room, opening)
        return cls(amounts, worth, room, opening, least, most, forced, banned, table, lower, upper, step)

    @property
    def total(self) -> float:
        """What is lost where nobody gets anything."""
        return float((self.worth * self.room).sum())

    def value(self, opened: Bools) -> float:
        """Return what a plan costs: its opening costs and what rows lose by what they lack."""
        return float((self.worth * self.lacking(opened)).sum()) + float(self.opening[opened].sum())

    def lacking(self, opened: Bools) -> Floats:
        """Return the units that each step lacks, shape (rows, steps)."""
        given: Floats = self.amounts @ opened.astype(np.float64)
        left = given[:, None] - (np.cumsum(self.room, axis=1) - self.room)
        found: Floats = self.room - np.clip(left, 0.0, self.room)
        return found

    def keeps(self, opened: Bools) -> bool:
        """Whether a plan keeps counts, marks and rules."""
        counted = self.least <= int(opened.sum()) <= self.most
        marked = not (opened & self.banned).any() and bool((opened | ~self.forced).all())
        sums, room = self.rules @ opened.astype(np.float64), self.slack
        return counted and marked and bool(((sums >= self.lower - room) & (sums <= self.upper + room)).all())

    def narrowed(self, width: float) -> AmountsProblem:
        """Return the problem with limits of rules drawn in, where they leave room for that."""
        inner = np.where(self.upper - self.lower > 2.0 * width, width, 0.0)
        return replace(self, lower=self.lower + inner, upper=self.upper - inner)

    @property
    def slack(self) -> Floats:
        """What a sum under each rule may be off by, shape (rules,)."""
        size: Floats = np.abs(self.rules).sum(axis=1)
        return _ROUNDING * np.maximum(1.0, size)


def _amounts(row: Ints, site: Ints, amount: Floats, shape: tuple[int, int]) -> csr_array:
    if not len(row) == len(site) == len(amount):
        raise ProblemError(f"pairs: {len(row)} rows, {len(site)} sites, {len(amount)} amounts; give one each")
    for name, given, number in (("row", row, shape[0]), ("site", site, shape[1])):
        if len(given) and not (given.min() >= 0 and given.max() < number):
            raise ProblemError(f"{name}: {given.max()} is not among {number}; count from 0")
    if not np.isfinite(amount).all() or (amount < 0.0).any():
        raise ProblemError("amount: give finite numbers from 0 on")
    if len(np.unique(row * shape[1] + site)) != len(row):
        raise ProblemError("pairs: one is given twice; give each once")
    kept = amount > 0.0
    return csr_array((amount[kept].astype(np.float64), (row[kept], site[kept])), shape=shape)


def _check_steps(worth: Floats, room: Floats) -> None:
    if worth.ndim != 2 or worth.shape != room.shape:
        raise ProblemError(f"steps: worth of {worth.shape}, room of {room.shape}; give rows by steps twice")
    for name, given in (("worth", worth), ("room", room)):
        if not np.isfinite(given).all() or (given < 0.0).any():
            raise ProblemError(f"{name}: give finite numbers from 0 on")
    rising = (np.diff(worth, axis=1) > 0.0).any(axis=1)
    if rising.any():
        raise ProblemError(f"worth: row {int(np.argmax(rising))} has a step worth more than the one before")


def _check_rules(rules: Floats, lower: Floats, upper: Floats, sites: int) -> None:
    if rules.shape[1] != sites or not len(rules) == len(lower) == len(upper):
        told = f"{len(rules)} over {rules.shape[1]} sites, {len(lower)} lower limits, {len(upper)} upper ones"
        raise ProblemError(f"rules: {told}; give both limits for every rule, over {sites} sites")
    if not np.isfinite(rules).all() or np.isnan(lower).any() or np.isnan(upper).any():
        raise ProblemError("rules: give finite numbers, and limits that are numbers")
    if (lower > upper).any():
        which = int(np.argmax(lower > upper))
        told = f"at least {lower[which]:g} and at most {upper[which]:g}"
        raise ProblemError(f"rule {which}: {told}; give least <= most")


def _step(amounts: csr_array, worth: Floats, room: Floats, opening: Floats) -> float:
    parts = [amounts.data, worth.ravel(), room.ravel(), opening]
    whole = all((each == np.rint(each)).all() for each in parts)
    return float(whole and (worth * room).sum() + np.abs(opening).sum() < _WHOLE)
