"""Check a plan of sites against every rule of its problem, and what is said about it.

Nothing here is shared with the solver: no rows, no costs, no bounds; only looking up and adding up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from optimizer.errors import ProblemError
from optimizer.result import Certificate, Status, relative_gap
from optimizer.siting.aims import (
    MAXIMISED,
    Access,
    Aim,
    Apart,
    Cost,
    Cover,
    EvenTravel,
    Farthest,
    Travel,
    WorstAccess,
)
from optimizer.siting.plan import SitingResult
from optimizer.siting.problem import SitingProblem
from optimizer.siting.rules import AmountRule, GapRule, ReachRule
from optimizer.siting.tally import NOTHING, ROUNDING, Reading, unreadable, worth
from optimizer.siting.violation import Violation

__all__ = ["Violation", "verify", "worth"]


def verify(problem: SitingProblem, aim: Aim, result: SitingResult) -> tuple[Violation, ...]:
    """Return every rule that a plan breaks, and every figure that its certificates get wrong.

    Parameters
    ----------
    problem : SitingProblem
    aim : Aim
    result : SitingResult

    Returns
    -------
    tuple of Violation
        Empty for a right result, and where there is no plan. A plan that cannot be read (unknown or doubled
        ids, pairs that are not listed) is not looked at further.
    """
    plan = result.plan
    if plan is None:
        return ()
    faults = tuple(unreadable(problem, plan))
    if faults:
        return faults
    read = Reading(problem, plan)
    found = [*_open_sites(read), *_services(read), *_amounts_served(read), *_demanded(read, aim)]
    found += [*_rules(read), *_said(aim, read.worth(aim), result.certificates)]
    return tuple(found)


def _beyond(found: float, limit: float) -> bool:
    """Whether a figure is above a limit by more than rounding."""
    return not found <= limit + _slack(limit)


def _slack(figure: float) -> float:
    return ROUNDING * abs(figure) + NOTHING if np.isfinite(figure) else 0.0


def _open_sites(read: Reading) -> Iterator[Violation]:
    """Forced and banned sites, how many, and told in their order."""
    problem, sites, number = read.problem, read.problem.sites, int(read.opened.sum())
    for j in np.flatnonzero(sites.banned & read.opened):
        yield Violation("banned", sites.ids[j], 1, 0)
    for j in np.flatnonzero(sites.forced & ~read.opened):
        yield Violation("forced", sites.ids[j], 0, 1)
    if number < problem.least:
        yield Violation("least_sites", "open sites", number, problem.least)
    if number > problem.most:
        yield Violation("most_sites", "open sites", number, problem.most)
    for before, after in pairwise(read.order):
        if before > after:
            yield Violation("order", sites.ids[after], after, before)


def _services(read: Reading) -> Iterator[Violation]:
    """Only open sites serve, each place no more than wholly, and wholly by one unless it may be split."""
    places, sites = read.problem.places.ids, read.problem.sites.ids
    may_split = read.problem.split and read.problem.sites.limited
    for k, share in enumerate(read.share.tolist()):
        pair = f"{places[read.place[k]]} at {sites[read.site[k]]}"
        if not read.opened[read.site[k]]:
            yield Violation("closed", pair, share, 0)
        if not -ROUNDING <= share <= 1.0 + ROUNDING or (not may_split and ROUNDING < share < 1.0 - ROUNDING):
            yield Violation("share", pair, share, 1)
    for i in np.flatnonzero(read.served > 1.0 + ROUNDING):
        yield Violation("shares", places[i], float(read.served[i]), 1)


def _amounts_served(read: Reading) -> Iterator[Violation]:
    """No site serves more than it can; where none has a limit, each place goes to the nearest."""
    problem = read.problem
    if problem.sites.limited:
        taken = read.share * problem.places.demand[read.place]
        load = np.bincount(read.site, weights=taken, minlength=len(read.opened))
        for j, capacity in enumerate(problem.sites.capacity.tolist()):
            if _beyond(float(load[j]), capacity):
                yield Violation("capacity", problem.sites.ids[j], float(load[j]), capacity)
        return
    ways, nearest = problem.ways, np.full(len(problem.places.ids), np.inf)
    there = read.opened[ways.site]
    np.minimum.at(nearest, ways.place[there], ways.way[there])
    for k in np.flatnonzero(read.share > ROUNDING):
        if _beyond(float(read.way[k]), float(nearest[read.place[k]])):
            found, right = float(read.way[k]), float(nearest[read.place[k]])
            yield Violation("nearest", problem.places.ids[read.place[k]], found, right)
    for i in np.flatnonzero(np.isfinite(nearest) & (read.rest > 0.0)):
        yield Violation("nearest", problem.places.ids[i], problem.beyond or np.inf, float(nearest[i]))


def _demanded(read: Reading, aim: Aim) -> Iterator[Violation]:
    """Everybody is served where ways count and none is set for the others; covered as often as wanted."""
    problem = read.problem
    must = np.full(len(problem.places.ids), isinstance(aim, Cover))
    if problem.beyond is None:
        must |= isinstance(aim, Travel | Farthest | Cost | EvenTravel)
        must |= problem.sites.limited and isinstance(aim, Apart | Access | WorstAccess)
        for rule in problem.rules:
            if isinstance(rule, GapRule):
                must |= (rule.behind > 0.0) | (rule.ahead > 0.0)
    for i in np.flatnonzero(must & (read.rest > 0.0)):
        yield Violation("unserved", problem.places.ids[i], float(read.served[i]), 1)
    if isinstance(aim, Cover):
        choices, near = read.choices(aim.within), read.within(aim.within)
        for i in np.flatnonzero(choices < aim.times):
            yield Violation("times", problem.places.ids[i], int(choices[i]), aim.times)
        for i in np.flatnonzero(near < read.served - ROUNDING):
            yield Violation("within", problem.places.ids[i], float(near[i]), float(read.served[i]))


def _rules(read: Reading) -> Iterator[Violation]:
    """Amounts, shares reached and gaps of ways."""
    for rule in read.problem.rules:
        if isinstance(rule, AmountRule):
            amount = float(rule.amount[read.opened].sum())
            if _beyond(rule.least, amount):
                yield Violation("least_amount", rule.name, amount, rule.least)
            if _beyond(amount, rule.most):
                yield Violation("most_amount", rule.name, amount, rule.most)
        elif isinstance(rule, ReachRule):
            reached, least = float(rule.weight @ read.within(rule.within)), rule.share * rule.weight.sum()
            if _beyond(least, reached):
                yield Violation("reach_rule", rule.name, reached, least)
        elif isinstance(rule, GapRule):
            gap = float(
                rule.behind @ read.mean / rule.behind.sum() - rule.ahead @ read.mean / rule.ahead.sum()
            )
            # What services may be off by is a share of the longest way, however narrow the gap.
            longest = float(read.problem.ways.way.max(initial=0.0))
            if gap > rule.most + ROUNDING * max(abs(rule.most), longest) + NOTHING:
                yield Violation("gap_rule", rule.name, gap, rule.most)
        else:
            raise ProblemError(f"rule {rule.name!r}: {type(rule).__name__} cannot be checked")


def _said(aim: Aim, values: Sequence[float], certificates: Sequence[Certificate]) -> Iterator[Violation]:
    """What certificates say is so: values, bounds on the right side, gaps, and what counts as proven."""
    if len(values) != len(certificates):
        yield Violation("said_count", "certificates", len(certificates), len(values))
        return
    for value, said in zip(values, certificates, strict=True):
        if not (said.delivered == value or abs(said.delivered - value) <= _slack(value)):
            yield Violation("said_delivered", said.aim, said.delivered, value)
        room = _slack(value) + said.tolerance * abs(value)
        if not (said.objective == value or abs(said.objective - value) <= room):
            yield Violation("said_objective", said.aim, said.objective, value)
        sign = -1.0 if isinstance(aim, MAXIMISED) else 1.0
        behind = 0.0 if said.bound == said.objective else sign * (said.bound - said.objective)
        if not behind <= _slack(said.objective):
            yield Violation("said_bound", said.aim, said.bound, said.objective)
        gap = relative_gap(objective=said.objective, bound=said.bound)
        if not (said.gap == gap or abs(said.gap - gap) <= NOTHING):
            yield Violation("said_gap", said.aim, said.gap, gap)
        if said.status is Status.OPTIMAL and not gap <= said.asked + NOTHING:
            yield Violation("said_optimal", said.aim, gap, said.asked)
