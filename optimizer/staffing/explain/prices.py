"""The cheapest way to fill what is vacant: more people, more hours, longer journeys, other counties.

Each option has a price of the caller's. The options join the problem as people, hours and arcs, and a ladder
fills as many posts as can be and then pays as little as that takes: first with one kind of option alone, then
with all together. Everybody may be moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.result import Status
from optimizer.staffing.aims import Aim, OverBudget, Shortage
from optimizer.staffing.explain.offers import MoreHours, NewPair, NewPerson, Offer, Option, Used
from optimizer.staffing.plan import heads_short
from optimizer.staffing.problem import StaffingProblem
from optimizer.staffing.rung import Effort
from optimizer.staffing.solve import solve

__all__ = ["MoreHours", "NewPair", "NewPerson", "Option", "Repair", "Used", "cheapest_repair"]


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
    effort : Effort, optional
        By default to the end.
    seconds : float
        For all kinds together.
    seed : int

    Returns
    -------
    tuple of Repair
        A kind each, in the order in which kinds first come, then ``all`` where there is more than one.

    Raises
    ------
    ProblemError
        When an option names what the problem does not have, or a price is negative.
    """
    kinds = tuple(dict.fromkeys(option.kind for option in options))
    chosen = {kind: [option for option in options if option.kind == kind] for kind in kinds}
    if len(kinds) > 1:
        chosen["all"] = list(options)
    effort = effort or Effort(gap=1e-9)
    share = seconds / max(len(chosen), 1)
    return tuple(
        _repair(problem, kind, each, effort=effort, seconds=share, seed=seed) for kind, each in chosen.items()
    )


def _repair(
    problem: StaffingProblem,
    kind: str,
    options: Sequence[Option],
    *,
    effort: Effort,
    seconds: float,
    seed: int,
) -> Repair:
    offer = Offer(problem, options)
    ladder: tuple[Aim, ...] = (Shortage(), offer.price)
    if problem.most_moved is not None:
        ladder = (OverBudget(), *ladder)
    result = solve(offer.problem, ladder=ladder, effort=effort, seconds=seconds, seed=seed)
    shortage, price = result.certificates[-2:]
    short = heads_short(result.plan, offer.problem)
    used = offer.used(result.plan.chosen, short)
    return Repair(
        kind=kind,
        short=tuple(post for post, n in zip(problem.posts.ids, short, strict=True) if n),
        shortage=shortage.delivered,
        shortage_bound=shortage.bound,
        price=float(sum(each.price for each in used)),
        price_bound=price.bound,
        used=used,
        pairs=result.plan.pairs(offer.problem),
        exact=all(each.status is Status.OPTIMAL for each in result.certificates),
    )
