"""People fill posts: assignment with hours, caps, fairness between groups, travel and continuity."""

from optimizer.staffing.aims import Aim, Changes, Cost, GroupFill, Hired, OverBudget, Shortage, Travel
from optimizer.staffing.plan import Plan, hired_by
from optimizer.staffing.problem import StaffingProblem
from optimizer.staffing.rung import Effort
from optimizer.staffing.solve import StaffingResult, solve
from optimizer.staffing.verify import Violation, verify

__all__ = [
    "Aim",
    "Changes",
    "Cost",
    "Effort",
    "GroupFill",
    "Hired",
    "OverBudget",
    "Plan",
    "Shortage",
    "StaffingProblem",
    "StaffingResult",
    "Travel",
    "Violation",
    "hired_by",
    "solve",
    "verify",
]
