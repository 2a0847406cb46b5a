"""The cheapest way to fill what is vacant: more people, more hours, longer journeys, other counties.

Each option has a price of the caller's. The options join the problem as people, hours and arcs, and a ladder
fills as many posts as can be and then pays as little as that takes: first with one kind of option alone, then
with all together. Everybody may be moved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimizer.clock import Clock
from optimizer.result import Status
from optimizer.staffing.aims import Aim, OverBudget, Shortage
from optimizer.staffing.explain.offers import MoreHours, NewPair, NewPerson, Offer, Option, Used
from optimizer.staffing.plan import heads_short, hired_by
from optimizer.staffing.problem import StaffingProblem
from optimizer.staffing.rung import Effort
from optimizer.staffing.solve import solve

__all__ = ["MoreHours", "NewPair", "NewPerson", "Option", "Repair", "Used", "cheapest_repair"]

_PEOPLE = "people"
_CLOSE = 1e-6


@dataclass(frozen=True)
class Repair:
    """What options of one kind can do, or all together.

    Attributes
    ----------
    kind : str
        ``all`` for all together.
    short : tuple of str
        Posts that stay short of somebody even so.
    shortage, shortage_bound : float
        Weighted shortage that is left, and what is proven: no use of these options leaves less.
    price, price_bound : float
        Of what is used, and what is proven: no plan with as little shortage costs less.
    used : tuple of Used
    hired : tuple of (person id, int)
        People at places of hiring, and how many of each.
    pairs : tuple of (person id, post id)
        A plan with it.
    exact : bool
        Whether both figures are proven.
    """

    kind: str
    short: tuple[str, ...]
    shortage: float
    shortage_bound: float
    price: float
    price_bound: float
    used: tuple[Used, ...]
    hired: tuple[tuple[str, int], ...]
    pairs: tuple[tuple[str, str], ...]
    exact: bool

    @property
    def feasible(self) -> bool:
        """Whether every post is filled."""
        return not self.short


def cheapest_repair(
    problem: StaffingProblem,
    *,
    options: Sequence[Option],
    hire_price: float | None = None,
    effort: Effort | None = None,
    seconds: float = 30.0,
    seed: int = 0,
) -> tuple[Repair, ...]:
    """Fill what can be filled at the least price, with each kind of option alone and with all of them.

    Parameters
    ----------
    problem : StaffingProblem
        Not prepared for a ladder; its rules hold.
    options : sequence of Option
    hire_price : float, optional
        Of each person hired at the problem's places of hiring, which are one more kind of option then,
        ``people``; without a price the problem's own number may be hired for nothing.
    effort : Effort, optional
        By default to the end.
    seconds : float
        For all kinds together.
    seed : int

    Returns
    -------
    tuple of Repair
        A kind each, hired people first, then in the order in which kinds come, then ``all`` where there is
        more than one; that is never dearer than one kind alone.

    Raises
    ------
    ProblemError
        When an option names what the problem does not have, or a price is negative.
    """
    kinds = tuple(dict.fromkeys(option.kind for option in options))
    chosen = {kind: [option for option in options if option.kind == kind] for kind in kinds}
    if hire_price is not None:
        chosen = {_PEOPLE: [], **chosen}
    if len(chosen) > 1:
        chosen["all"] = list(options)
    effort = effort or Effort(gap=1e-9)
    clock, found = Clock(seconds), []
    for place, (kind, each) in enumerate(chosen.items()):
        price = hire_price if kind in (_PEOPLE, "all") else None
        whole = problem if hire_price is None or price is not None else replace(problem, most_hired=0)
        share = clock.left() / (len(chosen) - place)
        found.append(_repair(whole, kind, each, price, effort=effort, seconds=max(share, 0.1), seed=seed))
    return (*found[:-1], _no_dearer(found, effort.gap)) if len(found) > 1 else tuple(found)


def _no_dearer(found: Sequence[Repair], gap: float) -> Repair:
    """All kinds together, which can do whatever one of them does alone."""
    *alone, together = found
    best = min(found, key=lambda each: (round(each.shortage, 6), each.price))
    if best is together or not alone:
        return together
    bounds = min(together.shortage_bound, best.shortage), min(together.price_bound, best.price)
    near = bounds[1] + max(gap, _CLOSE) * max(1.0, best.price)
    met = best.shortage <= bounds[0] + _CLOSE and best.price <= near
    return replace(best, kind="all", shortage_bound=bounds[0], price_bound=bounds[1], exact=met)


def _repair(
    problem: StaffingProblem,
    kind: str,
    options: Sequence[Option],
    hire_price: float | None,
    *,
    effort: Effort,
    seconds: float,
    seed: int,
) -> Repair:
    offer = Offer(problem, options)
    ladder: tuple[Aim, ...] = (Shortage(), replace(offer.price, hired=hire_price or 0.0))
    if problem.most_moved is not None:
        ladder = (OverBudget(), *ladder)
    result = solve(offer.problem, ladder=ladder, effort=effort, seconds=seconds, seed=seed)
    shortage, price = result.certificates[-2:]
    short = heads_short(result.plan, offer.problem)
    used = offer.used(result.plan.chosen, short)
    number = hired_by(result.plan, offer.problem)
    people = zip(offer.problem.people.ids, number.tolist(), strict=True)
    at_least = price.bound
    if hire_price and not options:
        # Nobody is hired by halves.
        at_least = math.ceil(at_least / hire_price - _CLOSE) * hire_price
    price_of_hired = (hire_price or 0.0) * float(number.sum())
    return Repair(
        kind=kind,
        short=tuple(post for post, n in zip(problem.posts.ids, short, strict=True) if n),
        shortage=shortage.delivered,
        shortage_bound=shortage.bound,
        price=price_of_hired + float(sum(each.price for each in used)),
        price_bound=at_least,
        used=used,
        hired=tuple((name, n) for name, n in people if n),
        pairs=result.plan.pairs(offer.problem),
        exact=shortage.status is Status.OPTIMAL
        and (price.status is Status.OPTIMAL or price.objective <= at_least + _CLOSE),
    )
