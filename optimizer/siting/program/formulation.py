"""The textbook program of a siting problem: open sites, services, rules; an aim is put on top of it.

It states every model with every rule and is solved by branch and cut: what the quicker ways of single models
cannot state ends here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.growing import GrowingProgram
from optimizer.siting.rules import AmountRule, GapRule, ReachRule
from optimizer.siting.service import Choice, within_pairs

__all__ = ["Formulation"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: What a share may fall short of through rounding.
_ROUNDING = 1e-9
#: A share below this is nothing.
_NOTHING = 1e-6


class Formulation:
    """Columns for open sites and, where they are needed, for services; rows for all that a plan keeps.

    Parameters
    ----------
    problem : SitingProblem
    must : bool
        Whether every place has to be served wholly.
    serving : bool
        Whether services get columns; they do anyway where capacities or a gap between ways are limited.

    Attributes
    ----------
    open : ndarray of int, shape (sites,)
        Columns of the sites.
    serve : ndarray of int, shape (pairs,), or None
        Columns of the pairs.
    """

    def __init__(self, problem: SitingProblem, *, must: bool, serving: bool) -> None:
        self.problem, self.program = problem, GrowingProgram()
        self._must = must
        sites = problem.sites
        self.open = self.program.columns(len(sites.ids), lower=sites.forced, upper=~sites.banned, whole=True)
        self.program.rows(1, 0, self.open, 1.0, lower=problem.least, upper=problem.most)
        gaps = [rule for rule in problem.rules if isinstance(rule, GapRule)]
        self.serve = self._serve() if serving or sites.limited or gaps else None
        if must and self.serve is None:
            self.cover(np.ones(len(problem.ways.way), dtype=bool), np.ones(len(problem.places.ids)))
        if gaps and not sites.limited:
            self._keep_nearest(np.any([rule.difference != 0.0 for rule in gaps], axis=0))
        for rule in problem.rules:
            self._keep(rule)

    def cover(self, near: Bools, times: Floats) -> None:
        """Ask for so many open sites among the near pairs of every place."""
        place, site = self.problem.ways.place[near], self.problem.ways.site[near]
        self.program.rows(len(times), place, self.open[site], 1.0, lower=times)

    def covered(self, near: Bools, wanted: Bools) -> Ints:
        """Return columns, one a wanted place, that are 0 without an open site among its near pairs."""
        ways, number = self.problem.ways, np.cumsum(wanted) - 1
        columns = self.program.columns(int(wanted.sum()))
        pairs = near & wanted[ways.place]
        row = np.concatenate([number[ways.place[pairs]], np.arange(len(columns))])
        column = np.concatenate([self.open[ways.site[pairs]], columns])
        value = np.repeat([1.0, -1.0], [int(pairs.sum()), len(columns)])
        self.program.rows(len(columns), row, column, value, lower=0.0)
        return columns

    def choice(self, values: Floats) -> Choice:
        """Return what the values of the columns mean."""
        opened = values[self.open] > 0.5
        if not self.problem.sites.limited:
            return Choice.nearest(self.problem, opened)
        assert self.serve is not None, "services have columns where capacities are limited"
        share = np.clip(values[self.serve], 0.0, 1.0)
        share = np.where(share < _NOTHING, 0.0, share) if self.problem.split else np.rint(share)
        share = np.where(opened[self.problem.ways.site], share, 0.0)
        total = np.bincount(self.problem.ways.place, weights=share, minlength=len(self.problem.places.ids))
        # What rounding has left of a place that is served wholly is shared out again.
        whole = np.where(np.abs(total - 1.0) < 1e-6, total, 1.0)
        return Choice(opened, share / whole[self.problem.ways.place])

    def _serve(self) -> Ints:
        problem, program, ways = self.problem, self.program, self.problem.ways
        pairs, places = len(ways.way), len(problem.places.ids)
        columns = program.columns(pairs, whole=problem.sites.limited and not problem.split)
        each = np.arange(pairs)
        program.rows(places, ways.place, columns, 1.0, lower=float(self._must), upper=1.0)
        row, both = np.concatenate([each, each]), np.concatenate([columns, self.open[ways.site]])
        program.rows(pairs, row, both, np.repeat([1.0, -1.0], pairs), upper=0.0)
        self._hold(columns)
        return columns

    def _hold(self, columns: Ints) -> None:
        """No site serves more than it can."""
        ways, capacity = self.problem.ways, self.problem.sites.capacity
        tight = np.flatnonzero(np.isfinite(capacity))
        number = np.full(len(capacity), -1)
        number[tight] = np.arange(len(tight))
        mine = np.flatnonzero(number[ways.site] >= 0)
        row = np.concatenate([number[ways.site[mine]], np.arange(len(tight))])
        column = np.concatenate([columns[mine], self.open[tight]])
        value = np.concatenate([self.problem.places.demand[ways.place[mine]], -capacity[tight]])
        value /= float(capacity[tight].max(initial=0.0)) or 1.0  # HiGHS rounds absolutely
        self.program.rows(len(tight), row, column, value, upper=0.0)

    def _keep_nearest(self, wanted: Bools) -> None:
        """Serve the wanted places at their nearest open site, though the aim might gain by another.

        With the pairs of a place in order, what it gets from the first k of them is at least whether the k-th
        site is open (Wagner & Falkson 1975).
        """
        assert self.serve is not None, "services have columns where ways are compared"
        ways = self.problem.ways
        order, starts = ways.nearest_first(wanted[ways.place])
        count = len(order)
        so_far = self.program.columns(count)
        each = np.arange(count)
        begins = np.isin(each, starts)
        later = each[~begins]
        row = np.concatenate([each, each, later])
        column = np.concatenate([so_far, self.serve[order], so_far[later - 1]])
        value = np.repeat([1.0, -1.0, -1.0], [count, count, len(later)])
        self.program.rows(count, row, column, value, lower=0.0, upper=0.0)
        # Sites that are equally far may serve in place of one another: the last of them stands for all.
        group = np.cumsum(begins | (np.diff(ways.way[order], prepend=-1.0) != 0.0))
        last = np.searchsorted(group, group, side="right") - 1
        row = np.concatenate([each, each])
        column = np.concatenate([so_far[last], self.open[ways.site[order]]])
        self.program.rows(count, row, column, np.repeat([1.0, -1.0], count), lower=0.0)

    def _keep(self, rule: object) -> None:
        match rule:
            case AmountRule():
                size = float(np.abs(rule.amount).max(initial=0.0)) or 1.0  # HiGHS rounds absolutely
                limits = {"lower": rule.least / size, "upper": rule.most / size}
                self.program.rows(1, 0, self.open, rule.amount / size, **limits)
            case ReachRule():
                self._keep_reach(rule)
            case GapRule():
                self._keep_gap(rule)

    def _keep_reach(self, rule: ReachRule) -> None:
        ways, wanted = self.problem.ways, rule.weight > 0.0
        least = rule.share * float(rule.weight.sum()) * (1.0 - _ROUNDING)
        near = within_pairs(self.problem, rule.within)
        if self.problem.sites.limited:
            assert self.serve is not None, "services have columns where capacities are limited"
            mine = near & wanted[ways.place]
            self.program.rows(1, 0, self.serve[mine], rule.weight[ways.place[mine]], lower=least)
            return
        columns = self.covered(near, wanted)
        self.program.rows(1, 0, columns, rule.weight[wanted], lower=least)

    def _keep_gap(self, rule: GapRule) -> None:
        assert self.serve is not None, "services have columns where ways are compared"
        ways, beyond = self.problem.ways, self.problem.beyond
        mine = rule.compared[ways.place]
        if beyond is None:
            compared = np.flatnonzero(rule.compared)
            number = np.full(len(rule.compared), -1)
            number[compared] = np.arange(len(compared))
            self.program.rows(len(compared), number[ways.place[mine]], self.serve[mine], 1.0, lower=1.0)
        # A part that nobody serves counts with `beyond`: all of it does, less what is served.
        factor = (rule.difference[ways.place] * (ways.way - (beyond or 0.0)))[mine]
        constant = (beyond or 0.0) * float(rule.difference.sum())
        self.program.rows(1, 0, self.serve[mine], factor, upper=rule.most - constant)
