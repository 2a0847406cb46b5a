"""Counties share growth: headcount, training, relocation, offices and service bought, over years."""

from optimizer.headcount.aims import Actions, Aim, Cost, Moves, Short
from optimizer.headcount.changes import (
    Change,
    FewerKept,
    MoreBranches,
    MoreBudget,
    MoreCandidates,
    MorePlaces,
)
from optimizer.headcount.errors import BudgetTooSmallError, TooLargeError
from optimizer.headcount.explain import Gain, TargetPrice, gains, target_prices
from optimizer.headcount.fairness import Fair
from optimizer.headcount.frontier import Frontier, FrontierPoint, frontier
from optimizer.headcount.limits import Limit, limits
from optimizer.headcount.parts import (
    COSTS,
    Branch,
    Budget,
    Path,
    Purchase,
    Relocation,
    Scope,
    Service,
    Target,
)
from optimizer.headcount.plan import Figures, Plan
from optimizer.headcount.problem import HeadcountProblem
from optimizer.headcount.solve import HeadcountResult, cheapest, fair_under_budget, solve
from optimizer.headcount.verify import verify
from optimizer.headcount.violation import Violation

__all__ = [
    "COSTS",
    "Actions",
    "Aim",
    "Branch",
    "Budget",
    "BudgetTooSmallError",
    "Change",
    "Cost",
    "Fair",
    "FewerKept",
    "Figures",
    "Frontier",
    "FrontierPoint",
    "Gain",
    "HeadcountProblem",
    "HeadcountResult",
    "Limit",
    "MoreBranches",
    "MoreBudget",
    "MoreCandidates",
    "MorePlaces",
    "Moves",
    "Path",
    "Plan",
    "Purchase",
    "Relocation",
    "Scope",
    "Service",
    "Short",
    "Target",
    "TargetPrice",
    "TooLargeError",
    "Violation",
    "cheapest",
    "fair_under_budget",
    "frontier",
    "gains",
    "limits",
    "solve",
    "target_prices",
    "verify",
]
